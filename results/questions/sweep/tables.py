"""Tables of a sweep: best points, what each number moves, and the points themselves."""

from __future__ import annotations

import numpy as np

from resettle.results.judge.outcomes import Outcome
from resettle.results.questions.sweep.held import SPENDING, Swept
from resettle.results.questions.sweep.plan import axis_value
from resettle.results.questions.sweep.texts import (
    effect_text,
    point_text,
    rank_text,
    row_text,
    step_text,
    titled,
)
from resettle.results.report.answer import Table
from resettle.results.text.labels import Text, label, say, text_of
from resettle.results.text.numbers import NONE

ON_TERMINAL = 20
"""Points that the terminal shows all of, in order."""

BEST_ON_TERMINAL = 10
"""Points that the terminal shows of more, the best first."""

ON_PAGE = 300
"""Rows of points that the page shows."""

COLUMNS = 4
"""Outcomes that the table of points has a column for."""


def best_table(held: Swept) -> Table | None:
    """The best point of every outcome of which more or less is better; nothing if there is none."""
    rows = []
    for outcome in held.plan.outcomes:
        best = held.best(outcome)
        if best is None:
            continue
        figures = held.figures(outcome)
        moves = held.moves(outcome) or figures.against(best).clear
        where = point_text(held.plan.axes, held.plan.points[best - 1].tolist()) if moves else NONE
        rows.append(
            (
                titled(outcome),
                row_text(figures, outcome, 0),
                row_text(figures, outcome, best),
                step_text(figures.against(best), outcome.unit, short=True),
                text_of(str(alike(held, outcome, best))),
                where,
            )
        )
    heads = (
        label("sweep_head_outcome"),
        label("sweep_head_stated"),
        label("sweep_head_best"),
        label("sweep_head_difference"),
        label("sweep_head_alike"),
        label("sweep_head_where"),
    )
    if not rows:
        return None
    return Table(
        label("sweep_best"),
        heads,
        tuple(rows),
        label("sweep_best_note"),
        words=(5,),
    )


def alike(held: Swept, outcome: Outcome, best: int) -> int:
    """Number of other points that cannot be told from the best by their paired difference."""
    figures = held.figures(outcome)
    others = (row for row in range(1, len(held.names)) if row != best)
    return sum(not figures.against(row, best).clear for row in others)


def effect_table(held: Swept) -> Table:
    """What each path moves: steps of means in a grid, rank correlations in a sample."""
    sampled = bool(held.plan.sampled)
    rows = []
    for outcome in held.plan.outcomes:
        if sampled:
            cells = [rank_text(found) if found.clear else NONE for found in held.ranks(outcome)]
        else:
            cells = [effect_text(found, outcome.unit) for found in held.effects(outcome)]
        rows.append((outcome.title, *cells))
    return Table(
        label("sweep_effects"),
        (label("sweep_head_outcome"), *(axis.short for axis in held.plan.axes)),
        tuple(rows),
        label("sweep_ranks_note") if sampled else label("sweep_effects_note"),
        terminal=len(held.plan.axes) <= COLUMNS,
    )


def shown(held: Swept) -> list[Outcome]:
    """Outcomes that the table of points has a column for: those that move, and the spending."""
    moving = [one for one in held.plan.outcomes if held.moves(one)] or list(held.plan.outcomes)
    first = [one for one in moving if one.name != SPENDING]
    money = [one for one in moving if one.name == SPENDING]
    return first[: COLUMNS - len(money)] + money


def point_table(held: Swept) -> Table:
    """The points: all in order if they are few, else the best first."""
    columns = shown(held)
    rows, title, most = list(range(1, len(held.names))), label("sweep_points_all"), ON_TERMINAL
    lead = next((one for one in columns if one.better != 0), None)
    if len(rows) > ON_TERMINAL and lead is not None:
        rows, title, most = ranked(held, lead), say("sweep_points_best", title=lead.title), BEST_ON_TERMINAL
    made = [_point_row(held, row, columns) for row in (0, *rows[:ON_PAGE])]
    note = label("sweep_points_note")
    if len(rows) > ON_PAGE:
        left = say("sweep_points_left", left=len(rows) - ON_PAGE)
        note = Text(f"{note.en} {left.en}", f"{note.zh}{left.zh}")
    head = (
        label("sweep_head_point"),
        *(axis.short for axis in held.plan.axes),
        *(titled(one) for one in columns),
    )
    return Table(title, head, tuple(made), note, most=most + 1)


def ranked(held: Swept, outcome: Outcome) -> list[int]:
    """Rows of the points, the best of an outcome first: by share of runs, mean, then spending."""
    figures = held.figures(outcome)
    shares = np.nan_to_num(figures.shares[1:])
    means = np.where(np.isfinite(figures.means[1:]), -outcome.better * figures.means[1:], np.inf)
    order = np.lexsort((held.money.means[1:], means, -shares))
    return [int(place) + 1 for place in order]


def _point_row(held: Swept, row: int, columns: list[Outcome]) -> tuple[Text, ...]:
    axes = held.plan.axes
    point = [axis.input.central for axis in axes] if row == 0 else held.plan.points[row - 1].tolist()
    name = label("sweep_point_stated") if row == 0 else text_of(str(row))
    values = (axis_value(axis, value) for axis, value in zip(axes, point, strict=True))
    return (name, *values, *(row_text(held.figures(one), one, row) for one in columns))
