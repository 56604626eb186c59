"""The figures of runs: one number for each target, measure, lever and indicator of a run."""

from __future__ import annotations

import numpy as np

from resettle.model.bounds import meets
from resettle.model.record import RunRecord
from resettle.results.judge.growth import is_flow
from resettle.results.judge.measures import measured
from resettle.results.judge.panel import Ledger, Panel
from resettle.results.judge.readings import main_reading
from resettle.results.statistics.intervals import FloatArray
from resettle.scenarios import Scenario


def figures(scenario: Scenario, record: RunRecord) -> dict[str, float]:
    """Figures of one run, see `figures_of`.

    Raises:
        results.judge.panel.FrameError: If the record does not hold what a target needs.
    """
    panel = Panel.of_record(record, scenario.period)
    every = figures_of(scenario, panel, Ledger.of_record(record, panel))
    return {name: float(values[0]) for name, values in every.items()}


def figures_of(scenario: Scenario, panel: Panel, ledger: Ledger) -> dict[str, FloatArray]:
    """Figures of all replications of a scenario.

    Args:
        scenario: The scenario.
        panel: Its monthly results.
        ledger: What its levers did.

    Returns:
        One value per replication of `figure.<target>` in the unit of its main reading, and `met.<target>`
        (0 or 1); `MEASURES` and `TOTALS` of `results.judge.measures`; `spent.<lever>` (yuan over the
        plan); and `last_year.<indicator>` (the mean over the last twelve months of the plan, the sum
        for flows).

    Raises:
        results.judge.panel.FrameError: If the results do not hold what a target needs.
    """
    made: dict[str, FloatArray] = {}
    for target in scenario.targets.values():
        main = main_reading(target, panel)
        made[f"figure.{target.name}"] = main.figures
        made[f"met.{target.name}"] = meets(main.figures, target.sense, main.bound).astype(np.float64)
    made |= measured(panel, ledger)
    for lever, columns in ledger.totals.items():
        made[f"spent.{lever}"] = columns["spent_yuan"]
    year = slice(max(0, panel.end - 11), panel.end + 1)
    for name, values in panel.values.items():
        last = values[:, year]
        made[f"last_year.{name}"] = last.sum(axis=1) if is_flow(name) else last.mean(axis=1)
    return made
