"""Two PDFs: the brief on two pages, and the whole page of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any

from resettle.results.report.answer import MARKS, Answer, cell_of
from resettle.results.report.exports import words
from resettle.results.report.exports.brief import Brief, Room, brief
from resettle.results.report.exports.browser import pages, printed
from resettle.results.report.page import render_answer
from resettle.results.text.labels import Lang

PAGES = 2

SIZES = (
    *((11.0, Room()), (10.0, Room()), (9.3, Room()), (9.3, Room(others=False))),
    *((9.0, Room(others=False)), (8.6, Room(others=False)), (8.6, Room(rows=16, tables=2, others=False))),
    *((8.6, Room(rows=12, tables=2, others=False)), (8.4, Room(rows=8, tables=1, others=False))),
)
"""Size of the type in points and room for the rest, the most readable first; the first that fits is taken."""


def write(answer: Answer, made: Mapping[str, Any], folder: Path, lang: Lang) -> None:
    """Write `brief.pdf` and `report.pdf`.

    Raises:
        ExportError: If no browser prints them.
    """
    (folder / "brief.pdf").write_bytes(_brief(answer, made, lang))
    (folder / "report.pdf").write_bytes(printed(render_answer(answer, made, lang)))


def _brief(answer: Answer, made: Mapping[str, Any], lang: Lang) -> bytes:
    """The brief as large as two pages hold it; if nothing makes it fit, as short as it gets."""
    document = b""
    for size, room in SIZES:
        document = printed(brief_page(brief(answer, made, room), lang, size))
        if pages(document) <= PAGES:
            break
    return document


def brief_page(content: Brief, lang: Lang, size: float = SIZES[0][0]) -> str:
    """A brief as an HTML text for paper.

    Args:
        content: The brief.
        lang: Language.
        size: Size of its type in points.
    """
    numerals = list(islice(words.numerals(lang), len(content.parts)))
    return str(_template().render(brief=content, lang=lang, size=size, numerals=numerals))


@lru_cache(maxsize=1)
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["cell"] = cell_of
    environment.globals |= {
        "marks": MARKS,
        "marked": words.marked,
        "below": words.below,
        "unbroken": words.unbroken,
        "number": words.number,
    }
    text = (files("resettle.results.report") / "templates" / "brief.html").read_text(encoding="utf-8")
    return environment.from_string(text)
