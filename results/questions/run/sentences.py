"""Sentences from figures: what a planner should be able to say after reading the first page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from resettle.results.judge.causes import FULL, PARTS, Explanation, Market
from resettle.results.judge.verdicts import shown_unit, signed_bound
from resettle.results.text.labels import Text, join, label, say, text_of
from resettle.results.text.names import channel_label, indicator_label, within
from resettle.results.text.numbers import (
    POINTS,
    bound_text,
    count,
    figure,
    gap,
    money,
    percent,
    plain,
    points,
    signed,
    span,
    yuan,
)

if TYPE_CHECKING:
    from resettle.scenarios import Target

MOST_PLACES = 3
"""Channels named at most when places run short."""

PART_LABELS = {part: f"part_{part}" for part in PARTS}
"""Label of each part of growth."""


def headline(target: Target, row: Mapping[str, Any], verdict: str) -> Text:
    """One sentence on one target.

    Args:
        target: The target.
        row: Its main row of the frame `targets`.
        verdict: One of `results.judge.verdicts.VERDICTS`.
    """
    unit = shown_unit(row["reading"], row["unit"])
    pieces = {
        "title": text_of(target.title),
        "bound": bound_text(row["bound"], unit),
        "limit": signed_bound(row["direction"], bound_text(row["bound"], unit)),
        "median": figure(row["median"], unit),
        "band": span(figure(row["p05"], unit), figure(row["p95"], unit)),
        "met": _runs(round(row["probability"] * row["replications"]), int(row["replications"])),
        "gap": gap(row["shortfall"], unit),
    }
    if target.kind == "growth" and target.indicator == "income" and target.series is None:
        return say(f"headline_growth_{verdict}", over=_over_reading(row["reading"]), **pieces)
    return say(f"headline_{verdict}", **pieces)


def _over_reading(name: str) -> Text:
    """The years that a reading of growth looks at, as part of a sentence."""
    if name.startswith("year_"):
        return say("over_year", year=name.split("_")[1])
    return label("over_worst_year" if name == "worst_year" else "over_years")


def series_name(series: str) -> Text:
    """Name of a series within a sentence."""
    return within(indicator_label(series))


def _runs(met: int, runs: int) -> Text:
    if met == 0:
        return say("runs_none", runs=runs)
    if met == runs:
        return say("runs_all", runs=runs)
    return say("runs_some", met=met, runs=runs)


def reasons(found: Explanation) -> list[Text]:
    """Why income is what it is, in a few plain sentences, the most important first."""
    missed = found.gap > 0.0
    told = [_level(found, missed), _sources(found)]
    if found.lever_income > 0.0:
        told.append(
            say(
                "why_levers",
                amount=yuan(found.lever_income),
                share=percent(found.lever_income / found.income),
                year=str(found.last_year),
            )
        )
    if missed:
        told += [_room(found), _pay(found)]
    places = shortages(found.market)
    if places is not None:
        told.append(places)
    if missed:
        told.append(_cash(found))
    return told


def _level(found: Explanation, missed: bool) -> Text:
    return say(
        "why_short" if missed else "why_above",
        goal=_goal(found),
        base_year=str(found.base_year),
        year=str(found.last_year),
        base=yuan(found.base_income),
        needed=yuan(found.needed),
        income=yuan(found.income),
        gap=yuan(abs(found.gap)),
    )


def over(found: Explanation, worst: bool = False) -> Text:
    """The years over which growth is told, as part of a sentence.

    Args:
        found: The figures.
        worst: Say so if it is the worst of several years.
    """
    if found.years > 1:
        return label("over_years")
    return say("over_worst" if worst and found.worst else "over_year", year=str(found.last_year))


def _goal(found: Explanation) -> Text:
    """What the target asks for, as the beginning of a sentence."""
    target = found.target
    bound = target.bound.number
    if target.series is None:
        return say("goal_growth", bound=bound_text(bound, "share"), over=over(found, worst=True))
    name = series_name(target.series)
    if target.kind == "stock":
        if bound == 1.0:
            return say("goal_level", series=name, year=str(found.last_year))
        return say(
            "goal_multiple", bound=bound_text(bound, "multiple"), series=name, year=str(found.last_year)
        )
    pieces: dict[str, Text] = {"series": name, "over": over(found, worst=True), "pace": percent(found.pace)}
    if bound == 0.0:
        return say("goal_series", **pieces)
    return say("goal_series_by", bound=bound_text(bound, POINTS), **pieces)


def _sources(found: Explanation) -> Text:
    means = {part: float(np.mean(values)) for part, values in found.contributions.items()}
    total = float(np.median(found.growth))
    mean = float(np.mean(found.growth))
    if abs(mean) > 0.001:  # the parts of the mean, laid over the median that the headline tells
        means = {part: value * total / mean for part, value in means.items()}
    order = sorted(means, key=lambda part: -abs(means[part]))
    parts = [
        say("why_part", name=label(PART_LABELS[part]), value=signed(points(means[part]), means[part]))
        for part in order
    ]
    return say("why_sources", total=percent(total), over=over(found), parts=join(parts, ", ", "、"))


def _room(found: Explanation) -> Text:
    share = found.full_work_gain / found.gap
    times = {"share": percent(share, 0)} if share < 1.0 else {"times": count(share, 1)}
    return say(
        "why_room_small" if share < 1.0 else "why_room_large",
        **times,
        employed=percent(found.market.employment),
        gain=yuan(found.full_work_gain),
        year=str(found.last_year),
    )


def _pay(found: Explanation) -> Text:
    growth, needed = percent(found.pay_growth), percent(found.pay_growth_needed)
    return say("why_pay", growth=growth, needed=needed, over=over(found))


def shortages(found: Market) -> Text | None:
    """Those who find no place, and the channels that are full or stand empty."""
    told: list[Text] = []
    if found.refused > 0.005:
        told.append(say("why_refused", share=percent(found.refused, 0), year=str(found.year)))
    ranked = sorted(found.filled, key=lambda channel: -found.places[channel])
    for key, chosen in (
        ("why_full", [channel for channel in ranked if found.filled[channel] >= FULL]),
        ("why_empty", [channel for channel in ranked if found.filled[channel] < 0.85]),
    ):
        if chosen:
            names = [
                say(
                    "why_channel",
                    name=within(channel_label(channel)),
                    filled=percent(found.filled[channel], 0),
                    places=count(found.places[channel]),
                )
                for channel in chosen[:MOST_PLACES]
            ]
            told.append(say(key, names=join(names, "; ", "\N{FULLWIDTH SEMICOLON}")))
    return join(told, " ", "") if told else None


def _cash(found: Explanation) -> Text:
    cost, year = money(found.gap_total), str(found.last_year)
    if found.spending <= 0.0:
        return say("why_cash_alone", cost=cost, year=year)
    times = plain(found.gap_total / found.spending, 1)
    return say("why_cash", cost=cost, year=year, times=times, spending=money(found.spending))
