"""The figures of one run: one number for each target, measure, lever and indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from resettle.results.judge.bounds import meets
from resettle.results.judge.growth import is_flow
from resettle.results.judge.measures import MEASURES, household_income, job_years
from resettle.results.judge.panel import Ledger, Panel
from resettle.results.judge.readings import readings

if TYPE_CHECKING:
    from resettle.model.record import RunRecord
    from resettle.scenarios import Scenario

TOTALS = ("job_years", "job_years_without_posts", "household_income")
"""Sums over the plan that costs are divided by: years of work, and yuan."""


def figures(scenario: Scenario, record: RunRecord) -> dict[str, float]:
    """Figures of a run.

    Returns:
        `figure.<target>` in the unit of its main reading and `met.<target>` (0 or 1); the measures of
        `results.judge.measures.MEASURES`; `TOTALS`; `spent.<lever>` (yuan over the plan); and
        `last_year.<indicator>` (the mean over the last twelve months of the plan, the sum for flows).

    Raises:
        results.judge.panel.FrameError: If the record does not hold what a target needs.
    """
    held = panel_of(scenario, record)
    money = _ledger(record, held)
    found: dict[str, float] = {}
    for target in scenario.targets.values():
        main = next(reading for reading in readings(target, held) if reading.main)
        direction = target.sense
        found[f"figure.{target.name}"] = float(main.figures[0])
        found[f"met.{target.name}"] = float(meets(main.figures, direction, main.bound)[0])
    for measure in MEASURES:
        found[measure.name] = float(measure.of(held, money)[0])
    found["job_years"] = float(job_years(held)[0])
    found["job_years_without_posts"] = float(job_years(held, posts=False)[0])
    found["household_income"] = float(household_income(held)[0])
    for lever, columns in money.totals.items():
        found[f"spent.{lever}"] = float(columns["spent_yuan"][0])
    year = slice(max(0, held.end - 11), held.end + 1)
    for name, values in held.values.items():
        last = values[0, year]
        found[f"last_year.{name}"] = float(last.sum() if is_flow(name) else last.mean())
    return found


def panel_of(scenario: Scenario, record: RunRecord) -> Panel:
    """A record as a panel of one replication."""
    period = scenario.period
    return Panel(
        months=tuple(record.months),
        replications=(0,),
        values={name: np.asarray(values)[None, :] for name, values in record.indicators.items()},
        start=period.start,
        end=period.end,
        base_year=period.base_year,
        weight=float(record.weight),
        groups=np.array([-1], dtype=np.int64),
    )


def _ledger(record: RunRecord, held: Panel) -> Ledger:
    plan = slice(held.start, held.end + 1)
    totals = {
        lever: {"spent_yuan": np.array([float(columns["spent_yuan"][plan].sum())])}
        for lever, columns in record.levers.items()
    }
    return Ledger(totals, {})
