"""One cell of a ledger as what it means: a hash, a year, a number, a code. Nothing else of it is kept."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from resettle.scenarios.ledger.columns import Column, bands, codes, place_words, site_kinds, tidy
from resettle.scenarios.ledger.identity import FIRST_YEAR, LAST_YEAR, person_of
from resettle.scenarios.ledger.kinds import BAD_ID, LOST_DIGITS, NOT_A_NUMBER, UNKNOWN_CODE
from resettle.scenarios.ledger.privacy import hashed
from resettle.scenarios.ledger.problems import Kind
from resettle.scenarios.ledger.reading import Cell

Meaning = object
"""What a cell means, or the kind of what is wrong with it; `None` for an empty one."""

BOUNDS: Mapping[str, tuple[float, float]] = {
    "months": (0, 12),
    "post_months": (0, 12),
    "year": (1990, LAST_YEAR),
    "land": (0, 10_000),
    "pay": (0, 1_000_000),
}
"""Least and greatest number of a column, in its unit."""

MONEY = (-10_000_000, 100_000_000)
"""Bounds of a household's yearly sums, in yuan."""

EXACT = 1e15
"""Numbers below it are stored with all their digits."""

EXCEL_EPOCH = date(1899, 12, 30)
POWER = re.compile(r"[\d.]+[Ee]\+\d+")

PARTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "channel": (
        ("公益", "public_welfare"),
        ("公岗", "public_welfare"),
        ("车间", "workshop"),
        ("工厂", "workshop"),
        ("以工代赈", "works_relief"),
        ("创业", "own_business"),
        ("个体", "own_business"),
        ("务农", "farming"),
        ("种植", "farming"),
        ("养殖", "farming"),
        ("务工", "work"),
    ),
    "school": (("年级", "pupil"),),
    "class": (("监测", "monitored"), ("脱贫", "poor"), ("贫困", "poor")),
}
"""What a code means of which these words are a part; the first that is found."""


def text_of(cell: Cell) -> str:
    """A cell as text: numbers without a needless point, `="…"` and the mark of a text taken off."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT:
        return str(int(cell))
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    quoted = re.fullmatch(r'="(.*)"', text)
    return (quoted[1] if quoted else text).strip().lstrip("'").strip()


def meaning(column: Column, key: bytes) -> Callable[[Cell], Meaning]:
    """The function that reads the cells of a column."""
    ways: Mapping[str, Callable[[Cell], Meaning]] = {
        "id": lambda cell: _identity(cell, key),
        "hash": lambda cell: _hash(cell, key),
        "birth": _birth,
        "number": lambda cell: _number(text_of(cell), *BOUNDS[column.field]),
        "money": lambda cell: _number(text_of(cell), *MONEY),
        "band": lambda cell: _band(column.field, text_of(cell)),
        "month": _month,
        "code": lambda cell: _code(column.field, tidy(text_of(cell))),
        "place": lambda cell: tidy(text_of(cell)) or None,
        "place_name": lambda cell: _site(tidy(text_of(cell))),
        "text": lambda cell: tidy(text_of(cell)) or None,
    }
    return ways[column.way]


def _lost(cell: Cell, text: str) -> bool:
    stored = isinstance(cell, int | float) and not isinstance(cell, bool)
    return (stored and (abs(cell) >= EXACT or cell != int(cell))) or POWER.fullmatch(text) is not None


def _identity(cell: Cell, key: bytes) -> Meaning:
    text = text_of(cell).replace(" ", "")
    if not text:
        return None
    person = person_of(text)
    if _lost(cell, text) or (person is None and re.fullmatch(r"\d{15}000", text)):
        return LOST_DIGITS
    return BAD_ID if person is None else (hashed(key, person.number), person.born, person.woman)


def _hash(cell: Cell, key: bytes) -> Meaning:
    text = text_of(cell)
    if not text:
        return None
    return LOST_DIGITS if _lost(cell, text) else hashed(key, text)


def _year_in(year: int) -> Meaning:
    return float(year) if FIRST_YEAR <= year <= LAST_YEAR else NOT_A_NUMBER


def _birth(cell: Cell) -> Meaning:
    """The year of birth; the day is not kept."""
    if isinstance(cell, date | datetime):
        return _year_in(cell.year)
    text = text_of(cell)
    if not text:
        return None
    if re.fullmatch(r"\d{1,5}", text) and int(text) > LAST_YEAR:  # a date as Excel counts days
        return _year_in((EXCEL_EPOCH + timedelta(days=int(text))).year)
    found = re.match(r"(\d{4})", text)
    return NOT_A_NUMBER if found is None else _year_in(int(found[1]))


def _month(cell: Cell) -> Meaning:
    """A month as months since year 0."""
    if isinstance(cell, date | datetime):
        return float(cell.year * 12 + cell.month - 1)
    text = text_of(cell)
    if not text:
        return None
    found = re.match(r"(\d{4})[-/.年]?(\d{1,2})", text)
    if found is None or not 1 <= int(found[2]) <= 12 or not 1950 <= int(found[1]) <= LAST_YEAR:
        return NOT_A_NUMBER
    return float(int(found[1]) * 12 + int(found[2]) - 1)


def _number(text: str, low: float, high: float) -> Meaning:
    if not text:
        return None
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        return NOT_A_NUMBER
    return number if math.isfinite(number) and low <= number <= high else NOT_A_NUMBER


def _band(field: str, text: str) -> Meaning:
    known, text = bands(field), tidy(text)
    if not text:
        return None
    return (
        known[text]
        if text in known
        else _number(text, *(BOUNDS["months"] if "months" in field else BOUNDS["pay"]))
    )


def _code(field: str, text: str) -> Meaning:
    if not text:
        return None
    known = codes(field)
    if text in known:
        return known[text]
    several = [known.get(part) for part in re.split("[,、;/]", text)]
    if field == "health" and all(several):
        return "limited" if "limited" in several else "healthy"
    found = next((code for words, code in PARTS.get(field, ()) if words in text), None)
    return UNKNOWN_CODE if found is None else found


def _site(text: str) -> Meaning:
    return text if text and text not in site_kinds() and text not in place_words() else None


class Cells:
    """The cells of one column as they are read, and what was wrong with some.

    Attributes:
        values: What each means.
        faults: Rows and kinds of problems.
    """

    def __init__(self, column: Column, key: bytes) -> None:
        """Starts empty."""
        self.column = column
        self.values: list[Meaning] = []
        self.faults: list[tuple[int, Kind]] = []
        self._meaning = meaning(column, key)
        # Numbers of people are all different; anything else is read once for each spelling.
        self._seen: dict[Cell, Meaning] | None = None if column.way in ("id", "hash") else {}

    def add(self, cell: Cell, row: int) -> None:
        """Read one more cell."""
        if self._seen is None:
            found = self._meaning(cell)
        elif (cell.__class__, cell) in self._seen:
            found = self._seen[cell.__class__, cell]
        else:
            found = self._seen[cell.__class__, cell] = self._meaning(cell)
        if isinstance(found, Kind):
            self.faults.append((row, found))
            found = None
        self.values.append(found)
