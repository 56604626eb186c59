"""The futures of a plan, which of them are looked for, and what was found of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from resettle.results.questions.discover.boxes import FEWEST_HITS, Box, find_boxes, goal_of
from resettle.results.questions.discover.check import Check, check
from resettle.results.questions.discover.prim import BoolArray
from resettle.results.questions.discover.ranking import Distances, distances
from resettle.results.statistics.intervals import FloatArray, wilson

if TYPE_CHECKING:
    from resettle.results.judge.outcomes import Outcome
    from resettle.scenarios.settable import Input

LEAST = 2 * FEWEST_HITS
"""Hits, and futures that are none, below which nothing is looked for: a half must hold enough as well."""


@dataclass(frozen=True)
class Futures:
    """The futures of a plan.

    Attributes:
        inputs: What differs between them, in the order of the columns of `x`.
        x: What each future took, futures by inputs.
        draws: Number of the draw of each.
        targets: All targets of the plan.
        missed: Whether each future misses each target, futures by targets.
        figures: Figure of each target, likewise.
    """

    inputs: tuple[Input, ...]
    x: FloatArray
    draws: tuple[int, ...]
    targets: tuple[Outcome, ...]
    missed: BoolArray
    figures: FloatArray

    def some(self, target: int) -> bool:
        """Whether a target is missed in some futures and reached in others."""
        column = self.missed[:, target]
        return bool(column.any()) and not bool(column.all())


@dataclass(frozen=True)
class Study:
    """What was found.

    Attributes:
        futures: The futures.
        chosen: Positions of the targets asked about.
        success: Whether futures are looked for in which all of these are reached.
        named: Whether the targets were named by the asker.
        goal: Density that is looked for.
        ranking: Inputs one by one; `None` where all futures are alike.
        boxes: The boxes that hold on unseen futures.
        check: What became of boxes on unseen futures.
    """

    futures: Futures
    chosen: tuple[int, ...]
    success: bool
    named: bool
    goal: float
    ranking: Distances | None
    boxes: tuple[Box, ...]
    check: Check

    @cached_property
    def hit(self) -> BoolArray:
        """Whether each future is one of those looked for."""
        return hits(self.futures, self.chosen, self.success)

    @property
    def count(self) -> int:
        """Number of futures."""
        return len(self.hit)

    @property
    def hits(self) -> int:
        """Number of futures of the kind looked for."""
        return int(self.hit.sum())

    @property
    def share(self) -> float:
        """Part of the futures that are of the kind looked for."""
        return self.hits / self.count

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the probability; every future is a draw and a seed of its own."""
        return wilson(self.hits, self.count)

    @property
    def few(self) -> bool:
        """Whether there are too few futures of a kind to look for regions."""
        return min(self.hits, self.count - self.hits) < LEAST

    @property
    def wanted(self) -> int:
        """Futures that would give enough of the rarer kind, rounded up to hundreds."""
        rarer = min(self.hits, self.count - self.hits) / self.count
        return 100 * ceil(LEAST / max(rarer, 1e-9) / 100.0) if rarer else 0

    @cached_property
    def order(self) -> list[int]:
        """Inputs by position, those that differ most first."""
        if self.ranking is None:
            return list(range(len(self.futures.inputs)))
        return [int(place) for place in np.lexsort((-self.ranking.distance, self.ranking.p))]


def hits(futures: Futures, chosen: Sequence[int], success: bool) -> BoolArray:
    """Whether each future misses any of the chosen targets, or with `success` none of them."""
    missed = futures.missed[:, list(chosen)].any(axis=1)
    return np.asarray(~missed if success else missed)


def open_target(futures: Futures) -> int:
    """The first target that is missed in some futures and reached in others; else the first."""
    return next((place for place in range(len(futures.targets)) if futures.some(place)), 0)


def study(futures: Futures, chosen: Sequence[int] | None, success: bool, density: float | None) -> Study:
    """Look for regions of failures, or of successes.

    Args:
        futures: The futures, at least one.
        chosen: Positions of the targets; `None` for `open_target`.
        success: Whether to look for futures in which all of these are reached.
        density: Density to look for; `None` for `goal_of`.
    """
    wanted = tuple(chosen) if chosen is not None else (open_target(futures),)
    hit = hits(futures, wanted, success)
    share = float(hit.mean())
    goal = goal_of(share) if density is None else density
    alike = not 0.0 < share < 1.0
    ranking = None if alike else distances(futures.x, hit)
    found = Study(futures, wanted, success, chosen is not None, goal, ranking, (), Check(()))
    if found.few:
        return found
    tried = check(futures.x, hit, goal)
    lasting = next((place for place, one in enumerate(tried.boxes) if not one.lasts), len(tried.boxes))
    boxes = find_boxes(futures.x, hit, goal, most=lasting) if lasting else []
    return Study(futures, wanted, success, chosen is not None, goal, ranking, tuple(boxes), tried)
