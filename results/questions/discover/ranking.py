"""Which inputs tell hits from misses, one by one: distance between their two distributions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from resettle.results.questions.discover.prim import BoolArray
from resettle.results.statistics.intervals import FloatArray


@dataclass(frozen=True)
class Distances:
    """How far the distributions of each input in hits and in misses lie apart.

    Attributes:
        distance: Largest gap between the two cumulative distributions, 0 to 1.
        p: Probability of such a gap if the input told nothing (two-sample Kolmogorov-Smirnov test).
        adjusted: The same, given that so many inputs were looked at (Holm (1979), Scandinavian
            Journal of Statistics 6): below 0.05 for any input with probability 5 % at most.
        hits: Median of the input among hits.
        misses: Median among misses.
    """

    distance: FloatArray
    p: FloatArray
    adjusted: FloatArray
    hits: FloatArray
    misses: FloatArray


def distances(x: FloatArray, hit: BoolArray) -> Distances:
    """Distances of every input; an input of one value only is at distance 0.

    Args:
        x: Futures by inputs.
        hit: Whether each future is a hit; some are and some are not.
    """
    from scipy.stats import ks_2samp

    yes, no = x[hit], x[~hit]
    pairs = [ks_2samp(yes[:, column], no[:, column], method="asymp") for column in range(x.shape[1])]
    p = np.array([min(1.0, float(pair.pvalue)) for pair in pairs])
    return Distances(
        np.array([float(pair.statistic) for pair in pairs]),
        p,
        holm(p),
        np.median(yes, axis=0),
        np.median(no, axis=0),
    )


def holm(p: FloatArray) -> FloatArray:
    """Probabilities adjusted for their number by Holm's step-down rule."""
    order = np.argsort(p, kind="stable")
    stepped = np.minimum(1.0, np.maximum.accumulate((len(p) - np.arange(len(p))) * p[order]))
    adjusted = np.empty(len(p))
    adjusted[order] = stepped
    return adjusted
