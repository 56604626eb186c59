"""Charts of a run show the figures of its frames, in both languages, with one colour a scenario."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from resettle.results.judge.comparison import compare
from resettle.results.questions.run.charts import charts, forest_charts
from resettle.results.questions.run.compute import Case, cases
from resettle.results.report.charts import Chart
from resettle.results.report.charts.embed import embedded_chart
from resettle.results.report.style import SCENARIO_COLOURS
from resettle.results.text.labels import LANGS, Lang
from tests.results.factory import Run, make_run
from tests.results.regions_factory import make_places_run

MANY = ("plan", "base", "none", "train")


def made(*names: str) -> tuple[Run, list[Case], list[Chart]]:
    run = make_run(*names)
    found = cases(run.scenarios, run.monthly, run.levers)
    shown = charts(found)
    if len(names) > 1:
        shown += forest_charts(found, compare(run.scenarios, run.monthly, run.levers))
    return run, found, shown


def figure_of(chart: str, shown: list[Chart], lang: Lang = "en") -> go.Figure:
    return next(one for one in shown if one.name == chart).plot(lang)


def by_month(run: Run, scenario: str, column: str) -> pd.DataFrame:
    """A column of the monthly frame, replications down and months across."""
    own = run.monthly[run.monthly["scenario"] == scenario]
    return own.pivot(index="replication", columns="month", values=column)


def numbers(text: str) -> list[float]:
    """The numbers of a text, signs included."""
    plain = text.replace("\N{MINUS SIGN}", "-").replace(",", "").replace("–", " ")
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", plain)]


def intervals(trace: Any, axis: str) -> np.ndarray:
    """Middle, low and high of each mark of a trace, from its error bars."""
    middle, error = np.asarray(trace[axis]), trace[f"error_{axis}"]
    return np.column_stack([middle, middle - error.arrayminus, middle + error.array])


@pytest.mark.parametrize("names", [("plan",), MANY])
def test_the_page_may_hold_every_figure_in_both_languages(names: tuple[str, ...]) -> None:
    for chart in made(*names)[2]:
        json.dumps(embedded_chart(chart), allow_nan=False)
        for lang in LANGS:
            assert chart.figure(lang).layout.title.text == chart.title.in_(lang)
            assert {trace.type for trace in chart.plot(lang).data} <= {"scatter", "bar"}


def test_one_scenario_has_all_the_charts_that_are_asked_for() -> None:
    names = [chart.name for chart in made("plan")[2]]
    assert names == ["income", "growth", "contributions", "channels-0", "employment", "zero", "spending"]


def test_several_scenarios_get_small_multiples_and_differences() -> None:
    names = [chart.name for chart in made(*MANY)[2]]
    assert len(names) == len(set(names))
    assert [name for name in names if name.startswith("channels")] == [f"channels-{i}" for i in range(4)]
    zero = {"zero-employment-any-work", "zero-employment-willing"}
    assert {*zero, "difference-income_growth"} <= set(names)


def test_a_scenario_keeps_its_colour_in_every_chart() -> None:
    _, found, shown = made(*MANY)
    assert [case.colour for case in found] == list(SCENARIO_COLOURS[:4])
    titles = {case.title.en: case.colour for case in found}
    seen = 0
    for chart in shown:
        if chart.name.startswith("channels"):
            continue
        for trace in chart.plot().data:
            name = (trace.name or "").split(":")[0]
            if name in titles:
                colour = trace.line.color if trace.mode == "lines" else trace.marker.color
                assert colour == titles[name], (chart.name, name)
                seen += 1
    assert seen > 4 * len(MANY)


def test_income_is_that_of_twelve_months_with_median_and_bands_and_the_path_of_the_target() -> None:
    run, _, shown = made("plan")
    outer, inner, middle, path = figure_of("income", shown).data
    sums = by_month(run, "plan", "income").T.rolling(12).sum().T.loc[:, "2021-12":]
    assert list(middle.x) == list(sums.columns) and len(middle.x) == 37
    assert middle.y == pytest.approx(sums.median().to_numpy())
    for shade, low, high in ((outer, 0.05, 0.95), (inner, 0.25, 0.75)):
        ends = np.concatenate([sums.quantile(low), sums.quantile(high)[::-1]])
        assert shade.y == pytest.approx(ends)
    assert middle.customdata == pytest.approx(sums.quantile([0.05, 0.95, 0.25, 0.75]).to_numpy().T)
    assert path.y[-1] == pytest.approx(path.y[0] * 1.15**3) and path.y[0] == pytest.approx(middle.y[0])
    assert (path.x[0], path.x[-1], len(path.x)) == ("2021-12", "2024-12", 37)


def test_several_incomes_have_a_line_and_a_band_each() -> None:
    run, _, shown = made("plan", "base")
    traces = figure_of("income", shown).data
    for line, name in zip(traces[1::2], ("plan", "base"), strict=False):
        sums = by_month(run, name, "income").T.rolling(12).sum().T.loc[:, "2021-12":]
        assert line.y == pytest.approx(sums.median().to_numpy())
        assert line.customdata == pytest.approx(sums.quantile([0.05, 0.95]).to_numpy().T)


def test_growth_of_each_year_and_of_all_has_its_interval_and_says_it() -> None:
    run, _, shown = made("plan")
    bars, earned, level = figure_of("growth", shown).data
    for marks, name in ((earned, "earned_income"), (bars, "income")):
        income = by_month(run, "plan", name)
        years = income.T.groupby(income.columns.str[:4]).sum().T
        rates = [years[str(year)] / years[str(year - 1)] - 1.0 for year in (2022, 2023, 2024)]
        rates.append((years["2024"] / years["2021"]) ** (1 / 3) - 1.0)
        expected = [[rate.median(), rate.quantile(0.05), rate.quantile(0.95)] for rate in rates]
        assert intervals(marks, "y") == pytest.approx(np.array(expected))
    assert (bars.name, earned.name) == (
        "Disposable income per person",
        "Wages and business income per person",
    )
    for text, row, name in zip(bars.hovertext, expected, ("2022", "2023", "2024", "All years"), strict=True):
        assert text.startswith(f"{name}: ")
        assert numbers(text)[-3:] == pytest.approx([100 * value for value in row], abs=0.051)
    assert level.y == pytest.approx(0.15) and (level.x[0], level.x[-1]) == (-0.5, 3.5)


def test_contributions_are_points_that_add_up_to_growth() -> None:
    _, found, shown = made("plan")
    (bars,) = figure_of("contributions", shown).data
    growth = figure_of("growth", shown).data[0].y[-1]
    assert sum(bars.x) == pytest.approx(100 * growth, abs=0.2)
    table = next(chart for chart in shown if chart.name == "contributions").table
    assert table.attrs["units"]["value"] == "share/year"
    assert intervals(bars, "x") == pytest.approx(100 * table[["value", "low", "high"]].to_numpy())
    assert numbers(bars.hovertext[1]) == pytest.approx(intervals(bars, "x")[1], abs=0.051)
    for text, row in zip(bars.hovertext, intervals(bars, "x"), strict=True):
        told = numbers(text)
        assert (told[0], told[1], told[-1]) == pytest.approx(tuple(row), abs=0.051)
    assert found[0].panel.years == (2022, 2023, 2024)


def test_channel_shares_are_medians_and_add_up_to_all_labour() -> None:
    run, _, shown = made("plan")
    figure = figure_of("channels-0", shown)
    for values in zip(*(trace.y for trace in figure.data), strict=True):
        assert sum(values) == pytest.approx(1.0, abs=0.01)
    persons = by_month(run, "plan", "channel_out_of_province")
    labour = by_month(run, "plan", "labour")
    away = figure.data[0]
    assert away.y == pytest.approx((persons / labour).median().to_numpy())
    assert away.customdata == pytest.approx(persons.median().to_numpy())
    assert list(away.x) == list(persons.columns) and figure.data[-1].name == "Not in work"


@pytest.mark.parametrize(
    ("lang", "names"),
    [
        ("en", ("any work in 12 months", "strict month", "strict month, without public-welfare posts")),
        ("zh", ("12个月内有务工", "当月口径", "当月口径，不含公益性岗位")),
    ],
)
def test_employment_is_drawn_as_officials_count_it_then_by_the_strict_month_with_and_without_posts(
    lang: Lang, names: tuple[str, ...]
) -> None:
    run, _, shown = made("plan")
    data = figure_of("employment", shown, lang).data
    assert tuple(line.name for line in data[1::2]) == names
    columns = ("employment_any_work", "employment_rate", "employment_rate_without_posts")
    for line, column, dash in zip(data[1::2], columns, ("solid", "solid", "dot"), strict=True):
        rate = by_month(run, "plan", column)
        assert line.y == pytest.approx(rate.median().to_numpy()) and line.line.dash == dash
        assert line.customdata == pytest.approx(rate.quantile([0.05, 0.95]).to_numpy().T)
        assert line.hovertemplate.startswith("%{y:.1%} (")


def test_households_without_work_are_counted_as_officials_do_and_by_the_strict_month() -> None:
    run, _, shown = made("plan")
    data = figure_of("zero", shown).data
    columns = ("zero_employment_any_work", "zero_employment_willing")
    for line, column in zip((data[2], data[5]), columns, strict=True):
        assert line.y == pytest.approx(by_month(run, "plan", column).median().to_numpy())
    assert [data[2].name, data[5].name] == ["any work in 12 months", "strict month"]
    run, _, shown = made("plan", "base")
    for column in columns:
        lines = figure_of(column.replace("_", "-"), shown).data[1::2]
        for line, name in zip(lines, ("plan", "base"), strict=True):
            assert line.y == pytest.approx(by_month(run, name, column).median().to_numpy())


@pytest.mark.parametrize(("lang", "unit"), [("en", 1e9), ("zh", 1e8)])
def test_spending_of_a_lever_is_what_its_ledger_says(lang: Lang, unit: float) -> None:
    run, found, shown = made("plan")
    figure = figure_of("spending", shown, lang)
    plan = run.levers[run.levers["month"].isin(found[0].panel.plan_months)]
    totals = plan.groupby(["lever", "replication"])["spent_yuan"].sum().unstack()
    order = totals.median(axis=1).sort_values(ascending=False).index
    expected = totals.loc[order].T.quantile([0.5, 0.05, 0.95]).T.to_numpy()
    (bars,) = figure.data
    assert intervals(bars, "x") == pytest.approx(expected / unit)
    assert list(bars.y) == list(range(len(order)))
    assert figure.layout.yaxis.ticktext[0] == {"en": "Public-welfare posts", "zh": "公益性岗位"}[lang]
    assert numbers(bars.hovertext[0])[0] == pytest.approx(expected[0, 0] / unit, rel=0.005)


def test_differences_are_those_of_the_comparison_in_its_units() -> None:
    run, _, shown = made(*MANY)
    comparison = compare(run.scenarios, run.monthly, run.levers)
    factors = {"income_growth": (100.0, 1.0), "income_last_year": (1.0, 1.0), "spending": (1e-9, 1000.0)}
    for measure, (factor, told) in factors.items():
        own = comparison[(comparison["measure"] == measure) & comparison["reference_mean"].notna()]
        own = own.set_index("scenario").loc[list(MANY[1:])]
        traces = figure_of(f"difference-{measure}", shown).data
        expected = own[["difference", "low", "high"]].to_numpy(float) * factor
        assert np.vstack([intervals(trace, "x") for trace in traces]) == pytest.approx(expected)
        assert [list(trace.y) for trace in traces] == [[0.0], [1.0], [2.0]]
        assert numbers(traces[0].hovertext[0])[0] == pytest.approx(told * expected[0, 0], rel=0.02)


def test_nothing_that_a_planner_wrote_becomes_markup_in_a_chart() -> None:
    from resettle.scenarios import Text

    run = make_run("plan", "base", title=Text("<a href='http://x'>click</a>", "<b>甲</b>"))
    shown = charts(cases(run.scenarios, run.monthly, run.levers))
    # the script sets a title as text, and hands plotly an escaped one (`page-tools.js`)
    drawn = [{key: part for key, part in embedded_chart(chart).items() if key != "title"} for chart in shown]
    text = json.dumps(drawn, ensure_ascii=False)
    assert "<a" not in text and "<b>" not in text
    assert "&lt;a href" in text and "&lt;b&gt;甲" in text


def test_no_half_wide_chart_stands_alone_in_its_row() -> None:
    runs = [make_run(*names) for names in (("plan",), ("plan", "base"), ("plan", "base", "none"), MANY)]
    places = make_places_run("wanzhou", "hanyin", "yinchuan")
    for run in (*runs, places, replace(places, levers=places.levers.iloc[:0])):
        column, shown = 0, charts(cases(run.scenarios, run.monthly, run.levers))
        assert len({chart.name for chart in shown}) == len(shown)
        for chart in shown:
            if chart.wide:
                assert column == 0
            else:
                column = 1 - column
        assert column == 0
