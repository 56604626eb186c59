"""More or less of a lever: every window of the plan times a factor, in each future of what it draws."""

from __future__ import annotations

from dataclasses import replace

from resettle.model.fields import Field
from resettle.scenarios.catalogue import lever_classes, setting_field
from resettle.scenarios.paths import cut
from resettle.scenarios.scenario import Scenario
from resettle.scenarios.types import Source, Value


def status_of(scenario: Scenario, lever: str) -> str:
    """How far a planner may move a lever: what the scenario says, else what its class does."""
    return scenario.levers[lever].status or lever_classes()[lever].status


def raised(scenario: Scenario, lever: str, times: float) -> Scenario | None:
    """A scenario in which a lever offers a multiple of what it states, from the plan's begin on.

    What is stated and its range are multiplied alike, and its budget if it has one, so that a future that
    draws little of it draws little of the multiple too.

    Args:
        scenario: The scenario.
        lever: Name of a lever that is in it.
        times: The factor, above 0.

    Returns:
        The scenario; `None` if its declaration allows no other amount.
    """
    setting, start = lever_classes()[lever].scale, scenario.period.start
    own, windows, moved = scenario.levers[lever], [], False
    for window in own.windows:
        for piece in cut(window, start):
            if piece.start < start or setting not in piece.settings:
                windows.append(piece)
                continue
            old, budget = piece.settings[setting], piece.budget
            new = _times(old, setting_field(lever, setting), times)
            moved |= new.number != old.number
            if budget is not None:
                budget = _times(budget, setting_field(lever, "budget"), times)
            windows.append(replace(piece, settings={**piece.settings, setting: new}, budget=budget))
    if not moved:
        return None
    return replace(scenario, levers={**scenario.levers, lever: replace(own, windows=tuple(windows))})


def stopped(scenario: Scenario, *levers: str) -> Scenario:
    """A scenario in which levers stop when the plan begins; projects that run go on."""
    start = scenario.period.start
    made = {name: replace(scenario.levers[name], stop=start) for name in levers}
    return replace(scenario, levers={**scenario.levers, **made})


def _times(value: Value, spec: Field, times: float) -> Value:
    new = _within(value.number * times, spec)
    if value.range is None or value.range_is == "factor":
        return replace(value, value=new, source=Source("assumed"))
    low, high = (_within(end * times, spec) for end in value.ends)
    return replace(value, value=new, source=Source("assumed"), range=(min(low, new), max(high, new)))


def _within(number: float, spec: Field) -> float:
    return min(max(float(round(number)) if spec.whole else number, spec.low), spec.high)
