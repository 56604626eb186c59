"""Chart of a calibration: its parameters in pairs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from resettle.calibration.report import findings
from resettle.results.report.charts import Chart, spoken, tidy, wrapped
from resettle.results.report.style import ACCENT, SECOND, tint
from resettle.results.statistics.intervals import FloatArray
from resettle.results.text.labels import Lang, label
from resettle.results.text.numbers import plain

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from resettle.calibration.report.stored import Calibration, FittedParameter

POINTS = 120
"""Draws shown for each pair of parameters; more would hide each other."""

EMPTY = "#f7f8fa"
"""Colour behind the draws."""

PAPER = {"xref": "paper", "yref": "paper"}
"""Positions in parts of the whole figure."""


def pairs_chart(fit: Calibration) -> Chart | None:
    """Parameters in pairs: draws below the diagonal, rank correlations above; none for one alone."""
    parameters = [one for one in fit.parameters if one.name in fit.fitted]
    if len(parameters) < 2:
        return None
    table = tidy(fit.posterior[[one.name for one in parameters]])
    return Chart(
        "pairs",
        findings.pairs([one.label for one in parameters], ranks_of(table)),
        table,
        partial(pairs, parameters=parameters),
        height=max(360, 92 * len(parameters)),
        wide=True,
    )


def ranks_of(table: pd.DataFrame) -> FloatArray:
    """Rank correlation of each pair of columns; 0 for a column that does not vary."""
    return np.asarray(table.corr(method="spearman").fillna(0.0).to_numpy(np.float64))


def pairs(table: pd.DataFrame, lang: Lang, *, parameters: Sequence[FittedParameter]) -> go.Figure:
    """A matrix of parameters: names on the diagonal, draws below it, rank correlations above it.

    Args:
        table: A column a parameter, a row a draw.
        lang: Language.
        parameters: The parameters, in the order of the columns.
    """
    import plotly.graph_objects as go

    count = len(parameters)
    gap = 0.12 / count
    shown = np.linspace(0, len(table) - 1, min(POINTS, len(table))).astype(np.int64)
    ranks = ranks_of(table)
    traces, notes, shapes = [], [], []
    axes: dict[str, Any] = {}
    for place, one in enumerate(parameters):
        suffix = "" if place == 0 else str(place + 1)
        hidden = dict.fromkeys(("showgrid", "showticklabels", "showline", "automargin"), False)
        axis = {**hidden, "ticks": "", **_limits(one, table[one.name].to_numpy(np.float64))}
        across, up = _ends(place, count, gap), _ends(count - 1 - place, count, gap)
        axes |= {f"xaxis{suffix}": {**axis, "domain": across}, f"yaxis{suffix}": {**axis, "domain": up}}
        notes.append(_note(place, place, count, wrapped(one.label, lang, 13, 7), 10))
    for first, second in combinations(range(count), 2):
        x, y = (table.iloc[shown, one].to_numpy(np.float64) for one in (first, second))
        on = {"xaxis": "x" if first == 0 else f"x{first + 1}", "yaxis": f"y{second + 1}"}
        marker = {"size": 2.6, "color": tint(ACCENT, 0.5)}
        traces.append(go.Scatter(x=x, y=y, mode="markers", marker=marker, hoverinfo="skip", **on))
        rank = float(ranks[first, second])
        colour = tint(ACCENT if rank >= 0.0 else SECOND, round(min(1.0, abs(rank)) * 0.7, 3))
        shapes += [_cell(second, first, count, gap, colour), _cell(first, second, count, gap, EMPTY)]
        notes.append(_note(second, first, count, plain(rank, 2), 12))
    axes["meta"] = _told(parameters, ranks, lang)
    layout = {"annotations": notes, "shapes": shapes, "hovermode": False, "dragmode": False, **axes}
    return go.Figure(traces, {**layout, "margin": {"l": 4, "r": 4, "t": 4, "b": 4}})


def _told(parameters: Sequence[FittedParameter], ranks: FloatArray, lang: Lang) -> dict[str, Any]:
    """The table of this chart: each pair with its rank correlation, the strongest first."""
    pairs_of = sorted(combinations(range(len(parameters)), 2), key=lambda pair: -abs(ranks[pair]))
    names = [spoken(one.label, lang) for one in parameters]
    heads = (label("cal_pairs_first"), label("cal_pairs_second"), label("cal_pairs_rank"))
    return {
        "heads": [head.in_(lang) for head in heads],
        "rows": [[names[a], names[b], round(float(ranks[a, b]), 2)] for a, b in pairs_of],
    }


def _limits(one: FittedParameter, values: FloatArray) -> dict[str, Any]:
    """An axis a little wider than nearly all draws."""
    log = one.log and float(np.min(values)) > 0.0
    shown = np.log10(values) if log else values
    low, high = (float(end) for end in np.quantile(shown, [0.002, 0.998]))
    room = 0.08 * (high - low) or 1.0
    return {**({"type": "log"} if log else {}), "range": [low - room, high + room]}


def _ends(place: int, count: int, gap: float) -> list[float]:
    """Where a row or column of the matrix begins and ends, from the left or from below."""
    return [place / count + gap / 2, (place + 1) / count - gap / 2]


def _note(column: int, row: int, count: int, text: str, size: int) -> dict[str, Any]:
    middle = {"x": (column + 0.5) / count, "y": 1 - (row + 0.5) / count}
    anchors = {"xanchor": "center", "yanchor": "middle", "showarrow": False}
    return {**PAPER, **middle, **anchors, "text": text, "font": {"size": size}}


def _cell(column: int, row: int, count: int, gap: float, colour: str) -> dict[str, Any]:
    across, up = _ends(column, count, gap), _ends(count - 1 - row, count, gap)
    ends = {"x0": across[0], "x1": across[1], "y0": up[0], "y1": up[1]}
    return {"type": "rect", **PAPER, **ends, "fillcolor": colour, "line": {"width": 0}, "layer": "below"}
