"""The levers of the model, imported when first asked for.

Lever modules bring their effects along, and with them the compiled model; a command that
reads no scenario must not wait for that.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.fields import Field
    from model.levers.base import Lever


@cache
def levers() -> dict[str, type[Lever]]:
    """Lever classes by name, in the order of the catalogue."""
    from model.levers import LEVERS

    return LEVERS


@cache
def budget() -> Field:
    """Declaration of the budget that every lever understands."""
    from model.levers.base import BUDGET

    return BUDGET
