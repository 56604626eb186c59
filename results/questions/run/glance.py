"""What a leader reads first: each target, and what the plan adds to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from resettle.results.questions.run.added import Added, added_cell
from resettle.results.questions.run.anyway import Anyway
from resettle.results.questions.run.target_tables import over, word_cell
from resettle.results.questions.run.views import TargetView
from resettle.results.report.answer import Cell, Row, Section, Table
from resettle.results.report.charts import Chart, Key, rows, tidy
from resettle.results.report.estimates import change
from resettle.results.report.style import ACCENT, INK, SECOND
from resettle.results.text.labels import NOTHING, Text, heads, label, say
from resettle.results.text.numbers import NONE, figure
from resettle.results.text.scales import scale_of

MORE, LESS, WHOLE = "more", "less", "whole"
"""Series of the chart: causes that raise growth, causes that lower it, and all of it."""


def glance(views: Sequence[TargetView], added: Added | None) -> Section:
    """The outcome targets of a plan in one table, with what the plan adds if its baseline was run."""
    return Section("glance", label("glance_title"), tables=(glance_table(views, added),))


def glance_table(views: Sequence[TargetView], added: Added | None) -> Table:
    """A row a target: verdict, probability, figure beside bound, what is lacking, what the plan adds."""
    known = {} if added is None else {row.outcome.name: row for row in added.targets}
    made: list[Row] = []
    for row in (view.main for view in views):
        cells: list[Text | Cell] = [
            row.title,
            word_cell(row),
            over(row.probability, row.interval),
            Cell(row.median, (row.bound,)),
            row.shortfall,
        ]
        if added is not None:
            own = known.get(row.target)
            cells.append(NONE if own is None else added_cell(own))
        made.append(tuple(cells))
    names = ("target", "verdict", "probability", "figure_and_bound", "shortfall", "added")
    head = heads("head_{}", *names[: 5 + (added is not None)])
    return Table(NOTHING, head, tuple(made), terminal=False, words=(1,), form="cards")


def anyway_chart(found: Anyway) -> Chart:
    """Growth that would have come without the plan, cause by cause, each from where the last one ends."""
    marks = {
        MORE: Key(label("anyway_more"), ACCENT, "line"),
        LESS: Key(label("anyway_less"), SECOND, "line"),
        WHOLE: Key(label("anyway_whole"), INK, "line"),
    }
    table = tidy(list(_steps(found)), value="share")
    largest = max(abs(found.whole.high), float(np.abs(table["high"]).max()))
    drawn = set(table["series"])
    return Chart(
        "anyway",
        say(
            "anyway_chart",
            whole=figure(found.whole.middle, "share/year"),
            cause=label(f"cause_{max(found.parts, key=lambda name: found.parts[name].middle)}"),
        ),
        table,
        partial(rows, marks=marks, scale=scale_of("share", largest), counted=label("counted_cause")),
        tuple(key for name, key in marks.items() if name in drawn),
        label("anyway_chart_note"),
        height=90 + 40 * len(table),
        wide=True,
    )


def _steps(found: Anyway) -> Iterator[dict[str, object]]:
    """The bars, the first cause on top."""
    at = 0.0
    for number, (name, part) in enumerate(found.parts.items()):
        title, end = label(f"cause_{name}"), at + part.middle
        yield {
            "series": MORE if part.middle >= 0.0 else LESS,
            "row": number,
            "name": title,
            "value": part.middle,
            "low": min(at, end),
            "high": max(at, end),
            "hover": say("anyway_hover", cause=title, part=change(part, "share")),
        }
        at = end
    whole = found.whole.middle
    yield {
        "series": WHOLE,
        "row": len(found.parts),
        "name": label("anyway_whole"),
        "value": whole,
        "low": min(0.0, whole),
        "high": max(0.0, whole),
        "hover": say("anyway_hover", cause=label("anyway_whole"), part=figure(whole, "share/year")),
    }
