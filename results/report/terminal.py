"""Answers on a terminal: the sentences, then the tables."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from resettle.results.runs.store import REPORT
from resettle.results.text.labels import Lang, say

if TYPE_CHECKING:
    from rich.table import Table as Drawn

    from resettle.results.report.answer import Answer, Table

WIDTH_WITHOUT_TERMINAL = 140
"""Columns of a table that goes to a file or a pipe."""


def default_lang() -> Lang:
    """The language of the system: the first of the usual variables that is set."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "zh" if os.environ[name].lower().startswith("zh") else "en"
    import locale

    return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


def print_answer(answer: Answer, folder: Path, lang: Lang) -> None:
    """Print an answer and where its report is, on standard output."""
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else WIDTH_WITHOUT_TERMINAL)
    for table in (table for section in answer.sections for table in section.tables if table.terminal):
        console.print(_drawn(table, lang))
        left = len(table.rows) - table.most
        notes = [table.note.in_(lang)] if table.note.en else []
        if left > 0:
            notes.append(say("table_more", left=left).in_(lang))
        console.print(*notes, "", sep="\n", markup=False, highlight=False)
    for sentence in answer.headlines:
        print(sentence.in_(lang))
    where = "报告：" if lang == "zh" else "Report: "
    print(f"{where}{folder / REPORT}", flush=True)


def _drawn(table: Table, lang: Lang) -> Drawn:
    from rich import box
    from rich.table import Table as Drawn
    from rich.text import Text as Plain

    drawn = Drawn(title=Plain(table.title.in_(lang), style="bold"), title_justify="left", box=box.SIMPLE_HEAD)
    for position, head in enumerate(table.head):
        words = position == 0 or position in table.words
        drawn.add_column(Plain(head.in_(lang)), justify="left" if words else "right", overflow="fold")
    for row in table.rows[: table.most]:
        drawn.add_row(*(Plain(cell.in_(lang)) for cell in row))
    return drawn
