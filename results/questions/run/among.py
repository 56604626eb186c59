"""Titles of charts of several scenarios that state what they show: who has most, and who least."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from resettle.results.questions.run.compute import Case
from resettle.results.report.findings import largest, rows_of, value_of
from resettle.results.text.labels import Text, quoted, say
from resettle.results.text.numbers import money, month, percent, points, signed, yuan

Named = Mapping[str, Text]
"""What the owner of each series is called."""

Form = Callable[[float], Text]
"""How a figure is written."""


def names_of(cases: Sequence[Case]) -> dict[str, Text]:
    """What the owner of each series is called, where each scenario has one."""
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


def over_time(what: str, table: pd.DataFrame, names: Named, form: Form, **pieces: Text) -> Text | None:
    """Who has most and who least of something in the last month that all have."""
    shown = table[table["series"].isin(names)]
    final = shown.groupby("series")["month"].max().min()
    said = say(f"ends_{what}", month=month(final), **pieces)
    return ends(said, shown[shown["month"] == final], names, form)


def growth(table: pd.DataFrame, cases: Sequence[Case]) -> Text | None:
    """Who grows most and who least, in the last column."""
    names = names_of(cases)
    own = table[table["series"].isin(names)]
    shown = own[own["row"] == own["row"].max()]
    return ends(say("ends_growth", when=shown["name"].iloc[0]), shown, names, percent)


def contributions(table: pd.DataFrame, cases: Sequence[Case]) -> Text | None:
    """The source of income that moves growth most, up or down, and where."""
    row = largest(table)
    if row is None:
        return None
    value, owner = value_of(row), names_of(cases)[row["series"]]
    return say("parts_finding", source=row["name"], part=signed(points(value), value), name=owner)


def spending(table: pd.DataFrame, cases: Sequence[Case], each: bool) -> Text:
    """The lever that most is spent on, and where; for each person and year if asked for."""
    row = max(rows_of(table), key=value_of)
    spent = (yuan if each else money)(float(row["value"]))
    key = "spending_finding_each" if each else "spending_finding_most"
    return say(key, lever=row["name"], spent=spent, name=names_of(cases)[row["series"]])
