"""The parameter tables of docs/odd.md are those that the files give."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from resettle.calibration.fit.priors import priors
from resettle.calibration.report.parameter_table import (
    FITTED_HEADER,
    HEADER,
    PART,
    behaviour,
    fitted,
    tables,
)
from resettle.model.levers import LEVERS
from resettle.model.parameters import PARAMETERS


def test_the_tables_in_the_document_are_those_that_the_files_give() -> None:
    document = PART.path.read_text(encoding="utf-8")
    hint = "run: python -m resettle.calibration.report.parameter_table"
    assert document.partition(PART.begin)[2].partition(PART.end)[0].strip() == tables(), hint


def test_each_behavioural_parameter_is_a_row_with_its_unit() -> None:
    rows = behaviour().splitlines()[2:]
    for line, (name, field) in zip(rows, PARAMETERS.items(), strict=True):
        assert line.startswith(f"| `{name}` | {field.en} | {field.unit} |")
        assert line.count("|") == HEADER.count("|")


def test_each_fitted_number_is_a_row_with_its_limits() -> None:
    rows = fitted().splitlines()[2:]
    for line, one in zip(rows, priors(), strict=True):
        assert line.startswith(f"| `{one.name}` | {one.en} | `{one.path}` |")
        assert f"{one.low:,.10g} to {one.high:,.10g}" in line
        assert line.count("|") == FITTED_HEADER.count("|")


def test_the_document_speaks_of_every_lever_and_of_every_fitted_parameter_of_the_model() -> None:
    words = PART.path.read_text(encoding="utf-8").partition(PART.begin)[0]
    assert not [name for name in LEVERS if f"`{name}`" not in words]


def test_names_that_the_document_quotes_from_the_model_exist() -> None:
    """What stands in formulas is checked by eye; a parameter that was renamed is caught here."""
    words = PART.path.read_text(encoding="utf-8").partition(PART.begin)[0]
    quoted = set(re.findall(r"`parameters\.([a-z_]+)`", words))
    assert quoted <= set(PARAMETERS)


def test_what_stands_around_the_tables_is_left_alone_and_written_once(tmp_path: Path) -> None:
    expected = f"a\n{PART.begin}\n{tables()}\n{PART.end}\nz"
    assert PART.put(f"a\n{PART.begin}\nold\n{PART.end}\nz", tables()) == expected
    document = tmp_path / "odd.md"
    document.write_text(f"{PART.begin}{PART.end}", encoding="utf-8")
    part = replace(PART, path=document)
    assert part.write(tables())
    assert not part.write(tables())


@pytest.mark.parametrize("document", ["", PART.begin, PART.end, f"{PART.end} {PART.begin}"])
def test_a_document_without_the_marks_is_refused(document: str) -> None:
    with pytest.raises(ValueError, match="lacks the marks"):
        PART.put(document, tables())
