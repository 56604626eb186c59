"""Draws of what nobody knows: one keyed number for each value, whatever else is drawn.

A draw depends on the base seed, the number of the draw and the path of the value only. Two
scenarios that share a value share its draw, and a lever more changes no other draw, so that
differences between scenarios are paired. See Devroye (1986), Non-Uniform Random Variate
Generation, for the inverse of the triangular distribution.
"""

from __future__ import annotations

from hashlib import blake2b
from math import sqrt

from resettle.model.fields import Field
from resettle.scenarios.types import Value
from resettle.scenarios.value_path import undated


def uniform(seed: int, draw: int, path: str) -> float:
    """A number in (0, 1) that depends on nothing but its three keys."""
    digest = blake2b(f"{seed}|{draw}|{path}".encode(), digest_size=8).digest()
    return ((int.from_bytes(digest, "big") >> 11) + 0.5) / 2**53


def varies(path: str, value: Value, uncertainty: str | tuple[str, ...]) -> bool:
    """Whether a value is drawn when a parameter draw is asked for; bounds never are.

    Args:
        path: Its path.
        value: The value.
        uncertainty: `assumed`, `none`, or the paths that vary.
    """
    if value.range is None or path.startswith(("targets.", "standards.")):
        return False
    if isinstance(uncertainty, tuple):
        return undated(path) in uncertainty
    return uncertainty == "assumed" and value.source.unsure


def triangular(u: float, low: float, middle: float, high: float) -> float:
    """Quantile `u` of the triangular distribution with these ends and this mode."""
    if high <= low:
        return middle
    width = high - low
    if u * width < middle - low:
        return low + sqrt(u * width * (middle - low))
    return high - sqrt((1.0 - u) * width * (high - middle))


def drawn(value: Value, spec: Field | None, u: float, base_year: int) -> float | dict[str, float]:
    """A value at quantile `u` of its range.

    Args:
        value: What the scenario states.
        spec: Its declaration, for rounding and bounds.
        u: Quantile in (0, 1).
        base_year: Year from which a growth range works, unless later years are as published.

    Returns:
        The value in the same shape; whole numbers are rounded.
    """
    if value.range is None:
        return value.value
    low, high = value.range
    if not isinstance(value.value, dict):
        low, high = value.ends
        return _inside(triangular(u, low, value.value, high), spec)
    if value.range_is == "growth":
        growth = 1.0 + triangular(u, low, 0.0, high)
        first = value.grows_after(base_year)
        return {
            year: _inside(number * growth ** max(int(year) - first, 0), spec)
            for year, number in value.value.items()
        }
    factor = triangular(u, low, 1.0, high)
    return {key: _inside(number * factor, spec) for key, number in value.value.items()}


def _inside(number: float, spec: Field | None) -> float:
    """A number rounded if it must be whole, and kept inside the bounds of its field."""
    if spec is None:
        return number
    if spec.whole:
        number = float(round(number))
    return min(max(number, spec.low), spec.high)
