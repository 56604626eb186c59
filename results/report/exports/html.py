"""The page itself, opening in the language that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from resettle.results.report.answer import Answer
from resettle.results.report.page import render_answer, write_page
from resettle.results.text.labels import Lang


def write(answer: Answer, made: Mapping[str, Any], folder: Path, lang: Lang) -> None:
    """Write `report.html`."""
    write_page(folder / "report.html", render_answer(answer, made, lang))
