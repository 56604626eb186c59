"""Searching for mixes: each choice by itself, then what that suggests for each aim, tried and learnt from.

The search learns of trials in fixed batches and draws random numbers from its seed only, so that the same
command takes the same steps again and finds finished runs where they are kept. Candidates are tried again in
other futures, where the best of each aim is picked: the mix that a search likes best was also favoured by
chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from resettle.results.questions.optimise.aims import (
    AIMS,
    CLOSEST,
    REACH,
    Aim,
    Limits,
    best,
    holds,
    worthwhile,
)
from resettle.results.questions.optimise.choice import Mix
from resettle.results.questions.optimise.effects import Effects, alone, effects_of, propose
from resettle.results.questions.optimise.request import Problem
from resettle.results.questions.optimise.trial import Bench, Trial

CANDIDATES = 3
"""Mixes of each aim that are tried again."""


@dataclass(frozen=True)
class Searched:
    """What a search found.

    Attributes:
        bench: All that was tried.
        effects: What each choice does by itself.
        limits: Within what mixes must stay, in the futures of the search.
    """

    bench: Bench
    effects: Effects
    limits: Limits

    @property
    def tried(self) -> dict[Mix, Trial]:
        """Trials by mix."""
        return self.bench.tried

    def order(self, name: str) -> list[Trial]:
        """Trials in the order of an aim."""
        return best(list(self.tried.values()), self.aim(name), self.limits)

    def aim(self, name: str) -> Aim:
        """An aim in the futures of the search."""
        asked = self.bench.problem.request
        return Aim(name, asked.probability, self.bench.plan, self.limits.room)


def search(bench: Bench, seed: int) -> Searched:
    """Try choices one by one, and then what should do best for each aim.

    Args:
        bench: Tries mixes.
        seed: Seed of the search.
    """
    problem = bench.problem
    choices, planned, most = problem.choices, problem.planned, problem.request.trials
    ends = [alone(planned, position, end) for position in problem.free for end in choices[position].ends]
    bench([planned, *ends])
    effects = effects_of(choices, planned, bench.tried, problem.scenario.period)
    found = Searched(bench, effects, Limits.of(problem, bench.plan))
    generator = np.random.default_rng(seed)
    while len(bench.tried) < most:
        proposed = [_proposal(found, name, rank, generator) for rank in (0, 1) for name in AIMS]
        new = [mix for mix in dict.fromkeys(proposed) if mix not in bench.tried]
        if not new:
            break
        bench(new[: most - len(bench.tried)])
    return found


def _proposal(found: Searched, name: str, rank: int, generator: np.random.Generator) -> Mix:
    """What should be better for an aim than the best mix that was tried, or the next best."""
    choices, anchor = found.bench.problem.choices, found.order(name)[rank]
    bent = found.effects.around(choices, anchor, found.tried)
    return propose(choices, bent, anchor, found.aim(name), found.limits, generator)


def candidates(found: Searched) -> list[Mix]:
    """Mixes that are worth trying again, the plan not among them."""
    chosen: dict[Mix, None] = {}
    for name in AIMS:
        own = [one.mix for one in found.order(name) if one.mix != found.bench.problem.planned]
        chosen |= dict.fromkeys(own[:CANDIDATES])
    return list(chosen)


def halfway(problem: Problem, checked: Mapping[Mix, Trial]) -> list[Mix]:
    """The best mixes of aims for which none may be named, half as far from the plan.

    A search goes to its limits, and other futures put many of its mixes a little beyond them.
    """
    made = picked(problem, checked)
    plan = checked[problem.planned]
    limits = Limits.of(problem, plan)
    nearer: dict[Mix, None] = {}
    for name in AIMS:
        if name in made or (name == CLOSEST and REACH in made):
            continue
        aim = Aim(name, problem.request.probability, plan, limits.room)
        beyond = [one for one in best(list(checked.values()), aim, limits) if not holds(one, aim, limits)]
        for one in beyond[:CANDIDATES]:
            steps = zip(one.mix, problem.planned, strict=True)
            nearer[tuple(planned + int((step - planned) / 2) for step, planned in steps)] = None
    return [mix for mix in nearer if mix not in checked]


def picked(problem: Problem, checked: Mapping[Mix, Trial]) -> dict[str, tuple[Mix, ...]]:
    """Mixes of each aim, the best first, in futures in which none of them was chosen.

    Those that do not keep the aim, or do not visibly more for it than the plan, are left out. Where all
    targets can be reached, the cheapest mix that does stands in the place of the closest.
    """
    plan = checked[problem.planned]
    limits = Limits.of(problem, plan)
    made: dict[str, tuple[Mix, ...]] = {}
    for name in AIMS:
        aim = Aim(name, problem.request.probability, plan, limits.room)
        order = best(list(checked.values()), aim, limits)
        good = order[: order.index(plan)] if name != REACH else order
        able = [one for one in good if one is not plan and holds(one, aim, limits) and worthwhile(one, aim)]
        if able:
            made[name] = tuple(one.mix for one in able)
    if REACH in made:
        made.pop(CLOSEST, None)
    return made
