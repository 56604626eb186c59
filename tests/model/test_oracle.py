"""The compiled model and the model of plain objects live through the same months, person by person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from resettle import scenarios
from resettle.model.fields import Number, number
from resettle.model.inputs import ModelInputs
from resettle.model.levers import LEVERS
from resettle.model.simulation import ResettlementModel
from resettle.model.state import Households, Workers
from resettle.model.tally import TALLY
from resettle.model.toy import toy_inputs
from tests.oracle import Oracle, agree, columns, first_difference
from tests.oracle.plans import odd_plan
from tests.oracle.search import agreed_wage, log_of_pay

SMALL = 300
"""Households that are simulated here, in five settlements."""

PLANS = ("guizhou", "guizhou-baseline", "guizhou-no-levers", "wanzhou", "hanyin", "yinchuan", "chongqing")
COUNTED_BY_PROJECT = ("works_relief", "industry_projects", "monitoring", "safety_net")
"""Levers whose scale does not shrink with the sample: a huge one is ten times as large, not a thousand."""


def same(inputs: ModelInputs, seed: int = 1, threads: int = 1, check: bool = True) -> None:
    """Both models agree after every month."""
    difference = agree(Oracle(inputs, seed), ResettlementModel(inputs, seed, threads=threads, check=check))
    assert difference is None, difference


@cache
def small(name: str, months: int = 48) -> ModelInputs:
    """A bundled plan on some 300 households in five small settlements, for so many months at most."""
    scenario = scenarios.load(name)
    scale = SMALL / scenario.population["households"].number
    inputs = scenario.inputs(scale=scale)
    sizes = {"under_200": 1.0, "200_800": 0.0, "800_2250": 0.0, "over_2250": 0.0}
    population: dict[str, Number] = {**inputs.population, "sites": 5 / scale, "site_size": sizes}
    end = min(months - 1, inputs.period.end)
    return replace(inputs, population=population, period=replace(inputs.period, end=end))


def with_settings(inputs: ModelInputs, changes: Mapping[str, Mapping[str, float]]) -> ModelInputs:
    """The same inputs with other settings of some levers, in all their windows."""
    levers = {
        name: tuple(replace(w, settings={**w.settings, **changes.get(name, {})}) for w in windows)
        for name, windows in inputs.levers.items()
    }
    return replace(inputs, levers=levers)


def with_parameters(inputs: ModelInputs, **changes: Number) -> ModelInputs:
    return replace(inputs, parameters={**inputs.parameters, **changes})


def tight(inputs: ModelInputs) -> ModelInputs:
    """One post a settlement, two organised places and one seat a month, workshops of one place."""
    part = inputs.scale
    sites = part * number(inputs.population, "sites")
    changes = {
        "public_welfare_jobs": {"posts": sites / part},
        "labour_cooperation": {"places": 24 / part, "enterprise_places": 0.0},
        "training_subsidy": {"seats": 12 / part},
        "workshop_capacity": {"places": 1.0},
        "transport_subsidy": {"places": 12 / part},
        "placement_service": {"places": 12 / part},
    }
    return with_parameters(with_settings(inputs, changes), local_slack=0.0)


def huge(inputs: ModelInputs) -> ModelInputs:
    """Far more of every lever than there are people."""
    changes = {}
    for name, windows in inputs.levers.items():
        scale = LEVERS[name].scale
        times = 10.0 if name in COUNTED_BY_PROJECT else 1000.0
        changes[name] = {scale: min(LEVERS[name].settings[scale].high, windows[-1].settings[scale] * times)}
    return with_parameters(with_settings(inputs, changes), local_slack=1.0)


def with_budgets(inputs: ModelInputs, yearly: float) -> ModelInputs:
    """A budget a year, in yuan of the sample, for every lever."""
    levers = {
        name: tuple(replace(w, budget=yearly / inputs.scale) for w in windows)
        for name, windows in inputs.levers.items()
    }
    return replace(inputs, levers=levers)


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_toy_with_every_lever_on_is_the_same_month_by_month(seed: int, threads: int) -> None:
    same(toy_inputs(30), seed, threads)


@pytest.mark.parametrize("name", PLANS)
def test_a_small_place_is_the_same_under_every_bundled_plan(name: str) -> None:
    same(small(name))


def test_a_small_guizhou_is_the_same_when_threads_share_the_settlements() -> None:
    same(small("guizhou"), seed=2, threads=3)


def test_a_guizhou_with_drawn_parameters_is_the_same() -> None:
    same(scenarios.load("guizhou").inputs(scale=0.0007, draw=7, seed=3), seed=3)


def test_without_any_lever_the_months_are_the_same() -> None:
    same(replace(toy_inputs(30), levers={}))
    same(replace(small("guizhou", months=24), levers={}))


@pytest.mark.parametrize("lever", LEVERS)
def test_each_lever_alone_is_the_same(lever: str) -> None:
    toy, guizhou = toy_inputs(20), small("guizhou", months=30)
    same(replace(toy, levers={lever: toy.levers[lever]}))
    if lever in guizhou.levers:
        same(replace(guizhou, levers={lever: guizhou.levers[lever]}))


@pytest.mark.parametrize("change", [tight, huge])
def test_with_extreme_capacities_the_months_are_the_same(
    change: Callable[[ModelInputs], ModelInputs],
) -> None:
    same(change(small("guizhou", months=30)))
    same(change(toy_inputs(30)))


@pytest.mark.parametrize("yearly", [0.0, 3_000.0, 100_000.0])
def test_with_budgets_that_bind_the_months_are_the_same(yearly: float) -> None:
    same(with_budgets(small("guizhou", months=24), yearly))
    same(with_budgets(toy_inputs(30), yearly))


@pytest.mark.parametrize("seed", range(10))
def test_under_odd_plans_the_months_are_the_same(seed: int) -> None:
    same(odd_plan(seed), seed, check=False)


def test_when_windows_close_what_was_promised_is_kept_alike() -> None:
    toy = toy_inputs(30)
    windows = {
        name: (replace(windows[0], start=3, end=9), replace(windows[0], start=20))
        for name, windows in toy.levers.items()
    }
    same(replace(toy, levers=windows), seed=4)


def test_priority_and_eligibility_sort_people_alike() -> None:
    eligible, first = ("woman", "unwilling_to_leave", "graduate"), ("care_duties", "low_schooling")
    toy = toy_inputs(30)
    levers = {
        name: tuple(replace(window, eligibility=eligible, priority=first) for window in windows)
        for name, windows in toy.levers.items()
    }
    same(replace(toy, levers=levers), seed=5)


def test_the_first_wages_are_those_that_the_rules_say() -> None:
    oracle = Oracle(small("guizhou"), 1)
    for worker in oracle.workers:
        said = agreed_wage(oracle, worker, worker.channel, log_of_pay(oracle, worker))
        assert worker.wage == pytest.approx(said, rel=1e-6)


def test_the_worlds_compared_live_through_every_kind_of_event() -> None:
    total = np.zeros(len(TALLY))
    for inputs in (toy_inputs(30), small("guizhou")):
        model = ResettlementModel(inputs, 1)
        for _ in range(30):
            model.step()
            total += model.world.tally.sums.sum(axis=0)
    assert [name for name, value in zip(TALLY, total, strict=True) if value == 0] == []


def test_every_column_of_people_is_compared() -> None:
    assert set(columns.WORKER) == set(Workers._fields)
    assert set(columns.HOUSEHOLD) == set(Households._fields) - {"first"}


def test_a_difference_is_told_by_month_row_column_and_both_values() -> None:
    oracle, compiled = Oracle(toy_inputs(), 1), ResettlementModel(toy_inputs(), 1)
    for _ in range(5):
        oracle.step()
        compiled.step()
    assert first_difference(oracle, compiled) is None
    row = next(worker.row for worker in oracle.workers if worker.channel == "out_of_province")
    compiled.world.state.workers.channel[row] = 8
    assert (
        first_difference(oracle, compiled) == f"2021-05: workers[{row}].channel: 1 in the oracle, 8 compiled"
    )
