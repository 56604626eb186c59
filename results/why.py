"""Sentences from figures: what a planner should be able to say after reading the first page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from model.channels import LABELS as CHANNEL_LABELS
from results.explain import FULL, PARTS, Explanation
from results.labels import Text, join, label, say, text_of
from results.numbers import bound_text, count, figure, gap, money, percent, plain, points, signed, span, yuan

if TYPE_CHECKING:
    from scenarios import Target

MOST_PLACES = 3
"""Channels named at most when places run short."""

PART_LABELS = {part: f"part_{part}" for part in PARTS}
"""Label of each part of growth."""


def headline(target: Target, row: Mapping[str, Any], verdict: str) -> Text:
    """One sentence on one target.

    Args:
        target: The target.
        row: Its main row of the frame `targets`.
        verdict: One of `results.verdicts.VERDICTS`.
    """
    pieces = {
        "title": text_of(target.title),
        "bound": bound_text(row["bound"], row["unit"]),
        "median": figure(row["median"], row["unit"]),
        "band": span(figure(row["p05"], row["unit"]), figure(row["p95"], row["unit"])),
        "met": _runs(round(row["probability"] * row["replications"]), int(row["replications"])),
        "gap": gap(row["shortfall"], row["unit"]),
    }
    if target.kind == "growth" and target.indicator == "income":
        return say(f"headline_growth_{verdict}", **pieces)
    return say(f"headline_{verdict}", **pieces)


def _runs(met: int, runs: int) -> Text:
    if met == 0:
        return say("runs_none", runs=runs)
    if met == runs:
        return say("runs_all", runs=runs)
    return say("runs_some", met=met, runs=runs)


def reasons(found: Explanation) -> list[Text]:
    """Why income growth is what it is, in a few plain sentences, the most important first."""
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
    places = _shortages(found)
    if places is not None:
        told.append(places)
    if missed:
        told.append(_cash(found))
    return told


def _level(found: Explanation, missed: bool) -> Text:
    return say(
        "why_short" if missed else "why_above",
        bound=bound_text(found.bound, "share"),
        base_year=str(found.base_year),
        year=str(found.last_year),
        base=yuan(found.base_income),
        needed=yuan(found.needed),
        income=yuan(found.income),
        gap=yuan(abs(found.gap)),
    )


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
    return say("why_sources", total=percent(total), parts=join(parts, ", ", "、"))


def _room(found: Explanation) -> Text:
    share = found.full_work_gain / found.gap
    key = "why_room_small" if share < 1.0 else "why_room_large"
    return say(
        key,
        employed=percent(found.employment),
        gain=yuan(found.full_work_gain),
        share=percent(share, 0),
        year=str(found.last_year),
    )


def _pay(found: Explanation) -> Text:
    return say("why_pay", growth=percent(found.pay_growth), needed=percent(found.pay_growth_needed))


def _shortages(found: Explanation) -> Text | None:
    """Those who find no place, and the channels that are full or stand empty."""
    told: list[Text] = []
    if found.refused > 0.005:
        told.append(say("why_refused", share=percent(found.refused, 0), year=str(found.last_year)))
    ranked = sorted(found.filled, key=lambda channel: -found.places[channel])
    for key, chosen in (
        ("why_full", [channel for channel in ranked if found.filled[channel] >= FULL]),
        ("why_empty", [channel for channel in ranked if found.filled[channel] < 0.85]),
    ):
        if chosen:
            names = [
                say(
                    "why_channel",
                    name=Text(CHANNEL_LABELS[channel][0].lower(), CHANNEL_LABELS[channel][1]),
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
