"""Lines of a text in so many columns: broken between words and Chinese characters, never within a figure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len

LONGEST_WORD, SOME_CHARACTERS = 16, 10
"""Columns from which a word is broken, and those that Chinese, which breaks anywhere, is given; a figure
never is broken."""

_CJK = "\u2e80-\u2fff\u3040-\u30ff\u3100-\u312f\u3400-\u9fff\uf900-\ufaff"
_CLOSING = "，。；：、？！）》」』”’…—%,.;:?!)\\]"
_OPENING = "（《「『“‘(\\["
_ATOM = re.compile(
    r"[ \t]+"
    rf"|[{_OPENING}]*(?:[{_CJK}]|[^ \t{_CJK}，。；：、？！（）《》「」『』]+)?[{_CLOSING}]*"
)
"""A run of spaces, or what stays together: a word or a Chinese character, with the signs around it."""


_GLUED = re.compile("(?<=[0-9]) (?=%|[0-9]{3}(?![0-9]))|(?<=[≥≤<>=]) (?=[0-9])")
"""Plain spaces within a figure, where a stream has no others."""


_MARGIN = re.compile(" *(?:# )?")
STEP = "  "


def atoms(line: str) -> Iterator[str]:
    """What stays together of a line, and the spaces between."""
    return (found[0] for found in _ATOM.finditer(line) if found[0])


def is_figure(atom: str) -> bool:
    """Whether a number stands in it."""
    return any(character.isdigit() for character in atom)


def least_width(text: str) -> int:
    """Columns below which a figure would be cut, or words into small pieces."""
    words = re.split("[ \n]+", _glued(text))
    figures = [cell_len(atom) for word in words for atom in atoms(word) if is_figure(atom)]
    others = [min(cell_len(word), LONGEST_WORD if word.isascii() else SOME_CHARACTERS) for word in words]
    return max([*figures, *others], default=1)


def folded(text: str, width: int) -> list[str]:
    """Lines of a text in so many columns, with plain spaces; where a figure needs more, its line is longer.

    Args:
        text: The text, whose own lines stay lines.
        width: The columns.
    """
    lines = (part for line in _glued(text).split("\n") for part in _fold(line, max(width, 1)))
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]


def hanging(line: str, width: int) -> list[str]:
    """Lines of a line in so many columns: what goes on stands below its margin, a comment after its sign."""
    if cell_len(line) <= width:
        return [line]
    margin = _MARGIN.match(line)[0]  # type: ignore[index]
    first, *others = folded(line[len(margin) :], width - len(margin) - len(STEP))
    return [f"{margin}{first}", *(f"{margin}{STEP}{other}" for other in others)]


def _glued(text: str) -> str:
    return _GLUED.sub("\N{NO-BREAK SPACE}", text)


def _fold(line: str, width: int) -> Iterator[str]:
    if cell_len(line) <= width:
        yield line
        return
    now = ""
    for atom in atoms(line):
        if cell_len(now) + cell_len(atom.rstrip(" ")) > width and now.strip(" "):
            yield now.rstrip(" ")
            now = ""
        now += atom if now or atom.strip(" ") else ""
        while cell_len(now.rstrip(" ")) > width and not is_figure(now) and "/" not in now:  # nor a path
            head, now = _split(now, width)
            yield head
    if now.strip(" "):
        yield now.rstrip(" ")


def _split(word: str, width: int) -> tuple[str, str]:
    """The part of a long word that has room, and the rest."""
    end = 1
    while end < len(word) and cell_len(word[: end + 1]) <= width:
        end += 1
    return word[:end], word[end:]
