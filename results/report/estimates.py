"""Differences and shares in words, each with its interval."""

from __future__ import annotations

from math import isfinite

from resettle.results.statistics.intervals import Estimate
from resettle.results.text.labels import Text, say
from resettle.results.text.numbers import (
    NONE,
    count,
    difference_text,
    money,
    percent,
    plain,
    signed,
    span,
    with_interval,
)

TENS = 10.0
"""Yuan from which decimals are left out."""

WAN = 1e4
"""Yuan from which public money is written in steps."""


def amount(value: float, unit: str, largest: float = 0.0) -> Text:
    """A difference with its sign.

    Args:
        value: The difference.
        unit: Its unit.
        largest: Size of the largest figure that stands beside it, which decides on decimals and on millions
            or billions.
    """
    largest = max(abs(value), largest)
    if not isfinite(value) or not unit.startswith("yuan"):
        return signed(difference_text(value, unit, (largest,)), value)
    if unit == "yuan" and largest >= WAN:
        return signed(money(value, largest), value)
    digits = 0 if largest >= TENS or largest == 0.0 else 1 if largest >= 1.0 else 2
    return signed(say("yuan", value=plain(value, digits)), value)


def amounts(one: Estimate, unit: str) -> tuple[Text, Text, Text]:
    """A difference and the ends of its interval, all of one form."""
    largest = max((abs(value) for value in one if isfinite(value)), default=0.0)
    middle, low, high = (amount(value, unit, largest) for value in one)
    return middle, low, high


def change(one: Estimate, unit: str) -> Text:
    """A difference with its interval in brackets."""
    return with_interval(*amounts(one, unit)) if one.known else amount(one.middle, unit)


def size(value: float, unit: str) -> Text:
    """The size of a difference, without its sign."""
    text = amount(abs(value), unit)
    return Text(text.en.removeprefix("+"), text.zh.removeprefix("+"))


def told(unit: str, **differences: Estimate) -> dict[str, Text]:
    """Pieces of a sentence: each difference with its interval under its name."""
    return {name: change(one, unit) for name, one in differences.items()}


def share(value: float, middle: float | None = None) -> Text:
    """A share as a percentage without decimals, or with one where it or its middle estimate is small."""
    middle = value if middle is None else middle
    return percent(value, 0 if middle >= 0.1 or middle == 0.0 else 1)


def share_interval(one: Estimate) -> Text:
    """The interval of a share; a dash where there is none."""
    return span(share(one.low, one.middle), share(one.high, one.middle)) if one.known else NONE


def share_text(one: Estimate) -> Text:
    """A share with its interval in brackets."""
    return with_interval(*(share(value, one.middle) for value in one))


def about(value: float) -> Text:
    """A large number to two digits."""
    if not isfinite(value) or abs(value) < 100:
        return count(value)
    step = 10 ** (len(str(int(abs(value)))) - 2)
    return count(round(value / step) * step)


def times(ratio: float) -> Text:
    """How many times as many."""
    return say("times", value=about(ratio) if ratio >= TENS else plain(ratio, 1))
