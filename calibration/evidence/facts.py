"""Facts that the fit uses, facts that check it, and the rest of the evidence, each once.

`facts.csv` puts every row of the evidence register into exactly one of three uses. A `fit` fact may
set values and is what parameters are fitted to; a `check` fact is from 2022 or after, is only ever
predicted, and may set no value of any scenario; `context` is neither, for the reason in its note.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import isfinite
from pathlib import Path

from resettle import scenarios
from resettle.calibration.evidence.observation import STATISTICS
from resettle.scenarios.scenario import Scenario
from resettle.scenarios.sources.registers import Evidence, evidence

FILE = Path(__file__).with_name("facts.csv")
SCENARIO = Path(__file__).resolve().parent.parent / "scenarios" / "relocated.yaml"
"""The scenario that is fitted: all relocated people of China, 2019 to 2024."""

COLUMNS = (
    "id", "use", "evidence", "statistic", "value", "error", "discrepancy", "unit", "concept", "note",
)  # fmt: skip
USES = ("fit", "check", "context")
FIRST_HELD_OUT = 2022
"""First year whose facts are held out of the fit."""

HELD_OUT_DERIVED = "derived from check facts"
"""Concept of context facts that repeat held-out figures; they may set no value either."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ID = re.compile(r"\b[A-Z]\d{2,3}\b")


class FactErrors(ValueError):
    """All problems of a file of facts, one a line."""


@dataclass(frozen=True)
class Fact:
    """A published figure and what it is used for.

    Attributes:
        id: Name; for `fit` and `check` the name of what it measures.
        evidence: Rows of the evidence register that it rests on, the first one being its source.
        use: `fit`, `check` or `context`.
        statistic: Name in `calibration.evidence.observation.STATISTICS`; empty for context.
        value: The figure, in the unit of the statistic; not a number for context.
        error: Standard deviation of what the publisher may have measured wrongly, in the same unit.
        discrepancy: Standard deviation of what the model may miss of it though measured rightly, as it
            speaks of other people, other months or another concept; same unit.
        unit: Unit of the three.
        concept: What the publisher counts, where it differs from the model.
        note: How the figure was had; for context the reason why it is neither fitted nor checked.
        line: Line of the file.
    """

    id: str
    evidence: tuple[str, ...]
    use: str
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
    def publisher(self) -> str:
        """Who published it, as far as noted for any of its sources; empty if for none."""
        return next((one.publisher for one in self.sources if one.publisher), "")

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
        use: Only those of this use: `fit`, `check` or `context`.

    Raises:
        ValueError: If there is no such use.
        FactErrors: If the file breaks a rule; see `read` and `guard`.
    """
    if use is not None and use not in USES:
        raise ValueError(f"no use {use!r}; there are: {', '.join(USES)}")
    return tuple(one for one in _bundled() if use is None or one.use == use)


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
            an error is missing, or a fitted fact is of a held-out year. All problems are reported at once.
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
    """Refuses facts that check the model and yet set it.

    Args:
        every: Facts.
        plans: Scenarios whose values are looked through for their sources.
        fitted: The scenario that is fitted; its notes may not lean on such a fact either.

    Raises:
        FactErrors: With every value that rests on held-out evidence.
    """
    held_out = {
        one: fact
        for fact in every
        if fact.use == "check" or fact.concept == HELD_OUT_DERIVED
        for one in fact.evidence
    }
    problems = []
    for scenario in plans:
        for path, value, _ in scenario.values():
            for one in sorted(held_out.keys() & set(value.source.evidence)):
                problems.append(
                    f"{FILE.name}:{held_out[one].line}: {one} is held out ({held_out[one].id}), "
                    f"but sets {path} of {scenario.name}"
                )
    for path, value, _ in fitted.values():
        for one in sorted({name for name in _ID.findall(value.note or "") if name in held_out}):
            if held_out[one].use == "check":
                problems.append(
                    f"{FILE.name}:{held_out[one].line}: {one} is held out ({held_out[one].id}), "
                    f"but the note of {path} of {fitted.name} leans on it"
                )
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
    figures = ("statistic", "value", "error", "discrepancy", "unit")
    if cell["use"] == "context":
        wrong += [f"a context fact has no {name}" for name in figures if cell[name]]
        if not cell["note"]:
            wrong.append("a context fact says in its note why it is neither fitted nor checked")
        return wrong
    if cell["statistic"] not in STATISTICS:
        wrong.append(f"no statistic {cell['statistic']!r}")
    elif cell["unit"] != STATISTICS[cell["statistic"]].unit:
        wrong.append(f"unit is {cell['unit']!r}; the statistic has {STATISTICS[cell['statistic']].unit!r}")
    for name in ("value", "error", "discrepancy"):
        if _number(cell[name]) is None:
            wrong.append(f"{name} is {cell[name]!r}; a number is needed")
    if (_number(cell["error"]) or 0.0) <= 0.0:
        wrong.append("error must be above 0: no figure is measured without error")
    if (_number(cell["discrepancy"]) or 0.0) < 0.0:
        wrong.append("discrepancy must not be below 0")
    if not wrong:
        wrong += _of_wrong_years(cell["use"], [evidence()[one] for one in ids])
    return wrong


def _of_wrong_years(use: str, sources: list[Evidence]) -> list[str]:
    """Fitted facts of held-out years, and checks of years that are not held out."""
    wrong = []
    for source in sources:
        years = [int(year) for year in _YEAR.findall(source.period)]
        if use == "fit" and years and max(years) >= FIRST_HELD_OUT and not source.period.startswith("paper"):
            wrong.append(f"{source.id} is of {source.period}; facts from {FIRST_HELD_OUT} on are not fitted")
        if use == "check" and years and max(years) < FIRST_HELD_OUT:
            wrong.append(f"{source.id} is of {source.period}; checks are from {FIRST_HELD_OUT} on")
    return wrong


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
    cell = {name: value.strip() for name, value in row.items()}
    value, error, discrepancy = (
        float(cell[name]) if cell[name] else float("nan") for name in ("value", "error", "discrepancy")
    )
    return Fact(
        id=cell["id"],
        evidence=tuple(cell["evidence"].split()),
        use=cell["use"],
        statistic=cell["statistic"],
        value=value,
        error=error,
        discrepancy=discrepancy,
        unit=cell["unit"],
        concept=cell["concept"],
        note=cell["note"],
        line=line,
    )
