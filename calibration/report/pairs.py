"""Chart of a calibration: its parameters in pairs."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from resettle.results.report.style import ACCENT, INK, SECOND, Chart, Figure, layout, numbers, tint, wrapped
from resettle.results.statistics.intervals import FloatArray
from resettle.results.text.labels import Text, label
from resettle.results.text.numbers import plain

if TYPE_CHECKING:
    from resettle.calibration.report.page import Calibration, Parameter

POINTS = 120
"""Draws shown for each pair of parameters; more would hide each other."""


def pairs_chart(held: Calibration) -> Chart | None:
    """Parameters in pairs: draws below the diagonal, rank correlations above; none for one alone."""
    names = [one for one in held.parameters if one.name in held.fitted]
    count = len(names)
    if count < 2:
        return None
    columns = [held.column("posterior", one.name) for one in names]
    rows = np.linspace(0, len(columns[0]) - 1, min(POINTS, len(columns[0]))).astype(np.int64)
    gap = 0.12 / count
    traces: list[Figure] = []
    notes: list[Figure] = []
    shapes: list[Figure] = []
    axes: Figure = {}
    for place, one in enumerate(names):
        suffix = "" if place == 0 else str(place + 1)
        common = {
            "showgrid": False,
            "zeroline": False,
            "showticklabels": False,
            "ticks": "",
            "showline": False,
            "automargin": False,
            **_limits(one, columns[place]),
        }
        axes[f"xaxis{suffix}"] = {
            **common,
            "domain": [place / count + gap / 2, (place + 1) / count - gap / 2],
        }
        axes[f"yaxis{suffix}"] = {
            **common,
            "domain": [1 - (place + 1) / count + gap / 2, 1 - place / count - gap / 2],
        }
        notes.append(_note(place, place, count, wrapped(one.label, 13, 7), 10, INK))
    for first, second in combinations(range(count), 2):
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": numbers(columns[first][rows], 4),
                "y": numbers(columns[second][rows], 4),
                "xaxis": "x" if first == 0 else f"x{first + 1}",
                "yaxis": f"y{second + 1}",
                "marker": {"size": 2.6, "color": tint(ACCENT, 0.5)},
                "hoverinfo": "skip",
            }
        )
        found = rank_correlation(columns[first], columns[second])
        colour = tint(ACCENT if found >= 0.0 else SECOND, round(min(1.0, abs(found)) * 0.7, 3))
        shapes.append(_cell(second, first, count, gap, colour))
        shapes.append(_cell(first, second, count, gap, "#f7f8fa"))
        text = plain(found, 2)
        notes.append(_note(second, first, count, Text(text, text), 12, INK))
    drawn = layout(
        annotations=notes,
        shapes=shapes,
        hovermode=False,
        dragmode=False,
        margin={"l": 4, "r": 4, "t": 4, "b": 4},
    )
    return Chart(
        "pairs",
        label("cal_pairs"),
        {"data": traces, "layout": {**drawn, **axes}},
        height=max(360, 92 * count),
        wide=True,
    )


def rank_correlation(one: FloatArray, other: FloatArray) -> float:
    """Spearman's correlation of ranks; 0 where one of the two does not vary."""
    ranks = [np.argsort(np.argsort(values)).astype(np.float64) for values in (one, other)]
    if np.ptp(one) == 0.0 or np.ptp(other) == 0.0:
        return 0.0
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def _limits(one: Parameter, values: FloatArray) -> Figure:
    """An axis a little wider than nearly all draws."""
    log = one.log and float(np.min(values)) > 0.0
    shown = np.log10(values) if log else values
    low, high = (float(end) for end in np.quantile(shown, [0.002, 0.998]))
    room = 0.08 * (high - low) or 1.0
    return {**({"type": "log"} if log else {}), "range": [low - room, high + room]}


def _note(column: int, row: int, count: int, text: Text, size: int, colour: str) -> Figure:
    return {
        "xref": "paper",
        "yref": "paper",
        "x": (column + 0.5) / count,
        "y": 1 - (row + 0.5) / count,
        "xanchor": "center",
        "yanchor": "middle",
        "showarrow": False,
        "text": {"en": text.en, "zh": text.zh},
        "font": {"size": size, "color": colour},
    }


def _cell(column: int, row: int, count: int, gap: float, colour: str) -> Figure:
    return {
        "type": "rect",
        "xref": "paper",
        "yref": "paper",
        "x0": column / count + gap / 2,
        "x1": (column + 1) / count - gap / 2,
        "y0": 1 - (row + 1) / count + gap / 2,
        "y1": 1 - row / count - gap / 2,
        "fillcolor": colour,
        "line": {"width": 0},
        "layer": "below",
    }
