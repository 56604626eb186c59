"""Numbers of a scenario by their path: what can be set, how far it may go, and the scenario with it set.

A lever's setting holds from the first month of the plan on, or from a month in brackets; see
`scenarios.value_path` for how paths are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from resettle.model.months import month_of
from resettle.model.text import Text, both, fill, lines
from resettle.scenarios.catalogue import lever_classes
from resettle.scenarios.problems import Problems, hint, listed, shown
from resettle.scenarios.rules.together import check_point
from resettle.scenarios.settable import (
    BEHAVIOUR,
    FACTOR,
    GROWTH,
    MEASURES,
    VALUE,
    Input,
    PathError,
    inputs_of,
    of_behaviour,
    of_lever,
    of_value,
)
from resettle.scenarios.types import SECTIONS, Source, Value, WindowSpec
from resettle.scenarios.value_path import LeverPath

if TYPE_CHECKING:
    from resettle.scenarios.posterior import Posterior
    from resettle.scenarios.scenario import Scenario

__all__ = [
    "BEHAVIOUR",
    "FACTOR",
    "GROWTH",
    "MEASURES",
    "VALUE",
    "Input",
    "PathError",
    "changed",
    "find",
    "inputs_of",
    "possible",
]

SET_HERE = Text("set for this question", "为本次提问设定")
"""Note of a value that is set for the runs of a question."""


def find(scenario: Scenario, path: str, posterior: Posterior | None = None, prior: bool = False) -> Input:
    """The number of a path.

    Raises:
        PathError: If there is none, or it cannot be set; the nearest one is named.
    """
    lever = LeverPath.of(path)
    plain = path if lever is None else lever.undated
    for one in _near(scenario, plain, posterior, prior):
        if one.path == plain:
            if lever is not None and lever.month is not None:
                _month(scenario, path, lever.month)
            return one if path == plain else replace(one, path=path)
    raise PathError(_why_not(scenario, path, inputs_of(scenario, posterior, prior), posterior))


def _near(scenario: Scenario, path: str, posterior: Posterior | None, prior: bool) -> Iterator[Input]:
    """The numbers that stand where a path points to: those of one value, lever or fit."""
    section, _, rest = path.partition(".")
    name = rest.partition(".")[0]
    if section == BEHAVIOUR and posterior is not None:
        yield from of_behaviour(scenario, posterior, prior)
    elif section == "levers" and name in scenario.levers:
        yield from of_lever(scenario, scenario.levers[name])
    elif section in SECTIONS and name in getattr(scenario, section):
        stem = f"{section}.{name}"
        if posterior is None or stem not in posterior.paths:
            yield from of_value(scenario, stem, getattr(scenario, section)[name], SECTIONS[section][name])


def _why_not(scenario: Scenario, path: str, known: Mapping[str, Input], posterior: Posterior | None) -> Text:
    stem = ".".join(path.split(".")[:2])
    if posterior is not None and stem in posterior.paths:
        names = listed(f"{BEHAVIOUR}.{one.name}" for one in posterior.adjustments if one.path == stem)
        return both(
            "{path} is fitted behaviour; set {names}", "{path}由校准得出；请设{names}", path=path, names=names
        )
    section, _, name = stem.partition(".")
    if section == BEHAVIOUR and posterior is None:
        return Text(
            f"{path} is fitted behaviour, which no scenario states; a sweep can vary it",
            f"{path}由校准得出，方案中不写明；可在参数扫描中变动",
        )
    if section in SECTIONS and name in SECTIONS[section] and SECTIONS[section][name].total is not None:
        return Text(
            f"{path} is a distribution that adds up to a whole; it cannot be set by one number",
            f"{path}是一个合计为1的分布，不能用一个数设定",
        )
    if path.startswith(("targets.", "standards.")):
        return Text(
            f"{path} is what a run is judged by, not something that moves it",
            f"{path}用于判定模拟结果，不影响模拟",
        )
    if section == "levers" and name.partition("[")[0] in lever_classes():
        lever = name.partition("[")[0]
        own = [one for one in known if one.startswith(f"levers.{lever}.")]
        if not own:
            return Text(
                f"{scenario.name} has no lever {lever} in force in its plan; {path} cannot be set",
                f"{scenario.name}在方案期内没有实施措施{lever}，不能设定{path}",
            )
        return both(
            "no value {path}; {lever} has {names}{hint}",
            "没有取值{path}；{lever}有{names}{hint}",
            path=path,
            lever=lever,
            names=listed(one.rpartition(".")[2] for one in own),
            hint=hint(path, own),
        )
    return both(
        "{name} has no value {path}{hint}",
        "{name}没有取值{path}{hint}",
        name=scenario.name,
        path=path,
        hint=hint(path, known),
    )


def possible(scenario: Scenario, values: Mapping[str, float]) -> None:
    """Make sure that numbers can be set, and that the scenario that they make could stand in a file.

    Within the ranges that it states it does, as was found out when it was read.

    Raises:
        PathError: With a line for each path or number that is wrong, and for each rule that is broken.
    """
    made = changed(scenario, values)
    problems = Problems()
    beyond = [path for path, number in values.items() if not _stated(scenario, path, number)]
    if beyond:
        check_point(made, beyond, problems)
    if problems:
        raise PathError(lines(list(dict.fromkeys(problem.message for problem in problems.sorted()))))


def _stated(scenario: Scenario, path: str, number: float) -> bool:
    """Whether a number lies within the range that a scenario states."""
    one = find(scenario, path)
    return one.low is not None and one.high is not None and one.low <= number <= one.high


def changed(scenario: Scenario, values: Mapping[str, float], note: Text = SET_HERE) -> Scenario:
    """A scenario with numbers set; a number that is set is decided, and so no longer drawn.

    What holds for less is set later: a part after its whole mapping, a later month after an earlier one.

    Args:
        scenario: The scenario.
        values: Numbers by path, each in the measure of its input; none of fitted behaviour.
        note: What is said of each value that is set, in both languages.

    Raises:
        PathError: If paths name nothing that can be set, or cannot take their numbers; a line for each.
    """
    made = scenario
    wrong: list[Text] = []
    for path, number in sorted(values.items(), key=_order):
        try:
            one = find(scenario, path)
            one.check(number)
            set_ = _set_lever if one.lever else _set_value
            made = set_(made, one, float(number), note)
        except PathError as error:
            wrong.append(error.text)
    if wrong:
        raise PathError(lines(wrong))
    return made


def _decided(value: Value, number: float | dict[str, float], note: Text) -> Value:
    return Value(number, value.unit, Source("assumed"), value.where, note=note)


def _order(item: tuple[str, float]) -> tuple[str, str]:
    lever = LeverPath.of(item[0])
    return (lever.month or "") if lever is not None else "", item[0]


def _set_value(scenario: Scenario, one: Input, number: float, note: Text) -> Scenario:
    section, name, *part = one.path.split(".")
    values: dict[str, Value] = getattr(scenario, section)
    value = values[name]
    new: float | dict[str, float]
    if part:
        new = value.parts | {part[0]: number}
    elif one.measure == VALUE:
        new = number
    elif one.measure == FACTOR:
        new = {key: number * old for key, old in value.parts.items()}
    else:
        first = scenario.grows_after(value)
        new = {year: old * (1.0 + number) ** max(int(year) - first, 0) for year, old in value.parts.items()}
    return replace(scenario, **{section: values | {name: _decided(value, new, note)}})  # type: ignore[arg-type]


def _month(scenario: Scenario, path: str, text: str) -> int:
    """Month of a path, counted from January of the base year.

    Raises:
        PathError: If it is no month of the plan.
    """
    period = scenario.period
    month = month_of(text)
    if month is not None and period.start <= month - period.base_year * 12 <= period.end:
        return month - period.base_year * 12
    first, last = period.label(period.start), period.label(period.end)
    raise PathError(
        both(
            "{path}: {text} is no month of the plan; write one from {first} to {last}",
            "{path}：{text}不是方案期内的月份；请写{first}至{last}之间的月份",
            path=path,
            text=shown(text),
            first=first,
            last=last,
        )
    )


def _set_lever(scenario: Scenario, one: Input, number: float, note: Text) -> Scenario:
    path = LeverPath.of(one.path)
    assert path is not None
    lever = scenario.levers[path.lever]
    month = scenario.period.start if path.month is None else _month(scenario, one.path, path.month)
    pieces = [piece for window in lever.windows for piece in cut(window, month)]
    new = tuple(
        piece if piece.start < month else _with_setting(piece, path.setting, number, note) for piece in pieces
    )
    if all(piece.start < month or (lever.stop is not None and piece.start >= lever.stop) for piece in new):
        ended = Text(
            "{path}: {lever} has no window in force from then on", "{path}：此后{lever}没有实施的时段"
        )
        raise PathError(fill(ended, path=one.path, lever=lever.name))
    return replace(scenario, levers=scenario.levers | {lever.name: replace(lever, windows=new)})


def cut(window: WindowSpec, month: int) -> Iterator[WindowSpec]:
    """A window, in two if a month lies inside it."""
    if window.start < month <= window.end:
        yield replace(window, end=month - 1)
        yield replace(window, start=month)
    else:
        yield window


def _with_setting(window: WindowSpec, setting: str, number: float, note: Text) -> WindowSpec:
    """A window with a number set, if it has such a setting."""
    old = window.values.get(setting)
    if old is None:
        return window
    new = _decided(old, number, note)
    if setting == "budget":
        return replace(window, budget=new)
    return replace(window, settings={**window.settings, setting: new})
