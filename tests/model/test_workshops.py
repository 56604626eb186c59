"""Workshops: built, in a slump, closed; who works in them and at what pay."""

from __future__ import annotations

import numpy as np
import pytest

from resettle.model.channels import CHANNELS, LOCAL, RELIEF, WELFARE, WORKSHOP
from resettle.model.simulation import ResettlementModel
from tests.model.worlds import HEALTHY, Settings, guizhou, lever, stepped

STILL: Settings = {"workshop_slump": 0.0, "workshop_closure": 0.0}


def test_workshops_open_where_the_plan_builds_them_and_hire() -> None:
    plan = {"workshop_capacity": lever("workshop_capacity", workshops=2400.0)}
    model = ResettlementModel(guizhou(scale=0.005, levers=plan, **STILL), 1, check=True)
    first = len(model.world.workshops)
    for t in range(12):
        model.step()
        assert len(model.world.workshops) == first + t + 1
    places = model.world.openings.places[:, WORKSHOP].sum()
    assert places == sum(workshop.places for workshop in model.world.workshops)
    assert model.values["workshops"] == pytest.approx(len(model.world.workshops) * model.world.weight)
    new = model.world.workshops[first:]
    assert [workshop.key - new[0].key for workshop in new] == list(range(12))
    assert [workshop.site for workshop in new] == model.world.sites_of(12).tolist()
    none = stepped(guizhou(scale=0.005, levers={}, **STILL), 12)
    assert model.values["channel_workshop"] > 1.1 * none.values["channel_workshop"]


def test_a_slump_cuts_places_for_its_months_and_then_they_return() -> None:
    slumps: Settings = {
        "workshop_slump": 0.15,
        "workshop_closure": 0.0,
        "workshop_slump_months": 3.0,
        "workshop_slump_share": 0.5,
    }
    model = ResettlementModel(guizhou(scale=0.01, levers={}, **slumps), 1, check=True)
    history = []
    for _ in range(24):
        model.step()
        history.append([shop.places_now(0.5) == shop.places for shop in model.world.workshops])
    full = np.array(history)
    assert 0.2 < 1 - full[3:].mean() < 0.5
    for path in full.T:
        text = "".join("f" if good else "s" for good in path)
        runs = [len(piece) for piece in text.strip("s").replace("f", " ").split()]
        assert all(length % 3 == 0 for length in runs)


def test_a_closed_workshop_stays_closed_and_its_workers_leave() -> None:
    model = ResettlementModel(
        guizhou(scale=0.01, levers={}, workshop_slump=0.0, workshop_closure=0.2), 1, check=True
    )
    open_now = len(model.world.workshops)
    for _ in range(10):
        model.step()
        running = sum(shop.open for shop in model.world.workshops)
        assert running <= open_now
        open_now = running
    assert open_now < 0.5 * len(model.world.workshops)
    workers = model.world.state.workers
    site = model.world.state.households.site[workers.household]
    employed = np.bincount(site[workers.channel == WORKSHOP], minlength=model.world.sites)
    places = np.zeros(model.world.sites)
    for shop in model.world.workshops:
        places[shop.site] += shop.places * shop.open
    assert (employed <= places).all()


def test_workshops_all_closed_employ_nobody() -> None:
    model = stepped(guizhou(levers={}, workshop_closure=1.0), 1)
    assert model.values["workshops"] == 0
    assert model.values["channel_workshop"] == 0


def test_practice_raises_workshop_pay_until_its_months_are_full() -> None:
    settings: Settings = {"proficiency_gain": 0.05, "proficiency_months": 4.0, **STILL, **HEALTHY}
    inputs = guizhou(levers={}, **settings)
    model = stepped(inputs, 8)
    workers = model.world.state.workers
    here = workers.channel == WORKSHOP
    index, kept = model.world.month.wage_index[WORKSHOP], 1.0 - model.world.rules.arrears
    gain = (1 + 0.05 * np.minimum(workers.tenure[here], 4)) * (workers.worked[here] & 1)
    assert len(set(np.minimum(workers.tenure[here], 4))) > 1
    assert workers.pay[here] == pytest.approx(workers.wage[here] * index * kept * gain, rel=1e-5)


def test_no_channel_but_the_rationed_ones_depends_on_places() -> None:
    assert [CHANNELS[code] for code in (LOCAL, WORKSHOP, WELFARE, RELIEF)] == [
        "local_firm", "workshop", "public_welfare", "works_relief",
    ]  # fmt: skip
    model = stepped(guizhou(levers={}), 3)
    assert (model.world.openings.places[:, [0, 1, 2, 7, 8]] == 0).all()
    assert model.values["channel_out_of_province"] > 0


def test_hiring_awards_are_a_twelfth_of_the_yearly_one_for_each_worker_and_stop_at_the_budget() -> None:
    terms: Settings = {"workshops": 0.001, "hiring_award": 1200.0}
    free = ResettlementModel(
        guizhou(levers={"workshop_capacity": lever("workshop_capacity", **terms)}, **STILL), 1
    )
    for t in range(6):
        free.step()
        workers = (free.world.state.workers.channel == WORKSHOP).sum()
        assert free.levers[0].ledger.spent_yuan[t] == pytest.approx(100.0 * workers)
        assert free.levers[0].ledger.beneficiaries[t] == workers > 0
    tight = lever("workshop_capacity", budget=3e6, **terms)
    spent = (
        stepped(guizhou(levers={"workshop_capacity": tight}, **STILL), 12).levers[0].ledger.spent_yuan[:12]
    )
    assert spent.sum() == pytest.approx(3e6 * free.world.part)
