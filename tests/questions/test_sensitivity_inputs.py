"""What is moved: all that runs draw and what each lever offers, over ranges that are given or derived."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from resettle.results.questions.sensitivity.inputs import (
    FITTED,
    GIVEN,
    SCALED,
    part_simulated,
    positions_at,
    ranged_inputs,
    values_at,
)
from resettle.results.report.answer import QuestionError
from resettle.results.runs.asking import Asking
from resettle.results.runs.crew import Crew
from resettle.results.runs.draws import Parameters
from resettle.scenarios import Scenario, Source, load
from resettle.scenarios.paths import changed
from tests.fit import FIT_HOW


@pytest.fixture(scope="module")
def guizhou() -> Scenario:
    return load("guizhou")


def fixed(scenario: Scenario, path: str, number: float) -> Scenario:
    """The scenario with one value of all windows that a document states, so that it has no range."""
    lever, _, setting = path.removeprefix("levers.").partition(".")
    spec = scenario.levers[lever]
    stated = Source("document", items=(("guizhou", "9"),))
    windows = tuple(
        replace(
            one,
            settings={
                **one.settings,
                setting: replace(one.settings[setting], value=number, source=stated, range=None),
            },
        )
        for one in spec.windows
    )
    return replace(scenario, levers={**scenario.levers, lever: replace(spec, windows=windows)})


@pytest.fixture(scope="module")
def fitted() -> Parameters:
    return FIT_HOW


def test_all_uncertain_inputs_and_every_lever_are_moved(guizhou: Scenario, fitted: Parameters) -> None:
    inputs = {one.path: one for one in ranged_inputs(guizhou, fitted)}
    levers = {one.input.lever for one in inputs.values() if one.input.scale}
    assert levers == set(guizhou.levers)
    assert {one.origin for one in inputs.values()} == {GIVEN, FITTED, SCALED}
    assert "series.rural_income" in inputs and "parameters.illness_rate" in inputs
    assert all(f"behaviour.{one.name}" in inputs for one in fitted.fitted.adjustments)  # type: ignore[union-attr]
    assert "parameters.offer_rate" not in inputs, "fitted behaviour is moved by its own path"


def test_a_lever_without_a_range_goes_from_half_to_one_and_a_half(
    guizhou: Scenario, fitted: Parameters
) -> None:
    plain = fixed(guizhou, "levers.public_welfare_jobs.posts", 60_000.0)
    (posts,) = ranged_inputs(plain, fitted, ["levers.public_welfare_jobs.posts"])
    assert posts.origin == SCALED
    assert (posts.value(0.0), posts.value(1.0)) == (30_000.0, 90_000.0)
    (seats,) = ranged_inputs(guizhou, fitted, ["levers.training_subsidy.seats"])
    assert (seats.origin, seats.low, seats.high) == (GIVEN, seats.input.low, seats.input.high)
    (rounds,) = ranged_inputs(guizhou, fitted, ["levers.monitoring.rounds"])
    assert rounds.high == 12.0, "no more than its declaration allows"


def test_every_position_is_a_number_that_the_scenario_can_take(guizhou: Scenario, fitted: Parameters) -> None:
    inputs = ranged_inputs(guizhou, fitted)
    for positions in (np.zeros(len(inputs)), np.ones(len(inputs)), np.full(len(inputs), 0.37)):
        values = dict(values_at(inputs, positions))
        changed(guizhou, {path: value for path, value in values.items() if not path.startswith("behaviour.")})


def test_what_stays_at_the_centre_is_not_set(guizhou: Scenario, fitted: Parameters) -> None:
    inputs = ranged_inputs(guizhou, fitted)
    positions = [one.central for one in inputs]
    assert values_at(inputs, positions) == ()
    positions[3] = 1.0
    assert values_at(inputs, positions) == ((inputs[3].path, inputs[3].value(1.0)),)


def test_quantiles_are_those_that_runs_draw(guizhou: Scenario, fitted: Parameters) -> None:
    plain = fixed(guizhou, "levers.public_welfare_jobs.posts", 60_000.0)
    inputs = ranged_inputs(plain, fitted, ["parameters.skill_return", "levers.public_welfare_jobs.posts"])
    u = np.linspace(0.02, 0.98, 41)
    positions = positions_at(inputs, np.column_stack([u, u]))
    one = inputs[0] if inputs[0].path.startswith("parameters") else inputs[1]
    column = inputs.index(one)
    exact = [(one.input.at(float(each)) - one.low) / (one.high - one.low) for each in u]
    assert positions[:, column] == pytest.approx(exact, abs=0.01)
    assert positions[:, 1 - column] == pytest.approx(u, abs=1e-9), "a scaled lever is even"


def test_beginnings_of_paths_choose_and_all_wrong_ones_are_reported(
    guizhou: Scenario, fitted: Parameters
) -> None:
    chosen = ranged_inputs(guizhou, fitted, ["behaviour", "levers.works_relief"])
    assert {one.path.partition(".")[0] for one in chosen} == {"behaviour", "levers"}
    with pytest.raises(QuestionError) as caught:
        ranged_inputs(guizhou, fitted, ["behavior", "levers.training_subsidi", "initial.workers_by_month"])
    lines = str(caught.value).splitlines()
    assert len(lines) == 3
    assert "did you mean behaviour?" in lines[0]
    assert "did you mean levers.training_subsidy" in lines[1]


def test_an_input_without_a_range_is_named(guizhou: Scenario, fitted: Parameters) -> None:
    with pytest.raises(QuestionError, match=r"gives no range for levers\.hiring_subsidy\.unit_cost"):
        ranged_inputs(guizhou, fitted, ["levers.hiring_subsidy.unit_cost"])


def test_names_say_the_lever_and_ranges_their_measure(guizhou: Scenario, fitted: Parameters) -> None:
    inputs = {one.path: one for one in ranged_inputs(guizhou, fitted)}
    assert "×" in inputs["behaviour.offer_rate"].range.en
    assert "%" in inputs["series.rural_income"].range.en
    seats = inputs["levers.training_subsidy.seats"].name
    assert ": " in seats.en and "：" in seats.zh


def test_so_many_households_are_simulated_as_are_wanted_or_there_are(guizhou: Scenario) -> None:
    asking = Asking(None, Crew(1), Parameters("point"))
    assert part_simulated(asking, guizhou, 4316) == pytest.approx(0.01)
    assert part_simulated(asking, guizhou, 10**9) == 1.0
    assert part_simulated(replace(asking, scale=0.3), guizhou, 4316) == 0.3
