"""The README's table of plans, made from the register.

`python -m resettle.scenarios.plans_table` writes it anew.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from resettle.scenarios.marked import MarkedPart, markdown_table
from resettle.scenarios.read.loading import load_bundled
from resettle.scenarios.sources.coverage import ItemRow, coverage, scenarios_of
from resettle.scenarios.sources.registers import Document, documents

PART = MarkedPart(
    Path(__file__).resolve().parents[1] / "README.md",
    "<!-- plans: written by python -m resettle.scenarios.plans_table -->",
    "<!-- end of plans -->",
)

HEADER = "| plan | document | period | scenarios | items: modelled, context, outside |"


def table() -> str:
    """The table in Markdown: a row for each plan, with its document and what became of its items."""
    scenarios, _ = load_bundled()
    rows = coverage(scenarios)
    plans = [_row(plan, scenarios_of(plan.id, scenarios), rows) for plan in documents().values()]
    return markdown_table(HEADER, plans)


def _row(document: Document, names: tuple[str, ...], rows: list[ItemRow]) -> tuple[str, ...]:
    count = Counter(row.status for row in rows if row.document == document.id)
    return (
        f"{document.title.en}<br>{document.title.zh}",
        ", ".join(part for part in (document.number, document.date) if part),
        document.period,
        "<br>".join(f"`{name}`" for name in names),
        f"{count['modelled']}, {count['context']}, {count['outside']}",
    )


if __name__ == "__main__":
    print(f"{PART.path.name}: the table of plans is {'written anew' if PART.write(table()) else 'as it was'}")
