"""Figures of a comparison in words, and names of scenarios and levers."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

from resettle.results.questions.compare.levers import OTHER
from resettle.results.statistics.paired import Estimate, Probability
from resettle.results.text.labels import NOTHING, Text, join, label, say, text_of
from resettle.results.text.numbers import (
    NONE,
    count,
    difference_text,
    percent,
    plain,
    signed,
    span,
    with_interval,
    yuan,
)
from resettle.results.text.settings import lever_label

TENS = 10.0
"""Yuan from which decimals are left out."""

WAN = 1e4
ENGLISH_STEPS = ((1e9, "yuan_billion"), (1e6, "yuan_million"), (1.0, "yuan"))
CHINESE_STEPS = ((1e8, "yuan_yi"), (WAN, "yuan_wan"), (1.0, "yuan"))

if TYPE_CHECKING:
    from resettle.results.judge.comparison import Cost, Row
    from resettle.scenarios import Scenario


def short_names(scenarios: Sequence[Scenario]) -> list[Text]:
    """Titles without what all of them begin with (the place, before the colon)."""
    return [name for _, name in _cut(scenarios)]


def question_title(scenarios: Sequence[Scenario]) -> Text:
    """What is compared with what, after the place where all titles begin with it."""
    (head, reference), *others = _cut(scenarios)
    named = [say("compare_quoted", name=name) for _, name in others]
    told = say(
        "compare_title",
        reference=say("compare_quoted", name=reference),
        alternative=join(named, ", ", "\N{IDEOGRAPHIC COMMA}"),
    )
    return Text(
        f"{head.en}: {told.en}" if head.en else told.en, f"{head.zh}：{told.zh}" if head.zh else told.zh
    )


def _cut(scenarios: Sequence[Scenario]) -> list[tuple[Text, Text]]:
    """Common beginning of all titles, or nothing, and the rest of each."""
    titles = [text_of(one.title) for one in scenarios]
    english = _halves([title.en for title in titles], ": ")
    chinese = _halves([title.zh for title in titles], "\N{FULLWIDTH COLON}")
    return [
        (Text(one[0], other[0]), Text(one[1], other[1])) for one, other in zip(english, chinese, strict=True)
    ]


def _halves(titles: Sequence[str], colon: str) -> list[tuple[str, str]]:
    parts = [title.partition(colon) for title in titles]
    tails = [tail.strip() for _, _, tail in parts]
    if len({head for head, _, _ in parts}) == 1 and all(tails) and len(set(tails)) == len(tails):
        return [(head, tail) for (head, _, _), tail in zip(parts, tails, strict=True)]
    return [("", title) for title in titles]


def part_label(part: str) -> Text:
    """What a lever is called, or all that is no lever."""
    return label("compare_other") if part == OTHER else lever_label(part)


def amount(value: float, unit: str, size: float | None = None) -> Text:
    """A difference with its sign.

    Args:
        value: The difference.
        unit: Its unit.
        size: Largest figure that stands beside it, which decides on decimals and on millions or billions.
    """
    largest = max(abs(value), size or 0.0)
    if not isfinite(value) or not unit.startswith("yuan"):
        return signed(difference_text(value, unit), value)
    if unit == "yuan" and largest >= WAN:
        english, chinese = (_scaled(value, largest, steps) for steps in (ENGLISH_STEPS, CHINESE_STEPS))
        return signed(Text(english.en, chinese.zh), value)
    digits = 0 if largest >= TENS or largest == 0.0 else 1 if largest >= 1.0 else 2
    return signed(say("yuan", value=plain(value, digits)), value)


def _scaled(value: float, largest: float, steps: Sequence[tuple[float, str]]) -> Text:
    """Public money in the unit that suits the largest figure beside it."""
    step, key = next(one for one in steps if largest >= one[0])
    size = largest / step
    return say(
        key, value=plain(value / step, 0 if step == 1.0 or size >= 99.95 else 1 if size >= 9.995 else 2)
    )


def told(one: Estimate, unit: str) -> Text:
    """A difference with its interval in brackets."""
    if not one.known:
        return amount(one.middle, unit)
    size = _size(one)
    return with_interval(*(amount(value, unit, size) for value in (one.middle, one.low, one.high)))


def middle(one: Estimate, unit: str) -> Text:
    """A difference, as exact as its interval is told."""
    return amount(one.middle, unit, _size(one))


def interval(one: Estimate, unit: str) -> Text:
    """The interval of a difference; a dash where there is none."""
    size = _size(one)
    return span(amount(one.low, unit, size), amount(one.high, unit, size)) if one.known else NONE


def _size(one: Estimate) -> float:
    return max((abs(end) for end in (one.middle, one.low, one.high) if isfinite(end)), default=0.0)


def relative(value: float) -> Text:
    """A relative change with its sign."""
    return signed(percent(value), value)


def share(value: float) -> Text:
    """A share as a percentage without decimals, or with one where it is small."""
    return percent(value, 0 if value >= 0.1 or value == 0.0 else 1)


def share_interval(low: float, high: float) -> Text:
    """The interval of a share."""
    return span(share(low), share(high)) if isfinite(low) and isfinite(high) else NONE


def probability_text(one: Probability) -> Text:
    """In how many runs something happened, with the interval of its probability."""
    return say(
        "compare_probability",
        count=str(one.count),
        runs=str(one.runs),
        interval=share_interval(one.low, one.high),
    )


def wins(row: Row) -> Text:
    """In how many paired runs the alternative is better, with ties; a dash where nothing is better."""
    return _wins(row, "compare_probability")


def wins_told(row: Row) -> Text:
    """The same within a sentence."""
    return _wins(row, "compare_probability_told")


def _wins(row: Row, key: str) -> Text:
    held = row.better
    if held is None:
        return NONE
    if held.ties == held.runs:
        return label("compare_all_ties")
    ends = share_interval(held.low, held.high)
    told = say(key, count=str(held.count), runs=str(held.runs), interval=ends)
    if not held.ties:
        return told
    return join([told, say("compare_ties", ties=str(held.ties))], ", ", "\N{FULLWIDTH COMMA}")


def ratio_text(cost: Cost) -> Text:
    """A cost ratio, or why there is none."""
    if not cost.valued:
        return label(f"outcome_{cost.reading}")
    told = yuan(cost.ratio.middle)
    return say("outcome_saved_per_loss", value=told) if cost.reading == "saved_per_loss" else told


def ratio_interval_text(cost: Cost) -> Text:
    """The interval of a cost ratio."""
    if not cost.valued or not cost.ratio.known:
        return NONE
    return span(yuan(cost.ratio.low), yuan(cost.ratio.high))


def ratio_told(cost: Cost) -> Text:
    """A cost ratio with its interval in brackets, or why there is none."""
    if ratio_interval_text(cost) == NONE:
        return ratio_text(cost)
    return with_interval(ratio_text(cost), yuan(cost.ratio.low), yuan(cost.ratio.high))


def about(value: float) -> Text:
    """A large number as it can be told: two digits."""
    if not isfinite(value) or abs(value) < 100:
        return count(value)
    step = 10 ** (len(str(int(abs(value)))) - 2)
    return count(round(value / step) * step)


def times(ratio: float) -> Text:
    """How many times as many."""
    return say("times", value=about(ratio) if ratio >= TENS else plain(ratio, 1))


def sentences(parts: Sequence[Text]) -> Text:
    """Sentences one after another; empty ones are left out."""
    return join([part for part in parts if part != NOTHING], " ", "")
