"""The brief as a Word document in the form of a work report; it opens in Word, WPS and LibreOffice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resettle.results.report.answer import MARKS, Answer, Cell, Table, cell_of
from resettle.results.report.exports import words
from resettle.results.report.exports.brief import Part, Room, brief
from resettle.results.text.labels import NOTHING, Lang

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table as _Table
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

LATIN = "Times New Roman"
BODY, HEADING, TITLE, SUBTITLE = "仿宋", "黑体", "宋体", "楷体"
"""Fonts that Windows and WPS have; others put their own in their place, as `ALTERNATIVES` tell them."""

ALTERNATIVES = {
    BODY: "FangSong;仿宋_GB2312;STFangsong;Noto Serif CJK SC",
    HEADING: "SimHei;STHeiti;Noto Sans CJK SC",
    TITLE: "SimSun;Songti SC;Noto Serif CJK SC",
    SUBTITLE: "KaiTi;楷体_GB2312;STKaiti;Noto Serif CJK SC",
}

COLOURS = {"reached": "0B6B43", "missed": "A3221B", "uncertain": "7A5200", "few": "7A5200"}
SOFT = "4B5563"

ROOM = Room(rows=24)

BODY_PT = {"zh": 11.0, "en": 10.0}
"""Size of the text: the same words take more room in English."""

WIDTH_CM = 17.0
"""Width of the text of a page."""

TABLE_PTS, CLOSE_PT = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5), 7.5
"""Sizes of type in tables, the most readable first, and that from which figures may part from their units."""

SMALL, SMALLEST_PT = 0.83, 6.5
"""Size of the small lines of a cell beside its text, and the least."""

BROAD, DIGIT, LETTER, BOLD = 0.95, 0.64, 0.56, 1.15
"""Widths beside the size of type, those of the wide fonts that stand in where Times is missing."""

PADDING_CM, LONGEST_CM = 0.42, 12.0
UNBROKEN = 12.0, 9.0
"""Width beside the size of type up to which a figure, or words, are kept on one line where there is room."""

LINES = 3
"""Lines of a cell beyond which its column is widened first."""

BRACKET = re.compile(r"(?=（)| (?=\()")
"""Where a figure parts from its interval."""

WHOLE = re.compile(r"[（(+−≥≤]*[^ \n\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+[）)，。、：；]?")
"""What is never broken: a figure or a word. A line of Chinese may end after any of its characters."""


def write(answer: Answer, made: Mapping[str, Any], folder: Path, lang: Lang) -> None:
    """Write `brief.docx`."""
    from docx import Document as new_document

    content = brief(answer, made, ROOM)
    document = new_document()
    _set_up(document, content.title.in_(lang), BODY_PT[lang])
    _line(document.add_paragraph(style="Title"), content.title.in_(lang))
    about = document.add_paragraph(style="Subtitle")
    _line(about, content.about.in_(lang))
    for text in content.warnings:
        _line(document.add_paragraph(), words.unbroken(text.in_(lang)), colour=COLOURS["missed"])
    for text in content.lead:
        _line(document.add_paragraph(), words.unbroken(text.in_(lang)))
    for numeral, part in zip(words.numerals(lang), content.parts, strict=False):
        document.add_heading(f"{numeral}{part.title.in_(lang)}", 1)
        _part(document, part, lang)
    for text in content.source:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.first_line_indent = 0
        paragraph.paragraph_format.space_after = 0
        paragraph.paragraph_format.keep_with_next = text != content.source[-1]
        _line(paragraph, text.in_(lang), size=8.5, colour=SOFT)
    document.save(str(folder / "brief.docx"))


def _set_up(document: Document, title: str, size: float) -> None:
    """Paper, fonts, page numbers."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21 - WIDTH_CM) / 2)
    section.top_margin, section.bottom_margin = Cm(2.0), Cm(1.8)
    kinds = {
        "Normal": (BODY, size),
        "Title": (TITLE, 20.0),
        "Subtitle": (SUBTITLE, 12.0),
        "Heading 1": (HEADING, 13.0),
        "Heading 2": (HEADING, 11.0),
    }
    for name, (font, points) in kinds.items():
        style = document.styles[name]
        style.font.name, style.font.size = LATIN, Pt(points)
        style.font.color.rgb = RGBColor(0, 0, 0)
        _east_asian(style.element.get_or_add_rPr(), font)
        form = style.paragraph_format
        form.line_spacing, form.space_after = 1.15, Pt(3)
    normal, head, below = (document.styles[name] for name in ("Normal", "Title", "Subtitle"))
    normal.paragraph_format.first_line_indent = Pt(2 * size)
    head.font.bold = True
    below.font.italic = below.font.bold = False
    for style in (head, below):
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for name, before in (("Title", 0), ("Subtitle", 0), ("Heading 1", 8), ("Heading 2", 5)):
        form = document.styles[name].paragraph_format
        form.first_line_indent, form.space_before = 0, Pt(before)
    _no_border(head.element)
    document.core_properties.title, document.core_properties.author = title, "resettle"
    _page_number(section.footer.paragraphs[0])
    _alternatives(document)


def _east_asian(properties: Any, font: str) -> None:
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), font)


def _no_border(style: Any) -> None:
    """The title of python-docx has a rule below it."""
    from docx.oxml.ns import qn

    for border in style.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)


def _page_number(paragraph: Paragraph) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.first_line_indent = 0
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _alternatives(document: Document) -> None:
    """Name fonts to take where one is missing."""
    from xml.sax.saxutils import quoteattr

    part = next(one for one in document.part.package.iter_parts() if one.partname.endswith("/fontTable.xml"))
    told = "".join(
        f"<w:font w:name={quoteattr(font)}><w:altName w:val={quoteattr(others)}/></w:font>"
        for font, others in ALTERNATIVES.items()
    )
    part._blob = part.blob.replace(b"</w:fonts>", told.encode("utf-8") + b"</w:fonts>")


def _part(document: Document, part: Part, lang: Lang) -> None:
    for text in part.paragraphs:
        _line(document.add_paragraph(), words.unbroken(text.in_(lang)))
    for position, point in enumerate(part.points, start=1):
        _point(document.add_paragraph(), point, words.number(part, position, lang), lang)
    for table in part.tables:
        _table(document, table, lang)
    for inner in part.parts:
        document.add_heading(inner.title.in_(lang), 2)
        _part(document, inner, lang)


def _point(paragraph: Paragraph, point: Cell, number: str, lang: Lang) -> None:
    if point.verdict:
        _line(paragraph, f"{MARKS[point.verdict]} ", colour=COLOURS.get(point.verdict, ""), bold=True)
    _line(paragraph, number + words.unbroken(point.text.in_(lang)))
    for line in words.below(point, lang):
        paragraph.add_run().add_break()
        _line(paragraph, words.unbroken(line), size=9.5, colour=SOFT)


def _line(
    paragraph: Paragraph, text: str, size: float = 0.0, colour: str = "", bold: bool | None = None
) -> None:
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(text)
    run.bold = bold
    if size:
        run.font.size = Pt(size)
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)


def _table(document: Document, table: Table, lang: Lang) -> None:
    """A table with rules, its head on every page, and the small lines of a cell below its text."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.oxml import OxmlElement
    from docx.shared import Cm, Pt

    if table.title != NOTHING:
        document.add_heading(table.title.in_(lang), 2)
    drawn = document.add_table(rows=0, cols=len(table.head), style="Table Grid")
    drawn.alignment, drawn.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    size, wide = _widths(table, lang)
    for column, width in zip(drawn.columns, wide, strict=True):
        column.width = Cm(width)
    for row in (table.head, *table.rows):
        line = drawn.add_row()
        line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        if row is table.head:
            line._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        cells = line.cells
        if len(row) == 1 and len(table.head) > 1:
            _fill(cells[0].merge(cells[-1]), cell_of(row[0]), lang, size, left=True, bold=True)
            continue
        for place, (cell, content) in enumerate(zip(cells, row, strict=True)):
            cell.width = Cm(wide[place])
            head = row is table.head
            bold = head or (table.total and row is table.rows[-1])
            _fill(cell, cell_of(content), lang, size, left=place in (0, *table.words), bold=bold)
    _kept_together(drawn, noted=table.note != NOTHING)
    note = document.add_paragraph()
    form = note.paragraph_format
    form.first_line_indent, form.space_before, form.keep_together = 0, Pt(2), True
    if table.note == NOTHING:  # only keeps what follows apart
        form.space_before, form.space_after, form.line_spacing = 0, 0, Pt(4)
    _line(note, words.unbroken(table.note.in_(lang)), size=9, colour=SOFT)


def _kept_together(drawn: _Table, noted: bool) -> None:
    """No single row of a table at the foot or the head of a page, nor its note without it."""
    last = len(drawn.rows) - 1
    for number, row in enumerate(drawn.rows):
        if number < min(3, last) or number == last - 1 or (noted and number == last):
            for paragraph in (one for cell in row.cells for one in cell.paragraphs):
                paragraph.paragraph_format.keep_with_next = True


def _fill(cell: _Cell, content: Cell, lang: Lang, size: float, left: bool, bold: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    lines = _lines(content, lang)
    for position, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if position == 0 else cell.add_paragraph()
        form = paragraph.paragraph_format
        form.first_line_indent, form.line_spacing = 0, 1.05
        form.space_before = Pt(2 if position == 0 else 0)
        form.space_after = Pt(2 if line is lines[-1] else 0)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if left else WD_ALIGN_PARAGRAPH.RIGHT
        colour = COLOURS.get(content.verdict, "") if position == 0 else SOFT
        _line(paragraph, line, size=_size(size, position), colour=colour, bold=bold or None)


def _lines(cell: Cell, lang: Lang) -> list[str]:
    """The lines of a cell, broken nowhere within an interval."""
    return [
        words.unbroken(line, units=False) for line in (words.marked(cell, lang), *words.below(cell, lang))
    ]


def _size(size: float, position: int) -> float:
    """Size of a line of a cell, in the half points that documents have."""
    return size if position == 0 else max(round(2 * SMALL * size) / 2, SMALLEST_PT)


def _widths(table: Table, lang: Lang) -> tuple[float, list[float]]:
    """Size of type of a table, and width of each column in cm: what is never broken first, then by need."""
    columns = range(len(table.head))
    needs = {size: [_needs(table, place, size, lang) for place in columns] for size in TABLE_PTS}
    fit = [size for size in TABLE_PTS if sum(need[1] for need in needs[size]) <= WIDTH_CM]
    whole = [size for size in TABLE_PTS if sum(need[0] for need in needs[size]) <= WIDTH_CM]
    size = next(
        (one for one in fit if one >= CLOSE_PT),
        next((one for one in whole if one <= CLOSE_PT), TABLE_PTS[-1]),
    )
    given = [need[0] for need in needs[size]]
    for level in (1, 2, 3):
        spare = max(WIDTH_CM - sum(given), 0.0)
        wanted = [max(need[level] - now, 0.0) for need, now in zip(needs[size], given, strict=True)]
        share = min(spare / max(sum(wanted), 0.1), 1.0)
        given = [now + share * want for now, want in zip(given, wanted, strict=True)]
    return size, [WIDTH_CM * one / sum(given) for one in given]


def _needs(table: Table, place: int, size: float, lang: Lang) -> tuple[float, float, float, float]:
    """Widths of a column in cm: that breaks no word, no figure from its unit, no figure, nothing."""
    said = place in (0, *table.words)
    least, kept, most = [0.0], [0.0], [0.0]
    for row in (table.head, *table.rows):
        if len(row) < len(table.head):
            continue
        cell, bold = cell_of(row[place]), row is table.head or (table.total and row is table.rows[-1])
        for position, line in enumerate(_lines(cell, lang)):
            unit = _size(size, position) * 0.0353 * (BOLD if bold else 1.0)
            least += [unit * _ems(part) for part in WHOLE.findall(line)]
            if row is not table.head:
                kept += [unit * min(_ems(part), UNBROKEN[said]) for part in BRACKET.split(line)]
                most.append(min(unit * _ems(line), LONGEST_CM))
    first = max(least) + PADDING_CM
    last = max(first, max(most) + PADDING_CM)
    second = max(first, max(kept) + PADDING_CM, max(most) / LINES + PADDING_CM)
    return first, second, second if said else last, last


def _ems(text: str) -> float:
    """Width of a text beside the size of its type: a Chinese character is as wide as it is high."""
    shown = len(text) - text.count(words.JOINER) - text.count(words.BREAK)
    wide, digits = words.columns(text) - shown, sum(map(str.isdigit, text))
    broad = sum(map(text.count, "%mwMW"))
    return wide + BROAD * broad + DIGIT * digits + LETTER * (shown - wide - broad - digits)
