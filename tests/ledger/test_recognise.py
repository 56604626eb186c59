"""Columns are known by any of their names; what is not known is listed, and said once for the next time."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from resettle.scenarios.language import Refused
from resettle.scenarios.ledger import LedgerProblems, read_ledgers, suggestions, write_map
from resettle.scenarios.ledger.columns import by_name, columns, find, tidy
from resettle.scenarios.ledger.recognise import read_map
from tests.ledger.books import Row, as_csv, families


def test_no_name_stands_for_two_columns() -> None:
    names = [tidy(name) for column in columns().values() for name in (column.name, *column.aliases)]
    assert len(names) == len(set(names)) == len(by_name())


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("务工时间（月）", "months"),
        ("务工时间\n(月)", "months"),
        (" 证件号码 *", "id"),
        ("公民身份号码：", "id"),
        ("已外出务工信息: 务工所在地", "place"),
        ("已外出务工信息：就业渠道", "channel"),
        ("就业渠道（易地搬迁后扶使用）", "channel"),
        ("县(市、区、旗)", "county"),
        ("贫困户属性", "class"),
        ("易地扶贫搬迁", "relocated"),
        ("耕地面积", "land"),
        ("家庭纯收入（元）", "net_income"),
        ("外出务工月收入", "pay_band"),
        ("户主证件号码", "head_id"),
    ],
)
def test_headers_as_they_are_written(header: str, field: str) -> None:
    column = find(header)
    assert column is not None
    assert column.field == field


@pytest.mark.parametrize("header", ["", "身高", "证件", "姓 名 的 拼 音"])
def test_other_headers_are_not_known(header: str) -> None:
    assert find(header) is None


def test_direct_identifiers_are_dropped() -> None:
    for name in (
        "姓名",
        "户联系电话",
        "银行卡号",
        "开户银行名称",
        "备注",
        "户主姓名",
        "户主证件号码",
        "务工企业名称",
    ):
        column = find(name)
        assert column is not None
        assert not column.kept


def strange() -> list[Row]:
    names = {"证件号码": "身份证件号", "就业渠道": "干什么", "年度": "年度"}
    return [
        {**{names.get(name, name): cell for name, cell in row.items()}, "体重": "60"} for row in families()
    ]


def test_what_is_not_recognised_is_written_down_and_used_the_next_time(tmp_path: Path) -> None:
    ledger = as_csv(tmp_path / "台账.csv", strange())
    # Without the number there is no ledger of persons; the columns are listed with it.
    with pytest.raises(LedgerProblems) as caught:
        read_ledgers([ledger])
    assert [header for _, _, header in caught.value.unrecognised] == ["身份证件号", "干什么", "体重"]
    assert "证件号码" in suggestions(["身份证件号"])["身份证件号"]
    path = tmp_path / "列名.csv"
    write_map(path, caught.value.unrecognised)
    text = path.read_text(encoding="utf-8-sig")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert [line[:2] for line in csv.reader(text.splitlines())][1:] == [
        ["身份证件号", ""],
        ["干什么", ""],
        ["体重", ""],
    ]
    path.write_text(
        text.replace("身份证件号,", "身份证件号,证件号码")
        .replace("干什么,", "干什么,就业渠道")
        .replace("体重,", "体重,忽略"),
        encoding="utf-8-sig",
    )
    mapped = read_ledgers([ledger], mapping=path)
    assert mapped.unrecognised == ()
    right = read_ledgers([as_csv(tmp_path / "right.csv", families())])
    assert {one.path: one.value for one in mapped.figures} == {one.path: one.value for one in right.figures}
    write_map(path, mapped.unrecognised, read_map(path))
    again = read_map(path)
    assert again[tidy("干什么")] is columns()["channel"]
    assert again[tidy("体重")] is None


def test_a_map_may_leave_a_known_column_out(tmp_path: Path) -> None:
    path = tmp_path / "列名.csv"
    path.write_text(
        "台账中的列名,对应的列名\n就业渠道,忽略\n务工时间（月）,\n务工所在地,\n公益性岗位(月数),\n",
        encoding="gb18030",
    )
    ledger = read_ledgers([as_csv(tmp_path / "台账.csv", families())], mapping=path)
    assert not [figure for figure in ledger.figures if figure.path.startswith("initial.")]


def test_a_map_with_wrong_names_is_refused_with_all_of_them(tmp_path: Path) -> None:
    path = tmp_path / "列名.csv"
    path.write_text("台账中的列名,对应的列名\n甲,证件号吗\n乙,就业渠道\n丙,天气\n", encoding="utf-8")
    with pytest.raises(Refused) as caught:
        read_map(path)
    said = caught.value.in_("zh").splitlines()
    assert said == [
        "列名.csv第2行：“证件号吗”不是已知列名；是否应为证件号码、户主证件号码？",
        "列名.csv第4行：“天气”不是已知列名",
    ]


def test_two_columns_that_are_the_same_are_a_problem(tmp_path: Path) -> None:
    rows = [{**row, "身份证号": row["证件号码"]} for row in families()]
    with pytest.raises(LedgerProblems) as caught:
        read_ledgers([as_csv(tmp_path / "台账.csv", rows)], keep_going=True)
    assert [(one.kind.name, one.column) for one in caught.value.problems] == [("列重复", "身份证号")]
