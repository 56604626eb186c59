"""The commands of docs/first-hour.md run in their order and print the lines shown, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.walked import files, missing, run, steps

SMALL = ("--futures", "4", "--scale", "0.05")
QUICK = {"run": (*SMALL, "--no-advice"), "sweep": SMALL, "compare": SMALL}
PAGES = {"en": "first-hour.md", "zh": "first-hour.zh.md"}


@pytest.mark.slow
@pytest.mark.parametrize("lang", PAGES)
def test_the_page_prints_what_it_shows(tmp_path: Path, lang: str) -> None:
    page = PAGES[lang]
    for name, text in files(page).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for command, shown in (step for section in steps(page) for step in section):
        printed = run(command, lang, tmp_path, QUICK)
        assert shown and missing(shown, printed) == [], printed


def test_both_pages_give_the_same_commands_and_the_same_file() -> None:
    english, chinese = ([step[0] for one in steps(page) for step in one] for page in PAGES.values())
    assert english == chinese
    assert len(english) == 5
    assert all(list(files(page)) == ["more-cooperation.yaml"] for page in PAGES.values())
