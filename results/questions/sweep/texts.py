"""Figures, points and paths of a sweep in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isfinite

from resettle.results.judge.ensemble import Ensemble
from resettle.results.judge.outcomes import Outcome
from resettle.results.judge.verdicts import signed_bound
from resettle.results.questions.sweep.figures import Effect, same_share
from resettle.results.questions.sweep.plan import Axis, axis_value
from resettle.results.statistics.paired import Estimate, Probability
from resettle.results.text.labels import NOTHING, Lang, Text, label, say
from resettle.results.text.numbers import (
    MINUS,
    NONE,
    POINTS,
    bound_text,
    difference_text,
    figure_bare,
    percent,
    plain,
    signed,
    span,
    unit_text,
)

CLOSE = 0.006
"""Range of shares below which they are told with two decimals."""

_NUMBER = re.compile(rf"[+{MINUS}]?[\d,.]+")
_SPAN = re.compile(rf"[+{MINUS}\d,. ]+((–|to|至)[+{MINUS}\d,. ]+)?")


def bare(value: float, unit: str) -> Text:
    """A figure without the name of what is counted; a dash where there is none."""
    return figure_bare(value, unit) if isfinite(value) else NONE


def closely(value: float, unit: str, spread: float) -> Text:
    """The same with as many decimals as figures that lie so far apart need to be told from each other."""
    if unit.split("/", maxsplit=1)[0] == "share" and isfinite(value) and 0.0 < spread < CLOSE:
        return percent(value, 2)
    return bare(value, unit)


def with_interval(value: Text, interval: Text) -> Text:
    """A figure with its interval, if it has one that is wider than the figure itself."""
    if interval in (NONE, value):
        return value
    return Text(_beside(value.en, interval.en, "en"), _beside(value.zh, interval.zh, "zh"))


def _beside(value: str, interval: str, lang: Lang) -> str:
    """A figure and its interval; a unit that both have is said once, behind them."""
    both = label("sweep_with_interval").in_(lang)
    number = _NUMBER.match(value)
    unit = value[number.end() :] if number is not None else ""
    ends = interval.removesuffix(unit)
    if number is None or not unit or ends == interval or _SPAN.fullmatch(ends) is None:
        return both.format(value=value, interval=interval)
    return both.format(value=number[0], interval=ends) + unit


def mean_text(found: Estimate, unit: str) -> Text:
    """A mean with its 95 % interval; that of a share is cut at 0 and 1."""
    low, high = found.low, found.high
    if unit == "share":
        low, high = max(0.0, low), min(1.0, high)
    ends = span(bare(low, unit), bare(high, unit)) if found.known else NONE
    return with_interval(bare(found.middle, unit), ends)


def chance_text(found: Probability) -> Text:
    """A probability with its Wilson interval."""
    if not found.runs:
        return NONE
    return with_interval(percent(found.share, 0), span(percent(found.low, 0), percent(found.high, 0)))


def row_text(figures: Ensemble, outcome: Outcome, row: int) -> Text:
    """A row of an outcome: its mean, and the share of runs that meet a target if points differ in it."""
    found = figures.probability(row)
    mean = figures.mean(row)
    if found is None:
        return mean_text(mean, outcome.unit)
    if same_share(figures):
        return mean_text(mean, outcome.unit)
    return say("sweep_figure_chance", figure=bare(mean.middle, outcome.unit), chance=chance_text(found))


def step_text(found: Estimate, unit: str, short: bool = False) -> Text:
    """A difference with its sign and its interval; `short` without the name of what is counted."""

    def told(value: float) -> Text:
        counted = unit.split("/", maxsplit=1)[0] not in ("share", "yuan", POINTS)
        return signed(bare(value, unit) if short and counted else difference_text(value, unit), value)

    ends = span(told(found.low), told(found.high)) if found.known else NONE
    return with_interval(told(found.middle), ends)


def effect_text(found: Effect, unit: str) -> Text:
    """An effect with its sign: + where the outcome rises with the path; a dash where it is not clear."""
    return step_text(found.along, unit) if found.step.clear else NONE


def rank_text(found: Estimate) -> Text:
    """A rank correlation with its interval; a dash where it is not known."""
    if not isfinite(found.middle):
        return NONE
    value, low, high = (signed(_plain(number), number) for number in (found.middle, found.low, found.high))
    return with_interval(value, span(low, high))


def _plain(value: float) -> Text:
    text = plain(value, 2)
    return Text(text, text)


def titled(outcome: Outcome) -> Text:
    """Title of an outcome, of a target with its bound."""
    limit = limit_text(outcome)
    return outcome.title if limit == NOTHING else with_interval(outcome.title, limit)


def limit_text(outcome: Outcome) -> Text:
    """What a target asks for, with its sign; nothing for what is no target."""
    if outcome.bound is None or outcome.direction is None:
        return NOTHING
    return signed_bound(outcome.direction, bound_text(outcome.bound, outcome.unit))


def axis_text(axis: Axis) -> Text:
    """Name of a path with its unit; shares are told in per cent and need none."""
    unit = axis.input.unit
    if unit.split("/", maxsplit=1)[0] == "share":
        return axis.short
    told = say("sweep_factor") if unit == "factor" else unit_text(unit)
    return say("sweep_axis", name=axis.short, unit=told)


def point_text(axes: Sequence[Axis], point: Sequence[float]) -> Text:
    """A point in words: each path with its number."""
    parts = [
        say("sweep_is", name=axis.short, value=axis_value(axis, value))
        for axis, value in zip(axes, point, strict=True)
    ]
    return Text("; ".join(part.en for part in parts), "\N{IDEOGRAPHIC COMMA}".join(part.zh for part in parts))


def joined(titles: Sequence[Text]) -> Text:
    """Titles in a row."""
    return Text("; ".join(one.en for one in titles), "\N{FULLWIDTH SEMICOLON}".join(one.zh for one in titles))
