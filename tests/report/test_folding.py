"""Lines on a terminal are broken nowhere within a figure, in English or Chinese, however narrow it is."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from resettle.model.text import NOTHING, Lang, Text
from resettle.results.report import drawn
from resettle.results.report.answer import Cell, Table
from resettle.results.report.folding import folded, least_width

CHINESE = "当月口径：98.1%（97.2–98.7%），0%的模拟达标，GDP增长3.5%。"
ENGLISH = (
    "Reached in 41–100\N{NO-BREAK SPACE}% of runs (+0.2 to \N{MINUS SIGN}0.6), levers.training_subsidy.seats"
)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        (CHINESE, 30, ["当月口径：98.1%", "（97.2–98.7%），0%的模拟达标，", "GDP增长3.5%。"]),
        (
            CHINESE,
            8,
            ["当月口", "径：", "98.1%", "（97.2–98.7%），", "0%的模拟", "达标，", "GDP增长", "3.5%。"],
        ),
        (
            ENGLISH,
            24,
            ["Reached in 41–100 % of", "runs (+0.2 to −0.6),", "levers.training_subsidy.", "seats"],
        ),
        (ENGLISH, 9, ["Reached", "in", "41–100 %", "of runs", "(+0.2 to", "−0.6),", "levers.tr"]),
        (
            "asked for >= 99.5 % of 12 100 households",
            12,
            ["asked for", ">= 99.5 % of", "12 100", "households"],
        ),
        ("one\ntwo three", 80, ["one", "two three"]),
        ("", 10, [""]),
    ],
)
def test_a_line_is_broken_between_words_and_characters(text: str, width: int, lines: list[str]) -> None:
    assert folded(text, width)[: len(lines)] == lines


def test_what_a_column_needs_is_its_longest_figure_or_part_of_a_word() -> None:
    assert least_width("41–100\N{NO-BREAK SPACE}% of all") == 8
    assert least_width("levers.training_subsidy.seats") == 16
    assert least_width("当月口径（97.2–98.7%）") == 14
    assert least_width("搬迁脱贫群众人均可支配收入") == 10


TABLE = Table(
    Text("What came of it", "结果"),
    (Text("Target", "目标"), Text("Verdict", "结论"), Text("Median (5–95 %)", "中位数（5%–95%）")),
    (
        (
            Cell(Text("Households in stable work", "稳定就业家庭"), code="one_employed"),
            Cell(Text("Not reached", "未实现"), verdict="missed"),
            Cell(
                Text("1,234,567 households", "1,234,567户"),
                (Text("1,000,000–2,000,000", "1,000,000–2,000,000"),),
            ),
        ),
        (Text("Tasks", "任务"),),
        (Text("Seats", "名额"), Cell(Text("Reached", "实现"), verdict="reached"), Text("12", "12")),
    ),
    note=Text("A note of many words, with 41–100\N{NO-BREAK SPACE}%.", "说明（41–100%）。"),
)

STACKED = """\
What came of it
Households in stable work
  one_employed
  Verdict: ✗ Not reached
  Median (5–95 %): 1,234,567
  households
    1,000,000–2,000,000

Tasks

Seats
  Verdict: ✓ Reached
  Median (5–95 %): 12

A note of many words, with
41–100 %.

... and 1 more rows"""

IN_CHINESE = """\
结果
稳定就业家庭
  one_employed
  结论：✗ 未实现
  中位数（5%–95%）：
  1,234,567户
    1,000,000–2,000,000"""


class Screen(io.StringIO):
    """A terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def without_style(screen: Screen) -> str:
    return re.sub("\x1b\\[[0-9;]*m", "", screen.getvalue())


def shown(monkeypatch: pytest.MonkeyPatch, width: int, lang: Lang = "en", most: int = 40) -> str:
    screen = Screen()
    monkeypatch.setattr("sys.stdout", screen)
    table = Table(**{**vars(TABLE), "most": most})
    drawn.print_table(Console(file=screen, width=width, color_system=None), table, lang)
    return without_style(screen)


def test_a_table_stands_row_under_row_where_its_figures_have_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(monkeypatch, 28)
    assert text.rstrip() == STACKED.replace("\n\n... and 1 more rows", "")
    assert shown(monkeypatch, 28, "zh").startswith(IN_CHINESE)
    assert max(map(len, text.splitlines())) <= 28


def test_rows_that_are_left_out_are_counted_there_too(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(monkeypatch, 28, most=2)
    assert "Seats" not in text and "1 more rows" in text


def test_a_wide_terminal_has_it_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = shown(monkeypatch, 80).splitlines()
    assert lines[1].split() == ["Target", "Verdict", "Median", "(5–95", "%)"]
    assert lines[3].split("  ")[0] == "Households in stable work" and "✗ Not reached" in lines[3]


def test_a_file_has_as_many_columns_as_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Screen, "isatty", lambda _: False)
    text = shown(monkeypatch, 28)
    assert "1,000,000–2,000,000" in text and "Verdict:" not in text


def test_nothing_that_a_terminal_obeys_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr("sys.stdout", screen)
    evil = Text("red \x1b[31m and \u202eturned", NOTHING.zh)
    drawn.print_lines(Console(file=screen, width=80), [evil.en])
    table = Table(evil, (evil,), ((evil,),))
    drawn.print_table(Console(file=screen, width=80, color_system=None), table, "en")
    text = without_style(screen)
    assert "\x1b" not in text and "\u202e" not in text
    assert text.count("red \\x1b[31m and \\u202eturned") == 4
