"""Rank correlations: of one pair, and of many columns with one figure, of which some stand out by chance."""

from __future__ import annotations

from math import atanh, nan, sqrt, tanh

import numpy as np

from resettle.results.statistics.intervals import LEVEL, UNKNOWN, Estimate, FloatArray
from resettle.results.statistics.paired import ROUNDING


def rank_correlation(one: FloatArray, other: FloatArray, level: float = LEVEL) -> Estimate:
    """Spearman's correlation of ranks with its interval; unknown where one of them does not vary.

    The interval is Fisher's, with the standard error 1.03 / sqrt(n - 3) of Fieller, Hartley and Pearson
    (1957), "Tests for rank correlation coefficients I", Biometrika 44 (variance 1.06 / (n - 3)).

    Args:
        one: A number a run.
        other: Another, in the same order.
        level: Confidence of the interval, in (0, 1).
    """
    from scipy.special import ndtri
    from scipy.stats import rankdata

    both = np.isfinite(one) & np.isfinite(other)
    count = int(both.sum())
    if count < 3 or np.ptp(one[both]) == 0.0 or np.ptp(other[both]) == 0.0:
        return UNKNOWN
    rank = float(np.corrcoef(rankdata(one[both]), rankdata(other[both]))[0, 1])
    rank = min(1.0, max(-1.0, rank))
    if count < 5:
        return Estimate(rank, nan, nan)
    if abs(rank) >= 1.0 - ROUNDING:
        return Estimate(round(rank), round(rank), round(rank))
    half = float(ndtri((1.0 + level) / 2.0)) * _error(count)
    middle = atanh(rank)
    return Estimate(rank, tanh(middle - half), tanh(middle + half))


def _error(count: int) -> float:
    return sqrt(1.06 / (count - 3))


def rank_correlations(columns: FloatArray, figure: FloatArray) -> list[Estimate]:
    """Rank correlations of many columns with one figure, of which one in twenty that stand out is chance.

    Of a hundred columns that do nothing, five would stand out at 95 %. An interval leaves out zero here just
    where the column is found by Benjamini and Hochberg (1995), "Controlling the false discovery rate", JRSS B
    57, at 5 %; of the intervals of those found, 95 % hold the true value (Benjamini and Yekutieli (2005),
    "False discovery rate-adjusted multiple confidence intervals", JASA 100).

    Args:
        columns: Array [run, column], finite.
        figure: Array [run]; NaN where a run has none.
    """
    from scipy.special import ndtr

    number, count = columns.shape[1], int(np.isfinite(figure).sum())
    middles = [rank_correlation(columns[:, one], figure).middle for one in range(number)]
    if count < 5 or not number:
        return [Estimate(middle, nan, nan) for middle in middles]
    with np.errstate(divide="ignore"):
        chance = 2.0 * ndtr(-np.abs(np.arctanh(np.array(middles))) / _error(count))
    steps = (1.0 - LEVEL) * np.arange(1, number + 1) / number
    found = np.flatnonzero(np.sort(chance) <= steps)  # NaN stands last, and is found nowhere
    level = 1.0 - float(steps[found[-1] if len(found) else 0])
    return [rank_correlation(columns[:, one], figure, level) for one in range(number)]
