"""Texts of which one part is made by the program: it stands between two marks; the rest is left alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


def put(text: str, begin: str, end: str, new: str) -> str:
    """A text with something new between its two marks.

    Raises:
        ValueError: If the marks are not there.
    """
    before, first, rest = text.partition(begin)
    _, last, after = rest.partition(end)
    if not (first and last):
        raise ValueError(f"the text lacks the marks {begin} and {end}")
    return f"{before}{begin}\n{new}\n{end}{after}"


def rewrite(path: Path, change: Callable[[str], str]) -> bool:
    """Change the text of a file, and say whether that made a difference; if not, the file is left alone."""
    old = path.read_text(encoding="utf-8")
    new = change(old)
    if new == old:
        return False
    path.write_text(new, encoding="utf-8")
    return True
