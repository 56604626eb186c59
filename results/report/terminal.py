"""Answers on a terminal: tables, sentences, where the report is; and how far long work is."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from resettle.model.text import both
from resettle.results.report.answer import MARKS, Answer, Cell, Headline, Section, Table, cell_of
from resettle.results.runs.progress import Progress, Report
from resettle.results.text.labels import NOTHING, Lang, Text, say
from resettle.results.text.numbers import MINUS, NBSP
from resettle.results.text.stages import stage_text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as Drawn
    from rich.text import Text as Styled

WIDTH_WITHOUT_TERMINAL = 140
"""Columns of what goes to a file or a pipe."""

STYLES = {
    "reached": "bold green",
    "missed": "bold red",
    "uncertain": "bold yellow",
    "few": "bold yellow",
    "noted": "",
}
"""Style of each verdict; the sign and mostly a word say the same."""

PLAIN = str.maketrans(
    {
        "✓": "+",
        "✗": "x",
        "·": ".",
        "–": "-",
        MINUS: "-",
        "≥": ">=",
        "≤": "<=",
        "×": "x",
        "…": "...",
        "○": "o",
        NBSP: " ",
    }
)
"""For terminals that cannot write signs: there, what has none becomes `?`, which is a verdict of its own."""

GLUE = "\ue000"
"""Stands for a space at which no line may break, since rich breaks at those that Unicode has for it."""

GAP = 2
"""Columns between two columns of a table."""

LONGEST_WORD, SOME_CHARACTERS = 16, 10
"""Columns from which a word of a text is broken, and those that Chinese, which breaks anywhere, is given."""


def print_answer(answer: Answer, page: Path | None, lang: Lang) -> None:
    """Print an answer and where its page is, if it has one, on standard output."""
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else WIDTH_WITHOUT_TERMINAL)
    for section in answer.all_sections():
        for table in section.tables:
            if table.terminal:
                heading = section.title if table.page and table.title == NOTHING else table.title
                _print_table(console, replace(table, title=heading), lang)
    for warning in answer.warnings:
        print(f"! {_written(warning.in_(lang))}")
    for headline in answer.headlines:
        print(_written(_sentence(headline, lang)))
    for section in answer.all_sections():
        if section.printed:
            _print_points(section, lang)
    if page is not None:
        print(f"{'报告：' if lang == 'zh' else 'Report: '}{page}")
    sys.stdout.flush()


def print_exports(paths: Sequence[Path], lang: Lang) -> None:
    """Print which files were written for others, a line each."""
    for path in paths:
        print(both("Exported: {path}", "已导出：{path}", path=str(path)).in_(lang))
    sys.stdout.flush()


def _print_points(section: Section, lang: Lang) -> None:
    """The list of a section, numbered, what belongs to a point indented below it."""
    print(f"\n{_written(section.title.in_(lang))}")
    for number, point in enumerate(map(cell_of, section.points), start=1):
        print(f"{number}. {_written(point.text.in_(lang))}")
        for line in point.small:
            print(f"   {_written(line.in_(lang))}")


def _sentence(headline: Text | Headline, lang: Lang) -> str:
    if isinstance(headline, Text):
        return headline.in_(lang)
    name = f"{headline.name}: " if headline.name else ""
    parts = [headline.sentence.in_(lang), *(line.in_(lang) for line in headline.small[:1])]
    return f"{name}{MARKS[headline.verdict]} {('' if lang == 'zh' else ' ').join(filter(None, parts))}"


def _written(text: str) -> str:
    """A text as standard output can write it: two verdicts must never look alike."""
    try:
        "".join(MARKS.values()).encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return text.translate(PLAIN)
    return text


def _print_table(console: Console, table: Table, lang: Lang) -> None:
    from rich.console import Console

    drawn, needed = _drawn(table, lang, console.width)
    wide = Console(width=max(console.width, needed))  # lines may be folded then, but no figure is cut
    with wide.capture() as capture:
        wide.print(drawn)
        left = len(table.rows) - table.most
        notes = [table.note.in_(lang)] if table.note.en else []
        if left > 0:
            notes.append(say("table_more", left=left).in_(lang))
    print(capture.get().replace(GLUE, " "), end="")
    console.print(
        "", *map(_written, notes), *([""] if notes else []), sep="\n", markup=False, highlight=False
    )


def _drawn(table: Table, lang: Lang, width: int) -> tuple[Drawn, int]:
    """A table, and the columns of a terminal that it needs."""
    from rich import box
    from rich.table import Table as Drawn
    from rich.text import Text as Styled

    heads = [Styled(_glued(cell_of(head).text.in_(lang))) for head in table.head]
    rows = [[_styled(cell_of(cell), lang) for cell in row] for row in table.rows[: table.most]]
    words = {0, *table.words}
    widths = _widths(heads, [row for row in rows if len(row) == len(heads)], words, width)
    drawn = Drawn(
        box=box.SIMPLE_HEAD,
        show_lines=table.form == "matrix",
        show_edge=False,
        pad_edge=False,
        collapse_padding=True,
    )
    if table.title.en:
        drawn.title, drawn.title_justify = Styled(_written(table.title.in_(lang)), style="bold"), "left"
    for position, head in enumerate(heads):
        justify = "left" if position in words else "right"
        drawn.add_column(head, justify=justify, overflow="fold", width=widths[position])  # type: ignore[arg-type]
    for row in rows:
        drawn.add_row(*row)
    return drawn, sum(widths) + GAP * (len(widths) - 1)


def _glued(text: str) -> str:
    return _written(text.replace(NBSP, GLUE))


def _styled(cell: Cell, lang: Lang) -> Styled:
    """A cell with its smaller lines; a verdict is not broken."""
    from rich.text import Text as Styled

    text = _glued(cell.text.in_(lang))
    if cell.verdict:
        text = _written(f"{MARKS[cell.verdict]} {text}").replace(" ", GLUE)
    lines = [*(line.in_(lang) for line in cell.small), cell.code]
    small = "".join(f"\n{_glued(line)}" for line in lines if line)
    return Styled(text, style=STYLES.get(cell.verdict, "")).append(small, style="not bold default")


def _widths(heads: list[Styled], rows: list[list[Styled]], words: set[int], width: int) -> list[int]:
    """Width of each column: its text's, or less in a narrow terminal; heads and words give way first."""
    columns = [[heads[position], *(row[position] for row in rows)] for position in range(len(heads))]
    natural = [_longest_line(column) for column in columns]
    least = [max([*_longest_words(column, position in words), 1]) for position, column in enumerate(columns)]
    figures = [
        few if position in words else max(few, _longest_line(columns[position][1:]))
        for position, few in enumerate(least)
    ]
    room = width - GAP * (len(heads) - 1)
    if sum(natural) <= room:
        return natural
    kept = figures if sum(figures) <= room else least
    wanted = [most - few for most, few in zip(natural, kept, strict=True)]
    spare = max(0, room - sum(kept))
    return [few + spare * want // max(1, sum(wanted)) for few, want in zip(kept, wanted, strict=True)]


def _longest_line(column: list[Styled]) -> int:
    from rich.cells import cell_len

    return max((cell_len(line) for text in column for line in text.plain.split("\n")), default=0)


def _longest_words(column: list[Styled], words: bool) -> Iterator[int]:
    """Columns that each word of a column needs."""
    from rich.cells import cell_len

    for text in column:
        for word in text.plain.split():
            figure = GLUE in word or not (words or text is column[0])
            most = LONGEST_WORD if word.isascii() else SOME_CHARACTERS
            yield cell_len(word) if figure else min(cell_len(word), most)


@contextmanager
def stages(lang: Lang, quiet: bool = False) -> Iterator[Report]:
    """Show how far the work is: a bar on a terminal, on anything else one line per stage.

    Args:
        lang: Language of what is shown.
        quiet: Whether nothing is said of it on anything but a terminal.
    """
    if sys.stderr.isatty():
        with _bar(lang) as show:
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

    yield tell


@contextmanager
def _bar(lang: Lang) -> Iterator[Report]:
    """A bar with the time left, taken away when the block ends."""
    from rich import progress
    from rich.console import Console

    columns = (
        progress.TextColumn("{task.description}", markup=False),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeElapsedColumn(),
        progress.TextColumn("{task.fields[left]}"),
    )
    with progress.Progress(*columns, console=Console(stderr=True), transient=True) as drawn:
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
            drawn.update(
                task, description=name, completed=step.done, total=step.total, left=left, visible=True
            )

        yield show
