"""A scenario that has been read, checked and resolved."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from resettle.model.fields import Field, Number
from resettle.model.inputs import Condition, LeverWindow, ModelInputs, Outside, Period
from resettle.model.joint_types import HouseholdTypes
from resettle.model.text import Text, with_name
from resettle.scenarios.catalogue import condition_field, setting_field
from resettle.scenarios.draws import drawn, uniform, varies
from resettle.scenarios.outside import seen, unseen
from resettle.scenarios.paths import changed, possible
from resettle.scenarios.problems import shown
from resettle.scenarios.types import (
    DEFAULT_GRACE_MONTHS,
    GRACE,
    NAME,
    NAME_RULE,
    SECTIONS,
    FittedTo,
    LeverSpec,
    SiteCondition,
    Target,
    Value,
)
from resettle.scenarios.value_path import undated

if TYPE_CHECKING:
    from resettle.scenarios.posterior import Posterior

WORDS = frozenset({"name", "title", "description", "note", "document", "status", "counts"})
"""Keys of a scenario that no run depends on."""

BESIDE_VALUES = frozenset({"source", "range", "range_is", "published_to", "targets", "uncertainty"})
"""Keys of a scenario that no run at its stated values depends on."""

DEFAULT_HOUSEHOLDS = 4_000
"""Households simulated when nothing else is asked for."""


@dataclass(frozen=True)
class Scenario:
    """Everything a projection is made from, with a source for every value.

    Attributes:
        name: Name of the scenario.
        title: One line.
        description: What it stands for; may be empty.
        document: Id of the plan in the document register, or `None`.
        period: Months of the run.
        population: Values of `model.population_fields.POPULATION`.
        initial: Values of `model.population_fields.INITIAL`.
        parameters: Values of `model.parameters.PARAMETERS`.
        series: Values of `model.population_fields.SERIES`, keyed by year (`"2021"`).
        levers: Levers by name, in the order of the catalogue.
        standards: Conditions of each standard of settlements that the files define.
        targets: Targets by name, in the order of the files.
        uncertainty: `assumed`, `none`, or the paths that vary.
        chain: Files it was read from, the one that was asked for first.
        fitted_to: What its base year was fitted to, if one of the files says so.
        household_types: Joint types that households are of, or `None`.
    """

    name: str
    title: Text
    description: Text
    document: str | None
    period: Period
    population: dict[str, Value]
    initial: dict[str, Value]
    parameters: dict[str, Value]
    series: dict[str, Value]
    levers: dict[str, LeverSpec]
    standards: dict[str, tuple[SiteCondition, ...]]
    targets: dict[str, Target]
    uncertainty: str | tuple[str, ...]
    chain: tuple[str, ...]
    fitted_to: FittedTo | None = None
    household_types: HouseholdTypes | None = None

    def values(self) -> Iterator[tuple[str, Value, Field | None]]:
        """Every value with its path and declaration.

        A lever's setting has the first month of its window in its path, e.g.
        `levers.training_subsidy[2022-08].seats`; a condition of a standard has its number, e.g.
        `standards.demonstration[0].bound`; a target's bound has no declaration.
        """
        for section, fields in SECTIONS.items():
            for name, value in getattr(self, section).items():
                yield f"{section}.{name}", value, fields[name]
        for lever in self.levers.values():
            for window in lever.windows:
                stem = f"levers.{lever.name}[{self.period.label(window.start)}]"
                for setting, value in window.values.items():
                    yield f"{stem}.{setting}", value, setting_field(lever.name, setting)
        for name, conditions in self.standards.items():
            for number, one in enumerate(conditions):
                spec = condition_field(one.indicator, one.series)
                yield f"standards.{name}[{number}].bound", one.bound, spec
        for target in self.targets.values():
            yield f"targets.{target.name}.bound", target.bound, None
            if target.grace_months is not None:
                yield f"targets.{target.name}.grace_months", target.grace_months, GRACE

    def assumed(self) -> list[tuple[str, Value, Field | None]]:
        """The values that no source states: assumed, derived, or of another year or place."""
        return [item for item in self.values() if item[1].source.unsure]

    def varies(self, path: str, value: Value) -> bool:
        """Whether a value is drawn when a parameter draw is asked for; years as published are not."""
        return not self._published(value) and varies(path, value, self.uncertainty)

    def grows_after(self, value: Value) -> int:
        """`Value.grows_after` of a number that is set by hand.

        A series that is published throughout grows from the base year on: that is another world.
        """
        base = self.period.base_year
        return base if self._published(value) else value.grows_after(base)

    def _published(self, value: Value) -> bool:
        """Whether a series is as published in every year of the run."""
        last = self.period.base_year + self.period.end // 12
        return value.published_to is not None and value.published_to >= last

    def varies_fitted(self, path: str) -> bool:
        """Whether fitted behaviour that adjusts a value is drawn when a parameter draw is asked for."""
        return self.uncertainty == "assumed" or (self.uncertainty != "none" and path in self.uncertainty)

    @property
    def grace_months(self) -> int:
        """Months a zero-employment spell may last before it counts as long."""
        for target in self.targets.values():
            if target.grace_months is not None:
                return int(target.grace_months.number)
        return DEFAULT_GRACE_MONTHS

    def inputs(
        self,
        scale: float = 1.0,
        draw: int | None = None,
        seed: int = 0,
        posterior: Posterior | None = None,
        prior: bool = False,
        outside: Outside = "known",
    ) -> ModelInputs:
        """Plain numbers for the model.

        Args:
            scale: Part of the population that is simulated, in (0, 1].
            draw: Number of the parameter draw; `None` leaves every value at its central figure.
            seed: Base seed of the draws.
            posterior: Fitted behaviour to lay over what is stated: a row of it for a draw, its medians
                without one. What it fits is not drawn from a range of its own.
            prior: Whether a draw takes fitted behaviour from the priors instead.
            outside: Whether pay, prices and demand since the plan began are taken as published, or as they
                could be foreseen (`scenarios.outside`).

        Returns:
            Inputs with the levers' windows as far as they are not stopped.

        Raises:
            ValueError: If the scale is not in (0, 1].
        """
        if not 0.0 < scale <= 1.0:
            raise ValueError(f"scale is {scale:g}; it must be above 0 and at most 1")
        kept = unseen(self.period, outside) | (posterior.paths if posterior is not None else frozenset())

        def figure(path: str, value: Value, spec: Field | None) -> float | dict[str, float]:
            if draw is None or path in kept or not self.varies(path, value):
                return value.value
            return drawn(value, spec, uniform(seed, draw, undated(path)), self.period.base_year)

        def section(name: str) -> dict[str, Number]:
            values, fields = getattr(self, name), SECTIONS[name]
            return {key: figure(f"{name}.{key}", value, fields[key]) for key, value in values.items()}

        def windows(lever: LeverSpec) -> tuple[LeverWindow, ...]:
            def single(setting: str, value: Value) -> float:
                number = figure(f"levers.{lever.name}.{setting}", value, setting_field(lever.name, setting))
                assert not isinstance(number, dict)
                return number

            return tuple(window.numbers(single) for window in lever.in_force)

        levers = {name: windows(lever) for name, lever in self.levers.items()}
        series = {
            name: {int(year): number for year, number in by_year.items()}
            for name, by_year in section("series").items()
            if not isinstance(by_year, (int, float))
        }
        stated = ModelInputs(
            period=self.period,
            population=section("population"),
            initial=section("initial"),
            parameters=section("parameters"),
            series=series,
            levers={name: in_force for name, in_force in levers.items() if in_force},
            scale=scale,
            standards={
                name: tuple(
                    Condition(one.indicator, one.direction, one.bound.number, one.series) for one in every
                )
                for name, every in self.standards.items()
            },
            grace_months=self.grace_months,
            household_types=self.household_types,
        )
        inputs = seen(stated, outside)
        if posterior is None:
            return inputs
        from resettle.scenarios.posterior import adjusted

        values = posterior.median()
        if draw is not None:
            anew = posterior.prior_draw(draw, seed) if prior else posterior.draw(draw, seed)
            varied = [one.name for one in posterior.adjustments if self.varies_fitted(one.path)]
            values |= {name: anew[name] for name in varied}
        return adjusted(inputs, posterior.adjustments, values)

    def changed(self, values: Mapping[str, float], *, name: str = "") -> Scenario:
        """A scenario with numbers set; each is decided, and so no longer drawn.

        ```python
        more = plan.changed({"levers.training_subsidy[2023-01].seats": 24_000}, name="more-seats")
        ```

        Args:
            values: Numbers by path, see `scenarios.value_path`: a value in its own unit, a factor on all
                parts of a mapping, or further growth a year of a series. A lever's setting holds from the
                first month of the plan on, or from the month in brackets.
            name: Name of the new scenario, another than this one's. Its title has it in parentheses.

        Returns:
            The new scenario. Values that are set are `assumed`, without a range, with a note that they
            were set by the caller.

        Raises:
            ValueError: If the new scenario has no name of its own, or one that no scenario may have.
            scenarios.paths.PathError: With a line for each path that names nothing that can be set, the
                nearest one named, for each number that its path cannot take, and for each rule of
                scenario files that the new scenario would break.
        """
        if not values and name in ("", self.name):
            return self
        if name in ("", self.name):
            raise ValueError(
                f'a changed scenario needs a name of its own: changed({{...}}, name="..."), '
                f"another name than {shown(self.name).en}"
            )
        if not NAME.fullmatch(name):
            raise ValueError(f"name is {shown(name).en}; {NAME_RULE.en}")
        possible(self, values)
        made = changed(self, values, note=Text("set by the caller", "由调用者设定"))
        return replace(made, name=name, title=with_name(self.title, name))

    def plain(self) -> dict[str, Any]:
        """The resolved content in the shape of a scenario file, without locations and defaults."""
        from resettle.scenarios.dump import plain

        return plain(self)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the resolved content; the same for any layout of the same content."""
        return _digest(self.plain())

    @cached_property
    def numbers_digest(self) -> str:
        """The same of what can move a number of a run (no names, titles, descriptions and notes)."""
        return _digest(_without(WORDS, self.plain()))

    @cached_property
    def values_digest(self) -> str:
        """The same of what moves a run at stated values (no targets, sources and ranges either)."""
        return _digest(_without(WORDS | BESIDE_VALUES, self.plain()))


def _digest(content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _without(keys: frozenset[str], node: Any) -> Any:
    if isinstance(node, list):
        return [_without(keys, item) for item in node]
    if isinstance(node, dict):
        return {key: _without(keys, value) for key, value in node.items() if key not in keys}
    return node


def default_scale(scenario: Scenario) -> float:
    """Scale at which `DEFAULT_HOUSEHOLDS` are simulated, or everyone if there are fewer."""
    return min(1.0, DEFAULT_HOUSEHOLDS / scenario.population["households"].number)
