"""What paired runs say: means and mean differences, probabilities, and what pairing saves.

Everything here takes arrays with one figure per replication and knows nothing of scenarios. Replications
of one parameter draw resemble each other, so every error is taken over draws
(`results.statistics.intervals`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, inf, isfinite, nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from resettle.results.statistics.intervals import (
    LEVEL,
    UNKNOWN,
    Estimate,
    FloatArray,
    Groups,
    mean_interval,
    quantile_band,
    resamples,
    wilson,
)
from resettle.results.statistics.variance import effective_number

ROUNDING = 1e-9
"""Difference, relative to the size of the figures, that is rounding and counts as a tie."""


def banded(values: FloatArray, middle: Callable[[FloatArray], Any] = np.median) -> Estimate:
    """The median with the band of nine runs in ten in place of an interval.

    Args:
        values: One value per run.
        middle: Takes the place of the median, such as the mean of parts that make up a whole.
    """
    return Estimate(*map(float, (middle(values), *quantile_band(values))))


def difference(values: FloatArray, reference: FloatArray) -> FloatArray:
    """Scenario less reference, run by run; what is mere rounding is zero."""
    size = np.maximum(np.abs(values), np.abs(reference))
    raw = values - reference
    return np.where(np.abs(raw) <= ROUNDING * size, 0.0, raw)


def estimate(values: FloatArray, groups: Groups) -> Estimate:
    """Mean of the finite values with Student's t interval over draws; `UNKNOWN` if there are none.

    Args:
        values: One value per replication; NaN where a run failed.
        groups: Draw of each replication.
    """
    finite = np.isfinite(values)
    return mean_interval(values[finite], groups=groups[finite]) if finite.any() else UNKNOWN


COUNTS = frozenset(
    {
        *("persons", "households", "person-times", "workshops", "places", "projects", "counties", "rounds"),
        *("months", "job-years", "settlements", "sites"),
    }
)
"""Units, before a slash, of what is counted: there is never less than none of it."""


def level(mean: Estimate, unit: str) -> Estimate:
    """A mean of what is no difference, its interval cut where such figures end.

    Those are 0 for counts, and 0 and 1 for shares.

    Student's interval is even around the mean, so that of few households it may begin below none at all.
    The cut takes only values from it that the mean cannot have: it covers the true one as often as before.
    """
    share = unit == "share"
    least = 0.0 if share or unit.split("/", maxsplit=1)[0] in COUNTS else -inf
    low, high = float(np.maximum(least, mean.low)), float(np.minimum(1.0 if share else inf, mean.high))
    return Estimate(mean.middle, low, high)


def share_estimate(shares: FloatArray, groups: Groups) -> Estimate:
    """The same for values that are shares: the interval stays inside 0 to 1."""
    return level(estimate(shares, groups), "share")


def mean_over(values: FloatArray, axis: int) -> FloatArray:
    """Mean of the finite values along an axis; NaN where there are none."""
    finite = np.isfinite(values)
    count = finite.sum(axis=axis)
    total = np.where(finite, values, 0.0).sum(axis=axis)
    return np.where(count > 0, total / np.maximum(count, 1), nan)


@dataclass(frozen=True)
class Probability:
    """In how many runs an event happens, and how probable it therefore is.

    Attributes:
        count: Runs in which it happens.
        runs: Runs looked at.
        ties: Runs in which neither is better.
        low: Lower end of the 95 % Wilson interval of its probability.
        high: Upper end.
        effective: Number of independent runs that tell as much.
    """

    count: int
    runs: int
    ties: int
    low: float
    high: float
    effective: float

    @property
    def share(self) -> float:
        """Share of the runs."""
        return self.count / self.runs if self.runs else nan

    @property
    def estimate(self) -> Estimate:
        """The share with its interval."""
        return Estimate(self.share, self.low, self.high)


def probability(happens: NDArray[np.bool_], groups: Groups, ties: int = 0) -> Probability:
    """Probability of an event, from the runs in which it happens.

    Args:
        happens: Whether it happens in each replication.
        groups: Draw of each replication; they make the effective number smaller.
        ties: Runs that were a tie, which are reported beside it.
    """
    runs, count = len(happens), int(np.sum(happens))
    effective = effective_number(happens, groups) if runs else 0.0
    share = count / runs if runs else 0.0
    low, high = wilson(share * effective, effective)
    return Probability(count, runs, ties, low, high, effective)


def beats(differences: FloatArray, better: int, groups: Groups) -> Probability | None:
    """Probability that a scenario is better than the reference under the same chance and the same draw.

    Args:
        differences: Scenario less reference, as `difference` gives it; zero is a tie, which is no win.
        better: +1 if more is better, −1 if less is; with 0 nothing is better and the answer is `None`.
        groups: Draw of each replication.
    """
    if better == 0:
        return None
    return probability(differences * better > 0.0, groups, ties=int(np.sum(differences == 0.0)))


@dataclass(frozen=True)
class Pairing:
    """What pairing saves for one figure.

    Attributes:
        ratio: Variance of the mean difference without pairing over that with it; 1 saves nothing,
            infinite where every pair differs by the same amount; NaN with fewer than two draws.
        low: Lower end of its 95 % interval.
        high: Upper end.
        runs: Paired replications that were made.
    """

    ratio: float
    low: float
    high: float
    runs: int

    def needed(self, ratio: float) -> float:
        """Replications of each scenario for the same precision without pairing."""
        return float(max(1, ceil(self.runs * ratio - 1e-9))) if isfinite(ratio) else ratio


def pairing(values: FloatArray, reference: FloatArray, groups: Groups) -> Pairing:
    """How many times as many replications independent seeds and draws would need.

    Without pairing the variance of a difference of means is the sum of both variances; with it that
    of the mean of the differences (common random numbers: Law (2015), *Simulation Modeling and
    Analysis*, ch. 11.2). Both are taken from the sums of each draw, as in `mean_interval`; the
    interval is a percentile bootstrap that draws whole draws again.

    Args:
        values: Figures of the scenario.
        reference: Figures of the reference, same replications.
        groups: Draw of each replication.
    """
    runs = len(values)
    _, position, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    count = len(sizes)
    if count < 2:
        return Pairing(nan, nan, nan, runs)
    columns = (values, reference, difference(values, reference))
    sums = np.stack([np.bincount(position, weights=column) for column in columns]).astype(np.float64)
    size = sizes.astype(np.float64)
    ratio = float(_ratio(sums[:, None, :], size[None, :])[0])
    rows = resamples(count)
    ratios = _ratio(sums[:, rows], size[rows])
    known = ratios[~np.isnan(ratios)]
    if not isfinite(ratio) or not len(known):
        return Pairing(ratio, nan, nan, runs)
    tail = (1.0 - LEVEL) / 2.0
    ends = np.quantile(known, [tail, 1.0 - tail], method="inverted_cdf")
    return Pairing(ratio, float(ends[0]), float(ends[1]), runs)


def _ratio(sums: FloatArray, size: FloatArray) -> FloatArray:
    """Unpaired over paired variance from sums of draws, [column, resample, draw]."""
    means = sums.sum(axis=-1) / size.sum(axis=-1)
    squares = ((sums - means[..., None] * size) ** 2).sum(axis=-1)
    apart, paired = squares[0] + squares[1], squares[2]
    rounding = ROUNDING**2 * (sums[0] ** 2 + sums[1] ** 2).sum(axis=-1)
    out = np.full(apart.shape, nan)
    np.divide(apart, paired, out=out, where=paired > rounding)
    return np.where((paired <= rounding) & (apart > rounding), inf, out)
