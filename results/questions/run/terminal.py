"""What a run says on a terminal: how far it is, the verdicts, and what failed."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TextIO

from resettle.results.questions.run.experiment import Experiment, Progress
from resettle.results.questions.run.pipeline import Finished
from resettle.results.report.terminal import WIDTH_WITHOUT_TERMINAL
from resettle.results.runs.store import MANIFEST, REPORT
from resettle.results.text.labels import Lang


@contextlib.contextmanager
def bar(description: str, stream: TextIO | None = None) -> Iterator[Progress]:
    """A progress bar with the time left, taken away when the block ends.

    Args:
        description: What is going on.
        stream: Where it is drawn; standard error if left out. Nothing is drawn on a file or pipe.

    Yields:
        What to call with the number of runs done and of all runs.
    """
    stream = stream or sys.stderr
    if not stream.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Drawn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("·"),
        TimeRemainingColumn(),
    )
    with Drawn(*columns, console=Console(file=stream), transient=True) as drawn:
        task = drawn.add_task(description, total=None)

        def show(done: int, total: int) -> None:
            drawn.update(task, completed=done, total=total)

        yield show


def print_verdicts(finished: Finished, lang: Lang) -> None:
    """Print the table of verdicts, a sentence a scenario and where the report is, on standard output."""
    from rich.console import Console

    from resettle.results.questions.run.terminal_table import table_note, terminal_table
    from resettle.results.questions.run.views import headlines

    scenarios = [part.scenario for part in finished.experiment.parts]
    console = Console(width=None if sys.stdout.isatty() else WIDTH_WITHOUT_TERMINAL)
    console.print(terminal_table(finished.targets, scenarios, lang))
    note = table_note(scenarios, lang)
    if note:
        console.print(f"{note}\n", markup=False, highlight=False)
    for sentence in headlines(finished.targets, scenarios, lang):
        print(sentence)
    where = "报告：" if lang == "zh" else "Report: "
    print(f"{where}{finished.folder / REPORT}", flush=True)


def told_failures(finished: Finished) -> str:
    """One line on the runs of a finished experiment that failed; empty if none did."""
    failed = finished.experiment.failed
    if not failed:
        return ""
    return (
        f"{len(failed)} of {len(finished.experiment.runs)} runs failed and are left out, "
        f"the first of them {failed[0].scenario}, replication {failed[0].replication}: {failed[0].error}; "
        f"all are listed in {finished.folder / MANIFEST}"
    )


def first_trace(experiment: Experiment) -> str:
    """Traceback of the first run that failed with one, for a developer."""
    return next((run.trace for run in experiment.failed if run.trace), "")
