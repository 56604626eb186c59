"""Numbers of a scenario by their path: what can be set, how far it may go, and the scenario with it set.

A path is written as in a scenario file, with dots: `parameters.slack`, `levers.training_subsidy.seats`,
`levers.monitoring.budget`, `series.local_wage`, one part of a mapping as `parameters.taste.in_province`. A
lever's setting holds from the first month of the plan on, or from a month in brackets:
`levers.training_subsidy[2023-01].seats`. Fitted behaviour is `behaviour.<name>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from resettle.scenarios.catalogue import levers as lever_classes
from resettle.scenarios.problems import hint, listed
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
from resettle.scenarios.types import SECTIONS, Source, Value, Window

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
]

_LEVER = re.compile(r"levers\.(?P<lever>\w+)(\[(?P<month>[^\]]*)\])?\.(?P<setting>\w+)")


def find(scenario: Scenario, path: str, posterior: Posterior | None = None, prior: bool = False) -> Input:
    """The number of a path.

    Raises:
        PathError: If there is none, or it cannot be set; the nearest one is named.
    """
    dated = _LEVER.fullmatch(path)
    plain = f"levers.{dated['lever']}.{dated['setting']}" if dated else path
    for one in _near(scenario, plain, posterior, prior):
        if one.path == plain:
            if dated and dated["month"] is not None:
                _month(scenario, path, dated["month"])
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


def _why_not(scenario: Scenario, path: str, held: Mapping[str, Input], posterior: Posterior | None) -> str:
    stem = ".".join(path.split(".")[:2])
    if posterior is not None and stem in posterior.paths:
        names = listed(f"{BEHAVIOUR}.{one.name}" for one in posterior.adjustments if one.path == stem)
        return f"{path} is fitted behaviour; set {names}"
    section, _, name = stem.partition(".")
    if section in SECTIONS and name in SECTIONS[section] and SECTIONS[section][name].total is not None:
        return f"{path} is a distribution that adds up to a whole; it cannot be set by one number"
    if path.startswith(("targets.", "standards.")):
        return f"{path} is what a run is held against, not something that moves it"
    if section == "levers" and name.partition("[")[0] in lever_classes():
        lever = name.partition("[")[0]
        own = [known for known in held if known.startswith(f"levers.{lever}.")]
        if not own:
            return f"{scenario.name} has no lever {lever} in force in its plan; {path} cannot be set"
        return (
            f"no value {path}; {lever} has {listed(one.rpartition('.')[2] for one in own)}{hint(path, own)}"
        )
    return f"{scenario.name} has no value {path}{hint(path, held)}"


def changed(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """A scenario with numbers set; a number that is set is decided, and so no longer drawn.

    What holds for less is set later: a part after its whole mapping, a later month after an earlier one.

    Args:
        scenario: The scenario.
        values: Numbers by path, each in the measure of its input; none of fitted behaviour.

    Raises:
        PathError: If a path names nothing that can be set, or cannot take its number.
    """
    made = scenario
    for path, number in sorted(values.items(), key=_order):
        one = find(scenario, path)
        one.check(number)
        made = _set_lever(made, path, number) if one.lever else _set_value(made, one, number)
    return made


def _decided(value: Value, number: float | dict[str, float]) -> Value:
    return Value(number, value.unit, Source("assumed"), value.where, note="set for this question")


def _order(item: tuple[str, float]) -> tuple[str, str]:
    dated = _LEVER.fullmatch(item[0])
    return (dated["month"] or "") if dated else "", item[0]


def _set_value(scenario: Scenario, one: Input, number: float) -> Scenario:
    section, name, *part = one.path.split(".")
    held: dict[str, Value] = getattr(scenario, section)
    value = held[name]
    new: float | dict[str, float]
    if part:
        new = value.parts | {part[0]: number}
    elif one.measure == VALUE:
        new = number
    elif one.measure == FACTOR:
        new = {key: number * old for key, old in value.parts.items()}
    else:
        base = scenario.period.base_year
        new = {year: old * (1.0 + number) ** max(int(year) - base, 0) for year, old in value.parts.items()}
    return replace(scenario, **{section: held | {name: _decided(value, new)}})  # type: ignore[arg-type]


def _month(scenario: Scenario, path: str, text: str) -> int:
    """Month of a path, counted from January of the base year.

    Raises:
        PathError: If it is no month of the plan.
    """
    period = scenario.period
    for month in range(period.start, period.end + 1):
        if period.label(month) == text:
            return month
    first, last = period.label(period.start), period.label(period.end)
    raise PathError(f"{path}: '{text}' is no month of the plan; write one from {first} to {last}")


def _set_lever(scenario: Scenario, path: str, number: float) -> Scenario:
    dated = _LEVER.fullmatch(path)
    assert dated is not None
    lever = scenario.levers[dated["lever"]]
    month = scenario.period.start if dated["month"] is None else _month(scenario, path, dated["month"])
    windows = [piece for window in lever.windows for piece in _cut(window, month)]
    new = tuple(_stated(one, dated["setting"], number) if one.start >= month else one for one in windows)
    if all(one.start < month or (lever.stop is not None and one.start >= lever.stop) for one in new):
        raise PathError(f"{path}: {lever.name} has no window in force from then on")
    return replace(scenario, levers=scenario.levers | {lever.name: replace(lever, windows=new)})


def _cut(window: Window, month: int) -> Iterator[Window]:
    """A window, in two if a month lies inside it."""
    if window.start < month <= window.end:
        yield replace(window, end=month - 1)
        yield replace(window, start=month)
    else:
        yield window


def _stated(window: Window, setting: str, number: float) -> Window:
    if setting == "budget":
        return window if window.budget is None else replace(window, budget=_decided(window.budget, number))
    if setting not in window.settings:
        return window
    return replace(window, settings=window.settings | {setting: _decided(window.settings[setting], number)})
