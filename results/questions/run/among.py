"""Charts of several scenarios with titles that state what they show: who has most, and who least."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from resettle.results.questions.run import findings
from resettle.results.questions.run.compute import Case
from resettle.results.questions.run.work_charts import official
from resettle.results.report.charts import Chart
from resettle.results.report.findings import largest, rows_of, value_of
from resettle.results.text.labels import Text, label, quoted, say
from resettle.results.text.names import work_label
from resettle.results.text.numbers import count, money, month, percent, points, signed, yuan
from resettle.scenarios.readings import CONCEPTS

Named = Mapping[str, Text]
"""What the owner of each series is called."""

Form = Callable[[float], Text]
"""How a figure is written."""


def _names(cases: Sequence[Case]) -> dict[str, Text]:
    return {case.scenario.name: quoted(case.name) for case in cases}


def ends(what: Text, shown: pd.DataFrame, names: Named, form: Form) -> Text | None:
    """Who has most and who least; nothing where nobody has a figure.

    Args:
        what: What is counted, and when.
        shown: A row a scenario: `series` and `value`.
        names: What each scenario is called.
        form: How a figure is written.
    """
    known = rows_of(shown)
    if not known:
        return None
    most, least = max(known, key=value_of), min(known, key=value_of)
    high, low = form(float(most["value"])), form(float(least["value"]))
    if high == low:
        return say("ends_finding_same", what=what, high=high)
    told = {"most": names[most["series"]], "high": high, "least": names[least["series"]], "low": low}
    return say("ends_finding", what=what, **told)


def _over_time(chart: Chart, what: str, names: Named, form: Form, counted: str, **pieces: Text) -> Chart:
    """A chart over months with who has most and least in the last month that all have."""
    shown = chart.table[chart.table["series"].isin(names)]
    final = shown.groupby("series")["month"].max().min()
    said = say(f"ends_{what}", month=month(final), **pieces)
    return chart.stating(ends(said, shown[shown["month"] == final], names, form), label(counted))


def income(chart: Chart, cases: Sequence[Case]) -> Chart:
    """Income of the scenarios of one place over time; of one alone, what it comes to."""
    if len(cases) == 1:
        return chart.stating(findings.income(cases[0]), label("counted_income_year"))
    return _over_time(chart, "income", _names(cases), yuan, "counted_income_year")


def employment(chart: Chart, cases: Sequence[Case]) -> Chart:
    """Employment of several scenarios over time, with posts, in a strict month."""
    names = {f"{name} employment_rate": text for name, text in _names(cases).items()}
    return _over_time(chart, "employment", names, percent, "counted_labour")


def zero(chart: Chart, cases: Sequence[Case]) -> Chart:
    """Zero-employment households of the scenarios of one place over time; of one alone, what it comes to."""
    if len(cases) == 1:
        finding = findings.zero(cases[0], official(cases[0].scenario, "zero_employment"))
        return chart.stating(finding, label("counted_households"))
    readings = {name.replace("_", "-"): reading for reading, name in CONCEPTS["zero_employment"].items()}
    work = work_label(readings[chart.name])
    return _over_time(chart, "zero", _names(cases), count, "counted_households", work=work)


def growth(chart: Chart, cases: Sequence[Case]) -> Chart:
    """Growth of several scenarios, in the last column."""
    names = _names(cases)
    own = chart.table[chart.table["series"].isin(names)]
    shown = own[own["row"] == own["row"].max()]
    said = say("ends_growth", when=shown["name"].iloc[0])
    return chart.stating(ends(said, shown, names, percent), label("counted_growth"))


def contributions(chart: Chart, cases: Sequence[Case]) -> Chart:
    """The source of income that moves growth most, up or down, and where."""
    row, finding = largest(chart.table), None
    if row is not None:
        value, owner = value_of(row), _names(cases)[row["series"]]
        finding = say("parts_finding", source=row["name"], part=signed(points(value), value), name=owner)
    return chart.stating(finding, label("counted_points_year"))


def spending(chart: Chart, cases: Sequence[Case], each: bool) -> Chart:
    """The lever that most is spent on, and where; for each person and year if asked for."""
    row = max(rows_of(chart.table), key=value_of)
    spent = (yuan if each else money)(float(row["value"]))
    told = {"lever": row["name"], "spent": spent, "name": _names(cases)[row["series"]]}
    key = "spending_finding_each" if each else "spending_finding_most"
    return chart.stating(say(key, **told), chart.title)


def channels(chart: Chart, case: Case) -> Chart:
    """The largest channel of one of several scenarios."""
    finding = findings.channels(case)
    named = finding and say("chart_of", title=finding, scenario=case.name)
    return chart.stating(named, label("counted_labour"))
