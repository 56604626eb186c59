"""The README's table of plans is that of the register."""

from __future__ import annotations

import pytest

from resettle.scenarios import load_bundled
from resettle.scenarios.plans_table import BEGIN, END, HEADER, README, table, written_into
from resettle.scenarios.sources.coverage import coverage
from resettle.scenarios.sources.registers import documents


def test_the_table_in_the_readme_is_the_one_that_the_register_gives() -> None:
    readme = README.read_text(encoding="utf-8")
    hint = "run: python -m resettle.scenarios.plans_table"
    assert readme.partition(BEGIN)[2].partition(END)[0].strip() == table(), hint


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


def test_what_stands_around_the_table_is_left_alone() -> None:
    assert written_into(f"a\n{BEGIN}\nold\n{END}\nz") == f"a\n{BEGIN}\n{table()}\n{END}\nz"


@pytest.mark.parametrize("readme", ["", BEGIN, END, f"{END} {BEGIN}"])
def test_a_readme_without_the_marks_is_refused(readme: str) -> None:
    with pytest.raises(ValueError, match="lacks the marks"):
        written_into(readme)
