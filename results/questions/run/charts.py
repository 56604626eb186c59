"""Charts of a run: one scenario in detail, or several side by side in one colour each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from resettle.model.levers import LEVERS
from resettle.model.months import year_of
from resettle.results.judge.causes import PARTS, contributions
from resettle.results.judge.growth import growth_rate
from resettle.results.judge.readings import INCOMES
from resettle.results.questions.run import among, findings
from resettle.results.questions.run.compute import Case, cases_by_region
from resettle.results.questions.run.reasons import PART_LABELS, over
from resettle.results.questions.run.work_charts import (
    channel_charts,
    employment_chart,
    fan,
    zero_employment_charts,
)
from resettle.results.report.answer import present
from resettle.results.report.charts import Chart, Key, beside, columns, fans, interval_row, rows, tidy
from resettle.results.report.findings import difference
from resettle.results.report.style import CHANNEL_COLOURS, PATH, SECOND, SERIES_LINES
from resettle.results.statistics.intervals import Estimate, FloatArray, median, middle
from resettle.results.statistics.paired import banded
from resettle.results.text.labels import Text, label, quoted, say
from resettle.results.text.names import indicator_label, lever_label, series_name
from resettle.results.text.numbers import bound_text, difference_text, money, percent, points, signed, yuan
from resettle.results.text.scales import scale_of

EARNED_AND_ALL = ("income", "earned_income")
"""Incomes whose growth is told apart: with transfers, and wages and business alone."""

Rows = list[dict[str, Any]]
"""Rows of the table of a chart."""


def case_marks(cases: Sequence[Case]) -> dict[str, Key]:
    """Marks of scenarios: bars for one, dots for several."""
    mark = "point" if len(cases) > 1 else "block"
    return {case.scenario.name: Key(case.name, case.colour, mark) for case in cases}


def case_keys(cases: Sequence[Case]) -> tuple[Key, ...]:
    """Legend of scenarios drawn as dots; one scenario needs none."""
    return tuple(case_marks(cases).values()) if len(cases) > 1 else ()


def case_row(
    case: Case, row: int, name: Text, values: FloatArray, form: Callable[[float], Text], several: bool
) -> dict[str, Any]:
    """Median and 5–95 % band of one figure of a scenario.

    Args:
        case: The scenario.
        row: Number of the row, from 0.
        name: What the row is called.
        values: The figure of each replication.
        form: How the figure is written.
        several: Whether the chart shows several scenarios, so that the text says which one it is.
    """
    one = banded(values, middle)
    owner = case.name if several else None
    return interval_row(case.scenario.name, row, name, one, map(form, one), owner)


def _shifts(cases: Sequence[Case]) -> dict[str, float]:
    return beside([case.scenario.name for case in cases])


def _measured(cases: Sequence[Case]) -> list[Case]:
    """The cases whose results hold the base year and a whole year of the plan."""
    return [case for case in cases if case.panel.has_base_year and case.panel.years]


def growth_chart(cases: Sequence[Case], across: bool = False) -> Chart | None:
    """Income growth of each year and over the period, against what the targets of one region ask for.

    Args:
        cases: The scenarios.
        across: Whether they are of several regions, so that no line is common to all.
    """
    shown = _measured(cases)
    if not shown:
        return None
    years = sorted({year for case in shown for year in case.panel.years})
    names = [Text(str(year), str(year)) for year in years]
    compound = any(len(case.panel.years) > 1 for case in shown)
    if compound:
        names.append(label("compound"))
    main = "income" if across else growth_income(shown[0])
    others = [one for one in EARNED_AND_ALL if one != main and one in shown[0].panel.values]
    others = others if len(cases) == 1 else []
    made: Rows = []
    for case in shown:
        base, last = case.panel.base_year, case.panel.years[-1]
        spans = {years.index(year): (year, year - 1) for year in case.panel.years}
        if compound and last - base > 1:
            spans[len(years)] = (last, base)
        for row, span in spans.items():
            values = growth_rate(case.panel, main, *span)
            made.append(case_row(case, row, names[row], values, percent, len(cases) > 1))
            for other in others:
                own = case_row(case, row, names[row], growth_rate(case.panel, other, *span), percent, False)
                made.append({**own, "series": other})
    marks, keys, shifts = case_marks(shown), [*case_keys(shown)], _shifts(shown)
    if others:
        marks = {shown[0].scenario.name: Key(indicator_label(main), shown[0].colour, "block")}
        marks |= {
            one: Key(indicator_label(one), colour, "point")
            for one, colour in zip(others, (SECOND, CHANNEL_COLOURS["local_firm"]), strict=False)
        }
        keys, shifts = [*marks.values()], shifts | dict(zip(others, (0.12, 0.24), strict=False))
    if not across:
        compared, more = _growth_beside(shown[0], years, names)
        made += more
        marks |= compared
        keys += compared.values()
    scale, table = replace(scale_of("share"), form=".0%"), tidy(made, value="share/year")
    finding = findings.growth(shown[0], main) if len(cases) == 1 else among.growth(table, cases)
    return Chart(
        "growth",
        finding or label("chart_growth"),
        table,
        partial(
            columns,
            marks=marks,
            scale=scale,
            shifts=shifts,
            width=0.62 if len(names) > 2 else 0.24,
            counted=label("counted_growth"),
        ),
        tuple(keys),
        label("chart_interval_note"),
    )


def growth_income(case: Case) -> str:
    """The income that the first target on its growth is about."""
    targets = case.scenario.targets.values()
    return next(
        (one.indicator for one in targets if one.kind == "growth" and one.indicator in INCOMES), "income"
    )


def _growth_beside(case: Case, years: Sequence[int], names: Sequence[Text]) -> tuple[dict[str, Key], Rows]:
    """Growth of the series that income is compared with, and growth that targets ask for in their years."""
    marks: dict[str, Key] = {}
    made: Rows = []
    for series, colour in zip(case.series, SERIES_LINES, strict=False):
        name = series_name(series)
        marks[series] = Key(say("growth_of", name=name), colour, "diamond")
        for row, year in enumerate(years):
            value = median(growth_rate(case.panel, series, year, year - 1))
            told = say("hover_point", name=name, value=percent(value))
            made.append({"series": series, "row": row, "name": names[row], "value": value, "hover": told})
    for target in case.scenario.targets.values():
        if target.kind != "growth" or target.indicator not in INCOMES or target.series is not None:
            continue
        bound, covered, over = target.bound.number, range(len(names)), label("over_years")
        if target.when == "by":
            year = year_of(str(target.by))
            covered, over = range(years.index(year), years.index(year) + 1), say("over_year", year=str(year))
        text = say("path", bound=bound_text(bound, "share"), over=over)
        marks[target.name] = Key(text, PATH, "dash")
        made += [
            {"series": target.name, "row": row, "name": names[row], "value": bound, "hover": text}
            for row in covered
        ]
    return marks, made


def contribution_chart(cases: Sequence[Case]) -> Chart | None:
    """What each source of income adds to growth over the plan, in percentage points."""
    shown = _measured(cases)
    if not shown:
        return None
    made = []
    for case in shown:
        parts = contributions(case.panel, case.panel.base_year, case.panel.years[-1])
        for row, part in enumerate(PARTS):
            name = label(PART_LABELS[part])
            made.append(case_row(case, row, name, parts[part], points, len(cases) > 1))
    table, counted = tidy(made, value="share/year"), label("counted_points_year")
    if len(cases) == 1:
        panel = cases[0].panel
        finding: Text | None = findings.made_of(cases[0])
        counted = say("counted_points", base=str(panel.base_year), year=str(panel.years[-1]))
    else:
        finding = among.contributions(table, cases)
    return Chart(
        "contributions",
        finding or label("chart_contributions"),
        table,
        partial(
            rows,
            marks=case_marks(shown),
            scale=scale_of("share/year", difference=True),
            shifts=_shifts(shown),
            counted=counted,
        ),
        case_keys(shown),
        label("chart_contributions_note"),
        wide=len(cases) == 1,
    )


def spending_chart(cases: Sequence[Case], across: bool = False) -> Chart | None:
    """What each lever spends over the plan; across regions, for each person and year of the plan."""
    used = [name for name in LEVERS if any(name in case.ledger.totals for case in cases)]
    used += [name for case in cases for name in case.ledger.totals if name not in LEVERS]
    spent = {
        (case.scenario.name, name): _spent(case, name, across)
        for case in cases
        for name in used
        if name in case.ledger.totals
    }
    used = sorted(dict.fromkeys(used), key=lambda name: -_largest(spent, name))
    if not used:
        return None
    unit, form = ("yuan/person/year", yuan) if across else ("yuan", money)
    made: Rows = []
    for case in cases:
        for row, name in enumerate(used):
            values = spent.get((case.scenario.name, name))
            if values is None and across:
                continue
            values = np.zeros(1) if values is None else values
            made.append(case_row(case, row, lever_label(name), values, form, len(cases) > 1))
    scale = scale_of(unit, _largest(spent, used[0]))
    table = tidy(made, value=unit)
    if len(cases) == 1:
        months = cases[0].panel.plan_months
        finding = findings.spending(cases[0])
        counted = say("counted_money", unit=scale.unit, first=months[0], last=months[-1])
    else:
        finding = among.spending(table, cases, across)
        counted = label("chart_spending_each") if across else scale.titled(label("chart_spending"))
    return Chart(
        "spending",
        finding,
        table,
        partial(rows, marks=case_marks(cases), scale=scale, shifts=_shifts(cases), counted=counted),
        case_keys(cases),
        label("chart_spending_note"),
        height=60 + (30 if len(cases) < 3 else 40) * len(used),
        wide=True,
    )


def _spent(case: Case, name: str, each: bool) -> FloatArray:
    """Spending of a lever over the plan by replication; for each person and year if asked for."""
    total = case.ledger.totals[name]["spent_yuan"]
    if not each:
        return total
    person_years = case.panel.plan("persons").sum(axis=1) / 12.0
    return np.asarray(total / np.maximum(person_years, 1.0), dtype=np.float64)


def _largest(spent: dict[tuple[str, str], FloatArray], name: str) -> float:
    """Largest median spending on a lever."""
    return max(median(values) for (_, lever), values in spent.items() if lever == name)


def forest_charts(cases: Sequence[Case], comparison: pd.DataFrame, number: int = 0) -> list[Chart]:
    """Paired differences from the reference with their intervals, one small chart a measure.

    Args:
        cases: The scenarios of one region, the reference first.
        comparison: Paired differences; those of other regions are left out.
        number: Number of the region, for the names of the charts.
    """
    others = {case.scenario.name: case for case in cases[1:]}
    marks = {name: Key(case.title, case.colour, "point") for name, case in others.items()}
    own = comparison[comparison["reference_mean"].notna() & comparison["scenario"].isin(others)]
    made = []
    for measure, part in own.groupby("measure", sort=False):
        unit = str(part["unit"].iloc[0])
        table = []
        for row, record in enumerate(part.to_dict("records")):
            one = Estimate(*(float(record[end]) for end in ("difference", "low", "high")))
            told = (signed(difference_text(value, unit), value) for value in one)
            name = record["scenario"]
            table.append(interval_row(name, row, others[name].title, one, told))
        drawn = tidy(table, value=unit)
        scale = scale_of(unit, float(part["difference"].abs().max()), difference=True)
        counted = scale.titled(say("difference_counted", reference=quoted(cases[0].title)))
        made.append(
            Chart(
                f"difference-{measure}" if number == 0 else f"difference-{number}-{measure}",
                difference(label(f"measure_{measure}"), drawn, unit),
                drawn,
                partial(rows, marks=marks, scale=scale, named=False, counted=counted),
                height=100 + 34 * len(table),
            )
        )
    return made


INCOME = "yuan/person/year"


def charts(cases: Sequence[Case]) -> list[Chart]:
    """All charts of a run of several scenarios, in the order of the report.

    Args:
        cases: The scenarios; several share each chart, or get small multiples where sharing
            would confuse. What depends on the size or the targets of a place gets one chart a place.
    """
    groups = cases_by_region(cases)
    across = len(groups) > 1

    def placed(number: int, chart: Chart) -> Chart:
        return _of_place(chart, number, groups[number][0].name) if across else chart

    made = [placed(number, income_chart(group)) for number, group in enumerate(groups)]
    made += present((growth_chart(cases, across), contribution_chart(cases)))
    made += [*channel_charts(cases), employment_chart(cases, across)]
    for number, group in enumerate(groups):
        made += [placed(number, chart) for chart in zero_employment_charts(group)]
    return no_holes([*made, *present([spending_chart(cases, across)])])


def _of_place(chart: Chart, number: int, place: Text) -> Chart:
    """A chart that each place has for itself, beside those of other places."""
    title = say("chart_of", title=chart.title, scenario=place)
    return replace(chart, name=f"{chart.name}-{number}", title=title, height=320, wide=False)


def no_holes(made: Sequence[Chart]) -> list[Chart]:
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
        usual = middle(panel.trailing(series, "mean"))[shown]
        parts.append(tidy({"series": series, "month": panel.months[shown], "value": usual}))
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
        plain = why.target.kind == "growth" and why.target.series is None and why.target.indicator == "income"
        bound = bound_text(why.target.bound.number, "share")
        text = say("path", bound=bound, over=over(why)) if plain else label("path_needed")
        marks["path"] = Key(text, PATH, "dash")
        keys.append(marks["path"])
        parts.append(tidy({"series": "path", "month": panel.months[start : end + 1], "value": path}))
    table, finding = tidy(parts, value=INCOME), findings.income(cases[0]) if single else None
    if not single:
        finding = among.over_time("income", table, among.names_of(cases), yuan)
    return Chart(
        "income",
        finding or label("chart_income"),
        table,
        partial(fans, marks=marks, scale=scale_of(INCOME), counted=label("counted_income_year")),
        tuple(keys),
        label("chart_income_note" if why is not None else "chart_band_note"),
        height=400,
        wide=True,
    )


def _capital(text: Text) -> Text:
    return Text(text.en[:1].upper() + text.en[1:], text.zh)
