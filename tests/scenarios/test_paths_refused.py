"""Behaviour by path, paths and numbers that are refused, and what setting one number costs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from resettle.results.runs.draws import Parameters
from resettle.scenarios.paths import FACTOR, VALUE, Input, PathError, changed, find, inputs_of
from resettle.scenarios.posterior import Adjustment, Posterior
from resettle.scenarios.types import SECTIONS
from tests.fit import FIT as ALL
from tests.scenarios.test_paths import SEATS, complete, differences, plan, value_at

ROWS = tuple((1.0 + n / 100.0, float(n), 0.6 + n / 1000.0) for n in range(101))
FIT = Posterior(
    (
        Adjustment("offers", "parameters.offer_rate", "factor", 0.5, 2.0, log=True),
        Adjustment("away", "parameters.taste", "shift", -300.0, 300.0, key="out_of_province"),
        Adjustment("search", "parameters.search_intensity", "value", 0.1, 0.9),
    ),
    ROWS,
)


def test_behaviour_has_the_median_and_the_marginal_of_the_fit() -> None:
    inputs = inputs_of(plan(), FIT)
    assert not {path for path in inputs if path.startswith(("parameters.offer_rate", "parameters.taste"))}
    away = inputs["behaviour.away"]
    assert (away.central, away.low, away.high, away.measure) == (50.0, 5.0, 95.0, VALUE)
    assert away.at(0.25) == 25.0
    assert (inputs["behaviour.offers"].measure, inputs["behaviour.offers"].lowest) == (FACTOR, 0.0)
    assert (inputs["behaviour.search"].lowest, inputs["behaviour.search"].highest) == (0.0, 1.0)
    prior = inputs_of(plan(), FIT, prior=True)["behaviour.offers"]
    for u in (0.05, 0.5, 0.9):
        assert prior.at(u) == pytest.approx(FIT.adjustments[0].from_prior(u), rel=0.01)
    assert prior.central == FIT.median()["offers"]


@pytest.mark.parametrize("mode", ["point", "prior", "posterior"])
@pytest.mark.parametrize("draw", [None, 0, 5])
def test_behaviour_that_is_held_reaches_the_model_in_every_mode(mode: Any, draw: int | None) -> None:
    fixed_fit = replace(FIT, fixed={"search": 0.42, "away": 77.0})
    inputs = plan().inputs(draw=draw, seed=2, **Parameters(mode, fixed_fit).settings())
    free = plan().inputs(draw=draw, seed=2, **Parameters(mode, FIT).settings())
    assert inputs.parameters["search_intensity"] == 0.42
    taste = value_at(plan(), "parameters.taste").parts
    assert inputs.parameters["taste"]["out_of_province"] == taste["out_of_province"] + 77.0  # type: ignore[index]
    assert differences(inputs, free) == {"parameters.search_intensity", "parameters.taste"}


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("parameters.local_slak", "no value parameters.local_slak; did you mean parameters.local_slack"),
        ("parameters.wage.in_provinc", "did you mean parameters.wage.in_province"),
        ("levers.training_subsidy.seat", "has seats, unit_cost; did you mean levers.training_subsidy.seats"),
        ("levers.training_subsidy[2023-01].seat", "did you mean levers.training_subsidy.seats"),
        ("levers.pay_rule.enforcement", "no lever pay_rule in force in its plan"),
        ("levers.nowhere.seats", "guizhou has no value levers.nowhere.seats"),
        ("levers.training_subsidy[2021-06].seats", "'2021-06' is no month of the plan; write one from 2022"),
        ("levers.training_subsidy[2025-01].seats", "to 2024-12"),
        ("levers.training_subsidy[].seats", "'' is no month of the plan"),
        ("population.skill", "is a distribution that adds up to a whole"),
        ("population.skill.0", "is a distribution that adds up to a whole"),
        ("targets.no_mass_return.bound", "is what a run is judged by"),
        ("standards.demonstration[0].bound", "is what a run is judged by"),
        ("parameters.offer_rate", "is fitted behaviour; set behaviour.offer_rate"),
        ("parameters.offer_rate.in_province", "is fitted behaviour; set behaviour.offer_rate"),
        ("behaviour.offer_rat", "did you mean behaviour.offer_rate"),
        ("", "has no value"),
    ],
)  # fmt: skip
def test_a_path_that_names_nothing_is_refused_with_the_nearest_one(path: str, words: str) -> None:
    with pytest.raises(PathError) as caught:
        find(plan(), path, ALL)
    assert words in str(caught.value)


def test_behaviour_is_not_set_in_a_scenario() -> None:
    with pytest.raises(PathError, match=r"behaviour\.pay_gap is fitted behaviour, which no scenario states"):
        changed(plan(), {"behaviour.pay_gap": 1.0})


@pytest.mark.parametrize(
    ("path", "number", "words"),
    [
        ("levers.monitoring.rounds", 13.0, "must be at least 0 and at most 12"),
        ("levers.monitoring.rounds", 2.5, "a whole number is wanted"),
        (SEATS, -1.0, "must be at least 0"),
        (SEATS, float("nan"), "a finite number is wanted"),
        (SEATS, float("inf"), "a finite number is wanted"),
        ("parameters.spent_away", 1e9, "at most"),
        ("parameters.taste", 1e9, "at most"),
        ("parameters.wage.in_province", -5.0, "at least 0"),
        ("series.prices", 0.6, "at most 0.5"),
    ],
)
def test_a_number_that_cannot_be_is_refused(path: str, number: float, words: str) -> None:
    with pytest.raises(PathError, match="is ") as caught:
        changed(plan(), {path: number})
    assert words in str(caught.value)


def test_the_largest_factor_keeps_every_part_within_its_bounds() -> None:
    for name in complete():
        for path, one in inputs_of(plan(name)).items():
            if one.measure == FACTOR and one.highest < 1e6:
                spec = SECTIONS[path.partition(".")[0]][path.split(".")[1]]
                parts = value_at(changed(plan(name), {path: one.highest}), path).parts.values()
                assert all(spec.low - 1e-6 <= part <= spec.high + 1e-6 for part in parts), path


def test_a_changed_scenario_has_a_digest_of_its_own_and_leaves_the_first_alone() -> None:
    scenario = plan()
    before, digest = scenario.inputs(draw=1), scenario.digest
    made = changed(scenario, {SEATS: 15_000.0, "parameters.wage": 1.1})
    assert made.digest != digest
    assert (scenario.inputs(draw=1), scenario.digest) == (before, digest)
    assert changed(scenario, {}) is scenario


def test_setting_a_number_looks_at_that_number_only(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Input] = []
    make = Input.__init__

    def counted(one: Input, *details: Any, **named: Any) -> None:
        made.append(one)
        make(one, *details, **named)

    scenario = plan()
    inputs_of(scenario)
    monkeypatch.setattr(Input, "__init__", counted)
    changed(scenario, {SEATS: 100.0, "parameters.spent_away": 1.0, "population.households": 5000.0})
    assert 0 < len(made) <= 20
    made.clear()
    inputs_of(scenario)
    assert len(made) > 100
