"""What Chinese keyboards and editors put into a file that YAML does not take: full-width signs and GBK."""

from __future__ import annotations

import re

from resettle.model.text import Text, both
from resettle.scenarios.problems import Problems, Where

FULL_WIDTH = {"：": ":", "，": ",", "“": '"', "”": '"', "｛": "{", "｝": "}", "［": "[", "］": "]"}
"""Signs of Chinese keyboards that stand where a file needs those of an English one."""

_KEY_BEFORE = re.compile(r"\s*(?:- )?[\"']?[\w（）()./-]+[\"']?\s*(：)")


def wrong_encoding(raw: bytes) -> Text:
    """What is said of a file that is not UTF-8: and how to save it if it is in GBK."""
    try:
        chinese = any("\u4e00" <= letter <= "\u9fff" for letter in raw.decode("gb18030"))
    except UnicodeDecodeError:
        chinese = False
    if not chinese:
        return Text(
            "is not UTF-8 text; save the file with the encoding UTF-8", "不是UTF-8文本；请以UTF-8编码保存文件"
        )
    return Text(
        "is not UTF-8 text but looks like GBK; save it as UTF-8: in Notepad File, Save as, Encoding UTF-8; "
        "in Excel Save as, CSV UTF-8 (comma delimited)",
        "不是UTF-8文本，像是GBK编码；请另存为UTF-8：记事本选“文件→另存为→编码：UTF-8”，"
        "Excel选“另存为→CSV UTF-8（逗号分隔）”",
    )


def full_width(lines: list[str], line: int, name: str, problems: Problems) -> bool:
    """Reports a full-width sign at or before a line, where it breaks the file.

    Args:
        lines: The lines of the file.
        line: Line at which the parser stopped, from 1; a colon that it missed stands there or shortly before.
        name: How messages call the file.
        problems: Collects what is wrong.
    """
    for number in range(min(line, len(lines)), max(0, line - 4), -1):
        text = lines[number - 1]
        colon = _KEY_BEFORE.match(text)
        column = colon.start(1) if colon else _in_braces(text)
        if column is not None and not text.lstrip().startswith("#"):
            sign = text[column]
            wide = both(
                "the full-width {sign} stands here; write {plain}",
                "此处是全角“{sign}”，应写半角{plain}",
                sign=sign,
                plain=_plain(FULL_WIDTH[sign]),
            )
            problems.add(Where(name, number, column + 1), wide)
            return True
    return False


def _plain(sign: str) -> Text:
    """The sign to write; a blank follows a colon and a comma."""
    blank = sign in ":,"
    return Text(f"{sign} and a blank" if blank else sign, f"“{sign}”" + ("，后面空一格" if blank else ""))


def _in_braces(text: str) -> int | None:
    """Position of the first full-width sign that stands outside of quotation marks on a line with values."""
    if not any(sign in text for sign in "{[:｛［"):
        return None
    quote = ""
    for position, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in FULL_WIDTH:
            return position
    return None
