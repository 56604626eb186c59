"""Any file that counties have gives the same figures; what cannot be read is said, with the remedy."""

from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path

import pytest

from resettle.scenarios.ledger import LedgerProblems, read_ledgers
from tests.ledger.books import Row, as_csv, as_html, as_xlsx, csv_text, families, family, lines

ROWS = families()


def figures(*paths: Path, **how: object) -> dict[str, object]:
    return {figure.path: figure.value for figure in read_ledgers(paths, **how).figures}


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    found = figures(as_csv(tmp_path_factory.mktemp("ledger") / "persons.csv", ROWS))
    assert found["population.households"] == 6
    assert found["population.household_size"]["3"] == 1
    assert found["initial.employment_rate"] == 0.5
    return found


def test_a_ledger_whose_name_is_in_gbk_is_told_of_and_cited_by_that_name(tmp_path: Path) -> None:
    """As an archive made on an old Windows has it, once it is unpacked."""
    path = tmp_path / os.fsdecode("人员.csv".encode("gbk"))
    ledger = read_ledgers([as_csv(path, ROWS, "gbk")])
    assert [sheet.file for sheet in ledger.sheets] == ["人员.csv"]
    cited = repr(ledger.figures)
    assert "ledger:人员#" in cited and cited.encode()
    empty = tmp_path / os.fsdecode("空.csv".encode("gbk"))
    empty.touch()
    with pytest.raises(LedgerProblems, match=r"空\.csv"):
        read_ledgers([path, empty])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_any_encoding(tmp_path: Path, right: dict[str, object], encoding: str) -> None:
    rows = [{**row, "姓名": "㐂𠮷"} for row in ROWS]  # rare characters, which GBK does not hold
    assert figures(as_csv(tmp_path / "台账.csv", rows, encoding)) == right


def test_tabs_between_cells(tmp_path: Path, right: dict[str, object]) -> None:
    path = tmp_path / "台账.txt"
    path.write_text("\n".join("\t".join(map(str, line)) for line in lines(ROWS)), encoding="utf-8")
    assert figures(path) == right


def test_cells_that_excel_keeps_as_text_by_a_formula(tmp_path: Path, right: dict[str, object]) -> None:
    rows = [{**row, "证件号码": f'="{row["证件号码"]}"', "户编号": f"'{row['户编号']}"} for row in ROWS]
    assert figures(as_csv(tmp_path / "台账.csv", rows)) == right


def test_workbook_with_its_header_in_the_third_row(tmp_path: Path, right: dict[str, object]) -> None:
    def title(book: object, sheet: object) -> None:
        sheet.merge_range(0, 0, 0, 5, "合成县 易地搬迁人员台账")

    path = as_xlsx(tmp_path / "台账.xlsx", ROWS, above=2, change=title)
    assert figures(path) == right
    assert read_ledgers([path]).sheets[0].header_row == 3


def test_numbers_as_numbers_and_as_text(tmp_path: Path, right: dict[str, object]) -> None:
    rows: list[Row] = [
        {**row, "务工时间（月）": int(row["务工时间（月）"]) if row["务工时间（月）"] else "", "年度": 2024.0}
        for row in ROWS
    ]
    assert figures(as_xlsx(tmp_path / "台账.xlsx", rows)) == right


def test_wrong_dimension_of_a_sheet(tmp_path: Path, right: dict[str, object]) -> None:
    path = as_xlsx(tmp_path / "right.xlsx", ROWS)
    wrong = tmp_path / "台账.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(wrong, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("sheet1.xml"):
                data, changed = re.subn(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1"/>', data)
                assert changed == 1
            target.writestr(name, data)
    assert figures(wrong) == right


def test_merged_header_cells(tmp_path: Path, right: dict[str, object]) -> None:
    """Names in cells merged with the one below, and headings over several columns."""
    header, *body = lines(ROWS)
    first = header.index("务工时间（月）")

    def merge(book: object, sheet: object) -> None:
        for column, name in enumerate(header):
            if column in (first, first + 1):
                sheet.write(2, column, name)
            else:
                sheet.merge_range(1, column, 2, column, name)
        sheet.merge_range(1, first, 1, first + 1, "务工情况（近12个月）")
        for at, line in enumerate(body, 3):
            sheet.write_row(at, 0, line)

    path = as_xlsx(tmp_path / "台账.xlsx", [], change=merge)
    assert figures(path) == right
    assert read_ledgers([path]).sheets[0].header_row == 3


def test_blank_rows_totals_and_a_second_header(tmp_path: Path, right: dict[str, object]) -> None:
    blank: Row = {}
    again = {name: name for name in ROWS[0]}
    total: Row = {
        "户编号": "",
        "证件号码": "",
        "年度": "",
        "与户主关系": "",
        "文化程度": "合计",
        "务工时间（月）": "72",
    }
    rows = [*ROWS[:6], blank, again, *ROWS[6:], blank, blank, total]
    assert figures(as_xlsx(tmp_path / "台账.xlsx", rows)) == right


def test_two_sheets_and_two_files_are_one_ledger(tmp_path: Path, right: dict[str, object]) -> None:
    note: list[Row] = [{"说明": "本表由合成数据生成"}]
    path = as_xlsx(tmp_path / "台账.xlsx", ROWS[:9], note, ROWS[9:])
    ledger = read_ledgers([path])
    assert {figure.path: figure.value for figure in ledger.figures} == right
    assert ledger.passed_over == (("台账.xlsx", "Sheet2"),)
    assert figures(as_csv(tmp_path / "一.csv", ROWS[:9]), as_csv(tmp_path / "二.csv", ROWS[9:])) == right


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_page_of_html_named_xls(tmp_path: Path, right: dict[str, object], charset: str) -> None:
    assert figures(as_html(tmp_path / "台账.xls", ROWS, charset)) == right


def test_cells_of_html_over_several_rows_keep_columns_apart(tmp_path: Path) -> None:
    from resettle.scenarios.ledger.text_files import html_rows

    page = "<table><tr><th rowspan=2>户编号<th colspan=2>务工<tr><td>月<td>地<tr><td>H1<td>3<td>甲</table>"
    assert html_rows(page) == [["户编号", "务工", ""], ["", "月", "地"], ["H1", "3", "甲"]]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 no book",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        b"\xff\xff\x00\x80",
        b"<html></html>",
    ],
)
def test_what_is_no_table_is_said_with_a_remedy(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(data)
    good = as_csv(tmp_path / "台账.csv", ROWS)
    with pytest.raises(LedgerProblems) as caught:
        read_ledgers([good, path], keep_going=True)
    (problem,) = caught.value.problems
    assert problem.file == "坏.xlsx"
    assert problem.kind.name in ("文件打不开", "找不到表头")
    assert problem.text.zh.startswith("坏.xlsx：")


def test_a_workbook_cut_short(tmp_path: Path) -> None:
    path = as_xlsx(tmp_path / "台账.xlsx", ROWS)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(LedgerProblems, match=r"台账\.xlsx"):
        read_ledgers([path])


def test_no_year_is_asked_for(tmp_path: Path) -> None:
    rows = [{name: cell for name, cell in row.items() if name != "年度"} for row in ROWS]
    path = as_csv(tmp_path / "台账.csv", rows)
    with pytest.raises(LedgerProblems) as caught:
        read_ledgers([path])
    assert [problem.kind.name for problem in caught.value.problems] == ["缺年度"]
    assert figures(path, year=2024)["population.labour_age"]["35-44"] == 1
    assert figures(path, year=2030)["population.labour_age"]["45-54"] == 1


def test_the_first_lines_do_not_decide_what_is_beyond(tmp_path: Path) -> None:
    """A quotation mark that never closes takes all that follows; no line of it is quoted in an error."""
    path = tmp_path / "台账.csv"
    path.write_text(csv_text(family(1)) + '"H000009,' + "x" * 200_000, encoding="utf-8")
    with pytest.raises(LedgerProblems) as caught:
        read_ledgers([path])
    assert "xxx" not in caught.value.in_("zh")


def test_a_workbook_of_excel_97(right: dict[str, object]) -> None:
    """`synthetic.xls` holds the rows of `families()`, written by xlwt below a merged title."""
    path = Path(__file__).with_name("synthetic.xls")
    assert path.read_bytes().startswith(b"\xd0\xcf\x11\xe0")
    assert figures(path) == right
    assert read_ledgers([path]).sheets[0].header_row == 3
