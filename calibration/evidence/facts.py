"""Facts that are fitted, facts that stay sealed, and the rest of the evidence, each once.

`facts.csv` puts every row of the evidence register into exactly one of three uses. A `fit` fact is what
parameters are fitted to by every origin of its year or later, and predicted by the origins before it; it may
set values. A `sealed` fact, the latest year of a series or a place kept apart, is only ever predicted and may
set no value of any scenario. `context` is neither, for the reason in its note.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import isfinite
from pathlib import Path
from typing import Any

from resettle import scenarios
from resettle.calibration.evidence.observation import STATISTICS
from resettle.model.text import NOTHING, Text
from resettle.scenarios.scenario import Scenario
from resettle.scenarios.sources.registers import Evidence, evidence

FILE = Path(__file__).with_name("facts.csv")
SCENARIO = Path(__file__).resolve().parent.parent / "scenarios" / "relocated.yaml"
"""The scenario that is fitted: all relocated people of China, 2019 to 2024."""

COLUMNS = (
    "id", "use", "year", "group", "cluster", "evidence", "statistic", "value", "error", "discrepancy", "unit",
    "concept", "note",
)  # fmt: skip
USES = ("fit", "sealed", "context")
GROUPS = (
    "growth", "income_level", "employment", "composition", "places", "turnover", "spread", "lower_tail",
    "months_worked",
)  # fmt: skip
"""Kinds of figures: what is left out together, and what patterns are made of."""

CHECK = "check"
"""Use of a fact that an origin predicts, see `as_of`."""

SEALED_DERIVED = "derived from sealed facts"
"""Concept of context facts that repeat sealed figures; they may set no value either."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CLUSTER = re.compile(r"[a-z0-9_]+(?:/[0-9-]+)?")
_ID = re.compile(r"\b[A-Z]\d{2,3}\b", re.ASCII)  # a Chinese character ends an id as well


class FactErrors(ValueError):
    """All problems of a file of facts, one a line."""


@dataclass(frozen=True)
class Fact:
    """A published figure and what it is used for.

    Attributes:
        id: Name; for `fit` and `sealed` the name of what it measures.
        evidence: Rows of the evidence register that it rests on, the first one being its source.
        use: `fit`, `sealed` or `context`; seen from an origin, `check` for what that origin predicts.
        year: Calendar year of which it speaks; 0 for context.
        group: One of `GROUPS`; empty for context.
        cluster: Facts that depend on each other, and after a slash the date or batch of this one, see
            `calibration.evidence.clusters`; empty for context.
        statistic: Name in `calibration.evidence.observation.STATISTICS`; empty for context.
        value: The figure, in the unit of the statistic; not a number for context.
        error: Standard deviation of what the publisher may have measured wrongly, in the same unit.
        discrepancy: Standard deviation of what the model may miss of it though measured rightly, as it
            speaks of other people, other months or another concept; same unit.
        unit: Unit of the three.
        concept: What the publisher counts, where it differs from the model.
        note: How the figure was had, and why its errors are what they are; for context the reason why it
            is neither fitted nor sealed.
        line: Line of the file.
    """

    id: str
    evidence: tuple[str, ...]
    use: str
    year: int
    group: str
    cluster: str
    statistic: str
    value: float
    error: float
    discrepancy: float
    unit: str
    concept: str
    note: str
    line: int

    @property
    def sources(self) -> tuple[Evidence, ...]:
        """Rows of the register: publisher, address, period and scope."""
        return tuple(evidence()[one] for one in self.evidence)

    @property
    def publisher(self) -> Text:
        """Who published it, as far as noted for any of its sources; empty if for none."""
        return next((one.said("publisher") for one in self.sources if one.publisher), NOTHING)

    @property
    def url(self) -> str:
        """Address of the first source."""
        return self.sources[0].url

    @property
    def period(self) -> str:
        """Date or years of the first source."""
        return self.sources[0].period

    @property
    def scope(self) -> str:
        """Place and people that the first source speaks of."""
        return self.sources[0].scope


def facts(use: str | None = None) -> tuple[Fact, ...]:
    """The bundled facts, checked.

    Args:
        use: Only those of this use: `fit`, `sealed` or `context`.

    Raises:
        ValueError: If there is no such use.
        FactErrors: If the file breaks a rule; see `read` and `guard`.
    """
    if use is not None and use not in USES:
        raise ValueError(f"no use {use!r}; there are: {', '.join(USES)}")
    return tuple(one for one in _bundled() if use is None or one.use == use)


def as_of(origin: int | None = None) -> tuple[Fact, ...]:
    """The bundled facts as one sees them who stands at the end of a year.

    Facts to fit that speak of later years have the use `check`, as have those that are sealed.

    Args:
        origin: The last year whose facts are known; all but the sealed ones are if left out.
    """
    return tuple(
        replace(fact, use=CHECK)
        if fact.use == "sealed" or (fact.use == "fit" and origin is not None and fact.year > origin)
        else fact
        for fact in facts()
    )


@cache
def _bundled() -> tuple[Fact, ...]:
    every = read(FILE)
    guard(every, every_scenario(), scenarios.load(SCENARIO))
    return every


def every_scenario() -> Iterator[Scenario]:
    """Every bundled scenario that can be run, and the one that is fitted."""
    yield from map(scenarios.load, scenarios.runnable())
    yield scenarios.load(SCENARIO)


def read(path: Path) -> tuple[Fact, ...]:
    """Reads a file of facts and checks it against the register and the statistics.

    Raises:
        FactErrors: If evidence is unknown or stands in two uses, a statistic is unknown, a figure or
            an error is missing, or its year is not that of its evidence. All problems are reported at once.
    """
    problems: list[str] = []
    made: list[Fact] = []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise FactErrors(f"{path.name}:1: columns must be {', '.join(COLUMNS)}")
        for row in reader:
            line = reader.line_num
            wrong = _wrong(row)
            problems += [f"{path.name}:{line}: {message}" for message in wrong]
            if not wrong:
                made.append(_fact(row, line))
    problems += [f"{path.name}:{line}: {message}" for line, message in _clashes(made)]
    if problems:
        raise FactErrors("\n".join(problems))
    return tuple(made)


def guard(every: Iterable[Fact], plans: Iterable[Scenario], fitted: Scenario) -> None:
    """Refuses facts that are sealed and yet set the model.

    Args:
        every: Facts.
        plans: Scenarios whose values are looked through for their sources.
        fitted: The scenario that is fitted; its notes may not lean on such a fact either.

    Raises:
        FactErrors: With every value that rests on sealed evidence.
    """
    sealed = {
        one: fact
        for fact in every
        if fact.use == "sealed" or fact.concept == SEALED_DERIVED
        for one in fact.evidence
    }
    problems = []

    def refuse(one: str, what: str) -> None:
        problems.append(f"{FILE.name}:{sealed[one].line}: {one} is sealed ({sealed[one].id}), but {what}")

    for scenario in plans:
        for path, value, _ in scenario.values():
            for one in sorted(sealed.keys() & set(value.source.evidence)):
                refuse(one, f"sets {path} of {scenario.name}")
    for path, value, _ in fitted.values():
        for one in sorted(sealed.keys() & set(_ID.findall(f"{value.note.en} {value.note.zh}"))):
            if sealed[one].use == "sealed":
                refuse(one, f"the note of {path} of {fitted.name} leans on it")
    if problems:
        raise FactErrors("\n".join(problems))


def _wrong(row: Mapping[str, str | None]) -> list[str]:
    """What is wrong with a row by itself."""
    if any(value is None for value in row.values()) or None in row:
        return [f"has not {len(COLUMNS)} columns"]
    cell = {name: (value or "").strip() for name, value in row.items()}
    if cell["use"] not in USES:
        return [f"use is {cell['use']!r}; there are: {', '.join(USES)}"]
    wrong = []
    ids = cell["evidence"].split()
    if not cell["id"] or not ids:
        wrong.append("id and evidence are needed")
    wrong += [f"no evidence {one} in the register" for one in ids if one not in evidence()]
    figures = ("year", "group", "cluster", "statistic", "value", "error", "discrepancy", "unit")
    if cell["use"] == "context":
        wrong += [f"a context fact has no {name}" for name in figures if cell[name]]
        if not cell["note"]:
            wrong.append("a context fact says in its note why it is neither fitted nor sealed")
        return wrong
    if cell["statistic"] not in STATISTICS:
        wrong.append(f"no statistic {cell['statistic']!r}")
    elif cell["unit"] != STATISTICS[cell["statistic"]].unit:
        wrong.append(f"unit is {cell['unit']!r}; the statistic has {STATISTICS[cell['statistic']].unit!r}")
    if not _CLUSTER.fullmatch(cell["cluster"]):
        wrong.append(f"cluster is {cell['cluster']!r}; write it as name or name/date")
    if cell["group"] not in GROUPS:
        wrong.append(f"group is {cell['group']!r}; there are: {', '.join(GROUPS)}")
    if not _YEAR.fullmatch(cell["year"]):
        wrong.append(f"year is {cell['year']!r}; a calendar year is needed")
    if not cell["note"]:
        wrong.append("a fact says in its note how it was had and why its errors are what they are")
    for name in ("value", "error", "discrepancy"):
        if _number(cell[name]) is None:
            wrong.append(f"{name} is {cell[name]!r}; a number is needed")
    if (_number(cell["error"]) or 0.0) <= 0.0:
        wrong.append("error must be above 0: no figure is measured without error")
    if (_number(cell["discrepancy"]) or 0.0) < 0.0:
        wrong.append("discrepancy must not be below 0")
    if not wrong:
        wrong += _of_another_year(int(cell["year"]), [evidence()[one] for one in ids])
    return wrong


def _of_another_year(year: int, sources: list[Evidence]) -> Iterator[str]:
    """What a fact rests on that its year did not know, or that is older than its year."""
    spoken = [(int(found), one) for one in sources for found in _YEAR.findall(one.period)]
    if spoken:
        latest, source = max(spoken, key=lambda pair: pair[0])
        if latest != year:
            yield f"year is {year}, but {source.id}, the latest that it rests on, is of {source.period}"


def _clashes(every: list[Fact]) -> Iterator[tuple[int, str]]:
    """Names that stand twice, evidence in two uses, and statistics compared with two facts."""
    names: dict[str, int] = {}
    uses: dict[str, Fact] = {}
    statistics: dict[str, Fact] = {}
    for fact in every:
        if fact.id in names:
            yield fact.line, f"id {fact.id} stands in line {names[fact.id]} already"
        names.setdefault(fact.id, fact.line)
        for one in fact.evidence:
            first = uses.setdefault(one, fact)
            if first.use != fact.use:
                yield fact.line, f"{one} is {fact.use} here and {first.use} in line {first.line}"
            elif fact.use == "context" and first is not fact:
                yield fact.line, f"{one} stands in line {first.line} already"
        if fact.statistic:
            before = statistics.setdefault(fact.statistic, fact)
            if before is not fact:
                yield fact.line, f"statistic {fact.statistic} is compared with line {before.line} already"


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) else None


def _fact(row: Mapping[str, str], line: int) -> Fact:
    cell: dict[str, Any] = {name: value.strip() for name, value in row.items()}
    cell |= {name: float(cell[name] or "nan") for name in ("value", "error", "discrepancy")}
    cell |= {"evidence": tuple(cell["evidence"].split()), "year": int(cell["year"] or 0), "line": line}
    return Fact(**cell)
