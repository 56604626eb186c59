"""Checking mixes where they were not searched: which of them, in which order, and what then may be said.

The mix that a search likes best was also favoured by chance, so its own share of futures met is never
reported. Some mixes along the frontier are tried again in fresh futures, from which an order is fixed:
from the safest mix to cheaper ones. In that order they are tested against the promised probability in
futures that are fresh once more, and the first that fails ends the sequence. Testing in an order that was
fixed before keeps the chance of one false promise at that of a single test (Maurer, Hothorn and
Lehmacher (1995), "Multiple comparisons in drug clinical trials", Biometrie in der
chemisch-pharmazeutischen Industrie 6).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import ceil, sqrt

import numpy as np

from resettle.results.questions.optimise.effects import Effects, propose
from resettle.results.questions.optimise.goal import PLAN, TINY, Goal, Mix, Space, Trial
from resettle.results.questions.optimise.search import BETTER_ENDS, EVERYTHING
from resettle.results.statistics.intervals import FloatArray, wilson
from resettle.results.statistics.paired import Estimate

DISTINCT = 0.5
"""Sum of differences, in parts of ranges, from which two mixes are another way to go."""

SPARE = 0.3
"""Part of the failures that a probability allows which a test must be able to forgive."""

SHORT, FRONTIER, TESTED = 6, 4, 3
"""Mixes checked for the goal, further ones along the frontier, and most mixes that are tested."""


def outlook(trials: Sequence[Trial], goal: Goal, space: Space) -> tuple[Mix, ...]:
    """Mixes that are worth checking after a search, in no order."""
    own = [trial for trial in trials if trial.mix != PLAN]
    if goal.budget is not None:
        afford = [trial for trial in own if trial.cost <= goal.budget]
        chosen = _apart(sorted(afford, key=goal.rank), space, SHORT)
    else:
        ways = _ways(own, goal, space)
        chosen = [trial for trial in ways if trial is not None]
        if not chosen:
            likely = sorted(own, key=lambda trial: (-trial.soft_share, trial.mix))
            chosen = _apart(likely, space, SHORT - 2)
            chosen += [trial for trial in own if trial.origin in (BETTER_ENDS, EVERYTHING)]
    chosen += _spread(frontier(own), FRONTIER)
    return tuple(dict.fromkeys(trial.mix for trial in chosen))


def _ways(own: Sequence[Trial], goal: Goal, space: Space) -> list[Trial | None]:
    """The cheapest mixes of several degrees of safety, and the cheapest that goes another way."""
    futures = len(own[0].met)
    needed, bar = goal.needed(futures), ceil(goal.probability * futures)

    def met(count: int) -> Callable[[Trial], bool]:
        return lambda trial: int(trial.met.sum()) >= count

    def sure(slack: float) -> Callable[[Trial], bool]:
        return lambda trial: _kept(trial, needed) >= slack

    ways = [_cheapest(own, met(count)) for count in range(bar, futures + 1)]
    ways += [_cheapest(own, sure(slack)) for slack in (0.1, 0.25, 0.5)]
    best = ways[0]
    if best is not None:
        others = [trial for trial in own if space.distance(trial.mix, best.mix) >= DISTINCT]
        ways.append(_cheapest(others, met(bar)))
    return ways


def further(
    space: Space,
    effects: Effects,
    checked: Sequence[Trial],
    goal: Goal,
    aim: float,
    generator: np.random.Generator,
) -> list[Mix]:
    """Mixes that should just reach an aim, started from those that were checked.

    Args:
        space: What may be chosen.
        effects: What each number does.
        checked: Trials in fresh futures.
        goal: What is looked for.
        aim: Share of futures to reach.
        generator: Source of random numbers.
    """
    aimed = replace(goal, aim=aim)
    own = sorted((trial for trial in checked if trial.mix != PLAN), key=aimed.rank)
    proposed = [
        propose(space, effects.averaged, anchor, aimed, slack, generator)
        for anchor in own[:2]
        for slack in (0.0, 0.1)
    ]
    known = {trial.mix for trial in checked}
    return [mix for mix in dict.fromkeys(proposed) if mix not in known][: SHORT // 2]


def to_test(checked: Sequence[Trial], goal: Goal, tests: int) -> list[Trial]:
    """The mixes to be tested, from the safest to the cheapest.

    Args:
        checked: Trials in fresh futures.
        goal: What is looked for.
        tests: Futures of each test.
    """
    own = [trial for trial in checked if trial.mix != PLAN]
    if goal.budget is not None:
        allowed = [trial for trial in own if trial.cost <= goal.budget]
        return sorted(allowed, key=lambda trial: (-trial.share, -trial.soft_share, trial.mix))[:TESTED]
    sure = frontier(own)[::-1]
    kept = [trial for trial in sure if trial.share >= goal.probability]
    if not kept:
        likeliest = min(own, key=lambda trial: (-trial.share, -trial.soft_share, trial.mix))
        return list({trial.mix: trial for trial in (likeliest, sure[0])}.values())
    chosen = [kept[0]]
    promised = goal.probability
    for aim in (hoped(promised, tests, 1.0), hoped(promised, tests), promised):
        chosen += [trial for trial in kept if trial.share >= aim][-1:]
    return list({trial.mix: trial for trial in chosen}.values())


def hoped(probability: float, tests: int, errors: float = 0.0) -> float:
    """Share of futures that passes a test, and some standard errors more."""
    share = min(1.0, passing(probability, tests) / tests)
    return share + errors * sqrt(share * (1.0 - share) / tests)


def passing(probability: float, tests: int) -> int:
    """Fewest futures met of so many at which the lower end of the 95 % Wilson interval reaches a probability.

    Returns:
        More than `tests` if no number is enough.
    """
    least = ceil(probability * tests - TINY)
    return next((met for met in range(least, tests + 1) if wilson(met, tests)[0] >= probability), tests + 1)


def futures_for(probability: float, least: int) -> int:
    """Futures of a test in which a probability can be shown although some futures fail: 3 of 10 that may."""
    futures = least
    while passing(probability, futures) > futures * (1.0 - SPARE * (1.0 - probability)):
        futures = ceil(1.25 * futures)
    return futures


def frontier(trials: Sequence[Trial]) -> list[Trial]:
    """Trials that no other beats in cost and share of futures, the cheapest first."""
    best: list[Trial] = []
    for trial in sorted(trials, key=lambda trial: (trial.cost, -trial.share, trial.mix)):
        if not best or trial.share > best[-1].share:
            best.append(trial)
    return best


def quantile_interval(values: FloatArray, q: float) -> Estimate:
    """Quantile with a 95 % interval from order statistics.

    The number of values below the quantile is binomial whatever their distribution (David and
    Nagaraja (2003), *Order Statistics*, ch. 7.1); ends beyond the sample are its extremes.
    """
    from scipy.stats import binom

    ordered = np.sort(values)
    count = len(ordered)
    low, high = int(binom.ppf(0.025, count, q)), int(binom.ppf(0.975, count, q))
    middle = float(np.quantile(ordered, q))
    return Estimate(middle, float(ordered[max(0, low - 1)]), float(ordered[min(count - 1, high)]))


def _cheapest(trials: Sequence[Trial], allowed: Callable[[Trial], bool]) -> Trial | None:
    kept = [trial for trial in trials if allowed(trial)]
    return min(kept, key=lambda trial: (trial.cost, trial.mix)) if kept else None


def _kept(trial: Trial, needed: int) -> float:
    """Margin that so many futures have at least."""
    return float(np.sort(trial.margin)[len(trial.met) - needed])


def _apart(ordered: Sequence[Trial], space: Space, count: int) -> list[Trial]:
    """The first trials that differ somewhat from each other."""
    chosen: list[Trial] = []
    for trial in ordered:
        if len(chosen) < count and all(
            space.distance(trial.mix, other.mix) >= DISTINCT / 5 for other in chosen
        ):
            chosen.append(trial)
    return chosen


def _spread(trials: Sequence[Trial], count: int) -> list[Trial]:
    """So many of the trials, evenly spread over their shares."""
    if len(trials) <= count:
        return list(trials)
    shares = np.array([trial.share for trial in trials])
    wanted = np.linspace(shares[0], shares[-1], count)
    return [trials[int(np.argmin(np.abs(shares - share)))] for share in wanted]
