"""Workbooks are read by a process of its own, so that no workbook takes the program with it."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
import xlsxwriter

from resettle.scenarios import workbook
from resettle.scenarios.county.table import read_table
from resettle.scenarios.language import Refused
from resettle.scenarios.ledger import LedgerProblems, read_ledgers
from resettle.scenarios.workbook import NoWorkbook, sheets_of
from tests.conftest import ROOT
from tests.ledger.books import as_xlsx, families

OLD = ROOT / "tests" / "ledger" / "synthetic.xls"


def with_a_cell_far_away(path: Path) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("填报")
        sheet.write(0, 0, "搬迁户数")
        sheet.write(2**20 - 1, 2**14 - 1, " ")
        book.add_worksheet("other").write(0, 0, 1)
    return path


def going_round(path: Path) -> Path:
    """An old workbook whose first sector of folders is followed by itself."""
    data = bytearray(OLD.read_bytes())
    (folders,) = struct.unpack_from("<I", data, 48)
    (table,) = struct.unpack_from("<I", data, 76)
    struct.pack_into("<I", data, 512 * (table + 1) + 4 * folders, folders)
    path.write_bytes(data)
    return path


@pytest.fixture(autouse=True)
def little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MEMORY", 2**29)


def test_sheets_and_cells_stand_where_they_stand_in_the_file(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        book.add_worksheet("空").write(2, 2, "x")
        book.add_worksheet("long").write_column(0, 0, range(2500))
        book.add_worksheet("last").write(0, 0, "y")
    data = (tmp_path / "a.xlsx").read_bytes()
    read = [(name, list(rows or ())) for name, rows in sheets_of(data)]
    assert read[0] == ("空", [["", "", ""], ["", "", ""], ["", "", "x"]])
    assert read[1] == ("long", [[float(row)] for row in range(2500)])
    assert read[2] == ("last", [["y"]])
    few = [(name, next(iter(rows or ()))) for name, rows in sheets_of(data)]
    assert few == [(name, rows[0]) for name, rows in read], "rows that nobody wants are passed over"


def test_a_cell_far_away_costs_its_sheet_and_nothing_else(tmp_path: Path) -> None:
    path = with_a_cell_far_away(tmp_path / "a.xlsx")
    assert [(name, rows is None) for name, rows in sheets_of(path.read_bytes())] == [("填报", True)]
    with pytest.raises(Refused, match=r"a\.xlsx cannot be read as a table"):
        read_table(path)
    with pytest.raises(LedgerProblems) as caught:
        read_ledgers([path, as_xlsx(tmp_path / "b.xlsx", families(25))])
    assert "a.xlsx" in caught.value.in_("en") and "b.xlsx" not in caught.value.in_("en")


def test_an_old_workbook_that_goes_round_in_a_circle_is_refused(tmp_path: Path) -> None:
    assert [name for name, rows in sheets_of(OLD.read_bytes()) if rows is not None]
    path = going_round(tmp_path / "round.xls")
    with pytest.raises(NoWorkbook):
        list(sheets_of(path.read_bytes()))
    with pytest.raises(LedgerProblems, match=r"round\.xls"):
        read_ledgers([path])


def test_what_is_no_workbook_is_said(tmp_path: Path) -> None:
    for data in (b"", b"PK\x03\x04", bytes(100_000)):
        with pytest.raises(NoWorkbook):
            list(sheets_of(data))
