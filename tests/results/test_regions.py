"""A run over several places: one table, each place's own verdict, and no differences between places."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len

from resettle.results.judge.comparison import compare
from resettle.results.judge.regions import by_region, short_titles
from resettle.results.questions.run.charts import charts
from resettle.results.questions.run.compute import cases, cases_by_region
from resettle.results.questions.run.target_tables import terminal_matrix_table
from resettle.results.questions.run.views import shared_targets
from resettle.results.report import terminal
from resettle.results.report.answer import Section
from resettle.results.report.charts import Chart
from resettle.results.text.labels import NOTHING, Lang, Text
from tests.page_text import printed
from tests.results.factory import Run, make_scenario, render, value
from tests.results.regions_factory import make_place, make_places_run

FIVE = ("guizhou", "wanzhou", "hanyin", "yinchuan", "wanzhou+more")


@pytest.fixture(scope="module")
def run() -> Run:
    return make_places_run()


@pytest.fixture(scope="module")
def mixed() -> Run:
    return make_places_run(*FIVE)


def parts(run: Run) -> dict[str, Section]:
    """What is said of each scenario, by its name."""
    section = next(one for one in run.answer.sections if one.name == "scenarios")
    return {part.name.removeprefix("scenario-"): part for part in section.parts}


def drawn(run: Run) -> list[Chart]:
    return charts(cases(run.scenarios, run.monthly, run.levers))


def test_scenarios_of_one_place_have_the_same_people_and_months() -> None:
    plan, other = make_place("wanzhou"), make_place("wanzhou", "other")
    assert by_region([plan, other]) == [[plan, other]]
    fewer = replace(other, population={**other.population, "households": value(8000, "households")})
    assert by_region([plan, fewer]) == [[plan], [fewer]]
    later = replace(other, period=replace(other.period, end=other.period.end - 12))
    assert by_region([plan, later]) == [[plan], [later]]
    drawn_wider = replace(
        other, population={**other.population, "households": value(9000, "households", range=(0.1, 2.0))}
    )
    assert by_region([plan, drawn_wider]) == [[plan], [drawn_wider]]


def test_levers_behaviour_series_and_notes_make_no_other_place() -> None:
    plan = make_place("hanyin")
    said = value(7000, "households", note=Text("Another note", "另一说明"))
    other = replace(
        plan,
        name="other",
        document=None,
        levers={},
        targets={},
        parameters={**plan.parameters, "pay_gap": value(0.3, "share")},
        population={**plan.population, "households": said},
    )
    assert by_region([plan, other]) == [[plan, other]]


def test_places_keep_the_order_of_the_run_and_a_place_its_first_scenario(mixed: Run) -> None:
    names = [[one.name for one in group] for group in by_region(mixed.scenarios)]
    assert names == [["guizhou"], ["wanzhou", "more"], ["hanyin"], ["yinchuan"]]


def test_heads_are_the_places_where_titles_tell_them_apart() -> None:
    held = [make_place(name) for name in ("guizhou", "wanzhou")]
    assert short_titles(held) == [Text("Guizhou", "贵州"), Text("Wanzhou", "万州")]
    twice = [*held, make_place("wanzhou", "more")]
    assert [head.en for head in short_titles(twice)] == ["guizhou", "wanzhou", "more"]
    assert [head.zh for head in short_titles([make_scenario("plain")])] == ["plain"]


def test_nothing_is_subtracted_across_places(run: Run, mixed: Run) -> None:
    assert len(compare(run.scenarios, run.monthly, run.levers)) == 0
    rows = compare(mixed.scenarios, mixed.monthly, mixed.levers)
    assert set(zip(rows["scenario"], rows["reference"], strict=True)) == {("more", "wanzhou")}


def test_every_target_has_a_row_and_a_place_without_it_a_gap(run: Run) -> None:
    rows = shared_targets(run.targets, run.scenarios)
    names = {name for scenario in run.scenarios for name in scenario.targets}
    assert len(rows) == len(names)
    for row in rows:
        for cell, scenario in zip(row.cells, run.scenarios, strict=True):
            assert (cell is not None) == any(
                cell is not None and target == cell.target for target in scenario.targets
            )
    shared = [sum(cell is not None for cell in row.cells) > 1 for row in rows]
    assert shared == sorted(shared, reverse=True), "what several places have stands first"


def test_targets_that_ask_for_different_figures_show_each_its_own(run: Run) -> None:
    rows = shared_targets(run.targets, run.scenarios)
    volume = next(
        row for row in rows if any(c is not None and c.target == "training_volume" for c in row.cells)
    )
    assert volume.title == Text("Subsidised courses completed", "完成补贴性培训人次")
    assert not volume.same_words and not volume.same_bound
    assert [cell.limit.zh if cell else None for cell in volume.cells] == [
        "≥10,000",
        None,
        "≥10,000",
        "≥2,000",
    ]


def test_targets_of_one_name_but_of_another_kind_stand_in_rows_of_their_own() -> None:
    one, other = make_place("wanzhou"), make_place("hanyin")
    target = one.targets["employment_rate_95"]
    run = make_places_run("wanzhou", "hanyin")
    moved = replace(target, name="one_employed")
    changed = replace(one, targets={"one_employed": moved})
    from resettle.results.judge.targets import judge

    rows = shared_targets(judge([changed, other], run.monthly), [changed, other])
    assert sum(any(c is not None and c.target == "one_employed" for c in row.cells) for row in rows) == 2


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("names", [(), FIVE])
def test_the_table_of_places_can_be_read_at_eighty_columns(
    monkeypatch: pytest.MonkeyPatch, lang: Lang, names: tuple[str, ...]
) -> None:
    run = make_places_run(*names)
    monkeypatch.setattr(terminal, "WIDTH_WITHOUT_TERMINAL", 80)
    lines = printed(lambda: terminal.print_answer(run.answer, Path("f"), lang))
    text = "\n".join(lines[: -len(run.scenarios) - 1])
    assert max(cell_len(line) for line in text.splitlines()) <= 80
    assert "…" not in text
    space = "" if lang == "zh" else " "
    for probability in ("✗ 0", "✓ 100", "? 95", "✗ 25"):
        assert f"{probability}{space}%" in text
    for interval in ("0–16", "84–100", "76–99", "11–47"):
        assert f"{interval}{space}%" in text
    assert ("贵州" if lang == "zh" else "Guizhou") in text or "guizhou" in text
    assert ("无此目标" if lang == "zh" else "no such target") in text and "✓ 实现" * (lang == "zh") in text


def test_one_place_needs_no_note_and_keeps_its_words(run: Run) -> None:
    plan = [one for one in run.scenarios if one.name == "wanzhou"]
    table = terminal_matrix_table(plan, run.targets)
    assert table.note == NOTHING and table.rows[0][1].text.en == "Not reached"
    assert terminal_matrix_table(run.scenarios, run.targets).note != NOTHING


def test_the_first_target_that_is_listed_is_the_one_that_is_told(run: Run) -> None:
    told = printed(lambda: terminal.print_answer(run.answer, Path("f"), "en"))[-5:-1]
    assert told[0].startswith("guizhou: ✗ The income target is not reached: income grows by 8.")
    assert told[1].startswith("wanzhou: ✗ Not reached: 95 % of labour in work at the end. Median 93.8")
    assert told[2].startswith("hanyin: ✗ Not reached: Zero-employment households are cleared")
    assert "% in 2021 (nine runs" in told[3]


def test_every_place_has_reasons_of_its_own(run: Run) -> None:
    english = {name: " ".join(text.en for text in part.points) for name, part in parts(run).items()}
    assert english["guizhou"].startswith("To grow by 15\u00a0% a year, income per person has to go from")
    assert english["wanzhou"].startswith("Employment rate, any work in the last twelve months: ")
    assert "in 2025-12; asked for ≥\u00a095\u00a0%" in english["wanzhou"]
    assert english["hanyin"].startswith(
        "Households able and willing to work of which nobody worked in the last"
    )
    assert "To grow by 8\u00a0% in 2021, income per person has to go" in english["yinchuan"]
    assert "2024" not in english["hanyin"] and "a year" not in english["yinchuan"]


def test_the_other_targets_that_are_not_reached_have_a_line_each(run: Run) -> None:
    others = {name: part.parts[0] for name, part in parts(run).items()}
    assert others["yinchuan"].title.en == "The other targets that are not reached or uncertain: 2"
    (rural, region) = others["yinchuan"].points
    assert rural.text.en == "Uncertain: Income grows faster than the rural average in every year"
    assert rural.small[0].en.startswith("To grow as fast as rural disposable income")
    assert region.text.en.startswith("Not reached: Income reaches the rural average of the region")
    assert region.small[0].en.startswith("To reach the level asked for in 2025")
    assert {point.verdict for point in others["guizhou"].points} == {"missed"}
    assert "Zero-employment households are cleared" in others["guizhou"].points[0].text.en


def test_the_report_opens_with_the_table_and_has_no_comparison_across_places(run: Run) -> None:
    page = render(run)
    table = page.index('class="answer matrix"')
    assert table < page.index('id="scenario-guizhou"') < page.index('id="charts"')
    assert 'id="comparison"' not in page and "#comparison" not in page
    for plan in ("2022-01", "2023-01", "2021-01", "2025-12"):
        assert plan in page[:table]
    assert page.count('<article id="scenario-') == 4
    assert "Regions side by side" in page


def test_scenarios_of_one_place_are_still_compared_within_such_a_run(mixed: Run) -> None:
    page = render(mixed)
    assert 'id="comparison"' in page
    assert "Wanzhou: more against Wanzhou: the plan from 2023" in page
    assert "against Guizhou" not in page
    assert re.search(r"Wanzhou: the plan from 2023.{0,200}Reference", page, re.S)


def test_charts_of_places_reach_over_their_own_months(run: Run) -> None:
    made = {chart.name: chart for chart in drawn(run)}
    assert [name for name in made if name.startswith("income")] == [f"income-{i}" for i in range(4)]
    assert [name for name in made if name.startswith("zero")] == [f"zero-{i}" for i in range(4)]
    hanyin = made["income-2"].plot().data[-1].x
    assert (hanyin[0], hanyin[-1]) == ("2021-12", "2022-12")
    lines = [trace for trace in made["employment"].plot().data if trace.name]
    assert {trace.x[0] for trace in lines} == {"2021-01", "2022-01", "2020-01"}
    assert made["spending"].title.en.startswith("Most is spent on ")
    assert " for each person and year with “" in made["spending"].title.en


def test_spending_of_places_is_for_each_person_and_year_of_the_plan(run: Run) -> None:
    made = next(chart for chart in drawn(run) if chart.name == "spending")
    panels = {case.scenario.name: case.panel for case in cases(run.scenarios, run.monthly, run.levers)}
    shown = made.table.assign(name=[name.en for name in made.table["name"]]).set_index(["series", "name"])
    for place, panel in panels.items():
        own = run.levers[(run.levers["scenario"] == place) & run.levers["month"].isin(panel.plan_months)]
        spent = own[own["lever"] == "safety_net"].groupby("replication")["spent_yuan"].sum()
        people = run.monthly[run.monthly["scenario"] == place]
        people = people[people["month"].isin(panel.plan_months)].groupby("replication")["persons"].sum() / 12
        assert shown.loc[(place, "Safety net"), "value"] == pytest.approx((spent / people).median())
    assert made.table.attrs["units"]["value"] == "yuan/person/year"


def test_growth_of_places_stands_in_its_own_years_without_a_common_line(run: Run) -> None:
    figure = next(chart for chart in drawn(run) if chart.name == "growth").plot()
    assert figure.layout.xaxis.ticktext == ("2021", "2022", "2023", "2024", "2025", "All years")
    stands = {trace.name: np.rint(trace.x).tolist() for trace in figure.data}
    assert stands["Hanyin"] == [1] and stands["Yinchuan"] == list(range(6))
    assert all(trace.mode == "markers" for trace in figure.data)


def test_a_place_that_is_held_against_series_shows_those_that_its_results_hold() -> None:
    run = make_places_run("yinchuan")
    income = drawn(run)[0]
    assert [key.text.en for key in income.keys if key.mark == "dot"] == [
        "Rural disposable income per person of the region",
        "Income per person that the plan compares with",
    ]
    lines = [trace for trace in income.plot().data if trace.line.dash == "dot"]
    for line, column in zip(lines, ("rural_income", "region_income"), strict=True):
        level = run.monthly.groupby("month")[column].median().rolling(12).mean().loc[line.x[0] : line.x[-1]]
        assert line.y == pytest.approx(level.to_numpy())
    bare = replace(run, monthly=run.monthly.assign(rural_income=float("nan")))
    marks = [key.text.en for key in drawn(bare)[0].keys if key.mark == "dot"]
    assert marks == ["Income per person that the plan compares with"]
    growth = next(chart for chart in drawn(run) if chart.name == "growth")
    assert any(key.text.en == "Target: 8\u00a0% in 2021" for key in growth.keys)
    (line,) = [trace for trace in growth.plot().data if trace.type == "scatter" and trace.mode == "lines"]
    assert line.x.tolist() == [-0.5, 0.5] and line.y.tolist() == [0.08, 0.08]


def test_a_place_of_one_year_has_charts_without_an_average() -> None:
    run = make_places_run("hanyin")
    growth = next(chart for chart in drawn(run) if chart.name == "growth")
    assert growth.plot().layout.xaxis.ticktext == ("2022",)
    assert cases_by_region(cases(run.scenarios, run.monthly, run.levers))[0][0].scenario.name == "hanyin"
    assert "2022" in render(run, "zh")
