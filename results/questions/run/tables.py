"""Tables of a run beside its targets: spending, differences, main figures, spread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from resettle.results.judge.measures import MEASURES
from resettle.results.questions.run.compute import Case
from resettle.results.questions.run.sentences import records, share_interval
from resettle.results.report.answer import Cell, Row, Table
from resettle.results.statistics.intervals import FloatArray, median
from resettle.results.statistics.paired import banded
from resettle.results.statistics.variance import PARTS, SEPARATED
from resettle.results.text.labels import NOTHING, Text, heads, join, label, say
from resettle.results.text.names import lever_label, nobody
from resettle.results.text.numbers import (
    NONE,
    alike,
    count,
    difference_text,
    level_text,
    money,
    percent,
    signed,
    span,
    yuan,
)


def lever_table(case: Case, anyway: Mapping[str, Cell] | None = None) -> Table:
    """One row per lever and their sum, medians with 5–95 % bands; below it the spending by year.

    Args:
        case: The scenario.
        anyway: By lever, what would have come without it, where that is known.
    """
    columns: tuple[tuple[str, Callable[[float], Text]], ...] = (
        ("spent_yuan", money),
        ("planned_yuan", money),
        ("households_yuan", money),
        ("units", count),
        ("beneficiaries", count),
    )
    totals = case.ledger.totals

    def further(name: str) -> tuple[Text | Cell, ...]:
        return (anyway.get(name, NONE),) if anyway else ()

    rows: list[Row] = [
        (lever_label(name), *(_banded(own[column], form) for column, form in columns), *further(name))
        for name, own in totals.items()
    ]
    sums = [
        _banded(np.sum([own[column] for own in totals.values()], axis=0), form) if form is money else NONE
        for column, form in columns
    ]
    names = ("lever", "spent", "planned", "households", "units", "beneficiaries", "anyway")
    notes = [say("by_year", parts=join([*_yearly(case)])), *([label("anyway_share_note")] if anyway else [])]
    return Table(
        NOTHING,
        heads("head_{}", *names[: 6 + bool(anyway)]),
        (*rows, (label("all_levers"), *sums, *further(""))),
        join(notes, " ", ""),
        terminal=False,
        total=True,
    )


def _banded(values: FloatArray, form: Callable[[float], Text]) -> Cell:
    """A median with the band below it, unless the band is that figure."""
    middle, low, high = alike(form, banded(values))
    return Cell(middle) if low == high == middle else Cell(middle, (span(low, high),))


def _yearly(case: Case) -> list[Text]:
    """What all levers together spend in each calendar year of the plan; medians."""
    yearly = case.ledger.yearly.values()
    parts = []
    for year in sorted({year for by_year in yearly for year in by_year}):
        spent = np.sum([by_year[year] for by_year in yearly if year in by_year], axis=0)
        parts.append(say("hover_point", name=str(year), value=money(median(spent))))
    return parts


def difference_table(comparison: pd.DataFrame, case: Case, reference: Case) -> Table:
    """Measures of one scenario against its reference, in the order of the frame."""
    return Table(
        say("against", scenario=case.title, reference=reference.title),
        (label("head_measure"), label("reference"), *heads("head_{}", "scenario", "difference", "interval")),
        tuple(map(_difference_row, _records(comparison, case))),
        terminal=False,
    )


def _records(frame: pd.DataFrame, case: Case) -> list[dict[str, Any]]:
    """Rows of a frame that are about one scenario."""
    return records(frame[frame["scenario"] == case.scenario.name])


def _difference_row(row: Mapping[str, Any]) -> Row:
    measure, unit = label(f"measure_{row['measure']}"), str(row["unit"])
    difference, low, high = (float(row[name]) for name in ("difference", "low", "high"))
    if np.isnan(row["reference_mean"]):
        return (measure, NONE, NONE, *_ratio_cells(str(row["outcome"]), difference, low, high))
    ends = (difference, low, high)
    middle, bottom, top = (
        signed(text, value) for text, value in zip(alike(difference_text, ends, unit), ends, strict=True)
    )
    return (
        measure,
        *alike(level_text, (float(row["reference_mean"]), float(row["mean"])), unit),
        Cell(middle, faint=not (low > 0.0 or high < 0.0)),
        NONE if np.isnan(low) else span(bottom, top),
    )


def _ratio_cells(outcome: str, middle: float, low: float, high: float) -> tuple[Cell, Text]:
    """What more of something costs, or why that cannot be said, with its interval."""
    if outcome not in ("value", "saved_per_loss"):
        return Cell(label(f"outcome_{outcome}"), faint=True), NONE
    value, bottom, top = alike(yuan, (middle, low, high))
    text = say("outcome_saved_per_loss", value=value) if outcome == "saved_per_loss" else value
    return Cell(text), span(bottom, top)


def figures_table(uncertainty: pd.DataFrame, case: Case, title: Text) -> Table:
    """Main figures of a scenario for a terminal: median and band."""
    rows = [(label(f"measure_{row['measure']}"), _figure(row)) for row in _records(uncertainty, case)]
    return Table(title, heads("head_{}", "measure", "figure"), tuple(rows), page=False)


def _figure(row: Mapping[str, Any]) -> Cell:
    """A median with its band, or of whom there is nobody."""
    if np.isnan(row["median"]):
        measure = next(one for one in MEASURES if one.name == row["measure"])
        return Cell(NONE, (nobody(measure.indicator),))
    middle, low, high = alike(
        level_text, (float(row[name]) for name in ("median", "p05", "p95")), row["unit"]
    )
    return Cell(middle, (span(low, high),))


def spread_table(uncertainty: pd.DataFrame, case: Case) -> Table:
    """What the spread of each measure of a scenario comes from, in the order of the frame."""
    return Table(
        NOTHING,
        heads("head_{}", "measure", "figure", "spread_band", *(f"spread_{part}" for part in PARTS)),
        tuple(map(_spread_row, _records(uncertainty, case))),
        terminal=False,
    )


def _spread_row(row: Mapping[str, Any]) -> Row:
    def share(part: str) -> Cell:
        middle = float(row[f"share_{part}"])
        if np.isnan(middle):
            return Cell(NONE)
        return Cell(percent(middle, 0), (share_interval(row, part),) if separated else ())

    separated = row["spread"] == SEPARATED
    band = (float(row["band_parameters_low"]), float(row["band_parameters_high"]))
    return (
        label(f"measure_{row['measure']}"),
        _figure(row),
        span(*alike(level_text, band, str(row["unit"]))) if separated else NONE,
        *map(share, PARTS),
    )
