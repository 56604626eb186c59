"""The base year as a scenario states it, beside the base year as its runs have it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from resettle.model.channels import WORKING
from resettle.results.judge.panel import Panel
from resettle.results.questions.run.compute import Case
from resettle.results.report.answer import Row, Section, Table
from resettle.results.statistics.intervals import quotient
from resettle.results.text.labels import NOTHING, Text, heads, label, say
from resettle.results.text.names import channel_label
from resettle.results.text.numbers import difference_text, percent, signed, yuan
from resettle.scenarios.readings import CONCEPTS, PUBLISHED

MONTHS = 12


def base_year(cases: Sequence[Case]) -> Section:
    """A table for each scenario: employment, income and channels of the base year, stated and simulated."""
    tables = tuple(base_year_table(case, case.title if len(cases) > 1 else NOTHING) for case in cases)
    note, short = (label("base_year_note"),), label("nav_base_year")
    return Section("base-year", label("base_year_title"), note, tables, folded=True, short=short)


def base_year_table(case: Case, title: Text = NOTHING) -> Table:
    """Employment, income and channels of the base year of one scenario."""
    initial, panel = case.scenario.initial, case.panel
    months = round(initial["employment_months"].number)
    employment = CONCEPTS["employment_rate"][PUBLISHED[months]]
    rate, income = initial["employment_rate"].number, initial["income_per_capita"].number
    rows = [
        _shares(label("base_year_employment"), rate, _mean(panel, employment)),
        _row(label("base_year_income"), yuan, "yuan/person", income, MONTHS * _mean(panel, "income")),
    ]
    in_work, labour = initial["in_work"].number, _mean(panel, "labour")
    for name, share in initial["channel"].parts.items():
        if name in WORKING:
            channel = say("base_year_channel", channel=channel_label(name))
            found = float(quotient(_mean(panel, f"channel_{name}"), labour))
            rows.append(_shares(channel, in_work * share, found))
    return Table(
        title, heads("head_{}", "measure", "stated", "simulated", "difference"), tuple(rows), terminal=False
    )


def _mean(panel: Panel, indicator: str) -> float:
    """Mean over all runs of the months of the base year."""
    return float(np.mean(panel[indicator][:, :MONTHS]))


def _shares(name: Text, stated: float, simulated: float) -> Row:
    return _row(name, percent, "share", stated, simulated)


def _row(name: Text, form: Callable[[float], Text], unit: str, stated: float, simulated: float) -> Row:
    apart = simulated - stated
    return name, form(stated), form(simulated), signed(difference_text(apart, unit), apart)
