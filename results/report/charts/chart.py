"""A chart: a tidy table, a pure function that draws it in one language, and what is written around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from resettle.results.report.charts.pieces import interval_told, legend_traces, spoken
from resettle.results.report.style import Key, template
from resettle.results.statistics.intervals import Estimate
from resettle.results.text.labels import NOTHING, Lang, Text

if TYPE_CHECKING:
    import plotly.graph_objects as go

    Draw = Callable[[pd.DataFrame, Lang], go.Figure]


@dataclass(frozen=True, eq=False)
class Chart:
    """One chart with what is written around it.

    Attributes:
        name: Unique name in its answer.
        title: What it shows, with the unit; or what it states, if its axes say what it counts.
        table: Tidy table of what is drawn, in its own units (`attrs["units"]` by column); texts are `Text`.
        draw: Pure function from the table and a language to a figure without title and legend.
        keys: Legend, which the page sets beside the chart.
        note: How to read it, or empty.
        height: Height in pixels.
        wide: Whether it takes the whole width of the page.
    """

    name: str
    title: Text
    table: pd.DataFrame
    draw: Draw
    keys: tuple[Key, ...] = ()
    note: Text = NOTHING
    height: int = 320
    wide: bool = False

    def plot(self, lang: Lang = "en") -> go.Figure:
        """The figure as the page shows it, which writes title, legend and note beside it."""
        figure = self.draw(self.table, lang)
        figure.layout.template = template()
        return figure

    def figure(self, lang: Lang = "en") -> go.Figure:
        """The figure that stands on its own, with title and legend."""
        figure = self.plot(lang)
        figure.update_traces(showlegend=False)
        figure.add_traces(legend_traces(self.keys, lang))
        title = {"text": spoken(self.title, lang), "yref": "container", "y": 0.98, "yanchor": "top"}
        legend = {"orientation": "h", "x": 0.0, "y": 1.0, "yanchor": "bottom", "traceorder": "normal"}
        figure.update_layout(
            title={**title, "automargin": True},
            height=self.height + 40 + 30 * bool(self.keys),
            showlegend=bool(self.keys),
            legend={**legend, "itemclick": False, "itemdoubleclick": False},
        )
        return figure


def tidy(content: Any, names: Sequence[str] | None = None, /, **units: str) -> pd.DataFrame:
    """A tidy table for a chart, with the units of its figures by column.

    Args:
        content: Columns by name, a list of rows (mappings, or tuples if `names` are given), or a list of
            tables that are set one below the other. What a row or a table lacks is missing there.
        names: Names of the columns of rows that are tuples.
        units: Unit of a column, as the frames name it; that of `value` is also that of `low` and `high`.

    Raises:
        ValueError: If a unit is of no column.
    """
    several = isinstance(content, list) and isinstance(content[0], pd.DataFrame)
    table = (
        pd.concat(content, ignore_index=True)
        if several
        else pd.DataFrame(content, columns=list(names) if names else None)
    )
    unknown = set(units) - set(table.columns)
    if unknown:
        raise ValueError(f"units of columns that the table lacks: {', '.join(sorted(unknown))}")
    if "value" in units:
        units = dict.fromkeys([end for end in ("low", "high") if end in table], units["value"]) | units
    table.attrs["units"] = units
    return table


def ends(estimates: Iterable[Estimate]) -> dict[str, list[float]]:
    """The columns `value`, `low` and `high` of estimates."""
    return dict(zip(("value", "low", "high"), map(list, zip(*estimates, strict=True)), strict=True))


def interval_row(
    series: str,
    row: int,
    name: Text,
    one: Estimate,
    told: Iterable[Text],
    owner: Text | None = None,
    called: Text | None = None,
) -> dict[str, Any]:
    """A row of a table of figures beside named rows.

    Args:
        series: Name of the series.
        row: Number of the row, from 0.
        name: What the row is called.
        one: The figure with its ends.
        told: How figure and ends are written when they are hovered.
        owner: Whose figure it is, if the hover says so.
        called: What the figure is called when it is hovered, if not by the name of the row.
    """
    values = dict(zip(("value", "low", "high"), one, strict=True))
    hover = interval_told(called or name, told, owner)
    return {"series": series, "row": row, "name": name, **values, "hover": hover}
