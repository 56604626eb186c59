"""Intervals: how far a figure from a limited number of replications can be trusted.

Sources of the formulas: Wilson (1927), "Probable inference, the law of succession, and
statistical inference", JASA 22, as recommended for small numbers by Brown, Cai and DasGupta
(2001), Statistical Science 16; Student's t interval of a mean of paired differences; the
percentile bootstrap of Efron and Tibshirani (1993), *An Introduction to the Bootstrap*, ch. 13;
quantiles by linear interpolation, type 7 of Hyndman and Fan (1996), American Statistician 50.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from functools import lru_cache
from math import isfinite, nan, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

Groups = NDArray[np.int64]
"""Parameter draw of each replication; below 0, and each a number of its own, where nothing is drawn."""

LEVEL = 0.95
"""Confidence of every interval, unless a function is given another."""

ENDS = ((1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0)
"""Quantiles at the ends of such an interval."""

BAND = (0.05, 0.95)
"""Quantiles between which nine of ten replications lie."""

RESAMPLES = 2000
_BOOTSTRAP_KEY = 20220720
"""Fixed, so that the same results always give the same report."""


class Estimate(NamedTuple):
    """A mean with its 95 % interval; the ends are NaN where there are too few independent runs."""

    middle: float
    low: float
    high: float

    @property
    def known(self) -> bool:
        """Whether there is an interval."""
        return isfinite(self.low) and isfinite(self.high)

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.known and (self.low > 0.0 or self.high < 0.0)

    @property
    def flat(self) -> bool:
        """Whether there is no difference at all, in any run."""
        return self == (0.0, 0.0, 0.0)

    @property
    def negative(self) -> Estimate:
        """The same with the opposite sign, such as what is saved of what is spent."""
        return Estimate(-self.middle, -self.high, -self.low)

    def columns(self, name: str) -> dict[str, float]:
        """Columns of a frame: `name`, `name_low` and `name_high`."""
        return dict(zip((name, f"{name}_low", f"{name}_high"), self, strict=True))


UNKNOWN = Estimate(nan, nan, nan)
"""The estimate where there are no runs."""


def wilson(successes: float, trials: float, level: float = LEVEL) -> tuple[float, float]:
    """Wilson's score interval of a probability.

    Args:
        successes: Number of replications in which the event happened.
        trials: Number of independent replications; where they resemble each other, the effective
            number of `results.statistics.variance.effective_number`, with `successes` in proportion.
        level: Confidence of the interval, in (0, 1).

    Returns:
        Lower and upper end, both in [0, 1]; `(0, 1)` without any trial.

    Raises:
        ValueError: If `successes` does not lie between 0 and `trials`.
    """
    from scipy.special import ndtri

    if not 0 <= successes <= trials:
        raise ValueError(f"{successes:g} successes in {trials:g} trials")
    if trials == 0:
        return 0.0, 1.0
    z = float(ndtri((1.0 + level) / 2.0))
    share = successes / trials
    scale = 1.0 + z * z / trials
    centre = (share + z * z / (2 * trials)) / scale
    half = z * sqrt(share * (1.0 - share) / trials + z * z / (4.0 * trials * trials)) / scale
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == trials else min(1.0, centre + half)
    return low, high


def groups_of(draws: NDArray[np.int64]) -> Groups:
    """Draw of each replication; those without one (below 0) are independent and get a number each."""
    alone = -1 - np.arange(len(draws), dtype=np.int64)
    return np.where(draws >= 0, draws, alone)


def mean_interval(values: FloatArray, level: float = LEVEL, groups: Groups | None = None) -> Estimate:
    """Mean with Student's t interval; for paired differences pass the differences.

    Replications that share a parameter draw resemble each other. With `groups` the error of the
    mean is therefore taken from the sums of each draw (linearised, as for a sample of clusters:
    Cochran (1977), *Sampling Techniques*, ch. 9A.2), and the draws give the degrees of freedom.

    Args:
        values: One value per replication.
        level: Confidence of the interval.
        groups: Draw of each replication; without it every replication is independent.

    Returns:
        Mean, lower and upper end, in the unit of the values. The ends are NaN for fewer than
        two independent values, because one value says nothing of the spread.
    """
    from scipy.special import stdtrit

    if len(values) == 0:
        return UNKNOWN
    mean = float(np.mean(values))
    sums = _sums(values - mean, groups)
    count = len(sums)
    if count < 2:
        return Estimate(mean, nan, nan)
    error = sqrt(count / (count - 1) * float(np.sum(sums**2))) / len(values)
    half = float(stdtrit(count - 1, (1.0 + level) / 2.0)) * error
    return Estimate(mean, mean - half, mean + half)


def _sums(values: FloatArray, groups: Groups | None) -> FloatArray:
    """Sum of the values of each group; the values themselves without groups."""
    if groups is None:
        return values
    _, position = np.unique(groups, return_inverse=True)
    return np.asarray(np.bincount(position, weights=values), dtype=np.float64)


def quantile_band(values: FloatArray, band: tuple[float, float] = BAND) -> tuple[FloatArray, FloatArray]:
    """Lower and upper quantile over the first axis.

    Args:
        values: Replications along the first axis; NaN where a run has no such figure.
        band: The two quantiles.
    """
    low, high = _quantiles(values, band)
    return low, high


def middle(values: FloatArray) -> FloatArray:
    """Median over the first axis of those that are known; NaN where none is."""
    return _quantiles(values, (0.5,))[0]


def median(values: FloatArray | Sequence[float]) -> float:
    """The median as a number; NaN if one of the values is."""
    return float(np.median(values))


def _quantiles(values: FloatArray, wanted: tuple[float, ...]) -> list[FloatArray]:
    if not np.isnan(values).any():
        found = np.quantile(values, wanted, axis=0)
    else:
        with warnings.catch_warnings():
            # of a slice without anything known, whose quantile is NaN as it should
            warnings.simplefilter("ignore", RuntimeWarning)
            found = np.nanquantile(values, wanted, axis=0)
    return [np.asarray(one, dtype=np.float64) for one in found]


@lru_cache(maxsize=8)
def resamples(count: int) -> NDArray[np.int64]:
    """Rows of `RESAMPLES` bootstrap samples of so many independent units; always the same."""
    generator = np.random.Generator(np.random.Philox(_BOOTSTRAP_KEY))
    return generator.integers(0, count, size=(RESAMPLES, count))


def median_interval(values: FloatArray) -> Estimate:
    """Median with a percentile-bootstrap interval.

    Returns:
        Median, lower and upper end; the ends are NaN for fewer than two values.
    """
    if len(values) == 0:
        return UNKNOWN
    centre = median(values)
    if len(values) < 2:
        return Estimate(centre, nan, nan)
    medians = np.median(values[resamples(len(values))], axis=1)
    low, high = np.quantile(medians, ENDS)
    return Estimate(centre, float(low), float(high))


def quotient(above: FloatArray | float, below: FloatArray | float) -> FloatArray:
    """One by the other; NaN where there is nothing below, as of shares of nobody."""
    none = np.full(np.broadcast_shapes(np.shape(above), np.shape(below)), np.nan)
    return np.asarray(np.divide(above, below, out=none, where=np.not_equal(below, 0.0)), dtype=np.float64)


def ratio_interval(numerator: FloatArray, denominator: FloatArray, groups: Groups | None = None) -> Estimate:
    """Ratio of two means over the same replications, with a percentile-bootstrap interval.

    Whole replications are drawn again, or all those of a parameter draw together where `groups`
    names their draws, so that what belongs together stays together. The ratio means something only
    where the denominator is clearly different from zero: ask `mean_interval` first.

    Returns:
        Ratio, lower and upper end; NaN where it cannot be formed.
    """
    if len(numerator) != len(denominator):
        raise ValueError("numerator and denominator need the same replications")
    if len(numerator) == 0 or float(np.mean(denominator)) == 0.0:
        return UNKNOWN
    ratio = float(np.mean(numerator) / np.mean(denominator))
    above, below = _sums(numerator, groups), _sums(denominator, groups)
    if len(above) < 2:
        return Estimate(ratio, nan, nan)
    rows = resamples(len(above))
    total = below[rows].sum(axis=1)
    ratios = above[rows].sum(axis=1)[total != 0] / total[total != 0]
    low, high = np.quantile(ratios, ENDS)
    return Estimate(ratio, float(low), float(high))
