"""The kinds of chart draw what stands in their table, in both languages: figures, units, intervals, hover."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import plotly.io
import pytest

from resettle.results.report.charts import (
    Axis,
    Chart,
    Key,
    beside,
    columns,
    ends,
    fans,
    heat,
    interval_told,
    points,
    rows,
    rule,
    stack,
    tidy,
    wrapped,
)
from resettle.results.report.charts.embed import differing, embedded_chart, page_template, parts
from resettle.results.report.charts.pieces import legend_traces
from resettle.results.report.style import NAME, template
from resettle.results.statistics.intervals import Estimate
from resettle.results.text.labels import LANGS, Lang, Text
from resettle.results.text.numbers import money
from resettle.results.text.scales import Scale, scale_of
from tests.page_text import patched

PLAIN = Scale(Text("persons", "人"))
MONTHS = ["2021-11", "2021-12", "2022-01"]
EVIL = Text("<b>A</b> & B", "<a href='x'>甲</a>")


def texts(*names: str) -> list[Text]:
    return [Text(name, f"中{name}") for name in names]


def intervals() -> pd.DataFrame:
    """Two series in two rows, with intervals that reach further up than down."""
    return tidy(
        {
            "series": ["a", "a", "b"],
            "row": [0, 1, 1],
            "name": texts("first", "second", "second"),
            "value": [3e9, 5e9, 6e9],
            "low": [2e9, np.nan, 5.5e9],
            "high": [7e9, np.nan, 8e9],
            "hover": texts("x", "y", "z"),
        },
        value="yuan",
    )


MARKS = {"a": Key(Text("A", "甲"), "#112233", "point"), "b": Key(Text("B", "乙"), "#445566", "block")}


def test_error_bars_reach_from_the_figure_to_the_ends_of_its_interval() -> None:
    dots, bars = rows(intervals(), "en", marks=MARKS, scale=PLAIN).data
    assert dots.x[0] + dots.error_x.array[0] == 7e9 and dots.x[0] - dots.error_x.arrayminus[0] == 2e9
    assert np.isnan(dots.error_x.array[1]) and np.isnan(dots.error_x.arrayminus[1])
    assert list(bars.error_x.array) == [2e9] and list(bars.error_x.arrayminus) == [0.5e9]
    assert dots.error_x.symmetric is False and bars.error_x.symmetric is False


@pytest.mark.parametrize("lang", LANGS)
def test_columns_are_rows_set_upright(lang: Lang) -> None:
    lying, standing = (
        kind(intervals(), lang, marks=MARKS, scale=PLAIN, shifts={"b": 0.2}) for kind in (rows, columns)
    )
    for row, column in zip(lying.data, standing.data, strict=True):
        assert list(row.x) == list(column.y) and list(row.y) == list(column.x)
        assert list(row.error_x.array) == pytest.approx(list(column.error_y.array), nan_ok=True)
        assert column.error_x.array is None and row.error_y.array is None
    assert lying.layout.yaxis.ticktext == standing.layout.xaxis.ticktext
    assert lying.layout.yaxis.showticklabels and standing.layout.xaxis.showticklabels
    assert lying.layout.yaxis.range == (1.5, -0.5) and standing.layout.xaxis.range == (-0.5, 1.5)


def test_a_series_stands_beside_its_row_and_a_row_keeps_its_number() -> None:
    dots, bars = rows(intervals(), "en", marks=MARKS, scale=PLAIN, shifts={"a": -0.1, "b": 0.1}).data
    assert list(dots.y) == [-0.1, 0.9] and list(bars.y) == [1.1]
    assert beside("a") == {"a": 0.0} and beside("abc") == pytest.approx({"a": -0.2, "b": 0.0, "c": 0.2})
    assert max(beside("abcdefghij").values()) - min(beside("abcdefghij").values()) <= 0.7
    with pytest.raises(ValueError, match="numbered from 0"):
        rows(intervals().assign(row=[0, 2, 2]), "en", marks=MARKS, scale=PLAIN)


def test_a_span_reaches_from_low_to_high_and_bars_may_have_colours_of_their_own() -> None:
    marks = {"a": Key(Text("A", "甲"), "#112233", "line"), "b": Key(Text("B", "乙"), "#445566", "block")}
    table = intervals().assign(colour=[None, None, "#abcdef"], width=[np.nan, np.nan, 0.3])
    span, bar = rows(table, "en", marks=marks, scale=PLAIN).data
    assert span.base[0] == 2e9 and span.base[0] + span.x[0] == 7e9
    assert list(bar.marker.color) == ["#abcdef"] and list(bar.width) == [0.3]


def test_money_is_drawn_in_billions_in_english_and_in_yi_in_chinese() -> None:
    scale = scale_of("yuan", 8e9)
    english, chinese = (rows(intervals(), lang, marks=MARKS, scale=scale).data[0] for lang in LANGS)
    assert list(english.x) == [3.0, 5.0] and list(chinese.x) == pytest.approx([30.0, 50.0])
    assert english.error_x.array[0] == 4.0 and chinese.error_x.array[0] == pytest.approx(40.0)
    assert scale.titled(Text("Spent", "支出")) == Text("Spent (billion yuan)", "支出（亿元）")


@pytest.mark.parametrize(
    ("unit", "largest", "difference", "factors", "counts"),
    [
        ("share", 0.4, False, (1.0, 1.0), Text("", "")),
        ("share/year", 0.4, True, (100.0, 100.0), Text("percentage points", "百分点")),
        ("points", 0.4, False, (100.0, 100.0), Text("percentage points", "百分点")),
        ("yuan", 3e6, False, (1e-6, 1e-4), Text("million yuan", "万元")),
        ("yuan", 2e8, True, (1e-6, 1e-8), Text("million yuan", "亿元")),
        ("yuan", 12.0, False, (1.0, 1.0), Text("yuan", "元")),
        ("yuan/person/year", 2e8, False, (1.0, 1.0), Text("yuan/person/year", "元/人/年")),
        ("households", 3.0, True, (1.0, 1.0), Text("households", "户")),
    ],
)
def test_every_unit_has_one_scale(
    unit: str, largest: float, difference: bool, factors: tuple[float, float], counts: Text
) -> None:
    scale = scale_of(unit, largest, difference=difference)
    assert (scale.factor("en"), scale.factor("zh")) == pytest.approx(factors)
    assert (scale.unit.en, scale.unit.zh) == (counts.en, counts.zh)


def test_a_line_tells_its_figure_and_its_band_and_other_lines_only_the_figure() -> None:
    table = tidy(
        {
            "series": ["a"] * 3 + ["b"] * 3,
            "month": MONTHS * 2,
            "value": [1.0, 2.0, 3.0, 9.0, 8.0, 7.0],
            "low": [0.0, 1.0, 2.0, None, None, None],
            "high": [5.0, 6.0, 7.0, None, None, None],
        }
    )
    marks = {"a": Key(Text("A", "甲"), "#112233"), "b": Key(Text("B", "乙"), "#445566", "dash")}
    shade, line, other = fans(table, "zh", marks=marks, scale=scale_of("yuan/person/year")).data
    assert list(shade.x) == [*MONTHS, *reversed(MONTHS)] and list(shade.y) == [0.0, 1.0, 2.0, 7.0, 6.0, 5.0]
    assert line.name == "甲" and list(line.x) == MONTHS and list(line.y) == [1.0, 2.0, 3.0]
    assert line.customdata.tolist() == [[0.0, 5.0], [1.0, 6.0], [2.0, 7.0]]
    assert line.hovertemplate == "%{y:,.0f} (%{customdata[0]:,.0f} – %{customdata[1]:,.0f})"
    assert (
        other.hovertemplate == "%{y:,.0f}" and other.line.dash == "dash" and list(other.y) == [9.0, 8.0, 7.0]
    )
    unshaded = fans(table, "zh", marks=marks, scale=PLAIN, shaded=())
    assert len(unshaded.data) == 2 and unshaded.data[0].customdata is not None


def test_stacked_shares_tell_share_and_persons() -> None:
    table = tidy({"series": ["a", "b"], "month": MONTHS[:2], "value": [0.4, 0.6], "persons": [4.0, 6.0]})
    first, second = stack(table, "en", marks=MARKS).data
    assert list(first.y) == [0.4] and list(first.customdata) == [4.0] and list(second.x) == ["2021-12"]
    assert first.hovertemplate == "%{y:.1%} (%{customdata:,.0f})" and first.stackgroup == second.stackgroup


def test_points_stand_where_their_figures_are_and_tell_them_in_that_order() -> None:
    marks = {
        "band": Key(Text("Band", "带"), "#112233", "area"),
        "dots": Key(Text("Dots", "点"), "#112233", "point"),
        "mean": Key(Text("Mean", "均值"), "#445566"),
    }
    table = tidy(
        {
            "series": ["dots", "dots", "mean", "mean", "band", "band"],
            "x": [0.1, 0.2, 0.1, 0.2, 0.1, 0.2],
            "value": [1e6, 2e6, 3e6, 4e6, None, None],
            "low": [None, None, 2e6, 3e6, 1e6, 2e6],
            "high": [None, None, 6e6, 9e6, 7e6, 8e6],
            "hover": [*texts("first", "second", "third", "fourth"), None, None],
        }
    )
    axes = {"across": Axis(scale_of("share"), EVIL, (0.0, 0.5)), "up": Axis(scale_of("yuan", 9e6))}
    figure = points(
        table, "en", marks=marks, joined=("mean",), sizes={"dots": 6}, rules=[rule("y", 2.0)], **axes
    )
    shade, dots, mean = figure.data
    assert list(shade.x) == [0.1, 0.2, 0.2, 0.1] and list(shade.y) == [1.0, 2.0, 8.0, 7.0]
    assert list(dots.x) == [0.1, 0.2] and list(dots.y) == [1.0, 2.0] and dots.hovertext == ("first", "second")
    assert dots.hovertemplate == "%{hovertext}<extra></extra>" and shade.hoverinfo == "skip"
    assert dots.mode == "markers" and dots.marker.size == 6 and dots.error_y.array is None
    assert mean.mode == "lines+markers" and list(mean.error_y.array) == [3.0, 5.0]
    assert list(mean.error_y.arrayminus) == [1.0, 1.0]
    assert figure.layout.xaxis.range == (0.0, 0.5) and figure.layout.shapes[0].y0 == 2.0
    assert (mean.line.dash, mean.marker.size, mean.marker.color) == ("solid", 9.0, "#445566")


def test_the_ends_of_an_axis_are_in_the_unit_that_is_drawn() -> None:
    money = Axis(scale_of("yuan", 9e6), ends=(1e6, 8e6), zero=True)
    assert [money.drawn(lang)["range"] for lang in LANGS] == [[1.0, 8.0], [100.0, 800.0]]
    assert money.drawn("en")["rangemode"] == "tozero"
    table = {"series": "line", "x": [1e6, 2e6], "value": [3e6, 4e6], "hover": None}
    marks = {"line": Key(Text("L", "线"), "#112233", "dash")}
    drawn = [points(tidy(table), lang, marks=marks, across=money, up=Axis(money.scale)) for lang in LANGS]
    for figure, factor in zip(drawn, (1e-6, 1e-4), strict=True):
        (line,) = figure.data
        assert list(line.x) == [1e6 * factor, 2e6 * factor] and list(line.y) == [3e6 * factor, 4e6 * factor]
        assert (line.mode, line.line.dash, line.hoverinfo) == ("lines", "dash", "skip")


def test_a_legend_shows_the_mark_that_is_drawn() -> None:
    marks = {mark: Key(Text(mark, mark), "#112233", mark) for mark in ("point", "point open", "dash", "area")}
    shown = dict(zip(marks, legend_traces(list(marks.values()), "en"), strict=True))
    assert shown["point"].marker.symbol == "circle" and shown["point open"].marker.symbol == "circle-open"
    assert (shown["dash"].mode, shown["dash"].line.dash) == ("lines", "dash")
    assert shown["area"].marker.symbol == "square" and shown["area"].marker.color != "#112233"
    assert all(trace.showlegend and trace.x == (None,) for trace in shown.values())


def test_a_heat_map_has_each_figure_in_its_cell() -> None:
    cells = [(3.0, 1.0, 10.0), (2.0, 1.0, 20.0), (2.0, 5.0, 30.0), (3.0, 5.0, np.nan)]
    x, y, value = zip(*cells, strict=True)
    named = {"x_name": texts(*map(str, x)), "y_name": texts(*map(str, y))}
    said = {"text": texts("p", "q", "r", "s"), "hover": texts("P", "Q", "R", "S")}
    table = tidy({"x": x, "y": y, "value": value, **named, **said})
    titles = (Text("Across", "横"), Text("Up", "纵"))
    figure = heat(table, "en", scale=scale_of("points"), colours=[[0, "#fff"], [1, "#000"]], titles=titles)
    (trace,) = figure.data
    assert trace.z.tolist()[0] == [2000.0, 1000.0] and trace.z[1][0] == 3000.0 and np.isnan(trace.z[1][1])
    assert [list(row) for row in trace.text] == [["q", "p"], ["r", "s"]]
    assert [list(row) for row in trace.hovertext] == [["Q", "P"], ["R", "S"]]
    assert figure.layout.xaxis.ticktext == ("2.0", "3.0") and figure.layout.yaxis.ticktext == ("1.0", "5.0")
    assert figure.layout.xaxis.title.text == "Across" and figure.layout.yaxis.title.text == "Up"
    assert trace.zmin is None and (trace.zmax, trace.showscale) == (None, False)


def test_the_colours_of_a_heat_map_may_end_at_figures_that_are_given() -> None:
    x = list(range(14))
    named = {"x_name": texts(*map(str, x)), "y_name": texts(*"a" * 14), "text": texts(*"t" * 14)}
    table = tidy({"x": x, "y": 0, "value": 0.5, **named, "hover": texts(*"h" * 14)})
    style = {"colours": [[0.0, "#ffffff"], [1.0, "#000000"]], "titles": (EVIL, EVIL)}
    figure = heat(table, "zh", scale=scale_of("points"), ends=(0.0, 1.0), **style)
    (trace,) = figure.data
    assert (trace.zmin, trace.zmax) == (0.0, 100.0) and trace.text is None and trace.showscale is None
    assert figure.layout.xaxis.ticktext == tuple(f"中{number}" for number in range(0, 14, 2))
    assert figure.layout.xaxis.tickvals == tuple(range(0, 14, 2))


@pytest.mark.parametrize(("count", "step"), [(12, 1), (13, 2), (16, 2), (17, 3), (24, 3)])
def test_an_axis_of_many_numbers_writes_about_eight(count: int, step: int) -> None:
    x = list(range(count))
    named = {"x_name": texts(*map(str, x)), "y_name": texts(*"a" * count), "text": texts(*"t" * count)}
    table = tidy({"x": x, "y": 0, "value": 0.5, **named, "hover": texts(*"h" * count)})
    style = {"colours": [[0.0, "#ffffff"], [1.0, "#000000"]], "titles": (EVIL, EVIL)}
    figure = heat(table, "en", scale=scale_of("points"), **style)
    assert figure.layout.xaxis.tickvals == tuple(range(0, count, step))
    assert figure.layout.xaxis.range == (-0.5, count - 0.5)


def test_what_is_told_of_an_interval_is_the_figure_then_its_ends() -> None:
    told = interval_told(Text("seats", "名额"), map(money, (2e9, 1e9, 4e9)), Text("Plan", "方案"))
    assert told == Text(
        "Plan: seats: 2.00 billion yuan (1.00–4.00 billion yuan)", "方案：名额：20.0亿元（10.0–40.0亿元）"
    )


def test_texts_of_others_become_no_markup() -> None:
    table = intervals().assign(name=EVIL, hover=EVIL)
    marks = {name: Key(EVIL, key.colour, key.mark) for name, key in MARKS.items()}
    chart = Chart("c", EVIL, table, partial(rows, marks=marks, scale=PLAIN), tuple(marks.values()))
    for lang in LANGS:
        text = chart.figure(lang).to_json()
        assert "<a" not in text and "<b>" not in text and "\\u003cb\\u003e" not in text
    assert chart.figure("en").layout.title.text == "&lt;b&gt;A&lt;/b&gt; &amp; B"


def test_a_text_is_wrapped_by_words_in_english_and_by_characters_in_chinese_and_escaped() -> None:
    text = Text("one <two> three", "一二<三四>五")
    assert wrapped(text, "en", 9, 4) == "one &lt;two&gt;<br>three"
    assert wrapped(text, "zh", 9, 4) == "一二&lt;三<br>四&gt;五"
    axis = Text("", "元/人（截至2022年12月的一年）")
    assert wrapped(axis, "zh", 30, 10) == "元/人（截至<br>2022年12月的<br>一年）"
    assert wrapped(axis, "zh", 30, 20) == axis.zh
    assert wrapped(Text("", ""), "zh", 9, 4) == wrapped(Text("", ""), "en", 9, 4) == ""


def test_a_table_is_made_of_columns_of_rows_or_of_tables_and_knows_its_units() -> None:
    rows_of = [("a", 1.0, 0.5, 2.0), ("b", 3.0, 2.5, 4.0)]
    names = ("series", "value", "low", "high")
    table = tidy(rows_of, names, value="yuan")
    estimates = [Estimate(1.0, 0.5, 2.0), Estimate(3.0, 2.5, 4.0)]
    assert table.equals(tidy({"series": ["a", "b"], **ends(estimates)}))
    assert table.equals(tidy([dict(zip(names, row, strict=True)) for row in rows_of]))
    assert table.equals(tidy([table.iloc[:1], table.iloc[1:]]))
    assert table.attrs["units"] == {"low": "yuan", "high": "yuan", "value": "yuan"}
    assert tidy([table.iloc[:1], table[["series"]]])["value"].isna().tolist() == [False, True, True]


def test_a_series_without_a_mark_and_a_unit_of_no_column_are_errors() -> None:
    with pytest.raises(ValueError, match="series without a mark: b"):
        rows(intervals(), "en", marks={"a": MARKS["a"]}, scale=PLAIN)
    with pytest.raises(ValueError, match="units of columns that the table lacks: values"):
        tidy({"value": [1.0]}, values="yuan")


def test_a_figure_that_stands_alone_has_title_legend_and_the_template() -> None:
    chart = Chart(
        "c", Text("T", "题"), intervals(), partial(rows, marks=MARKS, scale=PLAIN), tuple(MARKS.values())
    )
    figure = chart.figure("zh")
    assert isinstance(figure, go.Figure) and figure.layout.title.text == "题"
    assert [trace.name for trace in figure.data if trace.showlegend] == ["甲", "乙"]
    assert figure.layout.showlegend and figure.layout.template == template()
    assert plotly.io.templates[NAME] == template()
    assert chart.plot("zh").layout.title.text is None and len(chart.plot("zh").data) == 2


def test_the_page_holds_the_english_figure_and_what_differs_in_chinese() -> None:
    scale = scale_of("yuan", 8e9)
    chart = Chart("c", Text("T", "题"), intervals(), partial(rows, marks=MARKS, scale=scale))
    embedded = embedded_chart(chart)
    json.dumps(embedded, allow_nan=False)
    assert embedded["data"][0]["x"] == [3.0, 5.0] and embedded["data"][0]["error_x"]["array"] == [4.0, None]
    assert embedded["zh"]["data"]["0"]["x"] == [30.0, 50.0] and embedded["zh"]["data"]["1"]["name"] == "乙"
    assert "y" not in embedded["zh"]["data"]["0"] and "template" not in embedded["layout"]
    for lang in LANGS:
        whole = parts(chart.plot(lang))
        assert whole["layout"].pop("template") == page_template()
        assert {key: patched(embedded, lang)[key] for key in ("data", "layout")} == whole


def test_languages_may_differ_in_texts_and_numbers_only() -> None:
    english: dict[str, Any] = {"a": [1, 2], "b": [{"c": "x"}, {"c": "y"}], "d": {"e": 1}}
    assert differing(english, english) is None
    assert differing(english, {**english, "b": [{"c": "x"}, {"c": "z"}]}) == {"b": {"1": {"c": "z"}}}
    assert differing(english, {**english, "a": [1, 3]}) == {"a": [1, 3]}
    with pytest.raises(ValueError, match="other parts in Chinese"):
        differing(english, {**english, "d": {}})
