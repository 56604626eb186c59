"""A sensitivity analysis in sentences, and its figures in words."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite, isnan

from resettle.results.questions.sensitivity.compute import Analysis, Finding, Variance
from resettle.results.questions.sensitivity.morris import MorrisEffect, rough_shares
from resettle.results.questions.sensitivity.request import MORRIS, SOBOL
from resettle.results.report.estimates import amount, share, share_text
from resettle.results.text.labels import Text, join, label, listed, quoted, say
from resettle.results.text.names import why_unknown
from resettle.results.text.numbers import NONE, alike, count, difference_text, percent, with_interval

NEXT = 2
"""Inputs that a headline names after the first."""

WIDE = 0.2
"""A turn gets a headline if the swing is so wide, relative to the widest one of the outcome."""

NAMED = 3
"""Inputs whose share of variance a headline names."""


def size(value: float, unit: str, beside: Iterable[float] = ()) -> Text:
    """The size of a difference, without its sign."""
    return difference_text(value, unit, beside) if isfinite(value) else NONE


def effect_size(effect: MorrisEffect, unit: str) -> Text:
    """The mean size of an effect with its interval."""
    return _size_text(effect.mu_star, effect.low, effect.high, unit)


def _size_text(middle: float, low: float, high: float, unit: str) -> Text:
    return with_interval(*alike(size, (middle, low, high), unit))


def headlines(analysis: Analysis) -> tuple[Text, ...]:
    """What matters, one outcome after the other."""
    lines: list[Text] = []
    for finding in analysis.findings:
        if isnan(finding.noise.centre):
            lines.append(_nobody(finding))
            continue
        if finding.screened and MORRIS in analysis.request.methods:
            lines += [_screened(finding), *_turned(finding)]
        elif finding.swings:
            lines.append(_widest(finding))
        if analysis.ran(SOBOL) and (finding.explained or not _said_unmoved(analysis, finding)):
            lines.append(_explained(finding))
        if finding.swings:
            lines += _turning(finding)
    return tuple(lines)


def _nobody(finding: Finding) -> Text:
    nobody = why_unknown(finding.outcome.indicator)
    return say("sensitivity_nobody", outcome=finding.outcome.title, nobody=nobody)


def _said_unmoved(analysis: Analysis, finding: Finding) -> bool:
    """Whether it was said already that nothing moves an outcome."""
    if finding.screened and MORRIS in analysis.request.methods:
        return not any(effect.clear for _, effect in finding.largest_effects)
    return bool(finding.swings) and not finding.widest_swings[0][1].width > 0.0


def unmoved(analysis: Analysis, finding: Finding) -> Text:
    """That nothing moves an outcome, for a section that has neither charts nor tables."""
    if isnan(finding.noise.centre):
        return _nobody(finding)
    if finding.screened and MORRIS in analysis.request.methods:
        return _screened(finding)
    return _widest(finding) if finding.swings else _explained(finding)


def _screened(finding: Finding) -> Text:
    title, unit = finding.outcome.title, finding.outcome.unit
    clear = [(one, effect) for one, effect in finding.largest_effects if effect.clear]
    if not clear:
        if not finding.largest_effects and not finding.noise.sd > 0.0:
            return say("sensitivity_flat", outcome=title)
        return say("sensitivity_none", outcome=title, count=str(len(finding.screened)))
    (first, effect), *others = clear[: NEXT + 1]
    parts = [
        say(
            "sensitivity_most",
            outcome=title,
            first=first.name,
            range=first.range,
            effect=effect_size(effect, unit),
        )
    ]
    if others:
        named = [
            say("sensitivity_named", name=one.name, effect=size(effect.mu_star, unit))
            for one, effect in others
        ]
        parts.append(say("sensitivity_then", others=listed(named)))
    return join(parts, " ", "")


def _turned(finding: Finding) -> list[Text]:
    """What a planner can turn with most effect, if something else moves the outcome more."""
    clear = [(one, effect) for one, effect in finding.largest_effects if effect.clear]
    if not clear or clear[0][0].input.scale:
        return []
    own = next(((one, effect) for one, effect in clear if one.input.scale), None)
    if own is None:
        return [say("sensitivity_turns_nothing", outcome=quoted(finding.outcome.title))]
    effect = effect_size(own[1], finding.outcome.unit)
    return [
        say("sensitivity_turns_most", outcome=quoted(finding.outcome.title), name=own[0].name, effect=effect)
    ]


def compared_with_chance(finding: Finding) -> Text | None:
    """How far chance alone moves an outcome, and how many inputs move it less; nothing if that is unknown."""
    noise, effects = finding.noise, [effect for _, effect in finding.screened]
    silent, inputs = str(sum(not effect.clear for effect in effects)), str(len(effects))
    if noise.sd == 0.0:
        return say("sensitivity_no_chance", silent=silent, count=inputs)
    if not noise.sd > 0.0:
        return None
    below = str(sum(not effect.mu_star >= noise.sd for effect in effects))
    sd = _size_text(noise.sd, noise.low, noise.high, finding.outcome.unit)
    return say("sensitivity_chance", sd=sd, below=below, silent=silent, count=inputs)


def _explained(finding: Finding) -> Text:
    title, variance = finding.outcome.title, finding.variance
    if variance is None or not finding.explained:
        return say("sensitivity_no_emulator", outcome=title)
    if variance.check.grade == "bad":
        return trust(finding, variance)
    chance = variance.indices.chance
    pairs = sorted(zip(finding.close, variance.indices.first, strict=True), key=lambda pair: -pair[1].middle)
    named = [
        say(
            "sensitivity_variance_next" if number else "sensitivity_variance_share",
            share=share(first.middle),
            name=one.name,
        )
        for number, (one, first) in enumerate(pairs[:NAMED])
        if first.low > 0.0 or not number
    ]
    line = say(
        "sensitivity_variance",
        outcome=title,
        count=str(len(finding.close)),
        inputs=share(1.0 - chance.middle),
        chance=share_text(chance),
        shares=join(named, ", ", "\N{FULLWIDTH COMMA}"),
    )
    return line if variance.check.grade == "good" else join([line, trust(finding, variance)], " ", "")


def trust(finding: Finding, variance: Variance) -> Text:
    """How far the emulator of an outcome can be trusted."""
    title, check = finding.outcome.title, variance.check
    if not isfinite(check.explained):
        few = not isfinite(check.error)
        return say("sensitivity_emulator_unknown" if few else "sensitivity_no_emulator", outcome=title)
    pieces = {
        "explained": percent(max(0.0, check.explained), 0 if check.explained < 0.95 else 1),
        "points": count(check.points),
        "error": size(check.error, finding.outcome.unit),
    }
    if check.grade == "bad":
        return say("sensitivity_emulator_bad", outcome=title, **pieces)
    return say(f"sensitivity_emulator_{check.grade}", **pieces)


def rest(finding: Finding) -> Text | None:
    """What the inputs that stayed at the centre would have moved, by the screening."""
    close = {one.path for one in finding.close}
    if not finding.screened or len(close) == len(finding.screened):
        return None
    parts = rough_shares([effect for _, effect in finding.screened])
    if not parts.any():
        return None
    pairs = zip(finding.screened, parts.tolist(), strict=True)
    left = 1.0 - sum(part for (one, _), part in pairs if one.path in close)
    return say("sensitivity_others_still", rest=share(max(0.0, left)), outcome=finding.outcome.title)


def _widest(finding: Finding) -> Text:
    title, unit = finding.outcome.title, finding.outcome.unit
    one, swing = finding.widest_swings[0]
    if not swing.width > 0.0:
        return say("sensitivity_flat", outcome=title)
    return say(
        "sensitivity_swing_most",
        outcome=title,
        first=one.name,
        low=amount(swing.at(0.0).middle, unit),
        low_value=one.shown(one.value(0.0)),
        high=amount(swing.at(1.0).middle, unit),
        high_value=one.shown(one.value(1.0)),
    )


def _turning(finding: Finding) -> list[Text]:
    widest = max(swing.width for _, swing in finding.swings)
    names = [one.name for one, swing in finding.swings if swing.turns and swing.width >= WIDE * widest]
    if not names:
        return []
    named = listed([quoted(name) for name in names])
    return [say("sensitivity_turns", outcome=finding.outcome.title, names=named)]


def direction(effect: MorrisEffect) -> Text:
    """Which way more of an input moves an outcome."""
    if not effect.clear:
        return label("sensitivity_within_noise")
    if not effect.one_way:
        return label("sensitivity_mixed")
    return label("sensitivity_up" if effect.mu > 0.0 else "sensitivity_down")
