"""Whole numbers in texts of users."""

from __future__ import annotations

from pathlib import Path

import pytest

from resettle import scenarios
from resettle.model.text import Text
from resettle.scenarios.county.interview import _numbered
from resettle.scenarios.ledger.text_files import html_rows
from resettle.scenarios.problems import ScenarioErrors
from resettle.scenarios.read.household_types import written_types
from resettle.scenarios.whole import LARGEST, whole
from tests.model.test_household_types import TYPES
from tests.scenarios.test_household_types import own, said


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        (" 007\t", 7),
        ("0", 0),
        ("\x1e1", 1),
        ("\u30001\xa0", 1),
        ("999999999", 999_999_999),
        ("1000000000", LARGEST),
        ("9" * 5000, LARGEST),
        ("0" * 5000 + "3", 3),
        ("", None),
        (" ", None),
        ("²", None),
        ("-1", None),
        ("1.0", None),
        ("1_0", None),
        ("1 0", None),
    ],
)
def test_a_number_is_read_or_is_none(text: str, number: int | None) -> None:
    assert whole(text) == number


def test_a_table_of_household_types_with_signs_that_separate_nothing(tmp_path: Path) -> None:
    written = written_types(TYPES)
    lines = written.splitlines()
    separated = "\n".join([lines[0], *("\x1e" + line for line in lines[1:])])
    read = scenarios.load(own(tmp_path, table=separated)).household_types
    assert read == TYPES
    (problem,) = said(own(tmp_path, table=written + "9" * 5000 + ",0,0,0,0,0,0,1\n"))
    assert problem.startswith(f"types.csv:{len(lines) + 1}:1: no type of households")


def test_a_cell_of_html_is_as_wide_as_it_says_up_to_a_bound() -> None:
    for span, cells in (("2", 2), ("²", 1), ("0", 1), ("-3", 1), ("9" * 5000, 200)):
        (row,) = html_rows(f"<table><tr><td colspan={span}>甲</table>")
        assert row == ["甲", *[""] * (cells - 1)]


def test_answers_by_number_are_asked_again_if_they_are_none() -> None:
    assert _numbered("1=12%，3", 4) == [(0, "12%"), (2, "")]
    for wrong in ("x", "0", "5", "9" * 5000):
        with pytest.raises(ScenarioErrors) as caught:
            _numbered(wrong, 4)
        assert caught.value.text == Text(
            f"'{wrong[:20]}' is not one of the numbers 1 to 4; put commas between them",
            f"“{wrong[:20]}”不是1至4的序号；多个序号用逗号隔开",
        )
