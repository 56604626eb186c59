"""Numbers as a planner reads them, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from math import isfinite

from resettle.results.text.labels import LANGS, Lang, Text, label, labels, say

MINUS = "\N{MINUS SIGN}"
NBSP = "\N{NO-BREAK SPACE}"
_DIGITS = f"+{MINUS}0123456789.,"
_NUMBER = re.compile(rf"(?P<number>[+{MINUS}]?[\d,.]+)(?P<unit>.*)$")
POINTS = "points"
"""Unit of a difference between shares, given in percentage points."""

SIGNS = {"at_least": "≥", "at_most": "≤", "above": ">", "below": "<"}
"""Sign of each direction of a bound."""

NONE = Text("–", "–")
"""Shown where there is no number."""


def _digits(value: float, digits: int) -> str:
    text = f"{abs(value):,.{digits}f}"
    negative = value < 0 and any(character not in "0.," for character in text)
    return MINUS + text if negative else text


def plain(value: float, digits: int | None = None, beside: Iterable[float] = ()) -> str:
    """A number with thousands separators.

    Args:
        value: The number.
        digits: Decimals; without it as many as a number of that size needs.
        beside: Numbers that stand beside it, whose decimals it then takes.
    """
    if not isfinite(value):
        return NONE.en
    if digits is None:
        size = _largest(value, beside)
        whole = all(one == round(one) for one in (value, *beside) if isfinite(one))
        digits = 0 if size >= 100 or whole else 1 if size >= 10 else 2 if size >= 0.1 else 4
    return _digits(value, digits)


def tidy(value: float) -> str:
    """An input value as it was stated, or nearly: no needless zeros."""
    return f"{value:,.10g}" if abs(value) < 1e10 else f"{value:g}"


def signed(text: Text, value: float) -> Text:
    """The text with a plus sign if the value is positive."""
    return Text(f"+{text.en}", f"+{text.zh}") if value > 0 else text


def count(value: float, digits: int | None = 0, beside: Iterable[float] = ()) -> Text:
    """A count without its unit."""
    text = plain(value, digits, beside)
    return Text(text, text)


def percent(share: float, digits: int = 1) -> Text:
    """A share as a percentage."""
    if not isfinite(share):
        return NONE
    text = _digits(100.0 * share, digits)
    return Text(f"{text}{NBSP}%", f"{text}%")


def probable(low: float, high: float) -> tuple[Text, Text]:
    """The ends of the interval of a probability; with decimals where they would look the same without."""
    ends = ((percent(low, digits), percent(high, digits)) for digits in (0, 1, 2))
    return next((pair for pair in ends if pair[0] != pair[1]), (percent(low, 0), percent(high, 0)))


def points(share: float, digits: int = 1) -> Text:
    """A difference between shares in percentage points."""
    if not isfinite(share):
        return NONE
    return say("points", value=_digits(100.0 * share, digits))


def alike(form: Callable[..., Text], values: Iterable[float], *unit: str) -> tuple[Text, ...]:
    """Figures that are read together, such as a mean and both ends of its interval: same unit, same decimals.

    Args:
        form: One of `yuan`, `money`, `figure`, `figure_bare`, `difference_text` and `level_text`.
        values: The figures.
        unit: Their unit, if the form takes one.
    """
    together = tuple(values)
    return tuple(form(value, *unit, beside=together) for value in together)


def _largest(value: float, beside: Iterable[float]) -> float:
    return max((abs(one) for one in (value, *beside) if isfinite(one)), default=0.0)


def yuan(value: float, beside: Iterable[float] = ()) -> Text:
    """An amount per person or a unit, in yuan; with the decimals of those that stand beside it."""
    if not isfinite(value):
        return NONE
    largest = _largest(value, beside)
    return say("yuan", value=_digits(value, 0 if largest >= 10 or largest == 0.0 else 2))


MONEY: dict[Lang, tuple[tuple[float, str], ...]] = {
    "en": ((1e9, "yuan_billion"), (1e6, "yuan_million"), (1.0, "yuan")),
    "zh": ((1e8, "yuan_yi"), (1e4, "yuan_wan"), (1.0, "yuan")),
}
"""Steps of public money, the largest first: yuan in one, and the label of an amount in it."""


def money_step(size: float, lang: Lang) -> tuple[float, str]:
    """Yuan in the step of public money that a size reaches, and the label of an amount in it."""
    return next(step for step in MONEY[lang] if abs(size) >= step[0] or step[0] == 1.0)


def money(value: float, largest: float = 0.0, beside: Iterable[float] = ()) -> Text:
    """A public amount with three digits: millions and billions in English, 万 and 亿 in Chinese.

    Args:
        value: The amount, in yuan.
        largest: Size of the largest amount that stands beside it, whose step and decimals it takes.
        beside: The same, as the amounts themselves.
    """
    if not isfinite(value):
        return NONE
    size = max(_largest(value, beside), largest)
    return Text(_money(value, size, "en"), _money(value, size, "zh"))


def _money(value: float, size: float, lang: Lang) -> str:
    step, key = money_step(size, lang)
    if step == 1.0:
        digits = 0 if size >= 10 or size == 0.0 else 2
    else:
        digits = 2 if size / step < 9.995 else 1 if size / step < 99.95 else 0
    return say(key, value=_digits(value / step, digits)).in_(lang)


def unit_text(unit: str) -> Text:
    """A unit in both languages; parts between slashes are translated one by one, of a year with words."""
    known = labels().get(f"unit:{unit}")
    if known is not None:
        return known
    parts = [labels().get(f"unit:{part}", Text(part, part)) for part in unit.split("/")]
    english = "/".join(part.en for part in parts)
    if len(parts) == 2 and unit.endswith("/year"):
        english = f"{english.removesuffix('/year')} a year"
    return Text(english, "/".join(part.zh for part in parts))


def figure(value: float, unit: str, beside: Iterable[float] = ()) -> Text:
    """A figure with its unit: shares in per cent, amounts in yuan, counts with what is counted.

    Args:
        value: The figure.
        unit: Its unit.
        beside: Figures that stand beside it, whose steps and decimals it takes.
    """
    if not isfinite(value):
        return NONE
    head = unit.split("/", maxsplit=1)[0]
    if head == "share":
        return percent(value)
    if head == POINTS:
        return points(value)
    if head == "yuan":
        return yuan(value, beside) if _largest(value, beside) < 1e6 else money(value, beside=beside)
    text = plain(value, _decimals(value, unit, beside))
    if head == "multiple":
        return say("times", value=text)
    name = unit_text(unit)
    return Text(f"{text} {name.en}", f"{text}{name.zh}")


def figure_bare(value: float, unit: str, beside: Iterable[float] = ()) -> Text:
    """A figure without the name of what is counted, for columns that say it once."""
    if unit.split("/", maxsplit=1)[0] in ("share", "yuan", POINTS):
        return figure(value, unit, beside)
    return count(value, _decimals(value, unit, beside))


def _decimals(value: float, unit: str, beside: Iterable[float]) -> int:
    """Decimals of a count or multiple: more, the smaller it and all beside it are."""
    if unit == "multiple":
        return 2
    largest = _largest(value, beside)
    if largest >= 10 or all(one == round(one) for one in (value, *beside) if isfinite(one)):
        return 0
    return 1 if largest >= 2 else 2


def duration(seconds: float) -> Text:
    """So much time, in minutes or hours; at least a minute."""
    minutes = seconds / 60.0
    if minutes >= 90.0:
        return say("hours", count=count(minutes / 60.0, 1))
    return say("minutes", count=count(max(1.0, minutes)))


def span(low: Text, high: Text) -> Text:
    """A band from the texts of its ends; the unit is said once if both have the same."""
    if low == high:
        return low
    return Text(_span(low.en, high.en, label("range").en), _span(low.zh, high.zh, label("range").zh))


def _span(low: str, high: str, between: str) -> str:
    first, last = _NUMBER.match(low), _NUMBER.match(high)
    if first is None or last is None or first["unit"] != last["unit"]:
        return between.format(low=low, high=high)
    numbers = first["number"], last["number"]
    if any(number[0] in f"+{MINUS}" for number in numbers):
        return between.format(low=numbers[0], high=numbers[1]) + last["unit"]
    return f"{numbers[0]}–{numbers[1]}{last['unit']}"


def bound_text(value: float, unit: str) -> Text:
    """A bound as it was stated: a share without decimals where there are none."""
    head = unit.split("/", maxsplit=1)[0]
    if head == "share":
        exact = next((d for d in (0, 1) if abs(round(value * 100.0, d) - value * 100.0) < 1e-9), 2)
        return percent(value, exact)
    if head == POINTS:
        return say("points", value=tidy(round(value * 100.0, 6)))
    if head == "yuan":
        return figure(value, unit)
    if head == "multiple":
        return say("times", value=tidy(value))
    name = unit_text(unit)
    return Text(f"{tidy(value)} {name.en}", f"{tidy(value)}{name.zh}")


def signed_bound(direction: str, bound: Text) -> Text:
    """A bound with the sign of its direction, which no line break parts from it."""
    sign = SIGNS[direction]
    return Text(f"{sign}{NBSP}{bound.en}", f"{sign}{bound.zh}")


def bound_bare(value: float, unit: str) -> Text:
    """A bound without the name of what is counted."""
    head = unit.split("/", maxsplit=1)[0]
    if head in ("share", "yuan"):
        return bound_text(value, unit)
    text = tidy(round(value * 100.0, 6) if head == POINTS else value)
    return Text(text, text)


def gap(value: float, unit: str) -> Text:
    """A shortfall: percentage points for shares, otherwise a figure."""
    head = unit.split("/", maxsplit=1)[0]
    if head == "multiple":
        return count(value, 2)
    return points(value) if head in ("share", POINTS) else figure(value, unit)


def difference_text(value: float, unit: str, beside: Iterable[float] = ()) -> Text:
    """A difference: points for shares, public money for yuan, else a figure."""
    if unit == "yuan":
        return money(value, beside=beside)
    if unit.startswith("share"):
        return points(value, 2 if 0.0 < _largest(value, beside) < 0.0005 else 1)
    return figure(value, unit, beside)


def level_text(value: float, unit: str, beside: Iterable[float] = ()) -> Text:
    """A level beside others: public money short, other figures in full."""
    return money(value, beside=beside) if unit == "yuan" else figure(value, unit, beside)


def with_interval(value: Text, low: Text, high: Text) -> Text:
    """A figure with its interval in brackets: 25.7 % (23.1–28.3).

    A unit that all three share is given once. Without an interval, or where both of its ends read as the
    figure does, the figure stands alone.
    """
    if NONE in (low, high) or low == high == value:
        return value
    texts = (value, low, high)
    english, chinese = ([text.in_(lang) for text in texts] for lang in LANGS)
    ends = span(*(Text(*pair) for pair in zip(_bare_ends(english), _bare_ends(chinese), strict=True)))
    return say("with_interval", value=value, interval=ends)


def _bare_ends(texts: list[str]) -> list[str]:
    """The ends of an interval, without their unit where the figure has the same."""
    unit = texts[0].lstrip(_DIGITS)
    shared = all(text.lstrip(_DIGITS) == unit for text in texts)
    return [text.removesuffix(unit) if shared else text for text in texts[1:]]


def month(text: str | None) -> Text:
    """A month `YYYY-MM`, or a dash."""
    if not text:
        return NONE
    return say("month", year=text[:4], month=str(int(text[5:7])), stamp=text)
