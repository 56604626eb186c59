"""The levers and standards of the model, imported when first asked for.

Lever modules bring their effects along, and with them the compiled model; a command that
reads no scenario must not wait for that.
"""

from __future__ import annotations

from functools import cache
from math import inf
from typing import TYPE_CHECKING

from resettle.model.fields import Field
from resettle.model.population_fields import SERIES

if TYPE_CHECKING:
    from resettle.model.levers.base import Lever


MULTIPLE = Field("multiple", "Multiple of the series", "与对标序列之比", 0.0, 100.0)
"""Declaration of a bound that multiplies a series."""


@cache
def lever_classes() -> dict[str, type[Lever]]:
    """Lever classes by name, in the order of the catalogue."""
    from resettle.model.levers import LEVERS

    return LEVERS


@cache
def budget_field() -> Field:
    """Declaration of the budget that every lever understands."""
    from resettle.model.levers.base import BUDGET

    return BUDGET


def setting_field(lever: str, setting: str) -> Field:
    """Declaration of a setting of a lever, or of its budget."""
    return budget_field() if setting == "budget" else lever_classes()[lever].settings[setting]


@cache
def grant_levers() -> tuple[str, ...]:
    """Names of the levers that promise grants, which fall due some months later."""
    from resettle.model.levers.grant import GrantLever

    return tuple(name for name, lever in lever_classes().items() if issubclass(lever, GrantLever))


@cache
def standard_labels() -> dict[str, tuple[str, str]]:
    """Labels in English and Chinese of the standards that a scenario may define."""
    from resettle.model.composite import STANDARDS

    return STANDARDS


@cache
def site_indicators() -> dict[str, Field]:
    """What a standard may ask of a settlement, and the sizes that say of which it is asked."""
    from resettle.model.composite import SITE_INDICATORS, SITE_SIZES

    return SITE_INDICATORS | SITE_SIZES


def condition_field(indicator: str, series: str | None) -> Field:
    """What the bound of a condition may be."""
    spec = site_indicators()[indicator]
    if series is None:
        return Field(spec.unit, spec.en, spec.zh, -inf if "yuan" in spec.unit else spec.low, spec.high)
    against = SERIES[series]
    return Field(
        MULTIPLE.unit,
        f"{spec.en}, relative to: {against.en}",
        f"{spec.zh}\N{FULLWIDTH COLON}与{against.zh}之比",
        MULTIPLE.low,
        MULTIPLE.high,
    )


def comparable(indicator: str) -> list[str]:
    """The series that an indicator of a settlement can be compared with: those in its unit."""
    return [name for name, spec in SERIES.items() if spec.unit == site_indicators()[indicator].unit]
