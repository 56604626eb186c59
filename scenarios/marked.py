"""Documents of which one part is made by the program: it stands between two marks; the rest is left alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class MarkedPart:
    """The part of a document that is made by the program.

    Attributes:
        path: The document.
        begin: The mark before it.
        end: The mark after it.
    """

    path: Path
    begin: str
    end: str

    def put(self, text: str, new: str) -> str:
        """A text with something new between the two marks.

        Raises:
            ValueError: If the marks are not there.
        """
        before, first, rest = text.partition(self.begin)
        _, last, after = rest.partition(self.end)
        if not (first and last):
            raise ValueError(f"the text lacks the marks {self.begin} and {self.end}")
        return f"{before}{self.begin}\n{new}\n{self.end}{after}"

    def write(self, new: str) -> bool:
        """Write it anew, and say whether that made a difference; if not, the file is left alone."""
        old = self.path.read_text(encoding="utf-8")
        text = self.put(old, new)
        if text != old:
            self.path.write_text(text, encoding="utf-8")
        return text != old


def markdown_table(header: str, rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; its header is given as it is written."""
    rule = "|" + "---|" * (header.count("|") - 1)
    lines = [f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |" for row in rows]
    return "\n".join([header, rule, *lines])
