"""Colours and plain pieces of charts; a chart is a dictionary that plotly.js draws as it is.

Every text in a figure is `{"en": …, "zh": …}`; the page picks the language when it draws.
Figures are plain dictionaries because building and validating graph objects takes longer than
everything else in a report; the tests validate them against plotly's schema.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, isfinite
from typing import Any

import numpy as np

from resettle.results.statistics.intervals import FloatArray
from resettle.results.text.labels import NOTHING, Text

SCENARIO_COLOURS = (
    *("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#8C6D1F", "#56B4E9"),
    *("#332288", "#882255", "#44AA99", "#777777"),
)
"""One colour a scenario: Okabe and Ito (2008), safe for colour-blind readers; the yellows, too
pale for lines on white, are replaced by a brown. Four of Paul Tol's follow for large runs."""

CHANNEL_COLOURS = {
    "out_of_province": "#332288",
    "in_province": "#88CCEE",
    "local_firm": "#117733",
    "workshop": "#44AA99",
    "public_welfare": "#DDCC77",
    "works_relief": "#999933",
    "own_business": "#CC6677",
    "farming": "#AA4499",
    "none": "#D0D0D0",
}
"""One colour a channel: Paul Tol's muted scheme, safe for colour-blind readers."""

INK = "#1a1a1a"
GRID = "#e3e6ea"
FRAME = "#8a9099"
"""Colour of axes and ticks."""

FONTS = (
    'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "PingFang SC", '
    '"Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif'
)
"""Fonts of the page and of figures, those with Chinese among them."""
PATH = "#1a1a1a"
SERIES_LINES = ("#6b7280", "#a3541a", "#4c6b1f")
"""Colours of series that incomes are held against, in order."""
ACCENT = "#0072B2"
SECOND = "#D55E00"

Figure = dict[str, Any]


def scenario_colour(position: int) -> str:
    """Colour of the scenario at a position of the run."""
    return SCENARIO_COLOURS[position % len(SCENARIO_COLOURS)]


def tint(colour: str, opacity: float) -> str:
    """A colour with an opacity."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


def escape(text: str) -> str:
    """Text as plotly.js must be given it, so that nothing in it is taken for markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def bilingual(text: Text) -> dict[str, str]:
    """A text for a figure."""
    return {"en": escape(text.en), "zh": escape(text.zh)}


def numbers(values: Sequence[float] | FloatArray, digits: int = 5) -> list[float | None]:
    """Numbers for a figure: few digits, and a gap where there is no number."""
    out: list[float | None] = []
    for value in np.asarray(values, dtype=np.float64).tolist():
        out.append(float(f"{value:.{digits}g}") if isfinite(value) else None)
    return out


def whiskers(
    middle: Sequence[float] | FloatArray,
    low: Sequence[float] | FloatArray,
    high: Sequence[float] | FloatArray,
    **style: Any,
) -> Figure:
    """Error bars from the ends of intervals; `style` is what plotly.js may be told besides."""
    at, down, up = (np.asarray(ends, dtype=np.float64) for ends in (middle, low, high))
    return {
        "type": "data",
        "symmetric": False,
        "array": numbers(up - at),
        "arrayminus": numbers(at - down),
        **style,
    }


def named_rows(names: Sequence[Any]) -> Figure:
    """An axis of named rows, the first on top."""
    return {
        "tickmode": "array",
        "tickvals": list(range(len(names))),
        "ticktext": list(names),
        "range": [len(names) - 0.5, -0.5],
        "showgrid": False,
        "ticks": "",
        "zeroline": False,
    }


@dataclass(frozen=True)
class Key:
    """A mark of a chart: how a series is drawn, and its entry in the legend.

    Attributes:
        text: What the mark stands for.
        colour: Its colour.
        mark: `line`, `dash` or `dot` (lines), `band` or `area` (shaded, the second paler), `block` (bars),
            `point`, `diamond` or `star`; ` open` after one of the last three leaves it unfilled.
    """

    text: Text
    colour: str
    mark: str = "line"


@dataclass(frozen=True)
class Chart:
    """One chart with what is written around it.

    Attributes:
        name: Unique name in the page.
        title: What it shows, with the unit.
        figure: `data` and `layout` for plotly.js.
        keys: Legend.
        note: How to read it, or empty.
        height: Height in pixels.
        wide: Whether it takes the whole width of the page.
    """

    name: str
    title: Text
    figure: Figure
    keys: tuple[Key, ...] = ()
    note: Text = NOTHING
    height: int = 320
    wide: bool = False


def layout(**changes: Any) -> Figure:
    """Layout that all charts share; changes are laid over it one level deep."""
    axis = {
        "automargin": True,
        "gridcolor": GRID,
        "linecolor": "#8a9099",
        "zeroline": False,
        "ticks": "outside",
        "tickcolor": "#8a9099",
        "ticklen": 4,
    }
    base: Figure = {
        "font": {"size": 13, "color": INK},
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "margin": {"l": 12, "r": 14, "t": 10, "b": 12},
        "showlegend": False,
        "hovermode": "x unified",
        "hoverlabel": {"bgcolor": "#ffffff", "font": {"color": INK, "size": 12}},
        "xaxis": dict(axis),
        "yaxis": dict(axis),
    }
    for name, change in changes.items():
        both = isinstance(base.get(name), dict) and isinstance(change, dict)
        base[name] = {**base[name], **change} if both else change
    return base


def months_axis(months: Sequence[str]) -> Figure:
    """A time axis with a tick every quarter, half year or year."""
    return {
        "type": "date",
        "tickformat": "%Y-%m",
        "hoverformat": "%Y-%m",
        "dtick": "M3" if len(months) <= 24 else "M6" if len(months) <= 50 else "M12",
        "tick0": f"{months[0][:4]}-01-01",
        "showgrid": False,
    }


def band(months: Sequence[str], low: FloatArray, high: FloatArray, colour: str, opacity: float) -> Figure:
    """A shaded band over time; it says nothing when hovered."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [*months, *reversed(months)],
        "y": [*numbers(low), *reversed(numbers(high))],
        "fill": "toself",
        "fillcolor": tint(colour, opacity),
        "line": {"width": 0},
        "hoverinfo": "skip",
    }


def line(
    months: Sequence[str],
    values: FloatArray,
    name: Text,
    colour: str,
    form: str,
    dash: str = "solid",
    **more: Any,
) -> Figure:
    """A line over time; `form` is the d3 format of a value."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(months),
        "y": numbers(values),
        "name": bilingual(name),
        "line": {"color": colour, "width": 2.4, "dash": dash},
        "hovertemplate": f"%{{y:{form}}}",
        **more,
    }


def wrapped(text: Text, english: int, chinese: int) -> Text:
    """A text in short lines: words in English, as many characters in Chinese; escaped for plotly.js."""
    lines: list[str] = []
    for word in text.en.split():
        if lines and len(lines[-1]) + 1 + len(word) <= english:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    parts = max(1, ceil(len(text.zh) / chinese))
    step = ceil(len(text.zh) / parts)
    cut = [text.zh[start : start + step] for start in range(0, len(text.zh), step)]
    return Text("<br>".join(map(escape, lines)), "<br>".join(map(escape, cut)))
