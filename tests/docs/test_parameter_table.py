"""The parameter tables of docs/odd.md and docs/odd.zh.md are those that the files give."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from resettle.calibration.fit.priors import priors
from resettle.model.levers import LEVERS
from resettle.model.parameters import PARAMETERS
from resettle.model.text import LANGS, Lang
from resettle.results.text.numbers import unit_text
from tests.docs.parameter_table import (
    FITTED_HEADER,
    HEADER,
    PARTS,
    behaviour,
    fitted,
    tables,
)

BOTH = pytest.mark.parametrize("lang", LANGS)
PART = PARTS["en"]


@BOTH
def test_the_tables_in_the_document_are_those_that_the_files_give(lang: Lang) -> None:
    document = PARTS[lang].path.read_text(encoding="utf-8")
    hint = "run: python -m tests.docs.parameter_table"
    assert document.partition(PART.begin)[2].partition(PART.end)[0].strip() == tables(lang), hint


@BOTH
def test_each_behavioural_parameter_is_a_row_with_its_unit(lang: Lang) -> None:
    rows = behaviour(lang).splitlines()[2:]
    for line, (name, field) in zip(rows, PARAMETERS.items(), strict=True):
        unit = field.unit if lang == "en" else unit_text(field.unit).zh
        assert line.startswith(f"| `{name}` | {field.text.in_(lang)} | {unit} |")
        assert line.count("|") == HEADER.in_(lang).count("|")


@BOTH
def test_each_fitted_number_is_a_row_with_its_limits(lang: Lang) -> None:
    rows = fitted(lang).splitlines()[2:]
    for line, one in zip(rows, priors(), strict=True):
        assert line.startswith(f"| `{one.name}` | {one.en if lang == 'en' else one.zh} | `{one.path}` |")
        assert f"{one.low:,.10g}{' to ' if lang == 'en' else '至'}{one.high:,.10g}" in line
        assert line.count("|") == FITTED_HEADER.in_(lang).count("|")


def test_a_row_says_value_range_and_source_in_words_in_chinese() -> None:
    rows = [
        line for line in tables("zh").splitlines() if re.match(r"\| `(leave_cost|taste_in_province)`", line)
    ]
    assert [re.split(r" \| ", row.strip("| "))[1:] for row in rows] == [
        ["外出成本", "元/月", "省外务工\u00a0900<br>省内县外务工\u00a0500", "× 0.6至1.5", "假设值"],
        [
            "省内务工偏好",
            "`parameters.taste`",
            "加到所列取值上（其中`in_province`）",
            "-700至700，均匀",
            "数据：F040",
        ],
    ]


def test_the_document_speaks_of_every_lever_and_of_every_fitted_parameter_of_the_model() -> None:
    words = PART.path.read_text(encoding="utf-8").partition(PART.begin)[0]
    assert not [name for name in LEVERS if f"`{name}`" not in words]


def test_names_that_the_document_quotes_from_the_model_exist() -> None:
    """What stands in formulas is checked by eye; a parameter that was renamed is caught here."""
    words = PART.path.read_text(encoding="utf-8").partition(PART.begin)[0]
    quoted = set(re.findall(r"`parameters\.([a-z_]+)`", words))
    assert quoted <= set(PARAMETERS)


def test_what_stands_around_the_tables_is_left_alone_and_written_once(tmp_path: Path) -> None:
    expected = f"a\n{PART.begin}\n{tables('en')}\n{PART.end}\nz"
    assert PART.put(f"a\n{PART.begin}\nold\n{PART.end}\nz", tables("en")) == expected
    document = tmp_path / "odd.md"
    document.write_text(f"{PART.begin}{PART.end}", encoding="utf-8")
    part = replace(PART, path=document)
    assert part.write(tables("en"))
    assert not part.write(tables("en"))


@pytest.mark.parametrize("document", ["", PART.begin, PART.end, f"{PART.end} {PART.begin}"])
def test_a_document_without_the_marks_is_refused(document: str) -> None:
    with pytest.raises(ValueError, match="lacks the marks"):
        PART.put(document, tables("en"))
