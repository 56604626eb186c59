"""Titles of the charts of a comparison: what each shows, in figures."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from resettle.results.judge.households import TENTHS, Tenths
from resettle.results.report.estimates import share
from resettle.results.report.findings import largest, rows_of, told, unknown
from resettle.results.text.labels import Text, label, quoted, say
from resettle.results.text.numbers import yuan

YEARLY = "yuan/person/year"


def tenths(table: pd.DataFrame, names: Mapping[str, Text]) -> Text:
    """Change of income of the poorest and of the richest tenth; of several scenarios the largest change.

    Args:
        table: A row a scenario (`series`) and tenth (`row`, from 0), with its change.
        names: What each scenario is called.
    """
    if table["series"].nunique() == 1:
        ends = {
            name: told(rows_of(table[table["row"] == row])[0], YEARLY)
            for name, row in (("poor", 0), ("rich", TENTHS - 1))
        }
        return say("compare_tenths_finding", **ends)
    row = largest(table)
    assert row is not None  # every household has an income
    tenth, name, own = _tenth(int(row["row"]) + 1), quoted(names[row["series"]]), told(row, YEARLY)
    return say("compare_tenths_finding_several", tenth=tenth, name=name, change=own)


def _tenth(number: int) -> Text:
    """A tenth as it is called within a sentence."""
    ends = {1: "poorest", TENTHS: "richest"}
    if number in ends:
        return label(f"compare_tenth_{ends[number]}")
    return say("compare_tenth_between", number=str(number))


def shares(found: Tenths) -> Text:
    """Shares of all households that are better and worse off."""
    parts = {
        "better": share(found.all.better.middle),
        "worse": share(found.all.worse.middle),
    }
    return say("compare_shares_finding", small=yuan(found.small), **parts)


def levers(outcome: Text, table: pd.DataFrame, unit: str) -> Text:
    """The lever that moves an outcome most when only it is changed.

    Args:
        outcome: What is moved.
        table: A row a lever in the series `on`, with what it does alone.
        unit: Unit of the figures.
    """
    row = largest(table[table["series"] == "on"])
    if row is None:
        return unknown(outcome)
    return say("compare_levers_finding", outcome=outcome, lever=row["name"], change=told(row, unit))
