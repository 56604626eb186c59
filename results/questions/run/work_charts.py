"""Charts of work month by month: channels, employment, and households without it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from resettle.model.channels import CHANNELS, NONE, WORKING
from resettle.results.questions.run import among, findings
from resettle.results.questions.run.compute import Case
from resettle.results.report.charts import Chart, Key, fans, stack, tidy
from resettle.results.report.style import ACCENT, CHANNEL_COLOURS, SECOND
from resettle.results.statistics.intervals import FloatArray, middle, quantile_band, quotient
from resettle.results.text.labels import NOTHING, Text, label, say
from resettle.results.text.names import channel_label, work_label
from resettle.results.text.numbers import count, percent
from resettle.results.text.scales import scale_of
from resettle.scenarios import Scenario
from resettle.scenarios.readings import CONCEPTS, PUBLISHED, STRICT

RATES = (("employment_rate", "line", "with_posts"), ("employment_rate_without_posts", "dot", "without_posts"))
"""Indicator, mark and label of the lines of employment."""

INNER = (0.25, 0.75)
"""Quantiles of the darker band: half of the replications."""


def fan(series: str, months: Sequence[str], values: FloatArray, inner: bool = False) -> pd.DataFrame:
    """Median and 5–95 % band of each month, and the quartiles; a row a month.

    Args:
        series: Name of the series.
        months: Months, in order.
        values: Array [replication, month].
        inner: Whether the quartiles are asked for.
    """
    low, high = quantile_band(values)
    table = {"series": series, "month": months, "value": middle(values), "low": low, "high": high}
    if inner:
        table["inner_low"], table["inner_high"] = quantile_band(values, INNER)
    return tidy(table)


def channel_charts(cases: Sequence[Case]) -> list[Chart]:
    """Labour by employment channel, stacked; one chart a scenario."""
    order = [*WORKING, CHANNELS[NONE]]
    marks = {name: Key(channel_label(name), CHANNEL_COLOURS[name], "block") for name in order}
    made = []
    for position, case in enumerate(cases):
        parts = []
        for name in order:
            persons = case.panel[f"channel_{name}"]
            shares = middle(quotient(persons, case.panel["labour"]))
            columns = {"month": case.panel.months, "value": shares, "persons": np.median(persons, axis=0)}
            parts.append(tidy({"series": name, **columns}))
        finding = findings.channels(case) or label("chart_channels")
        if len(cases) > 1:
            finding = say("chart_of", title=finding, scenario=case.name)
        chart = Chart(
            f"channels-{position}",
            finding,
            tidy(parts, value="share", persons="persons"),
            partial(stack, marks=marks, counted=label("counted_labour")),
            tuple(marks.values()),
            label("chart_channels_note") if position == 0 else NOTHING,
            height=380,
            wide=len(cases) == 1,
        )
        made.append(chart)
    return made


def employment_chart(cases: Sequence[Case], across: bool = False) -> Chart:
    """Employment rate in a strict month, with and without public-welfare posts; across regions with them.

    A scenario alone has the rate as its officials count it before them.
    """
    single = len(cases) == 1
    counted = official(cases[0].scenario, "employment_rate") if single else STRICT
    marks: dict[str, Key] = {}
    parts = []
    for case in cases:
        if counted != STRICT:
            name = CONCEPTS["employment_rate"][counted]
            marks[name] = Key(work_label(counted), SECOND, "line")
            parts.append(fan(name, case.panel.months, case.panel[name]))
        for indicator, mark, key in RATES[:1] if across else RATES:
            series = f"{case.scenario.name} {indicator}"
            text = label(key) if single else say("series_of", scenario=case.name, series=label(key))
            marks[series] = Key(text, case.colour, mark)
            parts.append(fan(series, case.panel.months, case.panel[indicator]))
    keys = list(marks.values()) if single else [Key(case.name, case.colour) for case in cases]
    if not single and not across:
        keys += [Key(label(key), "#777777", mark) for _, mark, key in RATES]
    shaded = [name for name, key in marks.items() if single or key.mark == "line"]
    scale, table = replace(scale_of("share"), form=".1~%"), tidy(parts, value="share")
    if single:
        finding = findings.employment(cases[0], CONCEPTS["employment_rate"][counted])
    else:
        names = {f"{name} employment_rate": text for name, text in among.names_of(cases).items()}
        finding = among.over_time("employment", table, names, percent)
    return Chart(
        "employment",
        finding or label("chart_employment"),
        table,
        partial(fans, marks=marks, scale=scale, shaded=shaded, counted=label("counted_labour")),
        tuple(keys),
        label("chart_band_note"),
        wide=single or across,
    )


def official(scenario: Scenario, concept: str) -> str:
    """What counts as work: as the first target on it says, else as the rate of the place is published."""
    stated = (one.reading for one in scenario.targets.values() if one.concept == concept)
    months = (
        int(scenario.initial["employment_months"].number) if "employment_months" in scenario.initial else 1
    )
    return next((one for one in stated if one is not None), PUBLISHED.get(months, "any_work"))


def zero_employment_charts(cases: Sequence[Case]) -> Iterator[Chart]:
    """Households able and willing to work with nobody in it: as officials count, and in a strict month."""
    counted = official(cases[0].scenario, "zero_employment")
    readings = dict.fromkeys((counted, STRICT))
    kinds = [(CONCEPTS["zero_employment"][reading], work_label(reading)) for reading in readings]
    if len(cases) == 1:
        colours = (ACCENT, SECOND)
        marks = {name: Key(text, colour) for (name, text), colour in zip(kinds, colours, strict=False)}
        parts = [fan(name, cases[0].panel.months, cases[0].panel[name], inner=True) for name in marks]
        title = findings.zero(cases[0], counted) or label("chart_zero")
        yield _households("zero", title, tidy(parts, value="households"), marks, "chart_zero_note")
        return
    marks = {case.scenario.name: Key(case.name, case.colour) for case in cases}
    for indicator, text in kinds:
        parts = [fan(case.scenario.name, case.panel.months, case.panel[indicator]) for case in cases]
        table = tidy(parts, value="households")
        found = among.over_time("zero", table, among.names_of(cases), count, work=text)
        title = found or say("chart_of", title=label("chart_zero"), scenario=text)
        yield _households(indicator.replace("_", "-"), title, table, marks, "chart_band_note")


def _households(name: str, title: Text, table: pd.DataFrame, marks: dict[str, Key], note: str) -> Chart:
    scale = scale_of("households")
    draw = partial(fans, marks=marks, scale=scale, zero=True, counted=label("counted_households"))
    return Chart(name, title, table, draw, tuple(marks.values()), label(note))
