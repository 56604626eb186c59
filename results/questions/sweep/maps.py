"""Heat maps of a sweep over two paths of a grid."""

from __future__ import annotations

from functools import partial
from itertools import combinations
from math import floor, isfinite
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from resettle.results.judge.outcomes import Outcome
from resettle.results.questions.sweep.charts import STATED, scale_for
from resettle.results.questions.sweep.compute import Swept
from resettle.results.questions.sweep.effects import levels, position
from resettle.results.questions.sweep.plan import Axis, axis_value
from resettle.results.questions.sweep.sentences import axis_text, closely, mean_text, point_text
from resettle.results.report.charts import Chart, heat, rule, tidy
from resettle.results.statistics.paired import estimate, mean_over
from resettle.results.text.labels import NOTHING, Text, join, label, say
from resettle.results.text.numbers import percent
from resettle.results.text.scales import scale_of

MOST_PATHS = 4
"""Paths of which every pair gets a map; of more, those that move the outcome most."""

MOST_LEVELS = 6
"""Numbers of a third path that get a map each."""

SHADES: list[list[object]] = [[0.0, "#f7fbff"], [0.35, "#a9cfe8"], [0.7, "#3b8bc2"], [1.0, "#08407a"]]
SHARES: list[list[object]] = [[0.0, "#fff8ee"], [0.35, "#f6cf94"], [0.7, "#dd8a2e"], [1.0, "#8a3d00"]]
"""Colours of figures, and of shares of runs: one hue each, so that they print and need no colour sight."""


def maps(swept: Swept) -> dict[str, list[Chart]]:
    """Heat maps of a grid over two paths or more, by outcome.

    Each pair of paths has a map of the mean and, for a target whose probability differs between points,
    one of the share of runs that meet it. Of three paths the first two also have a map for each
    number of the third, if more than one of the three moves the outcome.
    """
    everywhere = np.ones(len(swept.plan.points), dtype=np.bool_)
    made: dict[str, list[Chart]] = {}
    for outcome in swept.plan.outcomes:
        charts: list[Chart] = []
        for across, up in pairs(swept, outcome):
            charts += _pair(swept, outcome, across, up, everywhere, "all", NOTHING)
        if len(swept.plan.axes) == 3 and len(_moving(swept, outcome)) > 1:
            charts += _slices(swept, outcome)
        made[outcome.name] = charts
    return made


def pairs(swept: Swept, outcome: Outcome) -> list[tuple[Axis, Axis]]:
    """Pairs of paths that are drawn for an outcome: of several, those of which one moves it."""
    axes = list(swept.plan.axes)
    if len(axes) > MOST_PATHS:
        steps = [effect.step.middle for effect in swept.effects(outcome)]
        order = np.argsort(np.nan_to_num(np.array(steps)))[::-1][:MOST_PATHS]
        axes = [axes[path] for path in sorted(order.tolist())]
    moving = _moving(swept, outcome) or axes
    return [
        pair for pair in combinations(axes, 2) if len(axes) == 2 or pair[0] in moving or pair[1] in moving
    ]


def _moving(swept: Swept, outcome: Outcome) -> list[Axis]:
    """Paths that move an outcome by more than chance."""
    effects = zip(swept.plan.axes, swept.effects(outcome), strict=True)
    return [axis for axis, effect in effects if effect.step.clear]


def _slices(swept: Swept, outcome: Outcome) -> list[Chart]:
    """Maps over the first two paths for each number of the third."""
    across, up, third = swept.plan.axes
    column = swept.column(third)
    values = levels(column)
    if len(values) > MOST_LEVELS:
        return []
    made: list[Chart] = []
    for number, value in enumerate(values.tolist()):
        where = say("sweep_is", name=third.short, value=axis_value(third, value))
        made += _pair(swept, outcome, across, up, column == value, f"at-{number}", where)
    return made


def _pair(
    swept: Swept, outcome: Outcome, across: Axis, up: Axis, chosen: NDArray[np.bool_], name: str, where: Text
) -> list[Chart]:
    axes = swept.plan.axes
    stem = f"sweep-{swept.plan.outcomes.index(outcome)}-{axes.index(across)}-{axes.index(up)}-{name}"
    table = cells(swept, outcome, across, up, chosen)
    known = swept.figures(outcome).means[1:]
    known = known[np.isfinite(known)]
    ends = (float(known.min()), float(known.max())) if where != NOTHING and len(known) else None
    scale, note = scale_for(swept, outcome), _note(across, up, where == NOTHING and len(axes) > 2)
    base = partial(heat, titles=(axis_text(across), axis_text(up)), edges=_edges(swept, across, up))
    height = 150 + 34 * max(3, min(table["y"].nunique(), 12))
    draw = partial(base, scale=scale, colours=SHADES, ends=ends)
    title = _title(scale.titled(outcome.title), where)
    made = [Chart(f"{stem}-mean", title, table, draw, note=note, height=height)]
    shares = swept.figures(outcome).shares[1:]
    if outcome.met is not None and np.ptp(np.nan_to_num(shares)) > 0.0:
        texts = [percent(share, 0) for share in table["share"]]
        draw = partial(base, scale=scale_of("share"), colours=SHARES, ends=(0.0, 1.0))
        title = _title(say("sweep_chart_share", title=outcome.title), where)
        shown = tidy({**table, "value": table["share"], "text": texts}, value="share")
        made.append(Chart(f"{stem}-share", title, shown, draw, note=note, height=height))
    return made


def _title(title: Text, where: Text) -> Text:
    return title if where == NOTHING else join([title, where], "; ")


def cells(swept: Swept, outcome: Outcome, across: Axis, up: Axis, chosen: NDArray[np.bool_]) -> pd.DataFrame:
    """A row for each pair of numbers of two paths, averaged over all other paths.

    Args:
        swept: The sweep.
        outcome: What is shown.
        across: Path of `x`.
        up: Path of `y`.
        chosen: Which points count.

    Returns:
        The table of `results.report.charts.heat`, and `share`, the share of runs that meet a target.
    """
    figures = swept.figures(outcome)
    xs, ys = swept.column(across), swept.column(up)
    rows = []
    for y in levels(ys[chosen]).tolist():
        for x in levels(xs[chosen]).tolist():
            inside = np.flatnonzero(chosen & (xs == x) & (ys == y)) + 1
            mean = estimate(mean_over(figures.values[inside], axis=0), figures.groups)
            share = float(mean_over(figures.shares[inside], axis=0))
            text = mean_text(mean, outcome.unit)
            if outcome.met is not None:
                text = say("sweep_met_in", figure=text, probability=percent(share, 0))
            rows.append(
                {
                    "x": x,
                    "y": y,
                    "x_name": axis_value(across, x),
                    "y_name": axis_value(up, y),
                    "value": float(mean_over(figures.means[inside], axis=0)),
                    "share": share,
                    "mean": mean.middle,
                    "hover": say("sweep_hover", point=point_text((across, up), (x, y)), figure=text),
                }
            )
    columns: dict[str, Any] = {name: [row[name] for row in rows] for name in rows[0]}
    known = [value for value in columns["value"] if isfinite(value)]
    spread = max(known) - min(known) if known else 0.0
    columns["text"] = [closely(mean, outcome.unit, spread) for mean in columns.pop("mean")]
    return tidy(columns, value=outcome.unit, share="share")


def _edges(swept: Swept, across: Axis, up: Axis) -> tuple[dict[str, object], ...]:
    """Lines around the cells, or between the numbers, at which the scenario stands."""
    shapes: list[dict[str, object]] = []
    for direction, axis in (("x", across), ("y", up)):
        place = position(levels(swept.column(axis)), axis.input.central)
        if place is not None:
            shapes += [rule(direction, edge, STATED, width=2) | {"layer": "above"} for edge in edges(place)]
    return tuple(shapes)


def edges(place: float) -> tuple[float, ...]:
    """Edges of cells that show where a number stands: around its own cells, or between two."""
    nearest = round(place)
    if abs(place - nearest) < 1e-9:
        return nearest - 0.5, nearest + 0.5
    return (floor(place) + 0.5,)


def _note(across: Axis, up: Axis, averaged: bool) -> Text:
    """How to read a map: where the scenario stands, and whether other paths are averaged over."""
    outside = [
        axis.short
        for axis in (across, up)
        if position(np.sort(axis.numbers.listed), axis.input.central) is None
    ]
    where = say("sweep_map_outside", names=join(outside)) if outside else NOTHING
    stated = say("sweep_map_stated", where=where)
    return join([label("sweep_map_averaged"), stated], " ", "") if averaged else stated
