"""What a chart shows, as series that a spreadsheet can draw."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import floor, isfinite, log10
from typing import TYPE_CHECKING, Any

import numpy as np

from resettle.results.report.charts import Chart
from resettle.results.report.style import ACCENT
from resettle.results.text.labels import Lang

if TYPE_CHECKING:
    import plotly.graph_objects as go

Numbers = list[float | None]


@dataclass(frozen=True)
class Series:
    """A series of a chart.

    Attributes:
        name: Its name in the legend.
        values: A figure for each category.
        low: Lower ends, or empty.
        high: Upper ends, or empty.
        inner: Lower and upper ends of the middle half of the runs, or empty.
        colour: Its colour.
        dashed: Whether its line is broken.
    """

    name: str
    values: Numbers
    low: Numbers
    high: Numbers
    colour: str
    dashed: bool = False
    inner: tuple[Numbers, ...] = ()


@dataclass(frozen=True)
class Drawn:
    """A chart as a spreadsheet draws it.

    Attributes:
        kind: `line`, `area` (stacked), `column` or `bar`.
        categories: Months, or names of rows or columns.
        series: Its series, all as long as the categories.
        form: Format of its numbers, in the words of a spreadsheet.
        least: Where the axis of figures begins, if that is not left to the spreadsheet.
    """

    kind: str
    categories: list[str]
    series: list[Series]
    form: str
    least: float | None = None


def drawn(chart: Chart, lang: Lang) -> Drawn | None:
    """A chart of lines over months, of stacked shares, or of bars; nothing for any other."""
    figure = chart.plot(lang)
    if any(trace.type == "bar" for trace in figure.data):
        beside = [one for one in figure.data if one.type == "bar" or (one.name and one.mode == "markers")]
        return _bars(figure, beside)
    lines = [one for one in figure.data if one.type == "scatter" and one.mode == "lines" and one.name]
    if not lines or figure.layout.xaxis.type != "date" or len(lines) < _named(figure):
        return None
    months = sorted({str(month) for line in lines for month in line.x})
    stacked = all(line.stackgroup for line in lines)
    series = [_line(line, months, stacked) for line in lines]
    axis = figure.layout.yaxis
    least = None if stacked or axis.rangemode == "tozero" else _least(series)
    return Drawn("area" if stacked else "line", months, series, _form(axis.tickformat), least)


def _least(series: list[Series]) -> float | None:
    """A round number a little below all figures; nothing, that is zero, if they reach down near it."""
    held = [one for each in series for one in (*each.values, *each.low, *each.high) if one is not None]
    low, high = min(held), max(held)
    if low <= 0.0 or low < 0.3 * high:
        return None
    step = 10.0 ** floor(log10(max(high - low, 1e-9)))
    return float(f"{floor((low - 0.02 * high) / step) * step:.6g}")


def _named(figure: go.Figure) -> int:
    return sum(bool(trace.name) for trace in figure.data)


def _line(trace: Any, months: list[str], stacked: bool) -> Series:
    values = dict(zip(map(str, trace.x), numbers(trace.y), strict=True))
    low: Numbers = []
    high: Numbers = []
    inner: tuple[Numbers, ...] = ()
    ends = None if stacked else trace.customdata
    if ends is not None:
        flat = numbers(ends)  # of each month the lower and the upper end, and those of the inner band
        width = len(flat) // len(values)
        columns = [_at(months, dict(zip(values, flat[end::width], strict=True))) for end in range(width)]
        (low, high), inner = columns[:2], tuple(columns[2:])
    colour = trace.fillcolor if stacked else trace.line.color
    dashed = trace.line.dash not in (None, "solid")
    return Series(trace.name, _at(months, values), low, high, opaque(colour), dashed, inner)


def _at(months: list[str], values: dict[str, float | None]) -> Numbers:
    return [values.get(month) for month in months]


def _bars(figure: go.Figure, bars: list[Any]) -> Drawn | None:
    """Bars, and points beside them, whose places are those of the names on their axis."""
    across = any(bar.type == "bar" and bar.orientation == "h" for bar in bars)
    axis = figure.layout.yaxis if across else figure.layout.xaxis
    other = figure.layout.xaxis if across else figure.layout.yaxis
    floating = any(
        bar.type == "bar" and bar.base is not None for bar in bars
    )  # whose lengths alone tell little
    if floating or axis.ticktext is None or axis.tickvals is None:
        return None
    places = [round(place) if place is not None else 0 for place in numbers(axis.tickvals)]
    series = [one for bar in bars if (one := _bar(bar, places, across)) is not None]
    if len(series) < len(bars):
        return None
    names = [str(name).replace("<br>", " ") for name in axis.ticktext]
    held = [one for each in series for one in (*each.values, *each.low) if one is not None]
    least = 0.0 if min(held, default=0.0) >= 0.0 else None
    return Drawn("bar" if across else "column", names, series, _form(other.tickformat), least)


def _bar(bar: Any, places: list[int], across: bool) -> Series | None:
    at, values = (bar.y, bar.x) if across else (bar.x, bar.y)
    held = dict(zip([round(one or 0.0) for one in numbers(at)], numbers(values), strict=True))
    if not set(held) <= set(places) or isinstance(bar.marker.color, (tuple, list)):
        return None
    error = bar.error_x if across else bar.error_y
    low: Numbers = []
    high: Numbers = []
    if error.array is not None and error.arrayminus is not None:
        below = dict(zip(held, numbers(error.arrayminus), strict=True))
        above = dict(zip(held, numbers(error.array), strict=True))
        low = [_sum(held.get(place), below.get(place), -1.0) for place in places]
        high = [_sum(held.get(place), above.get(place), 1.0) for place in places]
    values = [held.get(place) for place in places]
    return Series(str(bar.name or ""), values, low, high, opaque(bar.marker.color or ACCENT))


def opaque(colour: str) -> str:
    """A colour as six digits; one that lets the white of the paper through is as pale as it looks."""
    parts = re.fullmatch(r"rgba\((\d+), *(\d+), *(\d+), *([\d.]+)\)", colour)
    if parts is None:
        return colour
    share = float(parts[4])
    return "#" + "".join(f"{round(255 + share * (int(part) - 255)):02X}" for part in parts.groups()[:3])


def _sum(value: float | None, size: float | None, sign: float) -> float | None:
    return None if value is None or size is None else value + sign * size


def _form(tickformat: str | None) -> str:
    return "0.0%" if tickformat and "%" in tickformat else "#,##0.##"


def numbers(packed: Any) -> Numbers:
    """Numbers of a figure, which are packed in one that was read from a file; rows one after another."""
    return list(_unpacked(packed))


def _unpacked(packed: Any) -> Iterator[float | None]:
    if isinstance(packed, dict):
        packed = np.frombuffer(base64.b64decode(packed["bdata"]), np.dtype(packed["dtype"]))
    for one in np.asarray(packed, dtype=object).ravel():
        number = float("nan") if one is None else float(one)
        yield number if isfinite(number) else None
