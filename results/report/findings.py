"""Titles of charts that state what they show, in figures, made from the tables that are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from resettle.results.report.estimates import amount, change, size
from resettle.results.statistics.intervals import Estimate
from resettle.results.text.labels import Text, quoted, say

Row = Mapping[str, Any]
"""A row of a table: texts, and its figure as `value`, `low` and `high`."""


def rows_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table that have a figure."""
    known = table.dropna(subset=["value"])
    return [{str(name): one for name, one in row.items()} for row in known.to_dict("records")]


def value_of(row: Row) -> float:
    """The figure of a row."""
    return float(row["value"])


def estimate_of(row: Row) -> Estimate:
    """The figure of a row with its interval."""
    return Estimate(*(float(row[end]) for end in ("value", "low", "high")))


def largest(table: pd.DataFrame) -> Row | None:
    """The row whose figure is farthest from zero, among those whose interval leaves zero out if any does.

    Nothing of a table without figures.
    """
    shown = rows_of(table)
    clear = [row for row in shown if estimate_of(row).clear]
    return max(clear or shown, key=lambda row: abs(value_of(row)), default=None)


def unknown(outcome: Text) -> Text:
    """That no run has a figure of an outcome, as of shares where nobody is counted."""
    return say("finding_unknown", outcome=outcome)


def told(row: Row, unit: str) -> Text:
    """A difference with its sign; with its interval where that holds zero and more."""
    one = estimate_of(row)
    return amount(one.middle, unit) if one.clear or one.flat else change(one, unit)


def difference(outcome: Text, table: pd.DataFrame, unit: str, better: int = 0, alone: bool = False) -> Text:
    """How far the scenario that differs most from the reference lies above or below it.

    Args:
        outcome: What is compared.
        table: A row a scenario: `name`, and its difference as `value`, `low` and `high`.
        unit: Unit of the figures.
        better: +1 if more is better, -1 if less is, 0 if neither or not said.
        alone: Whether there is but one scenario, which then is not named.
    """
    row = largest(table)
    if row is None:
        return unknown(outcome)
    one = estimate_of(row)
    if one.flat:
        return say("difference_finding_none", outcome=outcome)
    pieces = {"outcome": outcome} if alone else {"outcome": outcome, "name": quoted(row["name"])}
    end = "_alone" if alone else ""
    if not one.clear:
        return say(f"difference_finding_unclear{end}", change=change(one, unit), **pieces)
    way = "more" if one.middle > 0.0 else "less"
    told = say(f"difference_finding_{way}{end}", size=size(one.middle, unit), **pieces)
    if not better:
        return told
    rated = "better" if one.middle * better > 0.0 else "worse"
    return say(f"difference_finding_{rated}", told=told)
