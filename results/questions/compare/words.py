"""Headlines of a comparison: what a planner should be able to say after reading them."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, isinf

from resettle.results.judge.comparison import Cost, Row
from resettle.results.questions.compare.against import (
    GROWTH,
    INCOME,
    SPENDING,
    WORK,
    Against,
    LeverSplit,
)
from resettle.results.questions.compare.ranking import Ranking
from resettle.results.questions.compare.texts import (
    TENS,
    about,
    interval,
    middle,
    part_label,
    ratio_interval_text,
    ratio_text,
    sentences,
    share,
    share_interval,
    times,
    wins_told,
)
from resettle.results.statistics.paired import Pairing, Probability
from resettle.results.text.labels import NOTHING, Text, join, label, say
from resettle.results.text.numbers import count, level_text, span, yuan

YEARLY = "yuan/person/year"
MOST_TARGETS = 3
"""Targets that a headline tells by name."""


def headlines(made: Sequence[Against], ranked: Ranking | None = None) -> list[Text]:
    """Sentences of a comparison; with one alternative each matter has its own, else each alternative has.

    Args:
        made: The alternatives.
        ranked: Who beats whom, where there are several.
    """
    if len(made) == 1:
        one = made[0]
        told = [_income(one), _work(one), _targets(one), _money(one), _winners(one), _levers(one)]
    else:
        told = [sentences([_income(one), _work(one), _money(one)]) for one in made]
    first = NOTHING if ranked is None else ranked.sentence
    return [one for one in (first, *told, pairing_sentence(made[0])) if one != NOTHING]


def _row_sentence(against: Against, row: Row, key: str) -> Text:
    unit = row.outcome.unit
    pieces = {
        "alternative": against.name,
        "reference": against.reference,
        "mean": level_text(row.mean, unit),
        "base": level_text(row.reference, unit),
        "difference": middle(row.difference, unit),
        "interval": interval(row.difference, unit),
        "wins": wins_told(row),
    }
    if row.difference.flat:
        return say(f"compare_{key}_same", **pieces)
    if not row.difference.known:
        return say(f"compare_{key}_few", **pieces)
    return say(f"compare_{key}" if row.difference.clear else f"compare_{key}_unclear", **pieces)


def _income(against: Against) -> Text:
    row, growth = against.row(INCOME), against.row(GROWTH)
    if row is None:
        return NOTHING
    told = _row_sentence(against, row, "income")
    if growth is None or growth.difference.flat:
        return told
    unit = growth.outcome.unit
    more = say(
        "compare_growth",
        mean=level_text(growth.mean, unit),
        base=level_text(growth.reference, unit),
        difference=middle(growth.difference, unit),
        interval=interval(growth.difference, unit),
    )
    return sentences([told, more])


def _work(against: Against) -> Text:
    row = against.row(WORK)
    return NOTHING if row is None else _row_sentence(against, row, "work")


def _targets(against: Against) -> Text:
    """The first income target, and those that are reached more or less often."""
    if not against.targets:
        return NOTHING
    met = [(row, *row.met) for row in against.targets if row.met is not None]
    stated = against.scenario.targets
    main = next((one for one in met if stated[one[0].outcome.name].indicator == "income"), None)
    changed = [one for one in met if one != main and one[1].count != one[2].count]
    changed.sort(key=lambda one: -abs(one[2].share - one[1].share))
    parts = [
        say(
            "compare_target",
            title=row.outcome.title,
            mean=str(mine.count),
            base=str(theirs.count),
            runs=str(mine.runs),
        )
        for row, theirs, mine in changed[:MOST_TARGETS]
    ]
    if len(changed) > MOST_TARGETS:
        parts.append(say("compare_targets_more", number=str(len(changed) - MOST_TARGETS)))
    others = say("compare_targets", parts=join(parts)) if parts else label("compare_targets_same")
    return others if main is None else sentences([_main_target(*main), others])


def _main_target(row: Row, theirs: Probability, mine: Probability) -> Text:
    return say(
        "compare_main_target" if theirs.count != mine.count else "compare_main_target_same",
        title=row.outcome.title,
        mean=str(mine.count),
        runs=str(mine.runs),
        interval=share_interval(mine.low, mine.high),
        base=str(theirs.count),
        base_interval=share_interval(theirs.low, theirs.high),
    )


def _money(against: Against) -> Text:
    row = against.row(SPENDING)
    if row is None:
        return NOTHING
    told = [_row_sentence(against, row, "money"), *(_cost(cost) for cost in against.costs)]
    if all(cost.reading == "no_gain" for cost in against.costs):
        told[1:] = [label("compare_cost_none")]
    return sentences(told)


def _cost(cost: Cost) -> Text:
    pieces = {"value": ratio_text(cost), "interval": ratio_interval_text(cost)}
    if cost.reading == "value":
        return say(f"compare_{cost.name}", **pieces)
    return say("compare_cost_other", measure=label(f"measure_{cost.name}"), outcome=pieces["value"])


def _winners(against: Against) -> Text:
    held = against.tenths
    if held is None:
        return NOTHING
    whole, poor, rich = held.all, held.rows[0], held.rows[-1]
    return say(
        "compare_winners",
        small=yuan(held.small),
        better=share(whole.better.middle),
        better_interval=share_interval(whole.better.low, whole.better.high),
        better_count=about(whole.better_households.middle),
        worse=share(whole.worse.middle),
        worse_interval=share_interval(whole.worse.low, whole.worse.high),
        worse_count=about(whole.worse_households.middle),
        poor=middle(poor.change, YEARLY),
        poor_interval=interval(poor.change, YEARLY),
        rich=middle(rich.change, YEARLY),
        rich_interval=interval(rich.change, YEARLY),
    )


def _levers(against: Against) -> Text:
    if not against.differ:
        return label("compare_no_lever")
    if len(against.differ) == 1:
        return say("compare_one_lever", lever=part_label(against.differ[0]))
    if against.split is None or not against.split.outcomes:
        return NOTHING
    return sentences([_largest(against, against.split), interaction_sentence(against.split, 0)])


def _largest(against: Against, split: LeverSplit) -> Text:
    outcome = split.outcomes[0]
    effects = split.effects[outcome.name]
    one = effects.largest
    if not one.on.clear:
        return say("compare_no_largest", number=str(len(against.differ)), outcome=outcome.title)
    return say(
        "compare_largest",
        number=str(len(against.differ)),
        outcome=outcome.title,
        lever=part_label(one.part),
        on=middle(one.on, outcome.unit),
        on_interval=interval(one.on, outcome.unit),
        off=middle(one.off, outcome.unit),
        off_interval=interval(one.off, outcome.unit),
    )


def interaction_sentence(split: LeverSplit, number: int) -> Text:
    """Whether the levers reinforce each other, overlap or add up, in one of the outcomes."""
    outcome = split.outcomes[number]
    effects = split.effects[outcome.name]
    unit = outcome.unit
    if split.left_out:
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
        sum=middle(effects.summed, unit),
        sum_interval=interval(effects.summed, unit),
        total=middle(effects.total, unit),
        total_interval=interval(effects.total, unit),
        interaction=middle(effects.interaction, unit),
        interval=interval(effects.interaction, unit),
    )


def pairing_sentence(against: Against) -> Text:
    """How many more replications would be needed without pairing."""
    rows = [row for row in (against.row(INCOME), against.row(WORK)) if row is not None]
    told = [row for row in rows if isfinite(row.pairing.ratio)]
    if not told:
        return NOTHING
    row, *others = told
    held = row.pairing
    parts = [
        say(
            "compare_pairing" if held.ratio > 1.0 else "compare_pairing_no",
            outcome=row.outcome.title,
            runs=str(held.runs),
            needed=needed_text(held),
            ratio=times(held.ratio),
            interval=ratio_span(held),
        )
    ]
    parts += [
        say("compare_pairing_other", outcome=one.outcome.title, needed=needed_text(one.pairing))
        for one in others
    ]
    return sentences(parts)


def needed_text(held: Pairing) -> Text:
    """Replications of each scenario that would be needed without pairing."""
    needed = held.needed(held.ratio)
    return label("compare_any_number") if isinf(needed) else about(needed)


def ratio_span(held: Pairing) -> Text:
    """Interval of the ratio, in words."""
    if not (isfinite(held.low) and isfinite(held.high)):
        return label("compare_no_interval")
    return span(*(about(end) if end >= TENS else count(end, 1) for end in (held.low, held.high)))
