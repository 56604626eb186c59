"""Charts of a workbook: drawn by the spreadsheet from the numbers beside them, so that all can be changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from resettle.results.report.exports import words
from resettle.results.report.exports.book import WIDEST, Book
from resettle.results.report.exports.native import Drawn, Series
from resettle.results.text.labels import Text, say

GRID = {"visible": True, "line": {"color": "#D9DDE3", "width": 0.5}}


def write_chart(book: Book, title: Text, chart: Drawn) -> None:
    """The numbers of a chart, and the chart as the spreadsheet draws it beside them."""
    sheet = book.sheet(title.in_(book.lang), say("export_chart", title=title), len(chart.categories))
    name = book.sheets[-1][0]
    rows = len(chart.categories)
    form = book.form(num_format=chart.form)
    heads, columns, widths = [""], [], [0.0]
    for row, category in enumerate(chart.categories, start=1):
        sheet.write_string(row, 0, category, book.form())
    kind = {"type": chart.kind, **({"subtype": "stacked"} if chart.kind == "area" else {})}
    picture = book.file.add_chart(kind)
    for series in chart.series:
        place = len(heads)
        lists = {series.name: series.values}
        if series.low:
            low, high = (say(f"name_{end}", name=series.name) for end in ("low", "high"))
            lists |= {low.in_(book.lang): series.low, high.in_(book.lang): series.high}
        for end, values in zip(("low", "high"), series.inner, strict=False):
            lists[say(f"chart_inner_{end}", title=series.name).in_(book.lang)] = values
        for head, values in lists.items():
            for row, value in enumerate(values, start=1):
                if value is not None:
                    sheet.write_number(row, len(heads), value, form)
            heads.append(head)
            widths.append(float(max(words.columns(head), _longest(values))))
        columns.append((place, series))
    ends = [_series(picture, name, place, rows, chart.kind, series) for place, series in columns]
    first = [sum(ends[:number]) + number for number in range(len(ends))]
    unnamed = [place + end for place, more in zip(first, ends, strict=True) for end in range(1, more + 1)]
    picture.set_title({"name": title.in_(book.lang), "name_font": {"size": 12}, "overlay": False})
    alone = len(chart.series) == 1
    picture.set_legend({"none": True} if alone else {"position": "bottom", "delete_series": unnamed})
    axis: dict[str, Any] = {"num_format": chart.form, "major_gridlines": GRID}
    if chart.least is not None:
        axis["min"] = chart.least
    names: dict[str, Any] = {"label_position": "low"}
    if chart.kind in ("line", "area") and rows > 12:
        names["interval_unit"] = 6
    if chart.kind == "bar":
        names["reverse"] = True  # the first on top, as on the page
        axis["label_position"] = "high"  # below, since the other axis is turned round
    across = chart.kind == "bar"  # whose figures lie along the axis that xlsxwriter calls x
    picture.set_x_axis(axis if across else names)
    picture.set_y_axis(names if across else axis)
    picture.set_size({"width": 860, "height": max(420, 26 * rows) if chart.kind == "bar" else 420})
    book.finish(sheet, heads, widths, rows)
    sheet.set_column(0, 0, min(max([words.columns(one) for one in chart.categories], default=8) + 2, WIDEST))
    sheet.insert_chart(1, len(heads) + 1, picture)


def _longest(values: Iterable[float | None]) -> int:
    """Letters of the longest number, with commas, two decimals and a sign: a narrower column shows ###."""
    return max((len(f"{value:,.2f}") for value in values if value is not None), default=0)


def _series(picture: Any, sheet: str, place: int, rows: int, kind: str, series: Series) -> int:
    """Draw a series with its ends, whiskers of bars or thin lines beside a line; how many lines those are."""

    def cells(column: int) -> list[Any]:
        return [sheet, 1, column, rows, column]

    line = {"color": series.colour, "width": 2.0, "dash_type": "dash" if series.dashed else "solid"}
    drawing: dict[str, Any] = {"line": line} if kind == "line" else {"fill": {"color": series.colour}}
    if series.low and kind in ("bar", "column"):
        minus, plus = (
            [
                0.0 if one is None or end is None else abs(one - end)
                for one, end in zip(series.values, ends, strict=True)
            ]
            for ends in (series.low, series.high)
        )
        error = {"type": "custom", "plus_values": plus, "minus_values": minus}
        drawing["x_error_bars" if kind == "bar" else "y_error_bars"] = error
    picture.add_series({"name": [sheet, 0, place], "categories": cells(0), "values": cells(place), **drawing})
    if not series.low or kind != "line":
        return 0
    for column in (place + 1, place + 2):
        thin = {"color": series.colour, "width": 0.75, "dash_type": "round_dot"}
        ends = {"categories": cells(0), "values": cells(column), "line": thin}
        picture.add_series({"name": [sheet, 0, column], **ends})
    return 2
