"""What a county should do: at most five lines; on levers with interval and the command that checks it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_

import pandas as pd

from resettle.model.indicators import INDICATORS
from resettle.model.levers import LEVERS
from resettle.results.judge.causes import FULL, market
from resettle.results.judge.outcomes import outcomes
from resettle.results.judge.panel import Panel
from resettle.results.judge.verdicts import EVEN
from resettle.results.questions.run.margins import GAINS, MORE, MOST, Change, Margin, Margins
from resettle.results.report.answer import DO, Cell, Row, Table, labelled, present
from resettle.results.report.estimates import change
from resettle.results.statistics.intervals import Estimate
from resettle.results.text.labels import NOTHING, Text, heads, join, label, listed, quoted, say
from resettle.results.text.names import channel_label, lever_label, within
from resettle.results.text.numbers import (
    alike,
    bound_text,
    count,
    figure,
    money,
    percent,
    plain,
    probable,
    signed_bound,
    span,
    with_interval,
)
from resettle.scenarios import Scenario

WORTH = 0.005
"""Part of the plan's spending from which saving it is worth a line."""

SMALL, DEAR = 0.05, 5e6
"""Next to nothing: income lost for each yuan saved, and yuan saved for each year of work that is lost."""

FEW_YEARS = 10.0
"""Years of work whose loss is worth no line."""

SAVED = 3
"""Levers that a line on savings names at most."""

WORK = ("labour", "households", "willing")
"""Of whom targets are that ask for work, as `model.indicators.AMONG` has it."""

HARDLY = 0.15
"""Upper end of a probability below which a target counts as out of reach: none of thirty futures."""


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
    return present((*_best(found), _binding(found.panel), _saved(found), _surprise(found)))


def ceiling(found: Advised) -> Text:
    """That no lever reaches the main target at any amount tried, where that is so; else empty."""
    most, outcome = found.margins.most, outcomes(found.plan)[found.main]
    tried = [one.more.met for one in found.margins.levers if one.more is not None]
    if most is None or any(one.high >= HARDLY for one in (most, found.margins.plan, *tried)):
        return NOTHING
    return say(
        "advice_ceiling",
        title=quoted(outcome.title),
        times=plain(MOST, 0),
        share=percent(most.share, 0),
        interval=span(*probable(most.low, most.high)),
        figure=figure(found.margins.most_figure, outcome.unit),
        limit=signed_bound(str(outcome.direction), bound_text(float(outcome.bound or 0.0), outcome.unit)),
        because=_because(found.panel),
    )


def first_advice(found: Advised) -> Text:
    """What to do first, in a sentence; nothing if no lever clearly brings income or work for its money."""
    best = next(_bests(found), None)
    return NOTHING if best is None else labelled(DO, [_gained(*best)])


def _best(found: Advised) -> Iterator[Cell]:
    """The lever that brings most income for the money, and the one that brings most work, if another."""
    named: set[str] = set()
    for best, more, gain in _bests(found):
        if best.lever not in named:
            named.add(best.lever)
            yield _line(found, best, more, gain)


def _bests(found: Advised) -> Iterator[tuple[Margin, Change, str]]:
    """The levers with the largest gain for each further yuan: first of what the main target asks for."""
    indicator = outcomes(found.plan)[found.main].indicator
    of_work = indicator in INDICATORS and INDICATORS[indicator].among in WORK
    for gain in ("jobs", "income") if of_work else ("income", "jobs"):
        able = [
            (one, one.more)
            for one in found.margins.levers
            if one.more is not None
            and not LEVERS[one.lever].cash
            and one.more.spending.low > 0.0
            and one.more.gains[gain].low > 0.0
        ]
        if able:
            yield *max(able, key=lambda pair: pair[1].per_yuan[gain].middle), gain


def _gained(one: Margin, more: Change, gain: str) -> Text:
    scale = 1.0 if gain == "income" else 1e6
    each = [plain(scale * end, 1) for end in more.per_yuan[gain]]
    return say(
        f"advice_{gain}",
        lever=quoted(lever_label(one.lever)),
        each=with_interval(*(Text(end, end) for end in each)),
    )


def _line(found: Advised, one: Margin, more: Change, gain: str) -> Cell:
    costs = say("advice_more", more=_more(one), cost=change(more.spending, "yuan"), whom=_whom(more))
    return Cell(join([_gained(one, more, gain), costs], " ", ""), (_check(found, one),))


def _more(one: Margin) -> Text:
    """By how much the lever is raised: a quarter, or what is left to its bound."""
    _, central, raised = one.amounts
    part = raised / central - 1.0
    if abs(part - (MORE - 1.0)) < 0.005:
        return label("advice_quarter")
    return say("advice_by", share=percent(part, 0))


def _whom(moved: Change) -> Text:
    """Where clearly more people work than in the plan, and where clearly fewer do."""
    clear = {name: one.middle for name, one in moved.channels.items() if name != "none" and one.clear}
    up, down = (pick(clear, key=lambda name: clear[name], default=None) for pick in (max, min))
    told = []
    if up is not None and clear[up] > 0.0:
        told.append(say("advice_more_in", channel=quoted(channel_label(up)), people=count(clear[up])))
    if down is not None and clear[down] < 0.0:
        told.append(say("advice_fewer_in", channel=quoted(channel_label(down)), people=count(-clear[down])))
    return join(told, ", ", "\N{FULLWIDTH COMMA}") if told else label("advice_nobody_moves")


def _check(found: Advised, one: Margin, *, none: bool = False) -> Text:
    return say("advice_check", command=found.margins.check(found.reference, one, none=none))


def _binding(panel: Panel) -> Cell | None:
    because = _because(panel)
    return None if because == NOTHING else Cell(say("advice_binding", because=because))


def _because(panel: Panel) -> Text:
    """What keeps more people from work in the last year: no places, or people who cannot or will not."""
    if not panel.years:
        return NOTHING
    work = market(panel, panel.years[-1])
    idle, willing = (
        float(panel.yearly_mean(name, work.year).mean()) for name in ("channel_none", "willing_without_work")
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
    idle = [
        (one, one.none) for one in found.margins.levers if one.none is not None and _idle(one, found.plan)
    ]
    worth = [(one, none) for one, none in idle if -none.spending.middle >= WORTH * found.spending]
    worth.sort(key=lambda pair: pair[1].spending.middle)
    if not worth:
        return None
    parts = [
        say(
            "advice_saves",
            lever=quoted(lever_label(one.lever)),
            money=with_interval(*alike(money, none.spending.negative)),
        )
        for one, none in worth[:SAVED]
    ]
    return Cell(say("advice_saved", levers=listed(parts)), (_check(found, worth[0][0], none=True),))


def _surprise(found: Advised) -> Cell | None:
    """A lever of which more lowers income or work, and why: whom its people come from, or what cash does."""
    for gain in ("income", "jobs"):
        bad = [
            (one, one.more)
            for one in found.margins.levers
            if one.more is not None
            and one.more.gains[gain].high < 0.0
            and (gain == "income" or one.more.gains[gain].middle <= -FEW_YEARS)
        ]
        if bad:
            worst, more = min(bad, key=lambda pair: pair[1].gains[gain].middle)
            lost = _loss(more.gains[gain], gain)
            lever = quoted(lever_label(worst.lever))
            why = label("advice_less_search") if LEVERS[worst.lever].cash else _whom(more)
            about = {"lever": lever, "more": _more(worst), "lost": lost, "why": why}
            return Cell(say("advice_surprise", **about), (_check(found, worst),))
    return None


def _loss(lost: Estimate, gain: str) -> Text:
    if gain == "income":
        return say("advice_lost_income", money=with_interval(*alike(money, lost.negative)))
    return say("advice_lost_jobs", years=with_interval(*map(count, lost.negative)))


def margins_table(found: Advised) -> Table:
    """Every lever at the margin: what a quarter more costs and brings, and what it is to do without."""
    rows: list[Row] = [
        (
            Cell(lever_label(one.lever), (label(f"status_{one.status}"),)),
            *_cells(one.more, "advice_no_more"),
            *_cells(one.none, "advice_no_choice"),
        )
        for one in found.margins.levers
    ]
    head = heads(
        "head_{}", "lever", "more_cost", "more_income", "more_jobs", "none_cost", "none_income", "none_jobs"
    )
    note = say("advice_margins_note", futures=str(found.margins.futures))
    return Table(label("advice_margins"), head, tuple(rows), note, terminal=False, folded=True, form="matrix")


def _cells(moved: Change | None, without: str) -> tuple[Cell, Cell, Cell]:
    """Spending, income and work of a variant, or why there is none."""
    if moved is None:
        return Cell(label(without), faint=True), Cell(NOTHING), Cell(NOTHING)
    income, jobs = moved.gains["income"], moved.gains["jobs"]
    return (
        Cell(change(moved.spending, "yuan")),
        Cell(change(income, "yuan"), faint=not income.clear),
        Cell(change(jobs, "job-years"), faint=not jobs.clear),
    )


def margins_frame(found: Margins) -> pd.DataFrame:
    """A row per lever and variant: additional spending, income of households and years of work."""
    rows = []
    for one in found.levers:
        for name, moved in (("more", one.more), ("none", one.none)):
            if moved is not None:
                about = {"lever": one.lever, "status": one.status, "variant": name}
                gains = (moved.gains[gain].columns(column) for gain, column in GAINS.items())
                rows.append(reduce(or_, gains, about | moved.spending.columns("spending")))
    return pd.DataFrame(rows)
