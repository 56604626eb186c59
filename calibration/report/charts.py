"""Charts of a calibration: prior against posterior, and how each fact is met."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, log10
from typing import TYPE_CHECKING

import numpy as np

from resettle.results.report.style import (
    ACCENT,
    INK,
    SECOND,
    Chart,
    Figure,
    Key,
    escape,
    layout,
    numbers,
    tint,
    wrapped,
)
from resettle.results.statistics.intervals import FloatArray
from resettle.results.text.labels import Text, label

if TYPE_CHECKING:
    from resettle.calibration.report.page import Calibration, Fact, Parameter

BINS = 30
GREY = "#8a9099"
WIDEST = 6.0
"""Standard deviations from the observed figure beyond which the chart of facts is cut off."""

NINETY = 1.6449
"""Standard deviations on either side that hold 90 % of a normal distribution."""


def parameter_charts(held: Calibration) -> list[Chart]:
    """One chart a parameter: density of prior and posterior, and of the cross-check by ABC."""
    return [_density(held, one, number) for number, one in enumerate(held.parameters)]


def density_keys(held: Calibration) -> tuple[Key, ...]:
    """Legend of all these charts."""
    keys = [Key(label("cal_prior"), GREY, "area"), Key(label("cal_posterior"), ACCENT, "band")]
    if held.abc is not None:
        keys.append(Key(label("cal_abc"), SECOND, "dash"))
    return tuple(keys)


def _density(held: Calibration, one: Parameter, number: int) -> Chart:
    prior, posterior = held.column("prior", one.name), held.column("posterior", one.name)
    low, high = one.low, one.high
    if not high > low:  # no bounds: as wide as the draws
        both = np.concatenate([prior, posterior])
        low, high = float(np.quantile(both, 0.001)), float(np.quantile(both, 0.995))
    log = one.log and low > 0.0
    edges = np.geomspace(low, high, BINS + 1) if log else np.linspace(low, high, BINS + 1)
    traces = [
        _steps(edges, prior, log, label("cal_prior"), GREY, 0.28),
        _steps(edges, posterior, log, label("cal_posterior"), ACCENT, 0.42),
    ]
    if held.abc is not None and one.name in held.abc:
        traces.append(_steps(edges, held.column("abc", one.name), log, label("cal_abc"), SECOND, 0.0))
    ends = [log10(low), log10(high)] if log else [low, high]
    room = 0.01 * (ends[1] - ends[0])  # so that the ticks at the ends are drawn
    span = [ends[0] - room, ends[1] + room]
    axis: Figure = {"range": span, "showgrid": False, "nticks": 6}
    if log:
        ticks = np.geomspace(low, high, 5)
        axis |= {"type": "log", "tickvals": numbers(ticks, 3), "ticktext": [f"{tick:.2g}" for tick in ticks]}
    return Chart(
        f"parameter-{number}",
        one.label,
        {
            "data": traces,
            "layout": layout(
                xaxis=axis,
                yaxis={"showticklabels": False, "ticks": "", "showgrid": False, "rangemode": "tozero"},
            ),
        },
        height=190,
    )


def _steps(
    edges: FloatArray, values: FloatArray, log: bool, name: Text, colour: str, opacity: float
) -> Figure:
    """Density as a filled outline; per unit of the axis, so that areas are the same."""
    inside = values[np.isfinite(values)]
    counts, _ = np.histogram(inside, edges)
    widths = np.diff(np.log(edges)) if log else np.diff(edges)
    density = counts / (max(1, len(inside)) * widths)
    filled = {"fill": "tozeroy", "fillcolor": tint(colour, opacity)} if opacity else {}
    return {
        "type": "scatter",
        "mode": "lines",
        "x": numbers(edges, 6),
        "y": [*numbers(density, 4), numbers(density[-1:], 4)[0]],
        "line": {"shape": "hv", "color": colour, "width": 1.5, "dash": "solid" if opacity else "dash"},
        "name": {"en": escape(name.en), "zh": escape(name.zh)},
        "hoverinfo": "skip",
        **filled,
    }


def facts_chart(facts: Sequence[Fact]) -> Chart:
    """Every fact in its own standard deviations: what the model gave before and after the fit."""
    order = list(reversed(facts))
    places = list(range(len(order)))
    ends = [abs(end) for one in order for which in ("prior", "posterior") for end in one.scaled(which)]
    limit = min(WIDEST, max([3.0, *(1.08 * end for end in ends if isfinite(end))]))

    def bars(which: str, colour: str, width: float, shift: float, name: Text) -> Figure:
        x: list[float | None] = []
        y: list[float | None] = []
        for place, one in zip(places, order, strict=True):
            low, _, high = one.scaled(which)
            if high < -limit or low > limit:
                continue
            x += [*numbers(np.clip([low, high], -limit, limit), 4), None]
            y += [place + shift, place + shift, None]
        return {
            "type": "scatter",
            "mode": "lines",
            "x": x,
            "y": y,
            "line": {"color": colour, "width": width},
            "name": {"en": escape(name.en), "zh": escape(name.zh)},
            "hoverinfo": "skip",
        }

    middles: Figure = {
        "type": "scatter",
        "mode": "markers",
        "x": numbers([one.scaled("posterior")[1] for one in order], 4),
        "y": [place - 0.14 for place in places],
        "marker": {"size": 9, "color": "#ffffff", "line": {"color": ACCENT, "width": 2.4}},
        "hovertext": [{"en": escape(one.told.en), "zh": escape(one.told.zh)} for one in order],
        "hoverinfo": "text",
    }
    shade: Figure = {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": -NINETY,
        "x1": NINETY,
        "y0": 0,
        "y1": 1,
        "fillcolor": "#eef1f4",
        "line": {"width": 0},
        "layer": "below",
    }
    middle: Figure = {**shade, "type": "line", "x0": 0, "x1": 0, "line": {"color": INK, "width": 1.4}}
    lines = [wrapped(one.label, 26, 13) for one in order]
    return Chart(
        "facts",
        label("cal_facts"),
        {
            "data": [
                bars("prior", tint(GREY, 0.7), 6, 0.16, label("cal_prior")),
                bars("posterior", ACCENT, 6, -0.14, label("cal_posterior")),
                middles,
            ],
            "layout": layout(
                hovermode="closest",
                shapes=[shade, middle],
                xaxis={"range": [-limit, limit], "zeroline": False},
                yaxis={
                    "tickvals": places,
                    "ticktext": [{"en": text.en, "zh": text.zh} for text in lines],
                    "range": [-0.6, len(order) - 0.4],
                    "ticks": "",
                    "tickfont": {"size": 11.5},
                },
            ),
        },
        keys=(
            Key(label("cal_prior_band"), GREY, "line"),
            Key(label("cal_posterior_band"), ACCENT, "line"),
            Key(label("cal_observed_band"), "#9aa3ad", "area"),
        ),
        note=label("cal_facts_note"),
        height=70 + 44 * len(order),
        wide=True,
    )
