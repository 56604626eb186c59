"""Regions of inputs in which futures of one kind lie close together, and inputs that set them apart.

Words as in Bryant and Lempert (2010), Technological Forecasting & Social Change 77: of a box,
*coverage* is the part of all hits that lie in it, *density* the part of its futures that are hits,
*mass* the part of all futures that lie in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from resettle.results.questions.discover.prim import BoolArray, Limit, Limits, peel
from resettle.results.statistics.intervals import FloatArray

FEWEST_HITS = 10
"""Hits, and futures that are none, below which no box is looked for."""

SMALLEST = 10
"""Futures that a box holds at least."""

SIGNIFICANT = 0.05
"""Probability by chance up to which a limit is kept, an input is given to PRIM and a box counts as real."""

MOST_INPUTS = 15
"""Inputs that PRIM is given: those whose hits and misses differ most."""

MOST_BOXES = 4
GOAL = 0.8
"""Density from which on a box is dense, unless futures are that dense as it is."""


@dataclass(frozen=True)
class PeelingStep:
    """One box that PRIM passed through, or the one that was chosen.

    Attributes:
        coverage: Part of all hits.
        density: Part of its futures that are hits.
        mass: Part of all futures.
        limits: Number of its limits.
    """

    coverage: float
    density: float
    mass: float
    limits: int


@dataclass(frozen=True)
class Box:
    """A box.

    Attributes:
        limits: Its limits, the most significant first; each with its quasi-p-value.
        inside: Whether each future lies in it and in no earlier box.
        futures: Number of these.
        hits: Number of hits among them.
        open_futures: Futures in no earlier box.
        open_hits: Hits among those.
        step: Coverage, density, mass and number of limits.
        steps: What PRIM passed through, before limits were dropped.
        dense: Whether it reaches the density that was looked for.
    """

    limits: Limits
    inside: BoolArray
    futures: int
    hits: int
    open_futures: int
    open_hits: int
    step: PeelingStep
    steps: tuple[PeelingStep, ...]
    dense: bool

    @property
    def columns(self) -> tuple[int, ...]:
        """The inputs that it limits, the most significant first."""
        return tuple(dict.fromkeys(limit.column for limit in self.limits))


def within(x: FloatArray, limits: Sequence[Limit]) -> BoolArray:
    """Whether each future lies within limits; one that lies exactly on a limit does."""
    inside = np.ones(len(x), dtype=bool)
    for limit in limits:
        values = x[:, limit.column]
        inside &= values <= limit.value if limit.upper else values >= limit.value
    return inside


def quasi_p(x: FloatArray, hit: BoolArray, limits: Limits, limit: Limit) -> float:
    """Probability that as many hits lie in a box if one limit made no difference.

    One-sided binomial test of the hits in the box against the density without that limit (Bryant
    and Lempert (2010), appendix). It is too small where a limit was searched for; resampling shows more.
    """
    from scipy.stats import binom

    inside, without = within(x, limits), within(x, [one for one in limits if one.side != limit.side])
    return float(binom.sf(int(hit[inside].sum()) - 1, int(inside.sum()), float(hit[without].mean())))


def pruned(x: FloatArray, hit: BoolArray, limits: Limits) -> Limits:
    """Limits without those that may be there by chance, the most significant first."""
    left = limits
    while left:
        tested = [replace(one, quasi_p=quasi_p(x, hit, left, one)) for one in left]
        worst = max(tested, key=lambda one: one.quasi_p)
        if worst.quasi_p <= SIGNIFICANT:
            return tuple(sorted(tested, key=lambda one: one.quasi_p))
        left = tuple(one for one in left if one.side != worst.side)
    return ()


def goal_of(share: float) -> float:
    """Density to look for where this share of all futures are hits.

    `GOAL`, or halfway from the share to certainty where that is more.
    """
    return max(GOAL, (1.0 + share) / 2.0)


def find_box(x: FloatArray, hit: BoolArray, goal: float, earlier: BoolArray | None = None) -> Box | None:
    """The box that separates hits from misses best among those that are dense enough, or else among all.

    It is the one whose coverage exceeds most the part of the misses that lie in it (Youden (1950),
    Cancer 3; the weighted relative accuracy of subgroup discovery, up to a factor).

    Args:
        x: Futures by inputs.
        hit: Whether each future is a hit.
        goal: Density that is looked for, in (0, 1).
        earlier: Futures that lie in earlier boxes.

    Returns:
        The box, or `None` if there are too few futures of a kind, or no limit is significant.
    """
    left = np.ones(len(x), dtype=bool) if earlier is None else ~earlier
    own_x, own_hit = x[left], hit[left]
    count, hits = len(own_hit), int(own_hit.sum())
    if min(hits, count - hits) < FEWEST_HITS:
        return None
    columns = screened(own_x, own_hit)
    if not columns:
        return None
    fewest = max(SMALLEST, ceil(min(0.05 * count, 0.5 * hits)))
    passed = [
        tuple(replace(limit, column=columns[limit.column]) for limit in limits)
        for limits in peel(own_x[:, columns], own_hit, fewest)
    ]

    def step(limits: Limits) -> tuple[PeelingStep, float]:
        inside = within(own_x, limits)
        size, own = int(inside.sum()), int(own_hit[inside].sum())
        apart = own / hits - (size - own) / (count - hits)
        return PeelingStep(own / int(hit.sum()), own / max(1, size), size / len(x), len(limits)), apart

    choices = [
        (limits, *step(limits))
        for limits in dict.fromkeys(pruned(own_x, own_hit, one) for one in passed)
        if limits
    ]
    if not choices:
        return None
    dense = [choice for choice in choices if choice[1].density >= goal]
    limits, chosen, _ = max(dense or choices, key=lambda choice: choice[2])
    inside = within(x, limits) & left
    return Box(
        limits,
        inside,
        int(inside.sum()),
        int(hit[inside].sum()),
        count,
        hits,
        chosen,
        tuple(step(limits)[0] for limits in passed),
        bool(dense),
    )


def find_boxes(x: FloatArray, hit: BoolArray, goal: float, most: int = MOST_BOXES) -> list[Box]:
    """Boxes one after another, each among the futures that lie in none before.

    They end where a box is no denser than all futures together, where too few hits are left, or
    where no limit is significant.
    """
    boxes: list[Box] = []
    earlier = np.zeros(len(x), dtype=bool)
    while len(boxes) < most:
        box = find_box(x, hit, goal, earlier)
        if box is None or box.step.density <= float(hit.mean()):
            break
        boxes.append(box)
        earlier |= box.inside
    return boxes


def screened(x: FloatArray, hit: BoolArray) -> list[int]:
    """Inputs whose hits and misses differ, by position: at most `MOST_INPUTS`, the most significant first.

    PRIM with many more inputs than it needs finds limits in noise. An input that matters only together
    with others may be left out.
    """
    p = distances(x, hit).p
    order = np.argsort(p, kind="stable")[:MOST_INPUTS]
    return [int(column) for column in order if p[column] <= SIGNIFICANT]


@dataclass(frozen=True)
class Distances:
    """How far the distributions of each input in hits and in misses lie apart.

    Attributes:
        distance: Largest gap between the two cumulative distributions, 0 to 1.
        p: Probability of such a gap if the input made no difference (two-sample Kolmogorov-Smirnov test).
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
