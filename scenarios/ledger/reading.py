"""Any file of a ledger as sheets of rows; what kind it is, is told from its bytes, not from its name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from resettle.scenarios.ledger.kinds import NOT_THERE, UNREADABLE
from resettle.scenarios.ledger.problems import LedgerProblem
from resettle.scenarios.ledger.text_files import NoTable, csv_rows, decoded, html_rows
from resettle.scenarios.problems import readable
from resettle.scenarios.workbook import NoWorkbook, sheets_of

BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x09\x08", b"\x09\x04")
"""First bytes of workbooks: zipped (.xlsx, .xlsb, .ods), compound (.xls), bare BIFF."""

Cell = Any
"""A cell as it was stored: text, number, truth value, date."""


@dataclass
class Sheet:
    """One sheet.

    Attributes:
        file: Name of the file without its folder.
        name: Name of the sheet; empty where a file has none.
        rows: Its rows in turn, the first is row 1; read once.
    """

    file: str
    name: str
    rows: Iterator[list[Cell]]


def sheets(path: Path) -> Iterator[Sheet | LedgerProblem]:
    """The sheets of a file, one after another, or one problem if it cannot be read.

    What a reader of files says of an error is not passed on: it may quote a cell.
    """
    name = readable(path.name)
    unreadable = LedgerProblem(name, "", 0, "", UNREADABLE)
    try:
        data = path.read_bytes()
    except OSError:
        yield LedgerProblem(name, "", 0, "", NOT_THERE)
        return
    if data.startswith(BOOKS):
        yield from _book(name, data, unreadable)
        return
    try:
        text = decoded(data)
        page = re.match(
            r"\s*(<\?xml[^>]*>\s*)?<(!doctype|html|head|meta|table|style|body)", text, re.IGNORECASE
        )
        # The text is read to its end here, so that what is wrong far down is met before anything is used.
        rows: Iterable[list[str]] = html_rows(text) if page else list(csv_rows(text))
    except NoTable:
        yield unreadable
        return
    yield Sheet(name, "", iter(rows))


def _book(file: str, data: bytes, unreadable: LedgerProblem) -> Iterator[Sheet | LedgerProblem]:
    try:
        for name, rows in sheets_of(data):
            yield LedgerProblem(file, name, 0, "", UNREADABLE) if rows is None else Sheet(file, name, rows)
    except NoWorkbook:
        yield unreadable
