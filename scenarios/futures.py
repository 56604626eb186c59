"""What a parameter draw took: one number for every uncertain input, the very ones that a run is made with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from resettle.model.fields import Field
from resettle.model.inputs import Outside
from resettle.scenarios.catalogue import setting_field
from resettle.scenarios.draws import drawn, triangular, uniform
from resettle.scenarios.outside import MISSED, UNKNOWN, unseen
from resettle.scenarios.settable import BEHAVIOUR, GROWTH, VALUE, Input, inputs_of
from resettle.scenarios.types import SECTIONS, Value

if TYPE_CHECKING:
    from resettle.scenarios.posterior import Posterior
    from resettle.scenarios.scenario import Scenario


class _DrawnInput(NamedTuple):
    """What an uncertain input is drawn from."""

    one: Input
    value: Value
    spec: Field


def uncertain(
    scenario: Scenario, posterior: Posterior | None = None, prior: bool = False, outside: Outside = "known"
) -> dict[str, Input]:
    """The inputs of a scenario that a draw takes anew, by path.

    A lever's setting is one input, whatever the number of its windows, since all of them share one
    quantile; its numbers are those of the last window that varies in the plan, or of the last one
    before where only the base year varies.

    Args:
        scenario: The scenario.
        posterior: Fitted behaviour, if runs take it from there.
        prior: Whether runs draw fitted behaviour from the priors.
        outside: How runs take the outside world since the plan began.
    """
    taken = _drawn_inputs(scenario, posterior, outside)
    inputs = {path: drawn_input.one for path, drawn_input in taken.items()}
    if posterior is not None:
        fitted = inputs_of(scenario, posterior, prior)
        inputs |= {path: fitted[path] for path in _behaviour(scenario, posterior)}
    return inputs


def futures(
    scenario: Scenario,
    draws: Iterable[int],
    seed: int,
    posterior: Posterior | None = None,
    prior: bool = False,
    outside: Outside = "known",
) -> list[dict[str, float]]:
    """What draws took for every uncertain input, in the measure of that input.

    Args:
        scenario: The scenario.
        draws: Numbers of the draws.
        seed: Base seed of the draws.
        posterior: Fitted behaviour, if runs take it from there.
        prior: Whether runs draw fitted behaviour from the priors.
        outside: How runs take the outside world since the plan began.

    Returns:
        For each draw the numbers by path, in the order of `uncertain`.
    """
    inputs = _drawn_inputs(scenario, posterior, outside)
    behaviour = _behaviour(scenario, posterior) if posterior is not None else {}
    base = scenario.period.base_year
    made = []
    for draw in draws:
        numbers = {path: _number(one, uniform(seed, draw, path), base) for path, one in inputs.items()}
        if posterior is not None and behaviour:
            fitted = posterior.prior_draw(draw, seed) if prior else posterior.draw(draw, seed)
            numbers |= {path: fitted[name] for path, name in behaviour.items()}
        made.append(numbers)
    return made


def beyond_behaviour(
    scenario: Scenario, draws: Iterable[int], seed: int, **settings: Any
) -> dict[str, dict[int, list[float]]]:
    """What draws took that is not behaviour: `outside`, a number for each growth of the world, and `missing`.

    Args:
        scenario: The scenario.
        draws: Numbers of the draws.
        seed: Base seed of the draws.
        settings: As for `futures`.
    """
    wanted = tuple(draws)
    made: dict[str, dict[int, list[float]]] = {"outside": {}, "missing": {}}
    for draw, future in zip(wanted, futures(scenario, wanted, seed, **settings), strict=True):
        growth: dict[str, float] = {}
        for path, number in future.items():
            if path in UNKNOWN or path.startswith("series."):
                name = UNKNOWN.get(path, path)
                growth[name] = growth.get(name, 0.0) + number
        made["outside"][draw] = list(growth.values())
        made["missing"][draw] = [future[MISSED]] if MISSED in future else []
    return made


def _number(drawn_input: _DrawnInput, u: float, base_year: int) -> float:
    one, value, spec = drawn_input
    if one.measure == VALUE:
        number = drawn(value, spec, u, base_year)
        assert not isinstance(number, dict)
        return number
    assert value.range is not None
    low, high = value.range
    return triangular(u, low, 0.0 if one.measure == GROWTH else 1.0, high)


def _behaviour(scenario: Scenario, posterior: Posterior) -> dict[str, str]:
    """Columns of the fit that a draw takes, by path."""
    taken = [one.name for one in posterior.adjustments if scenario.varies_fitted(one.path)]
    return {f"{BEHAVIOUR}.{name}": name for name in taken}


def _drawn_inputs(
    scenario: Scenario, posterior: Posterior | None, outside: Outside
) -> dict[str, _DrawnInput]:
    known = inputs_of(scenario, posterior)
    left_out = unseen(scenario.period, outside) | (posterior.paths if posterior is not None else frozenset())
    inputs: dict[str, _DrawnInput] = {}
    for path, value, spec in _varied(scenario):
        if path in left_out:
            continue
        one = known.get(path) or Input.of(
            path, spec, value.number, value.ends, True, lever=path.split(".")[1]
        )
        if one.measure == VALUE:
            low, high = value.ends
            one = replace(one, central=value.number, low=low, high=high, assumed=True)
        inputs[path] = _DrawnInput(one, value, spec)
    return inputs


def _varied(scenario: Scenario) -> Iterator[tuple[str, Value, Field]]:
    """Values that are drawn; of a lever's windows in order of time."""
    for section, fields in SECTIONS.items():
        for name, value in getattr(scenario, section).items():
            if scenario.varies(f"{section}.{name}", value):
                yield f"{section}.{name}", value, fields[name]
    for lever in scenario.levers.values():
        for window in lever.in_force:
            if window.start > scenario.period.end:
                continue
            for name, value in window.values.items():
                path = f"levers.{lever.name}.{name}"
                if scenario.varies(path, value):
                    yield path, value, setting_field(lever.name, name)
