"""Charts of a run: one scenario in detail, or several side by side in one colour each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from model.channels import CHANNELS, NONE, WORKING
from model.channels import LABELS as CHANNEL_LABELS
from results.bars import contribution_chart, growth_chart, spending_chart
from results.cases import Case
from results.chart_style import (
    ACCENT,
    CHANNEL_COLOURS,
    PATH,
    SECOND,
    Chart,
    Figure,
    Key,
    band,
    bilingual,
    layout,
    line,
    months_axis,
    numbers,
)
from results.intervals import FloatArray, quantile_band
from results.labels import Text, label, say
from results.numbers import bound_text

INNER = (0.25, 0.75)
"""Quantiles of the darker band: half of the replications."""


def charts(held: Sequence[Case]) -> list[Chart]:
    """All charts of a run, in the order of the report.

    Args:
        held: The scenarios; several share each chart, or get small multiples where sharing
            would confuse.
    """
    made = [income_chart(held)]
    made += [chart for chart in (growth_chart(held), contribution_chart(held)) if chart is not None]
    made += channel_charts(held)
    made.append(employment_chart(held))
    made += zero_employment_charts(held)
    spending = spending_chart(held)
    return _without_holes(made + ([spending] if spending is not None else []))


def _without_holes(made: Sequence[Chart]) -> list[Chart]:
    """Widen a narrow chart that would stand alone in its row of two."""
    out: list[Chart] = []
    alone = False
    for chart in made:
        if chart.wide and alone:
            out[-1] = replace(out[-1], wide=True)
        alone = not chart.wide and not alone
        out.append(chart)
    if alone:
        out[-1] = replace(out[-1], wide=True)
    return out


def _median(values: FloatArray) -> FloatArray:
    return np.asarray(np.median(values, axis=0), dtype=np.float64)


def _fan(
    months: Sequence[str], values: FloatArray, name: Text, colour: str, form: str, both: bool
) -> list[Figure]:
    """Band, inner band and median of one series; the hover tells median and band."""
    low, high = quantile_band(values)
    made = [band(months, low, high, colour, 0.16)]
    if both:
        made.append(band(months, *quantile_band(values, INNER), colour, 0.28))
    ends = [list(pair) for pair in zip(numbers(low), numbers(high), strict=True)]
    template = f"%{{y:{form}}} (%{{customdata[0]:{form}}} – %{{customdata[1]:{form}}})"
    made.append(line(months, _median(values), name, colour, form, customdata=ends, hovertemplate=template))
    return made


def income_chart(held: Sequence[Case]) -> Chart:
    """Income a head over the last twelve months, with the path of the growth target."""
    single = len(held) == 1
    data: list[Figure] = []
    keys: list[Key] = []
    for case in held:
        first = 11
        months = case.held.months[first : case.held.end + 1]
        values = case.held.trailing("income")[:, first : case.held.end + 1]
        name = label("median") if single else case.title
        data += _fan(months, values, name, case.colour, ",.0f", both=single)
        keys.append(Key(name, case.colour))
    if single:
        keys += [
            Key(label("band_half"), held[0].colour, "band"),
            Key(label("band_nine"), held[0].colour, "area"),
        ]
    else:
        keys.append(Key(label("band_nine"), "#777777", "area"))
    why = held[0].why
    if why is not None:
        panel = held[0].held
        months = panel.months[11 : panel.end + 1]
        start = panel.columns(panel.base_year).stop - 1
        base = np.median(panel.trailing("income")[:, start])
        steps = np.arange(11, panel.end + 1) - start
        path = base * (1.0 + why.bound) ** (steps / 12.0)
        name = say("path", bound=bound_text(why.bound, "share"))
        data.append(line(months, np.where(steps >= 0, path, np.nan), name, PATH, ",.0f", "dash"))
        keys.append(Key(name, PATH, "dash"))
    axes = {"xaxis": months_axis(held[0].held.months[11:]), "yaxis": {"tickformat": ",.0f"}}
    return Chart(
        "income",
        label("chart_income"),
        {"data": data, "layout": layout(**axes)},
        tuple(keys),
        label("chart_income_note"),
        height=400,
        wide=True,
    )


def channel_charts(held: Sequence[Case]) -> list[Chart]:
    """Labour by employment channel, stacked; one chart a scenario."""
    order = [*WORKING, CHANNELS[NONE]]
    keys = tuple(Key(Text(*CHANNEL_LABELS[name]), CHANNEL_COLOURS[name], "block") for name in order)
    made = []
    for position, case in enumerate(held):
        months = case.held.months
        data: list[Figure] = []
        for name in order:
            persons = case.held[f"channel_{name}"]
            share = _median(persons / case.held["labour"])
            data.append(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "x": list(months),
                    "y": numbers(share),
                    "customdata": numbers(_median(persons)),
                    "name": bilingual(Text(*CHANNEL_LABELS[name])),
                    "stackgroup": "one",
                    "fillcolor": CHANNEL_COLOURS[name],
                    "line": {"width": 0.8, "color": "#ffffff"},
                    "hovertemplate": "%{y:.1%} (%{customdata:,.0f})",
                }
            )
        axes = {
            "xaxis": months_axis(months),
            "yaxis": {"tickformat": ".0%", "range": [0, 1]},
            "hoverlabel": {"font": {"size": 11}},
        }
        title = label("chart_channels")
        if len(held) > 1:
            title = say("chart_of", title=title, scenario=case.title)
        made.append(
            Chart(
                f"channels-{position}",
                title,
                {"data": data, "layout": layout(**axes)},
                keys,
                label("chart_channels_note") if position == 0 else Text("", ""),
                height=380,
                wide=len(held) == 1,
            )
        )
    return made


def employment_chart(held: Sequence[Case]) -> Chart:
    """Employment rate with and without public-welfare posts."""
    data: list[Figure] = []
    keys: list[Key] = []
    single = len(held) == 1
    for case in held:
        for indicator, dash, key in (
            ("employment_rate", "solid", "with_posts"),
            ("employment_rate_without_posts", "dot", "without_posts"),
        ):
            values = case.held[indicator]
            name = label(key) if single else say("series_of", scenario=case.title, series=label(key))
            traces = _fan(case.held.months, values, name, case.colour, ".1%", both=False)
            traces[-1]["line"]["dash"] = dash
            data += traces if single or dash == "solid" else traces[-1:]
            if single:
                keys.append(Key(name, case.colour, "line" if dash == "solid" else "dot"))
        if not single:
            keys.append(Key(case.title, case.colour))
    if not single:
        keys += [Key(label("with_posts"), "#777777"), Key(label("without_posts"), "#777777", "dot")]
    axes = {"xaxis": months_axis(held[0].held.months), "yaxis": {"tickformat": ".0%"}}
    figure = {"data": data, "layout": layout(**axes)}
    return Chart("employment", label("chart_employment"), figure, tuple(keys), label("chart_band_note"))


def zero_employment_charts(held: Sequence[Case]) -> Iterator[Chart]:
    """Households with labour but nobody in work: all of them, and those beyond the grace period."""
    parts = (("zero_employment", "zero_stock", ACCENT), ("zero_employment_long", "zero_beyond", SECOND))
    axes = {
        "xaxis": months_axis(held[0].held.months),
        "yaxis": {"tickformat": ",.0f", "rangemode": "tozero"},
    }
    if len(held) == 1:
        case = held[0]
        data = []
        for indicator, key, colour in parts:
            data += _fan(case.held.months, case.held[indicator], label(key), colour, ",.0f", both=True)
        keys = tuple(Key(label(key), colour) for _, key, colour in parts)
        figure = {"data": data, "layout": layout(**axes)}
        yield Chart("zero", label("chart_zero"), figure, keys, label("chart_zero_note"))
        return
    for indicator, key, _ in parts:
        data = []
        for case in held:
            data += _fan(case.held.months, case.held[indicator], case.title, case.colour, ",.0f", both=False)
        figure = {"data": data, "layout": layout(**axes)}
        keys = tuple(Key(case.title, case.colour) for case in held)
        title = say("chart_of", title=label("chart_zero"), scenario=label(key))
        yield Chart(indicator.replace("_", "-"), title, figure, keys, label("chart_band_note"))
