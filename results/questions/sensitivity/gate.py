"""A gate checked against runs: the effects that were measured, the rules that broke, the file updated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import ceil, floor, isfinite, isnan, log10
from typing import Any

import numpy as np
import pandas as pd

from resettle.results.questions.sensitivity.gate_file import (
    DIRECTION,
    NONE,
    RANK,
    RULES,
    SIZE,
    Bound,
    Gate,
    Measured,
)
from resettle.results.questions.sensitivity.inputs import PointEvaluator
from resettle.results.report.answer import Answer, Section, Table
from resettle.results.runs.asking import Asking
from resettle.results.statistics.intervals import FloatArray, mean_interval
from resettle.results.text.labels import Text, label, listed, say
from resettle.results.text.numbers import NONE as DASH
from resettle.results.text.numbers import count, span, unit_text

MARGIN = 0.2
"""Room that `--update` leaves around an effect, relative to its size, if its interval is not wider."""

DIGITS = 3
"""Digits of the ends that `--update` writes."""

ABOUT = """\
# Sensitivities that were committed to; `resettle sensitivity --gate FILE` exits with 1 if one of them broke.
# The effect of an input is the outcome with the input at the high end of its range less that at the low end,
# all else as in the scenario, under the same seeds. Ranges are those of the scenario and of the fit that
# ships; what a lever offers goes from half to one and a half of the scenario's number if it has no range.
#   direction  up, down, or none: whether the 95 % interval of the effect lies above 0, below it, or holds it
#   rank       the effect is one of so many largest of this file
#   size       the mean effect lies between these ends, in the unit of the outcome ({unit})
# Written by `resettle sensitivity --gate FILE --update`, which brings the rules of each input up to date; an
# input that is added as `PATH: {{}}` gets all three.
"""


def renewed(gate: Gate, effects: Sequence[Measured]) -> Gate:
    """A gate with bounds that fit what was measured."""
    bounds = tuple(renewed_bound(*pair) for pair in zip(gate.bounds, effects, strict=True))
    return replace(gate, bounds=bounds)


def renewed_bound(bound: Bound, one: Measured) -> Bound:
    """A bound with the rules that it has, or all of them if it has none, as they were measured."""
    rules = bound.rules or RULES
    half = max(MARGIN * abs(one.effect), (one.high - one.low) / 2.0)
    size = _outward(one.effect - half, floor), _outward(one.effect + half, ceil)
    return replace(
        bound,
        direction=one.direction if DIRECTION in rules else None,
        rank=one.rank if RANK in rules else None,
        size=size if SIZE in rules else None,
    )


def _outward(value: float, to: Callable[[float], int]) -> float:
    """A number with few digits, no nearer to the middle than it was."""
    if value == 0.0:
        return 0.0
    step = 10.0 ** (floor(log10(abs(value))) - DIGITS + 1)
    return float(f"{to(value / step) * step:.{DIGITS}g}")


def rewrite(gate: Gate) -> None:
    """Write the file of a gate, whole or not at all.

    Raises:
        OSError: If it cannot be written; it stays as it was.
    """
    from resettle.results.runs.atomic import replacing

    with replacing(gate.path) as new:
        new.write_text(written(gate), encoding="utf-8")


def written(gate: Gate) -> str:
    """The file of a gate."""
    many = f"scale: {gate.scale!r}" if gate.scale is not None else f"households: {gate.households}"
    lines = [
        ABOUT.format(unit=gate.outcome.unit),
        "resettle: 1",
        f"scenario: {gate.reference}",
        f"outcome: {gate.outcome.name}",
        f"seed: {gate.seed}",
        many,
        f"replications: {gate.replications}",
        "inputs:",
    ]
    for bound in gate.bounds:
        rules = []
        if bound.direction is not None:
            rules.append(f"direction: {bound.direction}")
        if bound.rank is not None:
            rules.append(f"rank: {bound.rank}")
        if bound.size is not None:
            rules.append(f"size: [{bound.size[0]:.{DIGITS}g}, {bound.size[1]:.{DIGITS}g}]")
        lines.append(f"  {bound.input.path}: {{{', '.join(rules)}}}")
    return "\n".join(lines) + "\n"


QUESTION = "sensitivity"

TOLERANCE = 1e-9
"""Relative distance by which an effect may miss an end of its size: rounding on another machine."""


def measured(effects: Sequence[FloatArray]) -> tuple[Measured, ...]:
    """Mean effects with intervals and ranks.

    Args:
        effects: For each input its paired effects, one per seed; NaN where a run failed.
    """
    means = [mean_interval(one[np.isfinite(one)]) for one in effects]
    sizes = [abs(mean) if isfinite(mean) else -1.0 for mean, *_ in means]
    return tuple(
        Measured(mean, low, high, 1 + sum(other > own for other in sizes))
        for (mean, low, high), own in zip(means, sizes, strict=True)
    )


def broken(bound: Bound, one: Measured) -> tuple[str, ...]:
    """Rules that do not hold; all that the input has if nothing could be measured."""
    if isnan(one.effect):
        return bound.rules
    rules = []
    if bound.direction is not None and one.direction != bound.direction:
        rules.append(DIRECTION)
    if bound.rank is not None and one.rank > bound.rank:
        rules.append(RANK)
    if bound.size is not None:
        low, high = bound.size
        room = TOLERANCE * max(abs(low), abs(high))
        if not low - room <= one.effect <= high + room:
            rules.append(SIZE)
    return tuple(rules)


def check_gate(gate: Gate, asking: Asking, *, update: bool = False) -> Answer:
    """Run what a gate needs and check its rules.

    Args:
        gate: The gate.
        asking: Runs what is needed, with the seed of the gate.
        update: Whether the file is rewritten from what was measured; it is left alone if a run failed.

    Returns:
        The answer; its exit code is 1 if a rule broke or a run failed.

    Raises:
        OSError: If the file cannot be rewritten; it stays as it was.
    """
    inputs = [bound.input for bound in gate.bounds]
    bench = PointEvaluator(asking, gate.scenario, (gate.outcome,), gate.part)
    rows = np.array([[one.central for one in inputs]] * (2 * len(inputs)))
    for number in range(len(inputs)):
        rows[2 * number : 2 * number + 2, number] = (0.0, 1.0)
    figures = bench.figures(inputs, rows, range(gate.replications), "gate")[..., 0]
    figures = figures.reshape(len(inputs), 2, -1)
    effects = measured(list(figures[:, 1] - figures[:, 0]))
    failed = int(np.isnan(figures).sum())
    out = [broken(bound, one) for bound, one in zip(gate.bounds, effects, strict=True)]
    wrong = [bound.input.path for bound, rules in zip(gate.bounds, out, strict=True) if rules]
    pieces: dict[str, Text | str] = {"outcome": gate.outcome.title, "count": str(len(inputs))}
    lines: list[Text] = []
    if failed:
        lines.append(say("sensitivity_gate_failed", count=count(failed)))
    if wrong:
        names = listed([Text(path, path) for path in wrong])
        lines.append(say("sensitivity_gate_broken", broken=str(len(wrong)), names=names, **pieces))
    elif not failed and not update:
        lines.append(say("sensitivity_gate_held", **pieces))
    table = _table(gate, effects, out)
    rewritten = update and not failed
    if rewritten:
        renewed_gate = renewed(gate, effects)
        rewrite(renewed_gate)
        table = _table(renewed_gate, effects, [()] * len(inputs))
        lines.append(say("sensitivity_gate_updated", file=str(gate.path)))
    return Answer(
        QUESTION,
        say("sensitivity_gate_title", scenario=gate.scenario.title),
        tuple(lines),
        (Section("gate", label("sensitivity_gate_table"), tables=(table,)),),
        {"gate": _frame(gate, effects, out)},
        {"gate": gate.path.name, "outcome": gate.outcome.name, "broken": wrong, "updated": rewritten},
        exit_code=1 if failed or (wrong and not update) else 0,
    )


def _table(gate: Gate, effects: Sequence[Measured], out: Sequence[Sequence[str]]) -> Table:
    """The rules that broke first, then those that hold, in the order of the file."""
    rows = [
        (
            rule in rules,
            (
                Text(bound.input.path, bound.input.path),
                label(f"sensitivity_gate_rule_{rule}"),
                _committed(bound, rule),
                _measured(one, rule, len(effects)),
                label("sensitivity_gate_breaks" if rule in rules else "sensitivity_gate_holds"),
            ),
        )
        for bound, one, rules in zip(gate.bounds, effects, out, strict=True)
        for rule in bound.rules
    ]
    rows.sort(key=lambda row: not row[0])
    head = [label("sensitivity_head_path")]
    head += [label(f"sensitivity_gate_head_{word}") for word in ("rule", "committed", "measured", "verdict")]
    note = say("sensitivity_gate_note", seeds=str(gate.replications), unit=unit_text(gate.outcome.unit))
    most = max(60, sum(is_broken for is_broken, _ in rows))
    cells = tuple(row for _, row in rows)
    return Table(label("sensitivity_gate_table"), tuple(head), cells, note, most=most, words=(1,))


def _committed(bound: Bound, rule: str) -> Text:
    if rule == DIRECTION:
        return _direction(bound.direction or NONE)
    if rule == RANK:
        return say("sensitivity_gate_at_most", rank=str(bound.rank))
    assert bound.size is not None
    return span(*(_number(end) for end in bound.size))


def _measured(one: Measured, rule: str, inputs: int) -> Text:
    if isnan(one.effect):
        return DASH
    if rule == DIRECTION:
        return _direction(one.direction)
    if rule == RANK:
        return say("sensitivity_gate_of", rank=str(one.rank), count=str(inputs))
    ends = span(_number(one.low), _number(one.high))
    return say("with_interval", value=_number(one.effect), interval=ends)


def _direction(direction: str) -> Text:
    return label("sensitivity_gate_none" if direction == NONE else f"sensitivity_{direction}")


def _number(value: float) -> Text:
    """A number as the file would have it."""
    text = f"{value:.4g}"
    return Text(text, text)


def _frame(gate: Gate, effects: Sequence[Measured], out: Sequence[Sequence[str]]) -> pd.DataFrame:

    rows: list[dict[str, Any]] = []
    for bound, one, rules in zip(gate.bounds, effects, out, strict=True):
        low, high = bound.size or (None, None)
        rows.append(
            {
                "input": bound.input.path,
                "low": bound.input.value(0.0),
                "high": bound.input.value(1.0),
                "effect": one.effect,
                "effect_low": one.low,
                "effect_high": one.high,
                "direction": one.direction,
                "rank": one.rank,
                "committed_direction": bound.direction,
                "committed_rank": bound.rank,
                "committed_least": low,
                "committed_largest": high,
                "broken": ", ".join(rules),
            }
        )
    return pd.DataFrame(rows)
