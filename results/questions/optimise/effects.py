"""What each number does by itself, as the first trials show it: a proposer of mixes, never a judge of them.

Margins and cost are taken to move from those of a mix that was tried by what each number does alone.
Such a sum is wrong wherever numbers work on each other, so what it proposes is always tried, and the
next proposal starts from there. The proposer is simulated annealing (Kirkpatrick, Gelatt and Vecchi
(1983), Science 220) with a fixed seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from resettle.results.questions.optimise.goal import PLAN, Goal, Mix, Space, Trial
from resettle.results.statistics.intervals import FloatArray

CHAINS, SWEEPS = 48, 400
"""Chains of the annealing, and changes that each tries."""

HOT, COLD = 0.1, 1e-4
"""First and last temperature, in parts of the range of costs."""

NEAR, RIDGE = 2.0, 0.05
"""Distance, in parts of ranges, within which trials bear on an anchor, and how slowly they are believed."""

PENALTY = 10.0
"""Parts of the range of costs that a lack of one standard deviation weighs."""


@dataclass(frozen=True)
class Effects:
    """What each number does to margins and cost, against its lower bound.

    Attributes:
        margins: For each number an array [step, target, future].
        costs: For each number an array [step], in yuan.
        unit: Range of costs, in yuan.
    """

    margins: tuple[FloatArray, ...]
    costs: tuple[FloatArray, ...]
    unit: float

    @property
    def averaged(self) -> Effects:
        """The same in every future, for futures in which numbers were not tried one by one."""
        means = tuple(own.mean(axis=-1, keepdims=True) for own in self.margins)
        return Effects(means, self.costs, self.unit)

    def around(self, space: Space, anchor: Trial, tried: Mapping[Mix, Trial]) -> Effects:
        """The same, bent to what trials near an anchor show, so that numbers may work on each other there.

        What the sum misses between the anchor and each trial is put down to the numbers that differ, by
        ridge regression with weights that fall with distance.
        """
        near = [trial for mix, trial in tried.items() if mix not in (PLAN, anchor.mix)]
        apart = np.array([space.shares(trial.mix) for trial in near]) - space.shares(anchor.mix)
        weight = np.exp(-((apart / NEAR) ** 2).sum(axis=1))
        moved = [self._moved(anchor.mix, trial.mix) for trial in near]
        lacks = [
            np.append((trial.margins - anchor.margins - margins).ravel(), trial.cost - anchor.cost - cost)
            for trial, (margins, cost) in zip(near, moved, strict=True)
        ]
        square = apart.T @ (apart * weight[:, None]) + RIDGE * np.eye(len(space))
        slopes = np.linalg.solve(square, apart.T @ (np.array(lacks) * weight[:, None]))
        margins, costs = [], []
        for position, (own, price) in enumerate(zip(self.margins, self.costs, strict=True)):
            steps = (space.replaced(anchor.mix, position, step) for step in range(len(own)))
            up = np.array([space.share(mix, position) for mix in steps])
            bent = up[:, None] * slopes[position]
            margins.append(own + bent[:, :-1].reshape(own.shape))
            costs.append(price + bent[:, -1])
        return Effects(tuple(margins), tuple(costs), self.unit)

    def _moved(self, old: Mix, new: Mix) -> tuple[FloatArray, float]:
        """By how much margins and cost should move from one mix to another."""
        steps = list(zip(self.margins, self.costs, old, new, strict=True))
        margins = np.asarray(sum(own[after] - own[before] for own, _, before, after in steps))
        return margins, float(sum(price[after] - price[before] for _, price, before, after in steps))


def effects_of(space: Space, tried: Mapping[Mix, Trial]) -> Effects:
    """What each number does, from the trials of `alone` and `without`.

    Steps between are filled in straight lines, from nothing to the plan (by what leaving it out of
    the plan loses) and on to the upper bound (by what it brings alone).
    """
    nothing, planned = tried[space.lowest], tried[space.planned]
    margins, costs = [], []
    for position, own in enumerate(space.levels):
        marks = {0: (np.zeros_like(nothing.margins), 0.0)}
        without, alone = left_out(space, position), by_itself(space, position)
        if without in tried and without != space.planned:
            trial = tried[without]
            marks[space.planned[position]] = (planned.margins - trial.margins, planned.cost - trial.cost)
        if alone in tried and alone != space.lowest:
            trial = tried[alone]
            marks[len(own) - 1] = (trial.margins - nothing.margins, trial.cost - nothing.cost)
        at = sorted(marks)
        known = np.array([own[step] for step in at])
        table = np.stack([marks[step][0] for step in at])
        weight = np.array([[np.interp(level, known, row) for row in np.eye(len(at))] for level in own])
        margins.append(np.tensordot(weight, table, axes=1))
        costs.append(weight @ np.array([marks[step][1] for step in at]))
    spent = [trial.cost for trial in tried.values()]
    return Effects(tuple(margins), tuple(costs), max(max(spent) - min(spent), 1.0))


def by_itself(space: Space, position: int) -> Mix:
    """The mix of one number at its upper bound and all others at their lower ones."""
    return space.replaced(space.lowest, position, len(space.levels[position]) - 1)


def left_out(space: Space, position: int) -> Mix:
    """The plan with one number at its lower bound."""
    return space.replaced(space.planned, position, 0)


def propose(
    space: Space, effects: Effects, anchor: Trial, goal: Goal, slack: float, generator: np.random.Generator
) -> Mix:
    """A mix that should be better than one that was tried, if numbers did not work on each other.

    Args:
        space: What may be chosen.
        effects: What each number does.
        anchor: The trial to start from.
        goal: What is looked for.
        slack: Margin, in standard deviations, that is asked for beyond the bound.
        generator: Source of random numbers.
    """
    free = np.array(space.free)
    sizes = np.array([len(own) for own in space.levels])
    moved, spent = _tables(effects)
    chains = np.arange(CHAINS)
    mix = np.tile(np.array(anchor.mix), (CHAINS, 1))
    margins = np.repeat(anchor.margins[None] - slack, CHAINS, axis=0)
    cost = np.full(CHAINS, anchor.cost)
    now = _energy(goal, effects.unit, margins, cost)
    best, least = mix[0].copy(), float(now[0])
    for sweep in range(SWEEPS):
        heat = HOT * (COLD / HOT) ** (sweep / (SWEEPS - 1))
        new, new_margins, new_cost = mix.copy(), margins, cost
        for change in range(2):
            position = free[generator.integers(0, len(free), CHAINS)]
            old = new[chains, position]
            anywhere, near = generator.integers(0, sizes[position]), old + generator.integers(-3, 4, CHAINS)
            step = np.clip(np.where(generator.random(CHAINS) < 0.5, anywhere, near), 0, sizes[position] - 1)
            step = np.where((generator.random(CHAINS) < 0.5) | (change == 0), step, old)
            new[chains, position] = step
            new_margins = new_margins + (moved[position, step] - moved[position, old])
            new_cost = new_cost + (spent[position, step] - spent[position, old])
        energy = _energy(goal, effects.unit, new_margins, new_cost)
        taken = np.exp(np.minimum(0.0, (now - energy) / heat)) > generator.random(CHAINS)
        mix, now = np.where(taken[:, None], new, mix), np.where(taken, energy, now)
        margins = np.where(taken[:, None, None], new_margins, margins)
        cost = np.where(taken, new_cost, cost)
        first = int(np.argmin(now))
        if now[first] < least:
            best, least = mix[first].copy(), float(now[first])
    return tuple(int(step) for step in best)


def _tables(effects: Effects) -> tuple[FloatArray, FloatArray]:
    """Arrays [number, step, target, future] and [number, step], the same size for every number."""
    size = max(len(own) for own in effects.costs)
    moved = np.zeros((len(effects.costs), size, *effects.margins[0].shape[1:]))
    spent = np.zeros((len(effects.costs), size))
    for position, (own, price) in enumerate(zip(effects.margins, effects.costs, strict=True)):
        moved[position, : len(price)], spent[position, : len(price)] = own, price
    return moved, spent


def _energy(goal: Goal, unit: float, margins: FloatArray, cost: FloatArray) -> FloatArray:
    margin = margins.min(axis=1)
    return goal.value(margin, cost, unit) + PENALTY * goal.lacking(margin, cost)
