"""Charts: plotly figures, each drawn by one pure function from a tidy table in one language.

How to add a chart to a question:

1. Make a tidy table with `tidy`: long form, a row a mark, figures in the units of the frames (shares,
   yuan; never already scaled), ends of intervals in the columns `low` and `high`, texts as `Text`.
   `tidy({...}, value="yuan")` notes the units; `ends(estimates)` gives the columns of estimates.
2. Say how each `series` of the table is drawn: `marks = {"plan": Key(text, colour, "point")}`. The mark of
   a key is both how the series is drawn and how the legend shows it.
3. Choose the kind: `fans` (lines with bands over months), `stack` (shares over months), `rows` and
   `columns` (bars, dots and spans with intervals beside named rows or in columns), `points` (scatters, and
   lines over a figure), `heat` (heat map), `ribbons` (flows between two columns). All take
   `(table, lang, *, ...)`, do scaling, error bars, hover and axes themselves, and return a
   `plotly.graph_objects.Figure`. `scale_of(unit, largest)` of `text.scales` gives the unit of an axis; where
   the title of the chart states a finding, `counted` is written along the axis: what it counts, unit, years.
4. Return a `Chart` whose `draw` is the kind with the rest filled in:

       scale = scale_of("yuan", table["high"].max())
       draw = partial(rows, marks=marks, scale=scale)
       Chart("spending", scale.titled(label("chart_spending")), table, draw, keys=tuple(marks.values()))

   A chart that needs more (a rule, a frame, ticks of its own) has a function that calls the kind and changes
   the figure: `figure.add_shape(rule("y", bound))`, `figure.update_xaxes(...)`.

What a mark says when it is hovered is a `Text` in the column `hover`; `interval_told` writes the usual
one. Colours, fonts, grid and margins come from the template (`report.style`): a draw function sets none of
them. Only traces of the cartesian bundle are drawn by the page: scatter, bar, heat map, histogram, box,
violin, contour. Plotly is imported inside the functions, so that a command that draws nothing does not wait
for it.
"""

from resettle.results.report.charts.chart import Chart, ends, interval_row, tidy
from resettle.results.report.charts.lines import fans, stack
from resettle.results.report.charts.pieces import interval_told, rule, spoken, wrapped
from resettle.results.report.charts.points import Axis, heat, points
from resettle.results.report.charts.ribbons import ribbons
from resettle.results.report.charts.rows import beside, columns, rows
from resettle.results.report.style import Key

__all__ = [
    "Axis",
    "Chart",
    "Key",
    "beside",
    "columns",
    "ends",
    "fans",
    "heat",
    "interval_row",
    "interval_told",
    "points",
    "ribbons",
    "rows",
    "rule",
    "spoken",
    "stack",
    "tidy",
    "wrapped",
]
