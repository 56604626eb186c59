"""Whole numbers as they stand in texts of users, where `int` takes less than `str.isdigit` lets through."""

from __future__ import annotations

import re

LARGEST = 10**9
"""What a larger number is taken for; nothing that is read so goes as far."""

_DIGITS = re.compile(r"0*([0-9]{1,9}|[0-9]{10,})")


def whole(text: str) -> int | None:
    """A whole number of plain digits with space around them; `None` if it is none."""
    found = _DIGITS.fullmatch(text.strip())
    if found is None:
        return None
    return int(found[1]) if len(found[1]) <= 9 else LARGEST
