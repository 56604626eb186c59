"""The answer of a validation: how well the model predicts held-out facts, and what was tried to do better."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from resettle.calibration.evidence.facts import Fact, facts
from resettle.calibration.evidence.observation import STATISTICS
from resettle.calibration.fit.relocated import scenario
from resettle.calibration.validation.forecasts import FORECASTS
from resettle.calibration.validation.heldout import Growth, PredictedFact
from resettle.calibration.validation.predictions import SIMULATED
from resettle.calibration.validation.scores import kept, pattern_label, scores
from resettle.results.judge.verdicts import MISSED, REACHED, UNCERTAIN
from resettle.results.report.answer import Answer, Cell, Headline, Section, Table
from resettle.results.text.labels import NOTHING, Text, label, say, text_of
from resettle.results.text.numbers import NONE, count, figure_bare, percent, points, signed, span

if TYPE_CHECKING:
    from resettle.calibration.validation.heldout import Assessment
    from resettle.calibration.validation.scores import Score
    from resettle.results.report.answer import Row

WORDS = {REACHED: "validation_met", MISSED: "validation_missed", UNCERTAIN: "validation_undecided"}
"""Label of each verdict on a bar."""

TRIED = ("pay", "trend", "prior", "not_fitted")
"""What was tried to predict better, failures included; it cannot be measured."""


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
    """

    posterior: str
    version: str
    failed: Sequence[str] = ()
    date: str = ""
    facts: Sequence[Fact] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    tried: Sequence[str] = TRIED


def validated(predicted: Assessment, posterior: str, failed: Sequence[str], version: str) -> Answer:
    """The answer of predictions of the program's own facts."""
    every = facts()
    sources = {fact.id: ", ".join(filter(None, (fact.publisher, fact.url))) for fact in every}
    return answered(predicted, About(posterior, version, failed, facts=every, sources=sources))


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
    held_out = predicted.held_out
    note = label("validation_scores_note")
    yield Section("scores", label("validation_scores"), tables=(_score_table(every),), note=note)
    yield _facts(held_out)
    if predicted.growths:
        table = _growth_table(predicted.growths)
        yield Section("growth", label("validation_growths"), tables=(table,))
    if held_out:
        heads = (*_heads("fact", "observed", "model"), *(label(f"validation_{name}") for name in FORECASTS))
        table = Table(NOTHING, heads, tuple(map(_forecast_row, held_out)))
        note = label("validation_naive_note")
        yield Section("naive", label("validation_naive"), (note,), (table,))
    if held_out or predicted.fitted:
        yield _patterns(predicted)
    tried = [label(f"validation_tried_{key}") for key in about.tried] or [label("validation_nothing_tried")]
    yield Section("tried", label("validation_tried"), points=tuple(tried))
    cited = [(_named(row), text_of(about.sources[row.id])) for row in held_out if about.sources.get(row.id)]
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


def _heads(*names: str) -> tuple[Text, ...]:
    return tuple(label(f"head_validation_{name}") for name in names)


def _score_table(every: Sequence[Score]) -> Table:
    rows = tuple(
        (
            label(f"validation_score_{score.name}"),
            score.bar,
            score.reached,
            Cell(label(WORDS[score.verdict]), verdict=score.verdict),
        )
        for score in every
    )
    return Table(NOTHING, _heads("score", "bar", "reached", "verdict"), rows, words=(1, 2, 3))


def _facts(rows: Sequence[PredictedFact]) -> Section:
    title = label("validation_facts")
    if not rows:
        return Section("facts", title, (label("validation_none"),))
    heads = _heads("fact", "observed", "predicted", "half", "most", "inside", "error", "from_runs")
    table = Table(NOTHING, heads, tuple(map(_fact, rows)), words=(5,))
    return Section("facts", title, tables=(table,), note=label("validation_facts_note"))


def _fact(row: PredictedFact) -> Row:
    word = label("yes") if row.inside else label("no")
    return (
        _named(row),
        _figure(row.observed, row.unit),
        _figure(row.median, row.unit),
        _interval(row.half, row.unit),
        _interval(row.most, row.unit),
        Cell(word, verdict=REACHED if row.inside else MISSED),
        _error(row),
        percent(row.from_runs, 0),
    )


def _named(row: PredictedFact) -> Text:
    """What a fact is called: its statistic, and its id where that says more."""
    known = STATISTICS.get(row.statistic)
    name = text_of(row.statistic) if known is None else Text(known.en, known.zh)
    return name if row.id == row.statistic else Text(f"{row.id} {name.en}", f"{row.id} {name.zh}")


def _figure(value: float, unit: str) -> Text:
    """A figure with its unit if that is short; counts as exact as they are small."""
    short = unit.split("/", maxsplit=1)[0] in ("share", "yuan")
    return figure_bare(value, unit) if short else count(value, None)


def _interval(ends: tuple[float, float], unit: str) -> Text:
    return span(*(_figure(end, unit) for end in ends))


def _error(row: PredictedFact) -> Text:
    """The error of the median: in points of a share, else in per cent of what was observed."""
    if row.unit.startswith("share"):
        return signed(points(row.error), row.error)
    return signed(percent(row.error / row.observed), row.error) if row.observed else NONE


def _growth_table(growths: Sequence[Growth]) -> Table:
    rows = tuple(
        (
            text_of(one.id),
            label("validation_rate") if one.since is None else text_of(str(one.since)),
            percent(one.observed),
            percent(one.predicted),
            signed(points(one.error), one.error),
        )
        for one in growths
    )
    return Table(
        NOTHING, _heads("fact", "since", "observed", "predicted", "error"), rows, words=(1,), terminal=False
    )


def _forecast_row(row: PredictedFact) -> Row:
    figures = (row.observed, row.median)
    forecasts = [
        label(f"validation_why_{one.why_not}") if one.value is None else _figure(one.value, row.unit)
        for one in row.forecasts
    ]
    return (_named(row), *(_figure(value, row.unit) for value in figures), *forecasts)


def _patterns(predicted: Assessment) -> Section:
    parts = [kept(predicted.held_out), kept(predicted.fitted)]
    names = dict.fromkeys(name for part in parts for name in part)

    def counted(part: dict[str, tuple[int, int]], name: str) -> Text:
        if name not in part:
            return label("validation_no_count")
        inside, total = part[name]
        return say("validation_count", inside=inside, total=total)

    heads = (*_heads("pattern"), label("validation_check"), label("validation_fit"))
    rows = tuple((pattern_label(name), *(counted(part, name) for part in parts)) for name in names)
    missed = tuple(
        say(
            "validation_outside",
            fact=row.id,
            use=label(f"validation_{row.use}"),
            observed=_figure(row.observed, row.unit),
            interval=_interval(row.most, row.unit),
        )
        for row in (*predicted.held_out, *predicted.fitted)
        if not row.inside
    )
    return Section(
        "patterns",
        label("validation_patterns"),
        (label("validation_patterns_note"),),
        (Table(NOTHING, heads, rows, words=(1, 2), terminal=False),),
        points=tuple(Cell(text, verdict=MISSED) for text in missed),
    )


def _made(predicted: Assessment, about: About) -> Iterator[tuple[Text, Text]]:
    yield label("validation_program"), text_of(about.version)
    runs = say("validation_runs_of", runs=count(predicted.runs), households=count(SIMULATED))
    yield label("validation_runs"), runs
    hashes = (about.posterior, digest(about.facts), scenario().digest)
    for key, value in zip(("posterior", "digest", "scenario"), hashes, strict=True):
        yield label(f"validation_{key}"), text_of(value)
    if about.failed:
        text = say("validation_failed_first", number=len(about.failed), first=about.failed[0])
        yield label("validation_failed"), text
