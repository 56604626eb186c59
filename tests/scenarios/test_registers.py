"""The register of plans: complete, in our own words, read late; and plans cut into their items."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml

from resettle.model.text import Text
from resettle.scenarios.sources import registers
from resettle.scenarios.sources.copies import Copy, verify
from resettle.scenarios.sources.paragraphs import digest, normalised, paragraphs
from resettle.scenarios.sources.registers import DOCUMENTS, STATUSES, Document, Item, documents

Write = Callable[[str, str], Path]

CHINESE = re.compile(r"[\u4e00-\u9fff]")

NUMBERED = """\
某县搬迁后续方案 某发〔2022〕9号
分享到:
一、目标
收入要涨2.5倍。
二、任务
(一)就业
1.甲事。办班。
2.乙事。派车。3.丙事。分红1.5元。
(二)产业
  4.丁事。建厂,
续写一行。
(三)其他5.戊事。收尾。
三、保障
(一)领导。
(二)经费。
扫一扫在手机打开
页脚
"""

CHAPTERS = """\
目 录
第一章  开头
第一节  子
第二章  结尾
规划全称
第一章  开头

第一节  子

甲文。

专栏1  主要指标

序号

指    标

1

增速(%)

8.3

2

比重(%)

1.2:1

备注:说明。

乙文。

第二章  结尾

总起一句。

第十一节  丑

丙文。

专栏2  项目

丁文。
我是“渝快小宝”
"""


def plan(**changes: Any) -> Document:
    """A document of the numbered text, with right hashes."""
    sections = {"一": "objectives", "三": "safeguards"}
    items = {
        name: Item(name, "一", "a duty", "任务", digest(text), "outside", reason=Text("none", "无"))
        for name, text in paragraphs(NUMBERED, "numbered", sections).items()
    }
    made = Document(
        id="county",
        title=Text("A county's plan", "某县搬迁后续方案"),
        issuer=Text("A county", "某县"),
        number="某发〔2022〕9号",
        date="2022-01-01",
        period="2022",
        record="",
        address="",
        layout="numbered",
        sections=sections,
        contents=tuple(items),
        parts={"一": Text("All", "全部")},
        items=items,
    )
    return replace(made, **changes)


def unique_keys(node: yaml.Node) -> None:
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value]
        assert [key for key, times in Counter(keys).items() if times > 1] == []
        for _, value in node.value:
            unique_keys(value)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_has_exactly_the_items_that_it_lists(name: str) -> None:
    document = documents()[name]
    assert document.id == name
    assert tuple(document.items) == document.contents
    assert len(set(document.contents)) == len(document.contents)


def test_the_numbered_items_of_the_plans_are_all_listed() -> None:
    listed = {name: set(document.contents) for name, document in documents().items()}
    for name, last in {"guizhou": 24, "wanzhou": 28, "hanyin": 37, "yinchuan": 22}.items():
        assert {str(number) for number in range(1, last + 1)} <= listed[name]
        assert str(last + 1) not in listed[name]
    assert {"objectives", "safeguards"} <= listed["guizhou"]
    assert {"§1", "§2", "§4", "§5"} <= listed["yinchuan"]
    sections = {4: 5, 5: 4, 6: 3, 7: 4, 8: 4, 9: 4, 10: 4, 11: 4, 12: 7, 13: 4}
    for chapter, last in sections.items():
        assert {f"ch. {chapter} §{number}" for number in range(1, last + 1)} <= listed["chongqing"]
    assert {f"table 1 row {number}" for number in range(1, 12)} <= listed["chongqing"]
    assert {f"special column {number}" for number in range(2, 10)} <= listed["chongqing"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_item_is_told_in_both_languages_and_has_a_hash_and_a_status(name: str) -> None:
    document = documents()[name]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", document.date)
    for item in document.items.values():
        assert CHINESE.search(item.zh) and not CHINESE.search(item.en), item.id
        assert len(CHINESE.findall(item.zh)) <= 90, "a paraphrase is short"
        assert item.en.endswith(".") and item.zh.endswith("。"), item.id
        assert re.fullmatch("[0-9a-f]{64}", item.sha256), item.id
        assert item.status in STATUSES
        assert item.part in document.parts
        assert item.by or item.status != "modelled", item.id
        assert item.reason or item.status == "modelled", item.id
        if item.reason:
            assert CHINESE.search(item.reason.zh) and not CHINESE.search(item.reason.en), item.id


def test_no_two_items_have_the_same_hash() -> None:
    hashes = [item.sha256 for document in documents().values() for item in document.items.values()]
    assert len(set(hashes)) == len(hashes)


def test_the_files_have_no_key_twice_and_none_is_left_unread() -> None:
    folder = resources.files("resettle.scenarios").joinpath("data/documents")
    read = set(DOCUMENTS)
    for entry in folder.iterdir():
        text = entry.read_text(encoding="utf-8")
        unique_keys(yaml.compose(text, yaml.CSafeLoader))
        read |= set(yaml.load(text, yaml.CSafeLoader).get("continued", ()))
    assert {entry.name for entry in folder.iterdir()} == {f"{name}.yaml" for name in read}


def test_a_document_is_read_only_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    really = registers._read

    def noting(name: str) -> dict[str, Any]:
        read.append(name)
        return really(name)

    monkeypatch.setattr(registers, "_read", noting)
    registers._document.cache_clear()
    known = documents()
    assert list(known) == list(DOCUMENTS) and len(known) == 5
    assert "guizhou" in known and "guiyang" not in known and known.get("guiyang") is None
    assert read == []
    assert known["hanyin"] is known["hanyin"]
    assert read == ["hanyin"]


def test_what_is_hashed_does_not_depend_on_spacing_or_width() -> None:
    assert normalised("\ufeff１．甲　乙（丙）\r\n  ２０％\u200b") == "1.甲乙(丙)20%"
    assert digest("1. 甲乙\n丙") == digest("１．甲乙丙") != digest("1.甲乙丁")
    assert digest(" 甲\n") == hashlib.sha256("甲".encode()).hexdigest()


def test_a_numbered_plan_is_cut_at_its_numbers_even_in_the_middle_of_a_line() -> None:
    results = paragraphs(NUMBERED, "numbered", {"一": "objectives", "三": "safeguards"})
    assert results == {
        "objectives": "一、目标收入要涨2.5倍。",
        "1": "1.甲事。办班。",
        "2": "2.乙事。派车。",
        "3": "3.丙事。分红1.5元。",
        "4": "4.丁事。建厂,续写一行。",
        "5": "5.戊事。收尾。",
        "safeguards": "三、保障(一)领导。(二)经费。",
    }
    assert list(results) == ["objectives", "1", "2", "3", "4", "5", "safeguards"]


def test_a_heading_that_is_no_item_belongs_to_none() -> None:
    assert set(paragraphs(NUMBERED, "numbered", {})) == {"1", "2", "3", "4", "5"}
    assert paragraphs("", "numbered", {}) == paragraphs("没有编号。", "chapters", {}) == {}


def test_a_plan_in_chapters_is_cut_at_chapters_sections_columns_and_rows() -> None:
    assert paragraphs(CHAPTERS, "chapters", {}) == {
        "ch. 1 §1": "第一节子甲文。备注:说明。乙文。",
        "ch. 2": "第二章结尾总起一句。",
        "ch. 2 §11": "第十一节丑丙文。",
        "special column 2": "专栏2项目丁文。",
        "table 1 row 1": "1增速(%)8.3",
        "table 1 row 2": "2比重(%)1.2:1",
    }


def test_a_table_copied_row_by_row_is_the_same_table() -> None:
    rows = CHAPTERS.replace("1\n\n增速(%)\n\n8.3", "1\t增速(%)\t8.3").replace(
        "2\n\n比重(%)\n\n", "2 比重(%) "
    )
    assert paragraphs(rows, "chapters", {}) == paragraphs(CHAPTERS, "chapters", {})


def test_an_unknown_layout_is_refused() -> None:
    with pytest.raises(ValueError, match="no layout 'scroll'"):
        paragraphs(NUMBERED, "scroll", {})


def test_a_true_copy_agrees_whatever_its_spacing_encoding_and_name(write: Write, tmp_path: Path) -> None:
    write("page.txt", NUMBERED.replace("。", "。\n ").replace("(", "（"))
    (tmp_path / "web.txt").write_bytes(NUMBERED.encode("gb18030"))
    write("county-without-head.txt", NUMBERED.split("\n", 1)[1])
    results = verify(tmp_path, {"county": plan()})
    assert [copy.file for copy in results] == ["county-without-head.txt", "page.txt", "web.txt"]
    assert all(copy.agrees and len(copy.same) == 7 for copy in results)
    assert results[1].text.en == "county (page.txt): 7 of 7 items agree"


def test_a_copy_that_differs_says_in_which_items(write: Write, tmp_path: Path) -> None:
    write("plan.txt", NUMBERED.replace("派车", "派船").replace("(三)其他5.戊事。收尾。\n", ""))
    items = {name: item for name, item in plan().items.items() if name != "4"}
    (copy,) = verify(tmp_path, {"county": plan(items=items)})
    assert copy == Copy(
        "county",
        "plan.txt",
        same=("objectives", "1", "3", "safeguards"),
        different=("2",),
        missing=("5",),
        unregistered=("4",),
    )
    assert not copy.agrees
    assert copy.text.en == (
        "county (plan.txt): 4 of 6 items agree; other text: 2; missing: 5; not registered: 4"
    )


def test_files_that_are_no_plan_and_plans_without_a_copy_are_told(write: Write, tmp_path: Path) -> None:
    write("notes.txt", "shopping list")
    write("photo.png", NUMBERED)
    (tmp_path / "noise.txt").write_bytes(b"\xff\xfe\xff\x00" * 9)
    results = verify(tmp_path, {"county": plan()})
    assert [copy.text.en for copy in results] == [
        "county: no copy in the folder",
        "noise.txt: not recognised as one of the documents",
        "notes.txt: not recognised as one of the documents",
    ]
    with pytest.raises(OSError, match="nowhere"):
        verify(tmp_path / "nowhere")
