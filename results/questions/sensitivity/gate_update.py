"""A gate brought up to date: bounds that fit what was measured, and the file written anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import ceil, floor, log10

from resettle.results.questions.sensitivity.gate_file import (
    DIRECTION,
    RANK,
    RULES,
    SIZE,
    Bound,
    Gate,
    Measured,
)

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
