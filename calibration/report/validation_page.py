"""docs/validation.md: how well the model predicts held-out facts, in words and tables.

The page is made from results alone. What was tried is handed in by whoever calls: it cannot be measured.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from resettle.calibration.validation.forecasts import NAMES, CheckFact
from resettle.calibration.validation.heldout import Assessment, Row
from resettle.calibration.validation.scores import (
    error_of,
    figure,
    interval,
    kept,
    named,
    percent,
    scores,
    signed,
)

INTRODUCTION = """\
The behaviour that all scenarios share is fitted to earlier facts. The facts held out below did not enter
the fit, and no value of a scenario is set by them: they are predicted. Wages and prices of their years are
taken as they were published, so the question is what people and their settlements do, given those. The
naive forecasts do not know them. What is assumed and not fitted stands at its central figure."""

ERRORS = """\
Errors beside naive forecasts are given in standard deviations (sd) of each fact's observation error and
discrepancy together, so that facts of different units weigh alike."""

FROM_RUNS = """\
Errors of shares and growth rates are in percentage points (p), others in per cent. *From runs* is the part
of the predictive variance that comes from parameters and chance; the rest is what the model is thought to
miss (discrepancy) and the error of the observation, both stated with the facts. An interval that owes
nearly all its width to the rest says little for the model."""

NAIVE = """\
Both know what the fit knows and no later fact; as in the fit, some earlier facts speak of other places. Of a
growth rate, the last value carried forward means a level that stays: no growth."""


@dataclass(frozen=True)
class About:
    """What the page says of its making.

    Attributes:
        date: Day on which the predictions were made, `YYYY-MM-DD`.
        posterior: SHA-256 of the posterior.
        facts: SHA-256 of the facts, see `digest`.
        scenario: SHA-256 of the scenario that was run.
        version: Version of the program.
        command: Command that writes the page.
        households: Households simulated a run.
        seconds: Time that the runs took; `None` if unknown.
        machine: Machine on which they were made.
        tried: What was tried to do better, a sentence each, failures included.
        failed: Messages of runs that failed.
    """

    date: str
    posterior: str
    facts: str
    scenario: str
    version: str
    command: str = "resettle validate-model"
    households: int | None = None
    seconds: float | None = None
    machine: str = ""
    tried: Sequence[str] = ()
    failed: Sequence[str] = ()


@dataclass(frozen=True)
class Coverage:
    """How a fit to synthetic data, with known parameters, did over repetitions.

    Attributes:
        repetitions: Synthetic data sets fitted.
        half: Part of true parameter values inside their 50 % interval.
        most: Part inside their 90 % interval.
        by_parameter: Both parts for each parameter.
    """

    repetitions: int
    half: float
    most: float
    by_parameter: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def digest(facts: Iterable[CheckFact]) -> str:
    """SHA-256 of what facts say and how they are used."""
    told = sorted(
        [one.id, one.use, one.statistic, one.value, one.error, one.discrepancy, one.unit] for one in facts
    )
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def page(
    found: Assessment,
    about: About,
    names: Mapping[str, str] | None = None,
    sources: Mapping[str, str] | None = None,
    synthetic: Coverage | None = None,
) -> str:
    """The page in Markdown.

    Args:
        found: What was predicted.
        about: Date, hashes and what was tried.
        names: What each statistic is called.
        sources: Publisher and address of each fact, by id.
        synthetic: Coverage over repeated synthetic fits, if it was measured.
    """
    parts: list[Iterable[str]] = [
        _head(found, about),
        _scores(found),
        _held_out(found, names or {}),
        _growths(found),
        _naive(found, names or {}),
        _patterns(found),
        _synthetic(synthetic),
        _tried(about),
        _sources(found, names or {}, sources or {}),
    ]
    return "\n".join(line for part in parts for line in part).rstrip() + "\n"


def _head(found: Assessment, about: About) -> Iterator[str]:
    yield "# Validation"
    yield ""
    yield f"Written by `{about.command}` on {about.date}; do not edit."
    yield ""
    yield INTRODUCTION
    yield ""
    yield "| | |"
    yield "|---|---|"
    yield f"| program | {about.version} |"
    runs = f"{found.runs:,}, each with its own posterior draw and seed"
    if about.households is not None:
        runs += f", {about.households:,} households each"
    yield f"| runs | {runs} |"
    if about.seconds is not None:
        machine = f", {_cell(about.machine)}" if about.machine else ""
        yield f"| time | {about.seconds / 60:.1f} minutes{machine} |"
    for name, value in (("posterior", about.posterior), ("facts", about.facts), ("scenario", about.scenario)):
        yield f"| {name}, SHA-256 | `{value or 'unknown'}` |"
    if about.failed:
        yield f"| runs that failed | {len(about.failed)}: {_cell(about.failed[0])} |"
    yield ""


def _scores(found: Assessment) -> Iterator[str]:
    all_scores = scores(found)
    met, missed = (sum(score.met is wanted for score in all_scores) for wanted in (True, False))
    untold = len(all_scores) - met - missed
    yield "## Scores"
    yield ""
    yield f"{met} of {len(all_scores)} bars are met, {missed} missed, {untold} undecided."
    yield ""
    yield "| score | bar | reached | |"
    yield "|---|---|---|---|"
    for score in all_scores:
        mark = score.verdict if score.met else f"**{score.verdict}**"
        yield f"| {score.name} | {score.bar} | {_cell(score.reached)} | {mark} |"
    yield ""
    yield ERRORS
    yield ""


def _held_out(found: Assessment, names: Mapping[str, str]) -> Iterator[str]:
    yield "## Held-out facts"
    yield ""
    if not found.held_out:
        yield "There is none."
        yield ""
        return
    yield "| fact | observed | predicted | 50 % interval | 90 % interval | inside 90 % | error | from runs |"
    yield "|---|--:|--:|--:|--:|---|--:|--:|"
    for row in found.held_out:
        yield (
            f"| {_name(row, names)} | {figure(row.observed, row.unit)} | {figure(row.median, row.unit)} | "
            f"{interval(row.half, row.unit)} | {interval(row.most, row.unit)} | "
            f"{'yes' if row.inside else '**no**'} | {error_of(row)} | {percent(row.from_runs)} |"
        )
    yield ""
    yield FROM_RUNS
    yield ""


def _growths(found: Assessment) -> Iterator[str]:
    if not found.growths:
        return
    yield "## Growth"
    yield ""
    yield "| fact | since | observed | predicted | error |"
    yield "|---|---|--:|--:|--:|"
    for one in found.growths:
        since = "a growth rate itself" if one.since is None else str(one.since)
        yield (
            f"| {one.id} | {since} | {100 * one.observed:.1f} % | {100 * one.predicted:.1f} % | "
            f"{signed(100 * one.error)} points |"
        )
    yield ""


def _naive(found: Assessment, names: Mapping[str, str]) -> Iterator[str]:
    if not found.held_out:
        return
    yield "## Naive forecasts"
    yield ""
    yield NAIVE
    yield ""
    yield f"| fact | observed | model | {' | '.join(NAMES.values())} |"
    yield f"|---|--:|--:|{'--:|' * len(NAMES)}"
    for row in found.held_out:
        others = [
            one.why_not if one.value is None else figure(one.value, row.unit)
            for name in NAMES
            for one in row.forecasts
            if one.name == name
        ]
        cells = (
            _name(row, names),
            figure(row.observed, row.unit),
            figure(row.median, row.unit),
            *(others or ["–"] * len(NAMES)),
        )
        yield f"| {' | '.join(cells)} |"
    yield ""


def _patterns(found: Assessment) -> Iterator[str]:
    held_out, fitted = kept(found.held_out), kept(found.fitted)
    if not held_out and not fitted:
        return
    yield "## Patterns"
    yield ""
    yield "Facts inside their 90 % interval. A pattern that is kept on fitted facts only has not been tested."
    yield ""
    yield "| pattern | held out | fitted |"
    yield "|---|---|---|"
    for name in {**held_out, **fitted}:
        cells = (
            f"{part[name][0]} of {part[name][1]}" if name in part else "none" for part in (held_out, fitted)
        )
        yield f"| {name} | {' | '.join(cells)} |"
    missed = [row for row in (*found.held_out, *found.fitted) if not row.inside]
    if missed:
        yield ""
        yield "Not kept:"
        yield ""
        for row in missed:
            kind = "held out" if row.use == "check" else "fitted"
            yield (
                f"- {row.id} ({kind}): {figure(row.observed, row.unit)} observed, "
                f"{interval(row.most, row.unit)} predicted"
            )
    yield ""


def _synthetic(synthetic: Coverage | None) -> Iterator[str]:
    if synthetic is None:
        return
    yield "## Fits to synthetic data"
    yield ""
    yield f"{synthetic.repetitions} data sets were made by the simulator with known parameters, and fitted."
    yield f"Of the true values, {percent(synthetic.half)} lay inside their 50 % interval,"
    yield f"{percent(synthetic.most)} inside their 90 % interval."
    yield ""
    if synthetic.by_parameter:
        yield "| parameter | inside 50 % | inside 90 % |"
        yield "|---|--:|--:|"
        for name, (half, most) in synthetic.by_parameter.items():
            yield f"| {name} | {percent(half)} | {percent(most)} |"
        yield ""


def _tried(about: About) -> Iterator[str]:
    yield "## What was tried"
    yield ""
    yield from (f"- {line}" for line in about.tried or ("Nothing beyond the fit as it stands.",))
    yield ""


def _sources(found: Assessment, names: Mapping[str, str], sources: Mapping[str, str]) -> Iterator[str]:
    rows = [row for row in found.held_out if row.id in sources]
    if not rows:
        return
    yield "## Sources of the held-out facts"
    yield ""
    yield from (f"- {_name(row, names)}: {sources[row.id]}" for row in rows)
    yield ""


def _name(row: Row, names: Mapping[str, str]) -> str:
    return _cell(named(row, names))


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "&#124;")
