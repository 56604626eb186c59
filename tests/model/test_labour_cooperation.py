"""Labour cooperation: organised places out of province, and enterprises for paired counties."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from resettle.model import channels
from resettle.model.channels import LOCAL
from resettle.model.inputs import LeverWindow
from resettle.model.openings import ORGANISED_PLACES
from resettle.model.simulation import ResettlementModel
from resettle.model.state import LABOUR, ORGANISED, RETURNED
from resettle.model.tally import COLUMN
from tests.model.worlds import (
    HEALTHY,
    SETTINGS,
    Settings,
    changed,
    eager,
    guizhou,
    holds,
    lever,
    local_firms,
    open_projects,
    stepped,
)


def test_organised_places_are_taken_up_to_the_plan_of_the_month_and_cost_so_much_each() -> None:
    inputs = eager("labour_cooperation", None, places=60_000.0)
    model = ResettlementModel(inputs, 1, check=True)
    for t in range(12):
        model.step()
        taken = model.world.tally.sums[:, COLUMN["organised"]].sum()
        assert taken == model.world.openings.scalars[ORGANISED_PLACES] == model.levers[0].ledger.units[t]
        assert model.levers[0].ledger.spent_yuan[t] == pytest.approx(300 * taken)
    total = model.levers[0].ledger.units[:12].sum()
    assert total == pytest.approx(60_000 * model.world.part, abs=1)


@pytest.mark.parametrize(
    ("asked_for", "each", "placed"),
    [(120_000.0, 450.0, 60_000.0), (60_000.0, 600.0, 60_000.0), (15_000.0, 600.0, 15_000.0)],
)
def test_no_more_are_placed_than_hosts_ask_for_and_the_nearer_to_it_the_dearer_each(
    asked_for: float, each: float, placed: float
) -> None:
    model = ResettlementModel(eager("labour_cooperation", None, places=60_000.0, host_jobs=asked_for), 1)
    for _ in range(12):
        model.step()
    books = model.levers[0].ledger
    assert books.units[:12].sum() == books.beneficiaries[:12].sum()
    assert books.units[:12].sum() == pytest.approx(placed * model.world.part, abs=1)
    assert books.spent_yuan[:12].sum() == pytest.approx(each * books.units[:12].sum())


def test_an_organised_place_is_out_of_province_with_a_contract_and_a_premium() -> None:
    pay = []
    for premium in (0.0, 0.25):
        inputs = eager("labour_cooperation", None, wage_premium=premium)
        model = stepped(changed(inputs, land_share=0.0), 1)
        workers = model.world.state.workers
        rows = np.flatnonzero(workers.tenure == 1)
        assert set(workers.channel[rows]) == {channels.OUT}
        assert all({"organised", "contract"} <= set(model.worker(int(row)).holds) for row in rows)
        pay.append({int(row): float(workers.wage[row]) for row in rows})
    assert pay[0].keys() == pay[1].keys()
    assert all(pay[1][row] == pytest.approx(1.25 * pay[0][row], rel=1e-6) for row in pay[0])


def test_those_placed_lose_their_job_less_often() -> None:
    left = []
    for cut in (0.0, 1.0):
        model = stepped(eager("labour_cooperation", None, separation_cut=cut, illness_separation=0.0), 14)
        workers = model.world.state.workers
        left.append(int((workers.channel == channels.OUT).sum()))
        returned = holds(model, RETURNED) & (workers.status == LABOUR)
        assert returned.any() == (cut == 0.0)
    assert left[1] > left[0]


def test_enterprises_settle_county_by_county_until_each_has_one() -> None:
    levers = {"labour_cooperation": lever("labour_cooperation", enterprises=24.0)}
    model = ResettlementModel(guizhou(levers=levers, enterprise_counties=0.0), 1, check=True)
    model.run()
    path = np.array(model.datacollector.model_vars["counties_with_enterprise"])
    assert (path == np.minimum(66, 2 * np.arange(1, 49))).all()


def test_enterprises_go_first_to_counties_that_have_none() -> None:
    plan = {"labour_cooperation": lever("labour_cooperation", enterprises=24.0)}
    plain = guizhou(levers=plan)
    for had, path_of in ((20.0, np.minimum(66, 20 + 2 * np.arange(1, 49))), (90.0, np.full(48, 66))):
        initial = {**plain.initial, "enterprise_counties": had}
        model = ResettlementModel(dataclasses.replace(plain, initial=initial), 1, check=True)
        model.run()
        path = np.array(model.datacollector.model_vars["counties_with_enterprise"])
        assert (path == path_of).all()


def test_an_enterprise_offers_its_places_in_its_county() -> None:
    levers = {
        "labour_cooperation": lever("labour_cooperation", 3, enterprises=12.0, enterprise_places=5000.0)
    }
    model = ResettlementModel(guizhou(scale=0.01, levers=levers), 1, check=True)
    for t in range(8):
        model.step()
        arrived = open_projects(model, "enterprise")
        assert len(arrived) == max(0, t - 2)
        added = model.world.openings.local_places.sum() - local_firms(model).sum()
        assert added == pytest.approx(len(arrived) * 5000 * model.world.part)
    counties = model.world.state.sites.county
    assert all(p.county == counties[p.site] for p in arrived if p.county in counties)
    assert model.world.openings.places[:, LOCAL].sum() == pytest.approx(
        model.world.openings.local_places.sum(), abs=5
    )


@pytest.mark.parametrize("setting", ["wage_premium", "leave_cost_cut"])
def test_better_terms_draw_more_people_to_organised_places(setting: str) -> None:
    dear: Settings = {"leave_cost": {"out_of_province": 3000.0}, "taste": {"out_of_province": 0.0}}
    taken = []
    for value in (0.0, 1.0):
        terms: Settings = {"wage_premium": 0.0, "leave_cost_cut": 0.0, "places": 1e7} | {setting: value}
        model = stepped(
            guizhou(levers={"labour_cooperation": lever("labour_cooperation", **terms)}, **dear), 3
        )
        taken.append(model.levers[0].ledger.beneficiaries[:3].sum())
    assert taken[1] > 1.5 * taken[0] > 0


def test_those_placed_stay_protected_after_the_lever_has_closed() -> None:
    left = []
    for cut in (0.0, 1.0):
        windows = lever("labour_cooperation", 0, 2, separation_cut=cut, places=200_000.0)
        model = stepped(
            guizhou(levers={"labour_cooperation": windows}, illness_separation=0.0, **HEALTHY), 14
        )
        left.append(int(holds(model, ORGANISED).sum()))
    assert left[1] > 1.05 * left[0] > 0


def test_an_enterprise_settles_at_one_settlement_and_brings_no_places_unless_the_plan_says_how_many() -> None:
    terms = {
        name: value for name, value in SETTINGS["labour_cooperation"].items() if name != "enterprise_places"
    }
    window = LeverWindow(0, 47, {**terms, "enterprises": 12.0})
    few: Settings = {"counties": 2.0, "levers": {"labour_cooperation": (window,)}}
    model = stepped(guizhou(scale=0.02, **few), 5)
    assert np.bincount(model.world.state.sites.county).min() >= 2
    arrived = open_projects(model, "enterprise")
    assert [project.county for project in arrived] == [0, 1, 0, 1, 0]
    assert [project.places for project in arrived] == [0.0] * 5
    assert model.world.openings.local_places == pytest.approx(local_firms(model), rel=1e-12)
