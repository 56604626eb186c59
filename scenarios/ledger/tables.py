"""A sheet of a ledger as a table of what its cells mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from resettle.model.text import NOTHING, Text, both
from resettle.scenarios.ledger.cells import Cells, text_of
from resettle.scenarios.ledger.columns import Column, codes
from resettle.scenarios.ledger.kinds import NO_HEADER, NO_KEY, TWICE, UNKNOWN_CODE
from resettle.scenarios.ledger.problems import Kind, LedgerProblem
from resettle.scenarios.ledger.reading import Cell, Sheet, sheets
from resettle.scenarios.ledger.recognise import LOOKED_AT, Header, header_of
from resettle.scenarios.problems import readable

ENDS = ("合计", "总计", "小计", "共计", "制表", "填表", "审核", "备注", "说明", "注:", "注：", "单位负责人")
"""First words of rows below or between those of people."""

TEXTS = ("code", "place", "place_name", "text")
SHOWN_CODES = 8


@dataclass
class Table:
    """One sheet that was recognised.

    Attributes:
        file: Name of the file.
        sheet: Name of the sheet.
        header_row: Row of its header, from 1.
        headers: Header of each field.
        frame: A row a person or household: `row`, and what each field means; of an identity number `id` (a
            hash, 0 for none), `born` and `woman`; numbers of households and persons are hashes, 0 for none.
    """

    file: str
    sheet: str
    header_row: int
    headers: dict[str, str]
    frame: pd.DataFrame

    @property
    def name(self) -> str:
        """What a source calls it: the file without its ending."""
        return Path(self.file).stem

    @property
    def of_people(self) -> bool:
        """Whether a row is a person."""
        return bool({"id", "person"} & self.headers.keys())

    def problem(self, row: int, field: str, fault: Kind, more: Text = NOTHING) -> LedgerProblem:
        """A problem in one of its rows."""
        return LedgerProblem(self.file, self.sheet, int(row), self.headers.get(field, ""), fault, more)


@dataclass
class Reading:
    """All tables of some files.

    Attributes:
        tables: Those that were recognised.
        faults: Problems of cells, each with the position of its table and its column.
        fatal: Problems of files and headers, with which nothing can be counted.
        unrecognised: File, sheet and header of columns that are not known.
        passed_over: File and name of sheets without a header that is known.
    """

    tables: list[Table]
    faults: list[tuple[int, str, LedgerProblem]]
    fatal: list[LedgerProblem]
    unrecognised: list[tuple[str, str, str]]
    passed_over: list[tuple[str, str]]


def read_all(paths: Iterable[Path], mapping: dict[str, Column | None], key: bytes) -> Reading:
    """Read all sheets of all files."""
    reading = Reading([], [], [], [], [])
    for path in paths:
        before = len(reading.tables) + len(reading.fatal)
        for sheet in sheets(path):
            if isinstance(sheet, LedgerProblem):
                reading.fatal.append(sheet)
            else:
                _read(sheet, mapping, key, reading)
        if len(reading.tables) + len(reading.fatal) == before:
            reading.fatal.append(LedgerProblem(readable(path.name), "", 0, "", NO_HEADER))
    return reading


def _read(sheet: Sheet, mapping: dict[str, Column | None], key: bytes, reading: Reading) -> None:
    first = list(islice(sheet.rows, LOOKED_AT))
    header = header_of(first, mapping)
    if header is None:
        reading.passed_over.append((sheet.file, sheet.name))
        return
    reading.unrecognised += [(sheet.file, sheet.name, name) for name in header.unrecognised]
    reading.fatal += [LedgerProblem(sheet.file, sheet.name, header.row, name, TWICE) for name in header.twice]
    rows = islice(chain(first, sheet.rows), header.row, None)
    frame, faults = _frame(rows, header, key)
    table = Table(
        sheet.file,
        sheet.name,
        header.row,
        {column.field: name for _, name, column in header.found if column.kept},
        frame,
    )
    at = len(reading.tables)
    reading.tables.append(table)
    reading.faults += [
        (at, field, table.problem(row, field, kind, _allowed(kind, field))) for row, field, kind in faults
    ]


def _allowed(kind: Kind, field: str) -> Text:
    if kind is not UNKNOWN_CODE:
        return NOTHING
    names = list(codes(field))
    some = "、".join(names[:SHOWN_CODES])
    if len(names) > SHOWN_CODES:
        return both(": {some}, …", "：{some}等", some=some)
    return both(": {some}", "：{some}", some=some)


def _frame(
    rows: Iterator[list[Cell]], header: Header, key: bytes
) -> tuple[pd.DataFrame, list[tuple[int, str, Kind]]]:
    read = [(place, name, Cells(column, key)) for place, name, column in header.found if column.kept]
    keys = [place for place, _, cells in read if cells.column.way in ("id", "hash")]
    numbers: list[int] = []
    faults: list[tuple[int, str, Kind]] = []
    for row, cells in enumerate(rows, header.row + 1):
        width = len(cells)
        if not any(place < width and cells[place] not in ("", None) for place, _, _ in read):
            continue
        if not any(place < width and cells[place] not in ("", None) for place in keys):
            if not _ends(cells):
                faults.append((row, read[0][2].column.field, NO_KEY))
            continue
        if all(place < width and cells[place] == name for place, name, _ in read[:2]):
            continue  # the header once more, where exports were pasted below each other
        numbers.append(row)
        for place, _, column in read:
            column.add(cells[place] if place < width else "", row)
    faults += [(row, cells.column.field, kind) for _, _, cells in read for row, kind in cells.faults]
    return _typed(numbers, [cells for _, _, cells in read]), faults


def _ends(cells: Sequence[Cell]) -> bool:
    first = next((text_of(cell) for cell in cells if text_of(cell)), "")
    return first.replace(" ", "").startswith(ENDS)


def _typed(rows: list[int], read: Sequence[Cells]) -> pd.DataFrame:
    data: dict[str, object] = {"row": np.array(rows, np.int64)}
    for cells in read:
        field, way, values = cells.column.field, cells.column.way, cells.values
        if way == "id":
            people = [value if isinstance(value, tuple) else (0, np.nan, None) for value in values]
            data["id"] = np.array([person[0] for person in people], np.int64)
            data["born"] = np.array([person[1] for person in people], float)
            data["woman"] = _codes([None if p[2] is None else "woman" if p[2] else "man" for p in people])
        elif way == "hash":
            data[field] = np.array([0 if value is None else value for value in values], np.int64)
        elif way in TEXTS:
            data[field] = _codes(values)
        else:
            data[field] = np.array([np.nan if value is None else value for value in values], float)
    return pd.DataFrame(data)


def _codes(values: Sequence[Any]) -> pd.Series:
    return pd.Series(list(values), dtype=object).where(lambda column: column.notna(), None)
