"""From a question to mixes that have names: search, try again, run in the futures that all share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from resettle.model.text import Text, fill
from resettle.results.judge.outcomes import Outcome
from resettle.results.questions.optimise.after import afterwards
from resettle.results.questions.optimise.aims import CLOSEST, HALF, KEEP, REACH
from resettle.results.questions.optimise.binding import Binding, binding
from resettle.results.questions.optimise.choice import Mix, mixed
from resettle.results.questions.optimise.naming import Named, named_mix
from resettle.results.questions.optimise.priors import Unlearnt, named, unlearnt
from resettle.results.questions.optimise.reaching import numbers
from resettle.results.questions.optimise.request import Problem, Request, checked
from resettle.results.questions.optimise.search import Searched, candidates, halfway, picked, search
from resettle.results.questions.optimise.settle import After, Refused, settle
from resettle.results.questions.optimise.trial import Bench, Trial
from resettle.results.report.answer import QuestionError
from resettle.results.runs.asking import Asking

SEARCH_FROM, CHECK_FROM = 500_000, 600_000
"""First futures of the search, and of trying again: no question goes so far."""

FUTURES, CHECKED, AFTER, HOUSEHOLDS = 24, 40, 40, 40
"""Futures of the search, of trying again, of the year after, and of those that keep incomes of households."""

HALVINGS = 2
"""Times that mixes which other futures put beyond their limits are pulled halfway back to the plan."""

SAMPLE = 4000
"""Households that are simulated where mixes are searched for; those that are named take the usual sample."""


@dataclass(frozen=True)
class Solution:
    """What was found.

    Attributes:
        problem: What was asked for.
        searched: The search.
        checked: Candidates in other futures, the plan first.
        plan: The plan in the shared futures.
        mixes: The mixes that are named, each once.
        refused: Aims for which no mix is named, as the best ones do harm or do not last.
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
    refused: tuple[Refused, ...]
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
        return len(self.plan.trial.frame)

    @property
    def counted(self) -> tuple[Outcome, ...]:
        """Targets asked for that count anybody in some run of the plan or of a mix."""
        every = (self.plan, *self.mixes)
        return tuple(one for one in self.problem.targets if any(mix.targets[one.name].runs for mix in every))

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
    if problem.budget is not None:
        trial = Bench(problem, replace(asking, folder=None), futures, sample, "budget")
        _affordable(problem, trial([problem.least]))
    found = search(Bench(problem, asking, futures, sample, "search"), seed)
    if problem.budget is not None:
        _affordable(problem, found.tried.values())
    check = Bench(problem, asking, range(CHECK_FROM, CHECK_FROM + CHECKED), sample, "check")
    check(candidates(found))
    for _ in range(HALVINGS):
        check(halfway(problem, check.tried))
    test = Bench(
        problem, asking, range(asked.futures), whole, "test", households=min(HOUSEHOLDS, asked.futures)
    )
    test([])
    lasting = partial(_lasting, problem, asking, sample)
    settled = settle(picked(problem, check.tried), test, lasting, harm=asked.harm)
    frame = test.plan.frame
    figures = {one.name: numbers(frame, one.column) for one in problem.targets}
    priors = named(unlearnt(problem.scenario, asking, frame["draw"]), figures)
    plan = named_mix(problem, test, (), problem.planned, priors)
    mixes = tuple(
        replace(named_mix(problem, test, aims, mix, priors), after=settled.after[mix])
        for mix, aims in settled.aims.items()
    )
    nearest = next((one for name in (REACH, CLOSEST, KEEP, HALF) for one in mixes if name in one.aims), plan)
    reached_all = nearest.earned.share >= asked.probability
    return Solution(
        problem=problem,
        searched=found,
        checked=tuple(check.tried.values()),
        plan=plan,
        mixes=mixes,
        refused=tuple(settled.refused.values()),
        binding=None
        if reached_all
        else _seen(binding(found, nearest.mix, seed), (plan, *mixes), asked.probability),
        priors=priors,
        nearest=nearest,
        sample=sample,
        whole=whole,
    )


def _lasting(problem: Problem, asking: Asking, sample: float, mixes: Sequence[Mix]) -> After:
    """What is left of mixes a year after the plan."""
    scenarios = {mix: mixed(problem.scenario, problem.choices, mix) for mix in mixes}
    futures = range(min(AFTER, problem.request.futures))
    return afterwards(scenarios, problem.scenario, problem.targets, asking, futures, sample)


def _seen(found: Binding, shown: Sequence[Named], asked: float) -> Binding:
    """What binds, with no target called out of reach that plan or mixes reach in the shared futures."""
    most = {one.name: max(mix.targets[one.name].share for mix in shown) for one, _ in found.beyond}
    beyond = ((one, max(share, most[one.name])) for one, share in found.beyond)
    return replace(found, beyond=tuple((one, share) for one, share in beyond if share < asked))


def _affordable(problem: Problem, tried: Iterable[Trial]) -> None:
    """Make sure that one of the mixes keeps the budget.

    Raises:
        results.report.answer.QuestionError: If none does.
    """
    assert problem.budget is not None
    least_spent = min(one.cost for one in tried)
    if least_spent > problem.budget:
        poor = Text(
            "a budget of {budget:.4g} yuan pays for no mix within the limits: "
            "the cheapest costs {least:.4g} yuan over the plan",
            "预算{budget:.4g}元不足以支付限制内的任何组合：最便宜的组合在方案期内需{least:.4g}元",
        )
        raise QuestionError(fill(poor, budget=problem.budget, least=least_spent))
