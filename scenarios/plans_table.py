"""The README's table of plans, made from the register.

`python -m resettle.scenarios.plans_table` writes it anew.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from resettle.scenarios.marked import put, rewrite
from resettle.scenarios.read.loading import load_bundled
from resettle.scenarios.sources.coverage import ItemRow, coverage, scenarios_of
from resettle.scenarios.sources.registers import Document, documents

BEGIN = "<!-- plans: written by python -m resettle.scenarios.plans_table -->"
END = "<!-- end of plans -->"
README = Path(__file__).resolve().parents[1] / "README.md"

HEADER = "| plan | document | period | scenarios | items: modelled, context, outside |"


def table() -> str:
    """The table in Markdown: a row for each plan, with its document and what became of its items."""
    scenarios, _ = load_bundled()
    rows = coverage(scenarios)
    plans = [_row(plan, scenarios_of(plan.id, scenarios), rows) for plan in documents().values()]
    return "\n".join([HEADER, "|---|---|---|---|---|", *plans])


def _row(document: Document, names: tuple[str, ...], rows: list[ItemRow]) -> str:
    count = Counter(row.status for row in rows if row.document == document.id)
    cells = (
        f"{document.title.en}<br>{document.title.zh}",
        ", ".join(part for part in (document.number, document.date) if part),
        document.period,
        "<br>".join(f"`{name}`" for name in names),
        f"{count['modelled']}, {count['context']}, {count['outside']}",
    )
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def written_into(readme: str) -> str:
    """A README with the table between the two marks.

    Raises:
        ValueError: If the marks are not there.
    """
    return put(readme, BEGIN, END, table())


def _main(readme: Path = README) -> Iterator[str]:
    how = "written anew" if rewrite(readme, written_into) else "as it was"
    yield f"{readme.name}: the table of plans is {how}"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in _main())
