"""The one template of all figures: fonts, colours, grid, margins, hover.

The page, the public interface and the export of pictures use the same one. It is registered with
plotly under the name `resettle` when it is first asked for.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from resettle.results.report.style import FONTS, FRAME, GRID, INK, SCENARIO_COLOURS

if TYPE_CHECKING:
    import plotly.graph_objects as go

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
