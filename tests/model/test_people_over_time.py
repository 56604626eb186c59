"""Ageing, illness, search and choice, seen in whole runs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from resettle.model import channels, state
from resettle.model.channels import FARMING, IN, LOCAL, OUT
from resettle.model.parameters import MONTHS
from resettle.model.simulation import ResettlementModel
from resettle.model.state import LABOUR, NOT_YET, RETIRED, RETIREMENT_AGE_MONTHS, WEAK
from tests.model.worlds import Settings, every, guizhou, holds, stepped

Mask = NDArray[np.bool_]


def away(model: ResettlementModel) -> Mask:
    """Who works away from home."""
    channel = model.world.state.workers.channel
    result: Mask = (channel == OUT) | (channel == IN)
    return result


# -- ageing --------------------------------------------------------------------------------------


def test_those_who_turn_sixty_leave_labour_and_count_as_elders() -> None:
    model = ResettlementModel(guizhou(levers={}), 1)
    workers, households, _ = model.world.state
    elders = households.elders.astype(int)
    for t in range(18):
        model.step()
        old = t - workers.birth.astype(int) >= RETIREMENT_AGE_MONTHS
        assert (workers.status[old] == RETIRED).all()
        assert (workers.status[~old] != RETIRED).all()
        assert (workers.channel[old] == channels.NONE).all()
        retired = np.bincount(workers.household[old], minlength=len(elders))
        assert (households.elders == elders + retired).all()
    assert old.any()


def test_who_retires_hands_on_the_care_of_the_household() -> None:
    model = ResettlementModel(guizhou(levers={}), 1)
    workers, households, _ = model.world.state
    handed = 0
    for _ in range(24):
        carer = holds(model, state.CARER)
        model.step()
        now, labour = holds(model, state.CARER), workers.status == LABOUR
        gone = carer & ~labour
        assert not (now & ~labour).any()
        heirs = np.bincount(workers.household[now], minlength=len(households.site))
        left = np.bincount(workers.household[labour], minlength=len(households.site))
        for row in np.flatnonzero(gone):
            home = workers.household[row]
            assert heirs[home] == (left[home] > 0)
            handed += int(left[home] > 0)
    assert handed > 0


def test_school_leavers_join_in_their_month_and_not_before() -> None:
    model = ResettlementModel(guizhou(levers={}), 1)
    workers = model.world.state.workers
    new = workers.status == NOT_YET
    for t in range(20):
        model.step()
        assert ((workers.status == NOT_YET) == (new & (workers.entry > t))).all()
    assert (workers.channel[new & (workers.entry <= 18)] > 0).any()
    assert (t - workers.birth[new & (workers.entry == 6)] == 19 - 6 + 18 * 12).all()


# -- illness -------------------------------------------------------------------------------------


def ill_at(rate: float, months: float = 4.0, **others: Any) -> Settings:
    """Settings of an illness."""
    return {"illness_rate": {"able": rate, "weak": rate}, "illness_months": months, **others}


def test_people_fall_ill_as_often_as_stated() -> None:
    model = stepped(
        guizhou(scale=0.02, levers={}, illness_rate={"able": 0.02, "weak": 0.1}, illness_weakens=0.0), 1
    )
    workers = model.world.state.workers
    for health, rate in ((0, 0.02), (WEAK, 0.1)):
        group = (workers.status == LABOUR) & (workers.health == health)
        share = (workers.ill[group] > 0).mean()
        assert share == pytest.approx(rate, abs=4 * np.sqrt(rate / group.sum()))


def test_an_illness_lasts_up_to_its_longest_and_all_lengths_are_alike() -> None:
    model = stepped(guizhou(scale=0.02, levers={}, **ill_at(0.5)), 1)
    counts = np.bincount(model.world.state.workers.ill, minlength=6)
    assert counts[5] == 0
    assert counts[1:5] / counts[1:5].sum() == pytest.approx(0.25, abs=0.02)


def test_the_ill_neither_look_nor_earn_and_get_well_month_by_month() -> None:
    model = ResettlementModel(guizhou(levers={}, **ill_at(0.2)), 1)
    workers = model.world.state.workers
    for _ in range(5):
        before, channel = workers.ill.astype(int), workers.channel.copy()
        model.step()
        sick = workers.ill > 0
        assert (workers.pay[sick] == 0).all()
        same = (before > 1) & (workers.status == LABOUR)
        assert (workers.ill[same] == before[same] - 1).all()
        assert ((workers.channel == channel) | (workers.channel == channels.NONE))[sick].all()
    assert sick.any()


def test_illness_leaves_some_weak() -> None:
    weak = []
    for share in (0.0, 0.5, 1.0):
        model = stepped(
            guizhou(scale=0.02, levers={}, weak_health=0.0, **ill_at(0.3, illness_weakens=share)), 1
        )
        workers = model.world.state.workers
        weak.append((workers.health[workers.ill > 0] == WEAK).mean())
        assert (workers.health[workers.ill == 0] == 0).all()
    assert weak == pytest.approx([0.0, 0.5, 1.0], abs=0.02)


def test_medical_cost_has_its_mean_burdens_the_household_and_fades() -> None:
    fresh: Settings = {"medical_cost": 6000.0, "illness_separation": 0.0}
    sick = ResettlementModel(guizhou(scale=0.02, levers={}, **ill_at(0.3), **fresh), 1)
    households = sick.world.state.households
    before = households.medical.astype(float)
    sick.step()
    added = households.medical - before * 11 / 12
    workers = sick.world.state.workers
    cases = (workers.ill > 0).sum()
    assert added.sum() / cases == pytest.approx(6000, rel=4 / np.sqrt(cases))
    hit = (
        np.bincount(
            sick.world.state.workers.household[sick.world.state.workers.ill > 0], minlength=len(added)
        )
        > 0
    )
    assert added[~hit] == pytest.approx(0.0, abs=0.01)
    assert (added[hit] > 0).all()


def test_illnesses_of_the_year_before_have_left_their_burden() -> None:
    world = ResettlementModel(
        guizhou(scale=0.03, weak_health=0.0, medical_cost=6000.0, **ill_at(0.01)), 1
    ).world
    people = (world.state.workers.status == LABOUR).sum()
    faded = np.mean((11 / 12) ** np.linspace(0, 12, 1001))
    expected = people * (1 - 0.99**12) * 6000 * faded
    assert world.state.households.medical.sum() == pytest.approx(expected, rel=0.06)
    assert (world.state.households.medical >= 0).all()


# -- looking for work ----------------------------------------------------------------------------


def seekers(**settings: Any) -> float:
    """How many look in the first month."""
    return stepped(guizhou(scale=0.02, levers={}, **ill_at(0.0), **settings), 1).values["seekers"]


def test_those_without_work_look_as_often_as_stated() -> None:
    quiet: Settings = {
        "search_on_job": every(guizhou(), "search_on_job", 0.0),
        "monitored": 0.0,
        "care_search": 1.0,
    }
    start: Settings = {"in_work": 0.0, "one_employed": 0.0, "wants_work": 1.0}
    none, some, all_of_them = (seekers(search_intensity=share, **quiet, **start) for share in (0.0, 0.4, 1.0))
    assert none == 0
    assert some / all_of_them == pytest.approx(0.4, abs=0.02)


def test_care_keeps_from_looking() -> None:
    start: Settings = {
        "in_work": 0.0,
        "one_employed": 0.0,
        "wants_work": 1.0,
        "search_intensity": 1.0,
    }
    free, bound = (seekers(care_search=share, monitored=0.0, **start) for share in (1.0, 0.0))
    model = stepped(guizhou(scale=0.02, levers={}, **ill_at(0.0), **start), 1)
    carers = (holds(model, state.CARER) & (model.world.state.workers.status == LABOUR)).mean()
    assert bound / free == pytest.approx(1 - carers, abs=0.05)


def offered(**settings: Any) -> ResettlementModel:
    """A month in which everyone without work looks and takes whatever is offered out of province."""
    inputs = guizhou()
    only: Settings = {
        "offer_rate": every(inputs, "offer_rate", 0.0) | {"out_of_province": 0.2}, "search_intensity": 1.0,
        "care_search": 1.0, "taste": {"out_of_province": 1e5}, "in_work": 0.0, "one_employed": 0.0,
        "wants_work": 1.0, "weak_offer": every(inputs, "weak_offer", 1.0), "schooling_offer_gain": 0.0,
        "skill_offer_gain": 0.0, "season_offer": dict.fromkeys(MONTHS, 1.0), "demand_shock": 0.0,
        "matching": 0.0, "land_share": 0.0, "allowance_search_cut": 0.0, **ill_at(0.0),
    }  # fmt: skip
    return stepped(guizhou(scale=0.02, levers={}, **(only | settings)), 1)


def hired(model: ResettlementModel, group: Mask | None = None) -> float:
    """Share of labour, or of a group of it, that found work."""
    workers = model.world.state.workers
    labour = workers.status == LABOUR
    return float((workers.channel[labour if group is None else labour & group] > 0).mean())


def test_offers_come_as_often_as_stated_in_season_and_out_of_it() -> None:
    assert hired(offered()) == pytest.approx(0.2, abs=0.01)
    assert hired(offered(season_offer={"1": 2.0})) == pytest.approx(0.4, abs=0.015)


def test_weak_labour_hears_of_fewer_places() -> None:
    model = offered(weak_offer={"out_of_province": 0.25})
    weak = model.world.state.workers.health == WEAK
    assert hired(model, weak) == pytest.approx(0.05, abs=0.015)
    assert hired(model, ~weak) == pytest.approx(0.2, abs=0.015)


def test_schooling_and_skill_bring_offers() -> None:
    schooled = offered(schooling_offer_gain=0.1)
    workers = schooled.world.state.workers
    for level, years in ((1, 6), (2, 9), (4, 15)):
        expected = 0.2 * np.exp(0.1 * (years - 9))
        assert hired(schooled, workers.schooling == level) == pytest.approx(expected, abs=0.04)
    skilled = offered(skill_offer_gain=0.5)
    workers = skilled.world.state.workers
    assert hired(skilled, workers.skill == 2) > hired(skilled, workers.skill == 0) + 0.2


# -- choosing ------------------------------------------------------------------------------------


def test_people_take_what_is_worth_more_to_them() -> None:
    for preferred, other in ((OUT, IN), (IN, OUT)):
        taste = {channels.CHANNELS[preferred]: 1e5, channels.CHANNELS[other]: 5e4}
        offers = every(guizhou(), "offer_rate", 0.0) | {"out_of_province": 1.0, "in_province": 1.0}
        model = offered(taste=taste, offer_rate=offers)
        workers = model.world.state.workers
        assert (workers.channel == preferred).sum() > 0.99 * (workers.channel > 0).sum()
        assert hired(model) > 0.99


def test_care_duties_and_unwillingness_keep_people_near_home() -> None:
    model = stepped(guizhou(scale=0.02), 24)
    labour = model.world.state.workers.status == LABOUR
    gone = away(model)
    for flag, less in ((state.CARER, True), (state.WILLING, False)):
        group = holds(model, flag) & labour
        rest = labour & ~group
        assert (gone[group].mean() < gone[rest].mean()) == less
    old = -model.world.state.workers.birth > 45 * 12
    assert gone[labour & old].mean() < gone[labour & ~old].mean()


def test_nobody_without_land_farms_and_a_households_farmers_share_it() -> None:
    model = stepped(guizhou(scale=0.01, levers={}, **ill_at(0.0)), 6)
    workers, households, _ = model.world.state
    farming = workers.channel == FARMING
    land = households.land[workers.household]
    assert (land[farming] > 0).all()
    farmers = np.bincount(workers.household[farming], minlength=len(households.site))
    per_mu = float(guizhou().parameters["farm_income"])  # type: ignore[arg-type]
    expected = (
        per_mu
        * land[farming]
        / 12
        * model.world.month.wage_index[FARMING]
        / farmers[workers.household[farming]]
    )
    assert workers.pay[farming] == pytest.approx(expected, rel=1e-5)


def test_who_comes_home_from_away_is_a_returned_worker_for_good() -> None:
    model = ResettlementModel(guizhou(), 1)
    returned = holds(model, state.RETURNED)
    moved_straight = 0
    for _ in range(12):
        gone, channel = away(model), model.world.state.workers.channel.copy()
        model.step()
        now = holds(model, state.RETURNED)
        assert (now >= returned).all()
        home = gone & ~away(model)
        assert now[home].all()
        moved_straight += int((home & (model.world.state.workers.channel > 0)).sum())
        assert (now & ~returned & ~gone).sum() == 0
        returned = now
        assert channel.shape == gone.shape
    assert moved_straight > 0


def test_contracts_are_as_common_among_market_jobs_as_stated_and_unknown_elsewhere() -> None:
    model = stepped(guizhou(scale=0.02, levers={}, contract_share=0.4, contract_separation_cut=0.0), 3)
    channel = model.world.state.workers.channel
    contract = holds(model, state.CONTRACT)
    for code in (OUT, IN, LOCAL, channels.WORKSHOP):
        here = channel == code
        assert contract[here].mean() == pytest.approx(0.4, abs=4 * np.sqrt(0.24 / here.sum()))
    assert not contract[(channel == 0) | (channel > channels.WORKSHOP)].any()
