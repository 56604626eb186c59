"""The verdicts as a table for the terminal, readable at eighty columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from resettle.results.judge.places import places, short_titles
from resettle.results.judge.verdicts import MARKS, VerdictRow, verdict_rows
from resettle.results.questions.run.side_by_side import TargetRow, target_rows
from resettle.results.text.labels import Lang, Text, join, label, say
from resettle.results.text.numbers import NBSP, NONE

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table
    from rich.text import Text as StyledText

    from resettle.scenarios import Scenario

STYLES = {"reached": "bold green", "missed": "bold red", "uncertain": "bold yellow"}
"""Terminal style of each verdict; the word and the sign say the same."""

PLAIN = "not bold default"

CELL, LONGEST_HEAD = 8, 12
"""Columns that a probability with its interval takes, and the most that the head of a place may take."""


def terminal_table(
    targets: pd.DataFrame, scenarios: Sequence[Scenario], lang: Lang, every: bool = False
) -> Table:
    """The verdicts as a table for the terminal; several scenarios or places stand side by side.

    Args:
        targets: The judged frame.
        scenarios: The scenarios that were run.
        lang: Language of the table.
        every: Show all readings of each target, not only the one it is judged by; for one
            scenario only.
    """
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    several = len(scenarios) > 1
    table = Table(header_style="bold", box=SIMPLE_HEAD, show_lines=several, padding=(0, 1))
    across = len(places(scenarios)) > 1
    # heads of places are short, and what they stand over is as wide in every row
    table.add_column(
        label("head_target").in_(lang), overflow="fold", ratio=None if across else 3, min_width=10
    )
    if not several:
        _one_by_one(table, verdict_rows(targets, scenarios, main_only=not every), lang)
        return table
    heads = short_titles(scenarios) if across else [Text(one.name, one.name) for one in scenarios]
    _side_by_side(table, target_rows(targets, scenarios), heads, across, lang)
    return table


def table_note(scenarios: Sequence[Scenario], lang: Lang) -> str:
    """How to read the table of several places; empty for one."""
    if len(places(scenarios)) < 2:
        return ""
    marks = join(
        [
            Text(f"{sign} {label(f'verdict_{word}').en}", f"{sign} {label(f'verdict_{word}').zh}")
            for word, sign in MARKS.items()
        ],
        ", ",
        "\N{FULLWIDTH COMMA}",
    )
    return say("table_note", marks=marks).in_(lang)


def _styled(row: VerdictRow, lang: Lang) -> StyledText:
    from rich.text import Text as Styled

    return Styled(f"{MARKS[row.verdict]} {row.word.in_(lang)}", style=STYLES[row.verdict])


def _one_by_one(table: Table, rows: Sequence[VerdictRow], lang: Lang) -> None:
    from rich.text import Text as Styled

    table.add_column(label("head_verdict").in_(lang), no_wrap=True)
    for head in ("share_short", "figure", "shortfall"):
        wraps = head == "shortfall"
        table.add_column(label(f"head_{head}").in_(lang), justify="right", no_wrap=not wraps, overflow="fold")
    table.add_column(label("head_first_met").in_(lang), no_wrap=True)
    for row in rows:
        title = row.title if row.main else Text(f"· {row.reading.en}", f"· {row.reading.zh}")
        table.add_row(
            Styled(_titled(title, row.bound if row.main else None, lang)),
            _styled(row, lang),
            Styled(f"{row.probability.in_(lang)}\n{row.interval.in_(lang)}"),
            Styled(f"{row.median.in_(lang)}\n{row.band.in_(lang)}"),
            *(Styled(text.in_(lang)) for text in (row.shortfall, row.first_met)),
        )


def _close(text: str) -> str:
    """A figure without the spaces at which rich would break it."""
    return text.replace(NBSP, "")


def _titled(title: Text, bound: Text | None, lang: Lang) -> str:
    if bound is None:
        return title.in_(lang)
    limit = _close(bound.in_(lang))
    return (
        f"{title.zh}\N{FULLWIDTH LEFT PARENTHESIS}{limit}\N{FULLWIDTH RIGHT PARENTHESIS}"
        if lang == "zh"
        else f"{title.en} ({limit})"
    )


def _side_by_side(
    table: Table, rows: Sequence[TargetRow], heads: Sequence[Text], across: bool, lang: Lang
) -> None:
    from rich.cells import cell_len
    from rich.text import Text as Styled

    for head in heads:
        text, width = head.in_(lang), None
        if across:  # narrow: names of files break after their hyphens
            text = text.replace("-", "-\n")
            width = max(CELL, min(max(map(cell_len, text.split("\n"))), LONGEST_HEAD))
        table.add_column(Styled(text), overflow="fold", ratio=None if across else 2, width=width)
    for row in rows:
        first = next(cell for cell in row.cells if cell is not None)
        title = _titled(row.title, first.bound if row.same_bound and not across else None, lang)
        cells = [
            Styled(NONE.in_(lang)) if cell is None else _cell(cell, row, across, lang) for cell in row.cells
        ]
        table.add_row(Styled(title), *cells)


def _cell(cell: VerdictRow, row: TargetRow, across: bool, lang: Lang) -> StyledText:
    """Verdict, probability and interval; the median where there is room; the bound if not in the title."""
    from rich.text import Text as Styled

    probability, interval = _close(cell.probability.in_(lang)), _close(cell.interval.in_(lang))
    if across:
        text = Styled(f"{MARKS[cell.verdict]} {probability}", style=STYLES[cell.verdict])
        told = f"\n{interval}"
    else:
        text = _styled(cell, lang)
        told = f"\n{cell.median.in_(lang)}\n{probability} ({interval})"
    if across or not row.same_bound:
        told += f"\n{_close(cell.limit.in_(lang))}"
    return text.append(told, style=PLAIN)
