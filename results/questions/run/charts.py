"""Charts of a run: one scenario in detail, or several side by side in one colour each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from resettle.model.channels import CHANNELS, NONE, WORKING
from resettle.model.channels import LABELS as CHANNEL_LABELS
from resettle.results.questions.run.bars import spending_chart
from resettle.results.questions.run.cases import Case, by_place
from resettle.results.questions.run.income_bars import contribution_chart, growth_chart
from resettle.results.questions.run.sentences import over, series_name
from resettle.results.report.style import (
    ACCENT,
    CHANNEL_COLOURS,
    PATH,
    SECOND,
    SERIES_LINES,
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
from resettle.results.statistics.intervals import FloatArray, quantile_band
from resettle.results.text.labels import Text, label, say
from resettle.results.text.numbers import bound_text

RATES = (
    ("employment_rate", "solid", "with_posts"),
    ("employment_rate_without_posts", "dot", "without_posts"),
)
"""Indicator, dash and label of the lines of employment."""

INNER = (0.25, 0.75)
"""Quantiles of the darker band: half of the replications."""


def charts(held: Sequence[Case]) -> list[Chart]:
    """All charts of a run, in the order of the report.

    Args:
        held: The scenarios; several share each chart, or get small multiples where sharing
            would confuse. What depends on the size or the targets of a place gets one chart a place.
    """
    groups = by_place(held)
    across = len(groups) > 1

    def placed(number: int, chart: Chart) -> Chart:
        return _of_place(chart, number, groups[number][0].name) if across else chart

    made = [placed(number, income_chart(group)) for number, group in enumerate(groups)]
    made += [chart for chart in (growth_chart(held, across), contribution_chart(held)) if chart is not None]
    made += channel_charts(held)
    made.append(employment_chart(held, across))
    for number, group in enumerate(groups):
        made += [placed(number, chart) for chart in zero_employment_charts(group)]
    spending = spending_chart(held, across)
    return _without_holes(made + ([spending] if spending is not None else []))


def _of_place(chart: Chart, number: int, place: Text) -> Chart:
    """A chart that each place has for itself, beside those of other places."""
    title = say("chart_of", title=chart.title, scenario=place)
    return replace(chart, name=f"{chart.name}-{number}", title=title, height=320, wide=False)


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
    """Income a head of one place over the last twelve months, with what its targets hold it against."""
    single = len(held) == 1
    data: list[Figure] = []
    keys: list[Key] = []
    for case in held:
        first = 11
        months = case.held.months[first : case.held.end + 1]
        values = case.held.trailing("income")[:, first : case.held.end + 1]
        name = label("median") if single else case.name
        data += _fan(months, values, name, case.colour, ",.0f", both=single)
        keys.append(Key(name, case.colour))
    if single:
        keys += [
            Key(label("band_half"), held[0].colour, "band"),
            Key(label("band_nine"), held[0].colour, "area"),
        ]
    else:
        keys.append(Key(label("band_nine"), "#777777", "area"))
    panel = held[0].held
    months = panel.months[11 : panel.end + 1]
    for series, colour in zip(held[0].series, SERIES_LINES, strict=False):
        name = _capital(series_name(series))
        values = _median(panel.trailing(series, "mean")[:, 11 : panel.end + 1])
        data.append(line(months, values, name, colour, ",.0f", "dot"))
        keys.append(Key(name, colour, "dot"))
    why = held[0].why
    if why is not None:
        start, end = (panel.columns(year).stop - 1 for year in (why.base_year, why.last_year))
        steps = np.arange(11, panel.end + 1)
        path = why.base_income * (1.0 + why.needed_growth) ** ((steps - start) / 12.0)
        plain = why.target.kind == "growth" and why.target.series is None
        bound = bound_text(why.target.bound.number, "share")
        name = say("path", bound=bound, over=over(why)) if plain else label("path_needed")
        inside = (steps >= start) & (steps <= end)
        data.append(line(months, np.where(inside, path, np.nan), name, PATH, ",.0f", "dash"))
        keys.append(Key(name, PATH, "dash"))
    axes = {"xaxis": months_axis(held[0].held.months[11:]), "yaxis": {"tickformat": ",.0f"}}
    return Chart(
        "income",
        label("chart_income"),
        {"data": data, "layout": layout(**axes)},
        tuple(keys),
        label("chart_income_note" if why is not None else "chart_band_note"),
        height=400,
        wide=True,
    )


def _capital(text: Text) -> Text:
    return Text(text.en[:1].upper() + text.en[1:], text.zh)


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
            title = say("chart_of", title=title, scenario=case.name)
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


def employment_chart(held: Sequence[Case], across: bool = False) -> Chart:
    """Employment rate with and without public-welfare posts; across places with them only."""
    data: list[Figure] = []
    keys: list[Key] = []
    single = len(held) == 1
    for case in held:
        for indicator, dash, key in RATES[:1] if across else RATES:
            values = case.held[indicator]
            name = label(key) if single else say("series_of", scenario=case.name, series=label(key))
            traces = _fan(case.held.months, values, name, case.colour, ".1%", both=False)
            traces[-1]["line"]["dash"] = dash
            data += traces if single or dash == "solid" else traces[-1:]
            if single:
                keys.append(Key(name, case.colour, "line" if dash == "solid" else "dot"))
        if not single:
            keys.append(Key(case.name, case.colour))
    if not single and not across:
        keys += [Key(label("with_posts"), "#777777"), Key(label("without_posts"), "#777777", "dot")]
    months = sorted({month for case in held for month in case.held.months})
    axes = {"xaxis": months_axis(months), "yaxis": {"tickformat": ".1~%"}}
    figure = {"data": data, "layout": layout(**axes)}
    note = label("chart_band_note")
    return Chart("employment", label("chart_employment"), figure, tuple(keys), note, wide=across)


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
            data += _fan(case.held.months, case.held[indicator], case.name, case.colour, ",.0f", both=False)
        figure = {"data": data, "layout": layout(**axes)}
        keys = tuple(Key(case.name, case.colour) for case in held)
        title = say("chart_of", title=label("chart_zero"), scenario=label(key))
        yield Chart(indicator.replace("_", "-"), title, figure, keys, label("chart_band_note"))
