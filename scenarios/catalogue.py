"""The levers and standards of the model, imported when first asked for.

Lever modules bring their effects along, and with them the compiled model; a command that
reads no scenario must not wait for that.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from resettle.model.fields import Field
    from resettle.model.levers.base import Lever


@cache
def levers() -> dict[str, type[Lever]]:
    """Lever classes by name, in the order of the catalogue."""
    from resettle.model.levers import LEVERS

    return LEVERS


@cache
def budget() -> Field:
    """Declaration of the budget that every lever understands."""
    from resettle.model.levers.base import BUDGET

    return BUDGET


@cache
def grants() -> tuple[str, ...]:
    """Names of the levers that promise grants, which fall due some months later."""
    from resettle.model.levers.grant import GrantLever

    return tuple(name for name, lever in levers().items() if issubclass(lever, GrantLever))


@cache
def standards() -> dict[str, tuple[str, str]]:
    """Labels in English and Chinese of the standards that a scenario may define."""
    from resettle.model.composite import STANDARDS

    return STANDARDS


@cache
def site_indicators() -> dict[str, Field]:
    """What a standard may ask of a settlement."""
    from resettle.model.composite import SITE_INDICATORS

    return SITE_INDICATORS
