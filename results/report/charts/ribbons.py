"""Flows from where people stood to where they stand, as ribbons between two columns (Sankey 1898).

Plotly's own kind is not in the bundle of the page; these are filled areas of the cartesian one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from resettle.results.report.charts.pieces import Pieces, scaled, spoken, texts
from resettle.results.report.style import INK, Key, tint
from resettle.results.statistics.intervals import FloatArray
from resettle.results.text.labels import Lang, Text
from resettle.results.text.scales import Scale

if TYPE_CHECKING:
    import plotly.graph_objects as go

GAP = 0.045
"""Room between two nodes of a column, as a part of all that flows: the name of the thinnest has to fit."""

THICK = 0.03
"""Thickness of the columns, as a part of the room between them."""

BENDS = 14
"""Points of an edge of a ribbon."""


def ribbons(
    table: pd.DataFrame,
    lang: Lang,
    *,
    nodes: Mapping[str, Key],
    ends: tuple[Text, Text],
    counted: Text,
    scale: Scale,
    named: Mapping[str, tuple[Text, Text]],
    least: float = 0.001,
) -> go.Figure:
    """Ribbons between two columns of the same nodes, coloured as where they come from.

    Args:
        table: Columns `before`, `after` (names of nodes), `value`, and what a ribbon says, `hover`.
        lang: Language.
        nodes: Name and colour of each node, from the top.
        ends: What stands below the two columns.
        counted: What the thickness of a ribbon counts.
        scale: Scale of the figures.
        named: What is written beside each node: in the first column, and in the second.
        least: Part of the whole below which a ribbon is not drawn; the nodes hold it.
    """
    import plotly.graph_objects as go

    flows = _matrix(table, scaled(table, "value", scale, lang), list(nodes))
    whole = float(flows.sum()) or 1.0
    tops = [_tops(flows.sum(axis=axis), whole) for axis in (1, 0)]
    left, right = (np.array(one) for one in tops)
    pairs = zip(table["before"], table["after"], strict=True)
    told = dict(zip(pairs, texts(table, "hover", lang), strict=True))
    traces: list[go.Scatter] = []
    for i, (before, key) in enumerate(nodes.items()):
        for j, after in enumerate(nodes):
            flow = float(flows[i, j])
            if flow > least * whole:
                ribbon = _ribbon(left[i], right[j], flow)
                traces.append(go.Scatter(**ribbon, **_filled(tint(key.colour, 0.42), told[before, after])))
            left[i] += flow
            right[j] += flow
    notes: list[Pieces] = []
    for side in (0, 1):
        sums = flows.sum(axis=1 - side)
        for top, size, (name, key) in zip(tops[side], sums, nodes.items(), strict=True):
            text = spoken(named[name][side], lang)
            traces.append(go.Scatter(**_block(side, top, float(size)), **_filled(key.colour, text)))
            notes.append(_note(side, top + float(size) / 2.0, text))
    across = {"range": [-0.01, 1.01], "tickvals": [0.1, 0.9], "showgrid": False}
    across |= {"ticktext": [spoken(end, lang) for end in ends], "ticks": "", "fixedrange": True}
    up = {"range": [whole * (1.0 + GAP * (len(nodes) - 0.5)), -GAP * whole / 2], "showgrid": False}
    up |= {"showticklabels": False, "ticks": "", "fixedrange": True, "title": {"text": spoken(counted, lang)}}
    names = {name: spoken(key.text, lang) for name, key in nodes.items()}
    cells = [
        [names[before], names[after], float(flows[i, j])]
        for i, before in enumerate(nodes)
        for j, after in enumerate(nodes)
        if flows[i, j] > 0.0
    ]
    meta = {"heads": [spoken(one, lang) for one in (*ends, counted)], "rows": cells}
    return go.Figure(traces, {"xaxis": across, "yaxis": up, "annotations": notes, "meta": meta})


def _matrix(table: pd.DataFrame, values: FloatArray, names: Sequence[str]) -> FloatArray:
    places = {name: place for place, name in enumerate(names)}
    flows = np.zeros((len(names), len(names)))
    for before, after, value in zip(table["before"], table["after"], values, strict=True):
        flows[places[before], places[after]] += value
    return flows


def _tops(sizes: FloatArray, whole: float) -> list[float]:
    """Where each node of a column begins, from the top down."""
    made, at = [], 0.0
    for size in sizes:
        made.append(at)
        at += float(size) + GAP * whole
    return made


def _ribbon(start: float, end: float, flow: float) -> Pieces:
    """A band of one thickness that bends from one column to the other."""
    steps = np.linspace(0.0, 1.0, BENDS)
    x = THICK + (1.0 - 2.0 * THICK) * steps
    y = start + (end - start) * steps * steps * (3.0 - 2.0 * steps)
    return {"x": np.concatenate([x, x[::-1]]), "y": np.concatenate([y, y[::-1] + flow])}


def _block(side: int, top: float, size: float) -> Pieces:
    first, last = (0.0, THICK) if side == 0 else (1.0 - THICK, 1.0)
    return {"x": [first, last, last, first], "y": [top, top, top + size, top + size]}


def _filled(colour: str, text: str) -> Pieces:
    return {
        "mode": "lines",
        "fill": "toself",
        "fillcolor": colour,
        "line": {"width": 0},
        "hoveron": "fills",
        "text": text,
        "hoverinfo": "text",
    }


def _note(side: int, at: float, text: str) -> Pieces:
    return {
        "x": THICK + 0.01 if side == 0 else 1.0 - THICK - 0.01,
        "y": at,
        "xanchor": "left" if side == 0 else "right",
        "yanchor": "middle",
        "text": text,
        "showarrow": False,
        "font": {"size": 10, "color": INK},
    }
