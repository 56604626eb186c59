"""Charts of points in a plane: scatters, and lines over figures with bands or intervals."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from resettle.results.report.charts.pieces import (
    LINES,
    SHADES,
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
from resettle.results.report.style import Key
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
            traces.append(band(x, low, high, key.colour, key.mark))
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
