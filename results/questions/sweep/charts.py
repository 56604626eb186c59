"""Charts of a sweep along one path: lines with intervals of a grid, scatters of a sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from resettle.results.judge.outcomes import Outcome
from resettle.results.judge.verdicts import RELIABLE
from resettle.results.questions.sweep.figures import bins
from resettle.results.questions.sweep.held import Swept
from resettle.results.questions.sweep.plan import Axis, axis_value
from resettle.results.questions.sweep.points import tidy
from resettle.results.questions.sweep.texts import axis_text, mean_text, rank_text, row_text
from resettle.results.report.style import (
    ACCENT,
    INK,
    SECOND,
    Chart,
    Figure,
    Key,
    bilingual,
    layout,
    numbers,
    tint,
    whiskers,
)
from resettle.results.statistics.paired import Estimate
from resettle.results.text.labels import NOTHING, Text, label, say
from resettle.results.text.numbers import POINTS, unit_text

STATED = "#7a5200"
"""Colour of the scenario as it stands."""

HEIGHT = 300

LARGE = 1e8
"""Yuan from which money is drawn in hundreds of millions."""


@dataclass(frozen=True)
class Scale:
    """How an outcome is drawn: factor to the axis, d3 format of its ticks, unit for the title."""

    factor: float
    form: str
    unit: Text = NOTHING

    def title(self, title: Text) -> Text:
        """A title with the unit of the axis."""
        return title if self.unit == NOTHING else say("sweep_chart_scaled", title=title, unit=self.unit)


def scale_of(unit: str, largest: float) -> Scale:
    """The scale of a unit: per cent for shares, millions for public money, else the unit itself.

    Args:
        unit: The unit.
        largest: Largest figure that is drawn.
    """
    head = unit.split("/", maxsplit=1)[0]
    if head == "share":
        return Scale(1.0, ".3~%")
    if head == POINTS:
        return Scale(100.0, ".3~g", label("sweep_unit_points"))
    if unit == "yuan":
        if largest >= LARGE:
            return Scale(1e-8, ",.4~r", label("sweep_unit_money"))
        return Scale(1e-6, ",.4~r", label("sweep_unit_small_money"))
    if head == "yuan":
        return Scale(1.0, ",.0f", unit_text(unit))
    return Scale(1.0, ",.4~r", unit_text(unit))


def scale_for(held: Swept, outcome: Outcome) -> Scale:
    """The scale of an outcome at all points."""
    means = held.figures(outcome).means[1:]
    return scale_of(outcome.unit, float(np.max(np.abs(np.nan_to_num(means)))))


def lines(held: Swept) -> dict[str, list[Chart]]:
    """Charts of a grid over one path, by outcome: its mean, and the share of runs that meet a target."""
    axis = held.plan.axes[0]
    column = held.column(axis)
    order = np.argsort(column)
    return {one.name: _lines(held, one, axis, column[order], order + 1) for one in held.plan.outcomes}


def _lines(held: Swept, outcome: Outcome, axis: Axis, xs: Any, rows: Any) -> list[Chart]:
    figures, scale = held.figures(outcome), scale_for(held, outcome)
    number = held.plan.outcomes.index(outcome)
    told = [
        say("sweep_hover", point=axis_value(axis, x), figure=row_text(figures, outcome, row))
        for x, row in zip(xs, rows, strict=True)
    ]
    bands = [figures.band(row) for row in rows]
    means = [figures.mean(row).times(scale.factor) for row in rows]
    ends = [[end * scale.factor for end in side] for side in zip(*bands, strict=True)]
    data = [
        _area(xs, ends[0], ends[1]),
        with_error(xs, means, told, ACCENT, "lines+markers"),
        *_stated(held, outcome, axis, figures.mean(0).times(scale.factor)),
    ]
    bound = None if outcome.bound is None else outcome.bound * scale.factor
    keys = [
        Key(label("sweep_key_mean"), ACCENT),
        Key(label("sweep_key_band"), ACCENT, "area"),
        Key(label("sweep_key_stated"), STATED, "diamond"),
    ]
    if bound is not None:
        keys.append(Key(label("sweep_key_bound"), INK, "dash"))
    made = [
        Chart(
            f"sweep-{number}-line",
            scale.title(outcome.title),
            _figure(data, axis, {"tickformat": scale.form}, bound),
            tuple(keys),
            height=HEIGHT,
        )
    ]
    if outcome.met is not None and np.ptp(figures.shares[1:]) > 0.0:
        made.append(_share_line(held, outcome, axis, xs, rows, told))
    return made


def _share_line(held: Swept, outcome: Outcome, axis: Axis, xs: Any, rows: Any, told: Sequence[Text]) -> Chart:
    figures = held.figures(outcome)
    found = [figures.probability(row) for row in rows]
    shares = [Estimate(one.share, one.low, one.high) for one in found if one is not None]
    stated = figures.probability(0)
    assert stated is not None
    data = [
        with_error(xs, shares, told, ACCENT, "lines+markers"),
        *_stated(held, outcome, axis, Estimate(stated.share, stated.low, stated.high)),
    ]
    keys = (
        Key(label("sweep_key_share"), ACCENT),
        Key(label("sweep_key_reliable"), INK, "dash"),
        Key(label("sweep_key_stated"), STATED, "diamond"),
    )
    return Chart(
        f"sweep-{held.plan.outcomes.index(outcome)}-share",
        say("sweep_chart_share", title=outcome.title),
        _figure(data, axis, {"tickformat": ".0%", "range": [-0.04, 1.04]}, RELIABLE),
        keys,
        height=HEIGHT,
    )


def scatters(held: Swept) -> dict[str, list[Chart]]:
    """Charts of a sample, by outcome: one a path, each point with its mean, and means of neighbours."""
    return {
        one.name: [_scatter(held, one, place) for place in range(len(held.plan.axes))]
        for one in held.plan.outcomes
    }


def _scatter(held: Swept, outcome: Outcome, place: int) -> Chart:
    axis = held.plan.axes[place]
    figures, scale, column = held.figures(outcome), scale_for(held, outcome), held.column(axis)
    dots: Figure = {
        "type": "scatter",
        "mode": "markers",
        "x": numbers(column, 7),
        "y": numbers(figures.means[1:] * scale.factor),
        "marker": {"color": tint(ACCENT, 0.5), "size": 6},
        "customdata": list(range(1, len(column) + 1)),
        "hovertemplate": f"%{{x:{axis_form(axis)}}}; %{{y:{scale.form}}} (%{{customdata}})<extra></extra>",
    }
    held_bins = bins(figures.values[1:], column)
    texts = [
        say("sweep_hover", point=axis_value(axis, tidy(one.at, 3)), figure=mean_text(one.mean, outcome.unit))
        for one in held_bins
    ]
    means = [one.mean.times(scale.factor) for one in held_bins]
    data = [
        dots,
        with_error([one.at for one in held_bins], means, texts, SECOND, "lines+markers"),
        *_stated(held, outcome, axis, figures.mean(0).times(scale.factor)),
    ]
    bound = None if outcome.bound is None else outcome.bound * scale.factor
    keys = [
        Key(label("sweep_key_points"), ACCENT, "point"),
        Key(label("sweep_key_bins"), SECOND),
        Key(label("sweep_key_stated"), STATED, "diamond"),
    ]
    if bound is not None:
        keys.append(Key(label("sweep_key_bound"), INK, "dash"))
    rank = held.ranks(outcome)[place]
    return Chart(
        f"sweep-{held.plan.outcomes.index(outcome)}-scatter-{place}",
        scale.title(outcome.title),
        _figure(data, axis, {"tickformat": scale.form}, bound),
        tuple(keys),
        say("sweep_chart_rank", rank=rank_text(rank)),
        height=HEIGHT,
    )


def with_error(
    xs: Any, means: Sequence[Estimate], told: Sequence[Text], colour: str, mode: str, **marker: Any
) -> Figure:
    """Points with their intervals; a text is told when one is hovered."""
    middle, low, high = ([getattr(one, end) for one in means] for end in ("middle", "low", "high"))
    return {
        "type": "scatter",
        "mode": mode,
        "x": numbers(xs, 7),
        "y": numbers(middle),
        "line": {"color": colour, "width": 2.2},
        "marker": {"color": colour, "size": 8, **marker},
        "hovertext": [bilingual(one) for one in told],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "error_y": whiskers(middle, low, high, thickness=1.4, width=4, color=colour),
    }


def _stated(held: Swept, outcome: Outcome, axis: Axis, mean: Estimate) -> list[Figure]:
    """The scenario as it stands, at what it states for the path."""
    told = say(
        "sweep_hover",
        point=label("sweep_key_stated"),
        figure=row_text(held.figures(outcome), outcome, 0),
    )
    return [with_error([axis.input.central], [mean], [told], STATED, "markers", symbol="diamond", size=10)]


def _area(xs: Any, low: Sequence[float], high: Sequence[float]) -> Figure:
    around = [*numbers(xs, 7), *reversed(numbers(xs, 7))]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": around,
        "y": [*numbers(low), *reversed(numbers(high))],
        "fill": "toself",
        "fillcolor": tint(ACCENT, 0.16),
        "line": {"width": 0},
        "hoverinfo": "skip",
    }


def _figure(data: Sequence[Figure], axis: Axis, value: Figure, bound: float | None) -> Figure:
    """Data with axes; the bound is a dashed line, what is stated a dotted one."""
    shapes = [_rule("x", axis.input.central, STATED, "dot")]
    if bound is not None:
        shapes.append(_rule("y", bound, INK, "dash"))
    across = {
        "title": {"text": bilingual(axis_text(axis)), "font": {"size": 12}},
        "tickformat": axis_form(axis),
        "showgrid": False,
        "nticks": 7,
    }
    return {
        "data": list(data),
        "layout": layout(xaxis=across, yaxis=value, shapes=shapes, hovermode="closest"),
    }


def axis_form(axis: Axis) -> str:
    """The d3 format of the numbers of a path."""
    return ".3~%" if axis.input.unit.split("/", maxsplit=1)[0] == "share" else ",.5~r"


def _rule(axis: str, at: float, colour: str, dash: str) -> Figure:
    """A line across the whole chart at a number of an axis."""
    other = "y" if axis == "x" else "x"
    return {
        "type": "line",
        f"{axis}ref": axis,
        f"{other}ref": "paper",
        f"{axis}0": at,
        f"{axis}1": at,
        f"{other}0": 0,
        f"{other}1": 1,
        "line": {"color": colour, "width": 1.4, "dash": dash},
        "layer": "below",
    }
