"""Measures: the figures in which scenarios are compared, and what costs are divided by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import nan

import numpy as np

from resettle.model.channels import CHANNELS
from resettle.results.judge.panel import Ledger, Panel
from resettle.results.statistics.intervals import FloatArray


@dataclass(frozen=True)
class Measure:
    """A figure in which scenarios are compared.

    Attributes:
        name: Key of its label, `measure_<name>`.
        unit: Unit of the figure.
        of: One figure per replication.
        better: +1 if more is better, −1 if less is, 0 if neither.
    """

    name: str
    unit: str
    of: Callable[[Panel, Ledger], FloatArray]
    better: int = 1


def job_years(panel: Panel, posts: bool = True) -> FloatArray:
    """Years of work over the plan: one for each person employed for twelve months."""
    total = panel.plan("employed").sum(axis=1) / 12.0
    if not posts:
        total = total - panel.plan("channel_public_welfare").sum(axis=1) / 12.0
    return np.asarray(total, dtype=np.float64)


def household_income(panel: Panel) -> FloatArray:
    """Income of all households over the plan, in yuan."""
    return np.asarray((panel.plan("income") * panel.plan("persons")).sum(axis=1), dtype=np.float64)


def last_year_income(panel: Panel) -> FloatArray:
    """Disposable income per person over the last twelve months of the plan, in yuan."""
    return np.asarray(
        panel["income"][:, max(0, panel.end - 11) : panel.end + 1].sum(axis=1), dtype=np.float64
    )


def compound_growth(panel: Panel) -> FloatArray:
    """Compound yearly growth of income per person from the base year, nominal; NaN without both years."""
    if not panel.years or not panel.has_base_year:
        return np.full(len(panel.replications), nan)
    last = panel.years[-1]
    factor = panel.yearly("income", last) / panel.yearly("income", panel.base_year)
    return np.asarray(factor ** (1.0 / (last - panel.base_year)) - 1.0, dtype=np.float64)


MEASURES = (
    Measure("employment_end", "share", lambda panel, _: panel.plan("employment_rate")[:, -1]),
    Measure(
        "employment_without_posts_end",
        "share",
        lambda panel, _: panel.plan("employment_rate_without_posts")[:, -1],
    ),
    Measure("income_last_year", "yuan/person/year", lambda panel, _: last_year_income(panel)),
    Measure("income_growth", "share/year", lambda panel, _: compound_growth(panel)),
    Measure("zero_employment", "households", lambda panel, _: panel.plan("zero_employment").mean(axis=1), -1),
    Measure("spending", "yuan", lambda panel, ledger: ledger.spent(len(panel.replications)), 0),
)
"""Measures that are reported, in order."""

TOTALS: dict[str, tuple[str, Callable[[Panel], FloatArray]]] = {
    "job_years": ("job-years", job_years),
    "job_years_without_posts": ("job-years", lambda panel: job_years(panel, posts=False)),
    "household_income": ("yuan", household_income),
}
"""Sums over the plan that costs are divided by: name -> unit, and one figure per replication."""

RATIOS = (
    ("cost_per_job", "yuan/job-year", "job_years"),
    ("cost_per_job_without_posts", "yuan/job-year", "job_years_without_posts"),
    ("cost_per_income", "yuan/yuan", "household_income"),
)
"""Spending per additional unit of something: measure, unit, and which of `TOTALS` is gained."""


def measured(panel: Panel, ledger: Ledger) -> dict[str, FloatArray]:
    """All of `MEASURES` and `TOTALS` by name, one figure per replication."""
    made = {measure.name: measure.of(panel, ledger) for measure in MEASURES}
    return made | {name: of(panel) for name, (_, of) in TOTALS.items()}


def employed_by_wage(panel: Panel, year: int) -> FloatArray:
    """Mean number in work for a wage over a calendar year: all work but own business and farming."""
    names = [name for name in CHANNELS if name not in ("none", "own_business", "farming")]
    return np.asarray(sum(panel.yearly_mean(f"channel_{name}", year) for name in names), dtype=np.float64)
