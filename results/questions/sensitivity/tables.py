"""Tables and frames of a sensitivity analysis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

import pandas as pd

from resettle.results.questions.sensitivity.compute import Analysis, Finding, Variance
from resettle.results.questions.sensitivity.inputs import RangedInput
from resettle.results.questions.sensitivity.morris import STEPS
from resettle.results.questions.sensitivity.request import SOBOL, TORNADO
from resettle.results.questions.sensitivity.sentences import (
    compared_with_chance,
    direction,
    effect_size,
    rest,
    size,
    trust,
)
from resettle.results.report.answer import Cell, Row, Table
from resettle.results.report.estimates import change, share, share_text
from resettle.results.text.labels import NOTHING, Text, heads, join, label, say
from resettle.results.text.numbers import NONE

ON_TERMINAL = 12
"""Rows of the screening that a terminal shows."""

LISTED = 20
"""Rows of the screening that the page shows; the frame has all."""


_heads = partial(heads, "sensitivity_head_{}")


def _named(one: RangedInput) -> Cell:
    """Name and path of an input."""
    return Cell(one.name, code=one.path)


def _apart(rows: Iterable[tuple[RangedInput, Row]]) -> tuple[Row, ...]:
    """Rows without their input: what a planner can turn first, under a heading, then all else."""
    turned: list[Row] = []
    given: list[Row] = []
    for one, cells in rows:
        (turned if one.input.scale else given).append(cells)
    if not turned or not given:
        return (*turned, *given)
    heading, other = ((label(f"sensitivity_{name}"),) for name in ("turned", "given"))
    return (heading, *turned, other, *given)


def screening_table(finding: Finding) -> Table:
    """The largest effects of the screening."""
    title, unit = finding.outcome.title, finding.outcome.unit
    rows = _apart(
        (
            one,
            (
                _named(one),
                one.range,
                effect_size(effect, unit),
                direction(effect),
                size(effect.sigma, unit),
                size(effect.noise, unit),
            ),
        )
        for one, effect in finding.largest_effects[:LISTED]
    )
    return Table(
        say("sensitivity_table_screening", outcome=title),
        (*_heads("input", "range", "size", "way"), Text("σ", "σ"), *_heads("noise")),
        rows,
        _notes(compared_with_chance(finding), label("sensitivity_table_screening_note")),
        most=ON_TERMINAL,
    )


def shares_table(finding: Finding, variance: Variance) -> Table:
    """Shares of variance of an outcome that has some."""
    own = variance.indices
    inputs = sorted(zip(finding.close, own.first, own.total, strict=True), key=lambda row: -row[2].middle)
    rows = _apart((one, (_named(one), share_text(first), share_text(total))) for one, first, total in inputs)
    rows += ((label("sensitivity_row_together"), share(own.together), NONE),)
    rows += ((label("sensitivity_row_chance"), share_text(own.chance), NONE),)
    notes = trust(finding, variance), rest(finding), label("sensitivity_table_shares_note")
    return Table(
        say("sensitivity_table_shares", outcome=finding.outcome.title),
        _heads("input", "alone", "total"),
        rows,
        _notes(*notes),
    )


def tornado_table(finding: Finding, seeds: int, terminal: bool) -> Table:
    """Differences from the centre, the widest swing first."""
    rows = _apart(
        (
            one,
            (
                _named(one),
                *(change(swing.at(step), finding.outcome.unit) for step in STEPS),
                label("sensitivity_turning") if swing.turns else NOTHING,
            ),
        )
        for one, swing in finding.widest_swings
    )
    return Table(
        say("sensitivity_table_tornado", outcome=finding.outcome.title),
        (*_heads("input", "low", "third", "two_thirds", "high"), NOTHING),
        rows,
        say("sensitivity_table_tornado_note", seeds=str(seeds)),
        terminal=terminal,
    )


def inputs_table(analysis: Analysis) -> Table:
    """All inputs with their ranges."""
    rows = tuple(
        (_named(one), one.shown(one.input.central), one.range, label(f"sensitivity_origin_{one.origin}"))
        for one in analysis.inputs
    )
    head = _heads("input", "central", "range", "origin")
    return Table(label("sensitivity_inputs"), head, rows, terminal=False)


def _notes(*notes: Text | None) -> Text:
    return join([note for note in notes if note is not None], " ", "")


def frames(analysis: Analysis) -> dict[str, pd.DataFrame]:
    """All numbers: `inputs`, `luck`, and `screening`, `shares` and `tornado` as far as they were asked for.

    Outcomes are in their own units, shares in the variance of the outcome.
    """
    findings = analysis.findings
    tables: dict[str, list[dict[str, object]]] = {
        "inputs": [_input(one) for one in analysis.inputs],
        "luck": [
            {"outcome": one.outcome.name, "unit": one.outcome.unit, **vars(one.noise)} for one in findings
        ],
    }
    if analysis.screened:
        tables["screening"] = [
            {
                "outcome": finding.outcome.name,
                "input": one.path,
                "unit": finding.outcome.unit,
                **vars(effect),
                "clear": effect.clear,
            }
            for finding in findings
            for one, effect in finding.screened
        ]
    if analysis.ran(SOBOL):
        tables["shares"] = [row for finding in findings for row in _share_rows(finding)]
    if analysis.ran(TORNADO):
        tables["tornado"] = [row for finding in findings for row in _swing_rows(finding)]
    return {name: pd.DataFrame(rows) for name, rows in tables.items()}


def _input(one: RangedInput) -> dict[str, object]:
    return {
        "input": one.path,
        "measure": one.input.measure,
        "unit": one.input.unit,
        "stated": one.input.central,
        "low": one.value(0.0),
        "high": one.value(1.0),
        "origin": one.origin,
    }


def _share_rows(finding: Finding) -> Iterator[dict[str, object]]:
    variance = finding.variance
    if variance is None:
        return
    own, check = variance.indices, variance.check
    emulator = {
        "sd": own.sd, "emulator": variance.kind, "cv_error": variance.error, "error": check.error,
        "explained": check.explained, "grade": check.grade,
    }  # fmt: skip
    paths = [one.path for one in finding.close]
    parts = [*((path, "first", part) for path, part in zip(paths, own.first, strict=True))]
    parts += [(path, "total", part) for path, part in zip(paths, own.total, strict=True)]
    parts += [("luck", "luck", own.chance)]
    for path, kind, part in parts:
        yield {"outcome": finding.outcome.name, "input": path, "kind": kind, "share": part.middle,
               "low": part.low, "high": part.high, **emulator}  # fmt: skip


def _swing_rows(finding: Finding) -> Iterator[dict[str, object]]:
    for one, swing in finding.swings:
        points = zip(swing.positions, swing.means, swing.lows, swing.highs, strict=True)
        for position, mean, low, high in points:
            yield {"outcome": finding.outcome.name, "input": one.path, "unit": finding.outcome.unit,
                   "place": position, "value": one.value(position), "difference": mean, "low": low,
                   "high": high, "turns": swing.turns, "seeds": swing.seeds}  # fmt: skip
