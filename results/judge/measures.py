"""Figures of runs with their units: measures in which scenarios are compared, targets, levers, indicators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import nan

import numpy as np
import pandas as pd

from resettle.model.bounds import meets
from resettle.model.channels import CHANNELS
from resettle.model.indicators import INDICATORS
from resettle.model.record import LEDGER_COLUMNS, RunRecord
from resettle.results.judge.figures import Reading, is_flow
from resettle.results.judge.panel import Ledger, Panel
from resettle.results.judge.readings import earned_reading, main_reading, strict_reading
from resettle.results.statistics.intervals import FloatArray, quotient
from resettle.results.statistics.paired import mean_over
from resettle.scenarios import Scenario, Target


@dataclass(frozen=True)
class Measure:
    """A figure in which scenarios are compared.

    Attributes:
        name: Key of its label, `measure_<name>`.
        unit: Unit of the figure.
        of: One figure per replication.
        better: +1 if more is better, −1 if less is, 0 if neither.
        indicator: Indicator that it is made from, where what the model is thought to miss may move it, or
            where it may count nobody.
    """

    name: str
    unit: str
    of: Callable[[Panel, Ledger], FloatArray]
    better: int = 1
    indicator: str = ""


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
    return np.asarray(panel.last_twelve("income").sum(axis=1), dtype=np.float64)


def compound_growth(panel: Panel, indicator: str = "income") -> FloatArray:
    """Compound yearly growth of an income per person from the base year, nominal; NaN without both years."""
    if not panel.years or not panel.has_base_year or indicator not in panel.values:
        return np.full(len(panel.replications), nan)
    last = panel.years[-1]
    factor = quotient(panel.yearly(indicator, last), panel.yearly(indicator, panel.base_year))
    return np.asarray(factor ** (1.0 / (last - panel.base_year)) - 1.0, dtype=np.float64)


def ledger_share(panel: Panel) -> FloatArray:
    """Households in the monitoring ledger at the end of the plan, as a share of all."""
    if not {"in_ledger", "households"} <= set(panel.values):
        return np.full(len(panel.replications), nan)
    return np.asarray(panel.plan("in_ledger")[:, -1] / panel.plan("households")[:, -1])


def without_work(panel: Panel, _: Ledger) -> FloatArray:
    """Households able and willing to work without anybody in a job, mean of the months of the plan."""
    return np.asarray(panel.plan("zero_employment_willing").mean(axis=1), dtype=np.float64)


def _rate(name: str, indicator: str) -> Measure:
    """A share at the end of the plan."""
    return Measure(name, "share", lambda panel, _: panel.plan(indicator)[:, -1], indicator=indicator)


def _growth(name: str, indicator: str) -> Measure:
    """Growth a year of an income over the plan."""
    return Measure(
        name, "share/year", lambda panel, _: compound_growth(panel, indicator), indicator=indicator
    )


MEASURES = (
    _rate("employment_end", "employment_rate"),
    _rate("employment_without_posts_end", "employment_rate_without_posts"),
    Measure(
        "income_last_year", "yuan/person/year", lambda panel, _: last_year_income(panel), indicator="income"
    ),
    _growth("income_growth", "income"),
    _growth("earned_growth", "earned_income"),
    Measure("zero_employment", "households", without_work, -1),
    Measure("ledger_share", "share", lambda panel, _: ledger_share(panel), -1),
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
        (0 or 1; both NaN where the target counts nobody); `earned.<target>` of targets on an income that
        count what is earned (see `results.judge.readings.earned_reading`); `strict.<target>` and
        `strict_met.<target>` where work is
        counted otherwise than by the strict month; `MEASURES` and `TOTALS` of `results.judge.measures`;
        `spent.<lever>` (yuan over the plan), `spent_year.<year>` (yuan of all levers in a calendar year),
        `lever_year.<lever>_<year>`; and `last_year.<indicator>` (the mean over the last twelve months of the
        plan, the sum for flows).

    Raises:
        results.judge.panel.FrameError: If the results do not hold what a target needs.
    """
    made: dict[str, FloatArray] = {}
    for target in scenario.targets.values():
        main = main_reading(target, panel)
        made[f"figure.{target.name}"] = main.figures
        made[f"met.{target.name}"] = _met(target, main)
        earned = earned_reading(target, panel)
        if earned is not None:
            made[f"earned.{target.name}"] = earned.figures
        strict = strict_reading(target, panel)
        if strict is not None:
            made[f"strict.{target.name}"] = strict.figures
            made[f"strict_met.{target.name}"] = _met(target, strict)
    made |= measured(panel, ledger)
    for lever, columns in ledger.totals.items():
        made[f"spent.{lever}"] = columns["spent_yuan"]
    for lever, years in ledger.yearly.items():
        for number, spent in years.items():
            total = f"spent_year.{number}"
            made[f"lever_year.{lever}_{number}"] = spent
            made[total] = made[total] + spent if total in made else spent
    for name in panel.values:
        last = panel.last_twelve(name)
        made[f"last_year.{name}"] = np.add.reduce(last, axis=1) if is_flow(name) else mean_over(last, axis=1)
    return made


def _met(target: Target, reading: Reading) -> FloatArray:
    """1 where a reading meets its bound, 0 where it does not, NaN where it counts nobody."""
    met = meets(reading.figures, target.sense, reading.bound).astype(np.float64)
    return np.where(np.isnan(reading.figures), nan, met)


def figures_frame(
    scenario: Scenario, variant: str, monthly: pd.DataFrame, levers: pd.DataFrame | None
) -> pd.DataFrame:
    """Figures of all first runs of a variant, a row a run.

    Args:
        scenario: Whose period and targets the figures are read by.
        variant: Name of the scenario that was run.
        monthly: The tidy monthly frame.
        levers: The tidy lever frame; `None` where none was kept.

    Raises:
        results.judge.panel.FrameError: If the frames do not hold what a target needs.
    """
    panel = Panel.of(monthly, variant, scenario.period)
    ledger = Ledger({}, {}) if levers is None else Ledger.of(levers, variant, panel)
    identity = {"variant": variant, "replication": panel.replications, "draw": panel.groups}
    return pd.DataFrame(identity | figures_of(scenario, panel, ledger))


PREFIX = "last_year."
"""Before an indicator that is taken over the last twelve months of a plan: a flow is a sum of them."""

UNITS: dict[str, str] = {
    **{column: "yuan" for column in LEDGER_COLUMNS if column.endswith("_yuan")},
    **{measure.name: measure.unit for measure in MEASURES},
    **{name: spec.unit for name, spec in INDICATORS.items()},
    **{f"{PREFIX}{name}": spec.unit.replace("/month", "/year") for name, spec in INDICATORS.items()},
    "probability": "share",
    "seconds": "seconds",
}
"""Units by column; where a row has a unit of its own, it stands in the column `unit`."""


OF_SETTLEMENTS = {"income": "yuan/person/year", "without_work": "persons", "below_line": "persons"}
"""Units where a row is a settlement: incomes are those of the last twelve months."""


def with_units(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the units of its columns in `attrs["units"]`; the data are shared, not copied."""
    known = frame.copy(deep=False)
    units = UNITS | OF_SETTLEMENTS if "settlement" in frame else UNITS
    known.attrs = {**frame.attrs, "units": {name: units[name] for name in frame.columns if name in units}}
    return known
