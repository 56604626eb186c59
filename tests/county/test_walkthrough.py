"""The commands of docs/county.md and docs/county.zh.md run in their order and print the lines shown."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, environment
from tests.county.test_table import fill, labels

QUICK = ("--futures", "4", "--scale", "0.05", "--no-advice")
PAGES = {"en": "county.md", "zh": "county.zh.md"}


def sections(page: str) -> list[list[tuple[str, list[str]]]]:
    """Commands with the lines shown, by section."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    found = []
    for section in text.split("\n## "):
        steps: list[tuple[str, list[str]]] = []
        for block in re.findall(r"^```console\n(.*?)^```", section, re.MULTILINE | re.DOTALL):
            for line in block.splitlines():
                if line.startswith("$ "):
                    steps.append((line[2:], []))
                else:
                    steps[-1][1].append(line)
        if steps:
            found.append(steps)
    return found


def words_of(command: str, lang: str) -> list[str]:
    program, *words = command.split()
    if program == "python":
        return [sys.executable, *words]
    quick = QUICK if words[0] == "run" else ()
    return [sys.executable, "-m", program, *words, *quick, "--lang", lang]


def missing(shown: list[str], printed: str) -> list[str]:
    """Lines shown that are not printed in their order; `…` stands for anything."""
    left = iter(printed.splitlines())
    wanted = [line for line in shown if line != "…"]
    patterns = [re.compile(".*".join(map(re.escape, line.split("…")))) for line in wanted]
    return [
        line
        for line, pattern in zip(wanted, patterns, strict=True)
        if not any(pattern.fullmatch(one.rstrip()) for one in left)
    ]


def copy_example(table: Path) -> None:
    """Fills the yellow columns with what the example columns show."""
    rows = [row for row in labels(table)[2:] if row[4] or row[5]]
    fill(table, table, {row[0]: (row[4] or None, row[5] or None) for row in rows})


@pytest.mark.slow
@pytest.mark.parametrize("lang", PAGES)
@pytest.mark.parametrize(("section", "commands"), [(0, 3), (1, 3)], ids=["ledgers", "table"])
def test_the_page_prints_what_it_shows(tmp_path: Path, lang: str, section: int, commands: int) -> None:
    steps = sections(PAGES[lang])[section]
    assert len(steps) == commands
    for command, shown in steps:
        done = subprocess.run(
            words_of(command, lang),
            check=False,
            cwd=tmp_path,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        assert shown and missing(shown, done.stdout) == [], done.stdout
        if "--blank" in command:
            copy_example(tmp_path / "table.xlsx")
    assert (tmp_path / "resettle-results" / "pingshan" / "report.html").is_file()


def test_both_pages_give_the_same_commands() -> None:
    english, chinese = ([[step[0] for step in one] for one in sections(page)] for page in PAGES.values())
    assert english == chinese
    assert [len(one) for one in english] == [3, 3]


def test_lines_are_found_in_their_order_only() -> None:
    assert missing(["a…c", "…", "d"], "abc\nx\nd\n") == []
    assert missing(["d", "a…c"], "abc\nd\n") == ["a…c"]
