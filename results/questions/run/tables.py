"""Rows of the report's tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from resettle.results.questions.run.cases import Case
from resettle.results.runs.draws import MODES
from resettle.results.statistics.intervals import FloatArray, quantile_band
from resettle.results.text.labels import NOTHING, Text, join, label, say, text_of
from resettle.results.text.numbers import (
    NONE,
    count,
    difference_text,
    level_text,
    money,
    signed,
    span,
    tidy,
    yuan,
)
from resettle.results.text.settings import lever_label

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Cell:
    """A figure with its band below it."""

    middle: Text
    band: Text = NOTHING


@dataclass(frozen=True)
class LeverRow:
    """What one lever did over the plan; `total` marks the sum of all levers."""

    name: Text
    planned: Cell
    spent: Cell
    units: Cell
    beneficiaries: Cell
    households: Cell
    total: bool = False


def _cell(values: FloatArray, form: Any) -> Cell:
    low, high = quantile_band(values)
    ends = form(float(low)), form(float(high))
    middle = form(float(np.median(values)))
    if ends[0] == ends[1] == middle:
        return Cell(middle)
    return Cell(middle, span(*ends))


def lever_rows(case: Case) -> list[LeverRow]:
    """One row a lever and their sum; medians over replications with 5–95 % bands."""
    rows = []
    for name, totals in case.money.totals.items():
        rows.append(
            LeverRow(
                lever_label(name),
                _cell(totals["planned_yuan"], money),
                _cell(totals["spent_yuan"], money),
                _cell(totals["units"], count),
                _cell(totals["beneficiaries"], count),
                _cell(totals["households_yuan"], money),
            )
        )
    if rows:
        planned, spent, households = (
            _cell(np.sum([totals[column] for totals in case.money.totals.values()], axis=0), money)
            for column in ("planned_yuan", "spent_yuan", "households_yuan")
        )
        rows.append(
            LeverRow(label("all_levers"), planned, spent, Cell(NONE), Cell(NONE), households, total=True)
        )
    return rows


@dataclass(frozen=True)
class YearCells:
    """What all levers together spend in each calendar year."""

    years: tuple[int, ...]
    spent: tuple[Cell, ...]


def yearly_spending(case: Case) -> YearCells:
    """Spending of all levers by calendar year of the plan."""
    years = sorted({year for by_year in case.money.yearly.values() for year in by_year})
    cells = []
    for year in years:
        parts = [by_year[year] for by_year in case.money.yearly.values() if year in by_year]
        cells.append(_cell(np.sum(parts, axis=0), money))
    return YearCells(tuple(years), tuple(cells))


@dataclass(frozen=True)
class DifferenceRow:
    """One measure of one scenario against the reference."""

    scenario: str
    measure: Text
    reference: Text
    mean: Text
    difference: Text
    interval: Text
    clear: bool


def difference_rows(comparison: pd.DataFrame) -> list[DifferenceRow]:
    """Rows of the comparison, in the order of the frame."""
    rows = []
    for row in comparison.to_dict("records"):
        unit = str(row["unit"])
        low, high = float(row["low"]), float(row["high"])
        if np.isnan(row["reference_mean"]):
            rows.append(_ratio_row({str(key): value for key, value in row.items()}))
            continue
        middle, bottom, top = (
            signed(difference_text(value, unit), value) for value in (float(row["difference"]), low, high)
        )
        rows.append(
            DifferenceRow(
                scenario=str(row["scenario"]),
                measure=label(f"measure_{row['measure']}"),
                reference=level_text(float(row["reference_mean"]), unit),
                mean=level_text(float(row["mean"]), unit),
                difference=middle,
                interval=span(bottom, top) if not np.isnan(low) else NONE,
                clear=low > 0.0 or high < 0.0,
            )
        )
    return rows


def _ratio_row(row: Mapping[str, Any]) -> DifferenceRow:
    outcome = str(row["outcome"])
    valued = outcome in ("value", "saved_per_loss")
    middle = yuan(row["difference"])
    if outcome == "saved_per_loss":
        middle = say("outcome_saved_per_loss", value=middle)
    return DifferenceRow(
        scenario=str(row["scenario"]),
        measure=label(f"measure_{row['measure']}"),
        reference=NONE,
        mean=NONE,
        difference=middle if valued else label(f"outcome_{outcome}"),
        interval=span(yuan(row["low"]), yuan(row["high"])) if valued else NONE,
        clear=valued,
    )


def run_rows(manifest: Mapping[str, Any]) -> list[tuple[Text, Text]]:
    """How the run was made, from the manifest; what the labels do not know keeps its own name."""
    rows: list[tuple[Text, Text]] = []
    for key, value in manifest.items():
        if key in ("runs", "scenarios", "resettle"):
            continue
        told = label(f"mode_{value}") if key == "parameters" and value in MODES else _told(value)
        if told.en:
            rows.append((_manifest_label(key), told))
    runs = manifest.get("runs")
    if isinstance(runs, Sequence) and not isinstance(runs, str):
        held = [run for run in runs if isinstance(run, Mapping)]
        seeds = [run["seed"] for run in held if isinstance(run.get("seed"), int)]
        if seeds:
            rows.append((label("run_seeds"), Text(*[f"{min(seeds)}–{max(seeds)}"] * 2)))
        failed = [run for run in held if run.get("status", "succeeded") != "succeeded"]
        rows.append((label("run_failed"), Text(*[f"{len(failed)} / {len(held)}"] * 2)))
    return rows


def scenario_rows(manifest: Mapping[str, Any]) -> list[dict[str, str]]:
    """Digest, files, scale and weight of each scenario, from the manifest."""
    held = manifest.get("scenarios", [])
    rows = []
    for entry in held if isinstance(held, Sequence) and not isinstance(held, str) else []:
        if isinstance(entry, Mapping):
            rows.append(
                {
                    "name": str(entry.get("name", "")),
                    "digest": str(entry.get("digest", "")),
                    "files": ", ".join(str(name) for name in entry.get("files", ())),
                    "scale": tidy(float(f"{entry.get('scale') or 1.0:.4g}")),
                    "weight": tidy(float(f"{entry.get('weight') or 1.0:.4g}")),
                }
            )
    return rows


def _manifest_label(key: str) -> Text:
    from resettle.results.text.labels import labels

    return labels().get(f"run:{key}", Text(key, key))


def _told(value: Any) -> Text:
    """A part of the manifest in words; nothing for what is missing or empty."""
    if value is None or value in ("", {}, []):
        return NOTHING
    if isinstance(value, bool):
        return label("yes") if value else label("no")
    if isinstance(value, Mapping):
        parts = [(str(key), _told(inner)) for key, inner in value.items()]
        return join(
            [Text(f"{key} {told.en}", f"{key} {told.zh}") for key, told in parts if told.en], ", ", ", "
        )
    if isinstance(value, (list, tuple)):
        return join([_told(inner) for inner in value], ", ", ", ")
    return text_of(str(value))
