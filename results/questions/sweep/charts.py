"""Charts of a sweep: lines of a grid over one path, heat maps over two, scatters of a sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations
from math import floor, isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from resettle.results.judge.outcomes import Outcome
from resettle.results.judge.verdicts import RELIABLE
from resettle.results.questions.sweep import findings
from resettle.results.questions.sweep.compute import Swept, bins, levels, position
from resettle.results.questions.sweep.plan import VariedInput, axis_value
from resettle.results.questions.sweep.points import rounded
from resettle.results.questions.sweep.sentences import (
    axis_text,
    bare,
    closely,
    mean_text,
    point_text,
    row_text,
)
from resettle.results.report.charts import Axis, Chart, Key, ends, heat, points, rule, tidy
from resettle.results.report.style import ACCENT, INK, SECOND, tint
from resettle.results.statistics.intervals import Estimate, FloatArray
from resettle.results.statistics.paired import estimate, level, mean_over
from resettle.results.text.labels import NOTHING, Lang, Text, join, label, say
from resettle.results.text.numbers import percent
from resettle.results.text.scales import Scale, scale_of

if TYPE_CHECKING:
    import plotly.graph_objects as go

STATED = "#7a5200"
"""Colour of the scenario as it stands."""

HEIGHT = 300

UPRIGHT = (34, 17)
"""Most characters of a line of the title of an upright axis, in English and in Chinese."""


def scale_for(swept: Swept, outcome: Outcome) -> Scale:
    """The scale of an outcome at all points."""
    means = swept.figures(outcome).means[1:]
    return scale_of(outcome.unit, float(np.max(np.abs(np.nan_to_num(means)))))


def lines(swept: Swept) -> dict[str, list[Chart]]:
    """Charts of a grid over one path, by outcome: its mean, and the share of runs that meet a target."""
    rows = np.argsort(swept.column(swept.plan.axes[0])) + 1
    return {one.name: _lines(swept, one, rows) for one in swept.plan.outcomes}


def _lines(swept: Swept, outcome: Outcome, rows: NDArray[np.intp]) -> list[Chart]:
    figures, axis = swept.figures(outcome), swept.plan.axes[0]
    xs = swept.column(axis)[rows - 1]
    hover = [
        say("sweep_hover", point=axis_value(axis, x), figure=row_text(figures, outcome, int(row)))
        for x, row in zip(xs, rows, strict=True)
    ]
    low, high = zip(*(figures.band(int(row)) for row in rows), strict=True)
    band = tidy({"series": "band", "x": xs, "low": low, "high": high})
    means = _series("mean", xs, [level(figures.mean(int(row)), outcome.unit) for row in rows], hover)
    keys = {
        "band": Key(label("sweep_key_band"), ACCENT, "area"),
        "mean": Key(label("sweep_key_mean"), ACCENT),
        "stated": Key(label("sweep_key_stated"), STATED, "diamond"),
    }
    stem, scale = f"sweep-{swept.plan.outcomes.index(outcome)}", scale_for(swept, outcome)
    table = tidy([band, means, _stated(swept, outcome, axis, figures.mean(0))], value=outcome.unit)
    up, bound = _counted(scale, outcome.title), (outcome.bound, "sweep_key_bound")
    form = partial(bare, unit=outcome.unit)
    title = findings.over(outcome.title, means, axis, form, swept.moves(outcome))
    charts = [_chart(f"{stem}-line", title, table, keys, axis, up, bound)]
    if outcome.met is not None and np.ptp(figures.shares[1:]) > 0.0:
        met = [figures.probability(row) for row in (0, *rows.tolist())]
        stated, *shares = [one.estimate for one in met if one is not None]
        line = _series("share", xs, shares, hover)
        parts = [line, _stated(swept, outcome, axis, stated)]
        keys = {"share": Key(label("sweep_key_share"), ACCENT), "stated": keys["stated"]}
        named = say("sweep_probability_of", title=outcome.title)
        title = findings.over(named, line, axis, partial(percent, digits=0), findings.apart(line))
        up = replace(_counted(scale_of("share"), label("sweep_counted_share")), ends=(-0.04, 1.04))
        bound = (RELIABLE, "sweep_key_reliable")
        charts.append(_chart(f"{stem}-share", title, tidy(parts, value="share"), keys, axis, up, bound))
    return charts


def scatters(swept: Swept) -> dict[str, list[Chart]]:
    """Charts of a sample, by outcome: one a path, each point with its mean, and means of neighbours."""
    paths = range(len(swept.plan.axes))
    return {one.name: [_scatter(swept, one, path) for path in paths] for one in swept.plan.outcomes}


def _scatter(swept: Swept, outcome: Outcome, path: int) -> Chart:
    axis, figures, scale = swept.plan.axes[path], swept.figures(outcome), scale_for(swept, outcome)
    column, means = swept.column(axis), figures.means[1:]
    figure_texts = [
        (axis_value(axis, x), bare(mean, outcome.unit))
        for x, mean in zip(column.tolist(), means.tolist(), strict=True)
    ]
    hover = [
        Text(f"{x.en}; {mean.en} ({number})", f"{x.zh}；{mean.zh}（{number}）")
        for number, (x, mean) in enumerate(figure_texts, start=1)
    ]
    dots = tidy({"series": "points", "x": column, "value": means, "hover": hover})
    near = bins(figures.values[1:], column)
    hover = [
        say(
            "sweep_hover",
            point=axis_value(axis, rounded(one.at, 3)),
            figure=mean_text(one.mean, outcome.unit),
        )
        for one in near
    ]
    middle = _series("bins", np.array([one.at for one in near]), [one.mean for one in near], hover)
    keys = {
        "points": Key(label("sweep_key_points"), tint(ACCENT, 0.5), "point"),
        "bins": Key(label("sweep_key_bins"), SECOND),
        "stated": Key(label("sweep_key_stated"), STATED, "diamond"),
    }
    return _chart(
        f"sweep-{swept.plan.outcomes.index(outcome)}-scatter-{path}",
        findings.rank(outcome.title, axis, swept.ranks(outcome)[path]),
        tidy([dots, middle, _stated(swept, outcome, axis, figures.mean(0))], value=outcome.unit),
        keys,
        axis,
        _counted(scale, outcome.title),
        (outcome.bound, "sweep_key_bound"),
    )


def _counted(scale: Scale, title: Text) -> Axis:
    """An upright axis that says what it counts."""
    return Axis(scale, scale.titled(title), wrap=UPRIGHT)


def _series(
    series: str, xs: FloatArray, estimates: Sequence[Estimate], hover: Sequence[Text]
) -> pd.DataFrame:
    return tidy({"series": series, "x": xs, **ends(estimates), "hover": list(hover)})


def _stated(swept: Swept, outcome: Outcome, axis: VariedInput, mean: Estimate) -> pd.DataFrame:
    """The scenario as it stands, at its own number of the path."""
    figure = row_text(swept.figures(outcome), outcome, 0)
    hover = say("sweep_hover", point=label("sweep_key_stated"), figure=figure)
    return _series("stated", np.array([axis.input.central]), [mean], [hover])


def _chart(
    name: str,
    title: Text,
    table: pd.DataFrame,
    keys: Mapping[str, Key],
    axis: VariedInput,
    up: Axis,
    bound: tuple[float | None, str],
) -> Chart:
    """A chart over a path.

    Args:
        name: Name of the chart.
        title: What it states.
        table: What is drawn.
        keys: Mark of each series.
        axis: The path.
        up: Axis of the figures.
        bound: What the figures are measured against, if anything, and the label of its key.
    """
    form = axis_form(axis)
    across = Axis(Scale(NOTHING, form=form, hover=form), axis_text(axis))
    at, key = bound
    draw = partial(_drawn, marks=keys, across=across, up=up, bound=at, stated=axis.input.central)
    shown = (*keys.values(), *([] if at is None else [Key(label(key), INK, "dash")]))
    return Chart(name, title, table, draw, shown, height=HEIGHT)


def _drawn(
    table: pd.DataFrame,
    lang: Lang,
    *,
    marks: Mapping[str, Key],
    across: Axis,
    up: Axis,
    bound: float | None,
    stated: float,
) -> go.Figure:
    """Points and lines over a path; the bound is a dashed line, what is stated a dotted one."""
    sizes = {"points": 6.0, "mean": 8.0, "share": 8.0, "bins": 8.0, "stated": 10.0}
    joined = ("mean", "share", "bins")
    rules = [rule("x", stated, STATED, "dot")]
    if bound is not None:
        rules.append(rule("y", bound * up.scale.factor(lang)))
    return points(table, lang, marks=marks, across=across, up=up, joined=joined, sizes=sizes, rules=rules)


def axis_form(axis: VariedInput) -> str:
    """The d3 format of the numbers of a path."""
    return ".3~%" if axis.input.unit.split("/", maxsplit=1)[0] == "share" else ",.5~r"


MOST_PATHS = 4
"""Paths of which every pair gets a map; of more, those that move the outcome most."""

MOST_LEVELS = 6
"""Numbers of a third path that get a map each."""

SHADES: list[list[object]] = [[0.0, "#f7fbff"], [0.5, "#b5d6ec"], [1.0, "#4f9fd3"]]
SHARES: list[list[object]] = [[0.0, "#fff8ee"], [0.5, "#f6cf94"], [1.0, "#e08a2a"]]
"""Colours of figures, and of shares of runs: one hue each, so that they print and need no colour sight, and
light, so that dark figures can be read on all of them."""


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


def pairs(swept: Swept, outcome: Outcome) -> list[tuple[VariedInput, VariedInput]]:
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


def _moving(swept: Swept, outcome: Outcome) -> list[VariedInput]:
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
    swept: Swept,
    outcome: Outcome,
    across: VariedInput,
    up: VariedInput,
    chosen: NDArray[np.bool_],
    name: str,
    where: Text,
) -> list[Chart]:
    axes = swept.plan.axes
    stem = f"sweep-{swept.plan.outcomes.index(outcome)}-{axes.index(across)}-{axes.index(up)}-{name}"
    table = cells(swept, outcome, across, up, chosen)
    known = swept.figures(outcome).means[1:]
    known = known[np.isfinite(known)]
    ends = (float(known.min()), float(known.max())) if where != NOTHING and len(known) else None
    scale, note = scale_for(swept, outcome), _note(across, up, where == NOTHING and len(axes) > 2)

    def noted(counted: Text) -> Text:
        return join([say("sweep_map_cells", counted=counted), note], " ", "")

    base = partial(heat, titles=(axis_text(across), axis_text(up)), edges=_edges(swept, across, up))
    height = 150 + 34 * max(3, min(table["y"].nunique(), 12))
    draw = partial(base, scale=scale, colours=SHADES, ends=ends)
    title = _title(findings.cells(outcome.title, table, across, up), where)
    told = noted(scale.titled(outcome.title))
    made = [Chart(f"{stem}-mean", title, table, draw, note=told, height=height)]
    shares = swept.figures(outcome).shares[1:]
    if outcome.met is not None and np.ptp(np.nan_to_num(shares)) > 0.0:
        texts = [percent(share, 0) for share in table["share"]]
        draw = partial(base, scale=scale_of("share"), colours=SHARES, ends=(0.0, 1.0))
        shown = tidy({**table, "value": table["share"], "text": texts}, value="share")
        named = say("sweep_probability_of", title=outcome.title)
        title, told = _title(findings.cells(named, shown, across, up), where), label("sweep_counted_share")
        made.append(Chart(f"{stem}-share", title, shown, draw, note=noted(told), height=height))
    return made


def _title(title: Text, where: Text) -> Text:
    return title if where == NOTHING else join([title, where], "; ")


def cells(
    swept: Swept, outcome: Outcome, across: VariedInput, up: VariedInput, chosen: NDArray[np.bool_]
) -> pd.DataFrame:
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


def _edges(swept: Swept, across: VariedInput, up: VariedInput) -> tuple[dict[str, object], ...]:
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


def _note(across: VariedInput, up: VariedInput, averaged: bool) -> Text:
    """How to read a map: where the scenario stands, and whether other paths are averaged over."""
    outside = [
        axis.short
        for axis in (across, up)
        if position(np.sort(axis.numbers.listed), axis.input.central) is None
    ]
    where = say("sweep_map_outside", names=join(outside)) if outside else NOTHING
    stated = say("sweep_map_stated", where=where)
    return join([label("sweep_map_averaged"), stated], " ", "") if averaged else stated
