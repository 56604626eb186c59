"""Figures as the page embeds them: the English figure, and where the Chinese one differs from it."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from resettle.results.report.charts.chart import Chart
from resettle.results.report.style import template
from resettle.results.text.labels import LANGS

if TYPE_CHECKING:
    import plotly.graph_objects as go

DIGITS = 6
"""Significant digits of a number in the page: more than any eye or hover can tell apart."""


def page_template() -> dict[str, Any]:
    """The template for the script of a page."""
    made: dict[str, Any] = plain(template().to_plotly_json())
    return made


def embedded_chart(chart: Chart) -> dict[str, Any]:
    """A chart for the script of the page: `name`, `title`, English `data` and `layout`, differences in `zh`.

    The template is left out: the page holds it once.
    """
    english, chinese = (parts(chart.draw(chart.table, lang)) for lang in LANGS)
    for figure in (english, chinese):
        figure["layout"].pop("template", None)  # plotly's own
    title = {lang: chart.title.in_(lang) for lang in LANGS}
    return {"name": chart.name, "title": title, **english, "zh": differing(english, chinese) or {}}


def parts(figure: go.Figure, digits: int = DIGITS) -> dict[str, Any]:
    """Data and layout of a figure as JSON may hold them; plotly's own way packs the arrays."""
    data = [plain(trace.to_plotly_json(), digits) for trace in figure.data]
    return {"data": data, "layout": plain(figure.layout.to_plotly_json(), digits)}


def plain(node: Any, digits: int = DIGITS) -> Any:
    """A part of a figure as JSON may hold it: arrays as lists, numbers rounded, gaps as None."""
    if isinstance(node, dict):
        return {key: plain(value, digits) for key, value in node.items() if value is not None}
    if isinstance(node, np.ndarray):
        return plain(node.tolist(), digits)
    if isinstance(node, list | tuple):
        return [plain(item, digits) for item in node]
    if isinstance(node, np.generic):
        return plain(node.item(), digits)
    if isinstance(node, float):
        return float(f"{node:.{digits}g}") if isfinite(node) else None
    return node


def differing(english: Any, chinese: Any) -> Any:
    """What turns the one into the other, or None if they are equal.

    A mapping of keys (of places, in lists) to what differs there; whatever is no mapping takes the place of
    what was there. Lists of texts and numbers are replaced whole.

    Raises:
        ValueError: If the figures differ in more than texts and numbers.
    """
    if english == chinese:
        return None
    if isinstance(english, dict) and isinstance(chinese, dict):
        if set(english) != set(chinese):
            raise ValueError(f"a figure has other parts in Chinese: {sorted(set(english) ^ set(chinese))}")
        pairs = [(key, english[key], chinese[key]) for key in english]
    elif _of_mappings(english) and _of_mappings(chinese) and len(english) == len(chinese):
        pairs = [(str(place), *pair) for place, pair in enumerate(zip(english, chinese, strict=True))]
    else:
        return chinese
    return {key: change for key, *pair in pairs if (change := differing(*pair)) is not None}


def _of_mappings(node: Any) -> bool:
    return isinstance(node, list) and bool(node) and all(isinstance(item, dict) for item in node)
