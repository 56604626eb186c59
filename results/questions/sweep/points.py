"""Points of a sweep: a grid over numbers, or a sample between ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10, prod

import numpy as np

from resettle.results.statistics.intervals import FloatArray

GRID_DIGITS = 12
"""Significant digits of numbers at even distances, without the noise of binary fractions."""

SAMPLE_STEPS = 3
"""Decimals beyond the size of a range that a sampled number keeps: no more than a reader wants to see."""


@dataclass(frozen=True)
class Numbers:
    """What one input may take: some numbers, or any between two ends.

    Attributes:
        listed: The numbers in order; empty if any between the ends will do.
        low: Lower end, where nothing is listed.
        high: Upper end.
        whole: Whether only whole numbers will do.
    """

    listed: tuple[float, ...] = ()
    low: float = 0.0
    high: float = 0.0
    whole: bool = False

    def at(self, u: FloatArray) -> FloatArray:
        """Numbers at quantiles in [0, 1), each number as likely as any other."""
        if self.listed:
            chosen = np.minimum((u * len(self.listed)).astype(np.int64), len(self.listed) - 1)
            return np.asarray(self.listed, dtype=np.float64)[chosen]
        if self.whole:
            first, last = ceil(self.low), floor(self.high)
            drawn = first + np.floor(u * float(last - first + 1))
            return np.asarray(np.minimum(drawn, float(last)), dtype=np.float64)
        decimals = SAMPLE_STEPS - floor(log10(self.high - self.low))
        return np.clip(np.round(self.low + u * (self.high - self.low), decimals), self.low, self.high)


def rounded(value: float, digits: int = GRID_DIGITS) -> float:
    """A number rounded to some significant digits."""
    return float(f"{value:.{digits}g}")


def between(low: float, high: float, count: int, whole: bool) -> tuple[float, ...]:
    """So many numbers at even distances, both ends included.

    Whole numbers are rounded and each is kept once, so that there may be fewer.
    """
    even = [rounded(value) for value in np.linspace(low, high, count).tolist()]
    if whole:
        first, last = ceil(low), floor(high)
        even = [float(min(max(round(value), first), last)) for value in even] if first <= last else []
    return tuple(dict.fromkeys(even))


def grid_size(columns: Sequence[Sequence[float]]) -> int:
    """Number of combinations, without making them."""
    return prod(len(column) for column in columns)


def grid(columns: Sequence[Sequence[float]]) -> FloatArray:
    """Every combination of the columns' numbers; the last column changes fastest.

    Returns:
        Array [point, column].
    """
    axes = [np.asarray(column, dtype=np.float64) for column in columns]
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(axes))


def hypercube(count: int, dimensions: int, seed: int) -> FloatArray:
    """Quantiles of a Latin hypercube: in each column one in each of `count` equal parts of [0, 1).

    McKay, Beckman and Conover (1979), "A comparison of three methods for selecting values of input variables
    in the analysis of output from a computer code", Technometrics 21.

    Returns:
        Array [point, column]; always the same for a seed.
    """
    from scipy.stats import qmc

    generator = np.random.default_rng(seed)
    return np.asarray(qmc.LatinHypercube(dimensions, seed=generator).random(count), dtype=np.float64)


def sample(columns: Sequence[Numbers], count: int, seed: int) -> FloatArray:
    """Points of a Latin hypercube over the columns; those that rounding makes equal are kept once.

    Returns:
        Array [point, column] with at most `count` points.
    """
    quantiles = hypercube(count, len(columns), seed)
    return merged(np.column_stack([column.at(quantiles[:, i]) for i, column in enumerate(columns)]))


def merged(points: FloatArray) -> FloatArray:
    """Each point once, in the order of its first appearance."""
    _, first = np.unique(points, axis=0, return_index=True)
    return points[np.sort(first)]
