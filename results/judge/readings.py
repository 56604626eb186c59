"""What a target's figure is: one number per replication for each way of reading the target.

A reading turns the monthly series of an indicator into one figure per replication, and says in
which month the bound is first met. Judging the figures is the business of `results.judge.targets`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from resettle.model.bounds import meets
from resettle.model.indicators import INDICATORS
from resettle.model.months import year_of
from resettle.results.judge.panel import FrameError, Panel
from resettle.results.statistics.intervals import FloatArray
from resettle.scenarios import Target

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]

NEVER = -1
"""Column of a bound that is not met in any month."""


@dataclass(frozen=True)
class Reading:
    """One way of reading a target.

    Attributes:
        name: `compound_nominal`, `year_2022_real`, `every_month`, `worst_year`, `mean_of_years` …
        figures: One figure per replication, in `unit`.
        first: Column of the month in which the bound is first met; `NEVER` if it is not.
        bound: What the figure is measured against, in `unit`.
        unit: Unit of the figure.
        main: Whether this is the reading by which the target is judged.
        sampled: Whether the figure is a count in a sample, which moves in steps of its weight.
    """

    name: str
    figures: FloatArray
    first: IntArray
    bound: float
    unit: str
    main: bool = False
    sampled: bool = False


def upward(direction: str) -> bool:
    """Whether more is better for the target."""
    return direction in ("at_least", "above")


def worst_of(values: FloatArray, direction: str) -> FloatArray:
    """The figure of each row that is furthest from the bound."""
    return np.asarray(values.min(axis=1) if upward(direction) else values.max(axis=1), dtype=np.float64)


def first_true(met: BoolArray, offset: int = 0) -> IntArray:
    """Column of the first true value of each row, plus an offset; `NEVER` if there is none."""
    if met.shape[1] == 0:
        return np.full(met.shape[0], NEVER, dtype=np.int64)
    return np.where(met.any(axis=1), met.argmax(axis=1) + offset, NEVER).astype(np.int64)


def known_at(met: BoolArray, column: int) -> IntArray:
    """For what is known only at the end of a year: that month where it holds, else `NEVER`."""
    return np.where(met, column, NEVER).astype(np.int64)


def earliest(columns: Sequence[IntArray]) -> IntArray:
    """The first of several columns of each row; `NEVER` where none is reached."""
    unmet = np.iinfo(np.int64).max
    table = np.stack(columns, axis=1)
    first = np.where(table == NEVER, unmet, table).min(axis=1)
    return np.where(first == unmet, NEVER, first).astype(np.int64)


AHEAD = "ahead"
"""First word of the readings that tell a lead over a series, in points."""


def is_flow(indicator: str) -> bool:
    """Whether the months of an indicator are added up to a year; else their mean is taken."""
    return indicator in INDICATORS and INDICATORS[indicator].kind == "flow"


def year_value(panel: Panel, indicator: str, year: int) -> FloatArray:
    """Figure of a calendar year, one a replication: a flow is summed, a stock or series averaged."""
    return panel.yearly(indicator, year, np.sum if is_flow(indicator) else np.mean)


def growth_factor(panel: Panel, indicator: str, year: int, base: int, real: bool = False) -> FloatArray:
    """Yearly figure relative to that of an earlier year.

    The real factor takes the growth of the yearly mean of consumer prices out.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = year_value(panel, indicator, year) / year_value(panel, indicator, base)
        if real:
            factor = factor / (panel.yearly_mean("prices", year) / panel.yearly_mean("prices", base))
    return np.asarray(factor, dtype=np.float64)


def growth_rate(panel: Panel, indicator: str, year: int, base: int, real: bool = False) -> FloatArray:
    """Growth a year from an earlier year, compound if there are years between."""
    with np.errstate(invalid="ignore"):
        factor = growth_factor(panel, indicator, year, base, real)
        return np.asarray(factor ** (1.0 / (year - base)) - 1.0, dtype=np.float64)


def lead_over(panel: Panel, indicator: str, series: str, year: int, base: int) -> FloatArray:
    """Own nominal growth a year minus that of a series over the same years."""
    return growth_rate(panel, indicator, year, base) - growth_rate(panel, series, year, base)


def judged_year(target: Target, panel: Panel) -> int:
    """Calendar year of a target's date.

    Raises:
        FrameError: If it is not a whole year of the plan.
    """
    year = year_of(target.by or panel.plan_months[-1])
    if year not in panel.years:
        raise FrameError(f"target '{target.name}': {year} is not a whole calendar year of the plan")
    return year


def need_series(target: Target, panel: Panel, years: Sequence[int]) -> None:
    """Make sure that the results hold the series of a target in all years needed.

    Raises:
        FrameError: If the scenario states no such series, or not for all these years.
    """
    if target.series is None:
        return
    for year in years:
        if bool(np.isnan(panel[target.series][:, panel.columns(year)]).any()):
            raise FrameError(
                f"target '{target.name}': the results hold no '{target.series}' of {year}; "
                "the scenario must state that series"
            )


def growth_readings(target: Target, panel: Panel) -> Iterator[Reading]:
    """Readings of a growth target, the one it is judged by first.

    Without a series every figure is given nominal and real; with one, as the lead over it.

    Raises:
        FrameError: If a calendar year that is needed is not whole, or the series is missing.
    """
    if not panel.has_base_year or not panel.years:
        raise FrameError(
            f"target '{target.name}': growth needs the twelve months of {panel.base_year} and of a plan year"
        )
    years = (judged_year(target, panel),) if target.when == "by" else panel.years
    for year in years:
        before = panel.columns(year - 1)
        if before.stop - before.start != 12:
            raise FrameError(
                f"target '{target.name}': growth in {year} needs the twelve months of {year - 1}"
            )
    need_series(target, panel, sorted({panel.base_year, *years, *(year - 1 for year in years)}))
    made = [*_single_years(target, panel, years)]
    if len(years) > 1 and target.when == "each_year":
        made = [_worst(target, panel, years), *made]
    if target.when != "by" and panel.years[-1] - panel.base_year > 1:
        compound = _compound(target, panel)
        made = [*made, *compound] if target.when == "each_year" else [*compound, *made]
    for position, reading in enumerate(made):
        yield replace(reading, main=position == 0)


def _kinds(target: Target) -> tuple[str, ...]:
    return (AHEAD,) if target.series is not None else ("nominal", "real")


def _figures(target: Target, panel: Panel, kind: str, year: int, base: int) -> FloatArray:
    if target.series is not None:
        return lead_over(panel, target.indicator, target.series, year, base)
    return growth_rate(panel, target.indicator, year, base, kind == "real")


def _named(stem: str, kind: str) -> str:
    return f"{AHEAD}_{stem}" if kind == AHEAD else f"{stem}_{kind}"


def _single_years(target: Target, panel: Panel, years: Sequence[int]) -> Iterator[Reading]:
    bound, unit = target.bound.number, target.bound.unit
    for year in years:
        for kind in _kinds(target):
            figures = _figures(target, panel, kind, year, year - 1)
            first = known_at(meets(figures, target.direction, bound), panel.columns(year).stop - 1)
            yield Reading(_named(f"year_{year}", kind), figures, first, bound, unit)


def _worst(target: Target, panel: Panel, years: Sequence[int]) -> Reading:
    """The year that is furthest from the bound, in each replication."""
    kind = _kinds(target)[0]
    table = np.stack([_figures(target, panel, kind, year, year - 1) for year in years], axis=1)
    met = meets(table, target.direction, target.bound.number)
    firsts = [known_at(met[:, i], panel.columns(year).stop - 1) for i, year in enumerate(years)]
    name = f"{AHEAD}_worst_year" if kind == AHEAD else "worst_year"
    figures = worst_of(table, target.direction)
    return Reading(name, figures, earliest(firsts), target.bound.number, target.bound.unit)


def _compound(target: Target, panel: Panel) -> list[Reading]:
    bound, unit = target.bound.number, target.bound.unit
    return [
        Reading(
            _named("compound", kind),
            _figures(target, panel, kind, panel.years[-1], panel.base_year),
            _first_on_path(target, panel, kind),
            bound,
            unit,
        )
        for kind in _kinds(target)
    ]


def _first_on_path(target: Target, panel: Panel, kind: str) -> IntArray:
    """First plan month whose last twelve months are on the path that starts from the base year."""
    base = panel.columns(panel.base_year).stop - 1
    plan = slice(panel.start, panel.end + 1)
    years = (np.arange(panel.start, panel.end + 1) - base) / 12.0

    def pace(indicator: str, real: bool = False) -> FloatArray:
        level = panel.trailing(indicator, "sum" if is_flow(indicator) else "mean")
        if real:
            level = level / panel.trailing("prices", "mean")
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((level[:, plan] / level[:, [base]]) ** (1.0 / years) - 1.0)

    own = pace(target.indicator, kind == "real")
    if target.series is not None:
        own = own - pace(target.series)
    return first_true(meets(own, target.direction, target.bound.number), panel.start)


INCOMES = ("income", "net_income")
"""Incomes that a target can be about: as surveys find it, and as registers count it."""

BESIDE = {
    **dict.fromkeys(("employment_any_work", "employment_months_3", "employment_months_6"), "employment_rate"),
    "zero_employment_willing": "zero_employment",
    "net_income": "income",
    "income": "net_income",
}
"""What is counted the other way, by indicator: the stricter reading, or that of surveys or of registers."""


def readings(target: Target, panel: Panel) -> Iterator[Reading]:
    """Every reading of a target, the one it is judged by first.

    What is counted in two ways is told in both: after a colon the name of a reading has the indicator that it
    was taken of in place of the target's own.

    Args:
        target: A target of the scenario.
        panel: The scenario's results.

    Raises:
        FrameError: If the results cannot be read as the target demands.
    """
    if bool(np.isnan(panel.plan(target.indicator)).all()):
        raise FrameError(
            f"target '{target.name}': the results hold no figures of '{target.indicator}'; "
            "the scenario must state the series that it is made from"
        )
    yield from _own(target, panel)
    other = BESIDE.get(target.indicator)
    if other is not None and other in panel.values:
        first = next(_own(replace(target, indicator=other), panel))
        yield replace(first, name=f"{first.name}:{other}", main=False)


def _own(target: Target, panel: Panel) -> Iterator[Reading]:
    """Readings of the indicator that the target names."""
    if target.kind == "growth":
        yield from growth_readings(target, panel)
    elif target.kind == "stock":
        yield from _level(target, panel) if target.series is not None else _stock(target, panel)
    elif target.kind == "flow":
        yield from _flow(target, panel)
    elif target.kind == "spell":
        yield from _spell(target, panel)
    else:
        raise FrameError(f"target '{target.name}': unknown kind '{target.kind}'")


def main_reading(target: Target, panel: Panel) -> Reading:
    """The reading by which a target is judged; errors as in `readings`."""
    return next(reading for reading in readings(target, panel) if reading.main)


def _counted(indicator: str) -> bool:
    """Whether an indicator counts households or persons, so that a sample makes it move in steps."""
    known = indicator in INDICATORS and INDICATORS[indicator].unit in ("households", "persons")
    return known and not indicator.endswith("_per_household")


def _stock(target: Target, panel: Panel) -> Iterator[Reading]:
    months = panel.plan(target.indicator)
    bound, unit = target.bound.number, target.bound.unit
    first = first_true(meets(months, target.direction, bound), panel.start)
    sampled = _counted(target.indicator)
    if target.when == "every_month":
        worst = worst_of(months, target.direction)
        yield Reading("every_month", worst, first, bound, unit, main=True, sampled=sampled)
        yield Reading("period_end", months[:, -1], first, bound, unit, sampled=sampled)
        return
    if target.when == "each_year":
        years = _whole_years(target, panel)
        yield from _by_year(target, panel, [panel.yearly_mean(target.indicator, year) for year in years])
        return
    column = panel.end
    if target.by is not None:
        if target.by not in panel.plan_months:
            raise FrameError(f"target '{target.name}': {target.by} is not a month of the plan")
        column = panel.months.index(target.by)
    name = "period_end" if column == panel.end else "by_date"
    yield Reading(name, panel[target.indicator][:, column], first, bound, unit, main=True, sampled=sampled)


def _whole_years(target: Target, panel: Panel) -> tuple[int, ...]:
    if not panel.years:
        raise FrameError(f"target '{target.name}': this needs a whole calendar year in the plan")
    return panel.years


def _by_year(
    target: Target, panel: Panel, figures: Sequence[FloatArray], firsts: Sequence[IntArray] | None = None
) -> Iterator[Reading]:
    """The worst year, by which the target is judged, and each year; one year alone stands for both.

    Args:
        target: The target.
        panel: The scenario's results.
        figures: One figure per replication for each whole year of the plan.
        firsts: Column in which each year meets the bound, if that is known before its end.
    """
    bound, unit, direction = target.bound.number, target.bound.unit, target.direction
    if firsts is None:
        ends = [panel.columns(year).stop - 1 for year in panel.years]
        firsts = [known_at(meets(own, direction, bound), end) for own, end in zip(figures, ends, strict=True)]
    alone = len(panel.years) == 1
    if not alone:
        worst = worst_of(np.stack(figures, axis=1), direction)
        yield Reading("worst_year", worst, earliest(firsts), bound, unit, main=True)
    for year, own, first in zip(panel.years, figures, firsts, strict=True):
        yield Reading(f"year_{year}", own, first, bound, unit, main=alone)


def _level(target: Target, panel: Panel) -> Iterator[Reading]:
    """Figure of a calendar year as a multiple of that year's value of a series."""
    if target.when == "every_month":
        raise FrameError(f"target '{target.name}': a figure against a series is judged by calendar year")
    series = str(target.series)
    years = _whole_years(target, panel) if target.when == "each_year" else (judged_year(target, panel),)
    need_series(target, panel, years)

    def multiple(year: int) -> FloatArray:
        with np.errstate(divide="ignore", invalid="ignore"):
            return year_value(panel, target.indicator, year) / panel.yearly_mean(series, year)

    if target.when == "each_year":
        yield from _by_year(target, panel, [multiple(year) for year in years])
        return
    own = panel.trailing(target.indicator, "sum" if is_flow(target.indicator) else "mean")
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (own / panel.trailing(series, "mean"))[:, panel.start : panel.end + 1]
    first = first_true(meets(ratio, target.direction, target.bound.number), panel.start)
    bound, unit = target.bound.number, target.bound.unit
    yield Reading(f"year_{years[0]}", multiple(years[0]), first, bound, unit, main=True)


def _flow(target: Target, panel: Panel) -> Iterator[Reading]:
    sums: list[FloatArray] = []
    firsts: list[IntArray] = []
    for year in _whole_years(target, panel):
        span = panel.columns(year)
        running = np.cumsum(panel[target.indicator][:, span], axis=1)
        met = meets(running, target.direction, target.bound.number)
        sums.append(running[:, -1])
        # a floor may be reached early in the year; a ceiling is kept only when the year is over
        early = upward(target.direction)
        firsts.append(first_true(met, span.start) if early else known_at(met[:, -1], span.stop - 1))
    judged = list(_by_year(target, panel, sums, firsts))
    if target.when == "period" and len(sums) > 1:
        mean = np.stack(sums, axis=1).mean(axis=1)
        bound, unit = target.bound.number, target.bound.unit
        known = known_at(meets(mean, target.direction, bound), panel.columns(panel.years[-1]).stop - 1)
        yield Reading("mean_of_years", mean, known, bound, unit, main=True)
        judged = [replace(reading, main=False) for reading in judged]
    yield from judged


def _spell(target: Target, panel: Panel) -> Iterator[Reading]:
    """Most households in any month as the target counts them, beyond the grace period, and at all."""
    bound, unit = target.bound.number, target.bound.unit
    kinds = [("spell", "zero_employment_long"), ("strict_stock", "zero_employment")]
    if target.indicator not in dict(kinds).values():
        kinds.insert(0, ("every_month", target.indicator))
    for position, (name, indicator) in enumerate(kinds):
        months = panel.plan(indicator)
        first = first_true(meets(months, target.sense, bound), panel.start)
        worst = worst_of(months, target.sense)
        yield Reading(name, worst, first, bound, unit, main=position == 0, sampled=True)
