"""Charts of a sweep along one path: lines with intervals of a grid, scatters of a sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from resettle.results.judge.outcomes import Outcome
from resettle.results.judge.verdicts import RELIABLE
from resettle.results.questions.sweep.compute import Swept
from resettle.results.questions.sweep.effects import bins
from resettle.results.questions.sweep.plan import Axis, axis_value
from resettle.results.questions.sweep.points import tidy as rounded
from resettle.results.questions.sweep.sentences import axis_text, bare, mean_text, rank_text, row_text
from resettle.results.report.charts import Axis as DrawnAxis
from resettle.results.report.charts import Chart, Key, ends, points, rule, tidy
from resettle.results.report.style import ACCENT, INK, SECOND, tint
from resettle.results.statistics.intervals import FloatArray
from resettle.results.statistics.paired import Estimate
from resettle.results.text.labels import NOTHING, Lang, Text, label, say
from resettle.results.text.scales import Scale, scale_of

if TYPE_CHECKING:
    import plotly.graph_objects as go

STATED = "#7a5200"
"""Colour of the scenario as it stands."""

HEIGHT = 300


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
    means = _series("mean", xs, [figures.mean(int(row)) for row in rows], hover)
    keys = {
        "band": Key(label("sweep_key_band"), ACCENT, "area"),
        "mean": Key(label("sweep_key_mean"), ACCENT),
        "stated": Key(label("sweep_key_stated"), STATED, "diamond"),
    }
    stem, scale = f"sweep-{swept.plan.outcomes.index(outcome)}", scale_for(swept, outcome)
    table = tidy([band, means, _stated(swept, outcome, axis, figures.mean(0))], value=outcome.unit)
    up, bound = DrawnAxis(scale), (outcome.bound, "sweep_key_bound")
    charts = [_chart(f"{stem}-line", scale.titled(outcome.title), table, keys, axis, up, bound)]
    if outcome.met is not None and np.ptp(figures.shares[1:]) > 0.0:
        met = [figures.probability(row) for row in (0, *rows.tolist())]
        stated, *shares = [Estimate(one.share, one.low, one.high) for one in met if one is not None]
        parts = [_series("share", xs, shares, hover), _stated(swept, outcome, axis, stated)]
        keys = {"share": Key(label("sweep_key_share"), ACCENT), "stated": keys["stated"]}
        title = say("sweep_chart_share", title=outcome.title)
        up, bound = DrawnAxis(scale_of("share"), ends=(-0.04, 1.04)), (RELIABLE, "sweep_key_reliable")
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
        scale.titled(outcome.title),
        tidy([dots, middle, _stated(swept, outcome, axis, figures.mean(0))], value=outcome.unit),
        keys,
        axis,
        DrawnAxis(scale),
        (outcome.bound, "sweep_key_bound"),
        say("sweep_chart_rank", rank=rank_text(swept.ranks(outcome)[path])),
    )


def _series(
    series: str, xs: FloatArray, estimates: Sequence[Estimate], hover: Sequence[Text]
) -> pd.DataFrame:
    return tidy({"series": series, "x": xs, **ends(estimates), "hover": list(hover)})


def _stated(swept: Swept, outcome: Outcome, axis: Axis, mean: Estimate) -> pd.DataFrame:
    """The scenario as it stands, at its own number of the path."""
    figure = row_text(swept.figures(outcome), outcome, 0)
    hover = say("sweep_hover", point=label("sweep_key_stated"), figure=figure)
    return _series("stated", np.array([axis.input.central]), [mean], [hover])


def _chart(
    name: str,
    title: Text,
    table: pd.DataFrame,
    keys: Mapping[str, Key],
    axis: Axis,
    up: DrawnAxis,
    bound: tuple[float | None, str],
    note: Text = NOTHING,
) -> Chart:
    """A chart over a path.

    Args:
        name: Name of the chart.
        title: What it shows.
        table: What is drawn.
        keys: Mark of each series.
        axis: The path.
        up: Axis of the figures.
        bound: What the figures are measured against, if anything, and the label of its key.
        note: How to read it.
    """
    form = axis_form(axis)
    across = DrawnAxis(Scale(NOTHING, form=form, hover=form), axis_text(axis))
    at, key = bound
    draw = partial(_drawn, marks=keys, across=across, up=up, bound=at, stated=axis.input.central)
    shown = (*keys.values(), *([] if at is None else [Key(label(key), INK, "dash")]))
    return Chart(name, title, table, draw, shown, note, HEIGHT)


def _drawn(
    table: pd.DataFrame,
    lang: Lang,
    *,
    marks: Mapping[str, Key],
    across: DrawnAxis,
    up: DrawnAxis,
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


def axis_form(axis: Axis) -> str:
    """The d3 format of the numbers of a path."""
    return ".3~%" if axis.input.unit.split("/", maxsplit=1)[0] == "share" else ",.5~r"
