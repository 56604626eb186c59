"""Plain pieces of the charts of a comparison: dots with intervals beside named rows, and their scales."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from resettle.results.report.style import (
    INK,
    Figure,
    bilingual,
    escape,
    layout,
    named_rows,
    numbers,
    whiskers,
)
from resettle.results.statistics.paired import Estimate
from resettle.results.text.labels import Text, label
from resettle.results.text.numbers import unit_text


@dataclass(frozen=True)
class Scale:
    """How differences in one unit are drawn: the axis, the factor to it, and the d3 format of its ticks."""

    axis: Text
    factor: float
    form: str = ",.3~f"


def scale_of(unit: str) -> Scale:
    """The scale of differences in a unit: percentage points, yuan, 100 million yuan, or the unit itself."""
    if unit.startswith("share") or unit.startswith("points"):
        return Scale(label("compare_axis_points"), 100.0)
    if unit == "yuan":
        return Scale(label("compare_axis_money"), 1e-8)
    if unit.startswith("yuan"):
        return Scale(label("compare_axis_yuan"), 1.0, ",.0f")
    return Scale(unit_text(unit), 1.0)


def value_axis(form: str) -> Figure:
    """An axis of values with a strong line at zero; `form` is the d3 format of its ticks."""
    return {"zeroline": True, "zerolinecolor": INK, "zerolinewidth": 1.5, "tickformat": form}


def rows_figure(data: list[Figure], names: Sequence[Text], scale: Scale) -> Figure:
    """Dots with intervals beside named rows, the first on top."""
    places = named_rows([wrapped(name) for name in names])
    values = value_axis(scale.form) | {"rangemode": "tozero", "nticks": 7}
    return {"data": data, "layout": layout(yaxis=places, xaxis=values, hovermode="closest")}


def wrapped(text: Text) -> dict[str, str]:
    """A name of a row on several lines, so that it leaves room for the chart."""
    english = wrap(text.en, 38) or [""]
    chinese = [text.zh[start : start + 18] for start in range(0, len(text.zh), 18)] or [""]
    return {"en": "<br>".join(map(escape, english)), "zh": "<br>".join(map(escape, chinese))}


def dots(
    places: Sequence[float],
    estimates: Sequence[Estimate],
    told: Sequence[Text],
    colour: str,
    symbol: str = "circle",
) -> Figure:
    """Estimates as dots at places down the chart; `told` is what each says when it is hovered."""
    trace: Figure = {
        "type": "scatter",
        "mode": "markers",
        "x": numbers([one.middle for one in estimates]),
        "y": list(places),
        "hovertext": [bilingual(one) for one in told],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {"color": colour, "size": 9, "symbol": symbol, "line": {"color": colour, "width": 1.5}},
    }
    return with_error(trace, estimates, "x", colour)


def with_error(trace: Figure, estimates: Sequence[Estimate], axis: str, colour: str) -> Figure:
    """The trace with the ends of the intervals."""
    middle, low, high = ([getattr(one, end) for one in estimates] for end in ("middle", "low", "high"))
    trace[f"error_{axis}"] = whiskers(middle, low, high, thickness=1.4, width=4, color=colour)
    return trace


def shifts(count: int) -> list[float]:
    """Where the dots of several scenarios stand around their place."""
    step = min(0.2, 0.7 / max(1, count))
    return [step * (place - (count - 1) / 2.0) for place in range(count)]
