"""A sweep in words: where targets are reached, what moves what, how far to trust it; figures and points."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import isfinite

import numpy as np

from resettle.results.judge.ensemble import Ensemble
from resettle.results.judge.outcomes import Outcome
from resettle.results.questions.sweep.compute import MainEffect, Swept, same_share
from resettle.results.questions.sweep.plan import Plan, VariedInput, axis_value
from resettle.results.report.estimates import amounts
from resettle.results.statistics.intervals import Estimate
from resettle.results.statistics.paired import Probability, level
from resettle.results.text.labels import NOTHING, Text, join, label, say
from resettle.results.text.numbers import (
    NONE,
    POINTS,
    alike,
    bound_text,
    count,
    duration,
    figure,
    figure_bare,
    money,
    percent,
    signed,
    signed_bound,
    unit_text,
    with_interval,
)

CLOSE = 0.006
"""Range of shares below which they are written with two decimals."""


def bare(value: float, unit: str, beside: Iterable[float] = ()) -> Text:
    """A figure without the name of what is counted; a dash where there is none."""
    return figure_bare(value, unit, beside) if isfinite(value) else NONE


def closely(value: float, unit: str, spread: float) -> Text:
    """The same with as many decimals as figures that lie so far apart need to be distinguished."""
    if unit.split("/", maxsplit=1)[0] == "share" and isfinite(value) and 0.0 < spread < CLOSE:
        return percent(value, 2)
    return bare(value, unit)


def mean_text(mean: Estimate, unit: str) -> Text:
    """A mean with its 95 % interval, cut where figures of the unit end."""
    return with_interval(*alike(bare, level(mean, unit), unit))


def probability_text(one: Probability) -> Text:
    """A probability with its Wilson interval."""
    if not one.runs:
        return NONE
    return with_interval(*(percent(share, 0) for share in one.estimate))


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
        return with_interval(*amounts(step, unit))
    return with_interval(*(signed(bare(value, unit), value) for value in step))


def effect_text(effect: MainEffect, unit: str) -> Text:
    """An effect with its sign: + where the outcome rises with the path; a dash where it is not clear."""
    return step_text(effect.along, unit) if effect.step.clear else NONE


def rank_text(rank: Estimate) -> Text:
    """A rank correlation with its interval; a dash where it is not known."""
    if not isfinite(rank.middle):
        return NONE
    return with_interval(*(signed(count(value, 2), value) for value in rank))


def titled(outcome: Outcome) -> Text:
    """Title of an outcome, of a target with its bound."""
    limit = limit_text(outcome)
    return outcome.title if limit == NOTHING else say("with_interval", value=outcome.title, interval=limit)


def limit_text(outcome: Outcome) -> Text:
    """What a target asks for, with its sign; nothing for what is no target."""
    if outcome.bound is None or outcome.direction is None:
        return NOTHING
    return signed_bound(outcome.direction, bound_text(outcome.bound, outcome.unit))


def axis_text(axis: VariedInput) -> Text:
    """Name of a path with its unit; shares are in per cent and need none."""
    unit = axis.input.unit
    if unit.split("/", maxsplit=1)[0] == "share":
        return axis.short
    return say(
        "sweep_axis", name=axis.short, unit=label("sweep_factor") if unit == "factor" else unit_text(unit)
    )


def _with_unit(axis: VariedInput, value: float) -> Text:
    """A number of a path with its unit; a factor has none, a share says it."""
    shown, unit = axis_value(axis, value), axis.input.unit
    if unit.split("/", maxsplit=1)[0] in ("share", "factor"):
        return shown
    name = unit_text(unit)
    return Text(f"{shown.en} {name.en}", f"{shown.zh}{name.zh}")


def point_text(
    axes: Sequence[VariedInput],
    point: Sequence[float],
    form: Callable[[VariedInput, float], Text] = axis_value,
) -> Text:
    """A point in words: each path with its number."""
    parts = [
        say("sweep_is", name=axis.short, value=form(axis, value))
        for axis, value in zip(axes, point, strict=True)
    ]
    return join(parts, "; ", "\N{IDEOGRAPHIC COMMA}")


ALIKE = ("all_reached", "all_met", "none_met", "none_reached", "same", "unknown")
"""What may be true of a target at every point alike; the endings of labels."""

MOST = 4
"""Targets that get a sentence of their own, and outcomes of which the sentences say what moves them."""

LONG = 120.0
"""Seconds from which a warning says how long the runs take."""


def warning(plan: Plan, seconds: float, workers: int) -> Text:
    """How many runs a sweep has and how long they take; nothing if that is not long.

    Args:
        plan: The plan.
        seconds: Seconds of one run.
        workers: Processes that work side by side.
    """
    left = len(plan.points) * plan.replications * seconds / max(1, workers)
    if left < LONG:
        return NOTHING
    return say(
        "sweep_warn_time",
        runs=count(plan.runs),
        points=count(len(plan.points)),
        replications=count(plan.replications),
        time=duration(left),
        workers=workers,
    )


def headlines(swept: Swept) -> tuple[Text, ...]:
    """The sentences, the most telling first."""
    tasks = [say("sweep_task", sentence=sentence) for sentence in _targets(swept, swept.tasks)]
    return (*_targets(swept, swept.targets), *_moving(swept), *tasks, *_trust(swept))


def _targets(swept: Swept, targets: Sequence[Outcome]) -> list[Text]:
    """Where each target is reached, for those on which the points differ; the others in a row."""
    own: list[Text] = []
    alike: dict[str, list[Text]] = {}
    for target in targets:
        kind = _kind(swept, target)
        if kind == "differs":
            reached = swept.reached(target)
            own.append(_reached(swept, target, reached) if reached else _uncertain(swept, target))
        else:
            title = target.title
            if kind == "same":
                chance = probability_text(_met(swept, target, 1))
                title = say("sweep_title_probability", title=title, probability=chance)
            alike.setdefault(kind, []).append(title)
    made = own[:MOST]
    if len(own) > MOST:
        made.append(say("sweep_more_targets", count=len(own) - MOST))
    return made + [say(f"sweep_{kind}", titles=join(alike[kind])) for kind in ALIKE if kind in alike]


def _kind(swept: Swept, target: Outcome) -> str:
    """One of `ALIKE`, or `differs` if points differ in how often they meet a target."""
    shares = swept.figures(target).shares[1:]
    known = shares[np.isfinite(shares)]
    if len(swept.reached(target)) == len(shares):
        return "all_reached"
    if not len(known):
        return "unknown"
    if float(known.min()) == 1.0:
        return "all_met"
    if float(known.max()) == 0.0:
        return "none_met"
    if swept.missed(target):
        return "none_reached"
    return "differs" if float(np.ptp(known)) > 0.0 else "same"


def _met(swept: Swept, target: Outcome, row: int) -> Probability:
    """Probability that a row meets a target."""
    met = swept.figures(target).probability(row)
    assert met is not None
    return met


def _place(swept: Swept, target: Outcome, row: int) -> dict[str, Text]:
    """A point, and the probability that it meets a target, for a sentence."""
    point = point_text(swept.plan.axes, swept.point(row), _with_unit)
    return {"title": target.title, "point": point, "probability": probability_text(_met(swept, target, row))}


def _reached(swept: Swept, target: Outcome, reached: list[int]) -> Text:
    first = reached[0]
    return say(
        "sweep_some_reached",
        count=len(reached),
        points=len(swept.plan.points),
        money=money(swept.money.mean(first).middle),
        **_place(swept, target, first),
    )


def _uncertain(swept: Swept, target: Outcome) -> Text:
    """The best probability of a target that no point reaches with confidence."""
    best = swept.best(target)
    assert best is not None
    figures = swept.figures(target)
    if figures.shares[best] == 1.0:
        return _too_few(swept, target)
    return say(
        "sweep_best_uncertain",
        figure=figure(figures.mean(best).middle, target.unit),
        limit=limit_text(target),
        **_place(swept, target, best),
    )


def _too_few(swept: Swept, target: Outcome) -> Text:
    """A target that every run meets at some points, but too few runs to count as reached."""
    rows = np.flatnonzero(swept.figures(target).shares[1:] == 1.0) + 1
    first = int(rows[np.argmin(swept.money.means[rows])])
    pieces = _place(swept, target, first)
    return say("sweep_best_too_few", count=len(rows), points=len(swept.plan.points), **pieces)


def _moving(swept: Swept) -> list[Text]:
    """What moves the outcomes that move: those first that move far for how uncertain they are."""
    moving = sorted(
        (one for one in swept.plan.outcomes if swept.moves(one)), key=lambda one: -_reach(swept, one)
    )
    if not moving:
        return [label("sweep_nothing_moves")]
    sentence = _rank if swept.plan.sampled else _step
    return [sentence(swept, one) for one in moving[:MOST]]


def _reach(swept: Swept, outcome: Outcome) -> float:
    """How far an outcome moves: the largest step over the band of runs, or the largest rank correlation."""
    if swept.plan.sampled:
        return max(abs(rank.middle) for rank in swept.ranks(outcome) if rank.clear)
    low, high = swept.figures(outcome).band(0)
    steps = [effect.step.middle for effect in swept.effects(outcome)]
    step = max(step for step in steps if np.isfinite(step))
    return float(step / max(high - low, 1e-9 * abs(step), 1e-300))


def _step(swept: Swept, outcome: Outcome) -> Text:
    effects = swept.effects(outcome)
    axis, effect = max(zip(swept.plan.axes, effects, strict=True), key=lambda pair: pair[1].step.middle)
    ends = ((effect.low_at, effect.lowest), (effect.high_at, effect.highest))
    (low_at, low), (high_at, high) = sorted(ends)
    return say(
        "sweep_moves" if len(effects) == 1 else "sweep_moves_most",
        title=outcome.title,
        path=axis.short,
        low=bare(low, outcome.unit),
        low_at=axis_value(axis, low_at),
        high=bare(high, outcome.unit),
        high_at=axis_value(axis, high_at),
        step=step_text(effect.along, outcome.unit),
    )


def _rank(swept: Swept, outcome: Outcome) -> Text:
    clear = [
        (axis, rank) for axis, rank in zip(swept.plan.axes, swept.ranks(outcome), strict=True) if rank.clear
    ]
    axis, rank = max(clear, key=lambda pair: abs(pair[1].middle))
    return say("sweep_ranks_most", title=outcome.title, path=axis.short, rank=rank_text(rank))


def _trust(swept: Swept) -> list[Text]:
    """How many points and runs there are, and what a best of many is worth."""
    plan = swept.plan
    points = len(plan.points)
    size = "sweep_size" if plan.paired else "sweep_size_unpaired"
    made = [say(size, points=points, replications=plan.replications)]
    if plan.sampled > points:
        made.append(say("sweep_size_merged", asked=plan.sampled, points=points))
    return [*made, label("sweep_chance")]
