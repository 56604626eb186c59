"""A workbook: what the page shows, a sheet a table; charts with their numbers; the tables of numbers.

Texts are written as texts, whatever they begin with: nothing that stands in data becomes a formula or a link.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil, isfinite
from pathlib import Path
from typing import Any

import pandas as pd

from resettle.model.text import apart, both, with_name
from resettle.results.report.answer import Answer, Section, Table, cell_of
from resettle.results.report.exports import words
from resettle.results.report.exports.book import NARROWEST, WIDEST, Book
from resettle.results.report.exports.book_charts import write_chart
from resettle.results.report.exports.columns import Titles, frame_label, titles_of, value_label
from resettle.results.report.exports.csv import described
from resettle.results.report.exports.native import drawn
from resettle.results.report.exports.source import source_lines
from resettle.results.text.labels import NOTHING, Lang, Text, label, say

MOST_CELLS = 400_000
"""Cells of the largest table of numbers that a workbook holds; more take long to open."""

LONGEST_SHOWN, HEAD = 24, 16
"""Letters of the widest column of a table of numbers, and of one by its Chinese head alone, which breaks."""

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
        columns = list(described(answer, titles_of(made)))
        codes: dict[tuple[str, str], str] = {}
        for name, frame in answer.frames.items():
            heads = heads_of([one for one in columns if one[0] == name], lang)
            codes |= _frame(book, name, frame, heads, titles_of(made))
        _units(book, columns)
        _codes(book, codes)
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


def heads_of(columns: Sequence[tuple[str, str, Text, Text]], lang: Lang) -> list[str]:
    """Heads of a table of numbers: in English the names of its columns, in Chinese what they are called.

    Args:
        columns: Its columns, see `csv.described`.
        lang: Language.
    """
    names = [name for _, name, _, _ in columns]
    if lang == "en":
        return names
    told = [text if text != NOTHING else Text(name, name) for _, name, text, _ in columns]
    united = [
        text if unit == NOTHING else with_name(text, unit)
        for text, (_, _, _, unit) in zip(told, columns, strict=True)
    ]
    return [text.zh for text in apart(united, names)]


def _frame(
    book: Book, name: str, frame: pd.DataFrame, heads: list[str], titles: Titles
) -> dict[tuple[str, str], str]:
    """A table of numbers as it is kept, with sixteen digits; in Chinese with words in place of codes.

    Returns:
        The word for each code that was put into words, by its column.
    """
    called = frame_label(name) or Text(name, name)
    holds = say("export_numbers", name=Text(name, called.zh))
    if frame.size > MOST_CELLS:
        told = say("export_left_out", cells=f"{frame.size:,}")
        whose = both("{name}: {told}", "{name}：{told}", name=Text(name, called.zh), told=told)
        book.sheets.append(("", whose, None))
        return {}
    sheet = book.sheet(name if book.lang == "en" else called.zh, holds, len(frame))
    plain = book.form()
    codes: dict[tuple[str, str], str] = {}
    widths = []
    for column, (head, key) in enumerate(zip(heads, frame.columns, strict=True)):
        values = frame[key].tolist()
        if book.lang == "zh":
            found = dict.fromkeys(value for value in values if isinstance(value, str))
            put = {
                one: text for one in found if (text := value_label(str(key), one, titles, name)) is not None
            }
            distinct = apart(list(put.values()), list(put))
            words_of = {one: text.zh for one, text in zip(put, distinct, strict=True)}
            codes |= {(head, code): word for code, word in words_of.items()}
            values = [words_of.get(one, one) if isinstance(one, str) else one for one in values]
        for row, value in enumerate(values, start=1):
            _value(sheet, row, column, value, plain)
        widths.append(_shown_width(head if book.lang == "en" else head[: HEAD // 2], values))
    book.finish(sheet, heads, widths, len(frame))
    if book.lang == "zh":
        _heights(sheet, {0: heads}, widths)
    return codes


def _shown_width(head: str, values: Sequence[Any]) -> float:
    """Width of a column of numbers or words by its head and first rows; fractions are shown rounded."""
    texts = (f"{one:.6g}" if isinstance(one, float) else str(one) for one in values[:200])
    widest = max(map(words.columns, texts), default=0)
    return float(min(max(widest, words.columns(head)), LONGEST_SHOWN))


def _value(sheet: Any, row: int, column: int, value: Any, form: Any) -> None:
    """A value as what it is; gaps stay empty."""
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, form)
    elif isinstance(value, (int, float)):
        if isfinite(value):
            sheet.write_number(row, column, value, form)
    elif value is not None and value is not pd.NA:
        sheet.write_string(row, column, str(value)[:LONGEST_TEXT], form)


def _units(book: Book, columns: Sequence[tuple[str, str, Text, Text]]) -> None:
    """Of all columns of the tables of numbers what they are called, their units, and their names in files."""
    rows = []
    for name, column, text, unit in columns:
        called = frame_label(name) or Text(name, name)
        rows.append([called.in_(book.lang), text.in_(book.lang), unit.in_(book.lang), name, column])
    keys = ("table", "name", "unit", "file_table", "column")
    heads = [label(f"export_{name}").in_(book.lang) for name in keys]
    _listed(book, label("export_units"), heads, rows)


def _codes(book: Book, codes: Mapping[tuple[str, str], str]) -> None:
    """The codes that were put into words."""
    heads = [label(f"export_{name}").in_(book.lang) for name in ("column_here", "name", "code")]
    rows = [[column, word, code] for (column, code), word in codes.items()]
    _listed(book, label("export_codes"), heads, rows)


def _listed(book: Book, holds: Text, heads: list[str], rows: Sequence[list[str]]) -> None:
    """A sheet of texts, if there are any."""
    if not rows:
        return
    sheet = book.sheet(holds.in_(book.lang), holds, len(rows))
    for row, content in enumerate(rows, start=1):
        for column, text in enumerate(content):
            sheet.write_string(row, column, text, book.form())
    widths = [max(map(_width, texts)) for texts in zip(heads, *rows, strict=True)]
    book.finish(sheet, heads, widths, len(rows))


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
