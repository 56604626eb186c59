"""Household and labour ledgers of a county, read, checked and counted; the one way in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pandas as pd

from resettle.model.joint_types import HouseholdTypes
from resettle.model.text import Text
from resettle.scenarios.county.figures import Figure
from resettle.scenarios.language import Refused
from resettle.scenarios.ledger.checks import check
from resettle.scenarios.ledger.columns import tidy
from resettle.scenarios.ledger.counts import count
from resettle.scenarios.ledger.joined import SPAN, Joined, join, leave_out, only_relocated
from resettle.scenarios.ledger.kinds import NO_PEOPLE, NO_YEAR
from resettle.scenarios.ledger.privacy import FEWEST, key_of
from resettle.scenarios.ledger.problems import LedgerProblem, LedgerProblems
from resettle.scenarios.ledger.recognise import read_map
from resettle.scenarios.ledger.tables import Reading, Table, read_all
from resettle.scenarios.ledger.types import household_types
from resettle.scenarios.ledger.workers import describe


@dataclass(frozen=True)
class LeftOut:
    """What was left out for its problems.

    Attributes:
        households: Households with a row that has a problem; they are left out whole, so that sizes stay
            right.
        persons: Their members.
    """

    households: int
    persons: int


@dataclass(frozen=True)
class Read:
    """A sheet that was read: where, its header row, and how many rows of people or households it has."""

    file: str
    sheet: str
    header_row: int
    rows: int
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Ledger:
    """What ledgers tell of a county; nothing in it is about one person or household.

    Attributes:
        year: The base year: that of incomes and months, at whose end ages are counted.
        figures: What was counted.
        problems: What is wrong, by file, sheet, row and column.
        unrecognised: File, sheet and header of columns that are not known.
        passed_over: File and name of sheets that hold no ledger.
        sheets: What was read.
        unmatched: Rows of other ledgers whose persons or households are not in the ledger of persons.
        left_out: What was left out for its problems.
        notes: What could not be counted, and why.
        types: Joint household types, each shared by five households or more; `None` if work or households are
            not known.
    """

    year: int
    figures: tuple[Figure, ...]
    problems: tuple[LedgerProblem, ...]
    unrecognised: tuple[tuple[str, str, str], ...]
    passed_over: tuple[tuple[str, str], ...]
    sheets: tuple[Read, ...]
    unmatched: int
    left_out: LeftOut
    notes: tuple[Text, ...]
    types: HouseholdTypes | None


def read_ledgers(
    paths: Sequence[Path | str],
    mapping: Path | str | None = None,
    key: Path | str | None = None,
    keep_going: bool = False,
    year: int | None = None,
    province: str = "",
    county: str = "",
) -> Ledger:
    """Read, join, check and count ledgers.

    Args:
        paths: Files, in any order: persons, households, labour, months of work; several of a kind are one
            ledger.
        mapping: A table that says which column is which, see `recognise.read_map`.
        key: File of the county's key for hashes, made if it is not there; without one a key is used once.
        keep_going: Whether households without problems are counted although others have some.
        year: The base year; that of the column 年度 if left out.
        province: The home province, from which one works away; of use where the ledgers have no column of it.
        county: The home county, likewise.

    Raises:
        LedgerProblems: With all problems, if there are any (with `keep_going`, if files or headers cannot be
            read).
        Refused: If no file is given, or the map or the key is not right.
        Missing: If the map is not there.
    """
    if not paths:
        raise Refused(Text("no ledger is given", "未指定台账文件"))
    reading = read_all(
        map(Path, paths), read_map(Path(mapping)) if mapping else {}, key_of(Path(key) if key else None)
    )
    joined = None if reading.fatal else join(reading.tables, (tidy(province), tidy(county)))
    if joined is None:
        _refuse(
            reading,
            [*reading.fatal, *(problem for _, _, problem in reading.faults)] or [_nobody(paths)],
        )
    base_year = _year(joined, year)
    if base_year is None:
        _refuse(reading, [LedgerProblem(reading.tables[0].file, reading.tables[0].sheet, 0, "", NO_YEAR)])
    _ages(joined, base_year)
    problems, bad = _checked(joined, reading)
    if problems and not keep_going:
        raise LedgerProblems(problems, reading.unrecognised)
    left_out = LeftOut(*leave_out(joined, bad))
    if len(joined.people) < FEWEST:
        _refuse(reading, [*problems, _nobody(paths)])
    counting = count(joined, base_year)
    return Ledger(
        base_year,
        tuple(counting.figures),
        tuple(problems),
        tuple(reading.unrecognised),
        tuple(reading.passed_over),
        tuple(map(_read, reading.tables)),
        joined.unmatched,
        left_out,
        tuple(counting.notes),
        household_types(joined.people, describe(joined.people)) if len(joined.households) else None,
    )


def _refuse(reading: Reading, problems: Sequence[LedgerProblem]) -> NoReturn:
    raise LedgerProblems(sorted(problems, key=lambda problem: problem.order), reading.unrecognised)


def _nobody(paths: Sequence[Path | str]) -> LedgerProblem:
    return LedgerProblem(Path(paths[0]).name, "", 0, "", NO_PEOPLE)


def _read(table: Table) -> Read:
    return Read(table.file, table.sheet, table.header_row, len(table.frame), tuple(table.headers.values()))


def _year(joined: Joined, year: int | None) -> int | None:
    if year is not None:
        return year
    stated = [table.frame["year"].dropna() for table in joined.tables if "year" in table.frame]
    given = pd.concat(stated) if stated else pd.Series(dtype=float)
    return None if given.empty else int(given.mode().iloc[-1])


def _ages(joined: Joined, year: int) -> None:
    people = joined.people
    people["age"] = year - people["born"] if "born" in people else float("nan")


def _checked(joined: Joined, reading: Reading) -> tuple[list[LedgerProblem], set[int]]:
    """All problems of those who moved, in order, and the places of their rows."""
    others = only_relocated(joined)
    placed = [(table * SPAN + problem.row, problem) for table, _, problem in reading.faults]
    placed += check(joined, {(table * SPAN + problem.row, field) for table, field, problem in reading.faults})
    ours = [(at, problem) for at, problem in placed if at not in others]
    return sorted({problem for _, problem in ours}, key=lambda problem: problem.order), {at for at, _ in ours}


__all__ = ["Ledger", "LeftOut", "Read", "read_ledgers"]
