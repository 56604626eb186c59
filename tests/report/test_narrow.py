"""On a terminal of 40 to 60 columns no figure is cut, none is missing, and no line is too long."""

from __future__ import annotations

import io
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from rich.cells import cell_len

from resettle.cli.app import app
from resettle.cli.usage import run_app
from resettle.model.text import LANGS, Lang
from resettle.results.report.answer import cell_of
from resettle.results.report.terminal import print_answer
from tests import golden_pages

if TYPE_CHECKING:
    from resettle.results.report.answer import Answer

NARROW = (40, 50, 60)
WIDE = 200
FIGURE = re.compile("[0-9]+(?:[.,:–-]?[0-9]+|[ \u00a0\u202f][0-9]{3}(?![0-9]))*(?:[ \u00a0\u202f]?%)?")


class Screen(io.StringIO):
    """A terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@cache
def made(kind: str) -> Answer:
    """The answer of a golden page."""
    kept: list[Answer] = []

    def keep(answer: Answer) -> list[str]:
        kept.append(answer)
        return []

    with patch.object(golden_pages, "terminal_lines", keep):
        golden_pages.PAGES[kind]()
    (answer,) = kept
    return answer


def shown(tell: object, columns: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines that a call prints on a terminal of so many columns."""
    screen = Screen()
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "xterm")
    tell()  # type: ignore[operator]
    return re.sub("\x1b\\[[0-9;]*m", "", screen.getvalue()).splitlines()


def order(lines: list[str]) -> list[str]:
    """The figures of some lines, none of which goes on in the next."""
    return [found.replace("\u00a0", " ") for line in lines for found in FIGURE.findall(line)]


def figures(lines: list[str]) -> Counter[str]:
    """How often each figure stands in some lines."""
    return Counter(order(lines))


def too_long(lines: list[str], columns: int) -> list[str]:
    """Lines of more columns, but for single names of files and values, which stay whole to be copied."""
    return [
        line
        for line in lines
        if cell_len(line) > columns and len(line.split()) > 1 and "/" not in line.split()[-1]
    ]


def heads(answer: Answer, lang: Lang) -> set[str]:
    """Figures in heads of tables, which stand once beside each figure where rows stand below each other."""
    every = [head for one in answer.all_sections() for table in one.tables for head in table.head]
    return set(figures([cell_of(head).text.in_(lang) for head in every]))


@pytest.mark.parametrize("kind", golden_pages.PAGES)
def test_an_answer_keeps_its_figures_on_a_narrow_terminal(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = made(kind)
    for lang in LANGS:
        tell = lambda lang=lang: print_answer(answer, Path("folder/report.html"), lang)  # noqa: E731
        whole = figures(shown(tell, WIDE, monkeypatch))
        assert whole
        for columns in NARROW:
            lines = shown(tell, columns, monkeypatch)
            now = figures(lines)
            assert not whole - now, (lang, columns)
            assert set(now - whole) <= heads(answer, lang), (lang, columns)
            assert too_long(lines, columns) == [], (lang, columns)


@pytest.mark.parametrize(
    "words",
    [["list"], ["show", "guizhou"], ["sources", "guizhou"], ["coverage"]],
    ids=" ".join,
)
def test_what_is_looked_up_keeps_its_figures_on_a_narrow_terminal(
    words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for lang in LANGS:
        tell = lambda lang=lang: run_app(app, [*words, "--lang", lang])  # noqa: E731
        whole = order(shown(tell, WIDE, monkeypatch))
        assert whole
        for columns in NARROW:
            lines = shown(tell, columns, monkeypatch)
            assert order(lines) == whole, (lang, columns)
            assert too_long(lines, columns) == [], (lang, columns)


def test_a_figure_with_a_space_is_not_broken_by_the_account_of_the_plans(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "\n".join(shown(lambda: run_app(app, ["coverage", "--lang", "en"]), 110, monkeypatch))
    assert "1 500 yuan" in re.sub("\n *(?=1 500)", " ", text) and "212 200 person-times" in text
