"""What a model is made from: plain numbers, already checked, without files or sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Literal, TypeAlias, TypeVar, get_args

from resettle.model.fields import Number
from resettle.model.months import month_label

if TYPE_CHECKING:
    from resettle.model.joint_types import HouseholdTypes

Outside = Literal["forecast", "known"]
OUTSIDE: tuple[Outside, ...] = get_args(Outside)
"""How pay, prices and demand since a plan began are taken: as could be foreseen then, or as published."""

DEFAULT_OUTSIDE: Outside = "forecast"

STATUSES = STATUTORY, ENTITLEMENT, CAPACITY, FREE = ("statutory", "entitlement", "capacity", "free")
"""How far a planner may move a lever: never below the plan, not at all, by so much a year, at will."""

V = TypeVar("V")
"""A value: a plain number, or one with its source."""


@dataclass(frozen=True)
class Period:
    """Months of a run, counted from January of the base year (month 0).

    Attributes:
        base_year: Calendar year of month 0; the twelve months of it are the base year.
        start: First month of the plan.
        end: Last month of the plan (inclusive).
    """

    base_year: int
    start: int
    end: int

    @property
    def months(self) -> int:
        """Number of months run, the base year included."""
        return self.end + 1

    def label(self, month: int) -> str:
        """`YYYY-MM` of a month."""
        return month_label(self.base_year * 12 + month)


@dataclass(frozen=True)
class Window(Generic[V]):
    """One stretch of months over which a lever's settings hold.

    The values are plain numbers in the model, and numbers with unit and source in a scenario.

    Attributes:
        start: First month (may lie in the base year).
        end: Last month (inclusive).
        settings: A value for each of the lever's settings that the window specifies.
        eligibility: Traits, any of which makes eligible; empty for everyone.
        priority: Traits in the order in which they are served.
        budget: Most that may be spent in a calendar year, in yuan; `None` for no limit.
    """

    start: int
    end: int
    settings: Mapping[str, V]
    eligibility: tuple[str, ...] = ()
    priority: tuple[str, ...] = ()
    budget: V | None = None

    def numbers(self, number: Callable[[str, V], float]) -> LeverWindow:
        """The window with plain numbers.

        Args:
            number: Gives the number of a setting's value, or of the value of `budget`.
        """
        return Window(
            self.start,
            self.end,
            {name: number(name, value) for name, value in self.settings.items()},
            self.eligibility,
            self.priority,
            None if self.budget is None else number("budget", self.budget),
        )


LeverWindow: TypeAlias = Window[float]
"""A window as the model reads it."""


@dataclass(frozen=True)
class Condition(Generic[V]):
    """One condition of a standard of settlements.

    Attributes:
        indicator: Name in `model.composite.SITE_INDICATORS`.
        direction: One of `model.bounds.DIRECTIONS`.
        bound: The bound, in the unit of the indicator; a factor where a series is named.
        series: Series that the bound multiplies, or `None`.
    """

    indicator: str
    direction: str
    bound: V
    series: str | None = None


@dataclass(frozen=True)
class ModelInputs:
    """Everything that a run needs besides a seed.

    Attributes:
        period: Months of the run.
        population: Values of `model.population_fields.POPULATION`.
        initial: Values of `model.population_fields.INITIAL`.
        parameters: Values of `model.parameters.PARAMETERS`.
        series: Yearly values of `model.population_fields.SERIES`, by calendar year.
        levers: Windows by lever name, without overlaps, in order of time.
        scale: Part of the population that is simulated, in (0, 1].
        standards: Conditions that a settlement must all meet, by standard in `model.composite.STANDARDS`.
        grace_months: Months a zero-employment spell may last before it counts as long.
        household_types: Joint types of which households are made; `None` to draw each trait by itself.
    """

    period: Period
    population: Mapping[str, Number]
    initial: Mapping[str, Number]
    parameters: Mapping[str, Number]
    series: Mapping[str, Mapping[int, float]]
    levers: Mapping[str, tuple[LeverWindow, ...]]
    scale: float = 1.0
    grace_months: int = 3
    standards: Mapping[str, tuple[Condition[float], ...]] = field(default_factory=dict)
    household_types: HouseholdTypes | None = None
