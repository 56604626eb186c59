"""The answer of simulation-based calibration: do fits find what is known?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from resettle.calibration.report.prior_check import parameter
from resettle.calibration.validation.coverage import within_limits
from resettle.results.judge.verdicts import MISSED, REACHED
from resettle.results.report.answer import Answer, Cell, Headline, Section, Table
from resettle.results.text.labels import NOTHING, Text, label, listed, say, text_of
from resettle.results.text.numbers import percent, plain, span

if TYPE_CHECKING:
    from resettle.calibration.validation.sbc import Sbc
    from resettle.results.report.answer import Row

HEADS = ("parameter", "half", "most", "step", "bins", "counts")

CORES = 2
"""Cores for which the time is told."""


def answered(found: Sbc) -> Answer:
    """The answer of simulation-based calibration."""
    first = found.table.iloc[0]
    limits = {
        name: span(percent(float(first[f"low_{level}"]), 0), percent(float(first[f"high_{level}"]), 0))
        for name, level in (("half", "50"), ("most", "90"))
    }
    rows = tuple(
        _row({str(key): value for key, value in row.items()}) for row in found.table.to_dict("records")
    )
    table = Table(NOTHING, tuple(label(f"head_sbc_{name}") for name in HEADS), rows, words=(5,))
    minutes = found.repeats * (found.run_seconds + found.fit_seconds) / CORES / 60.0
    time = say("sbc_time", run=plain(found.run_seconds, 1), fit=plain(found.fit_seconds, 1))
    whole = say("sbc_time_note", jobs=CORES, repeats=found.repeats, minutes=plain(minutes, 0))
    section = Section(
        "coverage",
        label("sbc_coverage"),
        (time, whole),
        (table,),
        note=say("sbc_coverage_note", **limits),
    )
    return Answer(
        "calibrate", label("sbc_title"), tuple(_sentences(found)), (section,), lead=(label("sbc_lead"),)
    )


def _sentences(found: Sbc) -> Iterator[Headline]:
    table = found.table
    shares = {
        name: percent(float(table[f"inside_{level}"].mean()), 0)
        for name, level in (("half", "50"), ("most", "90"))
    }
    fine = within_limits(table)
    yield Headline(
        say("sbc_headline", fits=int(table["fits"].iloc[0]), **shares), REACHED if fine else MISSED
    )
    if fine:
        yield Headline(label("sbc_within"), REACHED)
    else:
        names = [str(name) for name, row in table.set_index("parameter").iterrows() if not _inside(dict(row))]
        yield Headline(say("sbc_outside", names=listed(list(map(parameter, names)))), MISSED)
    if found.failed:
        yield Headline(say("sbc_failed", number=len(found.failed), first=found.failed[0]), MISSED)


def _inside(row: Mapping[str, Any]) -> bool:
    return all(_within(row, level) for level in ("50", "90"))


def _within(row: Mapping[str, Any], level: str) -> bool:
    return bool(row[f"low_{level}"] <= row[f"inside_{level}"] <= row[f"high_{level}"])


def _row(row: Mapping[str, Any]) -> Row:
    name = str(row["parameter"])
    return (
        Cell(parameter(name), code=name),
        *(_share(row, level) for level in ("50", "90")),
        _probability(float(row["uniform"])),
        _probability(float(row["bins"])),
        text_of(" ".join(map(str, row["counts"]))),
    )


def _share(row: Mapping[str, Any], level: str) -> Cell:
    within = _within(row, level)
    return Cell(percent(float(row[f"inside_{level}"]), 0), verdict="" if within else MISSED)


def _probability(value: float) -> Text:
    return text_of(plain(value, 3))
