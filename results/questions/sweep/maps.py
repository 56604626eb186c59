"""Heat maps of a sweep over two paths of a grid."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import floor

import numpy as np

from resettle.results.judge.outcomes import Outcome
from resettle.results.questions.sweep.charts import STATED, scale_for
from resettle.results.questions.sweep.figures import levels, pivot, position
from resettle.results.questions.sweep.held import Swept
from resettle.results.questions.sweep.plan import Axis, axis_value
from resettle.results.questions.sweep.texts import axis_text, closely, joined, mean_text, point_text
from resettle.results.report.style import Chart, Figure, bilingual, layout, numbers, wrapped
from resettle.results.statistics.intervals import FloatArray
from resettle.results.statistics.paired import estimate, mean_over
from resettle.results.text.labels import NOTHING, Text, join, label, say
from resettle.results.text.numbers import percent

MOST_PATHS = 4
"""Paths of which every pair gets a map; of more, those that move the outcome most."""

MOST_LEVELS = 6
"""Numbers of a third path that get a map each."""

WRITTEN = 8
"""Most numbers across for which each cell says its figure."""

SHADES = [[0.0, "#f7fbff"], [0.35, "#a9cfe8"], [0.7, "#3b8bc2"], [1.0, "#08407a"]]
SHARES = [[0.0, "#fff8ee"], [0.35, "#f6cf94"], [0.7, "#dd8a2e"], [1.0, "#8a3d00"]]
"""Colours of figures, and of shares of runs: one hue each, so that they print and need no colour sight."""


def maps(held: Swept) -> dict[str, list[Chart]]:
    """Heat maps of a grid over two paths or more, by outcome.

    Each pair of paths has a map of the mean and, for a target whose probability differs between points,
    one of the share of runs that meet it. Of three paths the first two also have a map for each
    number of the third, if more than one of the three moves the outcome.
    """
    made: dict[str, list[Chart]] = {}
    for outcome in held.plan.outcomes:
        charts: list[Chart] = []
        everywhere = np.ones(len(held.plan.points), dtype=np.bool_)
        for across, up in pairs(held, outcome):
            charts += _pair(held, outcome, across, up, everywhere, "all", NOTHING)
        if len(held.plan.axes) == 3 and len(_moving(held, outcome)) > 1:
            charts += _slices(held, outcome)
        made[outcome.name] = charts
    return made


def pairs(held: Swept, outcome: Outcome) -> list[tuple[Axis, Axis]]:
    """Pairs of paths that are drawn for an outcome: of several, those of which one moves it."""
    axes = list(held.plan.axes)
    if len(axes) > MOST_PATHS:
        steps = [effect.step.middle for effect in held.effects(outcome)]
        order = np.argsort(np.nan_to_num(np.array(steps)))[::-1][:MOST_PATHS]
        axes = [axes[place] for place in sorted(order.tolist())]
    moving = _moving(held, outcome) or axes
    return [
        pair for pair in combinations(axes, 2) if len(axes) == 2 or pair[0] in moving or pair[1] in moving
    ]


def _moving(held: Swept, outcome: Outcome) -> list[Axis]:
    """Paths that move an outcome by more than luck."""
    effects = zip(held.plan.axes, held.effects(outcome), strict=True)
    return [axis for axis, found in effects if found.step.clear]


def _slices(held: Swept, outcome: Outcome) -> list[Chart]:
    """Maps over the first two paths for each number of the third."""
    across, up, third = held.plan.axes
    column = held.column(third)
    values = levels(column)
    if len(values) > MOST_LEVELS:
        return []
    made: list[Chart] = []
    for number, value in enumerate(values.tolist()):
        where = say("sweep_is", name=third.short, value=axis_value(third, value))
        made += _pair(held, outcome, across, up, column == value, f"at-{number}", where)
    return made


def _pair(
    held: Swept, outcome: Outcome, across: Axis, up: Axis, chosen: np.ndarray, name: str, where: Text
) -> list[Chart]:
    figures = held.figures(outcome)
    axes = held.plan.axes
    stem = f"sweep-{held.plan.outcomes.index(outcome)}-{axes.index(across)}-{axes.index(up)}-{name}"
    scale = scale_for(held, outcome)
    over = where == NOTHING and len(axes) > 2
    note = _note(across, up, over)
    whole = figures.means[1:] * scale.factor
    title = scale.title(_title(outcome.title, where))
    grid = pivot(whole[chosen], held.column(across)[chosen], held.column(up)[chosen])
    texts, told = _cells(held, outcome, across, up, chosen, _spread(grid / scale.factor))
    known = whole[np.isfinite(whole)]
    ends = (float(known.min()), float(known.max())) if where != NOTHING and len(known) else None
    made = [
        Chart(
            f"{stem}-mean",
            title,
            heat(grid, across, up, held, texts, told, SHADES, scale.form, ends),
            note=note,
            height=_height(grid),
        )
    ]
    shares = figures.shares[1:]
    if outcome.met is not None and np.ptp(np.nan_to_num(shares)) > 0.0:
        grid = pivot(shares[chosen], held.column(across)[chosen], held.column(up)[chosen])
        texts = [[percent(value, 0) for value in row] for row in grid.tolist()]
        made.append(
            Chart(
                f"{stem}-share",
                _title(say("sweep_chart_share", title=outcome.title), where),
                heat(grid, across, up, held, texts, told, SHARES, ".0%", (0.0, 1.0)),
                note=note,
                height=_height(grid),
            )
        )
    return made


def _title(title: Text, where: Text) -> Text:
    return title if where == NOTHING else join([title, where], "; ")


def _height(grid: FloatArray) -> int:
    return 150 + 34 * max(3, min(len(grid), 12))


def _spread(values: FloatArray) -> float:
    """How far figures lie apart."""
    known = values[np.isfinite(values)]
    return float(np.ptp(known)) if len(known) else 0.0


def _cells(
    held: Swept, outcome: Outcome, across: Axis, up: Axis, chosen: np.ndarray, spread: float
) -> tuple[list[list[Text]], list[list[Text]]]:
    """Figure of each cell, and what is told of it: place, mean with interval, share of runs."""
    figures = held.figures(outcome)
    xs, ys = held.column(across), held.column(up)
    texts: list[list[Text]] = []
    told: list[list[Text]] = []
    for y in levels(ys[chosen]).tolist():
        texts.append([])
        told.append([])
        for x in levels(xs[chosen]).tolist():
            inside = np.flatnonzero(chosen & (xs == x) & (ys == y))
            mean = estimate(mean_over(figures.values[inside + 1], axis=0), figures.groups)
            said = mean_text(mean, outcome.unit)
            if outcome.met is not None:
                share = percent(float(mean_over(figures.shares[inside + 1], axis=0)), 0)
                said = say("sweep_met_in", figure=said, chance=share)
            place = point_text((across, up), (x, y))
            texts[-1].append(closely(mean.middle, outcome.unit, spread))
            told[-1].append(say("sweep_hover", point=place, figure=said))
    return texts, told


def heat(
    grid: FloatArray,
    across: Axis,
    up: Axis,
    held: Swept,
    texts: Sequence[Sequence[Text]],
    told: Sequence[Sequence[Text]],
    colours: list[list[object]],
    form: str,
    ends: tuple[float, float] | None,
) -> Figure:
    """A heat map with a cell a pair of numbers, and lines where the scenario stands as it is."""
    trace: Figure = {
        "type": "heatmap",
        "x": list(range(grid.shape[1])),
        "y": list(range(grid.shape[0])),
        "z": [numbers(row) for row in grid],
        "hovertext": [[bilingual(one) for one in row] for row in told],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "colorscale": colours,
        "xgap": 1,
        "ygap": 1,
        "colorbar": {"thickness": 10, "tickformat": form, "outlinewidth": 0, "nticks": 5},
    }
    if ends is not None:
        trace |= {"zmin": ends[0], "zmax": ends[1]}
    if grid.shape[1] <= WRITTEN:
        trace |= {
            "showscale": False,
            "text": [[bilingual(one) for one in row] for row in texts],
            "texttemplate": "%{text}",
        }
    shapes = []
    for axis, one in (("x", across), ("y", up)):
        place = position(levels(held.column(one)), one.input.central)
        if place is not None:
            shapes += [_line(axis, edge) for edge in edges(place)]
    return {
        "data": [trace],
        "layout": layout(
            xaxis=_axis(across, levels(held.column(across))),
            yaxis=_axis(up, levels(held.column(up)), narrow=True),
            shapes=shapes,
            hovermode="closest",
        ),
    }


def edges(place: float) -> tuple[float, ...]:
    """Edges of cells that tell where a number stands: around its own cells, or between two."""
    nearest = round(place)
    if abs(place - nearest) < 1e-9:
        return nearest - 0.5, nearest + 0.5
    return (floor(place) + 0.5,)


def _axis(axis: Axis, values: FloatArray, narrow: bool = False) -> Figure:
    shown = len(values) <= 12
    text = wrapped(axis_text(axis), 24, 12)
    title = {"en": text.en, "zh": text.zh} if narrow else bilingual(axis_text(axis))
    places = range(len(values)) if shown else range(0, len(values), -(-len(values) // 8))
    return {
        "title": {"text": title, "font": {"size": 12}, "standoff": 8},
        "tickvals": list(places),
        "ticktext": [bilingual(axis_value(axis, float(values[place]))) for place in places],
        "showgrid": False,
        "ticks": "",
        "range": [-0.5, len(values) - 0.5],
    }


def _line(axis: str, place: float) -> Figure:
    other = "y" if axis == "x" else "x"
    return {
        "type": "line",
        f"{axis}ref": axis,
        f"{other}ref": "paper",
        f"{axis}0": place,
        f"{axis}1": place,
        f"{other}0": 0,
        f"{other}1": 1,
        "line": {"color": STATED, "width": 2, "dash": "dash"},
    }


def _note(across: Axis, up: Axis, over: bool) -> Text:
    """How to read a map: where the scenario stands, and what is averaged over."""
    outside = [
        axis.short
        for axis in (across, up)
        if position(np.sort(axis.numbers.listed), axis.input.central) is None
    ]
    where = say("sweep_map_outside", names=joined(outside)) if outside else NOTHING
    told = say("sweep_map_stated", where=where)
    return join([label("sweep_map_averaged"), told], " ", "") if over else told
