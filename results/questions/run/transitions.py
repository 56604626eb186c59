"""Who moved between channels from before the plan to its end: ribbons, and the same figures as tables."""

from __future__ import annotations

from functools import partial

import numpy as np

from resettle.model.ends import OUTSIDE, STATES
from resettle.results.judge.ends import People, states_shown
from resettle.results.questions.run.compute import Case
from resettle.results.questions.run.without_work import persons
from resettle.results.report.answer import Cell, Row, Table
from resettle.results.report.charts import Chart, Key, ribbons, tidy
from resettle.results.report.estimates import amount
from resettle.results.report.style import CHANNEL_COLOURS
from resettle.results.statistics.intervals import Estimate, FloatArray
from resettle.results.statistics.paired import banded
from resettle.results.text.labels import Text, heads, label, say
from resettle.results.text.names import channel_label
from resettle.results.text.numbers import NONE, count, month, percent, span
from resettle.results.text.scales import scale_of

OUTSIDE_COLOUR = "#9AA0A6"


def state_label(name: str) -> Text:
    """What a channel, or being outside of the labour force, is called."""
    return label("state_outside") if name == OUTSIDE else channel_label(name)


def flows_shown(people: People) -> FloatArray:
    """Persons [replication, before, after] in the order of the page; who never is labour is left out."""
    places = [STATES.index(name) for name in states_shown()]
    flows = people.flows[:, places][:, :, places].copy()
    flows[:, -1, -1] = 0.0
    return flows


def ends_of(case: Case) -> tuple[Text, Text]:
    """The month before the plan, or the first one, and its last month."""
    months = case.panel.months
    return month(months[max(0, case.panel.start - 1)]), month(months[case.panel.end])


def transition_chart(case: Case, people: People) -> Chart:
    """Ribbons from the channels before the plan to those at its end; means over the runs."""
    flows, names = flows_shown(people), states_shown()
    made = []
    for i, before in enumerate(names):
        for j, after in enumerate(names):
            one = banded(flows[:, i, j], np.mean)
            ends = {"value": one.middle, "low": one.low, "high": one.high}
            hover = say(
                "flow_hover", before=state_label(before), after=state_label(after), people=persons(one)
            )
            made.append({"before": before, "after": after, **ends, "hover": hover})
    nodes = {
        name: Key(state_label(name), CHANNEL_COLOURS.get(name, OUTSIDE_COLOUR), "block") for name in names
    }
    sums = [flows.mean(axis=0).sum(axis=axis) for axis in (1, 0)]
    named = {
        name: (_named(name, sums[0][place]), _named(name, sums[1][place])) for place, name in enumerate(names)
    }
    return Chart(
        "transitions",
        _finding(case, flows),
        tidy(made, value="persons"),
        partial(
            ribbons,
            nodes=nodes,
            ends=ends_of(case),
            counted=label("counted_flows"),
            scale=scale_of("persons"),
            named=named,
        ),
        note=label("flow_note"),
        height=560,
        wide=True,
    )


def _named(name: str, size: float) -> Text:
    return say("flow_node", name=state_label(name), people=count(size))


def _finding(case: Case, flows: FloatArray) -> Text:
    """How many of those in work before are in another channel at the end, and how many found or lost work."""
    mean, names = flows.mean(axis=0), list(states_shown())
    idle = names.index("none")
    working = mean[:idle]
    moved = working[:, :idle].sum() - np.trace(working[:, :idle])
    pieces = {
        "moved": _share(moved, working.sum()),
        "hired": _share(mean[idle, :idle].sum(), mean[idle].sum()),
        "lost": _share(working[:, idle].sum(), working.sum()),
    }
    first, last = ends_of(case)
    if not working.any():
        return say("flow_finding_nobody", first=first)
    return say("flow_finding", first=first, last=last, **pieces)


def summary_table(case: Case, people: People) -> Table:
    """A row a channel: people before and at the end, what changed, who stayed, and where most others went."""
    flows, names = flows_shown(people), list(states_shown())
    mean = flows.mean(axis=0)
    made: list[Row] = []
    for place, name in enumerate(names):
        before, after = flows[:, place].sum(axis=1), flows[:, :, place].sum(axis=1)
        change = banded(after - before, np.mean)
        signed = [amount(end, "persons") for end in change]
        stayed = NONE if name == OUTSIDE else _share(mean[place, place], mean[place].sum())
        made.append(
            (
                state_label(name),
                _told(banded(before, np.mean)),
                _told(banded(after, np.mean)),
                Cell(signed[0], (span(signed[1], signed[2]),)),
                stayed,
                _most(names, mean[place], place),
            )
        )
    first, last = ends_of(case)
    head = heads("head_{}", "channel", "before", "after", "difference", "stayed", "went_to")
    title = say("flow_table", first=first, last=last)
    return Table(title, head, tuple(made), label("flow_band_note"), terminal=False, words=(5,), folded=True)


def _told(one: Estimate) -> Cell:
    """A number of people with its band below it."""
    return Cell(count(one.middle), (span(count(one.low), count(one.high)),))


def _share(part: float, whole: float) -> Text:
    return percent(part / whole, 0) if whole > 0.0 else NONE


def _most(names: list[str], row: FloatArray, place: int) -> Text:
    """Where most of those who left a channel are, with their share of all who were in it."""
    others = np.where(np.arange(len(names)) == place, -1.0, row)
    to = int(others.argmax())
    if others[to] <= 0.0:
        return NONE
    return say("flow_most", channel=state_label(names[to]), share=percent(row[to] / row.sum(), 0))


def matrix_table(case: Case, people: People) -> Table:
    """Every move: from the row to the column, people and their share of the row."""
    mean, names = flows_shown(people).mean(axis=0), list(states_shown())
    made: list[Row] = []
    for place, name in enumerate(names):
        whole = float(mean[place].sum())
        cells = [
            Cell(count(value), (_share(value, whole),)) if value > 0.0 else Cell(NONE, faint=True)
            for value in mean[place].tolist()
        ]
        made.append((state_label(name), *cells))
    first, last = ends_of(case)
    head = (say("flow_from_to", first=first, last=last), *map(state_label, names))
    return Table(label("flow_matrix"), head, tuple(made), terminal=False, folded=True, form="matrix")
