"""README.md and README.zh.md say the same, and the citation names this version."""

from __future__ import annotations

import re
import tomllib
from collections import Counter

import yaml

import resettle
from tests.conftest import ROOT

ENGLISH, CHINESE = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md"))
CHINESE_SIGN = re.compile("[\u4e00-\u9fff]")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def prose(text: str) -> str:
    return FENCE.sub("", text)


def commands(text: str) -> list[tuple[str, list[str]]]:
    """Code by block and line: without comments, what columns say of a command, and notes of values."""
    said = re.compile(r" {2,}\S.*$|(?<=\S)  ?# .*$|note: [^}]*")
    return [
        (
            kind,
            [
                line[: len(line) - len(line.lstrip())] + said.sub("", line.strip())
                for line in block.splitlines()
            ],
        )
        for kind, block in FENCE.findall(text)
    ]


def sections(text: str) -> list[str]:
    """What stands under each heading, the part before the first one included."""
    return re.split(r"^#+ .*$", prose(text), flags=re.MULTILINE)


def links(text: str) -> Counter[str]:
    """Addresses of links and pictures; a page and its Chinese twin are one."""
    return Counter(found.replace(".zh.md", ".md") for found in re.findall(r"\]\(([^)]+)\)", text))


def tables(text: str) -> list[list[list[str]]]:
    """Cells by table and row."""
    found = re.findall(r"(?:^\|.*\n)+", prose(text), flags=re.MULTILINE)
    return [[row.strip("|").split("|") for row in table.splitlines()] for table in found]


def told(cell: str) -> tuple[list[str], list[str]]:
    """Code and numbers of a cell, however a language writes them."""
    return re.findall(r"`[^`]+`", cell), re.findall(r"\d+", re.sub(r"`[^`]+`", "", cell))


def test_both_have_the_same_headings_one_in_chinese() -> None:
    english, chinese = (re.findall(r"^(#+) (.*)$", prose(text), re.MULTILINE) for text in (ENGLISH, CHINESE))
    assert [level for level, _ in english] == [level for level, _ in chinese]
    assert len(english) > 10
    assert not any(CHINESE_SIGN.search(title) for _, title in english)
    assert all(CHINESE_SIGN.search(title) for level, title in chinese if level != "#")


def test_both_give_the_same_commands_and_code() -> None:
    english, chinese = commands(ENGLISH), commands(CHINESE)
    assert len(english) >= 15
    assert chinese == english


def test_what_is_said_beside_commands_is_said_in_chinese() -> None:
    for (_, english), (_, chinese) in zip(FENCE.findall(ENGLISH), FENCE.findall(CHINESE), strict=True):
        for line, own in zip(english.splitlines(), chinese.splitlines(), strict=True):
            assert line == own or CHINESE_SIGN.search(own), own


def test_both_link_to_the_same_pages_and_pictures_section_by_section() -> None:
    pairs = list(zip(sections(ENGLISH), sections(CHINESE), strict=True))
    assert [links(chinese) for _, chinese in pairs] == [links(english) for english, _ in pairs]
    assert sum(links(ENGLISH).values()) > 20


def test_the_chinese_one_links_to_pages_in_chinese_where_there_are_any() -> None:
    pages = re.findall(r"\]\((docs/[^)#]+)\)", CHINESE)
    for page in set(pages):
        own = page.replace(".md", ".zh.md")
        assert not (ROOT / own).is_file() or own in pages, own


def test_every_link_leads_to_a_file() -> None:
    for page in re.findall(r"\]\(([^)#]+)", ENGLISH + CHINESE):
        assert page.startswith("https://") or (ROOT / page).exists(), page


def test_both_have_the_same_tables_with_the_same_numbers() -> None:
    english, chinese = tables(ENGLISH), tables(CHINESE)
    assert [len(table) for table in chinese] == [len(table) for table in english]
    for one, other in zip(english, chinese, strict=True):
        for row, own in zip(one, other, strict=True):
            assert list(map(told, own[1:])) == list(map(told, row[1:]))
            assert told(own[0])[0] == told(row[0])[0]


def test_both_name_the_same_code_in_their_sentences() -> None:
    for english, chinese in zip(sections(ENGLISH), sections(CHINESE), strict=True):
        assert Counter(re.findall(r"`[^`]+`", chinese)) == Counter(re.findall(r"`[^`]+`", english))


def test_the_citation_is_of_this_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["version"] == resettle.__version__
    assert citation["title"] == project["name"]
    assert citation["license"] == project["license"]
    assert [one["name"] for one in citation["authors"]] == [one["name"] for one in project["authors"]]
    assert citation["keywords"] == project["keywords"]
    assert citation["abstract"].startswith(project["description"])
