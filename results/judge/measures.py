"""Scenarios side by side: differences paired by replication, and what an additional job costs.

Replication *i* has the same luck and the same parameter draw in every scenario of a place, so a
difference is taken within each replication before it is averaged. The first scenario of a place is
its reference; scenarios of different places are never subtracted from each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from resettle.model.channels import CHANNELS
from resettle.results.judge.panel import FrameError, Ledger, Panel, ledger, panel
from resettle.results.judge.places import places
from resettle.results.statistics.intervals import FloatArray, mean_interval, ratio_interval

if TYPE_CHECKING:
    import pandas as pd

    from resettle.scenarios import Scenario

COLUMNS = (
    "scenario",
    "reference",
    "measure",
    "unit",
    "reference_mean",
    "mean",
    "difference",
    "low",
    "high",
    "replications",
    "outcome",
)
"""Columns of the frame `comparison`."""

OUTCOMES = ("value", "no_gain", "saved_per_loss", "dearer_and_less", "cheaper_and_more", "same_cost")
"""How a cost ratio is to be read; `value` is the ordinary case: more for more money."""


@dataclass(frozen=True)
class Measure:
    """A figure in which scenarios are compared.

    Attributes:
        name: Key of its label, `measure_<name>`.
        unit: Unit of the figure.
        of: One figure a replication.
        better: +1 if more is better, −1 if less is, 0 if neither.
    """

    name: str
    unit: str
    of: Callable[[Panel, Ledger], FloatArray]
    better: int = 1


def job_years(held: Panel, posts: bool = True) -> FloatArray:
    """Years of work over the plan: one for each person employed for twelve months."""
    total = held.plan("employed").sum(axis=1) / 12.0
    if not posts:
        total = total - held.plan("channel_public_welfare").sum(axis=1) / 12.0
    return np.asarray(total, dtype=np.float64)


def household_income(held: Panel) -> FloatArray:
    """Income of all households over the plan, in yuan."""
    return np.asarray((held.plan("income") * held.plan("persons")).sum(axis=1), dtype=np.float64)


def last_year_income(held: Panel) -> FloatArray:
    """Disposable income a head over the last twelve months of the plan, in yuan."""
    return np.asarray(held["income"][:, max(0, held.end - 11) : held.end + 1].sum(axis=1), dtype=np.float64)


def compound_growth(held: Panel) -> FloatArray:
    """Compound yearly growth of income a head from the base year, nominal; NaN without both years."""
    if not held.years or not held.has_base_year:
        return np.full(len(held.replications), nan)
    last = held.years[-1]
    factor = held.yearly("income", last) / held.yearly("income", held.base_year)
    return np.asarray(factor ** (1.0 / (last - held.base_year)) - 1.0, dtype=np.float64)


MEASURES = (
    Measure("employment_end", "share", lambda held, _: held.plan("employment_rate")[:, -1]),
    Measure(
        "employment_without_posts_end",
        "share",
        lambda held, _: held.plan("employment_rate_without_posts")[:, -1],
    ),
    Measure("income_last_year", "yuan/person/year", lambda held, _: last_year_income(held)),
    Measure("income_growth", "share/year", lambda held, _: compound_growth(held)),
    Measure("zero_employment", "households", lambda held, _: held.plan("zero_employment").mean(axis=1), -1),
    Measure("spending", "yuan", lambda held, money: money.spent(len(held.replications)), 0),
)
"""Differences that are reported, in order."""

RATIOS: tuple[tuple[str, str, Callable[[Panel], FloatArray]], ...] = (
    ("cost_per_job", "yuan/job-year", job_years),
    ("cost_per_job_without_posts", "yuan/job-year", lambda held: job_years(held, posts=False)),
    ("cost_per_income", "yuan/yuan", household_income),
)
"""Spending per additional unit of something: measure, unit and what is gained."""


def compare(scenarios: Sequence[Scenario], monthly: pd.DataFrame, levers: pd.DataFrame) -> pd.DataFrame:
    """Paired differences of every scenario from the first of its place.

    Args:
        scenarios: The scenarios that were run.
        monthly: The tidy monthly frame.
        levers: The tidy lever frame.

    Returns:
        One row per (scenario, measure). `difference` is scenario less reference with a 95 %
        t interval over replications, of which those of one parameter draw count as one cluster.
        For cost ratios `difference` is the additional spending for each additional unit, with a
        percentile-bootstrap interval, and `outcome` says how to read it; where
        the interval of the gain includes zero there is no ratio (`no_gain`).
        Empty if no place has several scenarios.

    Raises:
        results.judge.panel.FrameError: If the scenarios do not share replications.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for first, *others in places(scenarios):
        if not others:
            continue
        base = panel(monthly, first.name, first.period)
        base_money = ledger(levers, first.name, base)
        for scenario in others:
            held = panel(monthly, scenario.name, scenario.period)
            common = {"scenario": scenario.name, "reference": first.name}
            shared = sorted(set(base.replications) & set(held.replications))
            if not shared:
                raise FrameError(f"'{scenario.name}' and '{first.name}' share no replication")
            mine = _rows_of(held, shared)
            groups = np.maximum(held.groups[mine], base.groups[_rows_of(base, shared)])
            theirs = _rows_of(base, shared)
            money = ledger(levers, scenario.name, held)
            for row in _pairs(held, money, mine, base, base_money, theirs, groups):
                rows.append({**common, **row, "replications": len(shared)})
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows_of(held: Panel, replications: list[int]) -> list[int]:
    return [held.replications.index(number) for number in replications]


def _pairs(
    held: Panel,
    money: Ledger,
    mine: list[int],
    base: Panel,
    base_money: Ledger,
    theirs: list[int],
    groups: NDArray[np.int64],
) -> Iterator[dict[str, Any]]:
    for measure in MEASURES:
        values = measure.of(held, money)[mine]
        reference = measure.of(base, base_money)[theirs]
        difference, low, high = mean_interval(values - reference, groups=groups)
        yield {
            "measure": measure.name,
            "unit": measure.unit,
            "reference_mean": float(np.mean(reference)),
            "mean": float(np.mean(values)),
            "difference": difference,
            "low": low,
            "high": high,
            "outcome": "value",
        }
    cost = money.spent(len(held.replications))[mine] - base_money.spent(len(base.replications))[theirs]
    for name, unit, gained in RATIOS:
        gain = gained(held)[mine] - gained(base)[theirs]
        ratio, low, high, outcome = cost_ratio(cost, gain, groups)
        yield {
            "measure": name,
            "unit": unit,
            "reference_mean": nan,
            "mean": nan,
            "difference": ratio,
            "low": low,
            "high": high,
            "outcome": outcome,
        }


def cost_ratio(
    cost: FloatArray, gain: FloatArray, groups: NDArray[np.int64] | None = None
) -> tuple[float, float, float, str]:
    """Additional spending for each additional unit gained, with interval and reading.

    Args:
        cost: Additional spending of each replication, in yuan.
        gain: Additional units of each replication.
        groups: Parameter draw of each replication; those of one draw resemble each other.

    Returns:
        Ratio, lower and upper end (NaN where no ratio makes sense) and one of `OUTCOMES`.
    """
    mean, low, high = mean_interval(gain, groups=groups)
    if np.isnan(low):
        low = high = mean
    if low <= 0.0 <= high:
        return nan, nan, nan, "no_gain"
    spent, spent_low, spent_high = mean_interval(cost, groups=groups)
    if np.isnan(spent_low):
        spent_low = spent_high = spent
    if spent_low <= 0.0 <= spent_high:
        return nan, nan, nan, "same_cost"
    if spent > 0.0 > mean:
        return nan, nan, nan, "dearer_and_less"
    if spent < 0.0 < mean:
        return nan, nan, nan, "cheaper_and_more"
    return (*ratio_interval(cost, gain, groups=groups), "value" if mean > 0.0 else "saved_per_loss")


def employed_by_wage(held: Panel, year: int) -> FloatArray:
    """Mean number in work for a wage over a calendar year: all work but own business and farming."""
    names = [name for name in CHANNELS if name not in ("none", "own_business", "farming")]
    return np.asarray(sum(held.yearly_mean(f"channel_{name}", year) for name in names), dtype=np.float64)
