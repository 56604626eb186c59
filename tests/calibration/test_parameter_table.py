"""The parameter tables of docs/odd.md are those that the files give."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from resettle.calibration.fit.priors import priors
from resettle.calibration.report.parameter_table import (
    BEGIN,
    DOCUMENT,
    END,
    FITTED_HEADER,
    HEADER,
    _main,
    behaviour,
    fitted,
    tables,
    written_into,
)
from resettle.model.levers import LEVERS
from resettle.model.parameters import PARAMETERS


def test_the_tables_in_the_document_are_those_that_the_files_give() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    hint = "run: python -m resettle.calibration.report.parameter_table"
    assert document.partition(BEGIN)[2].partition(END)[0].strip() == tables(), hint


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
    words = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)[0]
    assert not [name for name in LEVERS if f"`{name}`" not in words]


def test_names_that_the_document_quotes_from_the_model_exist() -> None:
    """What stands in formulas is checked by eye; a parameter that was renamed is caught here."""
    words = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)[0]
    quoted = set(re.findall(r"`parameters\.([a-z_]+)`", words))
    assert quoted <= set(PARAMETERS)


def test_what_stands_around_the_tables_is_left_alone_and_written_once(tmp_path: Path) -> None:
    assert written_into(f"a\n{BEGIN}\nold\n{END}\nz") == f"a\n{BEGIN}\n{tables()}\n{END}\nz"
    document = tmp_path / "odd.md"
    document.write_text(f"{BEGIN}{END}", encoding="utf-8")
    assert "written anew" in next(_main(document))
    assert "as they were" in next(_main(document))


@pytest.mark.parametrize("document", ["", BEGIN, END, f"{END} {BEGIN}"])
def test_a_document_without_the_marks_is_refused(document: str) -> None:
    with pytest.raises(ValueError, match="lacks the marks"):
        written_into(document)
