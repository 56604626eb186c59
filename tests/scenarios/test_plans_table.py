"""The README's table of plans is that of the register."""

from __future__ import annotations

from resettle.scenarios import load_bundled
from resettle.scenarios.plans_table import HEADER, PART, table
from resettle.scenarios.sources.coverage import coverage
from resettle.scenarios.sources.registers import documents


def test_the_table_in_the_readme_is_the_one_that_the_register_gives() -> None:
    readme = PART.path.read_text(encoding="utf-8")
    hint = "run: python -m resettle.scenarios.plans_table"
    assert readme.partition(PART.begin)[2].partition(PART.end)[0].strip() == table(), hint


def test_each_plan_is_a_row_with_its_number_date_and_scenarios() -> None:
    rows = table().splitlines()[2:]
    assert len(rows) == len(documents())
    for row, document in zip(rows, documents().values(), strict=True):
        assert document.title.en in row
        assert document.number in row
        assert document.date in row
        own = [scenario.name for scenario in load_bundled()[0] if scenario.document == document.id]
        assert own and all(f"`{name}`" in row for name in own)
        assert row.count("|") == HEADER.count("|")


def test_the_items_of_a_row_add_up_to_those_of_the_document() -> None:
    rows = coverage(load_bundled()[0])
    for line, document in zip(table().splitlines()[2:], documents().values(), strict=True):
        counts = line.rsplit("|", 2)[1]
        assert sum(int(part) for part in counts.split(",")) == sum(r.document == document.id for r in rows)
