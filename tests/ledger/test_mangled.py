"""Tables mangled in any way: a said error or figures within bounds, never a traceback, nothing written."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resettle.scenarios.language import SaidError
from resettle.scenarios.ledger import read_ledgers
from resettle.scenarios.ledger.columns import columns
from resettle.scenarios.types import SECTIONS
from tests.ledger.books import as_csv, as_xlsx, families, lines

TABLE = lines(families(7))
NASTY = st.sampled_from(
    [
        "",
        " ",
        "0",
        "-1",
        "1e400",
        "nan",
        "inf",
        "=1+1",
        '="',
        "\x00",
        "\ufeff",
        "男",
        "是",
        "户主",
        "９",
        "20240230",
        "9" * 400,
        "1" * 18,
        "1.5E+17",
        "#N/A",
        "\u202e",
        "合计",
        "2024-13-45",
    ]
)
CELL = st.one_of(NASTY, st.text(max_size=12))
HOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def tried(write, *, keep_going: bool) -> None:
    """Read it; whatever comes of it is said or within bounds, and no file appears."""
    with TemporaryDirectory() as folder:
        path = write(Path(folder) / "台账.csv")
        try:
            ledger = read_ledgers([path], keep_going=keep_going)
        except SaidError as error:
            assert error.in_("zh")
            assert error.in_("en")
        else:
            for figure in ledger.figures:
                section, _, name = figure.path.partition(".")
                field = SECTIONS[section][name]
                values = figure.value.values() if isinstance(figure.value, dict) else [figure.value]
                assert all(field.low <= value <= field.high for value in values), figure
                if field.total:
                    assert abs(sum(values) - field.total) < 1e-6
        assert [one.name for one in Path(folder).iterdir()] == [path.name]


def written(table: list[list[object]]):
    def write(path: Path) -> Path:
        text = io.StringIO(newline="")
        csv.writer(text, escapechar="\\").writerows(table)
        path.write_bytes(text.getvalue().encode("utf-8", "surrogatepass"))
        return path

    return write


@HOW
@given(
    st.lists(st.tuples(st.integers(0, len(TABLE) - 1), st.integers(0, len(TABLE[0]) - 1), CELL), max_size=25),
    st.booleans(),
)
def test_cells_replaced(changes: list[tuple[int, int, str]], keep_going: bool) -> None:
    table = [list(line) for line in TABLE]
    for row, column, cell in changes:
        table[row][column] = cell
    tried(written(table), keep_going=keep_going)


@HOW
@given(st.data(), st.booleans())
def test_rows_and_columns_lost_repeated_or_moved(data: st.DataObject, keep_going: bool) -> None:
    rows = data.draw(st.lists(st.integers(0, len(TABLE) - 1), max_size=40))
    places = data.draw(st.lists(st.integers(0, len(TABLE[0]) - 1), max_size=20))
    tried(written([[TABLE[row][place] for place in places] for row in [0, *rows]]), keep_going=keep_going)


@HOW
@given(
    st.lists(st.sampled_from(sorted(column.name for column in columns().values())), max_size=12), st.data()
)
def test_any_known_columns_with_any_cells(header: list[str], data: st.DataObject) -> None:
    row = st.lists(CELL, min_size=len(header), max_size=len(header))
    tried(written([header, *data.draw(st.lists(row, max_size=12))]), keep_going=True)


@HOW
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    def write(path: Path) -> Path:
        path.write_bytes(data)
        return path

    tried(write, keep_going=True)


@HOW
@given(st.integers(0, 5000), st.binary(min_size=1, max_size=20))
def test_a_workbook_with_bytes_changed(at: int, data: bytes) -> None:
    def write(path: Path) -> Path:
        whole = as_xlsx(path, families(6)).read_bytes()
        path.write_bytes(whole[:at] + data + whole[at + len(data) :])
        return path

    tried(write, keep_going=True)


def test_a_right_table_passes_through_the_same_path() -> None:
    with TemporaryDirectory() as folder:
        assert len(read_ledgers([as_csv(Path(folder) / "台账.csv", families(7))]).figures) > 10
