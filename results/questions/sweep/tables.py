"""The numbers of a sweep: tidy frames, and tables of best points, of what paths move, and of all points."""

from __future__ import annotations

from collections.abc import Iterator
from math import nan
from typing import Any

import numpy as np
import pandas as pd

from resettle.results.judge.outcomes import Outcome
from resettle.results.questions.sweep.compute import SPENDING, Swept, ranked
from resettle.results.questions.sweep.plan import axis_value
from resettle.results.questions.sweep.sentences import (
    effect_text,
    point_text,
    rank_text,
    row_text,
    step_text,
    titled,
)
from resettle.results.report.answer import Row, Table, tasks_apart
from resettle.results.statistics.intervals import UNKNOWN
from resettle.results.text.labels import Text, heads, join, label, say, text_of
from resettle.results.text.numbers import NONE

ON_TERMINAL = 20
"""Points that the terminal shows all of, in order."""

BEST_ON_TERMINAL = 10
"""Points that the terminal shows of more, the best first."""

ON_PAGE = 300
"""Rows of points that the page shows."""

COLUMNS = 4
"""Outcomes that the table of points has a column for."""


def run_frame(swept: Swept) -> pd.DataFrame:
    """One row a run: point (0 for the scenario as it stands), a column a path, and the figures."""
    frame = swept.runs.frame
    rows = {name: row for row, name in enumerate(swept.names)}
    point = frame["variant"].map(rows)
    made = frame.drop(columns="variant")
    for position, axis in enumerate(swept.plan.axes):
        column = np.concatenate([[axis.input.central], swept.plan.points[:, position]])
        made.insert(position, axis.path, column[point.to_numpy()])
    made.insert(0, "point", point.to_numpy())
    return made


def point_frame(swept: Swept) -> pd.DataFrame:
    """One row a point and outcome; point 0 is the scenario as it stands.

    `low` and `high` are the 95 % interval of the mean, `p05` and `p95` hold nine replications of ten;
    the probability of a target has its 95 % Wilson interval for the `effective` number of runs;
    `difference` is paired, from the scenario as it stands; `spending` is the mean over the plan in yuan.
    """
    return pd.DataFrame(list(_point_rows(swept)))


def _point_rows(swept: Swept) -> Iterator[dict[str, Any]]:
    paths = [axis.path for axis in swept.plan.axes]
    for row in range(len(swept.names)):
        at = dict(zip(paths, swept.point(row), strict=True))
        spending = swept.money.mean(row).middle
        for outcome in swept.plan.outcomes:
            figures = swept.figures(outcome)
            mean, met = figures.mean(row), figures.probability(row)
            low, high = figures.band(row)
            yield {
                "point": row,
                **at,
                "outcome": outcome.name,
                "unit": outcome.unit,
                "replications": int(np.isfinite(figures.values[row]).sum()),
                **dict(zip(("mean", "low", "high"), mean, strict=True)),
                "p05": low,
                "p95": high,
                **(UNKNOWN if met is None else met.estimate).columns("probability"),
                "effective": nan if met is None else met.effective,
                **figures.against(row).columns("difference"),
                "spending": spending,
            }


def best_table(swept: Swept) -> Table | None:
    """The best point of every outcome of which more or less is better; nothing if there is none."""
    rows: list[tuple[Outcome, Row]] = []
    for outcome in swept.plan.outcomes:
        best = swept.best(outcome)
        if best is None:
            continue
        figures = swept.figures(outcome)
        moves = swept.moves(outcome) or figures.against(best).clear
        where = point_text(swept.plan.axes, swept.point(best)) if moves else NONE
        row = (
            titled(outcome),
            row_text(figures, outcome, 0),
            row_text(figures, outcome, best),
            step_text(figures.against(best), outcome.unit, short=True),
            text_of(str(alike(swept, outcome, best))),
            where,
        )
        rows.append((outcome, row))
        if outcome.strict is not None:
            rows.append((outcome, _strict_row(swept, outcome.strict, best)))
    if not rows:
        return None
    head = heads("sweep_head_{}", "outcome", "stated", "best", "difference", "alike", "where")
    note = label("sweep_best_note" if swept.plan.paired else "sweep_best_note_unpaired")
    return Table(label("sweep_best"), head, tasks_apart(rows), note, words=(5,))


def _strict_row(swept: Swept, strict: Outcome, best: int) -> tuple[Text, ...]:
    """The same by the strict month, at the point that is best as officials count."""
    figures = swept.figures(strict)
    texts = row_text(figures, strict, 0), row_text(figures, strict, best)
    return strict.title, *texts, step_text(figures.against(best), strict.unit, short=True), NONE, NONE


def alike(swept: Swept, outcome: Outcome, best: int) -> int:
    """Number of other points that cannot be distinguished from the best by their paired difference."""
    figures = swept.figures(outcome)
    others = (row for row in range(1, len(swept.names)) if row != best)
    return sum(not figures.against(row, best).clear for row in others)


def effect_table(swept: Swept) -> Table:
    """What each path moves: steps of means in a grid, rank correlations in a sample."""
    sampled = bool(swept.plan.sampled)
    rows = []
    for outcome in swept.plan.outcomes:
        if sampled:
            cells = [rank_text(rank) if rank.clear else NONE for rank in swept.ranks(outcome)]
        else:
            cells = [effect_text(effect, outcome.unit) for effect in swept.effects(outcome)]
        rows.append((outcome, (outcome.title, *cells)))
    note = label("sweep_effects_note" if swept.plan.paired else "sweep_effects_note_unpaired")
    return Table(
        label("sweep_effects"),
        (label("sweep_head_outcome"), *(axis.short for axis in swept.plan.axes)),
        tasks_apart(rows),
        label("sweep_ranks_note") if sampled else note,
        terminal=len(swept.plan.axes) <= COLUMNS,
    )


def shown(swept: Swept) -> list[Outcome]:
    """Outcomes that the table of points has a column for: those that move, and the spending."""
    moving = [one for one in swept.plan.outcomes if swept.moves(one)] or list(swept.plan.outcomes)
    first = [one for one in moving if one.name != SPENDING]
    money = [one for one in moving if one.name == SPENDING]
    return first[: COLUMNS - len(money)] + money


def point_table(swept: Swept) -> Table:
    """The points: all in order if they are few, else the best first."""
    columns = shown(swept)
    rows, title, most = list(range(1, len(swept.names))), label("sweep_points_all"), ON_TERMINAL
    lead = next((one for one in columns if one.better != 0), None)
    if len(rows) > ON_TERMINAL and lead is not None:
        rows, title, most = (
            ranked(swept.figures(lead), lead.better, swept.money.means),
            say("sweep_points_best", title=lead.title),
            BEST_ON_TERMINAL,
        )
    made = [_point_row(swept, row, columns) for row in (0, *rows[:ON_PAGE])]
    note = label("sweep_points_note")
    if len(rows) > ON_PAGE:
        left = say("sweep_points_left", left=len(rows) - ON_PAGE)
        note = join([note, left], " ", "")
    head = (
        label("sweep_head_point"),
        *(axis.short for axis in swept.plan.axes),
        *(titled(one) for one in columns),
    )
    return Table(title, head, tuple(made), note, most=most + 1)


def _point_row(swept: Swept, row: int, columns: list[Outcome]) -> tuple[Text, ...]:
    name = label("sweep_point_stated") if row == 0 else text_of(str(row))
    values = (axis_value(axis, value) for axis, value in zip(swept.plan.axes, swept.point(row), strict=True))
    return (name, *values, *(row_text(swept.figures(one), one, row) for one in columns))
