"""Tables of a run: targets, side by side where there are several scenarios, spending, differences, spread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from resettle.results.judge.regions import by_region, short_titles
from resettle.results.judge.verdicts import VERDICTS
from resettle.results.questions.run.compute import Case
from resettle.results.questions.run.sentences import (
    SharedTarget,
    TargetRow,
    TargetView,
    records,
    share_interval,
    shared_targets,
)
from resettle.results.report.answer import MARKS, Cell, Row, Table
from resettle.results.statistics.intervals import FloatArray, quantile_band
from resettle.results.statistics.variance import PARTS, SEPARATED
from resettle.results.text.labels import NOTHING, Text, heads, join, label, say, text_of
from resettle.results.text.names import lever_label
from resettle.results.text.numbers import (
    NONE,
    count,
    difference_text,
    level_text,
    money,
    percent,
    signed,
    span,
    yuan,
)
from resettle.scenarios import Scenario

LONGEST_HEAD = 12
"""Columns of a terminal that the name of a scenario may take before it is broken at its hyphens."""


def target_table(views: Sequence[TargetView]) -> Table:
    """The targets of a scenario, each by the reading that it is judged by."""
    return Table(
        NOTHING,
        _target_head(),
        tuple(_target_row(view.main, view.main.title, view.main.reading, view.main.note) for view in views),
        terminal=False,
        words=(1, 6),
        form="cards",
    )


def further_table(views: Sequence[TargetView]) -> Table:
    """All other readings, under the title of each target."""
    rows: list[Row] = []
    for view in views:
        if view.further:
            rows += [(view.main.title,), *(_target_row(row, row.reading) for row in view.further)]
    title, head = label("further_readings"), _target_head()
    return Table(title, head, tuple(rows), terminal=False, words=(1, 6), folded=True, form="cards")


def _target_head() -> tuple[Text, ...]:
    return heads("head_{}", "target", "verdict", "probability", "figure", "bound", "shortfall", "first_met")


def _target_row(row: TargetRow, title: Text, *small: Text) -> Row:
    return (
        Cell(title, tuple(text for text in (*small, row.beside, row.spread) if text != NOTHING)),
        Cell(row.word, verdict=row.verdict),
        Cell(row.probability, (row.interval,)),
        Cell(row.median, (row.band,)),
        row.bound,
        row.shortfall,
        Cell(row.first_met, (row.first_share,)),
    )


def terminal_target_table(views: Sequence[TargetView]) -> Table:
    """The targets of a scenario for a terminal of eighty columns."""
    rows = tuple(
        (
            Cell(
                say("title_with_bound", title=row.title, bound=row.bound),
                (row.beside,) if row.beside != NOTHING else (),
            ),
            Cell(row.word, verdict=row.verdict),
            Cell(row.probability, (row.interval,)),
            Cell(row.median, (row.band,)),
            row.shortfall,
            row.first_met,
        )
        for row in (view.main for view in views)
    )
    head = heads("head_{}", "target", "verdict", "share_short", "figure", "shortfall", "first_met")
    return Table(NOTHING, head, rows, words=(1, 5), page=False)


def matrix_table(cases: Sequence[Case], targets: pd.DataFrame) -> Table:
    """Targets down, scenarios across."""

    def cell(row: SharedTarget, own: TargetRow | None) -> Text | Cell:
        if own is None:
            return NONE
        share = say("share_with_interval", share=own.probability, interval=own.interval)
        figures = say("figure_against_limit", figure=own.median, limit=own.limit)
        reading = NOTHING if row.same_words else own.reading
        return Cell(own.word, (share, figures, own.spread, reading), verdict=own.verdict)

    scenarios = [case.scenario for case in cases]
    return Table(
        NOTHING,
        (label("head_target"), *(Cell(case.name, colour=case.colour) for case in cases)),
        tuple(
            (row.title, *(cell(row, own) for own in row.cells)) for row in shared_targets(targets, scenarios)
        ),
        join([label("matrix_note"), label("verdict_rule")], " ", ""),
        terminal=False,
        words=tuple(range(1, len(cases) + 1)),
        form="matrix",
    )


def terminal_matrix_table(scenarios: Sequence[Scenario], targets: pd.DataFrame) -> Table:
    """The same for a terminal: names of files as heads; across regions signs in place of words."""
    across = len(by_region(scenarios)) > 1
    names = short_titles(scenarios) if across else [text_of(one.name) for one in scenarios]

    def cell(row: SharedTarget, own: TargetRow | None) -> Text | Cell:
        if own is None:
            return NONE
        if across:
            return Cell(own.probability, (own.interval, own.limit), verdict=own.verdict)
        share = say("share_with_interval", share=own.probability, interval=own.interval)
        limit = NOTHING if row.same_bound else own.limit
        return Cell(own.word, (own.median, share, limit), verdict=own.verdict)

    rows = []
    for row in shared_targets(targets, scenarios):
        bound = next(own.bound for own in row.cells if own is not None)
        title = (
            say("title_with_bound", title=row.title, bound=bound)
            if row.same_bound and not across
            else row.title
        )
        rows.append((title, *(cell(row, own) for own in row.cells)))
    words_of = ((MARKS[word], label(f"verdict_{word}")) for word in VERDICTS)
    marks = [Text(f"{mark} {word.en}", f"{mark} {word.zh}") for mark, word in words_of]
    note = say("table_note", marks=join(marks, ", ", "\N{FULLWIDTH COMMA}")) if across else NOTHING
    words = tuple(range(1, len(names) + 1))
    head = (label("head_target"), *map(_broken, names))
    return Table(NOTHING, head, tuple(rows), note, words=words, page=False, form="matrix")


def _broken(head: Text) -> Text:
    """A long name that breaks after its hyphens."""
    return Text(*(one.replace("-", "-\n") if len(one) > LONGEST_HEAD else one for one in (head.en, head.zh)))


def lever_table(case: Case) -> Table:
    """One row per lever and their sum, medians with 5–95 % bands; below it the spending by year."""
    columns: tuple[tuple[str, Callable[[float], Text]], ...] = (
        ("spent_yuan", money),
        ("planned_yuan", money),
        ("households_yuan", money),
        ("units", count),
        ("beneficiaries", count),
    )
    totals = case.ledger.totals
    rows: list[Row] = [
        (lever_label(name), *(_banded(own[column], form) for column, form in columns))
        for name, own in totals.items()
    ]
    sums = [
        _banded(np.sum([own[column] for own in totals.values()], axis=0), form) if form is money else NONE
        for column, form in columns
    ]
    return Table(
        NOTHING,
        heads("head_{}", "lever", "spent", "planned", "households", "units", "beneficiaries"),
        (*rows, (label("all_levers"), *sums)),
        say("by_year", parts=join([*_yearly(case)])),
        terminal=False,
        total=True,
    )


def _banded(values: FloatArray, form: Callable[[float], Text]) -> Cell:
    """A median with the band below it, unless the band is that figure."""
    middle, low, high = (form(float(value)) for value in (np.median(values), *quantile_band(values)))
    return Cell(middle) if low == high == middle else Cell(middle, (span(low, high),))


def _yearly(case: Case) -> list[Text]:
    """What all levers together spend in each calendar year of the plan; medians."""
    yearly = case.ledger.yearly.values()
    parts = []
    for year in sorted({year for by_year in yearly for year in by_year}):
        spent = np.sum([by_year[year] for by_year in yearly if year in by_year], axis=0)
        parts.append(say("hover_point", name=str(year), value=money(float(np.median(spent)))))
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
    middle, bottom, top = (signed(difference_text(value, unit), value) for value in (difference, low, high))
    return (
        measure,
        level_text(float(row["reference_mean"]), unit),
        level_text(float(row["mean"]), unit),
        Cell(middle, faint=not (low > 0.0 or high < 0.0)),
        NONE if np.isnan(low) else span(bottom, top),
    )


def _ratio_cells(outcome: str, middle: float, low: float, high: float) -> tuple[Cell, Text]:
    """What more of something costs, or why that cannot be said, with its interval."""
    if outcome not in ("value", "saved_per_loss"):
        return Cell(label(f"outcome_{outcome}"), faint=True), NONE
    value = yuan(middle)
    text = say("outcome_saved_per_loss", value=value) if outcome == "saved_per_loss" else value
    return Cell(text), span(yuan(low), yuan(high))


def figures_table(uncertainty: pd.DataFrame, case: Case, title: Text) -> Table:
    """Main figures of a scenario for a terminal: median and band."""
    rows = [
        (
            label(f"measure_{row['measure']}"),
            Cell(
                level_text(row["median"], row["unit"]),
                (span(level_text(row["p05"], row["unit"]), level_text(row["p95"], row["unit"])),),
            ),
        )
        for row in _records(uncertainty, case)
    ]
    return Table(title, heads("head_{}", "measure", "figure"), tuple(rows), page=False)


def spread_table(uncertainty: pd.DataFrame, case: Case) -> Table:
    """What the spread of each measure of a scenario comes from, in the order of the frame."""
    return Table(
        NOTHING,
        heads("head_{}", "measure", "figure", "spread_band", *(f"spread_{part}" for part in PARTS)),
        tuple(map(_spread_row, _records(uncertainty, case))),
        terminal=False,
    )


def _spread_row(row: Mapping[str, Any]) -> Row:
    def text(column: str) -> Text:
        return level_text(float(row[column]), str(row["unit"]))

    def share(part: str) -> Cell:
        middle = float(row[f"share_{part}"])
        if np.isnan(middle):
            return Cell(NONE)
        return Cell(percent(middle, 0), (share_interval(row, part),) if separated else ())

    separated = row["spread"] == SEPARATED
    return (
        label(f"measure_{row['measure']}"),
        Cell(text("median"), (span(text("p05"), text("p95")),)),
        span(text("band_parameters_low"), text("band_parameters_high")) if separated else NONE,
        *map(share, PARTS),
    )
