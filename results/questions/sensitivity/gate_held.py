"""A gate held against runs: what was found, which rules broke, and the file written anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, isfinite, isnan, log10
from typing import TYPE_CHECKING, Any

import numpy as np

from resettle.results.questions.sensitivity.gate import (
    DIRECTION,
    DOWN,
    NONE,
    RANK,
    RULES,
    SIZE,
    UP,
    Bound,
    Gate,
)
from resettle.results.questions.sensitivity.runs import Asks, Bench
from resettle.results.report.answer import Answer, Section, Table
from resettle.results.statistics.intervals import FloatArray, mean_interval
from resettle.results.text.labels import Text, join, label, say, text_of
from resettle.results.text.numbers import NONE as DASH
from resettle.results.text.numbers import count, span, unit_text

if TYPE_CHECKING:
    import pandas as pd

QUESTION = "sensitivity"

MARGIN = 0.2
"""Room that `--update` leaves around an effect, relative to its size, if its interval is not wider."""

DIGITS = 3
"""Digits of the ends that `--update` writes."""

TOLERANCE = 1e-9
"""Relative distance by which an effect may miss an end of its size: rounding on another machine."""

ABOUT = """\
# Sensitivities that were committed to; `resettle sensitivity --gate FILE` exits with 1 if one of them broke.
# The effect of an input is the outcome with the input at the high end of its range less that at the low end,
# all else as the scenario states it, under the same seeds. Ranges are those of the scenario and of the fit
# that ships; what a lever offers goes from half to one and a half of what is stated if it has no range.
#   direction  up, down, or none: whether the 95 % interval of the effect lies above 0, below it, or holds it
#   rank       the effect is one of so many largest of this file
#   size       the mean effect lies between these ends, in the unit of the outcome ({unit})
# Written by `resettle sensitivity --gate FILE --update`, which brings the rules of each input up to date; an
# input that is added as `PATH: {{}}` gets all three.
"""


@dataclass(frozen=True)
class Found:
    """What was found of one input.

    Attributes:
        effect: Mean paired effect of the whole range, in the unit of the outcome.
        low: Lower end of its 95 % interval.
        high: Upper end.
        rank: 1 for the largest effect of the file.
    """

    effect: float
    low: float
    high: float
    rank: int

    @property
    def direction(self) -> str:
        """`up`, `down`, or `none`."""
        return UP if self.low > 0.0 else DOWN if self.high < 0.0 else NONE


def found(effects: Sequence[FloatArray]) -> tuple[Found, ...]:
    """What paired effects say, one array a path with a figure a seed; NaN where a run failed."""
    made = [mean_interval(one[np.isfinite(one)]) for one in effects]
    sizes = [abs(mean) if isfinite(mean) else -1.0 for mean, *_ in made]
    return tuple(
        Found(mean, low, high, 1 + sum(other > own for other in sizes))
        for (mean, low, high), own in zip(made, sizes, strict=True)
    )


def broken(bound: Bound, held: Found) -> tuple[str, ...]:
    """Rules that do not hold; all that are stated if nothing was found."""
    if isnan(held.effect):
        return bound.rules
    rules = []
    if bound.direction is not None and held.direction != bound.direction:
        rules.append(DIRECTION)
    if bound.rank is not None and held.rank > bound.rank:
        rules.append(RANK)
    if bound.size is not None:
        low, high = bound.size
        room = TOLERANCE * max(abs(low), abs(high))
        if not low - room <= held.effect <= high + room:
            rules.append(SIZE)
    return tuple(rules)


def hold(asking: Asks, gate: Gate, *, update: bool = False) -> Answer:
    """Run what a gate needs and hold it against its bounds.

    Args:
        asking: Runs what is needed, with the seed of the gate.
        gate: The gate.
        update: Whether the file is written anew from what is found; it is left alone if a run failed.

    Returns:
        The answer; its exit code is 1 if a rule broke or a run failed.

    Raises:
        OSError: If the file cannot be written anew; it stays as it was.
    """
    knobs = tuple(bound.knob for bound in gate.bounds)
    bench = Bench(asking, gate.scenario, knobs, (gate.outcome,), gate.part)
    rows = np.array([[knob.central for knob in knobs]] * (2 * len(knobs)))
    for number in range(len(knobs)):
        rows[2 * number : 2 * number + 2, number] = (0.0, 1.0)
    figures = bench.figures(rows, range(gate.replications), "gate")[..., 0].reshape(len(knobs), 2, -1)
    effects = figures[:, 1] - figures[:, 0]
    held = found(list(effects))
    failed = int(np.isnan(figures).sum())
    written_anew = update and not failed
    out = [broken(bound, one) for bound, one in zip(gate.bounds, held, strict=True)]
    wrong = [bound.knob.path for bound, rules in zip(gate.bounds, out, strict=True) if rules]
    title, inputs = gate.outcome.title, str(len(knobs))
    told: list[Text] = []
    if failed:
        told.append(say("sensitivity_gate_failed", count=count(failed)))
    if wrong:
        names = join([Text(path, path) for path in wrong], ", ", "\N{IDEOGRAPHIC COMMA}")
        told.append(
            say("sensitivity_gate_broken", broken=str(len(wrong)), outcome=title, count=inputs, names=names)
        )
    elif not failed and not update:
        told.append(say("sensitivity_gate_held", outcome=title, count=inputs))
    shown, still = gate, out
    if written_anew:
        shown = anew(gate, held)
        rewrite(shown)
        still = [()] * len(knobs)
        told.append(say("sensitivity_gate_updated", file=str(gate.path)))
    return Answer(
        QUESTION,
        say("sensitivity_gate_title", scenario=text_of(gate.scenario.title)),
        tuple(told),
        (Section("gate", label("sensitivity_gate_table"), tables=(_table(shown, held, still),)),),
        {"gate": _frame(gate, held, out)},
        {
            "gate": gate.path.name,
            "outcome": gate.outcome.name,
            "broken": wrong,
            "updated": written_anew,
        },
        exit_code=1 if failed or (wrong and not update) else 0,
    )


def _table(gate: Gate, held: Sequence[Found], out: Sequence[Sequence[str]]) -> Table:
    """The rules that broke first, then those that hold, in the order of the file."""
    bad: list[tuple[Text, ...]] = []
    good: list[tuple[Text, ...]] = []
    for bound, one, rules in zip(gate.bounds, held, out, strict=True):
        for rule in bound.rules:
            verdict = label("sensitivity_gate_breaks" if rule in rules else "sensitivity_gate_holds")
            row = (
                Text(bound.knob.path, bound.knob.path),
                label(f"sensitivity_gate_rule_{rule}"),
                _committed(bound, rule),
                _told(one, rule, len(held)),
                verdict,
            )
            (bad if rule in rules else good).append(row)
    head = [label("sensitivity_head_path")]
    head += [label(f"sensitivity_gate_head_{word}") for word in ("rule", "committed", "found", "verdict")]
    note = say("sensitivity_gate_note", seeds=str(gate.replications), unit=unit_text(gate.outcome.unit))
    return Table(
        label("sensitivity_gate_table"), tuple(head), (*bad, *good), note, most=max(60, len(bad)), words=(1,)
    )


def _committed(bound: Bound, rule: str) -> Text:
    if rule == DIRECTION:
        return _way(bound.direction or NONE)
    if rule == RANK:
        return say("sensitivity_gate_at_most", rank=str(bound.rank))
    assert bound.size is not None
    return span(*(_plain(end) for end in bound.size))


def _told(one: Found, rule: str, inputs: int) -> Text:
    if isnan(one.effect):
        return DASH
    if rule == DIRECTION:
        return _way(one.direction)
    if rule == RANK:
        return say("sensitivity_gate_of", rank=str(one.rank), count=str(inputs))
    around = span(_plain(one.low), _plain(one.high))
    middle = _plain(one.effect)
    if around == middle:
        return middle
    return Text(f"{middle.en} ({around.en})", f"{middle.zh}（{around.zh}）")


def _way(direction: str) -> Text:
    return label("sensitivity_gate_none" if direction == NONE else f"sensitivity_{direction}")


def _plain(value: float) -> Text:
    """A number as the file would have it."""
    text = f"{value:.4g}"
    return Text(text, text)


def _frame(gate: Gate, held: Sequence[Found], out: Sequence[Sequence[str]]) -> pd.DataFrame:
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for bound, one, rules in zip(gate.bounds, held, out, strict=True):
        low, high = bound.size or (None, None)
        rows.append(
            {
                "input": bound.knob.path,
                "low": bound.knob.value(0.0),
                "high": bound.knob.value(1.0),
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


def renewed(bound: Bound, held: Found) -> Bound:
    """A bound with the rules that it states, or all of them if it states none, as they were found."""
    rules = bound.rules or RULES
    half = max(MARGIN * abs(held.effect), (held.high - held.low) / 2.0)
    low, high = _outward(held.effect - half, floor), _outward(held.effect + half, ceil)
    return replace(
        bound,
        direction=held.direction if DIRECTION in rules else None,
        rank=held.rank if RANK in rules else None,
        size=(low, high) if SIZE in rules else None,
    )


def _outward(value: float, to: Any) -> float:
    """A number with few digits, no nearer to the middle than it was."""
    if value == 0.0:
        return 0.0
    step = 10.0 ** (floor(log10(abs(value))) - DIGITS + 1)
    return float(f"{to(value / step) * step:.{DIGITS}g}")


def anew(gate: Gate, held: Sequence[Found]) -> Gate:
    """A gate with the bounds that were found."""
    return replace(gate, bounds=tuple(renewed(*pair) for pair in zip(gate.bounds, held, strict=True)))


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
        lines.append(f"  {bound.knob.path}: {{{', '.join(rules)}}}")
    return "\n".join(lines) + "\n"
