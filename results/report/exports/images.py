"""Each chart as a picture that stands on its own, with what made it below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from resettle.results.report.answer import Answer
from resettle.results.report.export import WIDTH, write_figures
from resettle.results.report.exports import words
from resettle.results.report.exports.source import SHORT, source_lines
from resettle.results.report.style import escape
from resettle.results.text.labels import Lang

if TYPE_CHECKING:
    import plotly.graph_objects as go

SIZE, LINE_PX = 10, 14
"""Type of the source, and pixels of a line of it."""

LABELS_PX = 62
"""Pixels below a figure that the labels of its axis may take."""

COLUMNS = int(WIDTH / SIZE / 0.56)
"""Latin letters of a line of the source."""


def write(
    answer: Answer, made: Mapping[str, Any], folder: Path, lang: Lang, kinds: Sequence[str] = ("png",)
) -> None:
    """Write `chart-<name>.<kind>` for each chart.

    Raises:
        ExportError: If kaleido or its browser is missing or fails.
    """
    lines = [line.in_(lang) for line in source_lines(made, SHORT)]
    figures: dict[Path, go.Figure] = {}
    for chart in answer.charts:
        figure = sourced(chart.figure(lang), lines)
        figures |= {folder / f"chart-{chart.name}.{kind}": figure for kind in kinds}
    write_figures(figures)


def sourced(figure: go.Figure, lines: Sequence[str]) -> go.Figure:
    """A figure with lines of text below it.

    Args:
        figure: A figure that stands on its own.
        lines: What is written; long lines are broken.
    """
    broken = [part for line in lines for part in folded(line, COLUMNS)]
    room = LABELS_PX + LINE_PX * len(broken)
    figure.update_layout(height=figure.layout.height + room - 12, margin_b=room)
    figure.add_annotation(
        text="<br>".join(map(escape, broken)),
        font={"size": SIZE, "color": "#4b5563"},
        showarrow=False,
        align="left",
        **{"x": 1, "xref": "paper", "xanchor": "right"},
        **{"y": 0, "yref": "paper", "yanchor": "bottom", "yshift": -room + 4},
    )
    return figure


def folded(line: str, columns: int) -> list[str]:
    """A line in pieces of so many columns; Chinese breaks anywhere, English between words."""
    if line.isascii() or words.columns(line) == len(line):
        return wrap(line, columns, break_long_words=True) or [""]
    pieces = [""]
    for character in line:
        if words.columns(pieces[-1] + character) > columns:
            pieces.append("")
        pieces[-1] += character
    return pieces
