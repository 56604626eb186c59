"""Every built-in plan with its whole population, each over all of its months."""

from __future__ import annotations

import time

from benchmarks.figures import Figure, at_most, say, show
from benchmarks.worlds import MONTHS
from resettle import scenarios
from resettle.model.simulation import ResettlementModel
from resettle.scenarios.sources.registers import documents


def whole_plans(quick: bool) -> list[Figure]:
    """Seconds by the clock for one seed on two threads, after start-up."""
    figures = []
    for name in documents():
        say(f"the whole of {name}")
        inputs = scenarios.load(name).inputs()
        best, workers = float("inf"), 0
        for _ in range(1 if quick else 3):
            model = ResettlementModel(inputs, seed=1, threads=2)
            workers = len(model.world.state.workers.household)
            start = time.perf_counter()
            model.run()
            best = min(best, time.perf_counter() - start)
        months = inputs.period.months
        each = best / months / workers * 1e9
        note = f"{workers:,} workers, {months} months; {show(each)} ns a worker-month"
        bar, stretch = 4.0 * months / MONTHS, 1.5 * months / MONTHS
        figures.append(at_most(f"{name} whole, {months} months, two threads", best, "s", bar, stretch, note))
    return figures
