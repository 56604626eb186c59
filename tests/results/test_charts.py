"""Charts are figures that plotly accepts, in both languages, with one colour a scenario."""

from __future__ import annotations

import json
from typing import Any

import plotly.graph_objects as go
import pytest

from resettle.results.judge.comparison import compare
from resettle.results.questions.run.bars import forest_charts
from resettle.results.questions.run.cases import Case, cases
from resettle.results.questions.run.charts import charts
from resettle.results.questions.run.report import ReportData
from resettle.results.report.style import SCENARIO_COLOURS, Chart
from tests.results.factory import make_run

MANY = ("plan", "base", "none", "train")


def made(*names: str) -> tuple[ReportData, list[Case], list[Chart]]:
    run = make_run(*names)
    held = cases(run.scenarios, run.monthly, run.levers)
    shown = charts(held)
    if len(names) > 1:
        shown += forest_charts(held, compare(run.scenarios, run.monthly, run.levers))
    return run, held, shown


def localised(node: Any, lang: str) -> Any:
    """As the page does it: texts are the mappings of exactly two languages."""
    if isinstance(node, list):
        return [localised(item, lang) for item in node]
    if not isinstance(node, dict):
        return node
    if set(node) == {"en", "zh"}:
        return node[lang]
    return {key: localised(item, lang) for key, item in node.items()}


@pytest.mark.parametrize("names", [("plan",), MANY])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_plotly_accepts_every_figure(names: tuple[str, ...], lang: str) -> None:
    for chart in made(*names)[2]:
        figure = localised(chart.figure, lang)
        json.dumps(figure, allow_nan=False)
        for trace in figure["data"]:
            go.Figure(data=[trace])
        go.Figure(layout=figure["layout"])


def test_one_scenario_has_all_the_charts_that_are_asked_for() -> None:
    names = [chart.name for chart in made("plan")[2]]
    assert names == ["income", "growth", "contributions", "channels-0", "employment", "zero", "spending"]


def test_several_scenarios_get_small_multiples_and_differences() -> None:
    names = [chart.name for chart in made(*MANY)[2]]
    assert len(names) == len(set(names))
    assert [name for name in names if name.startswith("channels")] == [f"channels-{i}" for i in range(4)]
    assert {"zero-employment", "zero-employment-long", "difference-income_growth"} <= set(names)


def test_a_scenario_keeps_its_colour_in_every_chart() -> None:
    _, held, shown = made(*MANY)
    assert [case.colour for case in held] == list(SCENARIO_COLOURS[:4])
    titles = {case.title.en: case.colour for case in held}
    for chart in shown:
        if chart.name.startswith("channels"):
            continue
        for trace in chart.figure["data"]:
            name = trace.get("name", {}).get("en", "").split(":")[0]
            if name in titles:
                colour = trace["line"]["color"] if "line" in trace else trace["marker"]["color"]
                assert colour == titles[name], (chart.name, name)


def test_the_fan_has_the_median_between_its_bands_and_the_path_of_the_target() -> None:
    _run, _held, shown = made("plan")
    outer, inner, middle, path = shown[0].figure["data"]
    count = len(middle["x"])
    assert middle["x"][0] == "2021-12" and middle["x"][-1] == "2024-12"
    low, high = outer["y"][:count], list(reversed(outer["y"][count:]))
    assert all(a <= m <= b for a, m, b in zip(low, middle["y"], high, strict=True))
    assert all(a <= b for a, b in zip(low, inner["y"][:count], strict=True))
    assert path["y"][-1] == pytest.approx(path["y"][0] * 1.15**3, rel=1e-4)
    assert path["y"][0] == pytest.approx(middle["y"][0], rel=1e-4)


def test_channel_shares_add_up_to_all_labour() -> None:
    chart = next(chart for chart in made("plan")[2] if chart.name == "channels-0")
    for values in zip(*(trace["y"] for trace in chart.figure["data"]), strict=True):
        assert sum(values) == pytest.approx(1.0, abs=0.01)


def test_nothing_that_a_planner_wrote_becomes_markup_in_a_chart() -> None:
    from resettle.scenarios import Text

    run = make_run("plan", "base", title=Text("<a href='http://x'>click</a>", "<b>甲</b>"))
    text = json.dumps([chart.figure for chart in charts(cases(run.scenarios, run.monthly, run.levers))])
    assert "<a" not in text and "<b>" not in text
    assert "&lt;a href" in text


def test_no_half_wide_chart_stands_alone_in_its_row() -> None:
    for names in (("plan",), ("plan", "base"), ("plan", "base", "none"), MANY):
        run = make_run(*names)
        column = 0
        for chart in charts(cases(run.scenarios, run.monthly, run.levers)):
            if chart.wide:
                assert column == 0
            else:
                column = 1 - column
        assert column == 0
