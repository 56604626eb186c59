"""Cells in one language, as plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from resettle.results.report.answer import MARKS, Cell
from resettle.results.text.labels import NOTHING, Lang

if TYPE_CHECKING:
    from resettle.results.report.exports.brief import Part

NUMERALS = "一二三四五六七八九十"

JOINER, NO_BREAK, BREAK = "\N{WORD JOINER}", "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE}"
"""The first two keep a line from ending where they stand, the third lets it end there."""

DASH = re.compile(r"(?<=[\d%]–)(?=[+−\d])")
"""Where an interval would part behind its dash."""

SPACE = re.compile(
    r"(?<=[\d%]) (?=(?:to|至) [+−\d])|(?<=[\d%] to) (?=[+−\d])|(?<=[\d%] 至) (?=[+−\d])"
    r"|(?<=\d) (?=%)|(?<=[≥≤]) (?=\d)"
)
"""Where an interval, a share or a bound would part at a space."""

OPEN = re.compile(r"(?<=[\d%])(?=（)")
"""Where a figure may part from its interval, as programs do not know of Chinese brackets."""

UNIT = re.compile(r"(?<=\d) (?=(?:million|billion|yuan|points|households|people|months|futures|runs)\b)")
"""Where a figure would part from its unit."""


def marked(cell: Cell, lang: Lang) -> str:
    """What a cell says, after the sign of its verdict."""
    text = cell.text.in_(lang)
    return f"{MARKS[cell.verdict]} {text}" if cell.verdict else text


def below(cell: Cell, lang: Lang) -> list[str]:
    """The smaller lines of a cell."""
    return [line.in_(lang) for line in cell.small if line != NOTHING]


def whole(cell: Cell, lang: Lang) -> str:
    """All that a cell holds, a line each: also its code, its note and its references."""
    lines = [marked(cell, lang), *below(cell, lang), cell.code, cell.note.in_(lang)]
    for link in cell.links:
        lines += [link.text.in_(lang), link.url, link.note.in_(lang)]
    return "\n".join(line for line in lines if line)


def numerals(lang: Lang) -> Iterator[str]:
    """What stands before the headings of a report: 一、二、三、 or 1. 2. 3."""
    if lang == "zh":
        yield from (f"{numeral}、" for numeral in NUMERALS)
    else:
        yield from (f"{number}. " for number in count(1))


def number(part: Part, position: int, lang: Lang) -> str:
    """What stands before a point of a list without verdicts: 1．or 1., nothing if it is alone."""
    if len(part.points) == 1 or any(point.verdict for point in part.points[:position]):
        return ""
    return f"{position}．" if lang == "zh" else f"{position}. "


def unbroken(text: str, units: bool = True) -> str:
    """A text of which no line ends within an interval, nor, if so wanted, between a figure and its unit."""
    bound = SPACE.sub(NO_BREAK, DASH.sub(JOINER, OPEN.sub(BREAK, text)))
    return UNIT.sub(NO_BREAK, bound) if units else bound


def columns(text: str) -> int:
    """Columns that a text takes in type of one width: two for a Chinese character."""
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text if one not in (JOINER, BREAK))
