"""Plain numbers for the model, central and drawn."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resettle import scenarios
from resettle.model.levers import LEVERS
from resettle.scenarios.draws import triangular, uniform
from resettle.scenarios.types import SECTIONS

Write = Callable[[str, str], Path]
MINE = "resettle: 1\nname: mine\ntitle: mine\nextends: guizhou-baseline\n"
LEVER = """levers:
  employer_relief:
    windows:
      - from: 2023-01
        to: 2024-12
        jobs: {value: 100, unit: jobs, source: assumed, range: [50, 200], note: so}
        unit_cost: {value: 300, unit: yuan/job/year, source: assumed, range: [50, 400], note: so}
        closure_cut: {value: 0, unit: share, source: assumed, range: [0, 0], note: so}
        separation_cut: {value: 0, unit: share, source: assumed, range: [0, 0], note: so}
"""


def test_without_a_draw_every_value_is_the_stated_one() -> None:
    plan = scenarios.load("guizhou")
    inputs = plan.inputs(scale=0.25)
    assert inputs.scale == 0.25
    assert inputs.grace_months == 3
    assert inputs.period.months == 48
    for section in ("population", "initial", "parameters"):
        given = getattr(plan, section)
        assert getattr(inputs, section) == {name: value.value for name, value in given.items()}
    assert inputs.series["prices"][2021] == 100.9
    window = inputs.levers["training_subsidy"][1]
    assert (window.start, window.end) == (12, 47)
    assert window.settings == {"seats": 27_000, "unit_cost": 1500}
    assert window.eligibility == ("wants_training",)


def test_a_draw_is_the_same_every_time_and_differs_from_the_next() -> None:
    plan = scenarios.load("guizhou")
    assert plan.inputs(draw=7, seed=1) == plan.inputs(draw=7, seed=1)
    assert plan.inputs(draw=7, seed=1) != plan.inputs(draw=8, seed=1)
    assert plan.inputs(draw=7, seed=1) != plan.inputs(draw=7, seed=2)


def test_what_has_a_source_is_not_varied_and_what_is_assumed_stays_in_its_range() -> None:
    plan = scenarios.load("guizhou")
    moved: set[str] = set()
    meant = {
        name
        for section in ("population", "initial", "parameters")
        for name, value in getattr(plan, section).items()
        if value.source.unsure and value.range is not None
    }
    for draw in range(20):
        inputs = plan.inputs(draw=draw, seed=5, outside="forecast")
        for section in ("population", "initial", "parameters"):
            for name, value in getattr(plan, section).items():
                now = getattr(inputs, section)[name]
                if not value.source.unsure or value.range is None:
                    assert now == value.value
                    continue
                if now != value.value:
                    moved.add(name)
                spec = SECTIONS[section][name]
                if isinstance(value.value, dict):
                    factors = {round(now[key] / one, 9) for key, one in value.value.items() if one}
                    assert len(factors) == 1, "one factor for all keys"
                    assert value.range[0] <= factors.pop() <= value.range[1]
                else:
                    low, high = value.ends
                    assert low <= now <= high
                    assert not spec.whole or now == int(now)
    assert moved == meant


def test_a_lever_more_changes_no_other_draw(write: Write) -> None:
    write("mine.yaml", MINE + LEVER)
    more, less = scenarios.load("mine.yaml").inputs(draw=3), scenarios.load("guizhou-baseline").inputs(draw=3)
    assert set(more.levers) - set(less.levers) == {"employer_relief"}
    assert {name: more.levers[name] for name in less.levers} == less.levers
    assert (more.parameters, more.population, more.initial, more.series) == (
        less.parameters,
        less.population,
        less.initial,
        less.series,
    )


def test_scenarios_that_share_a_value_share_its_draw() -> None:
    plan, variant = (scenarios.load(name).inputs(draw=11, seed=4) for name in ("guizhou", "guizhou-training"))
    assert plan.parameters == variant.parameters
    assert plan.levers["monitoring"] == variant.levers["monitoring"]
    # The same quantile for the seats, although the plan and the variant state different ones.
    base, more = plan.levers["training_subsidy"][0], variant.levers["training_subsidy"][0]
    assert base == more


def test_the_windows_of_a_lever_share_one_draw() -> None:
    plan = scenarios.load("guizhou")
    for draw in range(10):
        windows = plan.inputs(draw=draw).levers["training_subsidy"]
        assert windows[0].settings["unit_cost"] == windows[1].settings["unit_cost"]


def test_a_growth_range_leaves_the_base_year_alone() -> None:
    plan = scenarios.load("guizhou")
    for draw in range(10):
        prices = plan.inputs(draw=draw).series["prices"]
        assert prices[2020] == 100
        assert prices[2021] == 100.9
        given = plan.series["prices"].parts
        growth = prices[2022] / given["2022"]
        assert prices[2024] / given["2024"] == pytest.approx(growth**3)
        assert abs(growth - 1) <= 0.003


def test_nothing_varies_if_the_scenario_says_so(write: Write) -> None:
    write("mine.yaml", MINE + "uncertainty: {vary: none}\n")
    mine = scenarios.load("mine.yaml")
    assert mine.uncertainty == "none"
    assert mine.inputs(draw=3) == mine.inputs()


def test_only_the_paths_of_a_list_vary(write: Write) -> None:
    write(
        "mine.yaml", MINE + "uncertainty: {vary: [parameters.choice_scale, levers.training_subsidy.seats]}\n"
    )
    mine = scenarios.load("mine.yaml")
    drawn, central = mine.inputs(draw=3), mine.inputs()
    differing = {name for name in central.parameters if drawn.parameters[name] != central.parameters[name]}
    assert differing == {"choice_scale"}
    assert drawn.population == central.population
    assert (
        drawn.parameters["choice_scale"]
        == scenarios.load("guizhou").inputs(draw=3).parameters["choice_scale"]
    )
    seats, other = (one.levers["training_subsidy"][0].settings for one in (drawn, central))
    assert seats["seats"] != other["seats"]
    assert seats["unit_cost"] == other["unit_cost"]


def test_stopped_levers_lose_their_later_windows(write: Write) -> None:
    write(
        "mine.yaml",
        MINE + "levers:\n  monitoring: {stop_from: 2023-07}\n  works_relief: {stop_from: 2021-01}\n",
    )
    inputs = scenarios.load("mine.yaml").inputs()
    assert [(window.start, window.end) for window in inputs.levers["monitoring"]] == [(0, 29)]
    assert "works_relief" not in inputs.levers


def test_a_budget_reaches_the_model(write: Write) -> None:
    budget = (
        "        budget: {value: 5000, unit: yuan/year, source: assumed, range: [4000, 9000], note: so}\n"
    )
    write("mine.yaml", MINE + LEVER + budget)
    mine = scenarios.load("mine.yaml")
    assert mine.inputs().levers["employer_relief"][0].budget == 5000
    drawn = mine.inputs(draw=1).levers["employer_relief"][0].budget
    assert drawn is not None and drawn != 5000 and 4000 <= drawn <= 9000
    assert "levers.employer_relief[2023-01].budget" in [path for path, _, _ in mine.assumed()]


@pytest.mark.parametrize("scale", [0.0, -1.0, 1.5, float("nan")])
def test_a_scale_outside_its_bounds_is_refused(scale: float) -> None:
    with pytest.raises(ValueError, match="scale"):
        scenarios.load("guizhou").inputs(scale=scale)


def test_the_default_scale_simulates_about_four_thousand_households() -> None:
    plan = scenarios.load("guizhou")
    assert scenarios.default_scale(plan) * plan.population["households"].number == pytest.approx(4_000)


def test_a_scenario_travels_between_processes() -> None:
    plan = scenarios.load("guizhou")
    again = pickle.loads(pickle.dumps(plan))
    assert again == plan
    assert again.inputs(draw=2) == plan.inputs(draw=2)
    with pytest.raises(scenarios.ScenarioErrors) as caught:
        scenarios.load("nowhere")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_assumed_values_are_listed_with_their_declaration() -> None:
    plan = scenarios.load("guizhou")
    assumed = {path: (value, spec) for path, value, spec in plan.assumed()}
    value, spec = assumed["levers.training_subsidy[2022-01].seats"]
    assert value.range == (20_000, 35_000)
    assert spec is LEVERS["training_subsidy"].settings["seats"]
    assert assumed["targets.no_mass_return.bound"][1] is None
    assert assumed["initial.one_employed"][0].range == (0.97, 0.995)
    assert "population.households" not in assumed
    assert set(assumed) < {path for path, _, _ in plan.values()}


@given(
    st.floats(0, 1, exclude_min=True, exclude_max=True), st.tuples(*[st.floats(-1e6, 1e6)] * 3).map(sorted)
)
def test_the_triangular_quantile_stays_between_its_ends(u: float, corners: list[float]) -> None:
    low, middle, high = corners
    quantile = triangular(u, low, middle, high)
    slack = 1e-9 * max(1.0, abs(low), abs(high))
    assert low - slack <= quantile <= high + slack


def test_the_triangular_distribution_has_its_mean() -> None:
    draws = [triangular(uniform(1, draw, "x"), 0.0, 2.0, 10.0) for draw in range(20_000)]
    assert sum(draws) / len(draws) == pytest.approx(4.0, abs=0.06)
    assert min(draws) > 0 and max(draws) < 10


def test_a_growth_range_leaves_published_years_alone() -> None:
    plan = scenarios.load("chongqing")
    given = plan.series["wages_away"]
    assert given.published_to == 2024
    drawn = [plan.inputs(draw=draw, outside="known").series["wages_away"] for draw in range(6)]
    assert {one[2024] for one in drawn} == {given.parts["2024"]}
    assert len({one[2025] for one in drawn}) == 6
    assert all(abs(one[2025] / given.parts["2025"] - 1) <= 0.01 for one in drawn)
