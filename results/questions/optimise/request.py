"""What an optimisation is asked for, with the defaults of the command and of the library, checked at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from resettle.model.text import Piece, Text, both, fill

if TYPE_CHECKING:
    from resettle.results.judge.outcomes import Outcome
    from resettle.results.questions.optimise.choice import Choice, Mix
    from resettle.scenarios import Scenario
    from resettle.scenarios.paths import Input

UNITS = {"": 1.0, "万": 1e4, "亿": 1e8, "m": 1e6, "bn": 1e9}
"""What may stand behind an amount."""

MOST_TIMES = 1_000.0
"""Most times the plan that a lever may go up to."""

FEWEST = 20
"""Fewest futures of which a probability is told."""


@dataclass(frozen=True)
class Request:
    """A search for mixes of a plan's levers that an office could put before its leader.

    Attributes:
        scenario: The plan.
        targets: Names of targets; empty for all outcome targets.
        probability: Probability that all of them are to be met with.
        vary: Bounds of settings, each `PATH=LOW..HIGH`, in place of those that its lever's status sets.
        keep: Levers that stay as they are in the plan.
        budget: Most that may be spent, in yuan (`4.7e9`, `4.7bn`, `47亿`); empty for what the plan spends.
        band: How far each year's spending may be from the plan's, as a part of it.
        allow_cash: Whether more money may be handed out than a quarter of additional spending.
        harm: Whether other outcomes may get worse.
        most: Levers of capacity, and free ones, may go from nothing to so many times the plan; `None` for
            what their status allows.
        trials: Mixes that are tried.
        futures: Futures in which plan and mixes that are named are run: the first of those that all
            questions share.
    """

    scenario: Scenario
    targets: Sequence[str] = ()
    probability: float = 0.9
    vary: Sequence[str] = ()
    keep: Sequence[str] = ()
    budget: str = ""
    band: float = 0.1
    allow_cash: bool = False
    harm: bool = False
    most: float | None = None
    trials: int = 60
    futures: int = 200


@dataclass(frozen=True)
class Problem:
    """A question that can be worked on.

    Attributes:
        request: What was asked for.
        targets: What must be met, all in one future.
        budget: Most that may be spent over the plan, in yuan; `None` for what the plan spends.
        choices: The settings that are chosen.
        rates: Settings that rules set, and that `--vary` chose all the same.
    """

    request: Request
    targets: tuple[Outcome, ...]
    budget: float | None
    choices: tuple[Choice, ...]
    rates: tuple[Input, ...] = ()

    @property
    def scenario(self) -> Scenario:
        """The plan."""
        return self.request.scenario

    @property
    def planned(self) -> Mix:
        """The mix that is the plan."""
        return tuple(choice.planned for choice in self.choices)

    @property
    def least(self) -> Mix:
        """The mix of the lowest step of every setting."""
        return tuple(choice.first for choice in self.choices)

    @property
    def free(self) -> tuple[int, ...]:
        """Positions of the settings that leave a choice."""
        return tuple(position for position, choice in enumerate(self.choices) if choice.free)


def checked(request: Request) -> Problem:
    """Check a request against its scenario.

    Raises:
        results.report.answer.QuestionError: With all that is wrong, a line each.
    """
    from resettle.results.questions.optimise.choosing import chosen, is_rate
    from resettle.results.report.answer import refuse

    wrong: list[Text] = []
    targets = _targets(request, wrong)
    _numbers(request, wrong)
    budget = _budget(request.budget, wrong)
    most = None if wrong else request.most  # what is wrong with it has been said
    choices = chosen(request.scenario, request.vary, request.keep, most, wrong)
    if not wrong:
        _attainable(request.scenario, choices, wrong)
    free = [one for one in choices if one.free]
    if not wrong and not free:
        wrong.append(_nothing_to_choose(request.scenario))
    fewest = 1 + sum(len(one.ends) for one in free) + 4
    if not wrong and request.trials < fewest:
        few = Text(
            "--trials is {trials}; {fewest} are needed to see each number by itself",
            "--trials为{trials}；逐一考察各数值至少需要{fewest}次",
        )
        wrong.append(fill(few, trials=request.trials, fewest=fewest))
    refuse(wrong)
    varied = {text.partition("=")[0].strip() for text in request.vary}
    rates = tuple(one.one for one in free if one.one.path in varied and is_rate(one.one))
    return Problem(request, tuple(targets), budget, tuple(choices), rates)


def _nothing_to_choose(scenario: Scenario) -> Text:
    """Why every number is as planned."""
    from resettle.results.questions.optimise.choice import DELAY, ends_before_changes

    if not any(spec.in_force for spec in scenario.levers.values()):
        return both(
            "{name} has no lever in force, so that there is nothing to choose; optimise a plan with levers",
            "{name}没有实施任何措施，无可选择；请对有措施的方案求最优",
            name=scenario.name,
        )
    if ends_before_changes(scenario.period):
        return both(
            "{name} ends before changes of capacity begin, {delay} months after its begin, so that there is "
            "nothing to choose; give --vary a range for numbers that hold from the begin",
            "{name}在实施能力的调整到位（开始后{delay}个月）之前即已结束，无可选择；可用--vary给出自开始起执行的数值范围",
            name=scenario.name,
            delay=DELAY,
        )
    return Text(
        "every number is fixed, so that there is nothing to choose; give --vary a wider range",
        "全部数值都已固定，无可选择；请用--vary放宽范围",
    )


def _attainable(scenario: Scenario, choices: Sequence[Choice], wrong: list[Text]) -> None:
    """Whether the plan with all choices at their highest could stand in a file."""
    from resettle.scenarios.paths import PathError, possible

    try:
        fixed = [one for one in choices if not one.ramped]
        possible(scenario, {one.one.path: one.one.allowed(one.levels[one.last]) for one in fixed})
    except PathError as error:
        wrong.append(error.text)


def _numbers(request: Request, wrong: list[Text]) -> None:
    """What is wrong with numbers that stand alone."""
    if not 0.0 < request.probability < 1.0:
        beyond = Text(
            "a probability lies between 0 and 1, and {given:g} does not; write 0.9 for 90 %",
            "概率应在0与1之间，不能为{given:g}；90%写作0.9",
        )
        wrong.append(fill(beyond, given=request.probability))
    if not 0.0 <= request.band <= 1.0:
        band = Text(
            "the band is {given:g} of a year's spending; it must lie between 0 and 1; write 0.1 for 10 %",
            "各年支出浮动幅度为{given:g}，应在0与1之间；10%写作0.1",
        )
        wrong.append(fill(band, given=request.band))
    if request.most is not None and not 0.0 < request.most <= MOST_TIMES:
        most = Text(
            "upper bounds are {most:g} times the plan; it must be above 0 and at most {times:,.0f}",
            "上限倍数为{most:g}，应大于0且不大于{times:,.0f}",
        )
        wrong.append(fill(most, most=request.most, times=MOST_TIMES))
    if request.futures < FEWEST:
        few = Text(
            "{given} futures are too few to tell a probability; at least {fewest} are run",
            "{given}个未来情形不足以判断概率；至少{fewest}个",
        )
        wrong.append(fill(few, given=request.futures, fewest=FEWEST))


def _targets(request: Request, wrong: list[Text]) -> list[Outcome]:
    from resettle.results.judge.outcomes import outcomes
    from resettle.scenarios.problems import hint, listed, shown
    from resettle.scenarios.types import OUTCOME

    scenario, names = request.scenario, request.targets
    if not names:
        names = [one.name for one in scenario.targets.values() if one.role == OUTCOME]
        if not names:
            none = Text(
                "{name} has no outcome target, so that nothing can be reached; name tasks with --target",
                "{name}没有成效指标，无所谓达标；任务量指标请用--target指定",
            )
            wrong.append(fill(none, name=scenario.name))
    known = outcomes(scenario)
    chosen = []
    for name in dict.fromkeys(names):
        one = known.get(name)
        if one is None or one.met is None:
            what = Text("is no target", "不是目标")
            if one is not None:
                what = Text("has no bound to be met; it is no target", "没有目标值，不是目标")
            unknown = Text(
                "{target} {what} of {name}; its targets are {targets}{hint}",
                "{name}的{target}{what}；其目标有{targets}{hint}",
            )
            targets, near = listed(scenario.targets), hint(name, scenario.targets)
            pieces: dict[str, Piece] = {"target": shown(name), "what": what, "targets": targets, "hint": near}
            wrong.append(fill(unknown, name=scenario.name, **pieces))
        else:
            chosen.append(one)
    return chosen


def _budget(text: str, wrong: list[Text]) -> float | None:
    from resettle.scenarios.problems import shown

    if not text:
        return None
    match = re.fullmatch(r"(?P<number>[\d.,]+(e\+?\d+)?)\s*(?P<unit>\D*)", text.strip().lower())
    try:
        if match is None or match["unit"] not in UNITS:
            raise ValueError
        amount = float(match["number"].replace(",", "")) * UNITS[match["unit"]]
    except ValueError:
        none = Text(
            "a budget is an amount of yuan, and {text} is none; write 4.7e9, 4.7bn or 47亿",
            "预算应为金额（元），{text}不是；可写4.7e9、4.7bn或47亿",
        )
        wrong.append(fill(none, text=shown(text)))
        return None
    if not 0.0 < amount < inf:
        wrong.append(
            both(
                "a budget is above 0 yuan, and {text} is not", "预算应大于0元，不能为{text}", text=shown(text)
            )
        )
    return amount
