"""What the runs of a sweep say: each point with its intervals, means over points, effects of paths.

A replication has the same luck and the same parameter draw at every point, so differences are
taken within each replication, and their errors over draws (`results.statistics.intervals.mean_interval`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import atanh, nan, sqrt, tanh
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from resettle.results.questions.compare.figures import (
    ROUNDING,
    UNKNOWN,
    Chance,
    Estimate,
    Groups,
    chance,
    difference,
    estimate,
    groups_of,
)
from resettle.results.statistics.intervals import LEVEL, FloatArray, quantile_band

if TYPE_CHECKING:
    import pandas as pd

BINS = 8
"""Most bins of a scatter; each holds five points or more."""

BIN_POINTS = 5


@dataclass(frozen=True)
class Figures:
    """One outcome at every point, the scenario as it stands first.

    Attributes:
        values: Array [1 + point, replication]; NaN where a run failed.
        met: Whether a target is met, same shape, 0 or 1; `None` for what is no target.
        groups: Draw of each replication.
    """

    values: FloatArray
    met: FloatArray | None
    groups: Groups

    def mean(self, row: int) -> Estimate:
        """Mean of a row with its 95 % interval; row 0 is the scenario as it stands."""
        return mean_of(self.values[row], self.groups)

    def chance(self, row: int) -> Chance | None:
        """Probability that a target is met in a row, with its Wilson interval."""
        if self.met is None:
            return None
        there = np.isfinite(self.met[row])
        return chance(self.met[row][there] > 0.5, self.groups[there])

    def band(self, row: int) -> tuple[float, float]:
        """Between which nine of ten replications of a row lie."""
        held = self.values[row][np.isfinite(self.values[row])]
        if not len(held):
            return nan, nan
        low, high = quantile_band(held)
        return float(low), float(high)

    def against(self, row: int, other: int = 0) -> Estimate:
        """Paired difference of a row from another."""
        return mean_of(difference(self.values[row], self.values[other]), self.groups)

    @cached_property
    def means(self) -> FloatArray:
        """Mean of each point, without the scenario as it stands."""
        return mean_over(self.values[1:], axis=1)

    @cached_property
    def shares(self) -> FloatArray:
        """Share of the runs of each point that meet the target; NaN for what is no target."""
        return np.full(len(self.values) - 1, nan) if self.met is None else mean_over(self.met[1:], axis=1)

    @cached_property
    def same_share(self) -> bool:
        """Whether the same share of runs meets a target at every point and in the scenario as it stands."""
        every = np.ones(1) if self.met is None else mean_over(self.met, axis=1)
        known = every[np.isfinite(every)]
        return not len(known) or float(np.ptp(known)) == 0.0

    def best(self, better: int, spending: FloatArray) -> int | None:
        """Row of the best point: by probability, then by mean, then by spending; `None` if none can be told.

        Args:
            better: +1 if more is better, −1 if less is.
            spending: Mean spending of each point, in yuan.
        """
        known = np.flatnonzero(np.isfinite(self.means))
        if better == 0 or not len(known):
            return None
        shares = np.nan_to_num(self.shares)
        order = np.lexsort((spending[known], -better * self.means[known], -shares[known]))
        return int(known[order[0]]) + 1


def mean_of(values: FloatArray, groups: Groups) -> Estimate:
    """Mean of what is there, with its interval."""
    there = np.isfinite(values)
    return estimate(values[there], groups[there]) if there.any() else UNKNOWN


def mean_over(values: FloatArray, axis: int) -> FloatArray:
    """Mean of what is there along an axis; NaN where nothing is."""
    there = np.isfinite(values)
    count = there.sum(axis=axis)
    total = np.where(there, values, 0.0).sum(axis=axis)
    return np.where(count > 0, total / np.maximum(count, 1), nan)


def gathered(
    frame: pd.DataFrame, variants: Sequence[str], column: str, met: str | None, replications: int
) -> Figures:
    """One outcome from a frame of runs.

    Args:
        frame: A row a variant and replication, with `draw`.
        variants: Names of the variants, the scenario as it stands first.
        column: Column of the figure.
        met: Column that says whether a target is met.
        replications: Replications of each variant, from 0.
    """
    rows = {name: row for row, name in enumerate(variants)}
    places = frame["variant"].map(rows).to_numpy(), frame["replication"].to_numpy()
    draws = np.full(replications, -1, dtype=np.int64)
    draws[places[1]] = frame["draw"].to_numpy()

    def table(name: str) -> FloatArray:
        made = np.full((len(variants), replications), nan)
        if name in frame.columns:
            made[places] = frame[name].to_numpy(dtype=np.float64)
        return made

    return Figures(table(column), None if met is None else table(met), groups_of(draws))


def levels(column: FloatArray) -> FloatArray:
    """The numbers of a path in order, each once."""
    return np.unique(column)


def marginal(values: FloatArray, column: FloatArray) -> FloatArray:
    """Means over all points that share a number of a path, replication by replication.

    Args:
        values: Array [point, replication].
        column: Number of the path at each point.

    Returns:
        Array [level, replication], levels in order.
    """
    return np.stack([mean_over(values[column == level], axis=0) for level in levels(column)])


def pivot(values: FloatArray, across: FloatArray, up: FloatArray) -> FloatArray:
    """A figure of each point over two paths, as the mean over all other paths.

    Args:
        values: One figure a point.
        across: Number of the first path at each point.
        up: Number of the second.

    Returns:
        Array [level of the second, level of the first]; NaN where there is no point.
    """
    rows = [
        [mean_over(values[(across == x) & (up == y)], axis=0) for x in levels(across)] for y in levels(up)
    ]
    return np.array(rows, dtype=np.float64)


@dataclass(frozen=True)
class Effect:
    """How far an outcome moves with one path, the others averaged over.

    Attributes:
        low_at: Number of the path at which the mean is lowest.
        high_at: Number at which it is highest.
        lowest: Mean there.
        highest: Mean there.
        step: Paired difference between the two.
    """

    low_at: float
    high_at: float
    lowest: float
    highest: float
    step: Estimate

    @property
    def rises(self) -> bool:
        """Whether the highest mean stands at the higher number."""
        return self.high_at > self.low_at

    @property
    def along(self) -> Estimate:
        """The step as the path rises: negative where the outcome falls."""
        one = self.step
        return one if self.rises else Estimate(-one.middle, -one.high, -one.low)


def effect(figures: Figures, column: FloatArray) -> Effect:
    """Effect of a path of a grid on an outcome."""
    means = marginal(figures.values[1:], column)
    middles = mean_over(means, axis=1)
    places = levels(column)
    if not np.isfinite(middles).any():
        return Effect(nan, nan, nan, nan, UNKNOWN)
    low, high = int(np.nanargmin(middles)), int(np.nanargmax(middles))
    step = mean_of(difference(means[high], means[low]), figures.groups)
    return Effect(float(places[low]), float(places[high]), float(middles[low]), float(middles[high]), step)


def rank_correlation(one: FloatArray, other: FloatArray) -> Estimate:
    """Spearman's correlation of ranks with a 95 % interval; unknown where one of them does not vary.

    The interval is Fisher's, with the standard error 1.03 / sqrt(n - 3) of Fieller, Hartley and Pearson
    (1957), "Tests for rank correlation coefficients I", Biometrika 44 (variance 1.06 / (n - 3)).
    """
    from scipy.special import ndtri
    from scipy.stats import rankdata

    there = np.isfinite(one) & np.isfinite(other)
    count = int(there.sum())
    if count < 3 or np.ptp(one[there]) == 0.0 or np.ptp(other[there]) == 0.0:
        return UNKNOWN
    found = float(np.corrcoef(rankdata(one[there]), rankdata(other[there]))[0, 1])
    found = min(1.0, max(-1.0, found))
    if count < 5:
        return Estimate(found, nan, nan)
    if abs(found) >= 1.0 - ROUNDING:
        return Estimate(round(found), round(found), round(found))
    half = float(ndtri((1.0 + LEVEL) / 2.0)) * sqrt(1.06 / (count - 3))
    middle = atanh(found)
    return Estimate(found, tanh(middle - half), tanh(middle + half))


@dataclass(frozen=True)
class Bin:
    """Neighbouring points of a sample: where they lie on a path, and their mean with its interval."""

    at: float
    mean: Estimate


def bins(values: FloatArray, column: FloatArray) -> list[Bin]:
    """Means of neighbouring points; what varies beside the path is averaged over.

    Each number of the path makes a bin if there are few, else as many points as in any other.

    The interval is that of the mean over points, which differ in all other paths: Student's t.
    """
    places = levels(column)
    if len(places) <= BINS:
        parts = [np.flatnonzero(column == place) for place in places]
    else:
        count = max(1, min(BINS, len(column) // BIN_POINTS))
        parts = np.array_split(np.argsort(column, kind="stable"), count)
    means = mean_over(values, axis=1)
    made = []
    for part in parts:
        there = part[np.isfinite(means[part])]
        if len(there):
            made.append(Bin(float(np.mean(column[there])), estimate(means[there], _alone(len(there)))))
    return made


def _alone(count: int) -> NDArray[np.int64]:
    return -1 - np.arange(count, dtype=np.int64)


def position(places: FloatArray, value: float) -> float | None:
    """Where a number stands among levels that are drawn at even distances; `None` outside of them."""
    if not len(places) or not places[0] <= value <= places[-1]:
        return None
    return float(np.interp(value, places, np.arange(len(places), dtype=np.float64)))
