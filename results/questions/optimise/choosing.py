"""Which settings a mix chooses, and how far each goes: by the status of its lever, or by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

from resettle.model.inputs import CAPACITY, ENTITLEMENT, FREE, STATUTORY
from resettle.model.text import Text, both, fill
from resettle.results.questions.optimise.choice import (
    MOST,
    YEARLY,
    Choice,
    NoSteps,
    ends_before_changes,
    fixed,
    ramp,
)
from resettle.scenarios.catalogue import lever_classes
from resettle.scenarios.scaling import status_of

if TYPE_CHECKING:
    from resettle.scenarios import Scenario
    from resettle.scenarios.paths import Input

COUNTLESS = ("share", "yuan", "multiple", "index", "factor")
"""First part of units in which no whole things are counted."""

_RANGE = re.compile(r"(?P<path>[^=]+)=(?P<low>[^=]+?)\.\.(?P<high>[^=]+)")


def is_rate(one: Input) -> bool:
    """Whether rules set it, so that it is no choice of a plan's."""
    return one.path.rpartition(".")[2] in lever_classes()[one.lever].rates


def chosen(
    scenario: Scenario, vary: Sequence[str], keep: Sequence[str], most: float | None, wrong: list[Text]
) -> list[Choice]:
    """The settings that are chosen.

    Args:
        scenario: The plan.
        vary: Bounds of settings, each `PATH=LOW..HIGH`.
        keep: Levers that stay as they are.
        most: Upper bounds of levers of capacity, in multiples of the plan; `None` for what a status allows.
        wrong: Takes what is wrong.
    """
    from resettle.scenarios.paths import inputs_of
    from resettle.scenarios.problems import hint, listed

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
        for name in dict.fromkeys(keep)
        if name not in known
    ]
    made = {
        one.path: choice
        for one in scales
        if one.lever not in keep and one.central > 0.0
        for choice in [by_status(one, status_of(scenario, one.lever), most)]
        if choice is not None and not (choice.ramped and ends_before_changes(scenario.period))
    }
    for text in vary:
        _override(scenario, text, made, wrong)
    return list(made.values())


def by_status(one: Input, status: str, most: float | None = None) -> Choice | None:
    """What may be chosen of a lever of some status; `None` if nothing."""
    if status == ENTITLEMENT:
        return None
    if status == FREE or (status == CAPACITY and most is not None):
        high = min(one.highest, (MOST if most is None else most) * one.central)
        return fixed(one, status, max(0.0, one.lowest), high, counted(one))
    room = YEARLY if one.central < one.highest else 0.0
    if status == STATUTORY:
        return ramp(one, status, 0.0, room) if room else None
    return ramp(one, status, -YEARLY, room)


def counted(one: Input) -> bool:
    """Whether a setting counts whole things: seats, posts, vacancies, projects."""
    return one.whole or (one.scale and one.unit.partition("/")[0] not in COUNTLESS)


def _override(scenario: Scenario, text: str, made: dict[str, Choice], wrong: list[Text]) -> None:
    """Put the range of one `--vary` in place of what the status of its lever allows."""
    from resettle.scenarios.paths import PathError, find, possible
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
        for end in (low, high):
            if not one.lowest <= end <= one.highest:
                one.check(end)
            possible(scenario, {path: one.allowed(float(round(end)) if one.whole else end)})
    except PathError as error:
        wrong.append(error.text)
        return
    try:
        choice = fixed(one, status_of(scenario, one.lever), low, high, counted(one))
    except NoSteps as empty:
        first = Text("{path}: {empty}; the lower end comes first", "{path}：{empty}；应先写下限")
        wrong.append(fill(first, path=path, empty=empty.text))
        return
    if one.scale:
        made.pop(f"levers.{one.lever}.{lever_classes()[one.lever].scale}", None)
    made[path] = choice
