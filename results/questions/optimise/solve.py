"""From a problem to a mix that has been tested: search, check in fresh futures, test in others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import nan

import numpy as np

from resettle.results.questions.optimise.asked import CHECKED, FUTURES, PILOT, Problem
from resettle.results.questions.optimise.bench import FAR, Bench, Confirmed, Running
from resettle.results.questions.optimise.check import further, futures_for, hoped, outlook, row
from resettle.results.questions.optimise.effects import Effects, effects
from resettle.results.questions.optimise.goal import Trial
from resettle.results.questions.optimise.search import EVERYTHING, PLANNED, PROPOSED, Search, TooDear
from resettle.results.questions.optimise.space import PLAN
from resettle.results.report.answer import QuestionError
from resettle.results.statistics.intervals import wilson

SAMPLE = 4000
"""Households that are simulated where mixes are searched for and checked; tests take the whole sample."""

CHECK_FROM, TEST_FROM = 10_000, 20_000
"""First replications of the fresh futures: no search goes so far."""

CLOSE = 0.05
"""Share of fresh futures below what is promised from which no mix is looked for that would keep it."""


@dataclass(frozen=True)
class Missed:
    """In how many futures no mix of several meets the targets.

    Attributes:
        mixes: How many mixes were tried.
        futures: How many futures.
        none: Futures in which none of them meets the targets.
        high: Upper end of the 95 % Wilson interval of the probability that one of them does; NaN where
            the futures are no random sample.
    """

    mixes: int
    futures: int
    none: int
    high: float


@dataclass(frozen=True)
class Solution:
    """What was found.

    Attributes:
        problem: What was asked for.
        trials: Everything that the search tried; the plan is the one of mix `PLAN`.
        futures: Replications of the search.
        held: What each number does by itself.
        checked: Mixes in fresh futures, from which the order of tests was fixed; the plan first.
        tested: Mixes that were tested, in that order.
        plan: The plan in the futures of the tests.
        kept: How many of the tested mixes reach the promised probability, up to the first that does not.
        chosen: The mix that is named.
        second: The runner-up, if there is one.
        missed_search: Futures of the search that no mix saves.
        missed_check: Fresh futures that no checked mix saves.
        sizes: Unit of each target's margins: the standard deviation of its figure under the plan.
        tests: Futures of the tests.
        sample: Part of the population that the search simulated.
        whole: Part that the tests simulated.
    """

    problem: Problem
    trials: tuple[Trial, ...]
    futures: tuple[int, ...]
    held: Effects
    checked: tuple[Confirmed, ...]
    tested: tuple[Confirmed, ...]
    plan: Confirmed
    kept: int
    chosen: Confirmed
    second: Confirmed | None
    missed_search: Missed
    missed_check: Missed
    sizes: tuple[float, ...]
    tests: int
    sample: float
    whole: float

    @property
    def verified(self) -> bool:
        """Whether the promised probability has been shown for the mix that is named."""
        return any(self.chosen is one for one in self.tested[: self.kept])

    @property
    def ruled_out(self) -> bool:
        """Whether the promised probability has been shown to be above that of every mix tested."""
        return all(one.high < self.problem.goal.probability for one in self.tested)


def solve(asking: Running, asked: Problem, seed: int, whole: float) -> Solution:
    """Find a mix and test it.

    Args:
        asking: Runs variants.
        asked: What is asked for.
        seed: Seed of the search.
        whole: Part of the population that the tests simulate.

    Raises:
        results.report.answer.QuestionError: If the budget does not even pay for the cheapest mix.
    """
    goal, space = asked.goal, asked.space
    sample = min(whole, SAMPLE / asked.scenario.population["households"].number)
    pilot = Bench(asked, asking, range(PILOT), sample, "pilot")
    futures = spread(pilot([(PLANNED, PLAN), (EVERYTHING, space.highest)]), FUTURES)
    searching = Bench(asked, asking, futures, sample, "search", pilot.sizes)
    search = Search(space, goal, searching, asked.trials, seed)
    try:
        trials = search.run()
    except TooDear as dear:
        raise QuestionError(
            f"a budget of {goal.budget:.4g} yuan pays for no mix within the bounds: "
            f"the cheapest costs {dear.least:.4g} yuan over the plan"
        ) from dear
    held = effects(space, search.tried)
    tests = asked.tested if goal.budget is not None else futures_for(goal.probability, asked.tested)
    checking = Bench(asked, asking, range(CHECK_FROM, CHECK_FROM + CHECKED), sample, "check", searching.sizes)
    checked = _check(checking, asked, trials, held, seed, tests)
    chain = row(checked, goal, tests)
    testing = Bench(asked, asking, range(TEST_FROM, TEST_FROM + tests), whole, "test", searching.sizes)
    plan, *proofs = [
        testing.confirmed(trial)
        for trial in testing([(trial.origin, trial.mix) for trial in (checked[0], *chain)])
    ]
    kept, chosen, second = judged(asked, proofs)
    return Solution(
        problem=asked,
        trials=tuple(trials),
        futures=futures,
        held=held,
        checked=tuple(checking.confirmed(trial) for trial in checked),
        tested=tuple(proofs),
        plan=plan,
        kept=kept,
        chosen=chosen,
        second=second,
        missed_search=replace(missed(trials), high=nan),
        missed_check=missed(checked),
        sizes=tuple(searching.sizes),
        tests=tests,
        sample=sample,
        whole=whole,
    )


def _check(
    bench: Bench, asked: Problem, trials: Sequence[Trial], held: Effects, seed: int, tests: int
) -> list[Trial]:
    """Try what the search recommends in fresh futures, and what that in turn suggests; the plan first."""
    origins = {trial.mix: trial.origin for trial in trials}
    checked = bench([(origins[mix], mix) for mix in (PLAN, *outlook(trials, asked.goal, asked.space))])
    generator = np.random.default_rng([seed, 1])
    p = asked.goal.probability
    if asked.goal.budget is None and max(trial.share for trial in checked) < p - CLOSE:
        return checked
    for aim in (hoped(p, tests, 0.5), (p + hoped(p, tests)) / 2.0):
        new = further(asked.space, held, checked, asked.goal, aim, generator)
        if not new:
            break
        checked += bench([(PROPOSED, mix) for mix in new])
    return checked


def spread(trials: Sequence[Trial], count: int) -> tuple[int, ...]:
    """Futures in which some mixes do as well, and as badly, as in all: one of each part of their ranking.

    A few futures drawn at random may be easy ones or hard ones; these have nearly the share of any mix
    that all have (Cochran (1977), *Sampling Techniques*, ch. 8, systematic samples of an ordered list).

    Args:
        trials: The mixes, each in futures 0 to n - 1.
        count: How many to take.
    """
    margin = np.sum([trial.margin for trial in trials], axis=0)
    order = [int(place) for place in np.argsort(margin, kind="stable") if margin[place] > -FAR]
    places = [int((part + 0.5) / count * len(order)) for part in range(count)] if order else []
    return tuple(sorted({order[place] for place in places}))


def judged(asked: Problem, tested: Sequence[Confirmed]) -> tuple[int, Confirmed, Confirmed | None]:
    """How many mixes hold in their fixed order, the one that is named, and the runner-up."""
    goal = asked.goal
    kept = next((place for place, one in enumerate(tested) if one.low < goal.probability), len(tested))
    if goal.budget is not None:
        within = [one for one in tested if one.trial.cost <= goal.budget]
        order = within or sorted(tested, key=lambda one: one.trial.cost)
        return kept, order[0], order[1] if len(order) > 1 else None
    place = max(0, kept - 1)
    others = [*reversed(tested[:place]), *tested[place + 1 :]]
    return kept, tested[place], others[0] if others else None


def missed(trials: Sequence[Trial]) -> Missed:
    """In how many futures no mix meets the targets: not even hindsight finds one there."""
    saved = np.any(np.stack([trial.met for trial in trials]), axis=0)
    high = wilson(int(saved.sum()), len(saved))[1]
    return Missed(len(trials), len(saved), int((~saved).sum()), high)
