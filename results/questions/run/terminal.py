"""The verdicts of a run on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from resettle.results.report.terminal import WIDTH_WITHOUT_TERMINAL
from resettle.results.runs.store import REPORT
from resettle.results.text.labels import Lang

if TYPE_CHECKING:
    import pandas as pd

    from resettle.scenarios import Scenario


def print_verdicts(targets: pd.DataFrame, scenarios: Sequence[Scenario], folder: Path, lang: Lang) -> None:
    """Print the table of verdicts, a sentence a scenario and where the report is, on standard output."""
    from rich.console import Console

    from resettle.results.questions.run.terminal_table import table_note, terminal_table
    from resettle.results.questions.run.views import headlines

    console = Console(width=None if sys.stdout.isatty() else WIDTH_WITHOUT_TERMINAL)
    console.print(terminal_table(targets, scenarios, lang))
    note = table_note(scenarios, lang)
    if note:
        console.print(f"{note}\n", markup=False, highlight=False)
    for sentence in headlines(targets, scenarios, lang):
        print(sentence)
    where = "报告：" if lang == "zh" else "Report: "
    print(f"{where}{folder / REPORT}", flush=True)
