"""Growth of incomes between years, nominal, real and as a lead over a series."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from resettle.model.bounds import meets
from resettle.model.months import year_of
from resettle.results.judge.figures import (
    AHEAD,
    IntArray,
    Reading,
    earliest,
    first_true,
    is_flow,
    known_at,
    worst_of,
    year_value,
)
from resettle.results.judge.panel import FrameError, Panel
from resettle.results.statistics.intervals import FloatArray
from resettle.scenarios import Target


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

    Without a series every figure is given nominal and real; with one, as the lead over it. Each is made when
    it is asked for: most ask for the first alone.

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
    made = _single_years(target, panel, years)
    if len(years) > 1 and target.when == "each_year":
        made = chain(_worst(target, panel, years), made)
    if target.when != "by" and panel.years[-1] - panel.base_year > 1:
        compound = _compound(target, panel)
        made = chain(made, compound) if target.when == "each_year" else chain(compound, made)
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


def _worst(target: Target, panel: Panel, years: Sequence[int]) -> Iterator[Reading]:
    """The year that is furthest from the bound, in each replication."""
    kind = _kinds(target)[0]
    table = np.stack([_figures(target, panel, kind, year, year - 1) for year in years], axis=1)
    met = meets(table, target.direction, target.bound.number)
    firsts = [known_at(met[:, i], panel.columns(year).stop - 1) for i, year in enumerate(years)]
    name = f"{AHEAD}_worst_year" if kind == AHEAD else "worst_year"
    figures = worst_of(table, target.direction)
    yield Reading(name, figures, earliest(firsts), target.bound.number, target.bound.unit)


def _compound(target: Target, panel: Panel) -> Iterator[Reading]:
    bound, unit = target.bound.number, target.bound.unit
    for kind in _kinds(target):
        figures = _figures(target, panel, kind, panel.years[-1], panel.base_year)
        first = _first_on_path(target, panel, kind)
        yield Reading(_named("compound", kind), figures, first, bound, unit)


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
