"""The blank table and its reader: what is filled in is what comes out, and what is wrong is named by cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook

from resettle.scenarios import ScenarioErrors
from resettle.scenarios.county.answer_file import read_answers
from resettle.scenarios.county.blank import write_blank
from resettle.scenarios.county.making import made
from resettle.scenarios.county.rows import rows
from resettle.scenarios.county.table import read_table
from resettle.scenarios.language import Refused, SaidError
from tests.county.conftest import NUMBERS

FILLED: dict[str, tuple[Any, Any]] = {
    "县（区）名称": ("平山县", None),
    "所属省份": ("贵州", None),
    "资料名称": ("2025年劳动力台账", None),
    "基年（以下数据的年份）": (2025, None),
    "方案起始年": ("2026", None),
    "方案结束年": (2028, None),
    "搬迁户数": (3120, None),
    "搬迁人口": ("12,800人", None),
    "搬迁劳动力": (6900, None),
    "无劳动力户数": (420, None),
    "已就业劳动力（台账口径）": ("6350", None),
    "其中省外务工": (2100, None),
    "其中省内县外务工": (900, None),
    "人均纯收入": (14800, None),
    "安置点数": (26, None),
    "在营帮扶车间": (9, None),
    "每个车间吸纳搬迁劳动力": (15, None),
    "公益性岗位：岗位数": (400, 450),
    "公益性岗位：月岗位补贴": (900, None),
    "培训补贴：年培训人次": (300, 500),
    "目标：人均纯收入年均增长15%以上": (0.12, None),
    "目标：劳动力就业率达到95%（年内有过务工）": ("否", None),
    "目标：零就业家庭动态清零": ("是", None),
    "目标：不发生规模性返贫": ("否", None),
}
"""The answers of `conftest`, in cells."""


def labels(path: Path) -> list[list[Any]]:
    book = load_workbook(str(path))
    return book.get_sheet_by_name(book.sheet_names[0]).to_python(skip_empty_area=False)


def fill(blank: Path, path: Path, cells: dict[str, tuple[Any, Any]], reverse: bool = False) -> Path:
    """The blank table with cells filled in, as an official saves it."""
    lines = labels(blank)
    lines = lines[:2] + (lines[:1:-1] if reverse else lines[2:])
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    sheet = book.add_worksheet("填报")
    for number, line in enumerate(lines):
        now, plan = cells.get(str(line[0]), (None, None))
        for column, value in enumerate((line[0], line[1], now, plan)):
            if value not in (None, ""):
                sheet.write(number, column, value)
    book.close()
    return path


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("blank") / "表.xlsx"
    write_blank(path, "zh")
    return path


@pytest.mark.parametrize("reverse", [False, True])
def test_a_filled_table_says_what_a_file_of_answers_says(
    blank: Path, tmp_path: Path, answers: Path, reverse: bool
) -> None:
    table = read_table(fill(blank, tmp_path / "filled.xlsx", FILLED, reverse))
    assert table == read_answers(answers)
    assert table.numbers == NUMBERS
    assert made("pingshan", table, "zh")[1] == made("pingshan", read_answers(answers), "zh")[1]


def test_the_blank_table_has_every_row_with_unit_example_and_column_to_fill(blank: Path) -> None:
    lines = labels(blank)
    assert lines[1][:4] == ["项目", "单位", "现状（请填）", "方案期（请填）"]
    by_label = {line[0]: line for line in lines[2:]}
    for _, section in rows():
        for row in section:
            assert by_label[row.label.zh][1] == row.unit.zh
    assert by_label["搬迁户数"][:5] == ["搬迁户数", "户", "", "", "3120"]
    assert by_label["公益性岗位：岗位数"][4:6] == ["400", "450"]


def test_an_empty_table_is_all_defaults(blank: Path) -> None:
    read = read_table(blank)
    assert (read.numbers, read.words, read.levers) == ({}, {}, {})
    assert read.targets is not None and sorted(read.targets) == [
        "employment", "income_growth", "no_mass_return", "zero_employment_cleared",
    ]  # fmt: skip


def test_the_english_table_is_read_too(tmp_path: Path) -> None:
    write_blank(tmp_path / "t.xlsx", "en")
    filled = fill(tmp_path / "t.xlsx", tmp_path / "f.xlsx", {"Relocated households": (500, None)})
    assert read_table(filled).numbers == {"households": 500.0}


def test_cells_have_drop_downs_and_formulas_that_check(blank: Path) -> None:
    import zipfile

    sheet = zipfile.ZipFile(blank).read("xl/worksheets/sheet1.xml").decode()
    assert "重庆,贵州,宁夏,陕西" in sheet and "是,否" in sheet
    assert sheet.count("多于搬迁人口") == 2 and sheet.count("<f>") == 7  # labour and households
    assert sheet.count("<dataValidation ") > 40


@pytest.mark.parametrize(
    ("label", "cells", "said"),
    [
        ("搬迁户数", ("约三千", None), "C10: 搬迁户数为“约三千”；请写数字"),
        ("搬迁户数", (-5, None), "C10: 搬迁户数为“-5”，应在1至10000000之间"),
        ("搬迁户数", (12.5, None), "C10: 搬迁户数为“12.5”；请写整数（户）"),
        ("搬迁户数", (True, None), "C10: 搬迁户数为“True”"),
        ("所属省份", ("云南", None), "C5: 所属省份为“云南”"),
        ("基年（以下数据的年份）", (1999, None), "C7: 基年（以下数据的年份）为“1999”，应在2018至2030之间"),
        ("公益性岗位：岗位数", (400, "很多"), "D22: 公益性岗位的岗位数（方案期）为“很多”"),
        ("目标：零就业家庭动态清零", ("也许", None), "零就业家庭动态清零为“也许”；请写是或否"),
    ],
)
def test_a_wrong_cell_is_named(
    blank: Path, tmp_path: Path, label: str, cells: tuple[Any, Any], said: str
) -> None:
    path = fill(blank, tmp_path / "f.xlsx", {**FILLED, label: cells})
    with pytest.raises(ScenarioErrors) as caught:
        read_table(path)
    assert said in caught.value.text.zh


def test_all_wrong_cells_are_told_at_once(blank: Path, tmp_path: Path) -> None:
    path = fill(blank, tmp_path / "f.xlsx", {**FILLED, "搬迁户数": ("?", None), "安置点数": ("x", None)})
    with pytest.raises(ScenarioErrors) as caught:
        read_table(path)
    assert len(caught.value.problems) == 2


def test_a_renamed_item_is_told_with_the_nearest(blank: Path, tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("填报")
    for number, line in enumerate([["x"], ["项目"], ["搬迁户", "", 3120], ["搬迁人口", "", 9000]]):
        sheet.write_row(number, 0, line)
    book.close()
    with pytest.raises(ScenarioErrors) as caught:
        read_table(path)
    assert "!A3: 没有“搬迁户”这一项；是否应为搬迁户数？" in caught.value.text.zh


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"not a table")
    with pytest.raises(Refused, match="cannot be read as a table"):
        read_table(tmp_path / "x.xlsx")
    with pytest.raises(Refused, match="cannot be read"):
        read_table(tmp_path / "none.xlsx")
    for name, said in (
        ("x.xlsx", "there already"),
        ("x.csv", "an .xlsx file"),
        ("no/x.xlsx", "cannot be written"),
    ):
        with pytest.raises(Refused, match=said):
            write_blank(tmp_path / name, "en")


CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12), st.sampled_from(["是", "否", "跳过", "1.2万", "95%", "３００", "=1+1"]),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.dictionaries(st.sampled_from([row.label.zh for _, s in rows() for row in s]),
                             st.tuples(CELLS, CELLS), max_size=8))  # fmt: skip
def test_whatever_stands_in_the_cells_is_read_or_refused_in_words(
    blank: Path, tmp_path: Path, cells: dict[str, tuple[Any, Any]]
) -> None:
    path = fill(blank, tmp_path / "f.xlsx", cells)
    try:
        texts = made("pingshan", read_table(path), "zh")[1]
    except SaidError as error:
        assert error.text.zh and error.text.en
    else:
        assert set(texts) == {"base", "baseline", "plan", "no-levers"}
