"""Charts over months: lines with bands, and stacked shares."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from resettle.results.report.charts.pieces import (
    LINES,
    Pieces,
    band,
    counts,
    months_axis,
    scaled,
    series,
    spoken,
)
from resettle.results.report.style import Key
from resettle.results.statistics.intervals import FloatArray
from resettle.results.text.labels import NOTHING, Lang, Text
from resettle.results.text.scales import Scale

if TYPE_CHECKING:
    import plotly.graph_objects as go


def fans(
    table: pd.DataFrame,
    lang: Lang,
    *,
    marks: Mapping[str, Key],
    scale: Scale,
    shaded: Collection[str] | None = None,
    zero: bool = False,
    counted: Text = NOTHING,
) -> go.Figure:
    """Lines over months, each with its band.

    Args:
        table: Columns `series`, `month` (`YYYY-MM`, in order) and `value`; with bands also `low` and `high`,
            with inner bands `inner_low` and `inner_high`, all missing where a series has none.
        lang: Language.
        marks: Mark of each series: `line`, `dash` or `dot`.
        scale: Scale of the figures.
        shaded: Series whose band is drawn; the hover of the others tells it too. All of them if missing.
        zero: Whether the axis reaches to zero.
        counted: What the axis of figures counts, with its unit.

    The table below a chart takes the ends of the bands from `customdata`, those of the inner one last.
    """
    import plotly.graph_objects as go

    traces = []
    for name, key, part in series(table, marks):
        months = part["month"].to_numpy(str)
        value = scaled(part, "value", scale, lang)
        more: Pieces = {"hovertemplate": f"%{{y:{scale.hover}}}"}
        inner: list[FloatArray] = []
        if "low" in part and part["low"].notna().all():
            low, high = (scaled(part, end, scale, lang) for end in ("low", "high"))
            if shaded is None or name in shaded:
                traces.append(band(months, low, high, key.colour, "area"))
                if "inner_low" in part and part["inner_low"].notna().all():
                    first, last = (scaled(part, end, scale, lang) for end in ("inner_low", "inner_high"))
                    traces.append(band(months, first, last, key.colour, "band"))
                    inner = [first, last]
            ends = " – ".join(f"%{{customdata[{end}]:{scale.hover}}}" for end in (0, 1))
            more = {
                "customdata": np.column_stack([low, high, *inner]),
                "hovertemplate": f"%{{y:{scale.hover}}} ({ends})",
            }
        traces.append(
            go.Scatter(
                x=months,
                y=value,
                mode="lines",
                name=spoken(key.text, lang),
                line={"color": key.colour, "width": 2.4, "dash": LINES[key.mark]},
                **more,
            )
        )
    axis = months_axis(sorted(set(table["month"])))
    up = {"tickformat": scale.form, **({"rangemode": "tozero"} if zero else {}), **counts(counted, lang)}
    return go.Figure(traces, {"xaxis": axis, "yaxis": up, "hovermode": "x unified"})


def stack(table: pd.DataFrame, lang: Lang, *, marks: Mapping[str, Key], counted: Text = NOTHING) -> go.Figure:
    """Shares over months, stacked to all.

    Args:
        table: Columns `series`, `month`, `value` (a share) and `persons`, which the hover tells too.
        lang: Language.
        marks: Mark of each series, from the bottom up.
        counted: What the shares are shares of.
    """
    import plotly.graph_objects as go

    traces = [
        go.Scatter(
            x=part["month"].to_numpy(str),
            y=part["value"].to_numpy(np.float64),
            customdata=part["persons"].to_numpy(np.float64),
            mode="lines",
            name=spoken(key.text, lang),
            stackgroup="one",
            fillcolor=key.colour,
            line={"width": 0.8, "color": "#ffffff"},
            hovertemplate="%{y:.1%} (%{customdata:,.0f})",
        )
        for _, key, part in series(table, marks)
    ]
    return go.Figure(
        traces,
        {
            "xaxis": months_axis(sorted(set(table["month"]))),
            "yaxis": {"tickformat": ".0%", "range": [0, 1], **counts(counted, lang)},
            "hovermode": "x unified",
            "hoverlabel": {"font": {"size": 11}},
        },
    )
