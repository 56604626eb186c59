"""Tables and frames of a sensitivity analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resettle.results.questions.sensitivity.swings import STEPS
from resettle.results.questions.sensitivity.words import (
    amount,
    around,
    compared_with_luck,
    interval,
    rest,
    share,
    share_interval,
    size,
    trust,
    way,
)
from resettle.results.report.answer import Table
from resettle.results.text.labels import NOTHING, Text, join, label, say
from resettle.results.text.numbers import NONE

if TYPE_CHECKING:
    import pandas as pd

    from resettle.results.questions.sensitivity.inputs import Knob
    from resettle.results.questions.sensitivity.sobol import Share
    from resettle.results.questions.sensitivity.study import Study

ON_TERMINAL = 12
"""Rows of the screening that a terminal shows."""

LISTED = 20
"""Rows of the screening that the page shows; the frame has all."""


def heads(*names: str) -> tuple[Text, ...]:
    """Heads of columns by their keys."""
    return tuple(label(f"sensitivity_head_{name}") for name in names)


def code(path: str) -> Text:
    """A path, the same in both languages."""
    return Text(path, path)


def screening_table(held: Study, outcome: int) -> Table:
    """The largest effects of the screening."""
    assert held.screening is not None
    one, found = held.bench.outcomes[outcome], held.screening.effects[outcome]
    rows = []
    for number in held.screening.order(outcome)[:LISTED]:
        knob, effect = held.bench.knobs[number], found[number]
        rows.append(
            (
                knob.name,
                code(knob.path),
                knob.range,
                around(
                    size(effect.mu_star, one.unit), interval(effect.low, effect.high, one.unit, sign=False)
                ),
                way(effect),
                size(effect.sigma, one.unit),
                size(effect.noise, one.unit),
            )
        )
    return Table(
        say("sensitivity_table_screening", outcome=one.title),
        (*heads("input", "path", "range", "size", "way"), Text("σ", "σ"), *heads("noise")),
        tuple(rows),
        _notes(compared_with_luck(held, outcome), label("sensitivity_table_screening_note")),
        most=ON_TERMINAL,
        words=(1,),
    )


def shares_table(held: Study, outcome: int) -> Table | None:
    """Shares of variance; nothing for an outcome that has none."""
    found = None if held.variances is None else held.variances[outcome]
    if found is None:
        return None
    own = found.indices
    order = sorted(range(len(own.first)), key=lambda number: -own.total[number].middle)
    rows = [
        (
            held.bench.knobs[held.chosen[number]].name,
            code(held.bench.knobs[held.chosen[number]].path),
            _share(own.first[number]),
            _share(own.total[number]),
        )
        for number in order
    ]
    rows.append((label("sensitivity_row_together"), NOTHING, share(own.together), NONE))
    rows.append((label("sensitivity_row_luck"), NOTHING, _share(own.luck), NONE))
    notes = trust(held, outcome, found), rest(held, outcome), label("sensitivity_table_shares_note")
    return Table(
        say("sensitivity_table_shares", outcome=held.bench.outcomes[outcome].title),
        heads("input", "path", "alone", "total"),
        tuple(rows),
        _notes(*notes),
        words=(1,),
    )


def tornado_table(held: Study, outcome: int, terminal: bool) -> Table:
    """Differences from the centre, the widest swing first."""
    assert held.swings is not None
    one, found = held.bench.outcomes[outcome], held.swings[outcome]
    rows = []
    for number in by_width(held, outcome):
        swing, knob = found[number], held.bench.knobs[held.chosen[number]]
        cells = []
        for step in STEPS:
            middle, low, high = swing.at(step)
            cells.append(around(amount(middle, one.unit), interval(low, high, one.unit)))
        turning = label("sensitivity_turning") if swing.turns else NOTHING
        rows.append((knob.name, code(knob.path), *cells, turning))
    return Table(
        say("sensitivity_table_tornado", outcome=one.title),
        (*heads("input", "path", "low", "third", "two_thirds", "high"), NOTHING),
        tuple(rows),
        say("sensitivity_table_tornado_note", seeds=str(held.sizes.swings)),
        terminal=terminal,
        words=(1,),
    )


def by_width(held: Study, outcome: int) -> list[int]:
    """Positions among the chosen inputs, the widest swing first."""
    assert held.swings is not None
    found = held.swings[outcome]
    return sorted(range(len(found)), key=lambda number: -found[number].width)


def inputs_table(held: Study) -> Table:
    """All inputs with their ranges."""
    rows = tuple(
        (
            knob.name,
            code(knob.path),
            knob.shown(knob.one.central),
            knob.range,
            label(f"sensitivity_origin_{knob.origin}"),
        )
        for knob in held.bench.knobs
    )
    title = label("sensitivity_inputs")
    return Table(title, heads("input", "path", "stated", "range", "origin"), rows, terminal=False, words=(1,))


def _notes(*notes: Text | None) -> Text:
    return join([note for note in notes if note is not None], " ", "")


def _share(one: Share) -> Text:
    return around(share(one.middle), share_interval(one))


def frames(held: Study) -> dict[str, pd.DataFrame]:
    """All numbers: `inputs`, `luck`, and `screening`, `shares` and `tornado` as far as they were asked for.

    Figures are in the unit of their outcome, shares in the variance of the outcome.
    """
    import pandas as pd

    found = {
        "inputs": pd.DataFrame([_input(knob) for knob in held.bench.knobs]),
        "luck": pd.DataFrame(
            [
                {"outcome": one.name, "unit": one.unit, **vars(luck)}
                for one, luck in zip(held.bench.outcomes, held.luck, strict=True)
            ]
        ),
    }
    if held.screening is not None:
        found["screening"] = pd.DataFrame(
            [
                {
                    "outcome": one.name,
                    "input": knob.path,
                    "unit": one.unit,
                    **vars(effect),
                    "clear": effect.clear,
                }
                for one, effects in zip(held.bench.outcomes, held.screening.effects, strict=True)
                for knob, effect in zip(held.bench.knobs, effects, strict=True)
            ]
        )
    if held.variances is not None:
        found["shares"] = pd.DataFrame(_share_rows(held))
    if held.swings is not None:
        found["tornado"] = pd.DataFrame(_swing_rows(held))
    return found


def _input(knob: Knob) -> dict[str, object]:
    return {
        "input": knob.path,
        "measure": knob.one.measure,
        "unit": knob.one.unit,
        "stated": knob.one.central,
        "low": knob.value(0.0),
        "high": knob.value(1.0),
        "origin": knob.origin,
    }


def _share_rows(held: Study) -> list[dict[str, object]]:
    assert held.variances is not None
    rows: list[dict[str, object]] = []
    for one, found in zip(held.bench.outcomes, held.variances, strict=True):
        if found is None:
            continue
        own = found.indices
        emulator = {
            "sd": own.sd, "emulator": found.kind, "cv_error": found.error, "error": found.check.error,
            "explained": found.check.explained, "grade": found.check.grade,
        }  # fmt: skip
        names = [held.bench.knobs[number].path for number in held.chosen]
        parts = [*((name, "first", part) for name, part in zip(names, own.first, strict=True))]
        parts += [(name, "total", part) for name, part in zip(names, own.total, strict=True)]
        parts += [("luck", "luck", own.luck)]
        rows += [
            {"outcome": one.name, "input": name, "kind": kind, "share": part.middle, "low": part.low,
             "high": part.high, **emulator}
            for name, kind, part in parts
        ]  # fmt: skip
    return rows


def _swing_rows(held: Study) -> list[dict[str, object]]:
    assert held.swings is not None
    rows: list[dict[str, object]] = []
    for one, swings in zip(held.bench.outcomes, held.swings, strict=True):
        for number, found in zip(held.chosen, swings, strict=True):
            knob = held.bench.knobs[number]
            points = zip(found.places, found.means, found.lows, found.highs, strict=True)
            rows += [
                {"outcome": one.name, "input": knob.path, "unit": one.unit, "place": place,
                 "value": knob.value(place), "difference": mean, "low": low, "high": high,
                 "turns": found.turns, "seeds": found.seeds}
                for place, mean, low, high in points
            ]  # fmt: skip
    return rows
