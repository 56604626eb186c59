"""Heat maps: a figure for each pair of two numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from resettle.results.report.charts.pieces import TOLD, Pieces, spoken, wrapped
from resettle.results.text.labels import Lang, Text
from resettle.results.text.scales import Scale

if TYPE_CHECKING:
    import plotly.graph_objects as go


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
        trace |= {"showscale": False, "text": _written(table, "text", lang), "texttemplate": "%{text}"}
    across, up = (_axis(table, lang, column, title) for column, title in zip(("x", "y"), titles, strict=True))
    up["title"]["text"] = wrapped(titles[1], lang, 24, 12)
    places = {"x": np.arange(value.shape[1]), "y": np.arange(value.shape[0])}
    return go.Figure([go.Heatmap(**places, **trace)], {"xaxis": across, "yaxis": up, "shapes": list(edges)})


def _wide(table: pd.DataFrame, column: str) -> NDArray[np.object_]:
    return table.pivot(index="y", columns="x", values=column).to_numpy(object)


def _written(table: pd.DataFrame, column: str, lang: Lang) -> list[list[str]]:
    return [[spoken(text, lang) for text in row] for row in _wide(table, column)]


def _axis(table: pd.DataFrame, lang: Lang, column: str, title: Text) -> Pieces:
    names = table.drop_duplicates(column).sort_values(column)[f"{column}_name"].tolist()
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
