"""What an optimisation is after, and what one mix has shown: how its trials are ranked.

A mix is tried in the same futures (draws) as every other, so that two mixes differ by what they do
and not by chance. How far a future is above or below the bound of a target (its margin)
says more than whether it meets it, so trials are ranked by margins; what is reported of a mix are
shares of futures, never margins.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from resettle.results.questions.optimise.space import Mix
from resettle.results.statistics.intervals import FloatArray

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
