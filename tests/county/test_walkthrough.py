"""The commands of docs/county.md and docs/county.zh.md run in their order and print the lines shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.county.test_table import fill, labels
from tests.docs.walked import missing, run, steps

QUICK = {"run": ("--futures", "4", "--scale", "0.05", "--no-advice")}
PAGES = {"en": "county.md", "zh": "county.zh.md"}


def copy_example(table: Path) -> None:
    """Fills the yellow columns with what the example columns show."""
    rows = [row for row in labels(table)[2:] if row[4] or row[5]]
    fill(table, table, {row[0]: (row[4] or None, row[5] or None) for row in rows})


@pytest.mark.slow
@pytest.mark.parametrize("lang", PAGES)
@pytest.mark.parametrize(("section", "commands"), [(0, 3), (1, 3)], ids=["ledgers", "table"])
def test_the_page_prints_what_it_shows(tmp_path: Path, lang: str, section: int, commands: int) -> None:
    walk = steps(PAGES[lang])[section]
    assert len(walk) == commands
    for command, shown in walk:
        printed = run(command, lang, tmp_path, QUICK)
        assert shown and missing(shown, printed) == [], printed
        if "--blank" in command:
            copy_example(tmp_path / "table.xlsx")
    assert (tmp_path / "resettle-results" / "pingshan" / "report.html").is_file()


def test_both_pages_give_the_same_commands() -> None:
    english, chinese = ([[step[0] for step in one] for one in steps(page)] for page in PAGES.values())
    assert english == chinese
    assert [len(one) for one in english] == [3, 3]


def test_lines_are_found_in_their_order_only() -> None:
    assert missing(["a…c", "…", "d"], "abc\nx\nd\n") == []
    assert missing(["d", "a…c"], "abc\nd\n") == ["a…c"]
