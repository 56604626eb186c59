"""Identity numbers of residents (GB 11643-1999): what is taken from them, and which are wrong."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
FIRST_YEAR, LAST_YEAR = 1900, 2100
NUMBER = re.compile(r"\d{17}[\dX](\d{2}([\dX]\d)?|[\dX]{4})?|\d{15}")
"""18 characters, 20 or 22 with what a disability certificate adds, or 15 as until 1999."""


class Person(NamedTuple):
    """What is taken from an identity number.

    Attributes:
        number: Its first 18 characters; a number of 15 as it would be today. Only to be hashed.
        born: Year of birth.
        woman: Whether the 17th digit is even.
    """

    number: str
    born: int
    woman: bool


def check_digit(seventeen: str) -> str:
    """The 18th character of a number (ISO 7064, MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, seventeen, strict=True))
    return CHECK_DIGITS[total % 11]


def person_of(text: str) -> Person | None:
    """What an identity number tells, or `None` if it is not right."""
    text = text.upper()
    if not text.isascii() or NUMBER.fullmatch(text) is None:
        return None
    if len(text) == 15:
        old = f"{text[:6]}19{text[6:]}"
        text = old + check_digit(old)
    number = text[:18]
    if number[17] != check_digit(number[:17]):
        return None
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    try:
        date(year, month, day)
    except ValueError:
        return None
    return Person(number, year, int(number[16]) % 2 == 0) if FIRST_YEAR <= year <= LAST_YEAR else None
