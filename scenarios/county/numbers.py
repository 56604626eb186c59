"""Numbers as planners write them: full-width digits, separators, 万, percentages, the unit behind."""

from __future__ import annotations

import re
import unicodedata
from math import isfinite

from resettle.model.text import Text

_NUMBER = re.compile(r"([-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(万|亿|%)?\s*(\D*)")
_FACTOR = {None: 1.0, "万": 1e4, "亿": 1e8}

SKIP = {"", "skip", "s", "跳过", "默认", "default", "-", "无", "不详", "不清楚"}
"""What stands for no answer."""


def skipped(written: object) -> bool:
    """Whether an answer is none."""
    return written is None or (isinstance(written, str) and plain(written).lower() in SKIP)


def plain(words: str) -> str:
    """Text with full-width letters, digits and signs as common ones."""
    return unicodedata.normalize("NFKC", words).strip()


def number_of(written: object, *units: str) -> float | None:
    """The number that was written, or `None` if it is none.

    Args:
        written: A number, or a text such as `3,120户`, `1.2万` or `95%`.
        *units: Units that may stand behind it, in any language.
    """
    if isinstance(written, bool):
        return None
    if isinstance(written, (int, float)):
        return float(written) if isfinite(written) else None
    if not isinstance(written, str):
        return None
    match = _NUMBER.fullmatch(plain(written).replace("\N{FULLWIDTH COMMA}", ","))
    if match is None or len(written) > 60:
        return None
    behind = match[3].strip().lower()
    if behind and behind not in {plain(unit).lower() for unit in units}:
        return None
    number = float(match[1].replace(",", ""))
    return number / 100.0 if match[2] == "%" else number * _FACTOR[match[2]]


NUMBER_FORMS = Text("write a number, for example 3120 or 1.2万", "请写数字，例如3120或1.2万")


def as_written(value: object) -> str:
    """What was written, for messages; a whole number that a table gives as 5.0 is 5."""
    if isinstance(value, float) and isfinite(value) and value == int(value):
        return str(int(value))
    return plain(str(value))
