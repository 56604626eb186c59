"""Which limit binds: each lifted by itself for the mix that comes closest, in the futures of the search."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from resettle.model.inputs import STATUTORY
from resettle.results.judge.outcomes import Outcome
from resettle.results.questions.optimise.aims import CLOSEST, WORTH, Aim, Limits, Scores, softened
from resettle.results.questions.optimise.choice import Mix
from resettle.results.questions.optimise.effects import propose
from resettle.results.questions.optimise.search import Searched
from resettle.results.questions.optimise.trial import Bench, Trial

BAND, CASH_CAP, HARM, FLOOR, CAPACITY, BUDGET, DELAYED, TOGETHER = LIFTS = (
    *("band", "cash", "harm", "floor", "capacity", "budget", "delay"),
    "together",
)
"""Limits that are lifted; all of them together last."""

MOST_LEVERS = 6
"""Levers at their upper end whose capacity is lifted."""


@dataclass(frozen=True)
class Lifted:
    """What lifting a limit brings.

    Attributes:
        limit: One of `LIFTS`.
        position: Of capacity, the choice that goes further.
        gain: By how much the gap of the closest mix falls, in probability added up over targets.
        shares: Probability of each target then.
    """

    limit: str
    position: int | None
    gain: float
    shares: tuple[float, ...]


@dataclass(frozen=True)
class Binding:
    """What binds.

    Attributes:
        lifts: What each limit brings if it is lifted, the largest gain first.
        together: The same of all limits at once.
        beyond: Targets that are not reached even then, with the probability that they come to.
    """

    lifts: tuple[Lifted, ...]
    together: Lifted
    beyond: tuple[tuple[Outcome, float], ...]

    @property
    def first(self) -> Lifted | None:
        """The limit that binds; `None` if none does by itself."""
        return self.lifts[0] if self.lifts and self.lifts[0].gain >= WORTH else None


def binding(found: Searched, nearest: Mix, seed: int) -> Binding:
    """Lift each limit by itself.

    Args:
        found: The search.
        nearest: The mix that comes closest.
        seed: Seed of the proposals.
    """
    bench, limits = found.bench, found.limits
    problem = bench.problem
    (anchor,) = bench([nearest])
    aim = found.aim(CLOSEST)
    lifts = _limits(found, anchor)
    everywhere = limits.lifted(problem.choices, range(len(problem.choices)))
    lifts.append((TOGETHER, None, replace(everywhere, band=None, cash=None, harm=True, budget=None)))
    generator = np.random.default_rng([seed, 2])
    bent = found.effects.around(problem.choices, anchor, found.tried)
    mixes = [propose(problem.choices, bent, anchor, aim, allowed, generator) for _, _, allowed in lifts]
    top = tuple(everywhere.last)
    trials = bench([*mixes, top])
    made = [
        _lifted(limit, position, anchor, _better(anchor, trial, allowed, aim), aim)
        for (limit, position, allowed), trial in zip(lifts, trials[:-1], strict=True)
    ]
    at_once = _at_once(found)
    soon, soonest = at_once([nearest, top])
    kept = _better(anchor, soon, replace(limits, band=None), aim)
    made.append(_lifted(DELAYED, None, anchor, kept, aim))
    every = (anchor, *trials[-2:], soonest)
    best = min(every, key=lambda one: float(aim.gap(one.margins[None])[0]))
    together = _lifted(TOGETHER, None, anchor, best, aim)
    reached = np.max([softened(one.margins) for one in every], axis=0)
    beyond = tuple(
        (target, float(share))
        for target, share in zip(problem.targets, reached, strict=True)
        if share < aim.probability
    )
    order = sorted((one for one in made if one.limit != TOGETHER), key=lambda one: -one.gain)
    return Binding(tuple(order), together, beyond)


def _at_once(found: Searched) -> Bench:
    """The futures of the search, with changes that begin with the plan."""
    bench = found.bench
    choices = tuple(replace(one, delay=0) for one in bench.problem.choices)
    early = replace(bench, problem=replace(bench.problem, choices=choices), tried={})
    early.tried[bench.problem.planned] = bench.plan
    return early


def _limits(found: Searched, anchor: Trial) -> list[tuple[str, int | None, Limits]]:
    """Each limit that may bind, lifted."""
    problem, limits = found.bench.problem, found.limits
    choices = problem.choices
    made: list[tuple[str, int | None, Limits]] = []
    if limits.band is not None:
        made.append((BAND, None, replace(limits, band=None)))
    if limits.budget is not None:
        made.append((BUDGET, None, replace(limits, budget=None, band=None)))
    if limits.cash is not None and any(choice.one.lever == "safety_net" for choice in choices):
        made.append((CASH_CAP, None, replace(limits, cash=None)))
    if not limits.harm:
        made.append((HARM, None, replace(limits, harm=True)))
    duties = [at for at, one in enumerate(choices) if one.status == STATUTORY and one.planned > 0]
    if duties:
        made.append((FLOOR, None, limits.lifted(choices, duties, down=True)))
    full = [
        at
        for at, choice in enumerate(choices)
        if choice.ramped and anchor.mix[at] == choice.last < len(choice.levels) - 1
    ]
    full.sort(key=lambda at: -_promise(found, at))
    made += [(CAPACITY, at, limits.lifted(choices, [at])) for at in full[:MOST_LEVERS]]
    return made


def _promise(found: Searched, position: int) -> float:
    """What a choice should bring beyond its upper end."""
    own, choice = found.effects.margins[position], found.bench.problem.choices[position]
    return float((own[-1] - own[choice.last]).mean(axis=-1).clip(0.0).sum())


def _better(anchor: Trial, trial: Trial, allowed: Limits, aim: Aim) -> Trial:
    """The trial with a limit lifted, if it keeps the others and is closer."""
    if float(allowed.lack(Scores.of([trial], aim.plan.mix))[0]) > WORTH:
        return anchor
    gaps = [float(aim.gap(one.margins[None])[0]) for one in (anchor, trial)]
    return trial if gaps[1] < gaps[0] else anchor


def _lifted(limit: str, position: int | None, anchor: Trial, trial: Trial, aim: Aim) -> Lifted:
    gain = float(aim.gap(anchor.margins[None])[0] - aim.gap(trial.margins[None])[0])
    shares = tuple(float(share) for share in softened(trial.margins))
    return Lifted(limit, position, gain, shares)
