"""Nothing about a person leaves the reading: a ledger of marked people, and a search for any mark."""

from __future__ import annotations

import gc
import pickle
import re
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from resettle.scenarios.language import Refused
from resettle.scenarios.ledger import (
    LedgerProblems,
    read_ledgers,
    suggestions,
    write_map,
    write_problems,
)
from resettle.scenarios.ledger.privacy import key_of, merged, of_enough
from tests.ledger.books import Row, as_csv, as_html, as_xlsx, card, families, person

NAMES = {
    "姓名": "记号甲",
    "户主姓名": "记号乙",
    "户联系电话": "13977770001",
    "银行卡号": "6217777700012345678",
    "开户银行名称": "记号银行",
    "备注": "记号备注",
    "家庭住址": "记号路7号",
    "务工企业名称": "记号厂",
    "村": "记号村",
    "组": "记号组",
    "出生日期": "19840615",
    "户主证件号码": "990777198406150777",
    "民族": "记号族",
    "不认识的列": "记号内容",
    "安置点名称": "记号社区",
}
WRONG: list[Row] = [
    {"文化程度": "记号学历"},
    {"健康状况": "记号病"},
    {"证件号码": "记号号码7777"},
    {"证件号码": "7.7777777E+17"},
    {"务工时间（月）": "记号月"},
    {"务工所在地": "记号地", "务工时间（月）": ""},
    {"与户主关系": "记号关系"},
    {"年度": "记号年"},
]


def marked(*changes: Row) -> list[Row]:
    rows = [{**row, **NAMES, "户编号": f"记号户77{row['户编号']}"} for row in families(16)]
    for at, change in enumerate(changes):
        rows[3 * at] = {**rows[3 * at], **change}
    return rows


def marks(rows: list[Row]) -> list[str]:
    numbers = {str(row[name]) for row in rows for name in ("证件号码", "户编号")}
    # Words such as 小学 stand in the list of allowed codes, and are no mark.
    return ["记号", "7777", "1984-06-15", "19840615", *sorted(numbers)]


def files(folder: Path, but: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_file() and but not in path.parents:
            data = path.read_bytes()
            if path.suffix == ".xlsx":
                from python_calamine import CalamineWorkbook

                book = CalamineWorkbook.from_path(path)
                yield str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
            yield data.decode("utf-8", "ignore")
            yield data.decode("gb18030", "ignore")


def clean(text: str, among: list[str]) -> None:
    found = [mark for mark in among if mark in text]
    assert not found, re.findall(f".{{0,60}}{re.escape(found[0])}", text)[:3]


@pytest.mark.parametrize("write", [as_csv, as_xlsx, as_html])
def test_no_mark_is_left_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], caplog, write
) -> None:
    ledgers, out = tmp_path / "ledgers", tmp_path / "out"
    ledgers.mkdir()
    out.mkdir()
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "TMPDIR"):
        monkeypatch.setenv(name, str(out))
    monkeypatch.chdir(out)
    rows = marked(*WRONG)
    path = write(ledgers / "台账.xls", rows)
    try:
        read_ledgers([path], key=out / "key")
        pytest.fail("a ledger with faults was accepted")
    except LedgerProblems as error:
        said = [error.in_("zh"), error.in_("en"), repr(error), "".join(traceback.format_exception(error))]
        said += [pickle.dumps(error.problems).decode("utf-8", "ignore")]
        assert len(error.problems) >= len(WRONG)
        write_problems(out / "problems.csv", error.problems)
        write_problems(out / "problems.xlsx", error.problems)
        write_map(out / "map.csv", error.unrecognised)
        assert [header for _, _, header in error.unrecognised] == ["不认识的列"]
        said.append(str(suggestions(header for _, _, header in error.unrecognised)))
    ledger = read_ledgers([path], key=out / "key", keep_going=True)
    assert ledger.left_out.households == len(WRONG)
    said += [repr(ledger), pickle.dumps(ledger).decode("utf-8", "ignore")]
    printed = capfd.readouterr()
    for text in [*said, *files(out, ledgers), printed.out, printed.err, caplog.text]:
        clean(text, marks(rows))


def test_no_mark_is_left_in_memory(tmp_path: Path) -> None:
    """What is alive after the reading holds no name, number or day of birth."""
    path = as_csv(tmp_path / "台账.csv", marked())
    among = [*NAMES.values(), *marks(marked())[3:]]
    gc.collect()
    before = {id(one) for one in gc.get_objects()}
    ledger = read_ledgers([path])
    gc.collect()
    alive = [
        one for one in gc.get_objects() if id(one) not in before and isinstance(one, dict | list | tuple)
    ]
    text = [
        item
        for one in alive
        for item in (one.values() if isinstance(one, dict) else one)
        if isinstance(item, str)
    ]
    assert not [mark for mark in among if mark in text and mark not in ("记号社区",)]
    assert ledger.figures


def test_a_header_that_may_be_about_someone_is_not_repeated(tmp_path: Path) -> None:
    rows = [{**row, "990777198406150777": "x", "很长" * 30: "y"} for row in families()]
    ledger = read_ledgers([as_csv(tmp_path / "台账.csv", rows)])
    columns = len(rows[0])
    assert [header for _, _, header in ledger.unrecognised] == [f"第{columns - 1}列", f"第{columns}列"]


def test_a_ledger_without_header_repeats_nothing(tmp_path: Path) -> None:
    from tests.ledger.books import lines

    path = tmp_path / "台账.csv"
    rows = marked()
    path.write_text("\n".join(",".join(map(str, line)) for line in lines(rows)[1:]), encoding="utf-8")
    with pytest.raises(LedgerProblems) as caught:
        read_ledgers([path])
    assert [problem.kind.name for problem in caught.value.problems] == ["找不到表头"]
    clean(caught.value.in_("zh") + repr(caught.value.unrecognised), marks(rows))


@pytest.mark.parametrize(
    ("counts", "ordered", "result"),
    [
        ({"1": 50, "2": 20, "3": 3, "4": 2}, True, {"1": 50, "2": 20, "3": 5, "4": 0}),
        ({"1": 50, "2": 20, "3": 2, "4": 2}, True, {"1": 50, "2": 24, "3": 0, "4": 0}),
        ({"1": 2, "2": 20, "3": 30}, True, {"1": 0, "2": 22, "3": 30}),
        ({"a": 1, "b": 90, "c": 4, "d": 5}, False, {"a": 0, "b": 95, "c": 0, "d": 5}),
        ({"a": 0, "b": 5}, True, {"a": 0, "b": 5}),
    ],
)
def test_small_counts_join_others(counts: dict[str, int], ordered: bool, result: dict[str, int]) -> None:
    assert merged(counts, ordered) == result


@pytest.mark.parametrize(
    ("some", "total", "result"),
    [(3, 100, 0), (5, 100, 5), (97, 100, 100), (95, 100, 95), (0, 100, 0), (2, 4, None), (100, 100, 100)],
)
def test_shares_of_few_are_none_or_all(some: int, total: int, result: int | None) -> None:
    assert of_enough(some, total) == result


def test_figures_hide_the_few(tmp_path: Path) -> None:
    """Three weak among forty, one single household, two who farm: none of them can be told."""
    rows = [
        person(
            f"H{number}",
            1984 if number else 1999,
            与户主关系="户主",
            劳动技能="弱劳动力或半劳动力" if number < 3 else "普通劳动力",
            就业渠道="务农" if number in (5, 6) else "自主创业",
        )
        for number in range(40)
    ]
    found = {figure.path: figure for figure in read_ledgers([as_csv(tmp_path / "台账.csv", rows)]).figures}
    assert found["population.weak_health"].value == 0
    assert found["population.labour_age"].value == {
        "16-24": 0,
        "25-34": 0,
        "35-44": 1,
        "45-54": 0,
        "55-59": 0,
    }
    assert found["initial.channel"].value["own_business"] == 1
    assert all("不足5" in found[path].note.zh for path in ("population.weak_health", "initial.channel"))


def test_fewer_than_five_people_are_not_counted(tmp_path: Path) -> None:
    path = as_csv(tmp_path / "台账.csv", families(1))
    with pytest.raises(LedgerProblems):
        read_ledgers([path])


def test_the_key_is_kept_by_the_county(tmp_path: Path) -> None:
    path = tmp_path / "key"
    key = key_of(path)
    assert len(key) == 32
    assert key_of(path) == key
    assert path.stat().st_mode & 0o077 == 0
    assert key_of(None) != key_of(None)
    path.write_text("no key")
    with pytest.raises(Refused):
        key_of(path)
    assert path.read_text() == "no key"
    assert card(1984)[:2] == "99"  # of nobody
