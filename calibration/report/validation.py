"""The answer of a validation: how well the model predicts held-out facts, and what was tried to do better."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from resettle.calibration.evidence.facts import Fact, facts
from resettle.calibration.fit.relocated import scenario
from resettle.calibration.report.validation_tables import (
    fact_table,
    figure,
    growth_table,
    heads_of,
    horizon_table,
    interval,
    naive_table,
    named,
    score_table,
    sd,
)
from resettle.calibration.validation.heldout import PredictedFact
from resettle.calibration.validation.origins import ORIGINS, Rolled
from resettle.calibration.validation.predictions import SIMULATED
from resettle.calibration.validation.scores import kept, pattern_label, scores
from resettle.results.judge.verdicts import MISSED, REACHED, UNCERTAIN
from resettle.results.report.answer import Answer, Cell, Headline, Section, Table
from resettle.results.text.labels import NOTHING, Text, join, label, listed, say, text_of
from resettle.results.text.numbers import NONE, count

if TYPE_CHECKING:
    from resettle.calibration.validation.heldout import Assessment
    from resettle.calibration.validation.scores import Score

TRIED = ("first", "prior", "not_fitted")
"""What was tried to predict better, failures included; it cannot be measured."""


NO_ORIGINS = Rolled(())


@dataclass(frozen=True)
class About:
    """How predictions were made.

    Attributes:
        posterior: SHA-256 of the posterior.
        version: Version of the program.
        failed: Messages of runs that failed.
        date: Day on which they were made, `YYYY-MM-DD`; today if left out.
        facts: The facts.
        sources: Publisher and address of a fact, by id.
        tried: What was tried to do better, keys of labels.
        rolled: What is to be said of rolling origins beside their predictions.
    """

    posterior: str
    version: str
    failed: Sequence[str] = ()
    date: str = ""
    facts: Sequence[Fact] = ()
    sources: Mapping[str, Text] = field(default_factory=dict)
    tried: Sequence[str] = TRIED
    rolled: Rolled = NO_ORIGINS


def validated(
    predicted: Assessment, rolled: Rolled, posterior: str, failed: Sequence[str], version: str
) -> Answer:
    """The answer of predictions of the program's own facts."""
    every = facts()
    sources = {fact.id: _source(fact) for fact in every}
    return answered(predicted, About(posterior, version, failed, facts=every, sources=sources, rolled=rolled))


def _source(fact: Fact) -> Text:
    """Who published a fact, and where."""
    return join([one for one in (fact.publisher, text_of(fact.url)) if one != NOTHING], ", ", "，")


def _cited(fact: str, source: Text) -> Text:
    """A source behind the id under which `facts.csv` has the fact."""
    return join([text_of(f"`{fact}`"), source], ", ", "，")


def digest(facts: Iterable[Fact]) -> str:
    """SHA-256 of what facts say and how they are used."""
    content = sorted(
        [one.id, one.use, one.statistic, one.value, one.error, one.discrepancy, one.unit] for one in facts
    )
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def answered(predicted: Assessment, about: About) -> Answer:
    """The answer of predictions.

    Args:
        predicted: What was predicted.
        about: How.
    """
    every = scores(predicted)
    date = about.date or datetime.date.today().isoformat()
    return Answer(
        "validate-model",
        label("validation_title"),
        tuple(_headlines(every)),
        tuple(_sections(predicted, every, about)),
        lead=(label("validation_lead"),),
        caution=say("validation_written", date=date),
    )


def _sections(predicted: Assessment, every: Sequence[Score], about: About) -> Iterator[Section]:
    note = label("validation_scores_note")
    yield Section("scores", label("validation_scores"), tables=(score_table(every),), note=note)
    if predicted.blind:
        table = horizon_table(predicted.blind)
        yield Section(
            "horizons", label("validation_horizons"), (label("validation_horizons_note"),), (table,)
        )
    yield _facts(predicted.held_out)
    if predicted.rolled:
        table = fact_table(predicted.rolled, "origin")
        yield Section("origins", label("validation_origins"), (label("validation_origins_note"),), (table,))
    if predicted.growths:
        table = growth_table(predicted.growths)
        yield Section("growth", label("validation_growths"), tables=(table,))
    if predicted.blind:
        note = label("validation_naive_note")
        yield Section("naive", label("validation_naive"), (note,), (naive_table(predicted.blind),))
    if predicted.blind or predicted.fitted:
        yield _patterns(predicted)
    tried = [label(f"validation_tried_{key}") for key in about.tried] or [label("validation_nothing_tried")]
    yield Section("tried", label("validation_tried"), points=tuple(tried))
    once = {row.id: row for row in predicted.blind}.values()
    cited = [(named(row), _cited(row.id, about.sources[row.id])) for row in once if row.id in about.sources]
    if cited:
        yield Section("sources", label("validation_sources"), facts=tuple(cited))
    yield Section("how", label("validation_made"), facts=tuple(_made(predicted, about)))


def _headlines(every: Sequence[Score]) -> Iterator[Headline]:
    """How many bars are met, and those that are missed."""
    verdicts = [score.verdict for score in every]
    worst = next((one for one in (MISSED, UNCERTAIN) if one in verdicts), REACHED)
    numbers = {
        name: verdicts.count(verdict)
        for name, verdict in (("met", REACHED), ("missed", MISSED), ("undecided", UNCERTAIN))
    }
    yield Headline(say("validation_headline", total=len(every), **numbers), worst)
    for score in every:
        if score.verdict == MISSED:
            name = label(f"validation_score_{score.name}")
            pieces = {"name": name, "bar": score.bar, "reached": score.reached}
            yield Headline(say("validation_score_sentence", **pieces), MISSED)


def _facts(rows: Sequence[PredictedFact]) -> Section:
    title = label("validation_facts")
    if not rows:
        return Section("facts", title, (label("validation_none"),))
    return Section("facts", title, tables=(fact_table(rows),), note=label("validation_facts_note"))


def _patterns(predicted: Assessment) -> Section:
    parts = [kept(rows) for rows in (predicted.held_out, predicted.rolled, predicted.fitted)]
    names = dict.fromkeys(name for part in parts for name in part)

    def counted(part: dict[str, tuple[int, int]], name: str) -> Text:
        if name not in part:
            return label("validation_no_count")
        inside, total = part[name]
        return say("validation_count", inside=inside, total=total)

    uses = ("check", "rolled", "fit")
    heads = (*heads_of("pattern"), *(label(f"validation_{use}") for use in uses))
    rows = tuple((pattern_label(name), *(counted(part, name) for part in parts)) for name in names)
    missed = tuple(
        say(
            "validation_outside",
            fact=named(row),
            use=label("validation_fit") if row.use == "fit" else _use(row.origin),
            observed=figure(row.observed, row.unit),
            interval=interval(row.most, row.unit),
        )
        for row in (*predicted.blind, *predicted.fitted)
        if not row.inside
    )
    return Section(
        "patterns",
        label("validation_patterns"),
        (label("validation_patterns_note"),),
        (Table(NOTHING, heads, rows, words=(1, 2, 3), terminal=False),),
        points=tuple(Cell(text, verdict=MISSED) for text in missed),
    )


def _use(origin: int | None) -> Text:
    return label("validation_check") if origin is None else say("validation_from", origin=str(origin))


def _made(predicted: Assessment, about: About) -> Iterator[tuple[Text, Text]]:
    yield label("validation_program"), text_of(about.version)
    runs = say("validation_runs_of", runs=count(predicted.runs), households=count(SIMULATED))
    yield label("validation_runs"), runs
    if predicted.rolled:
        origins = listed([text_of(str(origin)) for origin in ORIGINS])
        yield label("validation_rolled"), say("validation_rolled_on", origins=origins)
        names = {row.id: named(row) for row in (*predicted.held_out, *predicted.fitted)}
        fact = names.get(about.rolled.apart_of, NONE)
        apart = say("validation_apart_by", apart=sd(about.rolled.apart), fact=fact)
        yield label("validation_apart"), apart
    for message in about.rolled.failed:
        yield label("validation_failed"), text_of(message)
    hashes = (about.posterior, digest(about.facts), scenario().values_digest)
    for key, value in zip(("posterior", "digest", "scenario"), hashes, strict=True):
        yield label(f"validation_{key}"), text_of(value)
    if about.failed:
        text = say("validation_failed_first", number=len(about.failed), first=about.failed[0])
        yield label("validation_failed"), text
