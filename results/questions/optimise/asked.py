"""What an optimisation is asked for, held against its scenario; everything that is wrong is told at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import TYPE_CHECKING

from resettle.results.judge.outcomes import Outcome, choose, outcomes
from resettle.results.questions.optimise.goal import Goal
from resettle.results.questions.optimise.space import Space, steps
from resettle.results.report.answer import QuestionError
from resettle.results.text.settings import month_of
from resettle.scenarios.paths import Input, PathError, changed, find, inputs_of
from resettle.scenarios.problems import hint, listed

if TYPE_CHECKING:
    from resettle.scenarios import Scenario

TRIALS, PILOT, FUTURES, CHECKED, TESTED = 100, 200, 25, 100, 200
"""Mixes tried; futures of the pilot and of each trial, fresh ones of each check, and others of each test."""

MOST = 4.0
"""Upper bounds where none are named, as multiples of what the plan states."""

COUNTLESS = ("share", "yuan", "multiple", "index", "factor")
"""First part of units in which no whole things are counted."""

UNITS = {"": 1.0, "万": 1e4, "亿": 1e8, "m": 1e6, "bn": 1e9}
"""What may stand behind an amount."""

_RANGE = re.compile(r"(?P<path>[^=]+)=(?P<low>[^=]+?)\.\.(?P<high>[^=]+)")


@dataclass(frozen=True)
class Wish:
    """What is asked for, as it is written on a command line.

    Attributes:
        targets: Names of targets; empty for those of income, or all if there are none.
        probability: Probability that all of them must be met with.
        vary: `PATH=LOW..HIGH`.
        keep: Levers that stay as they are stated.
        budget: Most that may be spent, in yuan; empty to look for the cheapest.
        most: Upper bounds that are not named, as multiples of what the plan states.
        trials: Mixes that are tried.
        tested: Futures in which the mixes that are named are tested.
    """

    targets: tuple[str, ...] = ()
    probability: float = 0.9
    vary: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    budget: str = ""
    most: float = MOST
    trials: int = TRIALS
    tested: int = TESTED


@dataclass(frozen=True)
class Problem:
    """An optimisation that can be made.

    Attributes:
        scenario: The plan.
        targets: What must be met, all in one future.
        goal: What is looked for.
        inputs: The numbers that are chosen.
        space: What each may be.
        trials: Mixes that are tried.
        tested: Futures in which the mixes that are named are tested.
        most: Upper bounds that were not named, as multiples of what the plan states.
    """

    scenario: Scenario
    targets: tuple[Outcome, ...]
    goal: Goal
    inputs: tuple[Input, ...]
    space: Space
    trials: int
    tested: int
    most: float = MOST

    @property
    def order(self) -> list[int]:
        """Places of the numbers in the order in which they are set: those of later months come later."""
        return sorted(range(len(self.inputs)), key=lambda place: month_of(self.inputs[place].path))


def problem(scenario: Scenario, wish: Wish) -> Problem:
    """Hold what is asked for against a scenario.

    Raises:
        results.report.answer.QuestionError: With all that is wrong, a line each.
    """
    wrong: list[str] = []
    targets = _targets(scenario, wish.targets, wrong)
    if not 0.0 < wish.probability < 1.0:
        wrong.append(
            f"a probability lies between 0 and 1, and {wish.probability:g} does not; write 0.9 for 90 %"
        )
    if not (isfinite(wish.most) and wish.most > 0.0):
        wrong.append(f"upper bounds are {wish.most:g} times what the plan states; it must be above 0")
    budget = _budget(wish.budget, wrong)
    inputs, levels = _chosen(scenario, wish, wrong)
    if not wrong and not any(len(own) > 1 for own in levels):
        wrong.append("every number is fixed, so that there is nothing to choose; give --vary a wider range")
    fewest = 2 * sum(len(own) > 1 for own in levels) + 5
    if not wrong and wish.trials < fewest:
        wrong.append(f"--trials is {wish.trials}; {fewest} are needed to see each number by itself")
    if wrong:
        raise QuestionError("\n".join(wrong))
    space = Space.of(levels, [one.central for one in inputs])
    goal = Goal(wish.probability, budget)
    return Problem(scenario, tuple(targets), goal, tuple(inputs), space, wish.trials, wish.tested, wish.most)


def _targets(scenario: Scenario, names: Sequence[str], wrong: list[str]) -> list[Outcome]:
    if not names:
        income = [target.name for target in scenario.targets.values() if target.indicator == "income"]
        names = income or list(scenario.targets)
        if not names:
            wrong.append(f"{scenario.name} has no targets, so that nothing can be reached")
    found = []
    for name in dict.fromkeys(names):
        known = outcomes(scenario).get(name)
        if known is None or known.met is None:
            what = "is no target" if known is None else "has no bound to be met; it is no target"
            there = f"{listed(scenario.targets)}{hint(name, scenario.targets)}"
            wrong.append(f"'{name}' {what} of {scenario.name}; its targets are {there}")
        else:
            found += choose(scenario, [name])
    return found


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


def _chosen(scenario: Scenario, wish: Wish, wrong: list[str]) -> tuple[list[Input], list[tuple[float, ...]]]:
    """The numbers that are chosen, with the steps of each."""
    ranges: dict[str, tuple[Input, float, float]] = {}
    scales = [one for one in inputs_of(scenario).values() if one.scale]
    known = [one.lever for one in scales]
    wrong += [
        f"{scenario.name} has no lever {name} in force; it has {listed(known)}{hint(name, known)}"
        for name in dict.fromkeys(wish.keep)
        if name not in known
    ]
    for one in scales:
        if one.lever not in wish.keep and one.central > 0.0:
            ranges[one.path] = one, max(0.0, one.lowest), min(one.highest, max(wish.most, 0.0) * one.central)
    for text in wish.vary:
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
    """Whether a number counts whole things: seats, posts, places, projects."""
    return one.whole or (one.scale and one.unit.partition("/")[0] not in COUNTLESS)


def _override(
    scenario: Scenario, text: str, ranges: dict[str, tuple[Input, float, float]], wrong: list[str]
) -> None:
    """Put the range of one `--vary` in the place of what is chosen by default."""
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
