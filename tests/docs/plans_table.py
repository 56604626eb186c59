"""The table of plans in both READMEs, made from the register.

`python -m tests.docs.plans_table` writes both anew.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from resettle.model.text import Lang, Text
from resettle.scenarios.marked import MarkedPart, markdown_table
from resettle.scenarios.read.loading import load_bundled
from resettle.scenarios.sources.coverage import ItemRow, coverage, scenarios_of
from resettle.scenarios.sources.registers import Document, documents

_MARKS = (
    "<!-- plans: written by python -m tests.docs.plans_table -->",
    "<!-- end of plans -->",
)
_ROOT = Path(__file__).resolve().parents[2]

PARTS: dict[Lang, MarkedPart] = {
    "en": MarkedPart(_ROOT / "README.md", *_MARKS),
    "zh": MarkedPart(_ROOT / "README.zh.md", *_MARKS),
}

HEADER = Text(
    "| plan | document | period | scenarios | items: modelled, context, outside |",
    "| 规划文件 | 文号、日期 | 规划期 | 方案 | 条目：已建模、作为背景、不在模型内 |",
)


def table(lang: Lang) -> str:
    """The table in Markdown: a row for each plan, with its document and what became of its items."""
    scenarios, _ = load_bundled()
    rows = coverage(scenarios)
    plans = [_row(plan, scenarios_of(plan.id, scenarios), rows, lang) for plan in documents().values()]
    return markdown_table(HEADER.in_(lang), plans)


def _row(document: Document, names: tuple[str, ...], rows: list[ItemRow], lang: Lang) -> tuple[str, ...]:
    count = Counter(row.status for row in rows if row.document == document.id)
    english, chinese = document.title.en, document.title.zh
    return (
        chinese if lang == "zh" else f"{english}<br>{chinese}",
        ", ".join(part for part in (document.number, document.date) if part),
        _period(document.period, lang),
        "<br>".join(f"`{name}`" for name in names),
        f"{count['modelled']}, {count['context']}, {count['outside']}",
    )


def _period(period: str, lang: Lang) -> str:
    """Years that a plan is for: `2022-2024` in either language, `from 2023` said in Chinese."""
    begin = period.removeprefix("from ")
    return f"{begin}年起" if lang == "zh" and begin != period else period


if __name__ == "__main__":
    for language, part in PARTS.items():
        done = "written anew" if part.write(table(language)) else "as it was"
        print(f"{part.path.name}: the table of plans is {done}")
