"""Why a target that is not about income is reached or missed: its course, work, and its levers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from resettle.model.indicators import INDICATORS
from resettle.model.levers import LEVERS, levers_behind
from resettle.results.judge.bounds import upward
from resettle.results.judge.causes import market
from resettle.results.judge.growth import is_flow, year_value
from resettle.results.judge.panel import Ledger, Panel
from resettle.results.judge.verdicts import signed_bound
from resettle.results.questions.run.sentences import shortages
from resettle.results.statistics.intervals import FloatArray
from resettle.results.text.labels import Text, join, label, say
from resettle.results.text.names import indicator_label
from resettle.results.text.numbers import bound_text, figure, month, percent
from resettle.results.text.numbers import money as money_text
from resettle.results.text.settings import lever_label

if TYPE_CHECKING:
    from resettle.scenarios import Target

WORK = frozenset(
    {
        "employed",
        "employment_rate",
        "employment_rate_without_posts",
        "stable_share",
        "one_employed_share",
        "zero_employment",
        "zero_employment_long",
        "zero_employment_longest",
        "off_farm_rate",
        "away_per_household",
        "demonstration_share",
        "city_level_share",
    }
)
"""Indicators that work and the lack of it decide."""


def course_reasons(target: Target, held: Panel, money: Ledger) -> list[Text]:
    """How a target's indicator runs over the plan, and what stands behind it, in a few sentences.

    Args:
        target: A target of the scenario.
        held: The scenario's monthly results.
        money: What its levers did.
    """
    told = [_course(target, held)]
    if target.indicator in WORK and held.years:
        year = held.years[-1]
        found = market(held, year)
        told.append(say("course_work", employed=percent(found.employment), year=str(year)))
        short = shortages(found)
        if short is not None:
            told.append(short)
    levers = _levers(target, money)
    return [*told, levers] if levers is not None else told


def brief_reason(target: Target, held: Panel, money: Ledger) -> Text:
    """The same in a line: the course of the indicator, and the levers behind it."""
    levers = _levers(target, money)
    return join([_course(target, held), *([levers] if levers is not None else [])], " ", "")


def _middle(values: FloatArray) -> float:
    return float(np.median(values))


def _course(target: Target, held: Panel) -> Text:
    """Medians of the indicator: by year for yearly figures, else base year, a month, the end."""
    name, unit = target.indicator, INDICATORS[target.indicator].unit
    title = indicator_label(name)
    base = [held.base_year] if held.has_base_year else []
    if (is_flow(name) or target.when == "each_year") and held.years:
        unit = unit.removesuffix("/month")
        parts = [
            say("course_year", year=str(year), value=figure(_middle(year_value(held, name, year)), unit))
            for year in (*base, *held.years)
        ]
        return say("course_years", name=title, parts=join(parts, ", ", "\N{FULLWIDTH COMMA}"))
    months = np.median(held.plan(name), axis=0)
    pieces: dict[str, Text | str] = {"name": title, "end": figure(float(months[-1]), unit)}
    before = figure(_middle(held.yearly_mean(name, held.base_year)), unit) if base else label("unknown")
    pieces |= {"base": before, "base_year": str(held.base_year)}
    if target.when == "every_month":
        position = int(months.argmin() if upward(target.direction) else months.argmax())
        worst = figure(float(months[position]), unit)
        return say("course_months", worst=worst, month=month(held.plan_months[position]), **pieces)
    date = target.by or held.plan_months[-1]
    value = figure(_middle(held[name][:, held.months.index(date)]), unit)
    bound = signed_bound(target.direction, bound_text(target.bound.number, target.bound.unit))
    return say("course_date", value=value, month=month(date), bound=bound, **pieces)


def _levers(target: Target, money: Ledger) -> Text | None:
    """What the levers spend that work directly on the indicator; or that there are none."""
    known = levers_behind(target.indicator)
    if not known:
        return None
    parts = []
    for name in known:
        totals = money.totals.get(name)
        planned = _middle(totals["planned_yuan"]) if totals is not None else 0.0
        if totals is None or planned <= 0.0:
            continue
        spent = _middle(totals["spent_yuan"])
        parts.append(
            say(
                "course_lever",
                name=lever_label(name),
                spent=money_text(spent),
                share=percent(spent / planned, 0),
            )
        )
    if parts:
        return say("course_levers", parts=join(parts, "; ", "\N{FULLWIDTH SEMICOLON}"))
    names = [lever_label(name) for name in known if name in LEVERS]
    return say("course_no_lever", names=join(names, ", ", "\N{IDEOGRAPHIC COMMA}"))
