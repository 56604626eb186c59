"""A workbook with a list of its sheets: their names, heads, widths, filters, and how they are printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from resettle.results.text.labels import Lang, Text

WIDEST, NARROWEST = 60, 9
"""Widths of columns, in letters."""

LONGEST_NAME = 31
"""Letters of the name of a sheet, by the rules of Excel."""

FONT = {"en": "Arial", "zh": "宋体"}


@dataclass
class Book:
    """A workbook that is being written.

    Attributes:
        file: The workbook of xlsxwriter.
        lang: Language of its texts.
        source: What made it, for the foot of each printed sheet.
        sheets: Name, contents and rows of each sheet so far; those left out have no name.
        forms: Formats by what they say.
    """

    file: Any
    lang: Lang
    source: str
    sheets: list[tuple[str, Text, int | None]] = field(default_factory=list)
    forms: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def form(self, **says: Any) -> Any:
        """A format; equal ones are one."""
        key = tuple(sorted(says.items()))
        if key not in self.forms:
            base = {"font_name": FONT[self.lang], "font_size": 10, "valign": "top"}
            self.forms[key] = self.file.add_format({**base, **says})
        return self.forms[key]

    def sheet(self, name: str, holds: Text, rows: int) -> Any:
        """A new sheet, its name cut and made unique by its number."""
        number = f"{len(self.sheets) + 1} "
        bare = "".join(" " if letter in "[]:*?/\\'" else letter for letter in name).strip()
        cut = (number + bare)[:LONGEST_NAME].strip()
        self.sheets.append((cut, holds, rows))
        return self.file.add_worksheet(cut)

    @property
    def head(self) -> Any:
        """Format of the head of a table."""
        return self.form(bold=True, text_wrap=True, bg_color="#E8EEF5", bottom=1)

    def finish(self, sheet: Any, heads: list[str], widths: list[float], rows: int) -> None:
        """The head, frozen, with filters; widths of columns; no green corners at figures with units."""
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, self.head)
            sheet.set_column(column, column, min(max(widths[column] + 2, NARROWEST), WIDEST))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(rows, 1), len(heads) - 1)
        sheet.repeat_rows(0)
        self.paper(sheet)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})

    def paper(self, sheet: Any) -> None:
        """As wide as a sheet of A4, with what made it at its foot."""
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L&8{self.source.replace('&', '&&')[:200]}&R&8&P / &N")
