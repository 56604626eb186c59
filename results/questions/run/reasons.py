"""Why a target is reached or missed: income by source and gap, all else by its course and levers."""

from __future__ import annotations

import numpy as np

from resettle.model.indicators import INDICATORS
from resettle.model.levers import LEVERS, levers_behind
from resettle.results.judge.causes import FULL, PARTS, REGISTERS, Explanation, Market, market
from resettle.results.judge.figures import is_flow, upward, worst_of, year_value
from resettle.results.judge.panel import Ledger, Panel
from resettle.results.judge.tasks import out_of_room
from resettle.results.statistics.intervals import median
from resettle.results.text.labels import Text, join, label, listed, say
from resettle.results.text.names import channel_label, indicator_label, lever_label, series_name, within
from resettle.results.text.numbers import (
    POINTS,
    bound_text,
    count,
    figure,
    money,
    month,
    percent,
    plain,
    points,
    signed,
    signed_bound,
    yuan,
)
from resettle.scenarios import Scenario, Target
from resettle.scenarios.readings import CONCEPTS

MOST_CHANNELS = 3
"""Channels named at most where openings run short."""

PART_LABELS = {part: f"part_{part}" for part in (*PARTS, REGISTERS)}
"""Label of each part of growth."""

WORK = frozenset(
    {
        *("employed", "employment_rate", "employment_rate_without_posts", "off_farm_rate"),
        *("stable_share", "one_employed_share", "off_farm_any_work", "away_per_household"),
        *(
            "out_of_province_per_household",
            "zero_employment",
            "zero_employment_long",
            "zero_employment_longest",
        ),
        *(name for readings in CONCEPTS.values() for name in readings.values()),
        *("demonstration_share", "city_level_share"),
    }
)
"""Indicators that work and the lack of it decide."""


def reasons(why: Explanation) -> list[Text]:
    """Why income is what it is, in a few plain sentences, the most important first."""
    missed = why.gap > 0.0
    sentences = [_level(why, missed), _sources(why)]
    if why.lever_income > 0.0:
        sentences.append(
            say(
                "why_levers",
                amount=yuan(why.lever_income),
                share=percent(why.lever_income / why.income),
                year=str(why.last_year),
            )
        )
    if missed:
        sentences += [_room(why), _pay(why)]
    short = shortages(why.market)
    if short is not None:
        sentences.append(short)
    if missed:
        sentences.append(_cash(why))
    return sentences


def _level(why: Explanation, missed: bool) -> Text:
    return say(
        "why_short" if missed else "why_above",
        goal=_goal(why),
        base_year=str(why.base_year),
        year=str(why.last_year),
        base=yuan(why.base_income),
        needed=yuan(why.needed),
        income=yuan(why.income),
        gap=yuan(abs(why.gap)),
    )


def over(why: Explanation, worst: bool = False) -> Text:
    """The years over which growth is measured, as part of a sentence.

    Args:
        why: The figures.
        worst: Say so if it is the worst of several years.
    """
    if why.years > 1:
        return label("over_years")
    return say("over_worst" if worst and why.worst else "over_year", year=str(why.last_year))


def _goal(why: Explanation) -> Text:
    """What the target asks for, as the beginning of a sentence."""
    target = why.target
    bound = target.bound.number
    if target.series is None:
        key = "goal_growth" if target.indicator == "income" else "goal_growth_registers"
        return say(key, bound=bound_text(bound, "share"), over=over(why, worst=True))
    name = series_name(target.series)
    if target.kind == "stock":
        if bound == 1.0:
            return say("goal_level", series=name, year=str(why.last_year))
        return say("goal_multiple", bound=bound_text(bound, "multiple"), series=name, year=str(why.last_year))
    pieces: dict[str, Text] = {"series": name, "over": over(why, worst=True), "pace": percent(why.pace)}
    if bound == 0.0:
        return say("goal_series", **pieces)
    return say("goal_series_by", bound=bound_text(bound, POINTS), **pieces)


def _sources(why: Explanation) -> Text:
    means = {part: float(np.mean(values)) for part, values in why.contributions.items()}
    total = median(why.growth)
    mean = float(np.mean(why.growth))
    if abs(mean) > 0.001:  # the parts of the mean, scaled to the median in the headline
        means = {part: value * total / mean for part, value in means.items()}
    order = sorted(means, key=lambda part: -abs(means[part]))
    parts = [
        say("why_part", name=label(PART_LABELS[part]), value=signed(points(means[part]), means[part]))
        for part in order
    ]
    return say("why_sources", total=percent(total), over=over(why), parts=join(parts, ", ", "、"))


def _room(why: Explanation) -> Text:
    share = why.full_work_gain / why.gap
    times = {"share": percent(share, 0)} if share < 1.0 else {"times": count(share, 1)}
    return say(
        "why_room_small" if share < 1.0 else "why_room_large",
        **times,
        employed=percent(why.market.employment),
        gain=yuan(why.full_work_gain),
        year=str(why.last_year),
    )


def _pay(why: Explanation) -> Text:
    growth, needed = percent(why.pay_growth), percent(why.pay_growth_needed)
    return say("why_pay", growth=growth, needed=needed, over=over(why))


def shortages(work: Market) -> Text | None:
    """Those who find no work, and the channels that are full or stand empty."""
    sentences: list[Text] = []
    if work.refused > 0.005:
        sentences.append(say("why_refused", share=percent(work.refused, 0), year=str(work.year)))
    ranked = sorted(work.filled, key=lambda channel: -work.openings[channel])
    for key, chosen in (
        ("why_full", [channel for channel in ranked if work.filled[channel] >= FULL]),
        ("why_empty", [channel for channel in ranked if work.filled[channel] < 0.85]),
    ):
        if chosen:
            names = [
                say(
                    "why_channel",
                    name=within(channel_label(channel)),
                    filled=percent(work.filled[channel], 0),
                    places=count(work.openings[channel]),
                )
                for channel in chosen[:MOST_CHANNELS]
            ]
            sentences.append(say(key, names=join(names, "; ", "\N{FULLWIDTH SEMICOLON}")))
    return join(sentences, " ", "") if sentences else None


def _cash(why: Explanation) -> Text:
    cost, year = money(why.gap_total), str(why.last_year)
    if why.spending <= 0.0:
        return say("why_cash_alone", cost=cost, year=year)
    times = plain(why.gap_total / why.spending, 1)
    return say("why_cash", cost=cost, year=year, times=times, spending=money(why.spending))


def course_reasons(target: Target, panel: Panel, ledger: Ledger) -> list[Text]:
    """How a target's indicator runs over the plan, and what stands behind it, in a few sentences.

    Args:
        target: A target of the scenario.
        panel: The scenario's monthly results.
        ledger: What its levers did.
    """
    sentences = [_course(target, panel), *_unfound(target, panel)]
    if target.indicator in WORK and panel.years:
        year = panel.years[-1]
        work = market(panel, year)
        sentences.append(say("course_work", employed=percent(work.employment), year=str(year)))
        short = shortages(work)
        if short is not None:
            sentences.append(short)
    levers = _levers(target, ledger)
    return [*sentences, levers] if levers is not None else sentences


def room_reason(scenario: Scenario, panel: Panel, ledger: Ledger) -> Text | None:
    """That settlements are full of workshops, where fewer are built than the plan asks for."""
    found = out_of_room(scenario, panel, ledger)
    if found is None:
        return None
    room, built = found
    return say("why_room", room=count(room.workshops), asked=count(room.in_plan), built=count(built))


def brief_reason(target: Target, panel: Panel, ledger: Ledger) -> Text:
    """The same in a line: the course of the indicator, and the levers behind it."""
    levers = _levers(target, ledger)
    said = [_course(target, panel), *_unfound(target, panel), *([levers] if levers is not None else [])]
    return join(said, " ", "")


def _course(target: Target, panel: Panel) -> Text:
    """Medians of the indicator: by year for yearly figures, else base year, a month, the end."""
    name, unit = target.indicator, INDICATORS[target.indicator].unit
    title = indicator_label(name)
    base = [panel.base_year] if panel.has_base_year else []
    if (is_flow(name) or target.when == "each_year") and panel.years:
        unit = unit.removesuffix("/month")
        parts = [
            say("course_year", year=str(year), value=figure(median(year_value(panel, name, year)), unit))
            for year in (*base, *panel.years)
        ]
        return say("course_years", name=title, parts=join(parts, ", ", "\N{FULLWIDTH COMMA}"))
    months = panel.plan(name)
    pieces: dict[str, Text | str] = {"name": title, "end": figure(median(months[:, -1]), unit)}
    before = figure(median(panel.yearly_mean(name, panel.base_year)), unit) if base else label("unknown")
    pieces |= {"base": before, "base_year": str(panel.base_year)}
    if target.when == "every_month":
        worst = figure(median(worst_of(months, target.direction)), unit)
        places = months.argmin(axis=1) if upward(target.direction) else months.argmax(axis=1)
        often = int(np.bincount(places).argmax())
        return say("course_months", worst=worst, month=month(panel.plan_months[often]), **pieces)
    date = target.by or panel.plan_months[-1]
    value = figure(median(panel[name][:, panel.months.index(date)]), unit)
    bound = signed_bound(target.direction, bound_text(target.bound.number, target.bound.unit))
    return say("course_date", value=value, month=month(date), bound=bound, **pieces)


def _unfound(target: Target, panel: Panel) -> list[Text]:
    """Behind a share that is in the ledger: households in it, and those at risk whom nobody found."""
    needed = {"monitoring_coverage", "in_ledger"}
    if target.indicator != "monitoring_coverage" or not panel.years or not needed <= set(panel.values):
        return []
    pieces: dict[str, Text | str] = {}
    for year, when in ((panel.base_year, "before"), (panel.years[-1], "after")):
        if year == panel.base_year and not panel.has_base_year:
            return []
        listed = panel.yearly_mean("in_ledger", year)
        missed = listed * (1.0 / np.maximum(1e-9, panel.yearly_mean("monitoring_coverage", year)) - 1.0)
        pieces |= {f"listed_{when}": count(median(listed)), f"missed_{when}": count(median(missed))}
        pieces[f"year_{when}"] = str(year)
    return [say("course_unfound", **pieces)]


def _levers(target: Target, ledger: Ledger) -> Text | None:
    """What the levers spend that work directly on the indicator; or that there are none."""
    known = levers_behind(target.indicator)
    if not known:
        return None
    parts = []
    for name in known:
        totals = ledger.totals.get(name)
        planned = median(totals["planned_yuan"]) if totals is not None else 0.0
        if totals is None or planned <= 0.0:
            continue
        spent = median(totals["spent_yuan"])
        parts.append(
            say("course_lever", name=lever_label(name), spent=money(spent), share=percent(spent / planned, 0))
        )
    if parts:
        return say("course_levers", parts=join(parts, "; ", "\N{FULLWIDTH SEMICOLON}"))
    names = [lever_label(name) for name in known if name in LEVERS]
    return say("course_no_lever", names=listed(names))
