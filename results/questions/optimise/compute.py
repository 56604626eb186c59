"""From a problem to a mix that has been tested: search, check in fresh futures, test in others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import nan

import numpy as np
import pandas as pd

from resettle.model.text import Text, fill
from resettle.results.judge.outcomes import Outcome
from resettle.results.questions.optimise.check import further, futures_for, hoped, outlook, to_test
from resettle.results.questions.optimise.effects import Effects, effects_of
from resettle.results.questions.optimise.goal import PLAN, Mix, Trial
from resettle.results.questions.optimise.request import Problem, Request, checked
from resettle.results.questions.optimise.search import EVERYTHING, PLANNED, PROPOSED, Search, TooDear
from resettle.results.report.answer import QuestionError
from resettle.results.runs.asking import Asking
from resettle.results.runs.draws import Design
from resettle.results.runs.table import Variant
from resettle.results.statistics.intervals import FloatArray, groups_of, mean_interval, wilson
from resettle.results.statistics.paired import Estimate, Probability, difference, estimate, probability
from resettle.results.text.names import month_of
from resettle.scenarios.paths import Input

FAR = 1e6
"""Margin, below zero, of a run that failed or has no figure."""


@dataclass(frozen=True)
class Confirmed:
    """What a mix does in fresh futures.

    Attributes:
        trial: The mix.
        met: In how many of the futures in which its run succeeded all targets are met.
        cost: Mean spending, in yuan.
        frame: Its runs.
    """

    trial: Trial
    met: Probability
    cost: Estimate
    frame: pd.DataFrame = field(repr=False)

    @property
    def mix(self) -> Mix:
        """The mix."""
        return self.trial.mix

    @property
    def share(self) -> float:
        """Share of futures that meet all targets; 0 without any."""
        return self.met.share if self.met.runs else 0.0

    def values(self, column: str) -> FloatArray:
        """A column of its runs."""
        return self.frame[column].to_numpy(dtype=np.float64)

    def mean(self, column: str) -> float:
        """Mean of a column of its runs."""
        return float(self.frame[column].mean())

    def spent(self, lever: str) -> float:
        """Mean spending of a lever, in yuan; 0 where it is not in force."""
        column = f"spent.{lever}"
        return float(np.nan_to_num(self.frame[column].mean())) if column in self.frame else 0.0

    def against(self, plan: Confirmed, column: str) -> Estimate:
        """Mean difference of a column from the plan, future by future."""
        both = self.frame.merge(plan.frame, on="replication", suffixes=("", ".plan"))
        own, other = (both[name].to_numpy(dtype=np.float64) for name in (column, f"{column}.plan"))
        return estimate(difference(own, other), groups_of(both["draw"].to_numpy(dtype=np.int64)))


@dataclass
class MixEvaluator:
    """Tries mixes in some futures.

    Attributes:
        problem: What is chosen, and what must be met.
        asking: Runs the variants.
        replications: Numbers of the replications in rising order, one future each.
        scale: Part of the population that is simulated.
        stage: What the runs are for.
        sizes: Standard deviation of each target's figure under the plan; empty before it is tried.
        frames: Runs by mix.
    """

    problem: Problem
    asking: Asking
    replications: Sequence[int]
    scale: float
    stage: str
    sizes: list[float] = field(default_factory=list)
    frames: dict[Mix, pd.DataFrame] = field(default_factory=dict)

    def __call__(self, wanted: Sequence[tuple[str, Mix]]) -> list[Trial]:
        """Try mixes, each with its origin; the first time, the plan must be among them.

        Raises:
            results.report.answer.QuestionError: If no run succeeded.
        """
        variants = [self._variant(mix) for _, mix in wanted]
        runs = self.asking.run(variants, self.replications, design=Design(1), stage=self.stage)
        for variant, (_, mix) in zip(variants, wanted, strict=True):
            self.frames[mix] = runs.of(variant.name)
        if not any(len(frame) for frame in self.frames.values()):
            failed = Text("every run failed, the first with: {error}", "全部模拟失败，第一次为：{error}")
            raise QuestionError(fill(failed, error=str(runs.failed["error"].iloc[0])))
        if not self.sizes:
            self.sizes = [_size(self.frames[PLAN], one) for one in self.problem.targets]
        return [self._trial(origin, mix) for origin, mix in wanted]

    def tested(self, trial: Trial) -> Confirmed:
        """What a trial says of its mix."""
        frame = self.frames[trial.mix]
        met = np.ones(len(frame), dtype=bool)
        for one in self.problem.targets:
            met &= frame[str(one.met)].to_numpy(dtype=np.float64) > 0.5
        groups = groups_of(frame["draw"].to_numpy(dtype=np.int64))
        _, low, high = mean_interval(frame["spending"].to_numpy(dtype=np.float64))
        return Confirmed(trial, probability(met, groups), Estimate(trial.cost, low, high), frame)

    def _variant(self, mix: Mix) -> Variant:
        """The variant of a mix; settings of later months are set later."""
        problem = self.problem
        if mix == PLAN:
            return Variant("plan", problem.scenario, (), self.scale)
        numbers = zip(problem.inputs, problem.space.values(mix), strict=True)
        values = tuple((one.path, value) for one, value in sorted(numbers, key=_from_month))
        return Variant("mix-" + "-".join(map(str, mix)), problem.scenario, values, self.scale)

    def _trial(self, origin: str, mix: Mix) -> Trial:
        frame = self.frames[mix]
        runs = frame.set_index("replication").reindex(list(self.replications))
        met = np.ones(len(runs), dtype=bool)
        margins = np.empty((len(self.problem.targets), len(runs)))
        for row, (one, size) in enumerate(zip(self.problem.targets, self.sizes, strict=True)):
            assert one.bound is not None
            met &= runs[str(one.met)].to_numpy(dtype=np.float64) > 0.5
            gap = one.better * (runs[one.column].to_numpy(dtype=np.float64) - one.bound) / size
            margins[row] = np.clip(np.nan_to_num(gap, nan=-FAR), -FAR, FAR)
        cost = float(frame["spending"].mean()) if len(frame) else FAR * FAR
        return Trial(mix, origin, cost, met, margins)


def _from_month(setting: tuple[Input, float]) -> str:
    return month_of(setting[0].path)


def _size(frame: pd.DataFrame, target: Outcome) -> float:
    """What one unit of margin is: the spread of a target's figure under the plan."""
    figures: FloatArray = frame[target.column].to_numpy(dtype=np.float64)
    spread = float(np.nanstd(figures)) if len(figures) and not np.all(np.isnan(figures)) else 0.0
    return spread if spread > 1e-12 else max(abs(target.bound or 0.0) * 0.05, 1e-9)


PILOT, FUTURES, CHECKED = 200, 25, 100
"""Futures of the pilot and of each trial, and fresh ones of each check."""

SAMPLE = 4000
"""Households that are simulated where mixes are searched for and checked; tests take the whole sample."""

CHECK_FROM, TEST_FROM = 10_000, 20_000
"""First replications of the fresh futures: no search goes so far."""

CLOSE = 0.05
"""Share of fresh futures below what is promised from which no mix is looked for that would reach it."""


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
    """The mixes of an optimisation.

    Attributes:
        problem: What was asked for.
        trials: Everything that the search tried; the plan is the one of mix `PLAN`.
        futures: Replications of the search.
        checked: Mixes in fresh futures, from which the order of tests was fixed; the plan first.
        tested: Mixes that were tested, in that order.
        plan: The plan in the futures of the tests.
        verified_first: How many of the tested mixes are verified, up to the first that is not.
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
    checked: tuple[Confirmed, ...]
    tested: tuple[Confirmed, ...]
    plan: Confirmed
    verified_first: int
    chosen: Confirmed
    second: Confirmed | None
    missed_search: Missed
    missed_check: Missed
    sizes: tuple[float, ...]
    tests: int
    sample: float
    whole: float

    def is_verified(self, one: Confirmed) -> bool:
        """Whether the promised probability has been shown for a mix."""
        return any(one is other for other in self.tested[: self.verified_first])

    @property
    def verified(self) -> bool:
        """Whether the promised probability has been shown for the mix that is named."""
        return self.is_verified(self.chosen)

    @property
    def ruled_out(self) -> bool:
        """Whether the promised probability has been shown to be above that of every mix tested."""
        return all(one.met.high < self.problem.goal.probability for one in self.tested)


def optimise(request: Request, asking: Asking) -> Solution:
    """Find the cheapest mix of a plan's levers that reaches its targets, or the best that a budget buys.

    Raises:
        results.report.answer.QuestionError: If the request makes no sense, the budget does not pay for any
            mix, or no run succeeded.
    """
    from resettle.scenarios import default_scale

    whole = default_scale(request.scenario) if asking.scale is None else asking.scale
    return solve(checked(request), asking, whole)


def solve(problem: Problem, asking: Asking, whole: float) -> Solution:
    """Find a mix and test it.

    Args:
        problem: What is asked for.
        asking: Runs variants; its seed is that of the search as well.
        whole: Part of the population that the tests simulate.

    Raises:
        results.report.answer.QuestionError: If the budget does not even pay for the cheapest mix.
    """
    request, goal, space, seed = problem.request, problem.goal, problem.space, asking.seed
    sample = min(whole, SAMPLE / problem.scenario.population["households"].number)
    pilot = MixEvaluator(problem, asking, range(PILOT), sample, "pilot")
    futures = spread(pilot([(PLANNED, PLAN), (EVERYTHING, space.highest)]), FUTURES)
    searching = MixEvaluator(problem, asking, futures, sample, "search", pilot.sizes)
    search = Search(space, goal, searching, request.trials, seed)
    try:
        trials = search.run()
    except TooDear as dear:
        assert goal.budget is not None
        poor = Text(
            "a budget of {budget:.4g} yuan pays for no mix within the bounds: "
            "the cheapest costs {least:.4g} yuan over the plan",
            "预算{budget:.4g}元不足以支付范围内的任何组合：最便宜的组合在方案期内需{least:.4g}元",
        )
        raise QuestionError(fill(poor, budget=goal.budget, least=dear.least)) from dear
    tests = request.tested if goal.budget is not None else futures_for(goal.probability, request.tested)
    fresh = range(CHECK_FROM, CHECK_FROM + CHECKED)
    checking = MixEvaluator(problem, asking, fresh, sample, "check", searching.sizes)
    in_fresh = _check(checking, trials, effects_of(space, search.tried), seed, tests)
    testing = MixEvaluator(
        problem, asking, range(TEST_FROM, TEST_FROM + tests), whole, "test", searching.sizes
    )
    sequence = (in_fresh[0], *to_test(in_fresh, goal, tests))
    plan, *tested = (testing.tested(one) for one in testing([(one.origin, one.mix) for one in sequence]))
    verified_first, chosen, second = judged(problem, tested)
    return Solution(
        problem=problem,
        trials=tuple(trials),
        futures=futures,
        checked=tuple(checking.tested(trial) for trial in in_fresh),
        tested=tuple(tested),
        plan=plan,
        verified_first=verified_first,
        chosen=chosen,
        second=second,
        missed_search=replace(missed(trials), high=nan),
        missed_check=missed(in_fresh),
        sizes=tuple(searching.sizes),
        tests=tests,
        sample=sample,
        whole=whole,
    )


def _check(
    bench: MixEvaluator, trials: Sequence[Trial], effects: Effects, seed: int, tests: int
) -> list[Trial]:
    """Try what the search recommends in fresh futures, and what that in turn suggests; the plan first."""
    goal, space = bench.problem.goal, bench.problem.space
    origins = {trial.mix: trial.origin for trial in trials}
    in_fresh = bench([(origins[mix], mix) for mix in (PLAN, *outlook(trials, goal, space))])
    generator = np.random.default_rng([seed, 1])
    p = goal.probability
    if goal.budget is None and max(trial.share for trial in in_fresh) < p - CLOSE:
        return in_fresh
    for aim in (hoped(p, tests, 0.5), (p + hoped(p, tests)) / 2.0):
        new = further(space, effects, in_fresh, goal, aim, generator)
        if not new:
            break
        in_fresh += bench([(PROPOSED, mix) for mix in new])
    return in_fresh


def spread(trials: Sequence[Trial], count: int) -> tuple[int, ...]:
    """Futures in which some mixes do as well, and as badly, as in all: one of each part of their ranking.

    A few futures drawn at random may be easy ones or hard ones; these have nearly the share of any mix
    that all have (Cochran (1977), *Sampling Techniques*, ch. 8, systematic samples of an ordered list).

    Args:
        trials: The mixes, each in futures 0 to n - 1.
        count: How many to take.
    """
    margin = np.sum([trial.margin for trial in trials], axis=0)
    order = [int(future) for future in np.argsort(margin, kind="stable") if margin[future] > -FAR]
    ranks = [int((part + 0.5) / count * len(order)) for part in range(count)] if order else []
    return tuple(sorted({order[rank] for rank in ranks}))


def judged(problem: Problem, tested: Sequence[Confirmed]) -> tuple[int, Confirmed, Confirmed | None]:
    """How many mixes are verified in their fixed order, the one that is named, and the runner-up."""
    goal = problem.goal
    fails = (rank for rank, one in enumerate(tested) if one.met.low < goal.probability)
    verified = next(fails, len(tested))
    if goal.budget is not None:
        within = [one for one in tested if one.trial.cost <= goal.budget]
        order = within or sorted(tested, key=lambda one: one.trial.cost)
        return verified, order[0], order[1] if len(order) > 1 else None
    last = max(0, verified - 1)
    others = [*reversed(tested[:last]), *tested[last + 1 :]]
    return verified, tested[last], others[0] if others else None


def missed(trials: Sequence[Trial]) -> Missed:
    """In how many futures no mix meets the targets: not even hindsight finds one there."""
    saved = np.any(np.stack([trial.met for trial in trials]), axis=0)
    high = wilson(int(saved.sum()), len(saved))[1]
    return Missed(len(trials), len(saved), int((~saved).sum()), high)
