"""The month a run starts from: jobs, workshops, tenure and incomes as the scenario states them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from resettle.model import channels, state
from resettle.model.channels import CHANNELS, WORKING
from resettle.model.population_fields import INITIAL
from resettle.model.simulation import ResettlementModel
from resettle.model.state import LABOUR, NEVER
from resettle.scenarios.posterior import adjusted, shipped
from tests.model.worlds import Settings, guizhou, stepped

SEEDS = (1, 2, 3)


@cache
def fresh(seed: int, scale: float = 0.03) -> ResettlementModel:
    """A model before its first month."""
    return ResettlementModel(guizhou(scale=scale), seed)


def given(name: str) -> float:
    """A number that the scenario states of the start."""
    value = guizhou().initial[name]
    assert not isinstance(value, Mapping)
    return float(value)


def labour(model: ResettlementModel) -> NDArray[np.bool_]:
    """Who is labour."""
    result: NDArray[np.bool_] = model.world.state.workers.status == LABOUR
    return result


@pytest.mark.parametrize("seed", SEEDS)
def test_as_many_of_labour_are_in_work_as_stated(seed: int) -> None:
    model = fresh(seed)
    working = model.world.state.workers.channel[labour(model)] > 0
    assert working.mean() == pytest.approx(given("in_work"), abs=4 * np.sqrt(0.06 / len(working)))


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_who_is_not_labour_has_a_job(seed: int) -> None:
    model = fresh(seed)
    assert (model.world.state.workers.channel[~labour(model)] == channels.NONE).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_channels_have_the_stated_shares_of_the_employed(seed: int) -> None:
    model = fresh(seed)
    channel = model.world.state.workers.channel
    counts = np.bincount(channel, minlength=9)[1:]
    shares = guizhou().initial["channel"]
    assert isinstance(shares, Mapping)
    for name, share in zip(WORKING, counts / counts.sum(), strict=True):
        assert share == pytest.approx(shares[name], abs=0.004 + 0.02 * shares[name]), name


@pytest.mark.parametrize("one_employed", [0.8, 0.95, 1.0])
def test_as_many_households_have_someone_in_work_as_stated(one_employed: float) -> None:
    model = ResettlementModel(guizhou(scale=0.02, one_employed=one_employed, in_work=0.75), 1)
    workers, households, _ = model.world.state
    count = len(households.site)
    has_labour = np.bincount(workers.household[labour(model)], minlength=count) > 0
    has_work = np.bincount(workers.household[workers.channel > 0], minlength=count) > 0
    share = has_work[has_labour].mean()
    assert share == pytest.approx(
        one_employed, abs=4 * np.sqrt(0.16 / has_labour.sum()) if one_employed < 1 else 0
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_only_those_with_land_farm_and_only_those_who_want_it_work(seed: int) -> None:
    model = fresh(seed)
    workers, households, _ = model.world.state
    farming = workers.channel == channels.FARMING
    assert (households.land[workers.household[farming]] > 0).all()
    assert ((workers.flags[workers.channel > 0] & state.WANTS_WORK) != 0).all()
    away = (workers.channel == channels.OUT) | (workers.channel == channels.IN)
    assert ((workers.flags[away] & state.WILLING) != 0).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_mobile_are_away_and_carers_are_at_home(seed: int) -> None:
    model = fresh(seed)
    workers = model.world.state.workers
    away = (workers.channel == channels.OUT) | (workers.channel == channels.IN)
    near = (workers.channel > 0) & ~away
    carer = (workers.flags & state.CARER) != 0
    assert carer[away].mean() < carer[near].mean()
    assert -workers.birth[away].mean() < -workers.birth[near].mean()


@pytest.mark.parametrize("seed", SEEDS)
def test_workshops_are_as_many_and_as_large_as_stated_and_not_overfull(seed: int) -> None:
    model = fresh(seed)
    world = model.world
    assert len(world.workshops) == round(0.03 * given("workshops"))
    places = sum(shop.places for shop in world.workshops)
    assert places == pytest.approx(len(world.workshops) * given("workshop_places"), abs=1)
    site = world.state.households.site[world.state.workers.household]
    jobs = np.bincount(site[world.state.workers.channel == channels.WORKSHOP], minlength=world.sites)
    assert (jobs <= world.workshop_places()).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_local_firms_have_some_slack(seed: int) -> None:
    world = fresh(seed).world
    site = world.state.households.site[world.state.workers.household]
    jobs = np.bincount(site[world.state.workers.channel == channels.LOCAL], minlength=world.sites)
    slack = guizhou().parameters["local_slack"]
    assert isinstance(slack, float)
    assert world.base_local_places == pytest.approx(jobs * (1 + slack))


@pytest.mark.parametrize("mean", [3.0, 24.0])
def test_tenure_has_the_stated_mean(mean: float) -> None:
    model = ResettlementModel(guizhou(scale=0.03, tenure=mean), 1)
    workers = model.world.state.workers
    tenure = workers.tenure[workers.channel > 0]
    assert tenure.mean() == pytest.approx(mean, abs=4 * mean / np.sqrt(len(tenure)) + 0.5)
    assert (workers.tenure[workers.channel == 0] == 0).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_as_many_have_been_trained_as_stated(seed: int) -> None:
    model = fresh(seed)
    ever = model.world.state.workers.trained[labour(model)] != NEVER
    assert ever.mean() == pytest.approx(given("trained"), abs=4 * np.sqrt(0.25 / len(ever)))


def test_assets_in_use_are_those_stated() -> None:
    model = stepped(guizhou(levers={}, assets=400.0, assets_in_use=0.35), 1)
    assert model.values["asset_use"] == pytest.approx(0.35)


def test_as_many_of_those_at_risk_are_in_the_ledger_as_stated() -> None:
    for known in (0.0, 0.4, 1.0):
        model = ResettlementModel(guizhou(scale=0.03, monitored=known), 1)
        households = model.world.state.households
        income = households.smooth * 12
        after_bills = income - households.medical / households.size
        risky = (households.aid == 0) & (after_bills < model.world.month.line)
        listed = households.ledger > 0
        assert not (listed & ~risky).any()
        assert listed[risky].mean() == pytest.approx(known, abs=4 * np.sqrt(0.25 / risky.sum()))


def test_pensions_and_other_transfers_are_those_stated() -> None:
    stated: Settings = {"elder_transfer": 2400.0, "other_transfer": 600.0, "transfer_growth": 0.0}
    model = stepped(guizhou(levers={}, allowance_coverage=0.0, **stated), 1)
    households = model.world.state.households
    expected = households.elders * 200.0 + households.size * 50.0
    assert households.transfer == pytest.approx(expected)


def test_settlements_begin_with_what_is_stated_of_them() -> None:
    start = {"services": 0.4, "infrastructure": 0.7, "pension": 0.9}
    places = ResettlementModel(guizhou(scale=1.0, **start), 1).world.settlements
    assert places.services.mean() == pytest.approx(0.4, abs=4 * np.sqrt(0.24 / len(places.services)))
    assert (places.infrastructure == 0.7).all()
    assert (places.pension == 0.9).all()


def test_the_base_year_is_near_a_steady_state() -> None:
    fitted = shipped()
    assert fitted is not None
    model = stepped(adjusted(guizhou(scale=0.02), fitted.adjustments, fitted.median()), 12)
    path = model.datacollector.model_vars
    assert path["employment_rate"][-1] == pytest.approx(given("in_work"), abs=0.03)
    assert given("employment_months") == 1
    assert np.mean(path["employment_any_work"]) == pytest.approx(given("employment_rate"), abs=0.01)
    first, second = np.mean(path["income_p50"][:3]), np.mean(path["income_p50"][-3:])
    assert second == pytest.approx(first, rel=0.2)


def test_every_field_of_the_start_is_looked_at_here() -> None:
    looked_at = {
        "employment_rate", "employment_months", "in_work", "channel", "one_employed", "tenure", "trained",
        "workshops", "workshop_places",
        "assets", "assets_in_use", "monitored", "infrastructure", "services", "pension",
    }  # fmt: skip
    among_allowances = {"allowance_coverage"}
    with_their_levers = {"project_link", "enterprise_counties", "training_coverage"}
    for_comparison_only = {"income_per_capita"}
    assert set(INITIAL) == looked_at | among_allowances | with_their_levers | for_comparison_only
    assert len(CHANNELS) == 9
