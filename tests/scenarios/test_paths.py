"""Numbers of a scenario by path: what is set reaches the model, and nothing else moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from resettle import scenarios
from resettle.model.inputs import ModelInputs
from resettle.scenarios import Scenario, ScenarioErrors, Value
from resettle.scenarios.draws import drawn, uniform
from resettle.scenarios.outside import OUTLOOKS
from resettle.scenarios.paths import FACTOR, GROWTH, VALUE, PathError, changed, find, inputs_of
from resettle.scenarios.types import SECTIONS
from resettle.scenarios.value_path import undated
from tests.fit import FIT

Write = Callable[[str, str], Path]
SEATS = "levers.training_subsidy.seats"


@cache
def plan(name: str = "guizhou") -> Scenario:
    return scenarios.load(name)


def complete() -> list[str]:
    names = []
    for name in scenarios.bundled():
        try:
            plan(name)
        except ScenarioErrors:  # an abstract part
            continue
        names.append(name)
    return names


def value_at(scenario: Scenario, path: str) -> Value:
    section, name = path.split(".")[:2]
    value: Value = getattr(scenario, section)[name]
    return value


def differences(one: ModelInputs, other: ModelInputs) -> set[str]:
    """Names of what differs, down to the value or the window of a lever."""
    names = set()
    for section in ("population", "initial", "parameters", "series", "standards"):
        mine, others = getattr(one, section), getattr(other, section)
        names |= {f"{section}.{name}" for name in mine if mine[name] != others[name]}
        assert set(mine) == set(others)
    for name in one.levers:
        if one.levers[name] != other.levers[name]:
            names.add(f"levers.{name}")
    return names


@pytest.mark.parametrize("name", complete())
def test_every_input_takes_what_is_stated_of_it(name: str) -> None:
    scenario = plan(name)
    for path, one in inputs_of(scenario).items():
        for number in (one.central, one.low, one.high, one.at(0.01), one.at(0.99)):
            if number is not None:
                changed(scenario, {path: number})
        assert one.path == path
        assert one.label.en and one.label.zh and one.unit
        assert (one.low is None) == (one.high is None)
        assert one.lowest <= one.central <= one.highest
        assert one.low is None or one.high is None or one.low <= one.central <= one.high
        if one.assumed:
            assert one.low is not None


@pytest.mark.parametrize("name", complete())
def test_find_gives_what_is_listed_whatever_the_fit(name: str) -> None:
    scenario = plan(name)
    for fit, prior in ((None, False), (FIT, False), (FIT, True)):
        listed = inputs_of(scenario, fit, prior)
        assert {path: find(scenario, path, fit, prior) for path in listed} == listed


@pytest.mark.parametrize("name", ["guizhou", "hanyin-posts"])
def test_what_is_set_reaches_the_model_and_is_no_longer_drawn(name: str) -> None:
    scenario = plan(name)
    for path, one in inputs_of(scenario).items():
        section, value_name, *part = path.split(".")
        number = one.at(0.9) if one.low is not None else one.allowed(one.central * 0.9)
        made = changed(scenario, {path: number})
        how: dict[str, Any] = {"outside": "forecast" if section == "parameters" else "known"}
        follows = {f"series.{name}" for name, outlook in OUTLOOKS.items() if outlook == value_name}
        moved = {f"{section}.{value_name}", *follows}
        assert differences(made.inputs(**how), scenario.inputs(**how)) <= moved
        draws = [made.inputs(draw=draw, seed=3, **how) for draw in (0, 1, 2)]
        if section == "levers":
            assert_in_force(made, draws, value_name, part[0], number)
            continue
        values = [getattr(inputs, section)[value_name] for inputs in (made.inputs(**how), *draws)]
        assert all(one == values[0] for one in values), path
        old = value_at(scenario, path)
        if part:
            assert values[0] == {**old.parts, part[0]: number}
        elif one.measure == VALUE:
            assert values[0] == number
        elif one.measure == FACTOR:
            assert values[0] == {key: number * value for key, value in old.parts.items()}
        else:
            base = scenario.grows_after(old)
            assert values[0] == {
                int(year): value * (1.0 + number) ** max(int(year) - base, 0)
                for year, value in old.parts.items()
            }
        # All else is drawn as before.
        assert differences(draws[0], scenario.inputs(draw=0, seed=3, **how)) <= moved


def assert_in_force(
    made: Scenario, draws: list[ModelInputs], lever: str, setting: str, number: float
) -> None:
    start, windows = made.period.start, 0
    for inputs in (made.inputs(), *draws):
        for window in inputs.levers[lever]:
            if window.start >= start and (setting == "budget" or setting in window.settings):
                windows += 1
                now = window.budget if setting == "budget" else window.settings[setting]
                assert now == number
            assert window.end < start or window.start >= start, "the base year is cut off"
    assert windows
    before = {month: one for month, one in by_month(plan(made.name).inputs(), lever).items() if month < start}
    after = {month: one for month, one in by_month(made.inputs(), lever).items() if month < start}
    assert before == after, "the base year is untouched"


def by_month(inputs: ModelInputs, lever: str) -> dict[int, tuple[Any, ...]]:
    """What a lever offers in each month, however its windows are cut."""
    return {
        month: (dict(one.settings), one.eligibility, one.priority, one.budget)
        for one in inputs.levers.get(lever, ())
        for month in range(one.start, one.end + 1)
    }


def test_a_setting_with_a_month_holds_from_that_month_on() -> None:
    scenario = plan()
    made = changed(scenario, {"levers.training_subsidy[2023-04].seats": 20_000.0})
    old, new = (by_month(one.inputs(), "training_subsidy") for one in (scenario, made))
    assert scenario.period.label(27) == "2023-04"
    assert {key for key in new if new[key] != old[key]} == set(range(27, scenario.period.end + 1))
    assert all(one[0]["seats"] == 20_000.0 for key, one in new.items() if key >= 27)
    assert sorted(new) == sorted(old)
    # Before that month the seats are drawn as before; from then on they are decided.
    for draw in range(4):
        one, other = (
            by_month(kept.inputs(draw=draw, seed=1), "training_subsidy") for kept in (scenario, made)
        )
        assert all(one[key] == other[key] for key in one if key < 27)
        assert {values[0]["seats"] for key, values in other.items() if key >= 27} == {20_000.0}


def test_months_are_set_one_after_the_other_in_the_order_given() -> None:
    values = {SEATS: 1000.0, "levers.training_subsidy[2024-01].seats": 3000.0}
    months = by_month(changed(plan(), values).inputs(), "training_subsidy")
    start, later = plan().period.start, plan().period.start + 24
    assert {months[month][0]["seats"] for month in range(start, later)} == {1000.0}
    assert {months[month][0]["seats"] for month in range(later, plan().period.end + 1)} == {3000.0}


MINE = """resettle: 1
name: mine
title: mine
extends: guizhou
levers:
  monitoring: {stop_from: 2023-07}
  employer_relief:
    windows:
      - from: 2023-01
        to: 2024-12
        jobs: {value: 100, unit: jobs, source: assumed, range: [50, 200], note: so}
        unit_cost: {value: 300, unit: yuan/job/year, source: assumed, range: [50, 400], note: so}
        closure_cut: {value: 0, unit: share, source: assumed, range: [0, 0], note: so}
        separation_cut: {value: 0, unit: share, source: assumed, range: [0, 0], note: so}
        budget: {value: 5000, unit: yuan/year, source: assumed, range: [4000, 9000], note: so}
"""


def test_a_budget_is_set_like_any_other_number(write: Write) -> None:
    write("mine.yaml", MINE)
    mine = scenarios.load("mine.yaml")
    one = find(mine, "levers.employer_relief.budget")
    assert (one.central, one.low, one.high, one.unit, one.assumed) == (5000, 4000, 9000, "yuan/year", True)
    made = changed(mine, {"levers.employer_relief.budget": 7000.0})
    assert {made.inputs(draw=draw).levers["employer_relief"][0].budget for draw in range(4)} == {7000.0}
    with pytest.raises(PathError, match=r"no value levers\.training_subsidy\.budget"):
        find(mine, "levers.training_subsidy.budget")


def test_a_lever_that_is_stopped_cannot_be_set_after_its_end(write: Write) -> None:
    write("mine.yaml", MINE)
    mine = scenarios.load("mine.yaml")
    months = by_month(changed(mine, {"levers.monitoring.rounds": 6.0}).inputs(), "monitoring")
    assert max(months) == 29 and months[29][0]["rounds"] == 6.0
    with pytest.raises(PathError, match="monitoring has no window in force from then on"):
        changed(mine, {"levers.monitoring[2023-08].rounds": 6.0})
    with pytest.raises(PathError, match="hiring_subsidy has no window in force from then on"):
        changed(plan(), {"levers.hiring_subsidy[2024-01].places": 10.0})


def test_a_series_whose_range_is_a_factor_is_set_by_a_factor(write: Write) -> None:
    series = plan().series["wages_local"].parts
    unit = plan().series["wages_local"].unit
    years = ", ".join(f"{year}: {number}" for year, number in series.items())
    write(
        "mine.yaml",
        "resettle: 1\nname: mine\ntitle: mine\nextends: guizhou\nseries:\n  wages_local: "
        f"{{values: {{{years}}}, unit: {unit}, source: assumed, "
        "range: [0.95, 1.1], range_is: factor, note: so}\n",
    )
    mine = scenarios.load("mine.yaml")
    one = find(mine, "series.wages_local")
    assert (one.measure, one.central, one.low, one.high, one.assumed) == (FACTOR, 1.0, 0.95, 1.1, True)
    made = changed(mine, {"series.wages_local": 1.05})
    assert made.inputs(draw=3).series["wages_local"][2023] == pytest.approx(1.05 * series["2023"])


@pytest.mark.parametrize("name", ["guizhou", "yinchuan", "wanzhou-workshops"])
def test_quantiles_are_those_that_runs_draw(name: str) -> None:
    scenario = plan(name)
    base, seen = scenario.period.base_year, set()
    for path, one in inputs_of(scenario).items():
        if not one.assumed or path.startswith("levers."):
            continue
        seen.add(one.measure)
        value, spec = value_at(scenario, path), SECTIONS[path.partition(".")[0]][path.split(".")[1]]
        for u in (0.001, 0.2, 0.5, 0.77, 0.999):
            expected = drawn(value, spec, u, base)
            made = value_at(changed(scenario, {path: one.at(u)}), path).value
            assert made == pytest.approx(expected, rel=1e-12), path
    assert seen == {VALUE, FACTOR, GROWTH}


def test_the_quantile_of_a_draw_gives_the_number_of_that_draw() -> None:
    scenario = plan()
    for path, one in inputs_of(scenario).items():
        lever, _, setting = path.removeprefix("levers.").partition(".")
        if one.assumed and path.startswith("levers."):
            for draw in range(3):
                number = scenario.inputs(draw=draw, seed=8).levers[lever][-1].settings[setting]
                assert one.at(uniform(8, draw, undated(path))) == number


def test_whole_numbers_stay_whole() -> None:
    one = find(plan(), "levers.monitoring.rounds")
    assert one.whole
    assert all(one.at(u) == int(one.at(u)) for u in (0.01, 0.3, 0.6, 0.99))
    assert replace(one, highest=12.0).allowed(7.6) == 8.0
    assert one.allowed(99.0) == 12.0
