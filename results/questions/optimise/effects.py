"""What each choice does by itself, as the first trials show it: a proposer of mixes, never a judge of them.

Margins, spending and outcomes are taken to move from those of a mix that was tried by what each choice does
alone. Such a sum is wrong wherever choices work on each other, so what it proposes is always tried, and the
next proposal starts from there. The proposer is simulated annealing (Kirkpatrick, Gelatt and Vecchi
(1983), Science 220) with a fixed seed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from resettle.model.inputs import Period
from resettle.results.questions.optimise.aims import Aim, Limits, Scores, distance
from resettle.results.questions.optimise.choice import Choice, Mix, yearly_cost
from resettle.results.questions.optimise.trial import Trial
from resettle.results.statistics.intervals import FloatArray

CHAINS, SWEEPS = 32, 100
"""Chains of the annealing, and changes that each tries."""

HOT, COLD = 0.1, 1e-4
"""First and last temperature."""

NEAR, RIDGE = 2.0, 0.05
"""Distance, in parts of ranges, within which trials bear on an anchor, and how slowly they are believed."""

PENALTY = 10.0
"""What a lack of one weighs."""


@dataclass(frozen=True)
class Effects:
    """What each choice does, against the plan.

    Attributes:
        margins: For each choice an array [step, target, future].
        sums: For each choice an array [step, sum].
    """

    margins: tuple[FloatArray, ...]
    sums: tuple[FloatArray, ...]

    def around(self, choices: Sequence[Choice], anchor: Trial, tried: Mapping[Mix, Trial]) -> Effects:
        """The same, bent to what trials near an anchor show, where choices may work on each other.

        What the sum misses between the anchor and each trial is put down to the choices that differ, by
        ridge regression with weights that fall with distance.
        """
        near = [trial for mix, trial in tried.items() if mix != anchor.mix]
        if not near:
            return self
        apart = np.array([_apart(choices, one.mix) - _apart(choices, anchor.mix) for one in near])
        weight = np.exp(-((apart / NEAR) ** 2).sum(axis=1))
        lacks = []
        for one in near:
            margins, sums = self.moved(anchor.mix, one.mix)
            lacks.append(
                np.append((one.margins - anchor.margins - margins).ravel(), one.sums - anchor.sums - sums)
            )
        square = apart.T @ (apart * weight[:, None]) + RIDGE * np.eye(len(choices))
        slopes = np.linalg.solve(square, apart.T @ (np.nan_to_num(np.array(lacks)) * weight[:, None]))
        size = anchor.margins.size
        margins_bent, sums_bent = [], []
        for choice, own, sums, slope in zip(choices, self.margins, self.sums, slopes, strict=True):
            up = np.array([choice.apart(step) for step in range(len(choice.levels))])[:, None]
            margins_bent.append(own + (up * slope[:size]).reshape(own.shape))
            sums_bent.append(sums + up * slope[size:])
        return Effects(tuple(margins_bent), tuple(sums_bent))

    def moved(self, old: Mix, new: Mix) -> tuple[FloatArray, FloatArray]:
        """By how much margins and sums should move from one mix to another."""
        pairs = list(zip(self.margins, self.sums, old, new, strict=True))
        margins = np.sum([own[after] - own[before] for own, _, before, after in pairs], axis=0)
        return margins, np.sum([sums[after] - sums[before] for _, sums, before, after in pairs], axis=0)


def _apart(choices: Sequence[Choice], mix: Mix) -> FloatArray:
    return np.array([choice.apart(step) for choice, step in zip(choices, mix, strict=True)])


def alone(planned: Mix, position: int, step: int) -> Mix:
    """The plan with one choice at another step."""
    return (*planned[:position], step, *planned[position + 1 :])


def effects_of(
    choices: Sequence[Choice], planned: Mix, tried: Mapping[Mix, Trial], period: Period
) -> Effects:
    """What each choice does, from trials of it alone at its ends: straight lines from the plan on.

    Spending follows what is dearer at the margin.
    """
    plan = tried[planned]
    margins, sums = [], []
    for position, choice in enumerate(choices):
        levels = np.array(choice.levels)
        own = np.zeros((len(levels), *plan.margins.shape))
        moved = np.zeros((len(levels), len(plan.sums)))
        middle = levels[choice.planned]
        for end in choice.ends:
            trial = tried.get(alone(planned, position, end))
            if trial is None:
                continue
            above = levels > middle if end > choice.planned else levels < middle
            part = np.where(above, (levels - middle) / (levels[end] - middle), 0.0)
            own += part[:, None, None] * (trial.margins - plan.margins)
            moved += _grown(choice, period, end, part, len(plan.sums)) * np.nan_to_num(trial.sums - plan.sums)
        margins.append(own)
        sums.append(moved)
    return Effects(tuple(margins), tuple(sums))


def _grown(choice: Choice, period: Period, end: int, part: FloatArray, sums: int) -> FloatArray:
    """What sums at each step are of those at an end, [step, sum]: years by their prices, all else evenly."""
    made = np.repeat(part[:, None], sums, axis=1)
    if choice.ramped:
        costs = np.array([yearly_cost(choice, period, step) for step in range(len(choice.levels))])
        with np.errstate(divide="ignore", invalid="ignore"):
            years = np.nan_to_num(costs / costs[end], posinf=0.0, neginf=0.0)
        made[:, : years.shape[1]] = np.where(part[:, None] > 0.0, years, 0.0)
    return made


def propose(
    choices: Sequence[Choice],
    effects: Effects,
    anchor: Trial,
    aim: Aim,
    limits: Limits,
    generator: np.random.Generator,
) -> Mix:
    """A mix that should be better than one that was tried, if choices did not work on each other.

    Args:
        choices: What is chosen.
        effects: What each choice does.
        anchor: The trial to start from.
        aim: What is looked for.
        limits: Within what it must stay.
        generator: Source of random numbers.
    """
    first, last = np.array(limits.first), np.array(limits.last)
    free = np.flatnonzero(last > first)
    moved, spent = _tables(effects)
    chains = np.arange(CHAINS)
    mix = np.tile(np.clip(np.array(anchor.mix), first, last), (CHAINS, 1))
    start = effects.moved(anchor.mix, tuple(int(step) for step in mix[0]))
    margins = np.repeat((anchor.margins + start[0])[None], CHAINS, axis=0)
    sums = np.repeat((anchor.sums + start[1])[None], CHAINS, axis=0)
    now = _energy(aim, limits, Scores(margins, sums, distance(mix, aim.plan.mix)))
    best, least = mix[0].copy(), float(now[0])
    for sweep in range(SWEEPS):
        heat = HOT * (COLD / HOT) ** (sweep / (SWEEPS - 1))
        new, new_margins, new_sums = mix.copy(), margins, sums
        for change in range(2):
            position = free[generator.integers(0, len(free), CHAINS)]
            old = new[chains, position]
            low, high = first[position], last[position]
            anywhere, near = generator.integers(low, high + 1), old + generator.integers(-2, 3, CHAINS)
            step = np.clip(np.where(generator.random(CHAINS) < 0.5, anywhere, near), low, high)
            step = np.where((generator.random(CHAINS) < 0.5) | (change == 0), step, old)
            new[chains, position] = step
            new_margins = new_margins + (moved[position, step] - moved[position, old])
            new_sums = new_sums + (spent[position, step] - spent[position, old])
        energy = _energy(aim, limits, Scores(new_margins, new_sums, distance(new, aim.plan.mix)))
        taken = np.exp(np.minimum(0.0, (now - energy) / heat)) > generator.random(CHAINS)
        mix, now = np.where(taken[:, None], new, mix), np.where(taken, energy, now)
        margins = np.where(taken[:, None, None], new_margins, margins)
        sums = np.where(taken[:, None], new_sums, sums)
        lowest = int(np.argmin(now))
        if now[lowest] < least:
            best, least = mix[lowest].copy(), float(now[lowest])
    return tuple(int(step) for step in best)


def _tables(effects: Effects) -> tuple[FloatArray, FloatArray]:
    """Arrays [choice, step, target, future] and [choice, step, sum], the same size for every choice."""
    size = max(len(own) for own in effects.sums)
    moved = np.zeros((len(effects.sums), size, *effects.margins[0].shape[1:]))
    spent = np.zeros((len(effects.sums), size, effects.sums[0].shape[1]))
    for position, (own, sums) in enumerate(zip(effects.margins, effects.sums, strict=True)):
        moved[position, : len(own)], spent[position, : len(sums)] = own, sums
    return moved, spent


def _energy(aim: Aim, limits: Limits, scores: Scores) -> FloatArray:
    lack, value = aim.rank(scores)
    return value + PENALTY * (lack + limits.lack(scores))
