"""An answer as Markdown, for documents that are read where no browser is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import wrap

from resettle.results.report.answer import MARKS, Answer, Cell, Headline, Section, Table, cell_of
from resettle.results.text.labels import Lang, Text

WIDTH = 110


def markdown(answer: Answer, lang: Lang = "en") -> str:
    """An answer as Markdown in one language; charts and what only the terminal shows are left out."""
    blocks = [
        [f"# {answer.title.in_(lang)}"],
        *_paragraphs((*answer.warnings, answer.caution, *answer.lead), lang),
    ]
    blocks.append([f"- {_headline(one, lang)}" for one in answer.headlines])
    for section in answer.sections:
        blocks += _section(section, lang, 2)
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def write_pages(answer: Answer, pages: Sequence[Path]) -> None:
    """Write an answer as pages of the documents: those named like `a.zh.md` in Chinese, others in English."""
    for page in pages:
        lang: Lang = "zh" if page.suffixes[-2:-1] == [".zh"] else "en"
        page.write_text(markdown(answer, lang), encoding="utf-8")


def _headline(headline: Text | Headline, lang: Lang) -> str:
    if isinstance(headline, Text):
        return headline.in_(lang)
    return f"{MARKS[headline.verdict]} {headline.sentence.in_(lang)}"


def _section(section: Section, lang: Lang, level: int) -> Iterator[list[str]]:
    yield [f"{'#' * level} {section.title.in_(lang)}"]
    yield from _paragraphs(section.paragraphs, lang)
    yield [f"- {_cell(cell_of(point), lang)}" for point in section.points]
    if section.facts:
        yield ["| | |", "|---|---|"] + [
            _row([name.in_(lang), value.in_(lang)]) for name, value in section.facts
        ]
    for table in section.tables:
        if table.page:
            if table.title.en and table.title != section.title:
                yield [f"{'#' * (level + 1)} {table.title.in_(lang)}"]
            yield _table(table, lang)
            yield from _paragraphs((table.note,), lang)
    for part in section.parts:
        yield from _section(part, lang, level + 1)
    yield from _paragraphs((section.note,), lang)


def _paragraphs(texts: Sequence[Text], lang: Lang) -> Iterator[list[str]]:
    for text in texts:
        if text.en:
            yield wrap(text.in_(lang), WIDTH, break_long_words=False, break_on_hyphens=False)


def _table(table: Table, lang: Lang) -> list[str]:
    words = {0, *table.words}
    rules = ["---" if position in words else "--:" for position in range(len(table.head))]
    heads = [cell_of(head).text.in_(lang) for head in table.head]
    rows = [[_cell(cell_of(content), lang) for content in row] for row in table.rows]
    return [_row(heads), f"|{'|'.join(rules)}|", *map(_row, rows)]


def _cell(cell: Cell, lang: Lang) -> str:
    mark = f"{MARKS[cell.verdict]} " if cell.verdict else ""
    return "<br>".join([f"{mark}{cell.text.in_(lang)}", *(line.in_(lang) for line in cell.small if line.en)])


def _row(cells: Sequence[str]) -> str:
    """A row; no-break spaces stay, and no text ends a cell or a line."""
    bare = [re.sub(r"[ \n\t]+", " ", cell).replace("|", "&#124;") for cell in cells]
    return f"| {' | '.join(bare)} |"
