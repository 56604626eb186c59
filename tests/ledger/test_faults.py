"""Every fault that counties look for is found in its row and column, and nothing in a right ledger."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from resettle.scenarios.ledger import LedgerProblem, LedgerProblems, read_ledgers, write_problems
from resettle.scenarios.ledger.checks import RULES
from tests.ledger.books import Row, as_csv, as_xlsx, card, families, family, person

WORK = {"务工时间（月）": "12", "务工所在地": "广东省东莞市", "就业渠道": "务工"}
NONE = {"务工时间（月）": "", "务工所在地": "", "就业渠道": ""}
POST = {**NONE, "就业渠道": "公益性岗位", "公益性岗位(月数)": "12"}


def problems(*paths: Path) -> tuple[LedgerProblem, ...]:
    try:
        return read_ledgers(paths).problems
    except LedgerProblems as error:
        return error.problems


FAULTS: dict[str, tuple[Row, str, str]] = {
    "schooling and school": ({"在校生状况": "九年级"}, "文化程度与在校状况", "文化程度"),
    "neither schooling nor school": ({"文化程度": ""}, "文化程度与在校状况", "文化程度"),
    "months without a place": ({"务工所在地": ""}, "务工地与务工时间", "务工所在地"),
    "a place without months": ({"务工时间（月）": "0"}, "务工地与务工时间", "务工所在地"),
    "weak labour at work": ({"劳动技能": "弱劳动力或半劳动力"}, "弱劳动力或无劳动力务工", "劳动技能"),
    "no labour at work": (
        {"劳动技能": "无劳动力", "健康状况": "残疾"},
        "弱劳动力或无劳动力务工",
        "劳动技能",
    ),
    "away and in a post": ({"公益性岗位(月数)": "3"}, "县外务工又在岗", "就业渠道"),
    "away and in a workshop": ({"就业渠道": "帮扶车间"}, "县外务工又在岗", "就业渠道"),
    "older than 70 in a post": (
        {**POST, "证件号码": card(1953), "劳动技能": "无劳动力"},
        "公益性岗位年龄",
        "就业渠道",
    ),
    "younger than 16 in a post": (
        {**POST, "证件号码": card(2009), "劳动技能": "无劳动力"},
        "公益性岗位年龄",
        "就业渠道",
    ),
    "healthy without labour": ({**NONE, "劳动技能": "丧失劳动力"}, "健康劳动年龄人口无劳动力", "劳动技能"),
    "nothing said of labour": ({"劳动技能": ""}, "缺劳动技能", "劳动技能"),
    "no number of a household": ({"户编号": ""}, "缺户编号", "户编号"),
    "wrong check digit": ({"证件号码": "991234198406150054"}, "证件号码有误", "证件号码"),
    "no such day": ({"证件号码": "99123419840230005X"}, "证件号码有误", "证件号码"),
    "number as a power of ten": ({"证件号码": "9.91234E+17"}, "号码存为数字", "证件号码"),
    "number with zeros at its end": ({"证件号码": "991235198406150000"}, "号码存为数字", "证件号码"),
    "unknown code": ({"文化程度": "高小"}, "取值不在范围", "文化程度"),
    "more months than a year has": ({"务工时间（月）": "13"}, "数值有误", "务工时间（月）"),
    "months with a unit": ({"务工时间（月）": "9个月"}, "数值有误", "务工时间（月）"),
}
ROW = 8
"""Row of the head of the third family: header, two families of three, then this one."""


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_in_its_row_and_column(tmp_path: Path, name: str) -> None:
    cells, kind, column = FAULTS[name]
    rows = families()
    assert problems(as_csv(tmp_path / "right.csv", rows)) == ()
    rows[ROW - 2] = {**rows[ROW - 2], **cells}
    found = [
        problem
        for problem in problems(as_csv(tmp_path / "台账.csv", rows))
        if problem.kind.name != "户主不唯一"
    ]
    assert [(one.kind.name, one.file, one.sheet, one.row, one.column) for one in found] == [
        (kind, "台账.csv", "", ROW, column)
    ]
    assert found[0].kind.remedy.zh
    assert found[0].kind.remedy.en


@pytest.mark.parametrize(
    "cells",
    [
        {**POST, "证件号码": card(1954), "劳动技能": "无劳动力"},  # 70 in a post
        {**POST, "证件号码": card(2008), "劳动技能": "普通劳动力"},  # 16 in a post
        {**POST, "劳动技能": "弱劳动力或半劳动力"},  # weak labour in a post
        {**NONE, "劳动技能": "丧失劳动力", "健康状况": "长期慢性病,残疾"},
        {**NONE, "劳动技能": "丧失劳动力", "证件号码": card(1964)},  # 60
        {**WORK, "证件号码": "990001840615005"},  # 15 digits, as until 1999
    ],
)
def test_what_looks_like_a_fault_and_is_none(tmp_path: Path, cells: Row) -> None:
    rows = families()
    rows[ROW - 2] = {**rows[ROW - 2], **cells}
    assert problems(as_csv(tmp_path / "台账.csv", rows)) == ()


def test_every_rule_is_broken_by_a_fault() -> None:
    tested = {kind for _, kind, _ in FAULTS.values()} | {"户主不唯一", "收入合计不符"}
    assert {rule.kind.name for rule in RULES} <= tested


def test_heads_of_a_household(tmp_path: Path) -> None:
    rows = families()
    rows[0]["与户主关系"] = "其他"
    rows[4]["与户主关系"] = "户主"
    found = problems(as_csv(tmp_path / "台账.csv", rows))
    assert [(one.kind.name, one.row) for one in found] == [("户主不唯一", 2), ("户主不唯一", 6)]


def test_the_same_person_twice(tmp_path: Path) -> None:
    """Also where one row has the old number of 15 digits, or what a disability certificate adds."""
    rows = families()
    number = "990001198406150" + "05"
    from resettle.scenarios.ledger.identity import check_digit

    whole = number + check_digit(number)
    for at, text in ((0, whole), (3, number[:6] + number[8:]), (6, whole + "43")):
        rows[at]["证件号码"] = text
    found = problems(as_csv(tmp_path / "台账.csv", rows))
    assert [(one.kind.name, one.row, one.column) for one in found] == [
        ("同一人重复", 5, "证件号码"),
        ("同一人重复", 8, "证件号码"),
    ]


def test_a_number_stored_as_a_number_is_refused_with_the_remedy(tmp_path: Path) -> None:
    rows = [{**row, "证件号码": float(row["证件号码"][:17] + "0")} for row in families()]
    with pytest.raises(LedgerProblems) as caught:
        read_ledgers([as_xlsx(tmp_path / "台账.xlsx", rows)])
    assert {problem.kind.name for problem in caught.value.problems} == {"号码存为数字"}
    assert "设为文本后从系统重新导出" in caught.value.in_("zh")
    with pytest.raises(LedgerProblems, match="." * 10):
        read_ledgers([tmp_path / "台账.xlsx"], keep_going=True)  # nothing is left


def test_incomes_that_do_not_add_up(tmp_path: Path) -> None:
    money = {
        "工资性收入": 20_000,
        "财产性收入": 100,
        "转移性收入": 900,
        "生产经营性收入": 5_000,
        "生产经营性支出": 2_000,
    }
    households = [{"户编号": f"H{n:06d}", **money, "家庭纯收入": 24_000} for n in range(6)]
    households[4]["家庭纯收入"] = 26_000
    people = as_csv(tmp_path / "人.csv", families())
    found = problems(people, as_csv(tmp_path / "户.csv", households))
    assert [(one.kind.name, one.file, one.row, one.column) for one in found] == [
        ("收入合计不符", "户.csv", 6, "家庭纯收入")
    ]


def test_keep_going_leaves_out_whole_households_and_says_how_many(tmp_path: Path) -> None:
    rows = [*families(8), *family(8, 文化程度="高小"), *family(9)]
    rows[-1]["证件号码"] = "1"
    ledger = read_ledgers([as_csv(tmp_path / "台账.csv", rows)], keep_going=True)
    assert (ledger.left_out.households, ledger.left_out.persons) == (2, 6)
    assert len(ledger.problems) == 2
    values = {figure.path: figure for figure in ledger.figures}
    assert values["population.households"].value == 8
    assert values["population.labour_age"].counted == 16


def test_who_did_not_move_is_neither_checked_nor_counted(tmp_path: Path) -> None:
    rows = [{**row, "是否搬迁户": "是"} for row in families()]
    rows += [{**row, "是否搬迁户": "否"} for row in family(77, 文化程度="高小", 务工所在地="")]
    ledger = read_ledgers([as_csv(tmp_path / "台账.csv", rows)])
    assert ledger.problems == ()
    assert next(figure.value for figure in ledger.figures if figure.path == "population.households") == 6


def test_the_table_of_problems_opens_in_excel(tmp_path: Path) -> None:
    rows = families()
    for at in (0, 3, 6):
        rows[at]["务工所在地"] = ""
    rows[9]["文化程度"] = "高小"
    found = problems(as_csv(tmp_path / "台账.csv", rows))
    write_problems(tmp_path / "问题.csv", found)
    data = (tmp_path / "问题.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(data.decode("utf-8-sig").splitlines()))
    assert table[0][:4] == ["文件", "工作表", "行", "列"]
    assert [line[2:5] for line in table[1:]] == [
        ["2", "务工所在地", "务工地与务工时间"],
        ["5", "务工所在地", "务工地与务工时间"],
        ["8", "务工所在地", "务工地与务工时间"],
        ["11", "文化程度", "取值不在范围"],
    ]
    write_problems(tmp_path / "问题.xlsx", found)
    book = CalamineWorkbook.from_path(tmp_path / "问题.xlsx")
    assert book.get_sheet_by_name("问题清单").to_python()[1][2:5] == [2, "务工所在地", "务工地与务工时间"]
    counted = book.get_sheet_by_name("分类汇总").to_python()[1:]
    assert [(line[0], line[2]) for line in counted] == [("务工地与务工时间", 3), ("取值不在范围", 1)]


def test_a_person_at_school_may_be_without_labour(tmp_path: Path) -> None:
    rows = families()
    rows.append(person("H000002", 2007, 在校生状况="普通高中二年级", 文化程度="", 劳动技能="无劳动力"))
    assert problems(as_csv(tmp_path / "台账.csv", rows)) == ()
