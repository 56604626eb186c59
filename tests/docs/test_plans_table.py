"""The table of plans of both READMEs is that of the register."""

from __future__ import annotations

import pytest

from resettle.model.text import LANGS, Lang
from resettle.scenarios import load_bundled
from resettle.scenarios.sources.coverage import coverage
from resettle.scenarios.sources.registers import documents
from tests.docs.plans_table import HEADER, PARTS, table


@pytest.mark.parametrize("lang", LANGS)
def test_the_table_in_the_readme_is_the_one_that_the_register_gives(lang: Lang) -> None:
    part = PARTS[lang]
    readme = part.path.read_text(encoding="utf-8")
    hint = "run: python -m tests.docs.plans_table"
    assert readme.partition(part.begin)[2].partition(part.end)[0].strip() == table(lang), hint


@pytest.mark.parametrize("lang", LANGS)
def test_each_plan_is_a_row_with_its_number_date_and_scenarios(lang: Lang) -> None:
    rows = table(lang).splitlines()[2:]
    assert len(rows) == len(documents())
    for row, document in zip(rows, documents().values(), strict=True):
        assert document.title.zh in row
        assert (document.title.en in row) is (lang == "en")
        assert document.number in row
        assert document.date in row
        own = [scenario.name for scenario in load_bundled()[0] if scenario.document == document.id]
        assert own and all(f"`{name}`" in row for name in own)
        assert row.count("|") == HEADER.in_(lang).count("|")


def test_a_period_without_an_end_is_said_in_either_language() -> None:
    english, chinese = (next(row for row in table(lang).splitlines() if "wanzhou" in row) for lang in LANGS)
    assert "| from 2023 |" in english
    assert "| 2023年起 |" in chinese


@pytest.mark.parametrize("lang", LANGS)
def test_the_items_of_a_row_add_up_to_those_of_the_document(lang: Lang) -> None:
    rows = coverage(load_bundled()[0])
    for line, document in zip(table(lang).splitlines()[2:], documents().values(), strict=True):
        counts = line.rsplit("|", 2)[1]
        assert sum(int(part) for part in counts.split(",")) == sum(r.document == document.id for r in rows)
