"""What a sweep says first: where targets are reached, what moves what, how far to trust it."""

from __future__ import annotations

import numpy as np

from resettle.results.judge.outcomes import Outcome
from resettle.results.questions.sweep.held import Swept
from resettle.results.questions.sweep.plan import axis_value
from resettle.results.questions.sweep.texts import (
    bare,
    chance_text,
    joined,
    limit_text,
    point_text,
    rank_text,
    step_text,
)
from resettle.results.text.labels import Text, fill, label, say
from resettle.results.text.numbers import figure, money

ALIKE = ("all_reached", "all_met", "none_met", "none_reached", "same", "unknown")
"""What may be true of a target at every point alike."""

TOLD = 4
"""Targets that get a sentence of their own, and outcomes of which it is told what moves them."""


def headlines(held: Swept) -> tuple[Text, ...]:
    """The sentences, the most telling first."""
    return (*_targets(held), *_moving(held), *_trust(held))


def _targets(held: Swept) -> list[Text]:
    """Where each target is reached, for those on which the points differ; the others in a row."""
    own: list[Text] = []
    alike: dict[str, list[Text]] = {}
    for target in held.targets:
        kind = _kind(held, target)
        if kind == "differs":
            reached = held.reached(target)
            own.append(_reached(held, target, reached) if reached else _uncertain(held, target))
        else:
            alike.setdefault(kind, []).append(_with_chance(held, target) if kind == "same" else target.title)
    made = own[:TOLD]
    if len(own) > TOLD:
        made.append(say("sweep_more_targets", count=len(own) - TOLD))
    return made + [_alike(kind, joined(alike[kind])) for kind in ALIKE if kind in alike]


def _alike(kind: str, titles: Text) -> Text:
    """What is true of some targets at every point."""
    told = {
        "all_reached": say("sweep_all_reached", titles=titles),
        "all_met": say("sweep_all_met", titles=titles),
        "none_met": say("sweep_none_met", titles=titles),
        "none_reached": say("sweep_none_reached", titles=titles),
        "same": say("sweep_same", titles=titles),
    }
    return told.get(kind, say("sweep_unknown", titles=titles))


def _kind(held: Swept, target: Outcome) -> str:
    """One of `ALIKE`, or `differs` if points differ in how often they meet a target."""
    shares = held.figures(target).shares[1:]
    known = shares[np.isfinite(shares)]
    if len(held.reached(target)) == len(shares):
        return "all_reached"
    if not len(known):
        return "unknown"
    if float(known.min()) == 1.0:
        return "all_met"
    if float(known.max()) == 0.0:
        return "none_met"
    if held.missed(target):
        return "none_reached"
    return "differs" if float(np.ptp(known)) > 0.0 else "same"


def _with_chance(held: Swept, target: Outcome) -> Text:
    """A target with the probability that it has at every point."""
    found = held.figures(target).probability(1)
    assert found is not None
    return say("sweep_title_chance", title=target.title, chance=chance_text(found))


def _reached(held: Swept, target: Outcome, reached: list[int]) -> Text:
    first = reached[0]
    found = held.figures(target).probability(first)
    assert found is not None
    return say(
        "sweep_some_reached",
        title=target.title,
        count=len(reached),
        points=len(held.plan.points),
        point=point_text(held.plan.axes, held.plan.points[first - 1].tolist()),
        chance=chance_text(found),
        money=money(held.money.mean(first).middle),
    )


def _uncertain(held: Swept, target: Outcome) -> Text:
    """The best chance of a target that no point reaches with confidence."""
    best = held.best(target)
    assert best is not None
    figures = held.figures(target)
    if figures.shares[best] == 1.0:
        return _too_few(held, target)
    found = figures.probability(best)
    assert found is not None
    return say(
        "sweep_best_uncertain",
        title=target.title,
        point=point_text(held.plan.axes, held.plan.points[best - 1].tolist()),
        chance=chance_text(found),
        figure=figure(figures.mean(best).middle, target.unit),
        limit=limit_text(target),
    )


def _too_few(held: Swept, target: Outcome) -> Text:
    """A target that every run meets at some points, but too few runs to count as reached."""
    figures = held.figures(target)
    rows = np.flatnonzero(figures.shares[1:] == 1.0) + 1
    first = int(rows[np.argmin(held.money.means[rows])])
    found = figures.probability(first)
    assert found is not None
    return say(
        "sweep_best_too_few",
        title=target.title,
        count=len(rows),
        points=len(held.plan.points),
        point=point_text(held.plan.axes, held.plan.points[first - 1].tolist()),
        chance=chance_text(found),
    )


def _moving(held: Swept) -> list[Text]:
    """What moves the outcomes that move: those first that move far for how uncertain they are."""
    moving = sorted(
        (one for one in held.plan.outcomes if held.moves(one)), key=lambda one: -_reach(held, one)
    )
    if not moving:
        return [label("sweep_nothing_moves")]
    tell = _rank if held.plan.sampled else _step
    return [tell(held, one) for one in moving[:TOLD]]


def _reach(held: Swept, outcome: Outcome) -> float:
    """How far an outcome moves: the largest step over the band of runs, or the largest rank correlation."""
    if held.plan.sampled:
        return max(abs(found.middle) for found in held.ranks(outcome) if found.clear)
    low, high = held.figures(outcome).band(0)
    step = max(found.step.middle for found in held.effects(outcome) if np.isfinite(found.step.middle))
    return float(step / max(high - low, 1e-9 * abs(step), 1e-300))


def _step(held: Swept, outcome: Outcome) -> Text:
    effects = held.effects(outcome)
    most = max(range(len(effects)), key=lambda place: effects[place].step.middle)
    found, axis = effects[most], held.plan.axes[most]
    ends = ((found.low_at, found.lowest), (found.high_at, found.highest))
    (low_at, low), (high_at, high) = sorted(ends)
    template = label("sweep_moves") if len(effects) == 1 else label("sweep_moves_most")
    return fill(
        template,
        title=outcome.title,
        path=axis.short,
        low=bare(low, outcome.unit),
        low_at=axis_value(axis, low_at),
        high=bare(high, outcome.unit),
        high_at=axis_value(axis, high_at),
        step=step_text(found.along, outcome.unit),
    )


def _rank(held: Swept, outcome: Outcome) -> Text:
    ranks = held.ranks(outcome)
    clear = [place for place, found in enumerate(ranks) if found.clear]
    most = max(clear, key=lambda place: abs(ranks[place].middle))
    return say(
        "sweep_ranks_most",
        title=outcome.title,
        path=held.plan.axes[most].short,
        rank=rank_text(ranks[most]),
    )


def _trust(held: Swept) -> list[Text]:
    """How many points and runs there are, and what a best of many is worth."""
    plan = held.plan
    points = len(plan.points)
    told = [say("sweep_size", points=points, replications=plan.replications)]
    if plan.sampled > points:
        told.append(say("sweep_size_merged", asked=plan.sampled, points=points))
    return [*told, label("sweep_luck")]
