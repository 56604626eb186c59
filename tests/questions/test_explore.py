"""The explorer: where it runs, what it learns, what it refuses, and whether its errors hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from resettle.results.questions.explore.compute import announced, checks, explored
from resettle.results.questions.explore.content import content_of
from resettle.results.questions.explore.design import alone, anywhere, filling
from resettle.results.questions.explore.question import ask
from resettle.results.questions.explore.request import Request, checked
from resettle.results.questions.explore.sliders import coordinates, moved, possible
from resettle.results.report.answer import QuestionError, cell_of
from resettle.results.statistics.response import columns, told
from tests.questions.explore_fake import AMOUNTS, PLAN, SMALL, FakeAsking, figures


def test_capacity_goes_from_none_to_twice_and_what_law_sets_only_upwards() -> None:
    ends = {one.lever: (one.low, one.high) for one in possible(PLAN)}
    assert ends["training_subsidy"] == (0.0, 2.0)
    assert ends["public_welfare_jobs"] == (1.0, 2.0)
    assert ends["safety_net"] == (1.0, pytest.approx(1.0 / 0.9))  # a share of 1 at most
    assert "monitoring" not in ends  # twelve rounds a year are the most that can be set


def test_a_slider_stops_at_both_ends_at_the_plan_and_at_round_numbers() -> None:
    (slider,) = (one for one in possible(PLAN) if one.lever == "training_subsidy")
    assert slider.stops == tuple(pytest.approx(0.05 * step) for step in range(41))
    (net,) = (one for one in possible(PLAN) if one.lever == "safety_net")
    assert net.stops[0] == 1.0 and net.stops[-1] == net.high


def test_the_design_stays_in_range_and_is_the_same_for_a_seed() -> None:
    sliders = possible(PLAN)[:4]
    once, again, other = (filling(sliders, 40, seed) for seed in (1, 1, 2))
    assert (once == again).all() and not (once == other).all()
    low, high = (np.array([getattr(one, end) for one in sliders]) for end in ("low", "high"))
    assert ((once >= low) & (once <= high)).all() and once.shape == (40, 4)
    spread = (once - low) / (high - low)
    assert np.histogram(spread[:32, 0], 8, (0, 1))[0].tolist() == [4] * 8  # Sobol': as many in each eighth
    tried = anywhere(sliders, 30, 1)
    assert all(set(tried[:, k]) <= set(one.stops) for k, one in enumerate(sliders))


def test_each_end_is_tried_alone() -> None:
    sliders = tuple(one for one in possible(PLAN) if one.lever in ("training_subsidy", "public_welfare_jobs"))
    assert alone(sliders).tolist() == [[0.0, 1.0], [2.0, 1.0], [1.0, 2.0]]
    assert coordinates(sliders, alone(sliders)).tolist() == [[-1.0, -1.0], [1.0, -1.0], [0.0, 1.0]]


def test_a_position_multiplies_amounts_and_their_ranges() -> None:
    sliders = tuple(one for one in possible(PLAN) if one.lever in ("training_subsidy", "works_relief"))
    made = moved(PLAN, sliders, (0.5, 1.0))
    seats = made.levers["training_subsidy"].in_force[-1].settings["seats"]
    assert (seats.number, seats.ends) == (440.0, (220.0, 880.0))
    assert made.levers["works_relief"] == PLAN.levers["works_relief"]


def test_levers_that_move_most_get_sliders_and_idle_ones_are_said_to_be_idle() -> None:
    answer = ask(SMALL, FakeAsking())  # type: ignore[arg-type]
    assert [one["lever"] for one in answer.explorer["sliders"]] == [
        "training_subsidy",
        "public_welfare_jobs",
        "works_relief",
    ]
    others = next(section for section in answer.sections if section.name == "others")
    rows = others.tables[0].rows
    assert len(rows) == len(possible(PLAN)) - 3
    assert {row[1].text.en for row in rows} == {"no effect on these outcomes that can be seen in 12 futures"}  # type: ignore[union-attr]


def test_at_thirty_positions_nine_numbers_in_ten_lie_within_their_error() -> None:
    asking = FakeAsking()
    found = explored(checked(replace(SMALL, check=30, points=40)), asking)  # type: ignore[arg-type]
    seen = checks(found, asking)  # type: ignore[arg-type]
    assert len(seen) == 30 * (5 * 4 + 3 + 1)  # four numbers a target, three of the spending, one of a year
    assert np.mean([one.inside for one in seen]) >= 0.9
    for column in found.responses:
        own = [one.inside for one in seen if one.column == column]
        assert np.mean(own) >= 0.8, column
    wide = [one.error for one in seen if one.statistic == "probability"]
    assert np.median(wide) < 0.08  # an error that holds says something


def test_exact_figures_of_a_check_are_those_of_the_runs() -> None:
    asking = FakeAsking()
    found = explored(checked(replace(SMALL, check=2)), asking)  # type: ignore[arg-type]
    seen = checks(found, asking)  # type: ignore[arg-type]
    times = anywhere(found.sliders, 2, 1)[1]
    amounts = dict.fromkeys(AMOUNTS, 1.0) | {
        one.lever: float(factor) for one, factor in zip(found.sliders, times, strict=True)
    }
    by_hand = np.array([figures(amounts, future)["figure.skills_per_worker"] for future in range(24)])
    exact = {
        one.statistic: one.exact
        for one in seen
        if one.position == 1 and one.column == "figure.skills_per_worker"
    }
    assert exact["mean"] == pytest.approx(by_hand.mean(), abs=2e-3)
    assert exact["probability"] == pytest.approx(np.mean(by_hand >= 1.0), abs=0.05)


def test_the_plan_is_shown_by_its_runs_and_the_page_computes_what_the_library_does() -> None:
    asking = FakeAsking()
    found = explored(checked(SMALL), asking)  # type: ignore[arg-type]
    content = content_of(found, asking)  # type: ignore[arg-type]
    assert content["command"] == "resettle run hanyin {file} --futures 24"
    assert content["base"] == "hanyin" and content["name"] == "hanyin-position"
    plan = [figures(dict.fromkeys(AMOUNTS, 1.0), future) for future in range(24)]
    for one in content["outcomes"]:
        column = "spending" if one["name"] == "spending" else f"figure.{one['name']}"
        assert one["exact"]["mean"] == pytest.approx(np.mean([row[column] for row in plan]))
        if one["bound"] is not None:
            assert one["exact"]["probability"] == np.mean([row[f"met.{one['name']}"] for row in plan])
    at = coordinates(found.sliders, np.array([[0.3, 1.7, 1.2]]))
    for one in content["outcomes"]:
        terms = [tuple(term) for term in content["forms"][one["form"]]["terms"]]
        values = columns(at, terms) @ np.array(one["weights"])
        page = told(values, np.array(one["spreads"]), one["bound"], one["better"])
        response = next(r for c, r in found.responses.items() if c.endswith(one["name"]))
        for name, value in response.predict(at).items():
            assert page[name][0] == pytest.approx(value[0], rel=1e-4, abs=1e-6), (one["name"], name)


def test_a_future_that_failed_somewhere_is_left_out_everywhere() -> None:
    found = explored(checked(SMALL), FakeAsking(failing=[3, 9]))  # type: ignore[arg-type]
    assert found.futures == 22 and 3 not in found.runs.replications


def test_levers_that_are_named_get_sliders_with_their_ends() -> None:
    asking = FakeAsking()
    request = replace(SMALL, vary=("works_relief=0.5..3", "levers.training_subsidy.seats"))
    found = explored(checked(request), asking)  # type: ignore[arg-type]
    assert [(one.lever, one.low, one.high) for one in found.sliders] == [
        ("works_relief", 0.5, 3.0),
        ("training_subsidy", 0.0, 2.0),
    ]
    assert found.others == () and set(asking.stages) == {"explore"}


def test_all_that_is_wrong_is_said_at_once() -> None:
    wrong = ("traning_subsidy", "works_relief=2..1", "safety_net=0..3", "monitoring")
    with pytest.raises(QuestionError) as refused:
        checked(Request(PLAN, vary=wrong, of=("one_employed",), futures=3, points=4))
    lines = str(refused.value).splitlines()
    assert len(lines) == 6 and "did you mean training_subsidy?" in lines[1]
    assert lines[0].startswith("1 outcomes; a dashboard shows 3 to 6")
    assert "'works_relief=2..1' is no range" in lines[2]
    assert "safety_net can be at most 1.11111 times the plan" in lines[3]
    assert "monitoring is set by law and has no range" in lines[4]
    assert "3 futures are too few to tell a band; at least 10 are run" in lines[5]
    with pytest.raises(QuestionError, match="4 points are too few for 6 sliders; at least 32 are run"):
        checked(Request(PLAN, points=4))


def test_as_many_points_are_run_as_the_sliders_need() -> None:
    assert checked(Request(PLAN)).points == 32
    assert checked(Request(PLAN, top=7)).points == 40  # a quadratic of seven has 36 terms
    assert checked(Request(PLAN, top=7, points=50)).points == 50


def test_it_is_said_before_the_start_how_many_runs_there_are_and_how_long_they_take() -> None:
    asked = replace(SMALL, check=2)
    ends = [len(one.ends) for one in possible(PLAN)]
    screen, positions = 12 * (1 + sum(ends)), 1 + 6 + 20
    runs = screen + (positions + 2) * 24
    line = announced(checked(asked), 0.5, 2)
    assert line.en.replace("\xa0", " ") == (
        f"About {runs:,} runs: 27 positions in 24 futures each, and {screen} to find the levers "
        "that matter most, and 2 positions to check the page. On 2 processes that takes about "
        f"{runs * 0.25 / 60:.0f} min. "
        "Ctrl-C keeps what is done; the same command resumes."
    )
    named = announced(checked(replace(SMALL, vary=("works_relief", "training_subsidy"))), 0.5, 2)
    assert named.zh.startswith("约600次模拟：25个取值点，每点24个未来情形。2个进程约需2分钟。")  # 25 × 24
    told, asking = [], FakeAsking()
    ask(SMALL, asking, told.append)  # type: ignore[arg-type]
    assert [one.en.partition(":")[0] for one in told] == [f"About {screen + 27 * 24:,} runs"]


def test_a_page_that_misses_ends_with_an_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = replace(SMALL, check=4)
    assert ask(asked, FakeAsking()).exit_code == 0  # type: ignore[arg-type]
    monkeypatch.setattr("resettle.results.statistics.response.conformal", lambda misses: 0.0)
    answer = ask(asked, FakeAsking())  # type: ignore[arg-type]
    assert answer.exit_code == 1 and "Take more points or futures" in answer.headlines[-1].en  # type: ignore[union-attr]


def test_no_error_of_zero_is_claimed_where_no_probability_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    still = "skills_per_worker"
    asked = replace(SMALL, of=(still, "no_mass_return", "spending"))
    monkeypatch.setattr(
        "tests.questions.explore_fake.figures",
        lambda times, future: figures(times, future) | {f"met.{still}": 0.0, "met.no_mass_return": 1.0},
    )
    monkeypatch.setattr(
        "resettle.results.statistics.response.Response.error",
        lambda self, at: dict.fromkeys(("probability", "mean", "low", "high"), np.zeros(len(at))),
    )
    answer = ask(asked, FakeAsking())  # type: ignore[arg-type]
    told_of = answer.headlines[-1]
    accuracy = next(section for section in answer.sections if section.name == "accuracy").tables[0]
    assert [cell_of(row[1]).text.en for row in accuracy.rows[:2]] == ["same at every position"] * 2
    assert cell_of(accuracy.rows[1][0]).small[0].en == "mean of 0.3\N{NO-BREAK SPACE}% at every position"
    assert told_of.en.startswith("In these futures no probability changes")  # type: ignore[union-attr]
    assert told_of.zh.endswith("增加未来情形后才可能看出。")  # type: ignore[union-attr]
