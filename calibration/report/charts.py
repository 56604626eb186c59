"""Charts of a calibration: prior against posterior, and how each fact is met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from math import log10
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from resettle.calibration.report import findings
from resettle.results.report.charts import Chart, Key, rows, rule, spoken, tidy
from resettle.results.report.style import ACCENT, SECOND, tint
from resettle.results.statistics.intervals import FloatArray
from resettle.results.text.labels import NOTHING, Lang, label
from resettle.results.text.scales import Scale

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from resettle.calibration.report.stored import Calibration, FittedFact, FittedParameter

BINS = 30
GREY = "#8a9099"
FILLS = {"prior": 0.28, "posterior": 0.42}
"""Opacity below the outline of a density."""

WIDEST = 6.0
"""Standard deviations from the observed figure beyond which the chart of facts is cut off."""

NINETY = 1.6449
"""Standard deviations on either side that hold 90 % of a normal distribution."""


def parameter_charts(fit: Calibration) -> list[Chart]:
    """One chart a parameter: density of prior and posterior, and of the cross-check by ABC."""
    return [_density(fit, one, number) for number, one in enumerate(fit.parameters)]


def density_marks(fit: Calibration) -> dict[str, Key]:
    """Marks of all these charts."""
    marks = {
        "prior": Key(label("cal_prior"), GREY, "area"),
        "posterior": Key(label("cal_posterior"), ACCENT, "band"),
    }
    if fit.abc is not None:
        marks["abc"] = Key(label("cal_abc"), SECOND, "dash")
    return marks


def _density(fit: Calibration, one: FittedParameter, number: int) -> Chart:
    prior, posterior = fit.column("prior", one.name), fit.column("posterior", one.name)
    low, high = one.low, one.high
    if not high > low:  # no bounds: as wide as the draws
        both = np.concatenate([prior, posterior])
        low, high = float(np.quantile(both, 0.001)), float(np.quantile(both, 0.995))
    log = one.log and low > 0.0
    edges = np.geomspace(low, high, BINS + 1) if log else np.linspace(low, high, BINS + 1)
    parts = [_bins("prior", edges, prior, log), _bins("posterior", edges, posterior, log)]
    if fit.abc is not None and one.name in fit.abc:
        parts.append(_bins("abc", edges, fit.column("abc", one.name), log))
    marks = density_marks(fit)
    return Chart(
        f"parameter-{number}",
        findings.parameter(one.label, prior, posterior),
        tidy(parts),
        partial(densities, marks=marks, log=log),
        height=190,
    )


def _bins(series: str, edges: FloatArray, values: FloatArray, log: bool) -> pd.DataFrame:
    """Density of draws in bins, per unit of the axis, so that areas are the same."""
    inside = values[np.isfinite(values)]
    counts, _ = np.histogram(inside, edges)
    widths = np.diff(np.log(edges)) if log else np.diff(edges)
    density = counts / (max(1, len(inside)) * widths)
    return tidy({"series": series, "left": edges[:-1], "right": edges[1:], "value": density})


def densities(table: pd.DataFrame, lang: Lang, *, marks: Mapping[str, Key], log: bool) -> go.Figure:
    """Densities as outlines, filled below.

    Args:
        table: Columns `series`, `left` and `right` (edges of a bin) and `value` (density); a row a bin.
        lang: Language.
        marks: Mark of each series.
        log: Whether the axis is logarithmic.
    """
    import plotly.graph_objects as go

    traces = []
    for name in table["series"].unique():
        key, part = marks[name], table[table["series"] == name]
        x = [*part["left"], part["right"].iloc[-1]]
        y = [*part["value"], part["value"].iloc[-1]]
        fill: dict[str, Any] = {}
        if name in FILLS:
            fill = {"fill": "tozeroy", "fillcolor": tint(key.colour, FILLS[name])}
        line = {"shape": "hv", "color": key.colour, "width": 1.5, "dash": "solid" if fill else "dash"}
        text = spoken(key.text, lang)
        traces.append(go.Scatter(x=x, y=y, mode="lines", line=line, name=text, hoverinfo="skip", **fill))
    low, high = float(table["left"].min()), float(table["right"].max())
    ends = (log10(low), log10(high)) if log else (low, high)
    room = 0.01 * (ends[1] - ends[0])  # so that the ticks at the ends are drawn
    axis = {"range": [ends[0] - room, ends[1] + room], "showgrid": False, "nticks": 6}
    if log:
        ticks = np.geomspace(low, high, 5)
        axis |= {"type": "log", "tickvals": ticks, "ticktext": [f"{tick:.2g}" for tick in ticks]}
    up = {"showticklabels": False, "ticks": "", "showgrid": False, "rangemode": "tozero"}
    return go.Figure(traces, {"xaxis": axis, "yaxis": up})


def facts_chart(facts: Sequence[FittedFact]) -> Chart:
    """Every fact in its own standard deviations: what the model gave before and after the fit."""
    made: list[dict[str, Any]] = []
    for row, one in enumerate(facts):
        named = {"row": row, "name": one.label}
        for which in ("prior", "posterior"):
            low, _, high = one.scaled(which)
            made.append({"series": which, **named, "low": low, "high": high})
        made.append({"series": "median", **named, "value": one.scaled("posterior")[1], "hover": one.hover})
    return Chart(
        "facts",
        findings.facts(facts),
        tidy(made),
        facts_figure,
        keys=(
            Key(label("cal_prior_band"), GREY),
            Key(label("cal_posterior_band"), ACCENT),
            Key(label("cal_observed_band"), "#9aa3ad", "area"),
        ),
        note=label("cal_facts_note"),
        height=90 + 44 * len(facts),
        wide=True,
    )


def facts_figure(table: pd.DataFrame, lang: Lang) -> go.Figure:
    """Intervals of prior and posterior beside named facts, the observed figure at 0 with its own interval.

    Args:
        table: Columns `series` (`prior`, `posterior`, `median`), `row`, `name`, `low`, `high`, `value` and
            `hover`; in standard deviations from the observed figure.
        lang: Language.
    """
    marks = {
        "prior": Key(label("cal_prior"), GREY),
        "posterior": Key(label("cal_posterior"), ACCENT),
        "median": Key(label("cal_posterior"), ACCENT, "point open"),
    }
    shifts = {"prior": -0.16, "posterior": 0.14, "median": 0.14}
    figure = rows(
        table,
        lang,
        marks=marks,
        scale=Scale(NOTHING, form="~g"),
        shifts=shifts,
        width=0.14,
        wrap=(26, 13),
        counted=label("cal_counted_facts"),
    )
    reach = 1.08 * np.abs(table[["low", "high"]].to_numpy(np.float64))
    limit = min(WIDEST, max(3.0, float(np.nanmax(reach, where=np.isfinite(reach), initial=0.0))))
    figure.update_xaxes(range=[-limit, limit])
    band = {"type": "rect", "x0": -NINETY, "x1": NINETY, "fillcolor": "#eef1f4", "line": {"width": 0}}
    figure.add_shape({**rule("x", 0.0), **band})
    return figure
