"""Charts of a run: one scenario in detail, or several side by side in one colour each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from resettle.model.channels import CHANNELS, NONE, WORKING
from resettle.results.questions.run.bars import contribution_chart, growth_chart, spending_chart
from resettle.results.questions.run.compute import Case, cases_by_region
from resettle.results.questions.run.reasons import over
from resettle.results.report.charts import Chart, Key, fans, stack, tidy
from resettle.results.report.style import ACCENT, CHANNEL_COLOURS, PATH, SECOND, SERIES_LINES
from resettle.results.statistics.intervals import FloatArray, quantile_band
from resettle.results.text.labels import NOTHING, Text, label, say
from resettle.results.text.names import channel_label, series_name
from resettle.results.text.numbers import bound_text
from resettle.results.text.scales import Scale, scale_of

RATES = (("employment_rate", "line", "with_posts"), ("employment_rate_without_posts", "dot", "without_posts"))
"""Indicator, mark and label of the lines of employment."""

INCOME = "yuan/person/year"

INNER = (0.25, 0.75)
"""Quantiles of the darker band: half of the replications."""


def charts(cases: Sequence[Case]) -> list[Chart]:
    """All charts of a run, in the order of the report.

    Args:
        cases: The scenarios; several share each chart, or get small multiples where sharing
            would confuse. What depends on the size or the targets of a place gets one chart a place.
    """
    groups = cases_by_region(cases)
    across = len(groups) > 1

    def placed(number: int, chart: Chart) -> Chart:
        return _of_place(chart, number, groups[number][0].name) if across else chart

    made = [placed(number, income_chart(group)) for number, group in enumerate(groups)]
    made += [chart for chart in (growth_chart(cases, across), contribution_chart(cases)) if chart is not None]
    made += channel_charts(cases)
    made.append(employment_chart(cases, across))
    for number, group in enumerate(groups):
        made += [placed(number, chart) for chart in zero_employment_charts(group)]
    spending = spending_chart(cases, across)
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


def fan(series: str, months: Sequence[str], values: FloatArray, inner: bool = False) -> pd.DataFrame:
    """Median and 5–95 % band of each month, and the quartiles; a row a month.

    Args:
        series: Name of the series.
        months: Months, in order.
        values: Array [replication, month].
        inner: Whether the quartiles are asked for.
    """
    low, high = quantile_band(values)
    table = {"series": series, "month": months, "value": np.median(values, axis=0), "low": low, "high": high}
    if inner:
        table["inner_low"], table["inner_high"] = quantile_band(values, INNER)
    return tidy(table)


def income_chart(cases: Sequence[Case]) -> Chart:
    """Income per person of one region over the last twelve months, with what its targets compare it with."""
    single = len(cases) == 1
    marks: dict[str, Key] = {}
    parts: list[pd.DataFrame] = []
    panel = cases[0].panel
    shown = slice(11, panel.end + 1)
    for case in cases:
        name = case.scenario.name
        marks[name] = Key(label("median") if single else case.name, case.colour)
        months = case.panel.months[11 : case.panel.end + 1]
        parts.append(
            fan(name, months, case.panel.trailing("income")[:, 11 : case.panel.end + 1], inner=single)
        )
    for series, colour in zip(cases[0].series, SERIES_LINES, strict=False):
        marks[series] = Key(_capital(series_name(series)), colour, "dot")
        middle = np.median(panel.trailing(series, "mean"), axis=0)[shown]
        parts.append(tidy({"series": series, "month": panel.months[shown], "value": middle}))
    keys = [*marks.values()]
    if single:
        keys[1:1] = [
            Key(label("band_half"), cases[0].colour, "band"),
            Key(label("band_nine"), cases[0].colour, "area"),
        ]
    else:
        keys.insert(len(cases), Key(label("band_nine"), "#777777", "area"))
    why = cases[0].why
    if why is not None:
        start, end = (panel.columns(year).stop - 1 for year in (why.base_year, why.last_year))
        steps = np.arange(start, end + 1)
        path = why.base_income * (1.0 + why.needed_growth) ** ((steps - start) / 12.0)
        plain = why.target.kind == "growth" and why.target.series is None
        bound = bound_text(why.target.bound.number, "share")
        text = say("path", bound=bound, over=over(why)) if plain else label("path_needed")
        marks["path"] = Key(text, PATH, "dash")
        keys.append(marks["path"])
        parts.append(tidy({"series": "path", "month": panel.months[start : end + 1], "value": path}))
    scale = scale_of(INCOME)
    return Chart(
        "income",
        label("chart_income"),
        tidy(parts, value=INCOME),
        partial(fans, marks=marks, scale=scale),
        tuple(keys),
        label("chart_income_note" if why is not None else "chart_band_note"),
        height=400,
        wide=True,
    )


def _capital(text: Text) -> Text:
    return Text(text.en[:1].upper() + text.en[1:], text.zh)


def channel_charts(cases: Sequence[Case]) -> list[Chart]:
    """Labour by employment channel, stacked; one chart a scenario."""
    order = [*WORKING, CHANNELS[NONE]]
    marks = {name: Key(channel_label(name), CHANNEL_COLOURS[name], "block") for name in order}
    made = []
    for position, case in enumerate(cases):
        parts = []
        for name in order:
            persons = case.panel[f"channel_{name}"]
            shares = np.median(persons / case.panel["labour"], axis=0)
            columns = {"month": case.panel.months, "value": shares, "persons": np.median(persons, axis=0)}
            parts.append(tidy({"series": name, **columns}))
        title = label("chart_channels")
        if len(cases) > 1:
            title = say("chart_of", title=title, scenario=case.name)
        made.append(
            Chart(
                f"channels-{position}",
                title,
                tidy(parts, value="share", persons="persons"),
                partial(stack, marks=marks),
                tuple(marks.values()),
                label("chart_channels_note") if position == 0 else NOTHING,
                height=380,
                wide=len(cases) == 1,
            )
        )
    return made


def employment_chart(cases: Sequence[Case], across: bool = False) -> Chart:
    """Employment rate with and without public-welfare posts; across regions with them only."""
    single = len(cases) == 1
    marks: dict[str, Key] = {}
    parts = []
    for case in cases:
        for indicator, mark, key in RATES[:1] if across else RATES:
            series = f"{case.scenario.name} {indicator}"
            text = label(key) if single else say("series_of", scenario=case.name, series=label(key))
            marks[series] = Key(text, case.colour, mark)
            parts.append(fan(series, case.panel.months, case.panel[indicator]))
    keys = list(marks.values()) if single else [Key(case.name, case.colour) for case in cases]
    if not single and not across:
        keys += [Key(label(key), "#777777", mark) for _, mark, key in RATES]
    shaded = [name for name, key in marks.items() if single or key.mark == "line"]
    scale = replace(scale_of("share"), form=".1~%")
    return Chart(
        "employment",
        label("chart_employment"),
        tidy(parts, value="share"),
        partial(fans, marks=marks, scale=scale, shaded=shaded),
        tuple(keys),
        label("chart_band_note"),
        wide=across,
    )


def zero_employment_charts(cases: Sequence[Case]) -> Iterator[Chart]:
    """Households with labour but nobody in work: all of them, and those beyond the grace period."""
    kinds = (("zero_employment", "zero_stock", ACCENT), ("zero_employment_long", "zero_beyond", SECOND))
    scale = scale_of("households")
    if len(cases) == 1:
        marks = {indicator: Key(label(key), colour) for indicator, key, colour in kinds}
        parts = [fan(name, cases[0].panel.months, cases[0].panel[name], inner=True) for name in marks]
        yield _households("zero", label("chart_zero"), parts, marks, scale, label("chart_zero_note"))
        return
    marks = {case.scenario.name: Key(case.name, case.colour) for case in cases}
    for indicator, key, _ in kinds:
        parts = [fan(case.scenario.name, case.panel.months, case.panel[indicator]) for case in cases]
        title = say("chart_of", title=label("chart_zero"), scenario=label(key))
        yield _households(indicator.replace("_", "-"), title, parts, marks, scale, label("chart_band_note"))


def _households(
    name: str, title: Text, parts: list[pd.DataFrame], marks: dict[str, Key], scale: Scale, note: Text
) -> Chart:
    draw = partial(fans, marks=marks, scale=scale, zero=True)
    return Chart(name, title, tidy(parts, value="households"), draw, tuple(marks.values()), note)
