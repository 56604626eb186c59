"""The official text of a plan cut into its numbered items, and their hashes.

The project quotes no plan. What it keeps of an item is a paraphrase and the SHA-256 of the official
paragraph, so that anyone with a copy of the plan can see that it is the same text.

What is hashed: all that stands under an item's number or heading, the number or heading included, up to
the next one. It is normalised first: Unicode NFKC (full-width digits and punctuation become plain ones),
then every white-space character is removed (line breaks too) as well as characters without width (Unicode
category Cf, e.g. a byte-order mark), and encoded as UTF-8. Copies that differ in spacing, wrapping or
width of punctuation so have the same hash.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping

_DIGITS = "一二三四五六七八九"
_NUMERAL = f"[{_DIGITS}十]+"
_TOP = re.compile(f"({_NUMERAL})、")
_SUB = re.compile(rf"\({_NUMERAL}\)")
_CHAPTER = re.compile(f"第({_NUMERAL})章")
_SECTION = re.compile(f"第({_NUMERAL})节")
_COLUMN = re.compile(r"专栏(\d+)")
_TABLE_NOTES = "备注"
_AFTER = re.compile(r"扫一扫|分享到|我是“渝快小宝”|您访问的链接")
"""What web pages put below a plan."""


def normalised(text: str) -> str:
    """Text as it is hashed: NFKC, without white space and without characters that have no width."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return "".join(c for c in plain if unicodedata.category(c) != "Cf")


def digest(text: str) -> str:
    """SHA-256 of the normalised text, in hexadecimal."""
    return hashlib.sha256(normalised(text).encode()).hexdigest()


def paragraphs(text: str, layout: str, sections: Mapping[str, str]) -> dict[str, str]:
    """The items of a plan with their official text, normalised.

    Args:
        text: The plan, with or without what a web page puts around it.
        layout: `numbered` (items 1, 2, … through the whole plan, under headings 一、 and (一)) or
            `chapters` (第一章, 第一节, special columns 专栏, the first of which is a table).
        sections: For `numbered`, the top headings that are items themselves: numeral to item.

    Returns:
        Text by item, in the order of the plan.

    Raises:
        ValueError: If there is no such layout.
    """
    if layout == "numbered":
        items = _numbered(text, sections)
    elif layout == "chapters":
        items = _chapters(text)
    else:
        raise ValueError(f"no layout {layout!r}; there are numbered and chapters")
    return {item: joined for item, lines in items.items() if (joined := "".join(lines))}


def _lines(text: str) -> Iterator[str]:
    """The lines of a text, each normalised, up to what follows the plan on a web page."""
    begun = False
    for line in text.splitlines():
        tidy = normalised(line)
        begun = begun or bool(_TOP.match(tidy) or _CHAPTER.match(tidy))
        if begun and _AFTER.match(tidy):
            return
        if tidy:
            yield tidy


def _pieces(line: str, number: int) -> Iterator[tuple[int, str]]:
    """A line cut before every item number that is due, as (number or 0, text); numbers may stand mid-line."""
    at, before = 0, 0
    while match := re.compile(rf"(?<![\d.]){number}\.(?!\d)").search(line, at):
        if match.start() > at:
            yield before, line[at : match.start()]
        at, before, number = match.start(), number, number + 1
    yield before, line[at:]


def _numbered(text: str, sections: Mapping[str, str]) -> dict[str, list[str]]:
    items: dict[str, list[str]] = {}
    item: str | None = None
    inside = ""  # the top heading that is an item itself; its sub-headings are part of it
    due, begun = 1, False
    for line in _lines(text):
        begun = begun or bool(_TOP.match(line))
        if not begun:
            continue
        for number, piece in _pieces(line, due):
            if number:
                item, due, inside = str(number), number + 1, ""
            elif top := _TOP.match(piece):
                item = inside = sections.get(top[1], "")
            elif _SUB.match(piece):
                item = inside
            if item:
                items.setdefault(item, []).append(piece)
    return items


def _chapters(text: str) -> dict[str, list[str]]:
    """Items of a plan in chapters; what stands in its table of contents is overwritten by the plan itself."""
    items: dict[str, list[str]] = {}
    chapter, item, before_table = 0, "", ""
    table: list[str] = []
    for line in _lines(text):
        heading = True
        if match := _CHAPTER.match(line):
            chapter = _number(match[1])
            item = f"ch. {chapter}"
        elif chapter and (match := _SECTION.match(line)):
            item = f"ch. {chapter} §{_number(match[1])}"
        elif chapter and (match := _COLUMN.match(line)):
            before_table, item = item, f"special column {match[1]}"
        elif item == "special column 1" and line.startswith(_TABLE_NOTES):
            item, heading = before_table, False  # its section goes on below the table
        else:
            heading = False
        if not item:
            continue
        if heading:
            items[item] = []
        items[item].append(line)
        table = items.get("special column 1", table)
    items.pop("special column 1", None)
    bare = [key for key, lines in items.items() if "§" not in key and len(lines) == 1]
    for key in bare:  # a chapter's heading without a text of its own
        del items[key]
    return items | _rows(table)


def _rows(table: list[str]) -> dict[str, list[str]]:
    """Rows of the table of the first special column: each begins with the number that is due."""
    rows: dict[str, list[str]] = {}
    for cell in table[1:]:
        due = len(rows) + 1
        if re.match(rf"{due}(?![\d.,:∶%])", cell):  # alone, or with the rest of its row
            rows[f"table 1 row {due}"] = []
        if rows:
            rows[f"table 1 row {len(rows)}"].append(cell)
    return rows


def _number(numeral: str) -> int:
    """A Chinese numeral below one hundred."""
    tens, ten, ones = numeral.rpartition("十")
    units = _DIGITS.index(ones) + 1 if ones else 0
    if not ten:
        return units
    return 10 * (_DIGITS.index(tens) + 1 if tens else 1) + units
