"""One figure per replication for a way of reading a target, and the month in which its bound is first met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resettle.model.indicators import INDICATORS
from resettle.results.judge.panel import Panel
from resettle.results.statistics.intervals import FloatArray

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]

NEVER = -1
"""Column of a bound that is not met in any month."""


@dataclass(frozen=True)
class Reading:
    """One way of reading a target.

    Attributes:
        name: `compound_nominal`, `year_2022_real`, `every_month`, `worst_year`, `mean_of_years` …; what is
            counted otherwise than the target has it follows after a colon, see `readings.beside`.
        figures: One figure per replication, in `unit`.
        first: Column of the month in which the bound is first met; `NEVER` if it is not.
        bound: What the figure is measured against, in `unit`.
        unit: Unit of the figure.
        main: Whether this is the reading by which the target is judged.
        sampled: Whether the figure is a count in a sample, which moves in steps of its weight.
        work: What counts as work in it, one of `scenarios.readings.READINGS`; empty where that is no matter.
    """

    name: str
    figures: FloatArray
    first: IntArray
    bound: float
    unit: str
    main: bool = False
    sampled: bool = False
    work: str = ""


def upward(direction: str) -> bool:
    """Whether more is better for the target."""
    return direction in ("at_least", "above")


def worst_of(values: FloatArray, direction: str) -> FloatArray:
    """The figure of each row that is furthest from the bound, of those that there are."""
    return np.asarray((np.fmin if upward(direction) else np.fmax).reduce(values, axis=1), dtype=np.float64)


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
    return panel.yearly(indicator, year) if is_flow(indicator) else panel.yearly_mean(indicator, year)
