"""Answers on a terminal: tables, sentences, where the report is; and how far long work is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from resettle.model.text import both
from resettle.results.report.answer import MARKS, Answer, Headline, Section, cell_of
from resettle.results.report.drawn import print_lines, print_table, printed
from resettle.results.report.folding import folded
from resettle.results.runs.progress import Progress, Report
from resettle.results.text.labels import NOTHING, Lang, Text
from resettle.results.text.numbers import duration
from resettle.results.text.stages import stage_text
from resettle.scenarios.problems import readable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import ProgressColumn

WIDTH_WITHOUT_TERMINAL = 140
"""Columns of what goes to a file or a pipe."""

LONG_SECONDS = 60.0
"""Work that takes longer is told of in a line, with the number of runs, as soon as that is known."""

NARROW = 70
"""Columns below which a bar has room for the work and how much of it is done, and for no more."""


def print_answer(answer: Answer, page: Path | None, lang: Lang) -> None:
    """Print an answer and where its page is, if it has one, on standard output."""
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else WIDTH_WITHOUT_TERMINAL)
    for section in answer.all_sections():
        for table in section.tables:
            if table.terminal:
                heading = section.title if table.page and table.title == NOTHING else table.title
                print_table(console, replace(table, title=heading), lang)
    print_lines(console, [f"! {warning.in_(lang)}" for warning in answer.warnings])
    print_lines(console, [_sentence(headline, lang) for headline in answer.headlines])
    for section in answer.all_sections():
        if section.printed:
            _print_points(console, section, lang)
    if page is not None:
        print(printed(f"{'报告：' if lang == 'zh' else 'Report: '}{readable(str(page))}"))
    sys.stdout.flush()


def print_exports(paths: Sequence[Path], lang: Lang) -> None:
    """Print which files were written for others, a line each."""
    for path in paths:
        print(printed(both("Exported: {path}", "已导出：{path}", path=readable(str(path))).in_(lang)))
    sys.stdout.flush()


def _print_points(console: Console, section: Section, lang: Lang) -> None:
    """The list of a section, numbered, what belongs to a point indented below it."""
    print_lines(console, ["", section.title.in_(lang)])
    for number, point in enumerate(map(cell_of, section.points), start=1):
        print_lines(console, [f"{number}. {point.text.in_(lang)}"])
        print_lines(console, [line.in_(lang) for line in point.small], indent="   ")


def _sentence(headline: Text | Headline, lang: Lang) -> str:
    if isinstance(headline, Text):
        return headline.in_(lang)
    name = f"{headline.name}: " if headline.name else ""
    parts = [headline.sentence.in_(lang), *(line.in_(lang) for line in headline.small[:1])]
    return f"{name}{MARKS[headline.verdict]} {('' if lang == 'zh' else ' ').join(filter(None, parts))}"


@contextmanager
def stages(lang: Lang, quiet: bool = False, estimates: bool = True) -> Iterator[Report]:
    """Show how far the work is: a bar on a terminal, on anything else one line per stage.

    Args:
        lang: Language of what is shown.
        quiet: Whether stages are not named on anything but a terminal.
        estimates: Whether it is said how long a stage takes, if that is long.
    """
    estimate = _estimate(lang) if estimates else lambda _: ""
    if sys.stderr.isatty():
        with _bar(lang, estimate) as show:
            yield show
        return
    shown = ""

    def tell(step: Progress) -> None:
        nonlocal shown
        if step.stage != shown and not quiet:
            told = both(
                "{stage} ({total}) ...",
                "{stage}（{total}）……",
                stage=stage_text(step.stage),
                total=step.total,
            )
            print(told.in_(lang), file=sys.stderr, flush=True)
            shown = step.stage
        line = estimate(step)
        if line:
            print(line, file=sys.stderr, flush=True)

    yield tell


def _estimate(lang: Lang) -> Callable[[Progress], str]:
    """Says once of each stage how many runs it has and how long they take, if that is long."""
    told: set[str] = set()

    def say_once(step: Progress) -> str:
        if step.stage in told or step.seconds_left is None:
            return ""
        told.add(step.stage)
        if step.seconds_left < LONG_SECONDS:
            return ""
        line = both(
            "{stage}: {total:,} in all, {done:,} done; the rest takes about {time}",
            "{stage}：共{total:,}次，已完成{done:,}次；其余约需{time}",
            stage=stage_text(step.stage),
            total=step.total,
            done=step.done,
            time=duration(step.seconds_left),
        )
        return line.in_(lang)

    return say_once


@contextmanager
def _bar(lang: Lang, estimate: Callable[[Progress], str]) -> Iterator[Report]:
    """A bar with the time left, taken away when the block ends."""
    from rich import progress
    from rich.console import Console

    console = Console(stderr=True)
    columns: list[ProgressColumn] = [progress.TextColumn("{task.description}", markup=False)]
    if console.width < NARROW:
        columns += [progress.MofNCompleteColumn()]
    else:
        columns += [progress.BarColumn(), progress.MofNCompleteColumn(), progress.TimeElapsedColumn()]
        columns += [progress.TextColumn("{task.fields[left]}")]
    with progress.Progress(*columns, console=console, transient=True, redirect_stdout=False) as drawn:
        task = drawn.add_task("", total=None, visible=False, left="")
        shown = ""

        def show(step: Progress) -> None:
            nonlocal shown
            if step.stage != shown:
                drawn.reset(task)
                shown = step.stage
            minutes = both(
                "· {left:.1f} min left", "· 约剩{left:.1f}分钟", left=(step.seconds_left or 0.0) / 60
            )
            left = minutes.in_(lang) if step.seconds_left else ""
            name = stage_text(step.stage).in_(lang)
            name = folded(name, console.width // 2)[0]  # the figures are not cut
            drawn.update(
                task, description=name, completed=step.done, total=step.total, left=left, visible=True
            )
            line = estimate(step)
            if line:
                drawn.console.print(line, markup=False, highlight=False)

        yield show
