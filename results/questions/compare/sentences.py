"""What a planner should be able to say after reading a comparison."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from resettle.results.judge.comparison import Cost, Row
from resettle.results.questions.compare.compute import (
    GROWTH,
    INCOME,
    SPENDING,
    WORK,
    Alternative,
    ByLever,
    Comparison,
)
from resettle.results.questions.compare.words import (
    YEARLY,
    needed_text,
    part_label,
    ratio_span,
    ratio_text,
    short_names,
    wins,
)
from resettle.results.report.estimates import (
    about,
    change_alone,
    change_interval,
    share,
    share_interval,
    times,
)
from resettle.results.statistics.paired import Probability
from resettle.results.text.labels import NOTHING, Text, join, label, say
from resettle.results.text.numbers import NONE, level_text, span, yuan

MOST_TARGETS = 3
"""Targets that a headline names."""


def headlines(comparison: Comparison) -> tuple[Text, ...]:
    """Sentences of a comparison; with one alternative each matter has its own, else each alternative has."""
    names = short_names(comparison.request.scenarios)
    made = [_ranking(comparison, names)]
    for one in comparison.alternatives:
        own = (names[one.position], names[0])
        parts = [_income(one, *own), _work(one, *own), _money(one, *own)]
        if comparison.alone:
            made += [*parts[:2], _targets(one), parts[2], _winners(one), _levers(one)]
        else:
            made.append(_sentences(parts))
    made.append(_pairing(comparison.alternatives[0]))
    return tuple(sentence for sentence in made if sentence != NOTHING)


def _sentences(parts: Sequence[Text]) -> Text:
    """Sentences one after another; empty ones are left out."""
    return join([part for part in parts if part != NOTHING], " ", "")


def _ranking(comparison: Comparison, names: Sequence[Text]) -> Text:
    """Which scenario brings most, and how surely; nothing if no replication succeeded in all."""
    ranking = comparison.ranking
    if ranking is None or ranking.highest is None:
        return NOTHING
    return say(
        "compare_best",
        name=names[ranking.best],
        mean=yuan(ranking.mean),
        count=str(ranking.highest.count),
        runs=str(ranking.highest.runs),
        interval=share_interval(ranking.highest.low, ranking.highest.high),
    )


def _row(row: Row, key: str, alternative: Text, reference: Text) -> Text:
    unit = row.outcome.unit
    pieces = {
        "alternative": alternative,
        "reference": reference,
        "mean": level_text(row.mean, unit),
        "base": level_text(row.reference, unit),
        "difference": change_alone(row.difference, unit),
        "interval": change_interval(row.difference, unit),
        "wins": wins(row, "compare_probability_sentence"),
    }
    if row.difference.flat:
        return say(f"compare_{key}_same", **pieces)
    if not row.difference.known:
        return say(f"compare_{key}_few", **pieces)
    return say(f"compare_{key}" if row.difference.clear else f"compare_{key}_unclear", **pieces)


def _income(one: Alternative, name: Text, reference: Text) -> Text:
    row, growth = one.row(INCOME), one.row(GROWTH)
    if row is None:
        return NOTHING
    first = _row(row, "income", name, reference)
    if growth is None or growth.difference.flat:
        return first
    unit = growth.outcome.unit
    more = say(
        "compare_growth",
        mean=level_text(growth.mean, unit),
        base=level_text(growth.reference, unit),
        difference=change_alone(growth.difference, unit),
        interval=change_interval(growth.difference, unit),
    )
    return _sentences([first, more])


def _work(one: Alternative, name: Text, reference: Text) -> Text:
    row = one.row(WORK)
    return NOTHING if row is None else _row(row, "work", name, reference)


def _targets(one: Alternative) -> Text:
    """The first income target, and those that are reached more or less often."""
    if not one.targets:
        return NOTHING
    met = [(row, *row.met) for row in one.targets if row.met is not None]
    targets = one.scenario.targets
    main = next((own for own in met if targets[own[0].outcome.name].indicator == "income"), None)
    changed = [own for own in met if own != main and own[1].count != own[2].count]
    changed.sort(key=lambda own: -abs(own[2].share - own[1].share))
    parts = [
        say(
            "compare_target",
            title=row.outcome.title,
            mean=str(alternative.count),
            base=str(reference.count),
            runs=str(alternative.runs),
        )
        for row, reference, alternative in changed[:MOST_TARGETS]
    ]
    if len(changed) > MOST_TARGETS:
        parts.append(say("compare_targets_more", number=str(len(changed) - MOST_TARGETS)))
    others = say("compare_targets", parts=join(parts)) if parts else label("compare_targets_same")
    return others if main is None else _sentences([_main_target(*main), others])


def _main_target(row: Row, reference: Probability, alternative: Probability) -> Text:
    same = reference.count == alternative.count
    return say(
        "compare_main_target_same" if same else "compare_main_target",
        title=row.outcome.title,
        mean=str(alternative.count),
        runs=str(alternative.runs),
        interval=share_interval(alternative.low, alternative.high),
        base=str(reference.count),
        base_interval=share_interval(reference.low, reference.high),
    )


def _money(one: Alternative, name: Text, reference: Text) -> Text:
    row = one.row(SPENDING)
    if row is None:
        return NOTHING
    first = _row(row, "money", name, reference)
    if all(cost.reading == "no_gain" for cost in one.costs):
        return _sentences([first, label("compare_cost_none")])
    return _sentences([first, *map(_cost, one.costs)])


def _cost(cost: Cost) -> Text:
    if cost.reading != "value":
        return say("compare_cost_other", measure=label(f"measure_{cost.name}"), outcome=ratio_text(cost))
    interval = span(yuan(cost.ratio.low), yuan(cost.ratio.high)) if cost.ratio.known else NONE
    return say(f"compare_{cost.name}", value=ratio_text(cost), interval=interval)


def _winners(one: Alternative) -> Text:
    tenths = one.tenths
    if tenths is None:
        return NOTHING
    every, poor, rich = tenths.all, tenths.rows[0], tenths.rows[-1]
    return say(
        "compare_winners",
        small=yuan(tenths.small),
        better=share(every.better.middle),
        better_interval=share_interval(every.better.low, every.better.high),
        better_count=about(every.better_households.middle),
        worse=share(every.worse.middle),
        worse_interval=share_interval(every.worse.low, every.worse.high),
        worse_count=about(every.worse_households.middle),
        poor=change_alone(poor.change, YEARLY),
        poor_interval=change_interval(poor.change, YEARLY),
        rich=change_alone(rich.change, YEARLY),
        rich_interval=change_interval(rich.change, YEARLY),
    )


def _levers(one: Alternative) -> Text:
    if not one.parts:
        return label("compare_no_lever")
    if len(one.parts) == 1:
        return say("compare_one_lever", lever=part_label(one.parts[0]))
    if one.by_lever is None or not one.by_lever.outcomes:
        return NOTHING
    return _sentences([_largest(one, one.by_lever), interaction(one.by_lever, 0)])


def _largest(one: Alternative, by_lever: ByLever) -> Text:
    outcome = by_lever.outcomes[0]
    effect = by_lever.effects[outcome.name].largest
    number = str(len(one.parts))
    if not effect.on.clear:
        return say("compare_no_largest", number=number, outcome=outcome.title)
    return say(
        "compare_largest",
        number=number,
        outcome=outcome.title,
        lever=part_label(effect.part),
        on=change_alone(effect.on, outcome.unit),
        on_interval=change_interval(effect.on, outcome.unit),
        off=change_alone(effect.off, outcome.unit),
        off_interval=change_interval(effect.off, outcome.unit),
    )


def interaction(by_lever: ByLever, number: int) -> Text:
    """Whether the levers reinforce each other, overlap or add up, in one of the outcomes."""
    outcome = by_lever.outcomes[number]
    effects, unit = by_lever.effects[outcome.name], outcome.unit
    if by_lever.left_out:
        return NOTHING
    key = "compare_adds_up"
    if effects.interaction.clear and outcome.better == 0:
        key = "compare_interacts"
    elif effects.interaction.clear:
        same = effects.interaction.middle * effects.summed.middle > 0.0
        key = "compare_reinforces" if same else "compare_overlaps"
    return say(
        key,
        outcome=outcome.title,
        sum=change_alone(effects.summed, unit),
        sum_interval=change_interval(effects.summed, unit),
        total=change_alone(effects.total, unit),
        total_interval=change_interval(effects.total, unit),
        interaction=change_alone(effects.interaction, unit),
        interval=change_interval(effects.interaction, unit),
    )


def _pairing(one: Alternative) -> Text:
    """How many more replications would be needed without pairing."""
    rows = [row for row in (one.row(INCOME), one.row(WORK)) if row is not None]
    finite = [row for row in rows if isfinite(row.pairing.ratio)]
    if not finite:
        return NOTHING
    row, *others = finite
    parts = [
        say(
            "compare_pairing" if row.pairing.ratio > 1.0 else "compare_pairing_no",
            outcome=row.outcome.title,
            runs=str(row.pairing.runs),
            needed=needed_text(row.pairing),
            ratio=times(row.pairing.ratio),
            interval=ratio_span(row.pairing),
        )
    ]
    parts += [
        say("compare_pairing_other", outcome=other.outcome.title, needed=needed_text(other.pairing))
        for other in others
    ]
    return _sentences(parts)
