"""The answer of a sweep, over an analytic function in place of the model."""

from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from resettle import scenarios
from resettle.results.questions.sweep.charts import cells, edges, pairs
from resettle.results.questions.sweep.compute import Swept
from resettle.results.questions.sweep.plan import Plan, planned
from resettle.results.questions.sweep.question import answered
from resettle.results.questions.sweep.request import Request
from resettle.results.questions.sweep.sentences import warning
from resettle.results.report.answer import Answer, cell_of
from resettle.results.report.charts import Chart
from resettle.results.report.charts.embed import embedded_chart
from resettle.results.runs.draws import Parameters
from resettle.results.text.labels import LANGS, NOTHING, Text
from resettle.results.text.names import work_label
from tests.questions.sweep_fake import FakeAsking, luck

SEATS, POSTS = "levers.training_subsidy.seats", "levers.public_welfare_jobs.posts"
GROWTH, WORK = "income_growth_15", "one_employed"


def of(values: dict[str, float], replication: int) -> dict[str, float]:
    """Growth rises with seats, stable work with posts; nothing moves the enterprises."""
    seats, posts = values.get(SEATS, 12000.0), values.get(POSTS, 63400.0)
    growth = 0.10 + 2e-6 * seats + 0.01 * luck(replication)
    work = min(1.0, 0.9 + 2e-6 * posts)
    return {
        f"figure.{GROWTH}": growth,
        f"met.{GROWTH}": float(growth >= 0.15),
        f"figure.{WORK}": work,
        f"met.{WORK}": float(work >= 1.0),
        f"strict.{WORK}": work - 0.1,
        f"strict_met.{WORK}": 0.0,
        "figure.county_enterprises": 3.0,
        "met.county_enterprises": 0.0,
        "employment_end": work - 0.05 + 0.001 * luck(replication + 500),
        "spending": 1500.0 * seats + 12000.0 * posts,
    }


def plan(vary: list[str], **more: object) -> Plan:
    outcomes = more.pop("of", [GROWTH, WORK, "county_enterprises", "employment_end", "spending"])
    replications = more.pop("replications", 24)
    request = Request("guizhou", vary, of=outcomes, replications=replications, **more)  # type: ignore
    return planned(request, Parameters("point"), 1)


def answer(vary: list[str], **more: object) -> Answer:
    return answered(plan(vary, **more), FakeAsking(of))


def every_text(answer: Answer) -> list[Text]:
    texts = [answer.title, *answer.headlines]
    for section in answer.sections:
        texts += [section.title, *section.paragraphs]
        for table in section.tables:
            texts += [table.title, *table.head, *(cell for row in table.rows for cell in row)]
        for chart in section.charts:
            texts += [chart.title, chart.note, *(key.text for key in chart.keys)]
    return texts


def charts(answer: Answer) -> dict[str, Chart]:
    return {chart.name: chart for section in answer.sections for chart in section.charts}


def drawn(answer: Answer) -> dict[str, go.Figure]:
    return {name: chart.plot("en") for name, chart in charts(answer).items()}


GRID = [f"{SEATS}=10000,20000,40000", f"{POSTS}=0..60000/4"]
ONE = [f"{SEATS}=10000..40000/4"]


def test_runs_are_tidy_with_a_column_a_path() -> None:
    runs = answer(GRID).frames["runs"]
    assert list(runs.columns[:7]) == ["point", SEATS, POSTS, "replication", "seed", "draw", "status"]
    assert len(runs) == 13 * 24
    assert runs[runs["point"] == 0][[SEATS, POSTS]].drop_duplicates().to_numpy().tolist() == [
        [27000.0, 63400.0]
    ]
    first = runs.drop_duplicates("point").sort_values("point")
    assert first[SEATS].tolist()[1:] == [10000.0] * 4 + [20000.0] * 4 + [40000.0] * 4
    assert first[POSTS].tolist()[1:] == [0.0, 20000.0, 40000.0, 60000.0] * 3


def test_points_say_mean_interval_probability_and_paired_difference() -> None:
    points = answer(GRID).frames["points"]
    assert len(points) == 13 * 5
    row = points[(points["point"] == 9) & (points["outcome"] == GROWTH)].iloc[0]
    expected = np.mean([0.18 + 0.01 * luck(number) for number in range(24)])
    assert row["mean"] == pytest.approx(expected)
    assert row["low"] < row["mean"] < row["high"]
    assert row["p05"] < row["low"] and row["high"] < row["p95"]
    assert row["difference"] == pytest.approx(0.056)
    assert row["difference_low"] == pytest.approx(0.056)
    assert 0.0 <= row["probability_low"] <= row["probability"] <= row["probability_high"] <= 1.0
    assert row["effective"] <= 24
    assert row["spending"] == pytest.approx(6e7)
    money = points[(points["point"] == 9) & (points["outcome"] == "spending")].iloc[0]
    assert np.isnan(money["probability"]) and money["mean"] == pytest.approx(6e7)


def test_the_headlines_say_where_targets_are_reached_and_what_moves_them() -> None:
    told = [text.en for text in answered(plan(GRID), FakeAsking(of, draws=0)).headlines]
    growth = next(text for text in told if text.startswith("Income per person grows 15 % a year: reached"))
    assert "reached at 4 of 12 points; the cheapest is" in growth
    assert "Training subsidy 40,000 person-times a year; Public-welfare posts 0 posts (" in growth
    reading = work_label(str(scenarios.load("guizhou").targets[WORK].reading)).en
    work = next(text for text in told if f"({reading}): reached" in text)
    cheapest = "Training subsidy 10,000 person-times a year; Public-welfare posts 60,000 posts"
    assert "reached at 3 of 12" in work and cheapest in work
    (task,) = [text for text in told if text.startswith("Tasks. ")]
    assert task.startswith("Tasks. Met in no run at any point: ") and "enterprise" in task
    assert not any("enterprise" in text for text in told if text != task), "a task is never among targets"
    assert any("moves most with Training subsidy: " in text for text in told)


def test_tasks_stand_apart_in_tables_and_are_looked_at_only_if_they_are_named() -> None:
    best = answer(GRID).sections[0].tables[0]
    titles = [(row[0].en, row[0].zh) for row in best.rows]
    heading = titles.index(("Tasks", "任务量指标"))
    assert heading == len(titles) - 2 and "enterprise" in titles[-1][0]
    assert len(best.rows[heading]) == 1
    title = scenarios.load("guizhou").targets[WORK].title.en
    official = next(row for row in best.rows if cell_of(row[0]).text.en.startswith(title))
    below = best.rows[best.rows.index(official) + 1]
    assert (below[0].en, below[0].zh) == ("strict month", "当月口径")
    best_of, strict = (float(re.search(r"\d+\.\d", row[2].en)[0]) for row in (official, below))  # type: ignore[index]
    assert best_of - strict == pytest.approx(10.0, abs=0.11)
    usual = {one.name: one.role for one in plan(GRID, of=()).outcomes}
    assert usual.pop("spending") == ""
    assert set(usual.values()) == {"outcome"} and {GROWTH, WORK} <= set(usual)


def test_a_target_that_no_point_reaches_names_its_best_chance() -> None:
    told = [text.en for text in answer([f"{SEATS}=5000..25000/5"], of=[GROWTH, "spending"]).headlines]
    assert "reached with confidence at no point; most often at" in told[0]
    assert "25,000 person-times a year, in" in told[0]


def test_targets_that_every_point_misses_though_some_runs_meet_them_share_a_sentence() -> None:
    made = answer([f"{SEATS}=15000..18000/4"], of=[GROWTH, "spending"])
    shares = made.frames["points"].query(f"outcome == '{GROWTH}' and point > 0")["probability"]
    assert shares.max() > 0.0 and shares.nunique() > 1
    told = made.headlines[0]
    assert told.en == "Not reached at any point: Income per person grows 15 % a year."
    assert told.zh.startswith("在所有取值点均未实现：")


def test_nothing_is_made_of_chance() -> None:
    told = answer([f"{POSTS}=1,2,3"], of=["employment_end", "county_enterprises"])
    flat = answered(
        plan([f"{POSTS}=1,2,3"], of=["employment_end"]),
        FakeAsking(lambda values, number: {"employment_end": luck(number * 99 + int(values.get(POSTS, 0)))}),
    )
    assert any("Nothing looked at moves" in text.en for text in flat.headlines)
    still = next(section for section in told.sections if section.name == "sweep-still")
    assert still.folded


def test_a_grid_over_two_paths_has_heat_maps_with_the_figures_of_the_points() -> None:
    figures = drawn(answer(GRID))
    figure = figures["sweep-0-0-1-all-mean"]
    (trace,) = figure.data
    assert trace.type == "heatmap"
    means = [
        np.mean([0.10 + 2e-6 * seats + 0.01 * luck(number) for number in range(24)])
        for seats in (10000, 20000, 40000)
    ]
    assert trace.z.shape == (4, 3)
    for row, hover in zip(trace.z, trace.hovertext, strict=True):
        assert row == pytest.approx(means, rel=1e-9)
        assert all(f"{100.0 * mean:.1f}" in text for mean, text in zip(means, hover, strict=True))
    assert "Training subsidy 40,000; Public-welfare posts 20,000:" in trace.hovertext[1][2]
    assert [trace.text[0][0], figure.layout.xaxis.ticktext[2], figure.layout.yaxis.ticktext[3]] == [
        f"{100.0 * means[0]:.1f}\N{NO-BREAK SPACE}%",
        "40,000",
        "60,000",
    ]
    shares = figures["sweep-0-0-1-all-share"].data[0]
    assert (shares.zmin, shares.zmax) == (0.0, 1.0)
    met = [np.mean([0.10 + 2e-6 * seats + 0.01 * luck(number) >= 0.15 for number in range(24)])
           for seats in (10000, 20000, 40000)]  # fmt: skip
    assert shares.z[0] == pytest.approx(met)
    assert [(one.xref, one.x0, one.layer) for one in figure.layout.shapes] == [("x", 1.5, "above")]


def test_a_cell_of_a_map_is_the_mean_over_all_other_paths_and_over_the_runs_that_succeeded() -> None:
    def some(values: dict[str, float], number: int) -> dict[str, float]:
        if values.get(SEATS) == 20000 and values["levers.monitoring.rounds"] == 6:
            raise ValueError("out of luck")
        rounds = values.get("levers.monitoring.rounds", 12.0)
        return {"spending": 1000.0 * rounds + values.get(SEATS, 0.0) + 3.0 * values.get(POSTS, 0.0)}

    made = plan([*GRID, "levers.monitoring.rounds=6,12"], of=["spending"])
    swept = Swept(made, FakeAsking(some).run(made.variants(), range(24), stage="x"))
    across, up, _ = made.axes
    everywhere = np.ones(len(made.points), dtype=bool)
    table = cells(swept, made.outcomes[0], across, up, everywhere).set_index(["x", "y"])["value"]
    assert table[10000.0, 20000.0] == pytest.approx(9000.0 + 10000.0 + 60000.0)
    assert table[20000.0, 0.0] == pytest.approx(12000.0 + 20000.0)
    assert len(table) == 12


def test_three_paths_also_have_a_map_for_each_number_of_the_third() -> None:
    made = answer([*GRID, "levers.monitoring.rounds=6,12"])
    names = [name for name in charts(made) if name.startswith("sweep-0-")]
    assert {"sweep-0-0-1-all-mean", "sweep-0-0-2-all-mean"} == {name for name in names if "mean" in name}
    names = [name for name in charts(made) if name.startswith("sweep-4-") and "mean" in name]
    assert {"sweep-4-0-1-at-0-mean", "sweep-4-0-1-at-1-mean", "sweep-4-1-2-all-mean"} <= set(names)
    first, second = (drawn(made)[f"sweep-4-0-1-at-{number}-mean"].data[0] for number in (0, 1))
    assert (first.zmin, first.zmax) == (second.zmin, second.zmax)
    every, one = (charts(made)[f"sweep-4-0-1-{name}-mean"] for name in ("all", "at-0"))
    assert "Averaged over all other paths" in every.note.en and "Averaged" not in one.note.en
    assert one.title.en.endswith(" 6") and not every.title.en.endswith(" 6")


def test_where_the_plan_stands_is_told_at_the_edges_of_cells() -> None:
    assert edges(1.0) == (0.5, 1.5)
    assert edges(1.7) == (1.5,)


def test_of_many_paths_the_pairs_that_move_most_are_drawn() -> None:
    vary = [
        f"levers.{name}.places=1,2" for name in ("transport_subsidy", "hiring_subsidy", "placement_service")
    ]
    made = plan([*vary, f"{SEATS}=1,40000", f"{POSTS}=0,60000"])
    held = Swept(made, FakeAsking(of).run(made.variants(), range(24), stage="x"))
    drawn = {axis.path for pair in pairs(held, made.outcomes[0]) for axis in pair}
    assert len(drawn) == 4 and SEATS in drawn
    asked = [*vary, f"{SEATS}=1,40000", f"{POSTS}=0,60000"]
    for paths, notes in ((asked, 1), (asked[1:], 0)):
        made = answer(paths, of=["spending"], replications=2)
        section = next(one for one in made.sections if one.name == "sweep-charts")
        assert len(section.paragraphs) == notes


def test_a_grid_over_one_path_has_lines_with_intervals_and_the_plan_as_it_stands() -> None:
    made = answer(ONE)
    figure = drawn(made)["sweep-0-line"]
    band, line, stated = figure.data
    rows = made.frames["points"].query(f"outcome == '{GROWTH}'").set_index("point")
    points = rows.loc[[1, 2, 3, 4]]
    assert line.x.tolist() == [10000.0, 20000.0, 30000.0, 40000.0]
    assert line.y == pytest.approx(points["mean"])
    assert line.error_y.array == pytest.approx(points["high"] - points["mean"])
    assert line.error_y.arrayminus == pytest.approx(points["mean"] - points["low"])
    assert band.y == pytest.approx([*points["p05"], *points["p95"].tolist()[::-1]])
    assert stated.x.tolist() == [27000.0] and stated.y == pytest.approx([rows.loc[0, "mean"]])
    assert line.hovertext[3].startswith("40,000: ") and stated.hovertext[0].startswith(
        "the plan as it stands"
    )
    bound, standing = sorted(figure.layout.shapes, key=lambda one: one.line.dash)
    assert (bound.line.dash, bound.y0) == ("dash", 0.15) and (standing.line.dash, standing.x0) == (
        "dot",
        27000.0,
    )
    assert band.fill == "toself"


def test_shares_of_runs_are_drawn_with_their_wilson_intervals() -> None:
    made = answer(ONE)
    rows = made.frames["points"].query(f"outcome == '{GROWTH}'").set_index("point").loc[[1, 2, 3, 4]]
    line = drawn(made)["sweep-0-share"].data[0]
    assert line.y == pytest.approx(rows["probability"])
    assert line.error_y.array == pytest.approx(rows["probability_high"] - rows["probability"])
    assert line.error_y.arrayminus == pytest.approx(rows["probability"] - rows["probability_low"])


def test_money_is_drawn_in_steps_of_each_language() -> None:
    chart = charts(answer(ONE, of=["spending"]))["sweep-0-line"]
    along = [chart.plot(lang).layout.yaxis.title.text.replace("<br>", " ") for lang in LANGS]
    assert "million yuan" in along[0] and "亿元" in along[1]
    line = chart.plot("en").data[1]
    assert line.y == pytest.approx(1e-6 * (1500.0 * line.x + 12000.0 * 63400.0))
    assert chart.plot("zh").data[1].y == pytest.approx(1e-2 * line.y)


def test_a_sample_has_scatters_with_ranks() -> None:
    made = answer([f"{SEATS}=5000..40000", f"{POSTS}=0..60000"], sample=40)
    dots, bins, stated = drawn(made)["sweep-0-scatter-0"].data
    assert len(dots.x) == 40 and len(bins.x) == 8
    means = made.frames["points"].query(f"outcome == '{GROWTH}'").sort_values("point")["mean"]
    assert dots.y == pytest.approx(means[1:]) and stated.y == pytest.approx(means[:1])
    assert dots.hovertext[4].endswith("(5)") and f"{dots.x[4]:,.0f}; " in dots.hovertext[4]
    table = next(table for section in made.sections for table in section.tables if "moves" in table.title.en)
    assert table.rows[0][1].en == "+1.00"
    assert table.rows[0][2].en == "–"
    assert any("goes most closely with" in text.en for text in made.headlines)
    assert made.details["sample"] == 40


def test_failed_runs_are_left_out_and_the_rest_is_told() -> None:
    def some(values: dict[str, float], number: int) -> dict[str, float]:
        if values.get(SEATS) == 20000 and (number == 3 or values[POSTS] == 0):
            raise ValueError("out of luck")
        return of(values, number)

    made = answered(plan(GRID), FakeAsking(some))
    points = made.frames["points"].set_index(["point", "outcome"])
    assert points.loc[(6, GROWTH), "replications"] == 23
    assert points.loc[(5, GROWTH), "replications"] == 0 and np.isnan(points.loc[(5, GROWTH), "mean"])
    assert (made.frames["runs"]["status"] == "failed").sum() == 24 + 3


def test_one_replication_has_no_intervals_and_still_an_answer() -> None:
    made = answered(plan(GRID, replications=1), FakeAsking(of, draws=0))
    assert made.headlines and "nan" not in " ".join(text.en for text in every_text(made))
    still = next(section for section in made.sections if section.name == "sweep-still")
    assert all("enterprise" in chart.title.en for chart in still.charts) and still.charts


def test_runs_that_all_fail_leave_an_answer_without_figures() -> None:
    def never(values: dict[str, float], number: int) -> dict[str, float]:
        raise ValueError("no")

    made = answered(plan(GRID), FakeAsking(never))
    assert made.frames["points"]["mean"].isna().all()


@pytest.mark.parametrize("vary", [GRID, ONE, [*GRID, "levers.monitoring.rounds=6,12"]])
def test_every_text_stands_in_both_languages_and_every_figure_is_one_of_plotlys(vary: list[str]) -> None:
    made = answer(vary)
    for text in every_text(made):
        assert bool(text.en) == bool(text.zh)
        assert not any("\u4e00" <= character <= "\u9fff" for character in text.en), text.en
    assert len(charts(made)) == sum(len(section.charts) for section in made.sections)
    for chart in charts(made).values():
        json.dumps(embedded_chart(chart), allow_nan=False)


def test_the_table_of_points_is_ranked_where_there_are_many() -> None:
    made = answer([f"{SEATS}=1000..40000/40"], of=[GROWTH, "spending"])
    table = next(
        table for section in made.sections for table in section.tables if table.title.en.startswith("Points")
    )
    assert "best first" in table.title.en
    assert [row[0].en for row in table.rows[:2]] == ["as it stands", "40"]
    assert table.most == 11


def test_the_scenario_as_it_stands_is_run_first_and_tells_how_long_the_rest_takes() -> None:
    asking, told = FakeAsking(of), []
    answered(plan([f"{SEATS}=1..40000/400"], replications=6), asking, told.append)
    assert asking.stages == [6, 400 * 6]
    assert "2,406 runs (400 points" in told[0].en and "about 10 min on 2 processes" in told[0].en
    assert warning(plan(GRID), 0.5, 2) == NOTHING
    assert "2.0 hours" in warning(plan(GRID), 50.0, 2).en


def test_an_answer_can_be_written_as_a_page() -> None:
    from resettle.results.report.page import render_answer

    made = answer(GRID)
    described = {"scenarios": [], "command": "", "created": "", "runs": 1, "seed": 1, "parameters": "point",
                 "versions": {}, "git": None, "failed": []}  # fmt: skip
    assert "sweep-0-0-1-all-mean" in render_answer(made, described)
    assert isinstance(made.frames["runs"], pd.DataFrame)


def test_figures_of_other_people_are_not_called_paired() -> None:
    same, others = answer(ONE), answer(["population.no_labour=0.05,0.1,0.2"])
    assert any("so differences are paired" in text.en for text in every_text(same))
    said = [text.en for text in every_text(others) if "paired" in text.en.replace("paired counties", "")]
    assert said == [] and not any("配对" in text.zh for text in every_text(others))
    assert any("but other people where their number changes" in text.en for text in every_text(others))
