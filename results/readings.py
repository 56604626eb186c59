"""What a target's figure is: one number a replication for each way of reading the target.

A reading turns the monthly series of an indicator into one figure a replication, and says in
which month the bound is first met. Judging the figures is the business of `results.targets`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.indicators import INDICATORS
from results.intervals import FloatArray
from results.panel import FrameError, Panel

if TYPE_CHECKING:
    from scenarios import Target

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]

NEVER = -1
"""Column of a bound that is not met in any month."""

TOLERANCE = 1e-9
"""Relative slack for sums of floating-point numbers; far below anything that is counted."""

SIGNS = {"at_least": "≥", "at_most": "≤", "above": ">", "below": "<"}
"""Directions of a bound, each with its sign."""


@dataclass(frozen=True)
class Reading:
    """One way of reading a target.

    Attributes:
        name: `compound_nominal`, `year_2022_real`, `every_month`, `worst_year`, `spell` …
        figures: One figure a replication, in `unit`.
        first: Column of the month in which the bound is first met; `NEVER` if it is not.
        bound: What the figure is held against, in `unit`.
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


def meets(values: FloatArray, direction: str, bound: float) -> BoolArray:
    """Whether figures meet a bound, up to the rounding of floating-point sums.

    `at_least` and `at_most` hold at the bound itself; `above` and `below` do not.

    Raises:
        ValueError: If the direction is none of `SIGNS`.
    """
    slack = TOLERANCE * max(1.0, abs(bound))
    with np.errstate(invalid="ignore"):
        if direction == "at_least":
            return np.asarray(values >= bound - slack)
        if direction == "at_most":
            return np.asarray(values <= bound + slack)
        if direction == "above":
            return np.asarray(values > bound + slack)
        if direction == "below":
            return np.asarray(values < bound - slack)
    raise ValueError(f"unknown direction '{direction}', not one of {', '.join(SIGNS)}")


def upward(direction: str) -> bool:
    """Whether more is better for the target."""
    return direction in ("at_least", "above")


def first_true(held: BoolArray, offset: int = 0) -> IntArray:
    """Column of the first true value of each row, plus an offset; `NEVER` if there is none."""
    if held.shape[1] == 0:
        return np.full(held.shape[0], NEVER, dtype=np.int64)
    return np.where(held.any(axis=1), held.argmax(axis=1) + offset, NEVER).astype(np.int64)


def readings(target: Target, held: Panel) -> Iterator[Reading]:
    """Every reading of a target, the one it is judged by first.

    Args:
        target: A target of the scenario.
        held: The scenario's results.

    Raises:
        FrameError: If the results cannot be read as the target demands.
    """
    if target.kind == "growth":
        yield from _growth(target, held)
    elif target.kind == "stock":
        yield from _stock(target, held)
    elif target.kind == "flow":
        yield from _flow(target, held)
    elif target.kind == "spell":
        yield from _spell(target, held)
    else:
        raise FrameError(f"target '{target.name}': unknown kind '{target.kind}'")


def growth_factor(held: Panel, indicator: str, year: int, base: int, real: bool) -> FloatArray:
    """Yearly figure relative to that of an earlier year; a flow is summed, a stock averaged.

    The real factor takes the growth of the yearly mean of consumer prices out.
    """
    how = np.sum if _is_flow(indicator) else np.mean
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = held.yearly(indicator, year, how) / held.yearly(indicator, base, how)
        if real:
            factor = factor / (held.yearly_mean("prices", year) / held.yearly_mean("prices", base))
    return np.asarray(factor, dtype=np.float64)


def _is_flow(indicator: str) -> bool:
    return indicator in INDICATORS and INDICATORS[indicator].kind == "flow"


def _growth(target: Target, held: Panel) -> Iterator[Reading]:
    if not held.has_base_year or not held.years:
        raise FrameError(
            f"target '{target.name}': growth needs the twelve months of {held.base_year} and of a plan year"
        )
    bound, unit, last = target.bound.number, target.bound.unit, held.years[-1]
    count = last - held.base_year
    for real in (False, True):
        kind = "real" if real else "nominal"
        with np.errstate(invalid="ignore"):
            figures = growth_factor(held, target.indicator, last, held.base_year, real) ** (1.0 / count) - 1.0
        yield Reading(
            f"compound_{kind}", figures, _first_on_path(target, held, real), bound, unit, main=not real
        )
    for year in held.years:
        for real in (False, True):
            figures = growth_factor(held, target.indicator, year, year - 1, real) - 1.0
            december = held.months.index(f"{year:04d}-12")
            first = np.where(meets(figures, target.direction, bound), december, NEVER).astype(np.int64)
            yield Reading(f"year_{year}_{'real' if real else 'nominal'}", figures, first, bound, unit)


def _first_on_path(target: Target, held: Panel, real: bool) -> IntArray:
    """First plan month whose last twelve months are on the path that starts from the base year."""
    level = held.trailing(target.indicator, "sum" if _is_flow(target.indicator) else "mean")
    if real:
        level = level / held.trailing("prices", "mean")
    base = held.columns(held.base_year).stop - 1
    months = np.arange(held.start, held.end + 1)
    path = (1.0 + target.bound.number) ** ((months - base) / 12.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = level[:, held.start : held.end + 1] / level[:, [base]] / path
    return first_true(meets(ratio, target.direction, 1.0), held.start)


def _counted(indicator: str) -> bool:
    return indicator in INDICATORS and INDICATORS[indicator].unit in ("households", "persons")


def _stock(target: Target, held: Panel) -> Iterator[Reading]:
    months = held.plan(target.indicator)
    bound, unit = target.bound.number, target.bound.unit
    first = first_true(meets(months, target.direction, bound), held.start)
    worst = months.min(axis=1) if upward(target.direction) else months.max(axis=1)
    sampled = _counted(target.indicator)
    if target.when == "every_month":
        yield Reading("every_month", worst, first, bound, unit, main=True, sampled=sampled)
        yield Reading("period_end", months[:, -1], first, bound, unit, sampled=sampled)
        return
    column = held.end
    if target.by is not None:
        if target.by not in held.plan_months:
            raise FrameError(f"target '{target.name}': {target.by} is not a month of the plan")
        column = held.months.index(target.by)
    name = "period_end" if column == held.end else "by_date"
    yield Reading(name, held[target.indicator][:, column], first, bound, unit, main=True, sampled=sampled)


def _flow(target: Target, held: Panel) -> Iterator[Reading]:
    if not held.years:
        raise FrameError(f"target '{target.name}': a yearly flow needs a whole calendar year in the plan")
    bound, unit = target.bound.number, target.bound.unit
    sums: list[FloatArray] = []
    firsts: list[IntArray] = []
    for year in held.years:
        months = held[target.indicator][:, held.columns(year)]
        start = held.columns(year).start
        running = np.cumsum(months, axis=1)
        sums.append(running[:, -1])
        if upward(target.direction):
            firsts.append(first_true(meets(running, target.direction, bound), start))
        else:
            # a ceiling is kept only when the year is over
            kept = meets(running[:, -1], target.direction, bound)
            firsts.append(np.where(kept, start + 11, NEVER).astype(np.int64))
    table = np.stack(sums, axis=1)
    worst = table.min(axis=1) if upward(target.direction) else table.max(axis=1)
    columns = np.stack(firsts, axis=1)
    unmet = np.iinfo(np.int64).max
    earliest = np.where(columns == NEVER, unmet, columns).min(axis=1)
    first = np.where(earliest == unmet, NEVER, earliest)
    yield Reading("worst_year", worst, first, bound, unit, main=True)
    for year, figures, when in zip(held.years, sums, firsts, strict=True):
        yield Reading(f"year_{year}", figures, when, bound, unit)


def _spell(target: Target, held: Panel) -> Iterator[Reading]:
    """No household beyond the grace period in any month; the strict reading counts every one."""
    beyond = held.plan("zero_employment_long")
    first = first_true(meets(beyond, "at_most", 0.0), held.start)
    yield Reading("spell", beyond.max(axis=1), first, 0.0, "households", main=True, sampled=True)
    stock = held.plan("zero_employment")
    first = first_true(meets(stock, "at_most", 0.0), held.start)
    yield Reading("strict_stock", stock.max(axis=1), first, 0.0, "households", sampled=True)
