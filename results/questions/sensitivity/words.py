"""A sensitivity analysis in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

from resettle.results.questions.sensitivity.morris import shares
from resettle.results.text.labels import Text, join, label, say
from resettle.results.text.numbers import NONE, count, difference_text, percent, signed, span

if TYPE_CHECKING:
    from resettle.results.questions.sensitivity.morris import Effect
    from resettle.results.questions.sensitivity.sobol import Share
    from resettle.results.questions.sensitivity.study import Study, Variance

NEXT = 2
"""Inputs that a headline names after the first."""

LEAST_SHARE = 0.0005
"""Share below which it is told as none."""

WIDE = 0.2
"""A turn is told in a headline if the swing is so wide, relative to the widest one of the outcome."""

NAMED = 3
"""Inputs whose share of variance a headline tells."""


def size(value: float, unit: str) -> Text:
    """The size of a difference, without its sign."""
    return difference_text(value, unit) if isfinite(value) else NONE


def amount(value: float, unit: str) -> Text:
    """A difference with its sign."""
    return signed(size(value, unit), value)


def interval(low: float, high: float, unit: str, *, sign: bool = True) -> Text:
    """The interval of a difference; a dash where there is none."""
    if not (isfinite(low) and isfinite(high)):
        return NONE
    told = amount if sign else size
    return span(told(low, unit), told(high, unit))


def share(value: float) -> Text:
    """A share as a percentage without decimals, or with one where it is small."""
    if abs(value) < LEAST_SHARE:
        return percent(0.0, 0)
    return percent(value, 0 if value >= 0.1 else 1)


def around(middle: Text, ends: Text) -> Text:
    """A figure with its interval, unless that says nothing more."""
    if ends in (NONE, middle):
        return middle
    return Text(f"{middle.en} ({ends.en})", f"{middle.zh}（{ends.zh}）")


def share_interval(one: Share) -> Text:
    """The interval of a share."""
    return span(share(one.low), share(one.high))


def headlines(held: Study, methods: Sequence[str]) -> tuple[Text, ...]:
    """What matters, one outcome after the other."""
    told: list[Text] = []
    for outcome in range(len(held.bench.outcomes)):
        if held.screening is not None and "morris" in methods:
            told.append(_screened(held, outcome))
        elif held.swings is not None:
            told.append(_widest(held, outcome))
        if held.variances is not None:
            told.append(_explained(held, outcome))
        if held.swings is not None:
            told += _turning(held, outcome)
    return tuple(told)


def _screened(held: Study, outcome: int) -> Text:
    assert held.screening is not None
    one, found = held.bench.outcomes[outcome], held.screening.effects[outcome]
    clear = [number for number in held.screening.order(outcome) if found[number].clear]
    if not clear:
        if not any(effect.mu_star > 0.0 for effect in found) and not held.luck[outcome].sd > 0.0:
            return say("sensitivity_flat", outcome=one.title)
        return say("sensitivity_none", outcome=one.title, count=str(len(found)))
    first, *others = (held.bench.knobs[number] for number in clear[: NEXT + 1])
    effect = found[clear[0]]
    parts = [
        say(
            "sensitivity_most",
            outcome=one.title,
            first=first.name,
            range=first.range,
            effect=around(
                size(effect.mu_star, one.unit), interval(effect.low, effect.high, one.unit, sign=False)
            ),
        )
    ]
    if others:
        named = [
            say("sensitivity_named", name=knob.name, effect=size(found[number].mu_star, one.unit))
            for knob, number in zip(others, clear[1:], strict=False)
        ]
        parts.append(say("sensitivity_then", others=join(named, ", ", "\N{IDEOGRAPHIC COMMA}")))
    return join(parts, " ", "")


def compared_with_luck(held: Study, outcome: int) -> Text | None:
    """How far luck alone moves an outcome, and how many inputs move it less; nothing if that is unknown."""
    assert held.screening is not None
    found, luck, one = held.screening.effects[outcome], held.luck[outcome], held.bench.outcomes[outcome]
    silent, inputs = str(sum(not effect.clear for effect in found)), str(len(found))
    if luck.sd == 0.0:
        return say("sensitivity_no_luck", silent=silent, count=inputs)
    if not luck.sd > 0.0:
        return None
    below = str(sum(not effect.mu_star >= luck.sd for effect in found))
    spread = around(size(luck.sd, one.unit), interval(luck.low, luck.high, one.unit, sign=False))
    return say("sensitivity_luck", sd=spread, below=below, silent=silent, count=inputs)


def _explained(held: Study, outcome: int) -> Text:
    assert held.variances is not None
    title, found = held.bench.outcomes[outcome].title, held.variances[outcome]
    if found is None or not any(one.middle >= LEAST_SHARE for one in found.indices.total):
        return say("sensitivity_no_emulator", outcome=title)
    if found.check.grade == "bad":
        return trust(held, outcome, found)
    firsts = found.indices.first
    order = sorted(range(len(firsts)), key=lambda number: -firsts[number].middle)[:NAMED]
    named = [
        say(
            "sensitivity_variance_share" if number == order[0] else "sensitivity_variance_next",
            share=share(firsts[number].middle),
            name=held.bench.knobs[held.chosen[number]].name,
        )
        for number in order
        if firsts[number].low > 0.0 or number == order[0]
    ]
    luck = found.indices.luck
    told = say(
        "sensitivity_variance",
        outcome=title,
        count=str(len(held.chosen)),
        shares=join(named, ", ", "\N{FULLWIDTH COMMA}"),
        luck=around(share(luck.middle), share_interval(luck)),
    )
    return told if found.check.grade == "good" else join([told, trust(held, outcome, found)], " ", "")


def trust(held: Study, outcome: int, found: Variance) -> Text:
    """How far the emulator of an outcome can be trusted."""
    one, checked = held.bench.outcomes[outcome], found.check
    if not isfinite(checked.explained):
        few = not isfinite(checked.error)
        return say("sensitivity_emulator_unknown" if few else "sensitivity_no_emulator", outcome=one.title)
    pieces = {
        "explained": percent(max(0.0, checked.explained), 0 if checked.explained < 0.95 else 1),
        "points": count(checked.points),
        "error": size(checked.error, one.unit),
    }
    if checked.grade == "bad":
        return say("sensitivity_emulator_bad", outcome=one.title, **pieces)
    return say(f"sensitivity_emulator_{checked.grade}", **pieces)


def rest(held: Study, outcome: int) -> Text | None:
    """What the inputs that stayed at the centre would have moved, by the screening."""
    if held.screening is None or len(held.chosen) == len(held.bench.knobs):
        return None
    parts = shares(list(held.screening.effects[outcome]))
    left = float(parts.sum() - parts[list(held.chosen)].sum())
    if not parts.any():
        return None
    title = held.bench.outcomes[outcome].title
    return say("sensitivity_others_still", rest=share(max(0.0, left)), outcome=title)


def _widest(held: Study, outcome: int) -> Text:
    assert held.swings is not None
    one, found = held.bench.outcomes[outcome], held.swings[outcome]
    widest = max(range(len(found)), key=lambda number: found[number].width)
    swing, knob = found[widest], held.bench.knobs[held.chosen[widest]]
    if not swing.width > 0.0:
        return say("sensitivity_flat", outcome=one.title)
    return say(
        "sensitivity_swing_most",
        outcome=one.title,
        first=knob.name,
        low=amount(swing.at(0.0)[0], one.unit),
        low_value=knob.shown(knob.value(0.0)),
        high=amount(swing.at(1.0)[0], one.unit),
        high_value=knob.shown(knob.value(1.0)),
    )


def _turning(held: Study, outcome: int) -> list[Text]:
    assert held.swings is not None
    found = held.swings[outcome]
    widest = max(swing.width for swing in found)
    names = [
        held.bench.knobs[number].name
        for number, swing in zip(held.chosen, found, strict=True)
        if swing.turns and swing.width >= WIDE * widest
    ]
    if not names:
        return []
    quoted = join([Text(f"“{name.en}”", f"“{name.zh}”") for name in names], ", ", "\N{IDEOGRAPHIC COMMA}")
    return [say("sensitivity_turns", outcome=held.bench.outcomes[outcome].title, names=quoted)]


def way(effect: Effect) -> Text:
    """Which way more of an input moves an outcome."""
    if not effect.clear:
        return label("sensitivity_within_noise")
    if not effect.one_way:
        return label("sensitivity_mixed")
    return label("sensitivity_up" if effect.mu > 0.0 else "sensitivity_down")
