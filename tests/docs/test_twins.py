"""A page and its Chinese twin say the same: README.md and README.zh.md, docs/name.md and docs/name.zh.md."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAIRS = [
    (path.with_name(path.name.replace(".zh.md", ".md")), path)
    for path in [ROOT / "README.zh.md", *sorted((ROOT / "docs").glob("**/*.zh.md"))]
]
BOTH = pytest.mark.parametrize(
    ("english", "chinese"),
    [tuple(path.read_text(encoding="utf-8") for path in pair) for pair in PAIRS],
    ids=[one.name for one, _ in PAIRS],
)
CHINESE_SIGN = re.compile("[\u4e00-\u9fff]")
SAME_TITLE = {"resettle"}
IN_BOTH = {"glossary.md"}
"""Pages that say everything in both languages."""
TIMES = {"": 1.0, "million": 1e6, "万": 1e4, "亿": 1e8}
FENCE = re.compile(r"^```([{}\w-]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def prose(text: str) -> str:
    return FENCE.sub("", text)


def commands(text: str) -> list[tuple[str, list[str]]]:
    """Code by block and line: without what is said beside it, what a console prints, and answers in words."""
    said = re.compile(r"(?<=\S) {2,}\S.*$|(?<=\S) # .*$|note: [^}]*|^:caption: .*$")
    found = []
    for kind, block in FENCE.findall(text):
        lines = [said.sub("", line).replace(".zh", "") for line in block.splitlines()]
        if kind == "console":
            lines = [line for line in lines if line.startswith("$ ")]
        if kind == "{toctree}":
            lines = [re.sub(r"^.* <(.*)>$", r"\1", line) for line in lines]
        if kind == "yaml" and not block.startswith("resettle: "):
            lines = []
        found.append((kind, lines))
    return found


def sections(text: str) -> list[str]:
    """What stands under each heading, the part before the first one included."""
    return re.split(r"^#+ .*$", prose(text), flags=re.MULTILINE)


def links(text: str) -> Counter[str]:
    """Addresses of links and pictures; a page and its Chinese twin are one."""
    return Counter(
        re.sub(r"#.*", "#", found.replace(".zh.md", ".md")) for found in re.findall(r"\]\(([^)]+)\)", text)
    )


def tables(text: str) -> list[list[list[str]]]:
    """Cells by table and row."""
    found = re.findall(r"(?:^\|.*\n)+", prose(text), flags=re.MULTILINE)
    return [[row.strip("|").split("|") for row in table.splitlines()] for table in found]


def code(text: str) -> set[str]:
    """Code in sentences, but for what stands for words."""
    return {
        one for one in re.findall(r"`[^`]+`", text) if not re.search("[\u4e00-\u9fff<]|^[^A-Za-z]*$", one)
    }


def numbers(text: str) -> set[float]:
    """Numbers written in digits in sentences; months, whose names are words in English, are left out."""
    said = re.sub(r"^(    |\|).*$", "", prose(text), flags=re.MULTILINE).replace("a million", "1 million")
    said = re.sub(r"`[^`]*`|\]\([^)]*\)|\d+月", " ", said)
    said = re.sub(r"(?<=\d)[ \u202f\u00a0,](?=\d{3}(?!\d))", "", said)
    found = re.findall(r"(\d+(?:\.\d+)?)[ \u00a0]?(million|万|亿)?", said)
    return {float(number) * TIMES[times] for number, times in found}


def told(cell: str) -> tuple[list[str], list[str]]:
    """Code and numbers of a cell, however a language writes them."""
    return sorted(code(cell)), sorted(re.findall(r"\d+", re.sub(r"`[^`]+`", "", cell)))


def anchors(path: Path) -> set[str]:
    """Addresses of the headings of a page, as GitHub and the site make them."""
    titles = re.findall(r"^#+ (.*)$", prose(path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_page_is_there_in_chinese() -> None:
    docs = ROOT / "docs"
    english = {path.relative_to(docs) for path in docs.rglob("*.md") if not path.name.endswith(".zh.md")}
    assert len(english) > 15
    lacking = {path.name for path in english if not (docs / path).with_suffix(".zh.md").is_file()}
    assert lacking == IN_BOTH


@BOTH
def test_both_have_the_same_headings_one_in_chinese(english: str, chinese: str) -> None:
    one, other = (re.findall(r"^(#+) (.*)$", prose(text), re.MULTILINE) for text in (english, chinese))
    assert [level for level, _ in other] == [level for level, _ in one]
    assert one
    assert not any(CHINESE_SIGN.search(title) for _, title in one)
    assert all(CHINESE_SIGN.search(title) for _, title in other if title not in SAME_TITLE)


@BOTH
def test_both_give_the_same_commands_and_code(english: str, chinese: str) -> None:
    assert commands(chinese) == commands(english)


@BOTH
def test_what_is_said_beside_commands_is_said_in_chinese(english: str, chinese: str) -> None:
    for (kind, one), (_, other) in zip(FENCE.findall(english), FENCE.findall(chinese), strict=True):
        if kind not in ("console", "{toctree}"):
            for line, own in zip(one.splitlines(), other.splitlines(), strict=True):
                assert line == own or CHINESE_SIGN.search(own) or "|" in own, own


@BOTH
def test_both_link_to_the_same_pages_and_pictures_section_by_section(english: str, chinese: str) -> None:
    pairs = list(zip(sections(english), sections(chinese), strict=True))
    assert [links(other) for _, other in pairs] == [links(one) for one, _ in pairs]


@BOTH
def test_both_have_the_same_tables_with_the_same_numbers(english: str, chinese: str) -> None:
    one, other = tables(english), tables(chinese)
    assert [len(table) for table in other] == [len(table) for table in one]
    for rows, own in zip(one, other, strict=True):
        for row, cells in zip(rows, own, strict=True):
            assert list(map(told, cells[1:])) == list(map(told, row[1:]))
            assert told(cells[0])[0] == told(row[0])[0]


@BOTH
def test_both_name_the_same_code_in_their_sentences(english: str, chinese: str) -> None:
    for one, other in zip(sections(english), sections(chinese), strict=True):
        assert code(other) == code(one)


@BOTH
def test_both_say_the_same_numbers_in_their_sentences(english: str, chinese: str) -> None:
    pairs = list(zip(sections(english), sections(chinese), strict=True))
    assert [numbers(other) for _, other in pairs] == [numbers(one) for one, _ in pairs]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0].name)
def test_a_chinese_page_links_to_pages_in_chinese_where_there_are_any(pair: tuple[Path, Path]) -> None:
    english, chinese = pair
    found = re.findall(r"\]\(([\w./-]+\.md)", chinese.read_text(encoding="utf-8"))
    for page in set(found) - {english.name}:
        own = page.replace(".md", ".zh.md")
        assert page.endswith(".zh.md") or not (chinese.parent / own).is_file() or own in found, own


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0].name)
def test_every_link_leads_to_a_file_and_a_heading(pair: tuple[Path, Path]) -> None:
    for path in pair:
        for page, _, anchor in re.findall(r"\]\(([^)#]*)(#([^)]*))?\)", path.read_text(encoding="utf-8")):
            to = path.parent / page if page else path
            assert page.startswith("https://") or to.exists(), page
            assert not anchor or anchor in anchors(to), f"{page}#{anchor}"
