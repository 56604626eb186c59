"""Tables on a terminal: side by side where all figures have room, else row under row."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len

from resettle.results.report.answer import MARKS, Cell, Table, cell_of
from resettle.results.report.folding import folded, least_width
from resettle.results.text.labels import Lang, say
from resettle.results.text.numbers import NBSP
from resettle.results.text.signs import written

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as Drawn
    from rich.text import Text as Styled

STYLES = {
    "reached": "bold green",
    "missed": "bold red",
    "uncertain": "bold yellow",
    "few": "bold yellow",
    "nobody": "",
    "noted": "",
}
"""Style of each verdict; the sign and mostly a word say the same."""

GAP = 2
"""Columns between two columns of a table."""

_PLAIN_HEAD = "    \n" * 2 + " -- \n" + "    \n" * 5
"""A line below the heads, as rich wants it, for streams without one."""

LONGEST_VERDICT = 24
"""Columns up to which a verdict stands on one line."""

WORDS = 28
"""Columns that words keep before figures are left on one line."""

INDENT = "  "
"""What the figures of a row begin with, where they stand below its name."""


def printed(text: str) -> str:
    """A text as standard output can write it: two verdicts must never look alike."""
    return written(text, sys.stdout.encoding)


def print_table(console: Console, table: Table, lang: Lang) -> None:
    """Print a table, and say how many rows are left out.

    On a terminal too narrow for its figures each row becomes lines of its own. A file or a pipe has as many
    columns as it takes.
    """
    grid = _Grid(table, lang)
    if grid.needed <= console.width or not sys.stdout.isatty():
        from rich.console import Console

        wide = Console(width=max(console.width, grid.needed))
        with wide.capture() as capture:
            wide.print(grid.drawn(console.width, lines=not wide.options.ascii_only))
        print(capture.get(), end="")
    else:
        for line in grid.stacked(console.width):
            console.print(line, highlight=False, soft_wrap=True)
    notes = [table.note.in_(lang)] if table.note.en else []
    left = len(table.rows) - table.most
    if left > 0:
        notes.append(say("table_more", left=left).in_(lang))
    print_lines(console, ["", *notes, *([""] if notes else [])], always=True)


def print_lines(console: Console, texts: list[str], indent: str = "", always: bool = False) -> None:
    """Print texts, on a terminal (or always) in lines that are broken nowhere within a figure."""
    for text in texts:
        lines = [printed(text)]
        if always or sys.stdout.isatty():
            lines = folded(lines[0], console.width - len(indent))
        print("\n".join(f"{indent}{line}" for line in lines))


class _Grid:
    """The texts of a table, and the columns of a terminal that each column has or needs."""

    def __init__(self, table: Table, lang: Lang) -> None:
        self.table = table
        self.title = printed(table.title.in_(lang))
        self.heads = [printed(cell_of(head).text.in_(lang)) for head in table.head]
        self.rows = [[_Shown(cell_of(cell), lang) for cell in row] for row in table.rows[: table.most]]
        self.words = {0, *table.words}
        self._colon = "：" if lang == "zh" else ": "
        whole = [row for row in self.rows if len(row) == len(self.heads)]
        self._columns = [
            [head, *(row[position].text for row in whole)] for position, head in enumerate(self.heads)
        ]
        self._least = [
            max([least_width(head), *(row[position].least for row in whole)])
            for position, head in enumerate(self.heads)
        ]
        self._between = GAP * (len(self.heads) - 1)

    @property
    def needed(self) -> int:
        """Columns without which a figure would be cut."""
        return sum(self._least) + self._between

    def drawn(self, width: int, lines: bool) -> Drawn:
        """The table, side by side.

        Args:
            width: Columns that it should keep to, if they are not fewer than are needed.
            lines: Whether standard output can carry lines.
        """
        from rich import box
        from rich.table import Table as Drawn
        from rich.text import Text as Styled

        drawn = Drawn(
            box=box.SIMPLE_HEAD if lines else box.Box(_PLAIN_HEAD, ascii=True),
            show_lines=self.table.form == "matrix",
            show_edge=False,
            pad_edge=False,
            collapse_padding=True,
        )
        if self.title:
            drawn.title, drawn.title_justify = Styled(self.title, style="bold"), "left"
        widths = self._widths(width)
        for position, (head, room) in enumerate(zip(self.heads, widths, strict=True)):
            justify = "left" if position in self.words else "right"
            drawn.add_column("\n".join(folded(head, room)), justify=justify, width=room)  # type: ignore[arg-type]
        for row in self.rows:
            rooms = widths if len(row) == len(widths) else [sum(widths) + self._between]
            drawn.add_row(*(cell.styled(room) for cell, room in zip(row, rooms, strict=False)))
        return drawn

    def stacked(self, width: int) -> Iterator[Styled]:
        """The table, row under row: its name, then each figure behind the head of its column."""
        from rich.text import Text as Styled

        if self.title:
            yield from (Styled(line, style="bold") for line in folded(self.title, width))
        for row in self.rows:
            yield from row[0].lines(width)
            for head, cell in zip(self.heads[1:], row[1:], strict=False):
                name = f"{head}{self._colon}" if head else ""
                for line in cell.lines(width - len(INDENT), name):
                    yield Styled(INDENT).append_text(line)
            if row is not self.rows[-1]:
                yield Styled("")

    def _widths(self, width: int) -> list[int]:
        """Width of each column: its text's, or less in a narrow terminal; heads and words give way first."""
        natural = [_longest_line(column) for column in self._columns]
        figures = [
            max(few, min(natural[position], WORDS))
            if position in self.words
            else max(few, _longest_line(self._columns[position][1:]))
            for position, few in enumerate(self._least)
        ]
        room = width - self._between
        if sum(natural) <= room:
            return natural
        kept = figures if sum(figures) <= room else self._least
        wanted = [most - few for most, few in zip(natural, kept, strict=True)]
        spare = max(0, room - sum(kept))
        return [few + spare * want // max(1, sum(wanted)) for few, want in zip(kept, wanted, strict=True)]


class _Shown:
    """A cell with its smaller lines as a terminal shows them."""

    def __init__(self, cell: Cell, lang: Lang) -> None:
        text = cell.text.in_(lang)
        self.own = printed(f"{MARKS[cell.verdict]} {text}" if cell.verdict else text)
        self._whole = bool(cell.verdict) and cell_len(self.own) <= LONGEST_VERDICT
        self.small = [printed(line) for line in (*(one.in_(lang) for one in cell.small), cell.code) if line]
        self.style = STYLES.get(cell.verdict, "")

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join([self.own, *self.small])

    @property
    def least(self) -> int:
        """Columns below which a figure would be cut, or a verdict broken."""
        own = cell_len(self.own) if self._whole else least_width(self.own)
        return max([own, *map(least_width, self.small)])

    def styled(self, width: int) -> Styled:
        """The cell in so many columns."""
        from rich.text import Text as Styled

        small = "".join(f"\n{line}" for one in self.small for line in folded(one, width))
        own = self.own.replace(NBSP, " ") if self._whole else "\n".join(folded(self.own, width))
        return Styled(own, self.style).append(small, style="not bold default")

    def lines(self, width: int, name: str = "") -> Iterator[Styled]:
        """The cell in lines of its own, behind a name."""
        from rich.text import Text as Styled

        first, *others = folded(f"{name}{self.own}", width)
        yield Styled(first[: len(name)]).append(first[len(name) :], self.style)
        yield from (Styled(line, self.style) for line in others)
        for one in self.small:
            yield from (Styled(f"{INDENT}{line}") for line in folded(one, width - len(INDENT)))


def _longest_line(column: list[str]) -> int:
    return max((cell_len(line) for text in column for line in text.split("\n")), default=0)
