"""What a value may be: unit, bounds, keys and meaning, declared once and read by all.

The scenario loader checks files against these declarations, the JSON Schema is
generated from them, and reports take their labels from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from resettle.model.text import Text


@dataclass(frozen=True)
class Field:
    """One value of a scenario.

    Attributes:
        unit: The only unit in which the value may be written.
        en: Meaning in English.
        zh: Meaning in Chinese.
        low: Smallest value allowed (inclusive).
        high: Largest value allowed (inclusive).
        keys: Names of the parts if the value is a mapping; empty for a number.
        total: What the parts of a mapping must add up to, or `None`.
        whole: Whether the value must be a whole number.
        optional: Whether a scenario may leave the value out.
    """

    unit: str
    en: str
    zh: str
    low: float = 0.0
    high: float = inf
    keys: tuple[str, ...] = ()
    total: float | None = None
    whole: bool = False
    optional: bool = False

    @property
    def text(self) -> Text:
        """Meaning in both languages."""
        return Text(self.en, self.zh)


def share(
    en: str, zh: str, keys: tuple[str, ...] = (), *, total: float | None = None, optional: bool = False
) -> Field:
    """A share of something, from none to all of it, or one for each key."""
    return Field("share", en, zh, 0.0, 1.0, keys, total, optional=optional)


Fields = Mapping[str, Field]
Number = float | Mapping[str, float]
"""A value without its source: a number, or one number a key."""


def number(values: Mapping[str, Number], name: str, otherwise: float | None = None) -> float:
    """A value that is a plain number.

    Args:
        values: Values by name.
        name: Name of the one wanted.
        otherwise: What stands for one that may be left out.

    Raises:
        TypeError: If the value is a mapping.
        KeyError: If there is no such value and nothing that stands for it.
    """
    if otherwise is not None and name not in values:
        return otherwise
    value = values[name]
    if not isinstance(value, float) and isinstance(value, Mapping):  # a check for Mapping is dear
        raise TypeError(f"{name} is a mapping, not a number")
    return float(value)


def parts(values: Mapping[str, Number], name: str) -> Mapping[str, float]:
    """A value that is a mapping.

    Raises:
        TypeError: If the value is a plain number.
    """
    value = values[name]
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} is a number, not a mapping")
    return value
