"""Money of a plan: planned, spent, and in households; what a steady job costs, and what comes anyway."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from resettle.model.channels import WAGE_CHANNELS
from resettle.results.judge.comparison import cost_ratio
from resettle.results.judge.ensemble import PairedRuns
from resettle.results.judge.panel import Ledger, Panel
from resettle.results.questions.run.compute import Case
from resettle.results.questions.run.judged import Frames, Judged
from resettle.results.questions.run.margins import HELD, Margins
from resettle.results.report.answer import Cell, Row, Table
from resettle.results.report.charts import Chart, Key, rows, tidy
from resettle.results.report.estimates import change
from resettle.results.report.style import ACCENT, INK, SECOND
from resettle.results.statistics.intervals import Estimate, FloatArray, median, quantile_band
from resettle.results.statistics.paired import difference, estimate
from resettle.results.text.labels import NOTHING, Text, heads, label, say
from resettle.results.text.numbers import NONE, money, percent, with_interval
from resettle.results.text.scales import scale_of
from resettle.scenarios import Scenario

PLANNED, UNSPENT, SPENT, OTHERS, REACHED = STEPS = ("planned", "unspent", "spent", "others", "reached")
"""Steps of the chart: what is taken away stands between what is left."""


def flows(case: Case) -> dict[str, FloatArray]:
    """Yuan of each step over the plan, one figure a replication; what is left over may be below zero."""
    totals = case.ledger.totals.values()
    planned, spent, reached = (
        np.sum([own[column] for own in totals], axis=0)
        for column in ("planned_yuan", "spent_yuan", "households_yuan")
    )
    return {
        PLANNED: planned,
        UNSPENT: planned - spent,
        SPENT: spent,
        OTHERS: spent - reached,
        REACHED: reached,
    }


def money_chart(case: Case) -> Chart:
    """Planned, spent and what reached households, with what is lost between; each end with its band."""
    made, found = [], flows(case)
    middle = {name: median(values) for name, values in found.items()}
    middle[UNSPENT], middle[OTHERS] = middle[PLANNED] - middle[SPENT], middle[SPENT] - middle[REACHED]
    begins = {UNSPENT: middle[SPENT], OTHERS: middle[REACHED]}
    largest = max(map(abs, middle.values()))
    for row, (name, values) in enumerate(found.items()):
        low, high = map(float, quantile_band(values))
        start = begins.get(name, 0.0)
        text = with_interval(*(money(end, largest) for end in (middle[name], low, high)))
        told = say("hover_point", name=label(f"money_{name}"), value=text)
        lost = name in begins
        common = {"row": row, "name": label(f"money_{name}"), "hover": told}
        ends = sorted((start, start + middle[name]))
        made.append({**common, "series": "lost" if lost else "left", "value": middle[name], **_ends(*ends)})
        at = start + middle[name]
        made.append({**common, "series": "band", "value": at, **_ends(start + low, start + high)})
    marks = {
        "left": Key(label("money_left"), ACCENT, "line"),
        "lost": Key(label("money_lost"), SECOND, "line"),
        "band": Key(label("band_nine_of"), INK, "point"),
    }
    scale = scale_of("yuan", largest)
    months = case.panel.plan_months
    return Chart(
        "money",
        _finding(middle),
        tidy(made, value="yuan"),
        partial(
            rows,
            marks=marks,
            scale=scale,
            size=5.0,
            counted=say("counted_money", unit=scale.unit, first=months[0], last=months[-1]),
        ),
        tuple(marks.values()),
        label("money_note"),
        height=300,
        wide=True,
    )


def _ends(low: float, high: float) -> dict[str, float]:
    return {"low": low, "high": high}


def _finding(middle: dict[str, float]) -> Text:
    spent, planned, reached = middle[SPENT], middle[PLANNED], middle[REACHED]
    return say(
        "money_finding",
        spent=money(spent),
        share=percent(spent / planned, 0) if planned > 0.0 else NONE,
        reached=percent(reached / spent, 0) if spent > 0.0 else NONE,
    )


def steady_jobs(panel: Panel) -> FloatArray:
    """Market jobs with work every month, mean of the last twelve months of the plan."""
    market = np.sum([panel.last_twelve(f"channel_{name}") for name in WAGE_CHANNELS], axis=0)
    share = np.where(market > 0.0, panel.last_twelve("steady_job_share"), 0.0)  # of no job it is unknown
    return np.asarray((share * market).mean(axis=1), dtype=np.float64)


def cost_table(run: Judged) -> Table:
    """What the plan costs beyond its baseline for each further steady job, and what it rests on."""
    case = run.cases[0]
    if run.added is None:
        row: Row = (label("cost_steady_job"), Cell(NONE, (label("cost_no_baseline"),)))
        return _costs((row,), NOTHING)
    frames = run.frames
    pair = PairedRuns.of(
        pd.concat(
            [_figures(case.scenario, name, frames) for name in (run.added.baseline.name, case.scenario.name)]
        ),
        (run.added.baseline.name, case.scenario.name),
    ).common()

    def moved(column: str) -> FloatArray:
        without, plan = pair.array(column)
        return difference(plan, without)

    spending, jobs = estimate(moved("spending"), pair.groups), estimate(moved("steady"), pair.groups)
    ratio, reading = cost_ratio(moved("spending"), moved("steady"), pair.groups)
    made: tuple[Row, ...] = (
        (label("cost_spending"), change(spending, "yuan")),
        (label("cost_steady_jobs"), Cell(change(jobs, "persons"), faint=not jobs.clear)),
        (label("cost_steady_job"), _cost(ratio, reading)),
    )
    return _costs(made, say("cost_note", futures=str(len(pair.replications))))


def _costs(made: tuple[Row, ...], note: Text) -> Table:
    head = heads("head_{}", "measure", "figure_interval")
    return Table(label("cost_table"), head, made, note, terminal=False, form="cards")


def _cost(ratio: Estimate, reading: str) -> Cell:
    """A cost with its interval, or why there is none."""
    if reading != "value":
        return Cell(NONE, (label(f"cost_is_{reading}"),))
    return Cell(with_interval(*(money(end, ratio.middle) for end in ratio)))


def _figures(plan: Scenario, name: str, frames: Frames) -> pd.DataFrame:
    panel = Panel.of(frames["monthly"], name, plan.period)
    spent = Ledger.of(frames["levers"], name, panel).spent(len(panel.replications))
    identity = {"variant": name, "replication": panel.replications, "draw": panel.groups}
    return pd.DataFrame(identity | {"spending": spent, "steady": steady_jobs(panel)})


def anyway_column(margins: Margins | None) -> dict[str, Cell]:
    """Of people who hold a place of a lever, the share that would have other work without it, by lever."""
    made: dict[str, Cell] = {}
    for one in () if margins is None else margins.levers:
        channel = HELD.get(one.lever)
        share = None if channel is None or one.none is None else one.none.anyway.get(channel)
        if share is not None and share.known:
            made[one.lever] = Cell(with_interval(*(percent(end, 0) for end in share)))
    return made
