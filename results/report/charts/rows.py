"""Charts of figures with intervals beside named rows, or in named columns: bars, dots, or both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite, nan
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from resettle.results.report.charts.pieces import (
    LINES,
    Pieces,
    counts,
    named_axis,
    rule,
    scaled,
    series,
    spoken,
    symbol,
    told,
    value_axis,
    whiskers,
    wrapped,
)
from resettle.results.report.style import INK, Key
from resettle.results.text.labels import NOTHING, Lang, Text
from resettle.results.text.scales import Scale

if TYPE_CHECKING:
    import plotly.graph_objects as go


def beside(names: Sequence[str]) -> dict[str, float]:
    """Where the marks of several series stand around their row."""
    step = min(0.2, 0.7 / max(1, len(names)))
    return {name: step * (place - (len(names) - 1) / 2.0) for place, name in enumerate(names)}


def rows(
    table: pd.DataFrame,
    lang: Lang,
    *,
    marks: Mapping[str, Key],
    scale: Scale,
    shifts: Mapping[str, float] | None = None,
    width: float = 0.62,
    size: float = 9.0,
    wrap: tuple[int, int] = (38, 18),
    named: bool = True,
    upright: bool = False,
    counted: Text = NOTHING,
    across: Text = NOTHING,
    ruled: float = nan,
) -> go.Figure:
    """Figures with intervals beside named rows, the first on top.

    Args:
        table: Columns `series`, `row` (number from the top, from 0), `name` (of the row), `value`, and what
            is told when one is hovered, `hover`; with intervals also `low` and `high` (missing where there is
            none). A bar may have a `colour` and a `width` of its own.
        lang: Language.
        marks: Mark of each series: `block` is drawn as bars from zero, `line` as thick lines from `low` to
            `high`, `point`, `diamond` and `star` as dots, `dash` and `dot` as a line across the rows.
        scale: Scale of the figures.
        shifts: How far below its row a series stands, in rows; none if missing.
        width: Thickness of a bar, in rows.
        size: Size of a dot, in pixels.
        wrap: Most characters of a line of a row's name, in English and in Chinese.
        named: Whether the names of the rows are written.
        upright: Whether rows are columns: `columns`.
        counted: What the axis of figures counts, with unit and years.
        across: What the rows or columns are, if their names do not say it.
        ruled: A figure at which a line stands across all rows; none if it is unknown.
    """
    import plotly.graph_objects as go

    along, other = ("x", "y") if upright else ("y", "x")
    traces: list[go.Scatter | go.Bar] = []
    for name, key, part in series(table, marks):
        places = part["row"].to_numpy(np.float64) + (shifts or {}).get(name, 0.0)
        more: Pieces = {"name": spoken(key.text, lang), **told(part, lang)}
        if key.mark in ("block", "line"):
            colour = part["colour"].fillna(key.colour).tolist() if "colour" in part else key.colour
            thick = part["width"].fillna(width).to_numpy(np.float64) if "width" in part else width
            bar: Pieces = {along: places, "width": thick, "marker": {"color": colour}, **more}
            bar["orientation"] = "v" if upright else "h"
            if key.mark == "line":
                low, high = (scaled(part, end, scale, lang) for end in ("low", "high"))
                bar |= {"base": low, other: high - low}
            else:
                bar |= {
                    other: scaled(part, "value", scale, lang),
                    f"error_{other}": whiskers(part, scale, lang, INK),
                }
            traces.append(go.Bar(**bar))
            continue
        value = scaled(part, "value", scale, lang)
        if key.mark in LINES:
            edges = np.column_stack([places - 0.5, places + 0.5]).ravel()
            style = {"color": key.colour, "width": 2.0, "dash": LINES[key.mark]}
            level: Pieces = {along: edges, other: np.repeat(value, 2), "mode": "lines", "line": style}
            traces.append(go.Scatter(**level, name=more["name"], hoverinfo="skip"))
            continue
        dot: Pieces = {along: places, other: value, "mode": "markers", "cliponaxis": False, **more}
        dot[f"error_{other}"] = whiskers(part, scale, lang, key.colour)
        traces.append(go.Scatter(marker=symbol(key, size), **dot))
    axis = named_axis(_names(table, lang, wrap), upright) | {"showticklabels": named} | counts(across, lang)
    if not upright:
        axis["tickfont"] = {"size": 11.5}
    layout: Pieces = {f"{along}axis": axis, f"{other}axis": value_axis(scale) | counts(counted, lang)}
    if isfinite(ruled):
        layout["shapes"] = [rule(other, ruled * scale.factor(lang))]
    return go.Figure(traces, layout)


def columns(table: pd.DataFrame, lang: Lang, **how: Any) -> go.Figure:
    """Figures with intervals in named columns, the first at the left; see `rows`."""
    return rows(table, lang, upright=True, **how)


def _names(table: pd.DataFrame, lang: Lang, wrap: tuple[int, int]) -> list[str]:
    """Names of the rows in order."""
    named = table.drop_duplicates("row").sort_values("row")
    if named["row"].tolist() != list(range(len(named))):
        raise ValueError("rows are numbered from 0 without a gap")
    return [wrapped(name, lang, *wrap) for name in named["name"]]
