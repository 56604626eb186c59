"""Months: counted from January of year 0, written `YYYY-MM`; texts sort in the order of time."""

from __future__ import annotations

import re
from functools import lru_cache

_WRITTEN = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


def month_label(month: int) -> str:
    """`YYYY-MM` of a month counted from January of year 0."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


@lru_cache(maxsize=4096)
def month_of(text: str) -> int | None:
    """Month counted from January of year 0, or `None` if the text is not a month written `YYYY-MM`."""
    match = _WRITTEN.fullmatch(text)
    return None if match is None else int(match[1]) * 12 + int(match[2]) - 1


def year_of(text: str) -> int:
    """Calendar year of a month written `YYYY-MM`.

    Raises:
        ValueError: If the text is not such a month.
    """
    month = month_of(text)
    if month is None:
        raise ValueError(f"'{text}' is not a month written YYYY-MM")
    return month // 12
