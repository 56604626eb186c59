"""Do boxes last on held-out futures, and are their limits reproduced?

The futures are cut in halves, with as many hits in each; boxes are fitted to one half and evaluated on
the other, both ways, for several cuts. Every future is evaluated once a cut by boxes that were not fitted to
it, so that the averages over cuts are worth as many futures as there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import nan

import numpy as np

from resettle.results.questions.discover.boxes import SIGNIFICANT, find_boxes, within
from resettle.results.questions.discover.prim import BoolArray
from resettle.results.statistics.intervals import FloatArray, wilson

CUTS = 5
_KEY = 19990401
"""Fixed, so that the same futures always give the same answer."""


@dataclass(frozen=True)
class HeldOutBox:
    """How the boxes of one rank in the order (first, second ...) did on held-out futures.

    Attributes:
        reproduced: Part of the halves that gave such a box.
        futures: Held-out futures in it, of all of them.
        hits: Hits among these.
        open_futures: Held-out futures in no earlier box.
        open_hits: Hits among those.
        all_hits: Hits among all futures.
    """

    reproduced: float
    futures: float
    hits: float
    open_futures: float
    open_hits: float
    all_hits: int

    @property
    def density(self) -> float:
        """Part of the held-out futures in the box that are hits; NaN if there are none."""
        return self.hits / self.futures if self.futures > 0 else nan

    @property
    def coverage(self) -> float:
        """Part of all hits that lay in a box that was not fitted to them."""
        return self.hits / self.all_hits

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the density."""
        return wilson(min(self.hits, self.futures), self.futures)

    @property
    def p(self) -> float:
        """Probability of so many hits if the box made no difference (one-sided binomial test)."""
        from scipy.stats import binom

        if self.futures < 1 or self.open_futures < 1:
            return 1.0
        rate = self.open_hits / self.open_futures
        return float(binom.sf(int(self.hits) - 1, round(self.futures), rate))

    @property
    def lasts(self) -> bool:
        """Whether such boxes contain more hits than chance would give, and most halves give one."""
        return self.reproduced >= 0.5 and self.p <= SIGNIFICANT


@dataclass(frozen=True)
class HeldOut:
    """What became of boxes on held-out futures.

    Attributes:
        boxes: By rank in the order; as many as any half gave.
        limits: Where each limit lay in the halves that gave it, by input and side; once a half at most.
        halves: Number of halves that boxes were fitted to.
    """

    boxes: tuple[HeldOutBox, ...] = ()
    limits: dict[tuple[int, bool], list[float]] = field(default_factory=dict)
    halves: int = 0

    def again(self, side: tuple[int, bool]) -> int:
        """How many halves gave a limit on that side of that input, in any box."""
        return len(self.limits.get(side, ()))

    def spread(self, side: tuple[int, bool]) -> tuple[float, float]:
        """5 and 95 % quantiles of where it lay; NaN if fewer than three halves gave it."""
        values = self.limits.get(side, [])
        if len(values) < 3:
            return nan, nan
        low, high = np.quantile(values, (0.05, 0.95))
        return float(low), float(high)


def halves(hit: BoolArray, cuts: int) -> Iterator[tuple[BoolArray, BoolArray]]:
    """Two halves of the futures, to fit to and to evaluate on: both ways for each cut."""
    generator = np.random.Generator(np.random.Philox(_KEY))
    for _ in range(cuts):
        first = np.zeros(len(hit), dtype=bool)
        for kind in (True, False):
            numbers = generator.permutation(np.flatnonzero(hit == kind))
            first[numbers[: len(numbers) // 2]] = True
        yield first, ~first
        yield ~first, first


def check(x: FloatArray, hit: BoolArray, goal: float, cuts: int = CUTS) -> HeldOut:
    """Fit boxes to half of the futures and evaluate them on the other half, over and over.

    Args:
        x: Futures by inputs.
        hit: Whether each future is a hit.
        goal: Density that is looked for.
        cuts: How often the futures are cut in halves.
    """
    sums: list[list[float]] = []
    limits: dict[tuple[int, bool], list[float]] = {}
    for seen, unseen in halves(hit, cuts):
        outside = unseen.copy()
        first_of_side: dict[tuple[int, bool], float] = {}
        for rank, box in enumerate(find_boxes(x[seen], hit[seen], goal)):
            inside = within(x, box.limits) & outside
            if rank == len(sums):
                sums.append([0.0] * 5)
            counts = (1, inside.sum(), hit[inside].sum(), outside.sum(), hit[outside].sum())
            sums[rank] = [old + float(new) for old, new in zip(sums[rank], counts, strict=True)]
            outside &= ~inside
            for limit in box.limits:
                first_of_side.setdefault(limit.side, limit.value)
        for side, value in first_of_side.items():
            limits.setdefault(side, []).append(value)
    hits = int(hit.sum())
    boxes = tuple(
        HeldOutBox(given / (2 * cuts), futures / cuts, own / cuts, left / cuts, left_hits / cuts, hits)
        for given, futures, own, left, left_hits in sums
    )
    return HeldOut(boxes, limits, 2 * cuts)
