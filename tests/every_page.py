"""One page of each kind as HTML, from the made-up results of the golden pages."""

from __future__ import annotations

from functools import cache
from unittest.mock import patch

from tests import golden_pages

MARKDOWN = ("validation", "prior_check", "simulation_based_calibration")
"""Golden pages that are no HTML."""

KINDS = tuple(name for name in golden_pages.PAGES if name not in MARKDOWN)


@cache
def made_page(kind: str) -> str:
    """The page of a kind, without any choice of language by the one who made it."""
    kept: list[str] = []

    def keep(page: str) -> list[str]:
        kept.append(page)
        return []

    with patch.object(golden_pages, "page_lines", keep):
        golden_pages.PAGES[kind]()
    (page,) = kept
    return page
