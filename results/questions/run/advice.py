"""What a county should do: at most five lines, each with an interval and the command that checks it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_

import pandas as pd

from resettle.model.levers import LEVERS
from resettle.results.judge.causes import FULL, Market, market
from resettle.results.judge.panel import Panel
from resettle.results.judge.verdicts import EVEN
from resettle.results.questions.run.margins import GAINS, MOST, Change, Margin, Margins
from resettle.results.report.answer import Cell, Row, Table
from resettle.results.statistics.paired import Estimate
from resettle.results.text.labels import NOTHING, Text, heads, join, label, listed, quoted, say
from resettle.results.text.names import channel_label, lever_label, within
from resettle.results.text.numbers import (
    bound_text,
    count,
    figure,
    money,
    percent,
    plain,
    signed,
    span,
    with_interval,
)
from resettle.scenarios import Scenario

WORTH = 0.005
"""Part of the plan's spending from which saving it is worth a line."""

SMALL, DEAR = 0.05, 5e6
"""Next to nothing: income lost for each yuan saved, and yuan saved for each year of work that is lost."""

SAVED = 3
"""Levers that a line on savings names at most."""

LEAST = 0.5
"""People in a channel below which nobody is said to have moved."""


@dataclass(frozen=True)
class Advised:
    """What advice is taken from.

    Attributes:
        plan: The plan.
        reference: How commands name it.
        main: Name of its main target.
        margins: What each lever does at the margin.
        panel: Its monthly results.
        spending: Its mean spending, in yuan.
    """

    plan: Scenario
    reference: str
    main: str
    margins: Margins
    panel: Panel
    spending: float


def advice(found: Advised) -> tuple[Cell, ...]:
    """The lines of the box, the most useful first."""
    lines = [*_best(found), _binding(found.panel), _saved(found), _surprise(found)]
    return tuple(line for line in lines if line is not None)


def ceiling(found: Advised) -> Text:
    """That no lever can reach the main target, where that is so; else empty."""
    most, target = found.margins.most, found.plan.targets[found.main]
    if most is None or most.high >= EVEN:
        return NOTHING
    return say(
        "advice_ceiling",
        title=quoted(target.title),
        times=plain(MOST, 0),
        share=percent(most.share, 0),
        interval=span(percent(most.low, 0), percent(most.high, 0)),
        figure=figure(found.margins.most_figure, target.bound.unit),
        bound=bound_text(target.bound.number, target.bound.unit),
        because=_because(market(found.panel, found.panel.years[-1]), found.panel),
    )


def _best(found: Advised) -> Iterator[Cell | None]:
    """The lever that brings most income for the money, and the one that brings most work, if another."""
    named: set[str] = set()
    for gain in ("income", "jobs"):
        able = [
            one
            for one in found.margins.levers
            if not LEVERS[one.lever].cash and one.more.per_yuan[gain].low > 0.0 and one.more.gains[gain].clear
        ]
        if able:
            best = max(able, key=lambda one: one.more.per_yuan[gain].middle)
            if best.lever not in named:
                named.add(best.lever)
                yield _line(found, best, gain)


def _line(found: Advised, one: Margin, gain: str) -> Cell:
    scale = 1.0 if gain == "income" else 1e6
    each = [plain(scale * end, 1) for end in one.more.per_yuan[gain]]
    text = say(
        f"advice_{gain}",
        lever=quoted(lever_label(one.lever)),
        each=with_interval(*(Text(end, end) for end in each)),
        cost=_signed_money(one.more.spending),
        whom=_whom(one.more),
    )
    return Cell(text, (_check(found, one),))


def _whom(change: Change) -> Text:
    """Where more people work than in the plan, and where fewer do."""
    moved = {name: people for name, people in change.channels.items() if name != "none"}
    up, down = max(moved, key=lambda name: moved[name]), min(moved, key=lambda name: moved[name])
    told = []
    if moved[up] > LEAST:
        told.append(say("advice_more_in", channel=quoted(channel_label(up)), people=count(moved[up])))
    if moved[down] < -LEAST:
        told.append(say("advice_fewer_in", channel=quoted(channel_label(down)), people=count(-moved[down])))
    return join(told, ", ", "\N{FULLWIDTH COMMA}") if told else label("advice_nobody_moves")


def _check(found: Advised, one: Margin) -> Text:
    return say("advice_check", command=f"resettle sweep {found.reference} {one.command}")


def _binding(panel: Panel) -> Cell | None:
    if not panel.years:
        return None
    because = _because(market(panel, panel.years[-1]), panel)
    return Cell(say("advice_binding", because=because))


def _because(work: Market, panel: Panel) -> Text:
    """What keeps more people from work: no places, or people who cannot or will not."""
    year = work.year
    idle, willing = (
        float(panel.yearly_mean(name, year).mean()) for name in ("channel_none", "willing_without_work")
    )
    unable = 1.0 - willing / idle if idle > 0.0 else 0.0
    full = [within(channel_label(name)) for name, share in work.filled.items() if share >= FULL]
    if unable >= EVEN:
        return say("advice_unable", share=percent(unable, 0), idle=count(idle))
    refused = percent(work.refused, 0)
    if full:
        return say("advice_full", channels=listed(full), refused=refused, willing=count(willing))
    return say("advice_open", refused=refused, willing=count(willing))


def _idle(one: Margin, plan: Scenario) -> bool:
    """Whether next to nothing is lost without a lever: no target clearly, income and work hardly."""
    if one.none is None or not one.none.spending.clear or one.none.spending.middle >= 0.0:
        return False
    saved = -one.none.spending.middle
    lost = {name: -gain.low for name, gain in one.none.gains.items()}
    for name, moved in one.none.figures.items():
        wrong = -1.0 if plan.targets[name].sense in ("at_least", "above") else 1.0
        if moved.clear and moved.middle * wrong > 0.0:
            return False
    return lost["income"] < SMALL * saved and lost["jobs"] < saved / DEAR


def _saved(found: Advised) -> Cell | None:
    idle = [one for one in found.margins.levers if _idle(one, found.plan)]
    worth = [one for one in idle if one.none and -one.none.spending.middle >= WORTH * found.spending]
    worth.sort(key=lambda one: one.none.spending.middle if one.none else 0.0)
    if not worth:
        return None
    parts = [
        say("advice_saves", lever=quoted(lever_label(one.lever)), money=money(-one.none.spending.middle))
        for one in worth[:SAVED]
        if one.none is not None
    ]
    path, central, _ = worth[0].paths[0]
    check = f"resettle sweep {found.reference} --vary {path}=0,{central:g}"
    return Cell(say("advice_saved", levers=listed(parts)), (say("advice_check", command=check),))


def _surprise(found: Advised) -> Cell | None:
    """A lever of which more lowers income or work, and whom its people come from."""
    for gain in ("income", "jobs"):
        bad = [one for one in found.margins.levers if one.more.gains[gain].high < 0.0]
        if bad:
            worst = min(bad, key=lambda one: one.more.gains[gain].middle)
            lost = worst.more.gains[gain]
            told = _loss(lost, gain)
            text = say(
                "advice_surprise", lever=quoted(lever_label(worst.lever)), lost=told, whom=_whom(worst.more)
            )
            return Cell(text, (_check(found, worst),))
    return None


def _loss(lost: Estimate, gain: str) -> Text:
    if gain == "income":
        return say("advice_lost_income", money=with_interval(*(money(-end) for end in _turned(lost))))
    return say("advice_lost_jobs", years=with_interval(*(count(-end) for end in _turned(lost))))


def _turned(one: Estimate) -> Estimate:
    return Estimate(one.middle, one.high, one.low)


def _signed_money(one: Estimate) -> Text:
    middle, low, high = (signed(money(end), end) for end in one)
    return with_interval(middle, low, high) if one.known else middle


def margins_table(found: Advised) -> Table:
    """Every lever at the margin: what a quarter more costs and brings, and what it is to do without."""
    rows: list[Row] = []
    for one in found.margins.levers:
        more, none = one.more, one.none
        rows.append(
            (
                Cell(lever_label(one.lever), (label(f"status_{one.status}"),), code=one.lever),
                _signed_money(more.spending),
                _gain(more.gains["income"], "yuan"),
                _gain(more.gains["jobs"], "job-years"),
                Cell(label("advice_no_choice"), faint=True) if none is None else _signed_money(none.spending),
                Cell(NOTHING) if none is None else _gain(none.gains["income"], "yuan"),
                Cell(NOTHING) if none is None else _gain(none.gains["jobs"], "job-years"),
            )
        )
    head = heads(
        "head_{}", "lever", "more_cost", "more_income", "more_jobs", "none_cost", "none_income", "none_jobs"
    )
    note = say("advice_margins_note", futures=str(found.margins.futures))
    return Table(label("advice_margins"), head, tuple(rows), note, terminal=False, folded=True, form="matrix")


def _gain(one: Estimate, unit: str) -> Cell:
    form = money if unit == "yuan" else count
    middle, low, high = (signed(form(end), end) for end in one)
    return Cell(with_interval(middle, low, high) if one.known else middle, faint=not one.clear)


def margins_frame(found: Margins) -> pd.DataFrame:
    """A row per lever and variant: additional spending, income of households and years of work."""
    rows = []
    for one in found.levers:
        for name, change in (("more", one.more), ("none", one.none)):
            if change is not None:
                about = {"lever": one.lever, "status": one.status, "variant": name}
                gains = (change.gains[gain].columns(column) for gain, column in GAINS.items())
                rows.append(reduce(or_, gains, about | change.spending.columns("spending")))
    return pd.DataFrame(rows)
