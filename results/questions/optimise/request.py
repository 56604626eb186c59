"""What an optimisation is asked for, with the defaults of the command and of the library, checked at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import TYPE_CHECKING

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
        targets: Names of targets; empty for those of income, or all if there are none.
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

    wrong: list[str] = []
    targets = _targets(request, wrong)
    if not 0.0 < request.probability < 1.0:
        wrong.append(
            f"a probability lies between 0 and 1, and {request.probability:g} does not; write 0.9 for 90 %"
        )
    if not (isfinite(request.most) and request.most > 0.0):
        wrong.append(f"upper bounds are {request.most:g} times the plan; it must be above 0")
    budget = _budget(request.budget, wrong)
    inputs, levels = _chosen(request, wrong)
    if not wrong and not any(len(own) > 1 for own in levels):
        wrong.append("every number is fixed, so that there is nothing to choose; give --vary a wider range")
    fewest = 2 * sum(len(own) > 1 for own in levels) + 5
    if not wrong and request.trials < fewest:
        wrong.append(f"--trials is {request.trials}; {fewest} are needed to see each number by itself")
    if wrong:
        raise QuestionError("\n".join(wrong))
    space = Space.of(levels, [one.central for one in inputs])
    return Problem(request, tuple(targets), Goal(request.probability, budget), tuple(inputs), space)


def _targets(request: Request, wrong: list[str]) -> list[Outcome]:
    from resettle.results.judge.outcomes import outcomes
    from resettle.results.judge.readings import INCOMES
    from resettle.scenarios.problems import hint, listed

    scenario, names = request.scenario, request.targets
    if not names:
        income = [target.name for target in scenario.targets.values() if target.indicator in INCOMES]
        names = income or list(scenario.targets)
        if not names:
            wrong.append(f"{scenario.name} has no targets, so that nothing can be reached")
    known = outcomes(scenario)
    chosen = []
    for name in dict.fromkeys(names):
        one = known.get(name)
        if one is None or one.met is None:
            what = "is no target" if one is None else "has no bound to be met; it is no target"
            there = f"{listed(scenario.targets)}{hint(name, scenario.targets)}"
            wrong.append(f"'{name}' {what} of {scenario.name}; its targets are {there}")
        else:
            chosen.append(one)
    return chosen


def _budget(text: str, wrong: list[str]) -> float | None:
    if not text:
        return None
    match = re.fullmatch(r"(?P<number>[\d.,]+(e\+?\d+)?)\s*(?P<unit>\D*)", text.strip().lower())
    try:
        if match is None or match["unit"] not in UNITS:
            raise ValueError
        amount = float(match["number"].replace(",", "")) * UNITS[match["unit"]]
    except ValueError:
        wrong.append(f"a budget is an amount of yuan, and '{text}' is none; write 4.7e9, 4.7bn or 47亿")
        return None
    if not 0.0 < amount < inf:
        wrong.append(f"a budget is above 0 yuan, and '{text}' is not")
    return amount


def _chosen(request: Request, wrong: list[str]) -> tuple[list[Input], list[tuple[float, ...]]]:
    """The settings that are chosen, with the steps of each."""
    from resettle.results.questions.optimise.goal import steps
    from resettle.scenarios.paths import inputs_of
    from resettle.scenarios.problems import hint, listed

    scenario, most = request.scenario, max(request.most, 0.0)
    ranges: dict[str, tuple[Input, float, float]] = {}
    scales = [one for one in inputs_of(scenario).values() if one.scale]
    known = [one.lever for one in scales]
    wrong += [
        f"{scenario.name} has no lever {name} in force; it has {listed(known)}{hint(name, known)}"
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
        except ValueError as empty:
            wrong.append(f"{one.path}: {empty}; the lower end comes first")
            continue
        inputs.append(one)
        levels.append(own)
    return inputs, levels


def counted(one: Input) -> bool:
    """Whether a setting counts whole things: seats, posts, vacancies, projects."""
    return one.whole or (one.scale and one.unit.partition("/")[0] not in COUNTLESS)


def _override(
    scenario: Scenario, text: str, ranges: dict[str, tuple[Input, float, float]], wrong: list[str]
) -> None:
    """Put the range of one `--vary` in place of the default."""
    from resettle.scenarios.paths import PathError, changed, find

    match = _RANGE.fullmatch(text.strip())
    if match is None:
        example = "levers.training_subsidy.seats=0..60000"
        wrong.append(f"'{text}' is no range; write PATH=LOW..HIGH, for example {example}")
        return
    path = match["path"].strip()
    try:
        low, high = float(match["low"]), float(match["high"])
        if not (isfinite(low) and isfinite(high)):
            raise ValueError
    except ValueError:
        wrong.append(f"'{text}': both ends of a range are numbers")
        return
    try:
        one = find(scenario, path)
        if not one.lever:
            wrong.append(f"{path} is nothing that a plan decides; an optimisation chooses settings of levers")
            return
        if low > high:
            wrong.append(
                f"{path} goes from {low:g} down to {high:g}, which is empty; write the lower end first"
            )
            return
        changed(scenario, {path: one.allowed(float(round(low)) if one.whole else low)})
        for end in (low, high):
            if not one.lowest <= end <= one.highest:
                one.check(end)
    except PathError as error:
        wrong.append(str(error))
        return
    ranges[path] = one, low, high
