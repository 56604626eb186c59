"""Levers as sliders: how far each goes in multiples of the plan, and the scenario of a position."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor, isfinite

import numpy as np

from resettle.model.inputs import ENTITLEMENT, STATUTORY
from resettle.model.text import Text, both, fill
from resettle.results.questions.optimise.choice import steps
from resettle.results.statistics.intervals import FloatArray
from resettle.scenarios import Scenario
from resettle.scenarios.scaling import raised, status_of
from resettle.scenarios.settable import Input, inputs_of

MOST = 2.0
"""Upper end of a slider, in multiples of the plan."""

STEPS = 40
"""About so many steps of a slider."""

NARROWEST = 0.01
"""Least width of a slider, in multiples of the plan."""

_WANTED = re.compile(r"(?P<name>[^=]+?)(=(?P<low>[^=]+?)\.\.(?P<high>[^=]+))?")


@dataclass(frozen=True)
class Slider:
    """A lever that can be moved.

    Attributes:
        one: What it offers.
        low: Lower end, in multiples of the plan.
        high: Upper end.
    """

    one: Input
    low: float
    high: float

    @property
    def lever(self) -> str:
        """Name of the lever."""
        return self.one.lever

    @cached_property
    def ends(self) -> tuple[float, ...]:
        """The ends, apart from the plan."""
        return tuple(end for end in (self.low, self.high) if end != 1.0)

    @cached_property
    def stops(self) -> tuple[float, ...]:
        """Where it can stand, in multiples of the plan: both ends, the plan and round numbers between."""
        if self.one.whole:
            first, last = ceil(self.low * self.one.central), floor(self.high * self.one.central)
            inside = [number / self.one.central for number in range(first, last + 1)]
        else:
            inside = list(steps(self.low, self.high, 1.0, counted=False, count=STEPS))
        return tuple(sorted({*inside, self.low, self.high, 1.0} if self.low <= 1.0 <= self.high else inside))

    @property
    def most(self) -> float:
        """The largest multiple that its declaration allows."""
        return self.one.highest / self.one.central


def possible(scenario: Scenario) -> tuple[Slider, ...]:
    """Levers that a planner may move: capacity from none to twice the plan, what law sets only upwards."""
    made = []
    for one in inputs_of(scenario).values():
        status = status_of(scenario, one.lever) if one.scale else ENTITLEMENT
        if status == ENTITLEMENT or one.central <= 0.0:
            continue
        low = 1.0 if status == STATUTORY else max(0.0, one.lowest / one.central)
        slider = Slider(one, low, min(MOST, one.highest / one.central))
        if slider.high - slider.low >= NARROWEST:
            made.append(slider)
    return tuple(made)


def named(scenario: Scenario, vary: Sequence[str], wrong: list[Text]) -> tuple[Slider, ...]:
    """Sliders that were asked for.

    Args:
        scenario: The plan.
        vary: `LEVER` or `LEVER=LOW..HIGH` each; a path of a lever's amount will do for its name.
        wrong: Takes what is wrong.
    """
    from resettle.scenarios.problems import hint, listed, shown

    known = {one.lever: one for one in inputs_of(scenario).values() if one.scale and one.central > 0.0}
    usual = {one.lever: one for one in possible(scenario)}
    made: dict[str, Slider] = {}
    for text in vary:
        match = _WANTED.fullmatch(text.strip())
        name = (match["name"] if match else text).strip()
        name = next((lever for lever, one in known.items() if one.path == name), name)
        if name not in known:
            unknown = Text(
                "{scenario} has no lever {name} in force; it has {levers}{hint}",
                "{scenario}没有实施措施{name}；现有{levers}{hint}",
            )
            pieces = {"name": shown(name), "levers": listed(known), "hint": hint(name, known)}
            wrong.append(fill(unknown, scenario=scenario.name, **pieces))
            continue
        one = known[name]
        if match is None or match["low"] is None:
            own = usual.get(name)
            if own is None:
                fixed = Text(
                    "{name} is set by law and has no range; write {name}=LOW..HIGH in multiples of the plan",
                    "{name}由法规确定，没有范围；请写{name}=下限..上限，以规划数的倍数表示",
                )
                wrong.append(fill(fixed, name=name))
            else:
                made[name] = own
            continue
        slider = _between(one, match["low"], match["high"], text, wrong)
        if slider is not None:
            made[name] = slider
    return tuple(made.values())


def _between(one: Input, low: str, high: str, text: str, wrong: list[Text]) -> Slider | None:
    from resettle.scenarios.problems import shown

    try:
        ends = float(low), float(high)
    except ValueError:
        ends = (float("nan"), float("nan"))
    if not all(isfinite(end) and end >= 0.0 for end in ends) or ends[1] - ends[0] < NARROWEST:
        none = Text(
            "{text} is no range; write LEVER=LOW..HIGH in multiples of the plan, for example {example}",
            "{text}不是范围；格式为“措施=下限..上限”，以规划数的倍数表示，例如{example}",
        )
        wrong.append(fill(none, text=shown(text), example=f"{one.lever}=0..2"))
        return None
    if ends[1] * one.central > one.highest * (1.0 + 1e-12):
        wrong.append(
            both(
                "{text}: {lever} can be at most {most:g} times the plan",
                "{text}：{lever}至多为规划数的{most:g}倍",
                text=shown(text),
                lever=one.lever,
                most=one.highest / one.central,
            )
        )
        return None
    return Slider(one, *ends)


def moved(scenario: Scenario, sliders: Sequence[Slider], times: Sequence[float]) -> Scenario:
    """The scenario of a position, under the name of the plan.

    Args:
        scenario: The plan.
        sliders: The sliders.
        times: A multiple of the plan for each.
    """
    made = scenario
    for slider, factor in zip(sliders, times, strict=True):
        if factor != 1.0:
            made = raised(made, slider.lever, float(factor)) or made
    return made


def coordinates(sliders: Sequence[Slider], times: FloatArray) -> FloatArray:
    """Positions in [-1, 1] within the sliders, of multiples of shape (positions, sliders)."""
    low, high = (np.array([getattr(one, end) for one in sliders]) for end in ("low", "high"))
    return np.asarray((2.0 * times - low - high) / (high - low))
