"""What an optimisation is after, and what one mix has shown: how its trials are ranked.

A mix is tried in the same futures (draws) as every other, so that two mixes differ by what they do
and not by chance. How far a future is above or below the bound of a target (its margin)
says more than whether it meets it, so trials are ranked by margins; what is reported of a mix are
shares of futures, never margins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10, sqrt

import numpy as np
from numpy.typing import NDArray

from resettle.model.text import Text, fill
from resettle.results.statistics.intervals import FloatArray
from resettle.scenarios.language import SaidError

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


class NoSteps(SaidError, ValueError):
    """A range in which there is no number to choose."""


def steps(low: float, high: float, planned: float, counted: bool, count: int = STEPS) -> tuple[float, ...]:
    """Numbers that may be chosen: both bounds, the plan's own if it lies between, and round numbers.

    Args:
        low: Lower bound.
        high: Upper bound; the same as the lower one fixes the number.
        planned: Number of the plan.
        counted: Whether only whole numbers will do.
        count: About so many steps.

    Raises:
        NoSteps: If the range is empty.
    """
    first, last = (float(ceil(low - SLIP)), float(floor(high + SLIP))) if counted else (low, high)
    if not first <= last:
        none = Text("there is no number from {low:g} to {high:g}", "{low:g}至{high:g}之间没有数")
        if counted:
            none = Text("there is no whole number from {low:g} to {high:g}", "{low:g}至{high:g}之间没有整数")
        raise NoSteps(fill(none, low=low, high=high))
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


BoolArray = NDArray[np.bool_]

STRICTER = 0.4
"""A search goes for a chance of failure of at least this part of what is allowed."""

SOFT = 0.25
"""Margin, in standard deviations, over which a future goes from missed to met where shares are smoothed."""

ALIKE = 0.02
"""Lacks that differ by less are alike, so that nothing is paid for what is next to nothing."""

TINY = 1e-9


@dataclass(frozen=True, eq=False)
class Trial:
    """A mix in some futures.

    Attributes:
        mix: The mix.
        origin: How it came to be tried.
        cost: Mean spending, in yuan.
        met: Whether each future meets all targets.
        margins: How far each target is above its bound, in standard deviations over the futures of
            the plan; array [target, future].
    """

    mix: Mix
    origin: str
    cost: float
    met: BoolArray
    margins: FloatArray

    @property
    def share(self) -> float:
        """Share of futures that meet all targets."""
        return float(self.met.mean())

    @property
    def margin(self) -> FloatArray:
        """Margin of the target that is worst off, in each future."""
        return np.asarray(self.margins.min(axis=0))

    @property
    def soft_share(self) -> float:
        """Share of futures, smoothed so that a step towards the bound counts."""
        return float(softened(self.margin))


@dataclass(frozen=True)
class Goal:
    """What is to be found: the cheapest mix of a probability, or the best one of a budget.

    Attributes:
        probability: Probability that the targets must be met with.
        budget: Most that may be spent, in yuan; `None` to look for the cheapest.
        aim: Share of futures that is gone for; `None` for what a search needs.
    """

    probability: float
    budget: float | None = None
    aim: float | None = None

    def sought(self, futures: int) -> float:
        """Share of futures that a search goes for.

        The best of many mixes was also favoured by chance, so the search asks for one standard
        error more than is promised.
        """
        if self.aim is not None:
            return self.aim
        p = self.probability
        return min(p + sqrt(p * (1.0 - p) / futures), 1.0 - STRICTER * (1.0 - p))

    def needed(self, futures: int) -> int:
        """Futures that must meet the targets in a search."""
        return min(futures, max(1, ceil(self.sought(futures) * futures - TINY)))

    def lacking(self, margin: FloatArray, cost: FloatArray) -> FloatArray:
        """How far from allowed mixes are: standard deviations of margin, or part of the budget; 0 if allowed.

        Args:
            margin: Array [..., future].
            cost: Array [...], in yuan.
        """
        if self.budget is not None:
            return np.maximum(0.0, cost / self.budget - 1.0)
        needed = self.needed(margin.shape[-1])
        return np.maximum(0.0, -np.sort(margin, axis=-1)[..., margin.shape[-1] - needed])

    def value(self, margin: FloatArray, cost: FloatArray, unit: float) -> FloatArray:
        """What is made small among allowed mixes: the cost in units of `unit` yuan, or what a share lacks."""
        return cost / unit if self.budget is None else 1.0 - softened(margin)

    def lack(self, trial: Trial) -> float:
        """How far from allowed a trial is; above 0 just where it is not allowed."""
        lacking = float(self.lacking(trial.margin, np.asarray(trial.cost)))
        if self.budget is not None:
            return lacking
        enough = int(trial.met.sum()) >= self.needed(len(trial.met))
        return 0.0 if enough else max(lacking, TINY)

    def rank(self, trial: Trial) -> tuple[int, float, Mix]:
        """Rank of a trial, the best first; no two mixes share one."""
        worth = trial.cost if self.budget is None else -trial.soft_share
        return ceil(self.lack(trial) / ALIKE), worth, trial.mix


def softened(margin: FloatArray) -> FloatArray:
    """Smoothed share of futures with a margin above 0, over the last axis."""
    from scipy.special import ndtr

    return np.asarray(ndtr(margin / SOFT).mean(axis=-1), dtype=np.float64)
