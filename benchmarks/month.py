"""The whole month: beside the oracle, beside the memory it must read, and as it grows."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.figures import Figure, at_least, at_most, plain, say, show
from benchmarks.probe import Probe, probe
from benchmarks.worlds import MONTHS, guizhou
from resettle.model.compiled import kernel
from resettle.model.simulation import ResettlementModel
from resettle.model.state import State
from tests.oracle import Oracle

FLOOR_WORKERS = 1_000_000


def _best(attempts: int, run: Callable[[], float]) -> float:
    return min(run() for _ in range(attempts))


def _compiled(workers: int, months: int) -> float:
    """Nanoseconds a worker-month of the compiled model, of processor time, on one thread."""
    model = ResettlementModel(guizhou(workers, months), seed=1)
    start = time.process_time()
    model.run()
    return (time.process_time() - start) / months / len(model.world.state.workers.household) * 1e9


def _oracle(workers: int, months: int) -> float:
    """Nanoseconds a worker-month of the model of objects, of processor time."""
    model = Oracle(guizhou(workers, months), seed=1)
    start = time.process_time()
    for _ in range(months):
        model.step()
    return (time.process_time() - start) / months / len(model.workers) * 1e9


def beside_the_oracle(quick: bool) -> list[Figure]:
    """How much quicker the compiled month is than the month of objects."""
    say("the whole month beside the oracle")
    many, few, months = 100_000, 2_000 if quick else 4_000, 12 if quick else MONTHS
    _compiled(few, 2)  # loads the kernels
    compiled = _best(2 if quick else 3, lambda: _compiled(many, months))
    small = _best(2 if quick else 3, lambda: _compiled(few, months))
    oracle = _best(1 if quick else 2, lambda: _oracle(few, months))
    note = (
        f"same rules, all levers of guizhou, {months} months, one core, processor time, best of several; "
        f"the oracle at {few:,} workers, as it is linear"
    )
    return [
        plain("oracle of objects, worker-month", f"{oracle:,.0f} ns", note),
        plain(
            f"compiled, worker-month at {many:,}",
            f"{show(compiled)} ns",
            f"at the oracle's {few:,} workers {show(small)} ns: there the levers, plain Python, weigh more",
        ),
        at_least("whole month: oracle / compiled", oracle / compiled, "x", 150, 350),
    ]


@kernel
def _touch_small(column: NDArray[np.uint8]) -> None:
    for row in range(len(column)):
        column[row] += 1


def _stream(columns: Sequence[NDArray[np.generic]]) -> None:
    for column in columns:
        _touch_small(column)  # type: ignore[arg-type]  # compiled anew for each type


def streaming_floor(state: State) -> float:
    """Nanoseconds a worker to read and write every column of the state once, one after the other."""
    columns = [column.copy() for table in state for column in table]
    _stream(columns)  # compiles
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        _stream(columns)
        best = min(best, time.process_time() - start)
    return best / len(state.workers.household) * 1e9


def beside_the_floor(quick: bool) -> list[Figure]:
    """What a month costs in multiples of reading and writing the whole state once."""
    say("the streaming floor")
    months = 12 if quick else MONTHS
    model = ResettlementModel(guizhou(FLOOR_WORKERS, months), seed=1)
    count = len(model.world.state.workers.household)
    floor = streaming_floor(model.world.state)
    start = time.process_time()
    model.run()
    month = (time.process_time() - start) / months / count * 1e9
    note = f"{count:,} workers, one core, processor time; a month {show(month)} ns a worker"
    return [
        plain("streaming floor", f"{show(floor)} ns/worker", "every state column read and written once"),
        at_most("whole month / streaming floor", month / floor, "x", 60, 25, note),
    ]


def whole_guizhou(quick: bool) -> list[Figure]:
    """All of Guizhou, on one and on two threads, with its memory."""
    say("the whole of Guizhou")
    attempts = 1 if quick else 3
    # in turn, so that a busy moment hits both alike
    turns = [(probe(None, MONTHS, threads=2), probe(None, MONTHS, threads=1)) for _ in range(attempts)]
    two, one = zip(*turns, strict=True)
    seconds_two, seconds_one = min(p.wall for p in two), min(p.wall for p in one)
    cpu_two, cpu_one = min(p.cpu for p in two), min(p.cpu for p in one)
    first = one[0]
    note = (
        f"{first.workers:,} workers, {first.households:,} households, {MONTHS} months, by the clock, "
        f"best of {attempts}; making the population took {show(min(p.synthesis for p in one))} s more"
    )
    processors = f"processor time {show(cpu_one)} s; of both threads together {show(cpu_two)} s"
    beyond = "highest memory held beyond a program that has run a tiny model, the making of the population"
    months_only = "" if first.peak_months is None else f"; {show(first.peak_months)} B while the months run"
    peak, included = max(p.peak for p in one), f"{beyond} included{months_only}"
    return [
        at_most("Guizhou whole, 36 months, two threads", seconds_two, "s", 4, 1.5, note),
        plain("Guizhou whole, 36 months, one thread", f"{show(seconds_one)} s", processors),
        at_least("second thread in one run", seconds_one / seconds_two, "x", 1.7),
        at_most("state a worker", first.state, "B", 80, 40, "its share of household columns included"),
        at_most("peak a worker over the run", peak, "B", 160, 80, included),
    ]


def growth() -> list[Figure]:
    """Time and memory from 10^5 to 5 x 10^6 workers."""
    figures: list[Figure] = []
    sizes = (100_000, 1_000_000, 5_000_000)
    probes: dict[int, Probe] = {}
    for workers in sizes:
        say(f"growth: {workers:,} workers")
        attempts = 3 if workers < 1_000_000 else 2
        probes[workers] = min((probe(workers, MONTHS, 1) for _ in range(attempts)), key=lambda p: p.cpu)
    cost = {workers: p.cpu / MONTHS / p.workers * 1e9 for workers, p in probes.items()}
    for workers, p in probes.items():
        months = "unknown" if p.peak_months is None else f"{show(p.peak_months)} B"
        value = f"{show(cost[workers])} ns, {show(p.peak)} B"
        note = f"a worker-month; a worker at the peak of the run, {months} of it while the months run"
        figures.append(plain(f"growth: {workers:,} workers", value, note))
    small, large = sizes[0], sizes[-1]
    time_growth = 100.0 * (cost[large] / cost[small] - 1.0)
    memory_growth = 100.0 * (probes[large].peak / probes[small].peak - 1.0)
    note = f"from {small:,} to {large:,} workers; less than linear is below zero"
    figures.append(at_most("time a worker grows by", time_growth, "%", 20, None, note))
    figures.append(at_most("memory a worker grows by", memory_growth, "%", 20, None, note))
    return figures
