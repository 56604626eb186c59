"""The brief as a Word document in the form of a work report; it opens in Word, WPS and LibreOffice."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resettle.results.report.answer import MARKS, Answer, Cell, Table, cell_of
from resettle.results.report.exports import words
from resettle.results.report.exports.brief import Part, Room, brief
from resettle.results.text.labels import NOTHING, Lang

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

LATIN = "Times New Roman"
BODY, HEADING, TITLE = "仿宋", "黑体", "宋体"
"""Fonts that Windows and WPS have; others put their own in their place, as `ALTERNATIVES` tell them."""

ALTERNATIVES = {
    BODY: "FangSong;仿宋_GB2312;STFangsong;Noto Serif CJK SC",
    HEADING: "SimHei;STHeiti;Noto Sans CJK SC",
    TITLE: "SimSun;Songti SC;Noto Serif CJK SC",
}

COLOURS = {"reached": "0B6B43", "missed": "A3221B", "uncertain": "7A5200", "few": "7A5200"}
SOFT = "4B5563"

ROOM = Room(rows=24)

WIDTH_CM = 17.0
"""Width of the text of a page."""

TABLE_PT, SMALL_PT = 9.0, 7.5
COLUMN_CM, SMALL_CM = (size * 0.0353 * 0.53 for size in (TABLE_PT, SMALL_PT))
"""Width of a Latin letter or half a Chinese character, in tables and in their small lines."""

PADDING_CM, LONGEST_CM = 0.42, 12.0
UNBROKEN = 18
"""Columns of the longest piece of a text, such as a figure with its unit, that is kept on one line."""


def write(answer: Answer, made: Mapping[str, Any], folder: Path, lang: Lang) -> None:
    """Write `brief.docx`."""
    from docx import Document as new_document

    content = brief(answer, made, ROOM)
    document = new_document()
    _set_up(document, content.title.in_(lang))
    _line(document.add_paragraph(style="Title"), content.title.in_(lang))
    for text in content.warnings:
        _line(document.add_paragraph(), text.in_(lang), colour=COLOURS["missed"])
    for text in content.lead:
        _line(document.add_paragraph(), text.in_(lang))
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


def _set_up(document: Document, title: str) -> None:
    """Paper, fonts, page numbers."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21 - WIDTH_CM) / 2)
    section.top_margin, section.bottom_margin = Cm(2.0), Cm(1.8)
    kinds = {
        "Normal": (BODY, 11.0),
        "Title": (TITLE, 20.0),
        "Heading 1": (HEADING, 13.0),
        "Heading 2": (HEADING, 11.0),
    }
    for name, (font, size) in kinds.items():
        style = document.styles[name]
        style.font.name, style.font.size = LATIN, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        _east_asian(style.element.get_or_add_rPr(), font)
        form = style.paragraph_format
        form.line_spacing, form.space_after = 1.15, Pt(3)
    normal, head = document.styles["Normal"], document.styles["Title"]
    normal.paragraph_format.first_line_indent = Pt(22)
    head.font.bold = True
    head.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for name, before in (("Title", 0), ("Heading 1", 8), ("Heading 2", 5)):
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
        _line(document.add_paragraph(), text.in_(lang))
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
    _line(paragraph, number + point.text.in_(lang))
    for line in words.below(point, lang):
        paragraph.add_run().add_break()
        _line(paragraph, line, size=9.5, colour=SOFT)


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
    wide = _widths(table, lang)
    for column, width in zip(drawn.columns, wide, strict=True):
        column.width = Cm(width)
    for row in (table.head, *table.rows):
        line = drawn.add_row()
        line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        if row is table.head:
            line._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        cells = line.cells
        if len(row) == 1 and len(table.head) > 1:
            _fill(cells[0].merge(cells[-1]), cell_of(row[0]), lang, left=True, bold=True)
            continue
        for place, (cell, content) in enumerate(zip(cells, row, strict=True)):
            cell.width = Cm(wide[place])
            head = row is table.head
            bold = head or (table.total and row is table.rows[-1])
            _fill(cell, cell_of(content), lang, left=place in (0, *table.words), bold=bold)
    note = document.add_paragraph()
    note.paragraph_format.first_line_indent, note.paragraph_format.space_before = 0, Pt(2)
    _line(note, table.note.in_(lang), size=9, colour=SOFT)


def _fill(cell: _Cell, content: Cell, lang: Lang, left: bool, bold: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    lines = [words.marked(content, lang), *words.below(content, lang)]
    for position, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if position == 0 else cell.add_paragraph()
        form = paragraph.paragraph_format
        form.first_line_indent, form.space_after, form.line_spacing = 0, 0, 1.1
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if left else WD_ALIGN_PARAGRAPH.RIGHT
        colour = COLOURS.get(content.verdict, "") if position == 0 else SOFT
        _line(paragraph, line, size=TABLE_PT if position == 0 else SMALL_PT, colour=colour, bold=bold or None)


def _widths(table: Table, lang: Lang) -> list[float]:
    """Width of each column in cm, as browsers share it out: what stays whole, then by need."""
    rows = [list(map(cell_of, row)) for row in table.rows if len(row) == len(table.head)]
    least, most = [], []
    for place, head in enumerate(table.head):
        lines = [(words.marked(row[place], lang), COLUMN_CM) for row in rows]
        lines += [(line, SMALL_CM) for row in rows for line in words.below(row[place], lang)]
        verdict = any(row[place].verdict for row in rows)  # its sign stays beside its word
        parts = [
            (part, size) for text, size in lines for part in (text.split(" ") if not verdict else [text])
        ]
        kept = [min(words.columns(part), UNBROKEN) * size for part, size in parts]
        title = cell_of(head).text.in_(lang).split(" ")
        kept += [min(words.columns(word), UNBROKEN / 2) * COLUMN_CM for word in title]
        least.append(max(kept) + PADDING_CM)
        longest = max([words.columns(text) * size for text, size in lines], default=0.0)
        most.append(max(min(longest, LONGEST_CM) + PADDING_CM, least[-1]))
    spare = max(WIDTH_CM - sum(least), 0.0)
    wanted = [high - low for low, high in zip(least, most, strict=True)]
    given = [low + spare * want / max(sum(wanted), 0.1) for low, want in zip(least, wanted, strict=True)]
    return [WIDTH_CM * one / sum(given) for one in given]
