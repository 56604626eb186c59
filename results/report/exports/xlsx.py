"""A workbook: what the page shows, a sheet a table; charts with their numbers; the tables of numbers.

Texts are written as texts, whatever they begin with: nothing that stands in data becomes a formula or a link.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil, isfinite
from pathlib import Path
from typing import Any

import pandas as pd

from resettle.results.report.answer import Answer, Section, Table, cell_of
from resettle.results.report.exports import words
from resettle.results.report.exports.book import NARROWEST, WIDEST, Book
from resettle.results.report.exports.book_charts import write_chart
from resettle.results.report.exports.csv import units
from resettle.results.report.exports.native import drawn
from resettle.results.report.exports.source import source_lines
from resettle.results.text.labels import NOTHING, Lang, Text, label, say

MOST_CELLS = 400_000
"""Cells of the largest table of numbers that a workbook holds; more take long to open."""

LONGEST_SHOWN = 24
"""Letters of the widest column of a table of numbers."""

LINE_PT = 13
LONGEST_TEXT = 32_767
COLOURS = {"reached": "#0B6B43", "missed": "#A3221B", "uncertain": "#7A5200", "few": "#7A5200"}


def write(answer: Answer, made: Mapping[str, Any], folder: Path, lang: Lang) -> None:
    """Write `tables.xlsx`."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(folder / "tables.xlsx"), options) as file:
        file.set_properties({"title": answer.title.in_(lang), "comments": str(made.get("command", ""))})
        book = Book(file, lang, source_lines(made)[0].in_(lang))
        first = file.add_worksheet(label("export_contents").in_(lang))
        for title, table in shown(answer):
            _table(book, title, table)
        for chart in answer.charts:
            series = drawn(chart, lang)
            if series is not None:
                write_chart(book, chart.title, series)
        for name, frame in answer.frames.items():
            _frame(book, name, frame)
        _units(book, answer)
        _contents(book, first, answer, made)


def shown(answer: Answer) -> Iterator[tuple[Text, Table]]:
    """The tables of the page, each with its title, or that of the section it stands in."""
    for section in answer.sections:
        yield from _shown(section, section.title)


def _shown(section: Section, above: Text) -> Iterator[tuple[Text, Table]]:
    title = section.title if section.title != NOTHING else above
    for table in section.tables:
        if table.page:
            yield table.title if table.title != NOTHING else title, table
    for part in section.parts:
        yield from _shown(part, title)


def _table(book: Book, title: Text, table: Table) -> None:
    """A table of the page, its head in the first row, in the words of the page."""
    sheet = book.sheet(title.in_(book.lang), title, len(table.rows))
    heads = [words.whole(cell_of(head), book.lang) for head in table.head]
    widths = [_width(head) / 2 for head in heads]
    texts = {0: heads}
    for row, content in enumerate(table.rows, start=1):
        told = [words.whole(cell_of(one), book.lang) for one in content]
        heading = len(content) == 1 and len(heads) > 1
        for column, (cell, text) in enumerate(zip(map(cell_of, content), told, strict=True)):
            says = {"text_wrap": not heading, "align": "left" if column in (0, *table.words) else "right"}
            if cell.verdict in COLOURS:
                says |= {"font_color": COLOURS[cell.verdict], "bold": True}
            if heading or (table.total and row == len(table.rows)):
                says["bold"] = True
            sheet.write_string(row, column, text[:LONGEST_TEXT], book.form(**says))
        if not heading:
            texts[row] = told
            widths = [max(pair) for pair in zip(widths, map(_width, told), strict=True)]
    book.finish(sheet, heads, widths, len(table.rows))
    _heights(sheet, texts, widths)
    if table.note != NOTHING:
        sheet.write_string(len(table.rows) + 2, 0, table.note.in_(book.lang), book.form(italic=True))


def _width(text: str) -> float:
    return max(map(words.columns, text.split("\n")), default=0)


def _heights(sheet: Any, rows: Mapping[int, list[str]], widths: list[float]) -> None:
    """Rows as high as their lines, which not every program finds out by itself."""
    for row, texts in rows.items():
        lines = [
            sum(
                max(1, ceil(words.columns(line) / min(max(width, NARROWEST), WIDEST)))
                for line in text.split("\n")
            )
            for text, width in zip(texts, widths, strict=False)
        ]
        sheet.set_row(row, LINE_PT * max(lines, default=1) + 3)


def _frame(book: Book, name: str, frame: pd.DataFrame) -> None:
    """A table of numbers as it is kept, with sixteen digits."""
    holds = say("export_numbers", name=name)
    if frame.size > MOST_CELLS:
        told = say("export_left_out", cells=f"{frame.size:,}")
        book.sheets.append(("", Text(f"{name}: {told.en}", f"{name}：{told.zh}"), None))
        return
    sheet = book.sheet(name, holds, len(frame))
    heads = list(map(str, frame.columns))
    plain = book.form()
    for column, values in enumerate(frame.columns):
        for row, value in enumerate(frame[values].tolist(), start=1):
            _value(sheet, row, column, value, plain)
    book.finish(sheet, heads, [_shown_width(frame[name]) for name in frame.columns], len(frame))


def _shown_width(column: pd.Series) -> float:
    """Width of a column of numbers or codes by its head and first rows; fractions are shown rounded."""
    texts = (f"{one:.6g}" if isinstance(one, float) else str(one) for one in column.head(200).tolist())
    return float(min(max(map(words.columns, (str(column.name), *texts))), LONGEST_SHOWN))


def _value(sheet: Any, row: int, column: int, value: Any, form: Any) -> None:
    """A value as what it is; gaps stay empty."""
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, form)
    elif isinstance(value, (int, float)):
        if isfinite(value):
            sheet.write_number(row, column, value, form)
    elif value is not None and value is not pd.NA:
        sheet.write_string(row, column, str(value)[:LONGEST_TEXT], form)


def _units(book: Book, answer: Answer) -> None:
    """Table, column and unit of all tables of numbers."""
    rows = list(units(answer))
    if not rows:
        return
    holds = label("export_units")
    sheet = book.sheet(holds.in_(book.lang), holds, len(rows))
    for row, content in enumerate(rows, start=1):
        for column, text in enumerate(content):
            sheet.write_string(row, column, text, book.form())
    heads = [label(f"export_{name}").in_(book.lang) for name in ("table", "column", "unit")]
    book.finish(sheet, heads, [14.0, 34.0, 24.0], len(rows))


def _contents(book: Book, sheet: Any, answer: Answer, made: Mapping[str, Any]) -> None:
    """Title, headlines, the list of sheets, and what made the workbook."""
    lang, row = book.lang, 0
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, 84)
    book.paper(sheet)
    sheet.write_string(row, 0, answer.title.in_(lang), book.form(bold=True, font_size=14))
    told = [*answer.warnings, *(one if isinstance(one, Text) else one.sentence for one in answer.headlines)]
    for row, text in enumerate(told, start=1):
        sheet.merge_range(row, 0, row, 1, "", book.form(text_wrap=True))
        sheet.write_string(row, 0, text.in_(lang), book.form(text_wrap=True))
        sheet.set_row(row, 15 * (1 + words.columns(text.in_(lang)) // 120))
    row += 2
    for column, key in enumerate(("sheet", "what", "rows")):
        sheet.write_string(row, column, label(f"export_{key}").in_(lang), book.head)
    for name, holds, rows in book.sheets:
        row += 1
        if name:
            link = book.form(font_color="#00558A", underline=1)
            sheet.write_url(row, 0, f"internal:'{name}'!A1", link, name)
        sheet.write_string(row, 1, holds.in_(lang), book.form())
        if rows is not None:
            sheet.write_number(row, 2, rows, book.form())
    for position, line in enumerate(source_lines(made), start=row + 2):
        sheet.write_string(position, 0, line.in_(lang), book.form(font_color="#4B5563"))
