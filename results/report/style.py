"""Colours of charts, the marks of their series, and the one template of all figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from resettle.results.text.labels import Text

if TYPE_CHECKING:
    import plotly.graph_objects as go

SCENARIO_COLOURS = (
    *("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#8C6D1F", "#56B4E9"),
    *("#332288", "#882255", "#44AA99", "#777777"),
)
"""One colour per scenario: Okabe and Ito (2008), safe for colour-blind readers; the yellows, too
pale for lines on white, are replaced by a brown. Four of Paul Tol's follow for large runs."""

CHANNEL_COLOURS = {
    "out_of_province": "#332288",
    "in_province": "#88CCEE",
    "local_firm": "#117733",
    "workshop": "#44AA99",
    "public_welfare": "#DDCC77",
    "works_relief": "#999933",
    "own_business": "#CC6677",
    "farming": "#AA4499",
    "none": "#D0D0D0",
}
"""One colour per channel: Paul Tol's muted scheme, safe for colour-blind readers."""

INK = "#1a1a1a"
GRID = "#e3e6ea"
FRAME = "#8a9099"
"""Colour of axes and ticks."""

FONTS = (
    'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "PingFang SC", '
    '"Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif'
)
"""Fonts of the page and of figures, those with Chinese among them."""
PATH = "#1a1a1a"
SERIES_LINES = ("#6b7280", "#a3541a", "#4c6b1f")
"""Colours of series that incomes are compared with, in order."""
ACCENT = "#0072B2"
SECOND = "#D55E00"


def scenario_colour(position: int) -> str:
    """Colour of the scenario at a position of the run."""
    return SCENARIO_COLOURS[position % len(SCENARIO_COLOURS)]


def tint(colour: str, opacity: float) -> str:
    """A colour with an opacity."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


def escape(text: str) -> str:
    """Text as plotly.js must be given it, so that nothing in it is taken for markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@dataclass(frozen=True)
class Key:
    """A mark of a chart: how a series is drawn, and its entry in the legend.

    Attributes:
        text: What the mark stands for.
        colour: Its colour.
        mark: `line`, `dash` or `dot` (lines), `band` or `area` (shaded, the second paler), `block` (bars),
            `point`, `diamond` or `star`; ` open` after one of the last three leaves it unfilled.
    """

    text: Text
    colour: str
    mark: str = "line"


NAME = "resettle"


@lru_cache(maxsize=1)
def template() -> go.layout.Template:
    """The template, registered once."""
    import plotly.graph_objects as go
    import plotly.io

    axis = {
        "automargin": True,
        "gridcolor": GRID,
        "linecolor": FRAME,
        "zeroline": False,
        "zerolinecolor": INK,
        "zerolinewidth": 1.5,
        "ticks": "outside",
        "tickcolor": FRAME,
        "ticklen": 4,
        "title": {"font": {"size": 12.5}, "standoff": 8},
    }
    made = go.layout.Template(
        layout={
            "font": {"size": 13, "color": INK, "family": FONTS},
            "title": {"font": {"size": 15}, "x": 0.0, "xanchor": "left", "xref": "paper"},
            "colorway": list(SCENARIO_COLOURS),
            "paper_bgcolor": "#ffffff",
            "plot_bgcolor": "#ffffff",
            "margin": {"l": 12, "r": 14, "t": 10, "b": 12},
            "showlegend": False,
            "hovermode": "closest",
            "hoverlabel": {"bgcolor": "#ffffff", "font": {"color": INK, "size": 12}},
            "barmode": "overlay",
            "xaxis": axis,
            "yaxis": axis,
        }
    )
    plotly.io.templates[NAME] = made
    return made
