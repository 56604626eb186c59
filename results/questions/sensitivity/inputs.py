"""What a sensitivity analysis moves: everything that is uncertain, and how much each lever offers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from resettle.results.report.answer import QuestionError
from resettle.results.statistics.intervals import FloatArray
from resettle.results.text.labels import Text
from resettle.results.text.numbers import figure_bare, percent, plain, span
from resettle.results.text.settings import setting_name

if TYPE_CHECKING:
    from resettle.results.runs.draws import Parameters
    from resettle.scenarios import Scenario
    from resettle.scenarios.paths import Input

STATED, FITTED, SCALED = ORIGINS = ("stated", "fitted", "scaled")
"""Where a range comes from: the scenario, the fit of behaviour, or half to one and a half of a lever."""

SCALES = (0.5, 1.5)
"""Range of what a lever offers, relative to what is stated, where the scenario states no range."""

SAME = 1e-9
"""Places that are nearer than that are one."""

STEPS = 256
"""Steps in which the quantiles of an input are tabled."""


@dataclass(frozen=True)
class Knob:
    """One input with the range that it is moved over; places count from 0 (low) to 1 (high).

    Attributes:
        one: The input.
        low: Lower end, in its measure.
        high: Upper end.
        origin: One of `ORIGINS`.
    """

    one: Input
    low: float
    high: float
    origin: str

    @property
    def path(self) -> str:
        """Path of the input."""
        return self.one.path

    @property
    def name(self) -> Text:
        """What it is; a setting of a lever with the lever's name."""
        return setting_name(self.one)

    @property
    def central(self) -> float:
        """Place of what the scenario states."""
        return (self.one.central - self.low) / (self.high - self.low)

    def value(self, place: float) -> float:
        """Number at a place, as the input can take it."""
        number = self.low + place * (self.high - self.low)
        return self.one.allowed(float(round(number)) if self.one.whole else number)

    @cached_property
    def quantiles(self) -> FloatArray:
        """Places of `STEPS` + 1 quantiles, as runs draw the input by itself; even over a scaled range."""
        steps = np.linspace(0.0, 1.0, STEPS + 1)
        if self.origin == SCALED:
            return steps
        inner = np.clip(steps, 1e-9, 1.0 - 1e-9)
        values = np.array([self.one.at(float(u)) for u in inner])
        return np.asarray((values - self.low) / (self.high - self.low))

    def shown(self, number: float) -> Text:
        """A number of the input in words."""
        if self.one.measure == "factor" or self.one.unit == "factor":
            text = f"×\N{NO-BREAK SPACE}{plain(number)}"
            return Text(text, text)
        if self.one.measure == "growth":
            return percent(number, 2)
        return figure_bare(number, self.one.unit)

    @property
    def range(self) -> Text:
        """Its range in words."""
        return span(self.shown(self.value(0.0)), self.shown(self.value(1.0)))


def place_of(knobs: Sequence[Knob], u: FloatArray) -> FloatArray:
    """Quantiles of inputs, shape (m, inputs), as places."""
    steps = np.linspace(0.0, 1.0, STEPS + 1)
    return np.stack(
        [np.interp(u[:, number], steps, knob.quantiles) for number, knob in enumerate(knobs)], axis=1
    )


def values_at(knobs: Sequence[Knob], places: Iterable[float]) -> tuple[tuple[str, float], ...]:
    """Numbers to be set at the places of some inputs; what stays as stated is left out."""
    return tuple(
        (knob.path, knob.value(place))
        for knob, place in zip(knobs, places, strict=True)
        if abs(place - knob.central) > SAME
    )


def knobs_of(scenario: Scenario, parameters: Parameters, only: Sequence[str] = ()) -> tuple[Knob, ...]:
    """The inputs to be moved: all that runs draw, and what each lever offers.

    Args:
        scenario: The scenario.
        parameters: How parameters are drawn.
        only: Beginnings of paths; all inputs if there are none. An input that is named in full is
            moved over its stated range even if runs do not draw it.

    Raises:
        QuestionError: If a beginning fits nothing that has a range, or nothing is left.
    """
    from resettle.scenarios.paths import inputs_of

    held = inputs_of(scenario, parameters.fitted, parameters.mode == "prior")
    made = (knob_of(one) for one in held.values() if one.assumed or one.scale or one.path in only)
    found = {knob.path: knob for knob in made if knob is not None}
    if not only:
        if not found:
            raise QuestionError(f"{scenario.name} has no uncertain input and no lever; nothing can be moved")
        return tuple(found.values())
    told = [_fits_nothing(prefix, found, held) for prefix in only if not _fits(prefix, found)]
    if told:
        raise QuestionError("\n".join(told))
    return tuple(knob for path, knob in found.items() if any(path.startswith(prefix) for prefix in only))


def knob_of(one: Input) -> Knob | None:
    """An input with its range; `None` if it has none."""
    if one.low is not None and one.high is not None and one.low < one.high:
        return Knob(one, one.low, one.high, FITTED if one.quantiles else STATED)
    if one.scale and one.central > 0.0:
        low, high = (one.allowed(share * one.central) for share in SCALES)
        if low < high:
            return Knob(one, low, high, SCALED)
    return None


def _fits(prefix: str, found: Mapping[str, Knob]) -> bool:
    return any(path.startswith(prefix) for path in found)


def _fits_nothing(prefix: str, found: Mapping[str, Knob], held: Mapping[str, Input]) -> str:
    from resettle.scenarios.problems import hint, listed

    near = [path for path in held if path.startswith(prefix)]
    if near:
        return f"--only {prefix}: no range is stated for {listed(near, 5)}"
    stems = {".".join(path.split(".")[:size]) for path in found for size in (1, 2, 3)}
    return f"--only {prefix}: no input that is moved begins so{hint(prefix, sorted(stems))}"
