"""What is moved: all that runs draw and what each lever offers, over ranges that are stated or told."""

from __future__ import annotations

import numpy as np
import pytest

from resettle.results.questions.sensitivity.inputs import (
    FITTED,
    SCALED,
    STATED,
    knobs_of,
    place_of,
    values_at,
)
from resettle.results.report.answer import QuestionError
from resettle.results.runs.draws import Parameters, parameters
from resettle.scenarios import Scenario, load
from resettle.scenarios.paths import changed


@pytest.fixture(scope="module")
def guizhou() -> Scenario:
    return load("guizhou")


@pytest.fixture(scope="module")
def fitted() -> Parameters:
    return parameters("posterior")


def test_all_uncertain_inputs_and_every_lever_are_moved(guizhou: Scenario, fitted: Parameters) -> None:
    knobs = {knob.path: knob for knob in knobs_of(guizhou, fitted)}
    levers = {knob.one.lever for knob in knobs.values() if knob.one.scale}
    assert levers == set(guizhou.levers)
    assert {knob.origin for knob in knobs.values()} == {STATED, FITTED, SCALED}
    assert "series.rural_income" in knobs and "parameters.illness_rate" in knobs
    assert all(f"behaviour.{one.name}" in knobs for one in fitted.fitted.adjustments)  # type: ignore[union-attr]
    assert "parameters.offer_rate" not in knobs, "fitted behaviour is moved by its own path"


def test_a_lever_without_a_range_goes_from_half_to_one_and_a_half(
    guizhou: Scenario, fitted: Parameters
) -> None:
    (posts,) = knobs_of(guizhou, fitted, ["levers.public_welfare_jobs.posts"])
    assert posts.origin == SCALED
    assert (posts.value(0.0), posts.value(1.0)) == (0.5 * posts.one.central, 1.5 * posts.one.central)
    (seats,) = knobs_of(guizhou, fitted, ["levers.training_subsidy.seats"])
    assert (seats.origin, seats.low, seats.high) == (STATED, seats.one.low, seats.one.high)
    (rounds,) = knobs_of(guizhou, fitted, ["levers.monitoring.rounds"])
    assert rounds.high == 12.0, "no more than its declaration allows"


def test_every_place_is_a_number_that_the_scenario_can_take(guizhou: Scenario, fitted: Parameters) -> None:
    knobs = knobs_of(guizhou, fitted)
    for places in (np.zeros(len(knobs)), np.ones(len(knobs)), np.full(len(knobs), 0.37)):
        values = dict(values_at(knobs, places))
        changed(guizhou, {path: value for path, value in values.items() if not path.startswith("behaviour.")})


def test_what_stays_at_the_centre_is_not_set(guizhou: Scenario, fitted: Parameters) -> None:
    knobs = knobs_of(guizhou, fitted)
    places = [knob.central for knob in knobs]
    assert values_at(knobs, places) == ()
    places[3] = 1.0
    assert values_at(knobs, places) == ((knobs[3].path, knobs[3].value(1.0)),)


def test_quantiles_are_those_that_runs_draw(guizhou: Scenario, fitted: Parameters) -> None:
    knobs = knobs_of(guizhou, fitted, ["parameters.skill_return", "levers.public_welfare_jobs.posts"])
    u = np.linspace(0.02, 0.98, 41)
    held = place_of(knobs, np.column_stack([u, u]))
    one = knobs[0] if knobs[0].path.startswith("parameters") else knobs[1]
    column = knobs.index(one)
    exact = [(one.one.at(float(each)) - one.low) / (one.high - one.low) for each in u]
    assert held[:, column] == pytest.approx(exact, abs=0.01)
    assert held[:, 1 - column] == pytest.approx(u, abs=1e-9), "a scaled lever is even"


def test_beginnings_of_paths_choose_and_all_wrong_ones_are_told(
    guizhou: Scenario, fitted: Parameters
) -> None:
    chosen = knobs_of(guizhou, fitted, ["behaviour", "levers.works_relief"])
    assert {knob.path.partition(".")[0] for knob in chosen} == {"behaviour", "levers"}
    with pytest.raises(QuestionError) as told:
        knobs_of(guizhou, fitted, ["behavior", "levers.training_subsidi", "initial.workers_by_month"])
    lines = str(told.value).splitlines()
    assert len(lines) == 3
    assert "did you mean behaviour?" in lines[0]
    assert "did you mean levers.training_subsidy" in lines[1]


def test_an_input_without_a_range_is_told_so(guizhou: Scenario, fitted: Parameters) -> None:
    with pytest.raises(QuestionError, match=r"no range is stated for levers\.public_welfare_jobs\.unit_cost"):
        knobs_of(guizhou, fitted, ["levers.public_welfare_jobs.unit_cost"])


def test_names_say_the_lever_and_ranges_their_measure(guizhou: Scenario, fitted: Parameters) -> None:
    knobs = {knob.path: knob for knob in knobs_of(guizhou, fitted)}
    assert "×" in knobs["behaviour.offer_rate"].range.en
    assert "%" in knobs["series.rural_income"].range.en
    seats = knobs["levers.training_subsidy.seats"].name
    assert ": " in seats.en and "：" in seats.zh
