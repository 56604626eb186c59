"""What an optimisation may choose: some steps for each number, so that mixes are readable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

import numpy as np

from resettle.results.statistics.intervals import FloatArray

STEPS = 60
"""About so many steps between the bounds of a number."""

SLIP = 1e-9
"""Rounding that is forgiven."""

Mix = tuple[int, ...]
"""One step for each number; the empty mix stands for the plan as it is."""

PLAN: Mix = ()


def nice(size: float) -> float:
    """The largest of 1, 2 and 5 times a power of ten that is not above a size."""
    power = 10.0 ** floor(log10(size) + SLIP)
    return next(step * power for step in (5.0, 2.0, 1.0) if step * power <= size * (1.0 + SLIP))


def steps(low: float, high: float, planned: float, counted: bool, count: int = STEPS) -> tuple[float, ...]:
    """Numbers that may be chosen: both bounds, the plan's own if it lies between, and round numbers.

    Args:
        low: Lower bound.
        high: Upper bound; the same as the lower one fixes the number.
        planned: Number of the plan.
        counted: Whether only whole numbers will do.
        count: About so many steps.

    Raises:
        ValueError: If the range is empty.
    """
    first, last = (float(ceil(low - SLIP)), float(floor(high + SLIP))) if counted else (low, high)
    if not first <= last:
        raise ValueError(f"there is no {'whole ' if counted else ''}number from {low:g} to {high:g}")
    if first == last:
        return (first,)
    step = nice((last - first) / count)
    step = max(1.0, step) if counted else step
    kept = {first, last}
    if first <= planned <= last and (not counted or planned == int(planned)):
        kept.add(float(planned))
    multiples = range(ceil(first / step - SLIP), floor(last / step + SLIP) + 1)
    even = [float(f"{multiple * step:.12g}") for multiple in multiples]
    kept |= {one for one in even if all(abs(one - other) > step / 2.0 for other in kept)}
    return tuple(sorted(kept))


@dataclass(frozen=True)
class Space:
    """The numbers that are chosen.

    Attributes:
        levels: What each may be, in rising order.
        planned: Step of each that is nearest to the plan.
    """

    levels: tuple[tuple[float, ...], ...]
    planned: Mix

    @classmethod
    def of(cls, levels: Sequence[tuple[float, ...]], planned: Sequence[float]) -> Space:
        """A space from what each number may be and what it is in the plan."""
        nearest = []
        for own, wanted in zip(levels, planned, strict=True):
            gaps = [abs(level - wanted) for level in own]
            nearest.append(gaps.index(min(gaps)))
        return cls(tuple(levels), tuple(nearest))

    def __len__(self) -> int:
        """How many numbers are chosen."""
        return len(self.levels)

    @property
    def lowest(self) -> Mix:
        """Every number at its lower bound."""
        return (0,) * len(self.levels)

    @property
    def highest(self) -> Mix:
        """Every number at its upper bound."""
        return tuple(len(own) - 1 for own in self.levels)

    @property
    def free(self) -> tuple[int, ...]:
        """Positions of the numbers that leave a choice."""
        return tuple(position for position, own in enumerate(self.levels) if len(own) > 1)

    def values(self, mix: Mix) -> tuple[float, ...]:
        """The numbers of a mix."""
        return tuple(own[step] for own, step in zip(self.levels, mix, strict=True))

    def share(self, mix: Mix, position: int) -> float:
        """How far up its range a number is, 0 to 1."""
        low, high = self.levels[position][0], self.levels[position][-1]
        return (self.levels[position][mix[position]] - low) / (high - low) if high > low else 0.0

    def shares(self, mix: Mix) -> FloatArray:
        """How far up its range each number is."""
        return np.array([self.share(mix, position) for position in range(len(self))])

    def distance(self, first: Mix, second: Mix) -> float:
        """Sum over all numbers of how far apart two mixes are, as parts of their ranges."""
        pairs = zip(self.shares(first).tolist(), self.shares(second).tolist(), strict=True)
        return float(sum(abs(one - other) for one, other in pairs))

    def replaced(self, mix: Mix, position: int, step: int) -> Mix:
        """A mix with another step for one number."""
        return (*mix[:position], step, *mix[position + 1 :])
