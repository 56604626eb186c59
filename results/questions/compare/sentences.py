"""What a planner should be able to say after reading a comparison; its names and figures in words."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, isinf

from resettle.results.judge.comparison import ComparedOutcome, Cost
from resettle.results.judge.households import TENTHS
from resettle.results.judge.readings import INCOMES
from resettle.results.questions.compare.compute import INCOME, Alternative, ByLever, Comparison
from resettle.results.questions.compare.levers import OTHER
from resettle.results.questions.compare.names import short_names
from resettle.results.report.estimates import TENS, about, amounts, share, share_interval, times, told
from resettle.results.statistics.intervals import Estimate
from resettle.results.statistics.paired import Pairing, Probability
from resettle.results.text.labels import NOTHING, Text, join, label, say
from resettle.results.text.names import lever_label
from resettle.results.text.numbers import NONE, alike, count, level_text, span, with_interval, yuan
from resettle.scenarios.types import TASK

YEARLY = "yuan/person/year"


def part_label(part: str) -> Text:
    """What a lever is called, or all that is no lever."""
    return label("compare_other") if part == OTHER else lever_label(part)


def tenth_name(number: int) -> Text:
    """What a tenth of income is called in a table or below a chart; 0 stands for all households."""
    words = {0: "compare_all_households", 1: "compare_poorest", TENTHS: "compare_richest"}
    return label(words[number]) if number in words else count(number)


def frequency(one: Probability, key: str = "compare_probability", **pieces: Text) -> Text:
    """In how many runs an event happened, with the interval of its probability."""
    interval = share_interval(one.estimate)
    return say(key, count=one.count, runs=one.runs, interval=interval, **pieces)


def wins(row: ComparedOutcome, key: str = "compare_probability") -> Text:
    """In how many paired runs the alternative is better, with ties; a dash where nothing is better."""
    better = row.better
    if better is None:
        return NONE
    if better.ties == better.runs:
        return label("compare_all_ties")
    ties = [say("compare_ties", ties=better.ties)] if better.ties else []
    return join([frequency(better, key), *ties], ", ", "\N{FULLWIDTH COMMA}")


def ratio_text(cost: Cost) -> Text:
    """A cost ratio, or why there is none."""
    if not cost.valued:
        return label(f"outcome_{cost.reading}")
    value = alike(yuan, cost.ratio)[0]
    return say("outcome_saved_per_loss", value=value) if cost.reading == "saved_per_loss" else value


def ratio_with_interval(cost: Cost) -> Text:
    """A cost ratio with its interval in brackets, or why there is none."""
    if not (cost.valued and cost.ratio.known):
        return ratio_text(cost)
    return with_interval(ratio_text(cost), *alike(yuan, cost.ratio)[1:])


def needed_text(pairing: Pairing) -> Text:
    """Replications of each scenario that would be needed without pairing."""
    needed = pairing.needed(pairing.ratio)
    return label("compare_any_number") if isinf(needed) else about(needed)


def ratio_span(pairing: Pairing) -> Text:
    """Interval of what pairing saves, in words."""
    if not (isfinite(pairing.low) and isfinite(pairing.high)):
        return label("compare_no_interval")
    ends = (pairing.low, pairing.high)
    return span(*(about(end) if max(ends) >= TENS else count(end, 1) for end in ends))


GROWTH, WORK, SPENDING = "income_growth", "employment_without_posts_end", "spending"
"""Measures that headlines name besides `INCOME`."""

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
    name, mean = names[ranking.best], yuan(ranking.mean)
    return frequency(ranking.highest, "compare_best", name=name, mean=mean)


def _levels(row: ComparedOutcome) -> dict[str, Text]:
    """Both means of a row, and their difference."""
    unit = row.outcome.unit
    means = {"mean": level_text(row.mean, unit), "base": level_text(row.reference, unit)}
    return means | told(unit, difference=row.difference)


def _row(row: ComparedOutcome, key: str, alternative: Text, reference: Text) -> Text:
    one, won = row.difference, wins(row, "compare_probability_sentence")
    kind = "_same" if one.flat else "_few" if not one.known else "" if one.clear else "_unclear"
    pieces = {"alternative": alternative, "reference": reference, "wins": won, **_levels(row)}
    middle, low, high = amounts(one, row.outcome.unit)
    if key == "income" and one.known and not low == high == middle:
        # the first sentence, so that it says what stands in brackets
        pieces["difference"] = say("interval_said", value=middle, interval=span(low, high))
    return say(f"compare_{key}{kind}", **pieces)


def _income(one: Alternative, name: Text, reference: Text) -> Text:
    row, growth = one.row(INCOME), one.row(GROWTH)
    if row is None:
        return NOTHING
    first = _row(row, "income", name, reference)
    if growth is None or growth.difference.flat:
        return first
    return _sentences([first, say("compare_growth", **_levels(growth))])


def _work(one: Alternative, name: Text, reference: Text) -> Text:
    row = one.row(WORK)
    return NOTHING if row is None else _row(row, "work", name, reference)


def _targets(one: Alternative) -> Text:
    """The first income target, and those that are reached more or less often; tasks are left out."""
    aims = [row for row in one.targets if row.outcome.role != TASK]
    if not aims:
        return NOTHING
    met = [(row, *row.met) for row in aims if row.met is not None]
    targets = one.scenario.targets
    main = next((own for own in met if targets[own[0].outcome.name].indicator in INCOMES), None)
    changed = [own for own in met if own != main and own[1].count != own[2].count]
    changed.sort(key=lambda own: -abs(own[2].share - own[1].share))
    parts = [
        say("compare_target", title=row.outcome.title, **_counts(reference, alternative))
        for row, reference, alternative in changed[:MOST_TARGETS]
    ]
    if len(changed) > MOST_TARGETS:
        parts.append(say("compare_targets_more", number=len(changed) - MOST_TARGETS))
    others = say("compare_targets", parts=join(parts)) if parts else label("compare_targets_same")
    return others if main is None else _sentences([_main_target(*main), others])


def _counts(reference: Probability, alternative: Probability) -> dict[str, int]:
    return {"mean": alternative.count, "base": reference.count, "runs": alternative.runs}


def _main_target(row: ComparedOutcome, reference: Probability, alternative: Probability) -> Text:
    same = reference.count == alternative.count
    return say(
        "compare_main_target_same" if same else "compare_main_target",
        title=row.outcome.title,
        interval=share_interval(alternative.estimate),
        base_interval=share_interval(reference.estimate),
        **_counts(reference, alternative),
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
    return say(f"compare_{cost.name}", value=ratio_with_interval(cost))


def _households(part: Estimate, number: Estimate) -> Text:
    """A share of households with its interval and about how many they are; in words where it is nil."""
    if part.middle == part.high == 0.0:
        return label("compare_no_household")
    shown, interval, many = share(part.middle), share_interval(part), about(number.middle)
    if interval in (shown, NONE):
        return say("compare_some_households_same", share=shown, count=many)
    return say("compare_some_households", share=shown, interval=interval, count=many)


def _winners(one: Alternative) -> Text:
    tenths = one.tenths
    if tenths is None:
        return NOTHING
    every, poor, rich = tenths.all, tenths.rows[0], tenths.rows[-1]
    return say(
        "compare_winners",
        small=yuan(tenths.small),
        better=_households(every.better, every.better_households),
        worse=_households(every.worse, every.worse_households),
        **told(YEARLY, poor=poor.change, rich=rich.change),
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
    if not effect.on.clear:
        return say("compare_no_largest", number=len(one.parts), outcome=outcome.title)
    does = told(outcome.unit, on=effect.on, off=effect.off)
    lever = part_label(effect.part)
    return say("compare_largest", number=len(one.parts), outcome=outcome.title, lever=lever, **does)


def interaction(by_lever: ByLever, number: int) -> Text:
    """Whether the levers reinforce each other, overlap or add up, in one of the outcomes."""
    outcome = by_lever.outcomes[number]
    effects = by_lever.effects[outcome.name]
    if by_lever.left_out:
        return NOTHING
    key = "compare_adds_up"
    if effects.interaction.clear and outcome.better == 0:
        key = "compare_interacts"
    elif effects.interaction.clear:
        same = effects.interaction.middle * effects.summed.middle > 0.0
        key = "compare_reinforces" if same else "compare_overlaps"
    does = {"sum": effects.summed, "total": effects.total, "interaction": effects.interaction}
    return say(key, outcome=outcome.title, **told(outcome.unit, **does))


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
            runs=row.pairing.runs,
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
