"""What a target's figure is: one number per replication for each way of reading the target.

A reading turns the monthly series of an indicator into one figure per replication, and says in
which month the bound is first met. Judging the figures is the business of `results.judge.targets`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from resettle.model.bounds import meets
from resettle.model.indicators import AMONG, INDICATORS
from resettle.results.judge.figures import (
    IntArray,
    Reading,
    earliest,
    first_true,
    is_flow,
    known_at,
    upward,
    worst_of,
    year_value,
)
from resettle.results.judge.growth import growth_readings, judged_year, need_series
from resettle.results.judge.panel import FrameError, Panel
from resettle.results.statistics.intervals import FloatArray
from resettle.scenarios import Target
from resettle.scenarios.readings import BEYOND_GRACE, STRICT, indicator_of
from resettle.scenarios.types import EARNED

INCOMES = ("income", "net_income")
"""Incomes that a target can be about: as surveys find it, and as registers count it."""


def beside(target: Target) -> tuple[str, str] | None:
    """What is told beside a target: a name for the way of counting, and the indicator of it.

    Work is counted in a strict month, whatever the target says; an income as registers or as surveys find it,
    whichever the target does not ask for. `None` where there is nothing else to tell.
    """
    if target.concept is not None:
        strict = indicator_of(target.concept, STRICT, target.kind)
        return (STRICT, strict) if strict is not None and target.reading != STRICT else None
    others = [name for name in INCOMES if target.indicator in INCOMES and name != target.indicator]
    return (others[0], others[0]) if others else None


def readings(target: Target, panel: Panel) -> Iterator[Reading]:
    """Every reading of a target, the one it is judged by first, what is counted otherwise last.

    Args:
        target: A target of the scenario.
        panel: The scenario's results.

    Raises:
        FrameError: If the results cannot be read as the target demands.
    """
    if target.indicator in FROM_SERIES and bool(np.isnan(panel.plan(target.indicator)).all()):
        raise FrameError(
            f"target '{target.name}': the results hold no figures of '{target.indicator}'; "
            "the scenario must state the series that it is made from"
        )
    panel = _of_somebody(target, panel)
    for reading in _own(target, panel):
        yield replace(reading, work=target.reading or "")
    otherwise = _counted_otherwise(target, panel)
    if otherwise is not None:
        yield otherwise


FROM_SERIES = ("rural_income", "region_income", "urban_income", "urban_rural_ratio")
"""Indicators that are made from a series of the scenario, and are NaN without it."""


def _of_somebody(target: Target, panel: Panel) -> Panel:
    """The results, with no count of households without work in months in which no household could lack it."""
    if target.concept != "zero_employment":
        return panel
    among = AMONG[INDICATORS[target.indicator].among][0]
    if among not in panel.values:
        return panel
    nobody = panel[among] == 0.0
    if not nobody.any():
        return panel
    counts = {
        name: np.where(nobody & (values == 0.0), np.nan, values)
        for name, values in panel.values.items()
        if name.startswith(ZERO)
    }
    return replace(panel, values={**panel.values, **counts})


ZERO = "zero_employment"
"""First word of the indicators that count households without work."""


def _counted_otherwise(target: Target, panel: Panel) -> Reading | None:
    """The reading of what is told beside a target, where the results hold it."""
    other = beside(target)
    if other is None or other[1] not in panel.values:
        return None
    way, indicator = other
    first = next(_own(replace(target, indicator=indicator), panel))
    work = way if target.concept is not None else ""
    return replace(first, name=f"{first.name}:{way}", main=False, work=work)


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


def strict_reading(target: Target, panel: Panel) -> Reading | None:
    """The reading by the strict month, where a target counts work otherwise; errors as in `readings`."""
    other = beside(target)
    return _counted_otherwise(target, panel) if other is not None and other[0] == STRICT else None


def earned_reading(target: Target, panel: Panel) -> Reading | None:
    """The reading of an income with allowances and other transfers as they were in the base year.

    Compared between two scenarios it says what is earned by the one beyond the other, whatever is handed out.
    Every month takes the transfers of its month of the base year. `None` for what is no income, or counts
    transfers; errors as in `readings`.
    """
    needed = {target.indicator, "income", "transfer_income"}
    if target.indicator not in INCOMES or target.counts != EARNED or not needed <= set(panel.values):
        return None
    if not panel.has_base_year:
        return None
    income, transfers = panel["income"], panel["transfer_income"]
    months = np.arange(income.shape[1]) % 12
    before = transfers[:, panel.columns(panel.base_year)][:, months]
    with np.errstate(divide="ignore", invalid="ignore"):
        held = panel[target.indicator] * (income - transfers + before) / income
    return main_reading(target, replace(panel, values={**panel.values, target.indicator: held}))


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
    """Most households in any month as the target counts them; in a strict month, beyond the grace period."""
    months = panel.plan(target.indicator)
    bound, unit = target.bound.number, target.bound.unit
    first = first_true(meets(months, target.sense, bound), panel.start)
    worst = worst_of(months, target.sense)
    name = "spell" if target.indicator == BEYOND_GRACE else "every_month"
    yield Reading(name, worst, first, bound, unit, main=True, sampled=True)
