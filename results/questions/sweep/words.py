"""Figures, points and paths of a sweep in words."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from resettle.results.judge.ensemble import Ensemble
from resettle.results.judge.outcomes import Outcome
from resettle.results.questions.sweep.effects import Effect, same_share
from resettle.results.questions.sweep.plan import Axis, axis_value
from resettle.results.report.estimates import amounts
from resettle.results.statistics.paired import Estimate, Probability
from resettle.results.text.labels import NOTHING, Text, join, label, say
from resettle.results.text.numbers import (
    NONE,
    POINTS,
    bound_text,
    count,
    figure_bare,
    percent,
    signed,
    signed_bound,
    unit_text,
    with_interval,
)

CLOSE = 0.006
"""Range of shares below which they are written with two decimals."""


def bare(value: float, unit: str) -> Text:
    """A figure without the name of what is counted; a dash where there is none."""
    return figure_bare(value, unit) if isfinite(value) else NONE


def closely(value: float, unit: str, spread: float) -> Text:
    """The same with as many decimals as figures that lie so far apart need to be distinguished."""
    if unit.split("/", maxsplit=1)[0] == "share" and isfinite(value) and 0.0 < spread < CLOSE:
        return percent(value, 2)
    return bare(value, unit)


def _ranged(value: Text, low: Text, high: Text) -> Text:
    """A figure with its interval, if it has one that is wider than the figure itself."""
    return value if low == high == value else with_interval(value, low, high)


def mean_text(mean: Estimate, unit: str) -> Text:
    """A mean with its 95 % interval; that of a share is cut at 0 and 1."""
    low, high = mean.low, mean.high
    if unit == "share":
        low, high = max(0.0, low), min(1.0, high)
    ends = (bare(low, unit), bare(high, unit)) if mean.known else (NONE, NONE)
    return _ranged(bare(mean.middle, unit), *ends)


def probability_text(one: Probability) -> Text:
    """A probability with its Wilson interval."""
    if not one.runs:
        return NONE
    return _ranged(*(percent(share, 0) for share in (one.share, one.low, one.high)))


def row_text(figures: Ensemble, outcome: Outcome, row: int) -> Text:
    """A row of an outcome: its mean, and the share of runs that meet a target if points differ in it."""
    met, mean = figures.probability(row), figures.mean(row)
    if met is None or same_share(figures):
        return mean_text(mean, outcome.unit)
    probability = probability_text(met)
    return say("sweep_figure_probability", figure=bare(mean.middle, outcome.unit), probability=probability)


def step_text(step: Estimate, unit: str, short: bool = False) -> Text:
    """A difference with its sign and its interval; `short` without the name of what is counted."""
    if not short or unit.split("/", maxsplit=1)[0] in ("share", "yuan", POINTS):
        return _ranged(*amounts(step, unit))
    return _ranged(*(signed(bare(value, unit), value) for value in (step.middle, step.low, step.high)))


def effect_text(effect: Effect, unit: str) -> Text:
    """An effect with its sign: + where the outcome rises with the path; a dash where it is not clear."""
    return step_text(effect.along, unit) if effect.step.clear else NONE


def rank_text(rank: Estimate) -> Text:
    """A rank correlation with its interval; a dash where it is not known."""
    if not isfinite(rank.middle):
        return NONE
    return _ranged(*(signed(count(value, 2), value) for value in (rank.middle, rank.low, rank.high)))


def titled(outcome: Outcome) -> Text:
    """Title of an outcome, of a target with its bound."""
    limit = limit_text(outcome)
    return outcome.title if limit == NOTHING else say("with_interval", value=outcome.title, interval=limit)


def limit_text(outcome: Outcome) -> Text:
    """What a target asks for, with its sign; nothing for what is no target."""
    if outcome.bound is None or outcome.direction is None:
        return NOTHING
    return signed_bound(outcome.direction, bound_text(outcome.bound, outcome.unit))


def axis_text(axis: Axis) -> Text:
    """Name of a path with its unit; shares are in per cent and need none."""
    unit = axis.input.unit
    if unit.split("/", maxsplit=1)[0] == "share":
        return axis.short
    return say(
        "sweep_axis", name=axis.short, unit=label("sweep_factor") if unit == "factor" else unit_text(unit)
    )


def point_text(axes: Sequence[Axis], point: Sequence[float]) -> Text:
    """A point in words: each path with its number."""
    parts = [
        say("sweep_is", name=axis.short, value=axis_value(axis, value))
        for axis, value in zip(axes, point, strict=True)
    ]
    return join(parts, "; ", "\N{IDEOGRAPHIC COMMA}")
