"""Tables that are text: CSV in the encodings that counties have, and pages of HTML named .xls."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from html.parser import HTMLParser

from resettle.scenarios.whole import whole

ENCODINGS = ("utf-8-sig", "gb18030")


class NoTable(ValueError):
    """The bytes are no text in a known encoding, or hold no table."""


def decoded(data: bytes) -> str:
    """The text of a file: UTF-16 with its mark, UTF-8 with or without, else GB18030, which holds GBK.

    Raises:
        NoTable: If it is none of them.
    """
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if marked else ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise NoTable


def csv_rows(text: str) -> Iterator[list[str]]:
    """Rows of delimited text; what delimits is what the first lines have most of.

    Raises:
        NoTable: If quoting is beyond repair.
    """
    start = text[:20_000]
    delimiter = max(",\t;|", key=start.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        raise NoTable from None


class _Tables(HTMLParser):
    """Rows of all tables of a page; a cell over several columns or rows stands in its first."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None
        self._span = 1
        self._below: dict[int, int] = {}
        self._tall = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._close()
            self.rows.append([])
        elif tag in ("td", "th"):
            self._close()
            if not self.rows:
                self.rows.append([])
            given = dict(attrs)
            self._span, self._tall = _number(given.get("colspan")), _number(given.get("rowspan"))
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._close()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _close(self) -> None:
        if self._cell is None:
            return
        row = self.rows[-1]
        self._skip(row)
        at = len(row)
        row += ["".join(self._cell).strip(), *[""] * (self._span - 1)]
        last = len(self.rows) + self._tall - 1
        self._below.update(dict.fromkeys(range(at, at + self._span), last if self._tall > 1 else 0))
        self._cell = None

    def _skip(self, row: list[str]) -> None:
        """Leave room for cells of rows above that reach down here."""
        while self._below.get(len(row), 0) >= len(self.rows):
            row.append("")


def _number(text: str | None) -> int:
    return min(whole(text or "") or 1, 200)


def html_rows(text: str) -> list[list[str]]:
    """Rows of the tables of a page.

    Raises:
        NoTable: If the page has none.
    """
    page = _Tables()
    page.feed(text)
    page.close()
    if not page.rows:
        raise NoTable
    return page.rows
