"""Charts of points in a plane: scatters, lines over figures with bands or intervals, heat maps."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from resettle.results.report.charts.pieces import (
    LINES,
    SHADES,
    TOLD,
    Pieces,
    band,
    scaled,
    series,
    spoken,
    symbol,
    told,
    whiskers,
    wrapped,
)
from resettle.results.report.style import INK, Key
from resettle.results.text.labels import NOTHING, Lang, Text
from resettle.results.text.scales import Scale

if TYPE_CHECKING:
    import plotly.graph_objects as go


@dataclass(frozen=True)
class Axis:
    """An axis of a plane.

    Attributes:
        scale: Scale of its figures.
        title: What it counts, or empty where the title of the chart says it.
        ends: Its ends, in the unit of the figures; plotly's choice if missing.
        zero: Whether it reaches to zero.
        wrap: Most characters of a line of its title, in English and in Chinese.
    """

    scale: Scale
    title: Text = NOTHING
    ends: tuple[float, float] | None = None
    zero: bool = False
    wrap: tuple[int, int] = (60, 30)

    def drawn(self, lang: Lang) -> Pieces:
        """The axis in one language."""
        made: Pieces = {"tickformat": self.scale.form}
        if self.title != NOTHING:
            made["title"] = {"text": wrapped(self.title, lang, *self.wrap)}
        if self.ends is not None:
            made["range"] = [end * self.scale.factor(lang) for end in self.ends]
        if self.zero:
            made["rangemode"] = "tozero"
        return made


def points(
    table: pd.DataFrame,
    lang: Lang,
    *,
    marks: Mapping[str, Key],
    across: Axis,
    up: Axis,
    joined: Collection[str] = (),
    sizes: Mapping[str, float] | None = None,
    rules: Sequence[Pieces] = (),
) -> go.Figure:
    """Points in a plane, the series drawn in the order of the marks.

    Args:
        table: Columns `series`, `x`, `value` and `hover`, the text that a point tells (missing: none); points
            with intervals also `low` and `high`.
        lang: Language.
        marks: Mark of each series: `point`, `diamond`, `star`; `line`, `dash`, `dot` for a line through
            the points; `area` or `band` for the room between `low` and `high`.
        across: Axis of `x`.
        up: Axis of `value`, `low` and `high`.
        joined: Series of which the points are drawn as well as a line through them.
        sizes: Size of the points of a series, in pixels; 9 if missing.
        rules: Lines and frames, as plotly's shapes in the units of the drawn axes.
    """
    import plotly.graph_objects as go

    traces = []
    for name, key, part in series(table, marks):
        x = scaled(part, "x", across.scale, lang)
        if key.mark in SHADES:
            low, high = (scaled(part, end, up.scale, lang) for end in ("low", "high"))
            traces.append(band(x, low, high, key.colour, key.mark).update(name=spoken(key.text, lang)))
            continue
        size = (sizes or {}).get(name, 9.0)
        style: Pieces = (
            {"mode": "markers", "marker": symbol(key, size)} if key.mark not in LINES else {"mode": "lines"}
        )
        if key.mark in LINES or name in joined:
            style["line"] = {"color": key.colour, "width": 2.2, "dash": LINES.get(key.mark, "solid")}
        if name in joined:
            style |= {"mode": "lines+markers", "marker": {"color": key.colour, "size": size}}
        style |= told(part, lang)
        traces.append(
            go.Scatter(
                x=x,
                y=scaled(part, "value", up.scale, lang),
                name=spoken(key.text, lang),
                error_y=whiskers(part, up.scale, lang, key.colour),
                **style,
            )
        )
    axes = {"xaxis": {"showgrid": False, "nticks": 7, **across.drawn(lang)}, "yaxis": up.drawn(lang)}
    return go.Figure(traces, {**axes, "shapes": list(rules)})


WRITTEN = 8
"""Most numbers across for which each cell says its figure."""

NAMED = 12
"""Most numbers of an axis that are all written; of more, about eight."""


def heat(
    table: pd.DataFrame,
    lang: Lang,
    *,
    scale: Scale,
    colours: list[list[object]],
    titles: tuple[Text, Text],
    ends: tuple[float, float] | None = None,
    edges: tuple[Pieces, ...] = (),
) -> go.Figure:
    """A heat map with a cell for each pair of numbers.

    Args:
        table: Columns `x` and `y` (numbers of the axes), `x_name` and `y_name` (how they are written),
            `value`, `text` (what the cell says) and `hover`; a row a cell, a pair once.
        lang: Language.
        scale: Scale of the figures.
        colours: Colour scale.
        titles: Titles of the axis across and of the axis up.
        ends: Figures at the ends of the colour scale; the least and the largest if missing.
        edges: Lines, as plotly's shapes; the cells stand at 0, 1, 2, … of both axes.
    """
    import plotly.graph_objects as go

    value = _wide(table, "value").astype(np.float64) * scale.factor(lang)
    trace: Pieces = {
        "z": value,
        "hovertext": _written(table, "hover", lang),
        "hovertemplate": TOLD,
        "colorscale": colours,
        "xgap": 1,
        "ygap": 1,
        "colorbar": {"thickness": 10, "tickformat": scale.form, "outlinewidth": 0, "nticks": 5},
    }
    if ends is not None:
        trace |= {"zmin": ends[0] * scale.factor(lang), "zmax": ends[1] * scale.factor(lang)}
    if value.shape[1] <= WRITTEN:
        written = {"text": _written(table, "text", lang), "texttemplate": "%{text}"}
        trace |= {"showscale": False, "textfont": {"color": INK}, **written}
    across, up = (_axis(table, lang, column, title) for column, title in zip(("x", "y"), titles, strict=True))
    names = [[spoken(name, lang) for name in _named(table, column)] for column in ("x", "y")]
    if max(map(len, names)) > NAMED:
        trace["meta"] = names  # the axes do not write all of them
    up["title"]["text"] = wrapped(titles[1], lang, 24, 12)
    places = {"x": np.arange(value.shape[1]), "y": np.arange(value.shape[0])}
    return go.Figure([go.Heatmap(**places, **trace)], {"xaxis": across, "yaxis": up, "shapes": list(edges)})


def _wide(table: pd.DataFrame, column: str) -> NDArray[np.object_]:
    return table.pivot(index="y", columns="x", values=column).to_numpy(object)


def _written(table: pd.DataFrame, column: str, lang: Lang) -> list[list[str]]:
    return [[spoken(text, lang) for text in row] for row in _wide(table, column)]


def _named(table: pd.DataFrame, column: str) -> list[Text]:
    named: list[Text] = table.drop_duplicates(column).sort_values(column)[f"{column}_name"].tolist()
    return named


def _axis(table: pd.DataFrame, lang: Lang, column: str, title: Text) -> Pieces:
    names = _named(table, column)
    step = 1 if len(names) <= NAMED else -(-len(names) // 8)
    places = range(0, len(names), step)
    return {
        "title": {"text": spoken(title, lang)},
        "tickvals": list(places),
        "ticktext": [spoken(names[place], lang) for place in places],
        "showgrid": False,
        "ticks": "",
        "range": [-0.5, len(names) - 0.5],
    }
