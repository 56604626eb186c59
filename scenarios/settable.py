"""Numbers of a scenario that can be set: what each is, and how far it may go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf, isfinite
from numbers import Real
from typing import TYPE_CHECKING

from resettle.model.channels import LABELS as CHANNEL_LABELS
from resettle.model.fields import Field
from resettle.model.text import Text, both, fill
from resettle.scenarios.catalogue import lever_classes, setting_field
from resettle.scenarios.draws import triangular
from resettle.scenarios.language import SaidError
from resettle.scenarios.types import SECTIONS, LeverSpec, Value

if TYPE_CHECKING:
    from resettle.scenarios.posterior import Posterior
    from resettle.scenarios.scenario import Scenario

VALUE, FACTOR, GROWTH = MEASURES = ("value", "factor", "growth")
"""What a number of a path is: the value itself, a factor on all parts, or further growth a year."""

BEHAVIOUR = "behaviour"
"""First word of the paths of fitted behaviour."""


LARGEST = 1e15
"""Farthest that any number may be set; beyond it whole numbers are no longer exact."""

Ends = tuple[float | None, float | None]
"""Ends of a plausible range, if one is known."""


class PathError(SaidError, ValueError):
    """A path that names nothing that could be set, or a number that it cannot take."""


@dataclass(frozen=True)
class Input:
    """One number of a scenario that can be set.

    Attributes:
        path: Where it stands.
        measure: One of `MEASURES`.
        unit: Unit of the number: of the value itself, `factor`, or `share/year` for a growth.
        central: What the scenario states: the value, 1 for a factor, 0 for a growth.
        low: Lower end of its plausible range, `None` if none is stated; the 5 % quantile of fitted behaviour.
        high: Upper end, or the 95 % quantile.
        lowest: Least that its declaration allows.
        highest: Most that it allows.
        whole: Whether it must be a whole number.
        assumed: Whether runs draw it anew from draw to draw.
        label: What it is.
        lever: The lever that it belongs to, or empty.
        scale: Whether it counts what the lever offers (its seats, posts, places).
        quantiles: Sorted draws of fitted behaviour; empty for all else.
    """

    path: str
    measure: str
    unit: str
    central: float
    low: float | None
    high: float | None
    lowest: float
    highest: float
    whole: bool
    assumed: bool
    label: Text
    lever: str = ""
    scale: bool = False
    quantiles: tuple[float, ...] = field(default=(), repr=False)

    @classmethod
    def of(
        cls, path: str, spec: Field, central: float, ends: Ends, assumed: bool, label: Text | None = None,
        lever: str = "", scale: bool = False,
    ) -> Input:  # fmt: skip
        """A number in its own unit, within what is declared of it."""
        low, high = ends
        return cls(
            path, VALUE, spec.unit, central, low, high, spec.low, spec.high, spec.whole, assumed,
            label or spec.text, lever, scale,
        )  # fmt: skip

    def at(self, u: float) -> float:
        """Value at the quantile `u` in (0, 1) of what it may be: as runs draw it, each input by itself."""
        if self.quantiles:
            position = u * (len(self.quantiles) - 1)
            below = int(position)
            low, high = self.quantiles[below], self.quantiles[min(below + 1, len(self.quantiles) - 1)]
            return low + (position - below) * (high - low)
        if self.low is None or self.high is None:
            return self.central
        return self.allowed(triangular(u, self.low, self.central, self.high))

    def allowed(self, number: float) -> float:
        """The nearest number that its declaration allows."""
        return min(max(float(round(number)) if self.whole else number, self.lowest), self.highest)

    def check(self, number: float) -> None:
        """Make sure that the input can take a number.

        Raises:
            PathError: If it is no number, out of bounds, or not whole where it must be.
        """
        given: object = number
        if isinstance(given, bool) or not isinstance(given, Real):
            wanted = Text("{path} is {got}; a number is wanted ({unit})", "{path}为{got}，应为数字（{unit}）")
            raise PathError(fill(wanted, path=self.path, got=repr(number), unit=self.unit))
        low, high = max(self.lowest, -LARGEST), min(self.highest, LARGEST)
        if not isfinite(number):
            wrong = Text("a finite number is wanted", "应为有限数值")
        elif not low <= number <= high:
            wrong = both("it must be at least {low:g}", "不得小于{low:g}", low=low)
            if self.highest < inf or number > high:
                most = Text("{least} and at most {high:g}", "{least}且不得大于{high:g}")
                wrong = fill(most, least=wrong, high=high)
        elif self.whole and number != int(number):
            wrong = Text("a whole number is wanted", "应为整数")
        else:
            return
        words = Text("{path} is {number:g}; {wrong} ({unit})", "{path}为{number:g}，{wrong}（{unit}）")
        raise PathError(fill(words, path=self.path, number=number, wrong=wrong, unit=self.unit))


def inputs_of(
    scenario: Scenario, posterior: Posterior | None = None, prior: bool = False
) -> dict[str, Input]:
    """Every number of a scenario that can be set, by path.

    Args:
        scenario: The scenario.
        posterior: Fitted behaviour, if runs take it from there; what it fits is set by its own paths.
        prior: Whether runs draw fitted behaviour from the priors.
    """
    fitted = posterior.paths if posterior is not None else frozenset()
    made: list[Input] = []
    for section, fields in SECTIONS.items():
        for name, value in getattr(scenario, section).items():
            if f"{section}.{name}" not in fitted:
                made += of_value(scenario, f"{section}.{name}", value, fields[name])
    for lever in scenario.levers.values():
        made += of_lever(scenario, lever)
    if posterior is not None:
        made += of_behaviour(scenario, posterior, prior)
    return {one.path: one for one in made}


def of_value(scenario: Scenario, path: str, value: Value, spec: Field) -> Iterator[Input]:
    """A number; or one for a whole mapping and one for each of its parts; none for a distribution."""
    if spec.total is not None:
        return
    assumed = scenario.varies(path, value)
    label = spec.text
    if not isinstance(value.value, dict):
        yield Input.of(path, spec, value.value, _ends(value), assumed)
        return
    low, high = value.range or (None, None)
    series = path.startswith("series.")
    if value.range_is == GROWTH or (series and value.range_is != FACTOR):
        yield Input(path, GROWTH, "share/year", 0.0, low, high, -0.5, 0.5, False, assumed, label)
        return
    yield Input(path, FACTOR, "factor", 1.0, low, high, 0.0, _most(value, spec), False, assumed, label)
    for key, part in value.value.items() if not series else ():
        own = (None, None) if low is None or high is None else (part * low, part * high)
        yield Input.of(f"{path}.{key}", spec, part, own, False, part_label(spec, key))


def _ends(value: Value) -> Ends:
    return value.ends if value.range is not None else (None, None)


def part_label(spec: Field, key: str) -> Text:
    """What a value is, or a part of it; channels have names."""
    en, zh = CHANNEL_LABELS.get(key, (key, key))
    return Text(f"{spec.en}: {en}", f"{spec.zh}：{zh}") if key else spec.text


def _most(value: Value, spec: Field) -> float:
    """Largest factor that keeps all parts of a mapping within what is allowed."""
    ends = ((spec.high if part > 0.0 else spec.low) / part for part in value.parts.values() if part != 0.0)
    return min(ends, default=inf)


def of_lever(scenario: Scenario, lever: LeverSpec) -> Iterator[Input]:
    """Settings of the last window of a lever that is in force in the plan."""
    period = scenario.period
    inside = [one for one in lever.in_force if one.end >= period.start and one.start <= period.end]
    if not inside:
        return
    for name, value in inside[-1].values.items():
        spec, path = setting_field(lever.name, name), f"levers.{lever.name}.{name}"
        assumed, scale = scenario.varies(path, value), name == lever_classes()[lever.name].scale
        yield Input.of(path, spec, value.number, _ends(value), assumed, None, lever.name, scale)


def of_behaviour(scenario: Scenario, posterior: Posterior, prior: bool) -> Iterator[Input]:
    """One number for each column of a fit."""
    middle = posterior.median()
    for position, one in enumerate(posterior.adjustments):
        steps = [one.from_prior((step + 0.5) / 200.0) for step in range(200)]
        quantiles = tuple(steps if prior else sorted(row[position] for row in posterior.rows))
        spec = SECTIONS[one.section][one.value_name]
        low, high = (quantiles[round(share * (len(quantiles) - 1))] for share in (0.05, 0.95))
        factor, varied = one.kind == "factor", scenario.varies_fitted(one.path)
        least = -inf if one.kind == "shift" else 0.0 if factor else spec.low
        yield Input(
            f"{BEHAVIOUR}.{one.name}", FACTOR if factor else VALUE, FACTOR if factor else spec.unit,
            middle[one.name], low, high, least, spec.high if one.kind == "value" else inf, False, varied,
            part_label(spec, one.key), quantiles=quantiles,
        )  # fmt: skip
