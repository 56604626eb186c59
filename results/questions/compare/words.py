"""Names and figures of a comparison in words."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, isinf

from resettle.results.judge.comparison import Cost, Row
from resettle.results.questions.compare.levers import OTHER
from resettle.results.report.estimates import TENS, about, share_interval
from resettle.results.statistics.paired import Pairing, Probability
from resettle.results.text.labels import Text, join, label, listed, quoted, say
from resettle.results.text.numbers import NONE, count, span, with_interval, yuan
from resettle.results.text.settings import lever_label
from resettle.scenarios import Scenario

YEARLY = "yuan/person/year"


def short_names(scenarios: Sequence[Scenario]) -> list[Text]:
    """Titles without what all of them begin with (the region, before the colon)."""
    return [name for _, name in _cut(scenarios)]


def question_title(scenarios: Sequence[Scenario]) -> Text:
    """What is compared with what, after the region where all titles begin with it."""
    (head, reference), *others = _cut(scenarios)
    title = say(
        "compare_title",
        reference=quoted(reference),
        alternative=listed([quoted(name) for _, name in others]),
    )
    return Text(
        f"{head.en}: {title.en}" if head.en else title.en, f"{head.zh}：{title.zh}" if head.zh else title.zh
    )


def _cut(scenarios: Sequence[Scenario]) -> list[tuple[Text, Text]]:
    """Common beginning of all titles, or nothing, and the rest of each."""
    titles = [one.title for one in scenarios]
    english = _halves([title.en for title in titles], ": ")
    chinese = _halves([title.zh for title in titles], "\N{FULLWIDTH COLON}")
    return [
        (Text(one[0], other[0]), Text(one[1], other[1])) for one, other in zip(english, chinese, strict=True)
    ]


def _halves(titles: Sequence[str], colon: str) -> list[tuple[str, str]]:
    parts = [title.partition(colon) for title in titles]
    tails = [tail.strip() for _, _, tail in parts]
    if len({head for head, _, _ in parts}) == 1 and all(tails) and len(set(tails)) == len(tails):
        return [(head, tail) for (head, _, _), tail in zip(parts, tails, strict=True)]
    return [("", title) for title in titles]


def part_label(part: str) -> Text:
    """What a lever is called, or all that is no lever."""
    return label("compare_other") if part == OTHER else lever_label(part)


def frequency(one: Probability, key: str = "compare_probability") -> Text:
    """In how many runs an event happened, with the interval of its probability."""
    interval = share_interval(one.low, one.high)
    return say(key, count=str(one.count), runs=str(one.runs), interval=interval)


def wins(row: Row, key: str = "compare_probability") -> Text:
    """In how many paired runs the alternative is better, with ties; a dash where nothing is better."""
    better = row.better
    if better is None:
        return NONE
    if better.ties == better.runs:
        return label("compare_all_ties")
    counted = frequency(better, key)
    if not better.ties:
        return counted
    return join([counted, say("compare_ties", ties=str(better.ties))], ", ", "\N{FULLWIDTH COMMA}")


def ratio_text(cost: Cost) -> Text:
    """A cost ratio, or why there is none."""
    if not cost.valued:
        return label(f"outcome_{cost.reading}")
    value = yuan(cost.ratio.middle)
    return say("outcome_saved_per_loss", value=value) if cost.reading == "saved_per_loss" else value


def ratio_with_interval(cost: Cost) -> Text:
    """A cost ratio with its interval in brackets, or why there is none."""
    if not (cost.valued and cost.ratio.known):
        return ratio_text(cost)
    return with_interval(ratio_text(cost), yuan(cost.ratio.low), yuan(cost.ratio.high))


def needed_text(pairing: Pairing) -> Text:
    """Replications of each scenario that would be needed without pairing."""
    needed = pairing.needed(pairing.ratio)
    return label("compare_any_number") if isinf(needed) else about(needed)


def ratio_span(pairing: Pairing) -> Text:
    """Interval of what pairing saves, in words."""
    if not (isfinite(pairing.low) and isfinite(pairing.high)):
        return label("compare_no_interval")
    return span(*(about(end) if end >= TENS else count(end, 1) for end in (pairing.low, pairing.high)))
