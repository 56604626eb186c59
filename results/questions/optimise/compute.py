"""From a question to mixes that have names: search, try again, run in the futures that all share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from resettle.model.text import Text, fill
from resettle.results.judge.outcomes import Outcome
from resettle.results.questions.compare.households import Tenths, tenths
from resettle.results.questions.optimise.after import Afterwards, afterwards
from resettle.results.questions.optimise.aims import CLOSEST, HALF, KEEP, REACH, SLIGHT, Limits, Scores
from resettle.results.questions.optimise.binding import Binding, binding
from resettle.results.questions.optimise.choice import Mix, mixed
from resettle.results.questions.optimise.priors import Least, Unlearnt, least, named, unlearnt
from resettle.results.questions.optimise.request import Problem, Request, checked
from resettle.results.questions.optimise.search import Searched, candidates, picked, search
from resettle.results.questions.optimise.trial import Bench, BoolArray, Guard, Trial, numbers, reached
from resettle.results.report.answer import QuestionError
from resettle.results.runs.asking import Asking
from resettle.results.statistics.intervals import groups_of
from resettle.results.statistics.paired import Estimate, Probability, difference, estimate, probability

SEARCH_FROM, CHECK_FROM = 500_000, 600_000
"""First futures of the search, and of trying again: no question goes so far."""

FUTURES, CHECKED, AFTER, HOUSEHOLDS = 24, 40, 40, 40
"""Futures of the search, of trying again, of the year after, and of those that keep incomes of households."""

SAMPLE = 4000
"""Households that are simulated where mixes are searched for; those that are named take the usual sample."""


@dataclass(frozen=True)
class Named:
    """A mix that is named.

    Attributes:
        aims: What it is named for.
        trial: Its runs in the shared futures.
        met: In how many of them all targets are met, as the plan's documents count them.
        earned: The same where incomes count only what is earned beyond the plan.
        least: The least probability over priors that were cut.
        targets: Probability of each target by name, as the plan's documents count it.
        mean_share: Mean of the probabilities of the targets asked for.
        after: What is left a year later, by target.
        tenths: What it does to tenths of income; `None` where it was not looked at.
        worse: Outcomes that it makes clearly worse.
        over: Limits that it goes beyond in these futures, by name, with how far.
    """

    aims: tuple[str, ...]
    trial: Trial
    met: Probability
    earned: Probability
    least: Least
    targets: dict[str, Probability]
    mean_share: float
    after: tuple[Afterwards, ...] = ()
    tenths: Tenths | None = None
    worse: tuple[Guard, ...] = ()
    over: dict[str, float] = field(default_factory=dict)

    @property
    def mix(self) -> Mix:
        """The mix."""
        return self.trial.mix

    @property
    def cost(self) -> Estimate:
        """Mean spending with its interval."""
        return estimate(self.trial.spending, np.arange(len(self.trial.spending)))

    def mean(self, column: str) -> float:
        """Mean of a column of its runs; 0 where there is none."""
        return float(np.nan_to_num(self.trial.frame[column].mean())) if column in self.trial.frame else 0.0

    def spent(self, lever: str) -> float:
        """Mean spending of a lever at the plan's prices, in yuan."""
        return self.mean(f"spent.{lever}")

    def against(self, plan: Named, column: str) -> Estimate:
        """Mean difference of a column from the plan, future by future."""
        pair = self.trial.frame.merge(plan.trial.frame, on="replication", suffixes=("", ".plan"))
        moved = difference(numbers(pair, column), numbers(pair, f"{column}.plan"))
        return estimate(moved, groups_of(pair["draw"].to_numpy(dtype=np.int64)))


@dataclass(frozen=True)
class Solution:
    """What was found.

    Attributes:
        problem: What was asked for.
        searched: The search.
        checked: Candidates in other futures, the plan first.
        plan: The plan in the shared futures.
        mixes: The mixes that are named, each once.
        dropped: Mixes that make other outcomes worse in the shared futures, and so are not named.
        binding: Which limit binds; `None` where all targets are reached.
        priors: Parameters on which the figures rest and that the facts have not taught.
        nearest: The mix that comes closest, or reaches all targets; the plan if none is better.
        sample: Part of the population that the search simulated.
        whole: Part that the named mixes simulated.
    """

    problem: Problem
    searched: Searched
    checked: tuple[Trial, ...]
    plan: Named
    mixes: tuple[Named, ...]
    dropped: tuple[Named, ...]
    binding: Binding | None
    priors: tuple[Unlearnt, ...]
    nearest: Named
    sample: float
    whole: float

    @property
    def reached(self) -> bool:
        """Whether a mix reaches all targets with the probability asked for."""
        return self.nearest.earned.share >= self.problem.request.probability

    @property
    def futures(self) -> int:
        """Shared futures in which the plan's run succeeded."""
        return self.plan.met.runs

    def named_for(self, aim: str) -> Named | None:
        """The mix of an aim, if there is one."""
        return next((one for one in self.mixes if aim in one.aims), None)


def optimise(request: Request, asking: Asking) -> Solution:
    """Find mixes of a plan's levers that an office could put before its leader.

    Raises:
        results.report.answer.QuestionError: If the request makes no sense, the budget pays for no mix, or no
            run succeeded.
    """
    from resettle.scenarios import default_scale

    whole = default_scale(request.scenario) if asking.scale is None else asking.scale
    return solve(checked(request), asking, whole)


def solve(problem: Problem, asking: Asking, whole: float) -> Solution:
    """Find mixes and run them in the futures that all questions share.

    Args:
        problem: What is asked for.
        asking: Runs variants; its seed is that of the search as well.
        whole: Part of the population that the named mixes simulate.

    Raises:
        results.report.answer.QuestionError: If the budget pays for no mix, or no run succeeded.
    """
    asked, seed = problem.request, asking.seed
    sample = min(whole, SAMPLE / problem.scenario.population["households"].number)
    futures = range(SEARCH_FROM, SEARCH_FROM + FUTURES)
    found = search(Bench(problem, asking, futures, sample, "search"), seed)
    if problem.budget is not None:
        _affordable(problem, found)
    check = Bench(problem, asking, range(CHECK_FROM, CHECK_FROM + CHECKED), sample, "check")
    check(candidates(found))
    chosen = picked(problem, check.tried)
    test = Bench(
        problem, asking, range(asked.futures), whole, "test", households=min(HOUSEHOLDS, asked.futures)
    )
    test(list(chosen.values()))
    frame = test.plan.frame
    figures = {one.name: numbers(frame, one.column) for one in problem.targets}
    priors = named(unlearnt(problem.scenario, asking, frame["draw"]), figures)
    plan = _named(problem, test, (), problem.planned, priors)
    every = [
        _named(problem, test, tuple(name for name in chosen if chosen[name] == mix), mix, priors)
        for mix in dict.fromkeys(chosen.values())
    ]
    kept = [one for one in every if asked.harm or not one.worse]
    kept = _afterwards(problem, kept, asking, sample)
    nearest = next((one for name in (REACH, CLOSEST, KEEP, HALF) for one in kept if name in one.aims), plan)
    reached_all = nearest.earned.share >= asked.probability
    return Solution(
        problem=problem,
        searched=found,
        checked=tuple(check.tried.values()),
        plan=plan,
        mixes=tuple(kept),
        dropped=tuple(one for one in every if one.worse and not asked.harm),
        binding=None
        if reached_all
        else _seen(binding(found, nearest.mix, seed), (plan, *kept), asked.probability),
        priors=priors,
        nearest=nearest,
        sample=sample,
        whole=whole,
    )


def _seen(found: Binding, shown: Sequence[Named], asked: float) -> Binding:
    """What binds, with no target called out of reach that plan or mixes reach in the shared futures."""
    most = {one.name: max(mix.targets[one.name].share for mix in shown) for one, _ in found.beyond}
    beyond = ((one, max(share, most[one.name])) for one, share in found.beyond)
    return replace(found, beyond=tuple((one, share) for one, share in beyond if share < asked))


def _affordable(problem: Problem, found: Searched) -> None:
    """Make sure that some mix keeps the budget.

    Raises:
        results.report.answer.QuestionError: If none does.
    """
    assert problem.budget is not None
    least_spent = min(one.cost for one in found.tried.values())
    if least_spent > problem.budget:
        poor = Text(
            "a budget of {budget:.4g} yuan pays for no mix within the limits: "
            "the cheapest costs {least:.4g} yuan over the plan",
            "预算{budget:.4g}元不足以支付限制内的任何组合：最便宜的组合在方案期内需{least:.4g}元",
        )
        raise QuestionError(fill(poor, budget=problem.budget, least=least_spent))


def _named(
    problem: Problem, test: Bench, aims: tuple[str, ...], mix: Mix, priors: Sequence[Unlearnt]
) -> Named:
    """A mix with all that is told of it but the year after."""
    trial, plan = test.tried[mix], test.plan
    frame, before = trial.frame, _same(plan, trial)
    official = _all_met(frame, frame, problem.targets)
    counted = _all_met(frame, before, problem.targets) if trial is not plan else official
    inside = np.isin(plan.frame["replication"].to_numpy(), frame["replication"].to_numpy())
    own = [Unlearnt(one.path, one.label, one.values[inside], one.upper[inside]) for one in priors]
    shares = {
        name: probability(numbers(frame, f"met.{name}") > 0.5, trial.groups)
        for name in problem.scenario.targets
    }
    limits = Limits.of(problem, plan)
    excess = {} if trial is plan else limits.excess(Scores.of([trial], plan.mix))
    return Named(
        aims,
        trial,
        probability(official, trial.groups),
        probability(counted, trial.groups),
        least(counted, trial.groups, own),
        shares,
        float(np.mean([shares[one.name].share for one in problem.targets])),
        tenths=_tenths(plan, trial),
        worse=() if trial is plan else _worse(test, trial),
        over={name: float(value[0]) for name, value in excess.items() if value[0] > 0.0},
    )


def _same(plan: Trial, trial: Trial) -> pd.DataFrame:
    """The plan's runs in the futures of a trial."""
    return plan.frame.set_index("replication").reindex(trial.frame["replication"]).reset_index()


def _all_met(frame: pd.DataFrame, before: pd.DataFrame, targets: Sequence[Outcome]) -> BoolArray:
    """Whether all targets are met in each future; of incomes only what is earned beyond other runs counts."""
    return np.asarray(np.all(np.stack([reached(frame, before, one) for one in targets]), axis=0))


def _worse(test: Bench, trial: Trial) -> tuple[Guard, ...]:
    """Outcomes that a mix makes worse: clearly at 95 %, and by more than is slight."""
    made = []
    replications = np.asarray(list(test.replications))
    groups = np.full(len(replications), -1, dtype=np.int64)
    at = np.searchsorted(replications, test.plan.frame["replication"].to_numpy())
    groups[at] = test.plan.frame["draw"].to_numpy(dtype=np.int64)
    for guard, moved in zip(test.guards, trial.guards - test.plan.guards, strict=True):
        one = estimate(moved, groups_of(groups))
        if one.clear and one.middle < -SLIGHT:
            made.append(guard)
    return tuple(made)


def _tenths(plan: Trial, trial: Trial) -> Tenths | None:
    """What a mix does to tenths of income, in the futures of which incomes of households were kept."""
    both = sorted(set(plan.households) & set(trial.households))
    if trial is plan or not both:
        return None
    draws = plan.frame.set_index("replication")["draw"].reindex(both).to_numpy(dtype=np.int64)
    return tenths(plan.households, trial.households, both, groups_of(draws))


def _afterwards(problem: Problem, mixes: Sequence[Named], asking: Asking, sample: float) -> list[Named]:
    """The mixes with what is left a year after the plan."""
    if not mixes:
        return []
    plan = problem.scenario
    scenarios = {"-".join(one.aims): mixed(plan, problem.choices, one.mix) for one in mixes}
    futures = range(min(AFTER, problem.request.futures))
    left = afterwards(scenarios, plan, problem.targets, asking, futures, sample)
    return [replace(one, after=left["-".join(one.aims)]) for one in mixes]
