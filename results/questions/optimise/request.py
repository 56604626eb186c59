"""What an optimisation is asked for, with the defaults of the command and of the library, checked at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import TYPE_CHECKING

from resettle.model.text import Piece, Text, both, fill, lines

if TYPE_CHECKING:
    from resettle.results.judge.outcomes import Outcome
    from resettle.results.questions.optimise.goal import Goal, Space
    from resettle.scenarios import Scenario
    from resettle.scenarios.paths import Input

COUNTLESS = ("share", "yuan", "multiple", "index", "factor")
"""First part of units in which no whole things are counted."""

UNITS = {"": 1.0, "万": 1e4, "亿": 1e8, "m": 1e6, "bn": 1e9}
"""What may stand behind an amount."""

_RANGE = re.compile(r"(?P<path>[^=]+)=(?P<low>[^=]+?)\.\.(?P<high>[^=]+)")


@dataclass(frozen=True)
class Request:
    """A search for the cheapest mix of a plan's levers, or for the best that a budget buys.

    Attributes:
        scenario: The plan.
        targets: Names of targets; empty for the outcome targets of income, or all outcome targets if there
            are none.
        probability: Probability that all of them must be met with.
        vary: Bounds of settings, each `PATH=LOW..HIGH`.
        keep: Levers that stay as they are in the plan.
        budget: Most that may be spent, in yuan (`4.7e9`, `4.7bn`, `47亿`); empty to look for the cheapest.
        most: Upper bounds that are not named, as multiples of the plan.
        trials: Mixes that are tried.
        tested: Futures in which the mixes that are named are tested.
    """

    scenario: Scenario
    targets: Sequence[str] = ()
    probability: float = 0.9
    vary: Sequence[str] = ()
    keep: Sequence[str] = ()
    budget: str = ""
    most: float = 4.0
    trials: int = 100
    tested: int = 200


@dataclass(frozen=True)
class Problem:
    """An optimisation that can be made.

    Attributes:
        request: What was asked for.
        targets: What must be met, all in one future.
        goal: What is looked for.
        inputs: The settings that are chosen.
        space: What each may be.
    """

    request: Request
    targets: tuple[Outcome, ...]
    goal: Goal
    inputs: tuple[Input, ...]
    space: Space

    @property
    def scenario(self) -> Scenario:
        """The plan."""
        return self.request.scenario


def checked(request: Request) -> Problem:
    """Check a request against its scenario.

    Raises:
        results.report.answer.QuestionError: With all that is wrong, a line each.
    """
    from resettle.results.questions.optimise.goal import Goal, Space
    from resettle.results.report.answer import QuestionError

    wrong: list[Text] = []
    targets = _targets(request, wrong)
    if not 0.0 < request.probability < 1.0:
        beyond = Text(
            "a probability lies between 0 and 1, and {given:g} does not; write 0.9 for 90 %",
            "概率应在0与1之间，不能为{given:g}；90%写作0.9",
        )
        wrong.append(fill(beyond, given=request.probability))
    if not (isfinite(request.most) and request.most > 0.0):
        most = Text(
            "upper bounds are {most:g} times the plan; it must be above 0", "上限倍数为{most:g}，应大于0"
        )
        wrong.append(fill(most, most=request.most))
    budget = _budget(request.budget, wrong)
    inputs, levels = _chosen(request, wrong)
    if not wrong and not any(len(own) > 1 for own in levels):
        fixed = Text(
            "every number is fixed, so that there is nothing to choose; give --vary a wider range",
            "全部数值都已固定，无可选择；请用--vary放宽范围",
        )
        wrong.append(fixed)
    fewest = 2 * sum(len(own) > 1 for own in levels) + 5
    if not wrong and request.trials < fewest:
        few = Text(
            "--trials is {trials}; {fewest} are needed to see each number by itself",
            "--trials为{trials}；逐一考察各数值至少需要{fewest}次",
        )
        wrong.append(fill(few, trials=request.trials, fewest=fewest))
    if wrong:
        raise QuestionError(lines(wrong))
    space = Space.of(levels, [one.central for one in inputs])
    return Problem(request, tuple(targets), Goal(request.probability, budget), tuple(inputs), space)


def _targets(request: Request, wrong: list[Text]) -> list[Outcome]:
    from resettle.results.judge.outcomes import outcomes
    from resettle.results.judge.readings import INCOMES
    from resettle.scenarios.problems import hint, listed, shown
    from resettle.scenarios.types import OUTCOME

    scenario, names = request.scenario, request.targets
    if not names:
        aims = [target for target in scenario.targets.values() if target.role == OUTCOME]
        names = [one.name for one in aims if one.indicator in INCOMES] or [one.name for one in aims]
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


def _chosen(request: Request, wrong: list[Text]) -> tuple[list[Input], list[tuple[float, ...]]]:
    """The settings that are chosen, with the steps of each."""
    from resettle.results.questions.optimise.goal import NoSteps, steps
    from resettle.scenarios.paths import inputs_of
    from resettle.scenarios.problems import hint, listed

    scenario, most = request.scenario, max(request.most, 0.0)
    ranges: dict[str, tuple[Input, float, float]] = {}
    scales = [one for one in inputs_of(scenario).values() if one.scale]
    known = [one.lever for one in scales]
    wrong += [
        both(
            "{scenario} has no lever {name} in force; it has {levers}{hint}",
            "{scenario}没有实施措施{name}；现有{levers}{hint}",
            scenario=scenario.name,
            name=name,
            levers=listed(known),
            hint=hint(name, known),
        )
        for name in dict.fromkeys(request.keep)
        if name not in known
    ]
    for one in scales:
        if one.lever not in request.keep and one.central > 0.0:
            ranges[one.path] = one, max(0.0, one.lowest), min(one.highest, most * one.central)
    for text in request.vary:
        _override(scenario, text, ranges, wrong)
    inputs, levels = [], []
    for one, low, high in ranges.values():
        try:
            own = steps(low, high, one.central, counted(one))
        except NoSteps as empty:
            wrong.append(
                both(
                    "{path}: {empty}; the lower end comes first",
                    "{path}：{empty}；应先写下限",
                    path=one.path,
                    empty=empty.text,
                )
            )
            continue
        inputs.append(one)
        levels.append(own)
    return inputs, levels


def counted(one: Input) -> bool:
    """Whether a setting counts whole things: seats, posts, vacancies, projects."""
    return one.whole or (one.scale and one.unit.partition("/")[0] not in COUNTLESS)


def _override(
    scenario: Scenario, text: str, ranges: dict[str, tuple[Input, float, float]], wrong: list[Text]
) -> None:
    """Put the range of one `--vary` in place of the default."""
    from resettle.scenarios.paths import PathError, changed, find
    from resettle.scenarios.problems import shown

    match = _RANGE.fullmatch(text.strip())
    if match is None:
        none = Text(
            "{text} is no range; write PATH=LOW..HIGH, for example {example}",
            "{text}不是范围；格式为“路径=下限..上限”，例如{example}",
        )
        wrong.append(fill(none, text=shown(text), example="levers.training_subsidy.seats=0..60000"))
        return
    path = match["path"].strip()
    try:
        low, high = float(match["low"]), float(match["high"])
        if not (isfinite(low) and isfinite(high)):
            raise ValueError
    except ValueError:
        wrong.append(
            both("{text}: both ends of a range are numbers", "{text}：范围两端都应为数字", text=shown(text))
        )
        return
    try:
        one = find(scenario, path)
        if not one.lever:
            undecided = Text(
                "{path} is nothing that a plan decides; an optimisation chooses settings of levers",
                "{path}不由方案决定；优化只选择措施的设定",
            )
            wrong.append(fill(undecided, path=path))
            return
        if low > high:
            empty = Text(
                "{path} goes from {low:g} down to {high:g}, which is empty; write the lower end first",
                "{path}由{low:g}降至{high:g}，区间为空；应先写下限",
            )
            wrong.append(fill(empty, path=path, low=low, high=high))
            return
        changed(scenario, {path: one.allowed(float(round(low)) if one.whole else low)})
        for end in (low, high):
            if not one.lowest <= end <= one.highest:
                one.check(end)
    except PathError as error:
        wrong.append(error.text)
        return
    ranges[path] = one, low, high
