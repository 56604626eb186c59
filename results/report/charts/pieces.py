"""Pieces of figures that are made in one place: texts, hover, error bars, marks, axes, rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from resettle.results.report.style import INK, Key, escape, tint
from resettle.results.statistics.intervals import FloatArray
from resettle.results.text.labels import NOTHING, Lang, Text, join, say
from resettle.results.text.numbers import span
from resettle.results.text.scales import Scale

if TYPE_CHECKING:
    import plotly.graph_objects as go


Pieces = dict[str, Any]
"""Keyword arguments of plotly's classes."""

LINES = {"line": "solid", "dash": "dash", "dot": "dot"}
"""Dash of a line by the mark of its key."""

SYMBOLS = {"point": "circle", "diamond": "diamond", "star": "star"}
"""Symbol of a marker by the mark of its key."""

SHADES = {"area": 0.16, "band": 0.28}
"""Opacity of a shaded band by the mark of its key."""

TOLD = "%{hovertext}<extra></extra>"
"""Hover of a trace whose table says in words what each mark is."""


# texts


WHOLE = re.compile(r"[\d.,%–−-]+(?:年|月|元|万元|亿元)?|.", re.DOTALL)
"""What no line break parts in Chinese: a figure with its unit, else a character."""


def spoken(text: Text | str, lang: Lang) -> str:
    """A text in one language, escaped, so that plotly takes nothing in it for markup."""
    return escape(text if isinstance(text, str) else text.in_(lang))


def wrapped(text: Text, lang: Lang, english: int, chinese: int) -> str:
    """A text in short lines of words in English, of characters in Chinese that part no figure; escaped."""
    if lang == "zh":
        even = ceil(len(text.zh) / max(1, ceil(len(text.zh) / chinese)))
        lines = [""]
        for piece in WHOLE.findall(text.zh):
            filled = len(lines[-1])
            if filled and (filled + len(piece) > chinese or filled + len(piece) / 2 > even):
                lines.append("")
            lines[-1] += piece
    else:
        lines = []
        for word in text.en.split():
            if lines and len(lines[-1]) + 1 + len(word) <= english:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
    return "<br>".join(map(escape, lines))


def interval_told(name: Text, estimate: Iterable[Text], owner: Text | None = None) -> Text:
    """What a mark with an interval says when it is hovered: `owner: name: value (low – high)`."""
    middle, low, high = estimate
    told = say("hover_band", name=name, median=middle, band=span(low, high))
    return told if owner is None else join([owner, told], ": ", "\N{FULLWIDTH COLON}")


# columns of a table


def series(table: pd.DataFrame, marks: Mapping[str, Key]) -> Iterator[tuple[str, Key, pd.DataFrame]]:
    """Each series of a table with its mark, in the order of the marks.

    Raises:
        ValueError: If the table has a series without a mark.
    """
    names = table["series"].to_numpy(object)
    unknown = set(names) - set(marks)
    if unknown:
        raise ValueError(f"series without a mark: {', '.join(sorted(unknown))}")
    for name, key in marks.items():
        yield name, key, table[names == name]


def scaled(table: pd.DataFrame, column: str, scale: Scale, lang: Lang) -> FloatArray:
    """A column in the unit of its axis."""
    return np.asarray(table[column].to_numpy(np.float64) * scale.factor(lang), dtype=np.float64)


def texts(table: pd.DataFrame, column: str, lang: Lang) -> list[str]:
    """A column of texts in one language."""
    return [spoken(text, lang) for text in table[column]]


def whiskers(table: pd.DataFrame, scale: Scale, lang: Lang, colour: str) -> Pieces | None:
    """Error bars from the columns `value`, `low` and `high`; none where the table has no intervals."""
    if "low" not in table or not table["low"].notna().any():
        return None
    value, low, high = (scaled(table, column, scale, lang) for column in ("value", "low", "high"))
    return {
        "type": "data",
        "symmetric": False,
        "array": high - value,
        "arrayminus": value - low,
        "thickness": 1.4,
        "width": 4,
        "color": colour,
    }


# marks


def symbol(key: Key, size: float = 9.0) -> Pieces:
    """Marker of a key."""
    word, _, is_open = key.mark.partition(" ")
    fill = "#ffffff" if is_open else key.colour
    outline = {"color": key.colour, "width": 1.8 if is_open else 0.0}
    return {"color": fill, "size": size, "symbol": SYMBOLS[word], "line": outline}


def told(table: pd.DataFrame, lang: Lang) -> Pieces:
    """What marks say when they are hovered: the texts of the column `hover`, or nothing if there are none."""
    if table["hover"].isna().all():
        return {"hoverinfo": "skip"}
    return {"hovertext": texts(table, "hover", lang), "hovertemplate": TOLD}


def band(x: Any, low: FloatArray, high: FloatArray, colour: str, mark: str) -> go.Scatter:
    """A shaded band between two lines; it says nothing when hovered."""
    import plotly.graph_objects as go

    return go.Scatter(
        x=np.concatenate([x, x[::-1]]),
        y=np.concatenate([low, high[::-1]]),
        mode="lines",
        fill="toself",
        fillcolor=tint(colour, SHADES[mark]),
        line={"width": 0},
        hoverinfo="skip",
    )


def legend_traces(keys: Sequence[Key], lang: Lang) -> list[go.Scatter]:
    """Traces that draw nothing but an entry of the legend."""
    import plotly.graph_objects as go

    made = []
    for key in keys:
        word, _, is_open = key.mark.partition(" ")
        if word in LINES:
            style: Pieces = {"mode": "lines", "line": {"color": key.colour, "dash": LINES[word]}}
        else:
            shape = SYMBOLS.get(word, "square") + ("-open" if is_open else "")
            shade = tint(key.colour, SHADES[word]) if word in SHADES else key.colour
            style = {"mode": "markers", "marker": {"color": shade, "size": 11, "symbol": shape}}
        made.append(go.Scatter(x=[None], y=[None], name=spoken(key.text, lang), showlegend=True, **style))
    return made


# axes and rules


def months_axis(months: Sequence[str]) -> Pieces:
    """A time axis with a tick every quarter, half year or year; `months` are those drawn, in order."""
    count = len(months)
    return {
        "type": "date",
        "tickformat": "%Y-%m",
        "hoverformat": "%Y-%m",
        "dtick": "M3" if count <= 24 else "M6" if count <= 50 else "M12",
        "tick0": f"{months[0][:4]}-01-01",
        "showgrid": False,
    }


def named_axis(names: Sequence[str], upright: bool = False) -> Pieces:
    """An axis of named places, the first on top, or at the left where bars stand upright.

    Places on the axis are numbers, because names may repeat in one language.
    """
    last = len(names) - 0.5
    return {
        "tickmode": "array",
        "tickvals": list(range(len(names))),
        "ticktext": list(names),
        "range": [-0.5, last] if upright else [last, -0.5],
        "showgrid": False,
        "ticks": "",
        "ticklabelstandoff": 6,
        "zeroline": False,
    }


def value_axis(scale: Scale) -> Pieces:
    """An axis of figures that reaches to zero, with a line there."""
    return {"zeroline": True, "rangemode": "tozero", "tickformat": scale.form, "nticks": 7}


def counts(counted: Text, lang: Lang) -> Pieces:
    """What an axis of figures counts, written along it; nothing if the chart says it elsewhere."""
    return {} if counted == NOTHING else {"title": {"text": wrapped(counted, lang, 40, 20)}}


def rule(axis: str, at: float, colour: str = INK, dash: str = "dash", width: float = 1.4) -> Pieces:
    """A line across the whole chart at a figure of an axis, `x` or `y`."""
    other = "y" if axis == "x" else "x"
    return {
        "type": "line",
        f"{axis}ref": axis,
        f"{other}ref": "paper",
        f"{axis}0": at,
        f"{axis}1": at,
        f"{other}0": 0,
        f"{other}1": 1,
        "line": {"color": colour, "width": width, "dash": dash},
        "layer": "below",
    }
