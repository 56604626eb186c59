"""Levers that act through firms, agencies and school leavers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from resettle.model import state
from resettle.model.channels import BUSINESS, LOCAL, WORKSHOP
from resettle.model.simulation import ResettlementModel
from tests.model.worlds import (
    Settings,
    every,
    flat_series,
    guizhou,
    holds,
    lever,
    local_firms,
    run,
    stepped,
)

# -- hiring subsidy --------------------------------------------------------------------------------


def local_places(
    scale: float, months: int = 14, **settings: Any
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Places of local firms month by month, without projects."""
    record = run(
        guizhou(scale=scale, months=months, levers={"hiring_subsidy": lever("hiring_subsidy", **settings)})
    )[1]
    return record.indicators["places_open_local_firm"]


def test_a_hiring_subsidy_adds_local_places_while_it_lasts() -> None:
    plan = {"hiring_subsidy": lever("hiring_subsidy", 3, 8, places=100_000.0, vacancy_gain=0.2)}
    inputs = guizhou(scale=0.01, months=14, levers=plan, **flat_series(guizhou()))
    places = run(inputs)[1].indicators["places_open_local_firm"]
    assert (places[[0, 1, 2, 9, 10, 11, 12, 13]] == places[0]).all()
    assert places[3:9] - places[0] == pytest.approx(0.2 * 100_000, rel=0.05)


@pytest.mark.parametrize("yearly", [2400.0, 20_000.0])
def test_firms_do_not_open_and_close_places_because_a_sample_is_small(yearly: float) -> None:
    places = local_places(0.002, places=yearly, vacancy_gain=0.2)
    assert places.max() - places.min() <= 0.05 * places.mean()


def test_more_hiring_grants_add_more_vacancies() -> None:
    few, many = (
        local_places(0.01, months=2, places=yearly, vacancy_gain=0.2)[1] for yearly in (3000.0, 100_000.0)
    )
    assert many > few


# -- placement service -------------------------------------------------------------------------------


def test_a_placement_service_brings_offers_and_contracts() -> None:
    settings: Settings = {"offer_gain": 2.0, "contract_gain": 0.5, "places": 400_000.0}
    bare, served = (
        stepped(guizhou(levers=levers), 12)
        for levers in ({}, {"placement_service": lever("placement_service", **settings)})
    )
    contracts = [
        holds(m, state.CONTRACT)[(w.channel > 0) & (w.channel <= WORKSHOP) & (w.tenure <= 12)].mean()
        for m in (bare, served)
        for w in (m.world.state.workers,)
    ]
    assert contracts[1] > contracts[0] + 0.05
    assert served.values["employed"] > bare.values["employed"]


# -- graduates -----------------------------------------------------------------------------------


def test_graduates_who_leave_school_in_the_window_are_paid_once_and_nobody_else() -> None:
    plan = {"graduate_job_subsidy": lever("graduate_job_subsidy", 12, 23, places=100_000.0)}
    model = ResettlementModel(guizhou(scale=0.02, levers=plan, entrants=0.05), 1, check=True)
    workers, households = model.world.state.workers, model.world.state.households
    for t in range(36):
        model.step()
        leavers = holds(model, state.GRADUATE) & (workers.entry == t)
        expected = np.zeros(len(households.site))
        if 12 <= t <= 23:
            np.add.at(expected, workers.household[leavers], 1500.0)
        assert households.from_levers == pytest.approx(expected)
        assert model.levers[0].ledger.beneficiaries[t] == expected.sum() / 1500
        assert leavers.any() == (t % 12 == 6)
    assert model.levers[0].ledger.spent_yuan.sum() > 0


def test_no_more_graduates_are_paid_in_a_year_than_there_are_places() -> None:
    plan = {"graduate_job_subsidy": lever("graduate_job_subsidy", places=500.0, priority=("woman",))}
    model = ResettlementModel(guizhou(scale=0.02, levers=plan, entrants=0.05), 1, check=True)
    workers = model.world.state.workers
    for t in range(12):
        model.step()
        if t == 6:
            leavers = holds(model, state.GRADUATE) & (workers.entry == t)
            paid = model.world.state.households.from_levers[workers.household] > 0
            women = holds(model, state.WOMAN)
            assert 10 == model.levers[0].ledger.beneficiaries[t] < (leavers & women).sum()
            assert (leavers & paid & women).sum() >= 10
    assert model.levers[0].ledger.beneficiaries[:12].sum() == 10


def test_graduates_get_more_offers_while_the_subsidy_lasts() -> None:
    working = []
    for gain in (0.0, 5.0):
        plan = {"graduate_job_subsidy": lever("graduate_job_subsidy", 6, 17, offer_gain=gain)}
        rare = every(guizhou(), "offer_rate", 0.05)
        settings: Settings = {
            "entrants": 0.1,
            "entrant_graduates": 1.0,
            "wants_work": 1.0,
            "offer_rate": rare,
        }
        model = stepped(guizhou(scale=0.01, levers=plan, **settings), 12)
        workers = model.world.state.workers
        graduates = holds(model, state.GRADUATE) & (workers.status == state.LABOUR)
        working.append((workers.channel[graduates] > 0).mean())
    assert working[1] > working[0] + 0.1


# -- employer relief -----------------------------------------------------------------------------


def test_supported_jobs_end_less_often() -> None:
    lost = []
    for cut in (0.0, 0.5, 1.0):
        plan = {"employer_relief": lever("employer_relief", jobs=1e9, separation_cut=cut)}
        model = ResettlementModel(
            guizhou(levers=plan, illness_separation=0.0, workshop_closure=0.0), 1, check=True
        )
        workers = model.world.state.workers
        model.step()
        stay = np.flatnonzero((workers.channel == LOCAL) | (workers.channel == WORKSHOP))
        ended = 0
        for _ in range(10):
            tenure = workers.tenure[stay].copy()
            model.step()
            ended += int((workers.channel[stay[workers.tenure[stay] == 0]] == 0).sum() + (tenure < 0).sum())
        lost.append(ended)
    assert lost[0] > lost[1] > lost[2]


def test_support_reaches_local_firms_and_workshops_alike_and_nobody_else() -> None:
    plan = {"employer_relief": lever("employer_relief", jobs=1e9, separation_cut=0.4)}
    factor = stepped(guizhou(levers=plan), 3).world.openings.separation_factor
    assert factor[:, [LOCAL, WORKSHOP]] == pytest.approx(0.6)
    others = [code for code in range(9) if code not in (LOCAL, WORKSHOP)]
    assert (factor[:, others] == 1.0).all()


def test_supported_workshops_close_less_often_and_only_within_the_window() -> None:
    closed = []
    for cut in (0.0, 1.0):
        plan = {"employer_relief": lever("employer_relief", 2, 5, jobs=1e9, closure_cut=cut)}
        model = ResettlementModel(
            guizhou(scale=0.02, levers=plan, workshop_closure=0.1, workshops=10_000.0, workshop_slump=0.0),
            1,
            check=True,
        )
        running = [len(model.world.workshops)]
        for _ in range(9):
            model.step()
            running.append(sum(shop.open for shop in model.world.workshops))
        closed.append(-np.diff(running))
    free, supported = closed
    assert (free > 0).all()
    assert (supported[2:6] == 0).all()
    assert (supported[[0, 1, 6, 7, 8]] > 0).all()


def test_support_is_paid_for_jobs_that_exist_and_no_more_than_the_plan_has() -> None:
    for jobs in (1e9, 10_000.0):
        model = ResettlementModel(
            guizhou(levers={"employer_relief": lever("employer_relief", jobs=jobs)}), 1, check=True
        )
        for t in range(1, 8):
            model.step()
            workers = model.world.tally.sums[:, [LOCAL, WORKSHOP]].sum()
            model.step()
            books = model.levers[0].ledger
            assert books.units[2 * t - 1] == min(round(jobs * model.world.part), workers)
            assert books.spent_yuan[2 * t - 1] == pytest.approx(books.units[2 * t - 1] * 300 / 12)


# -- businesses ----------------------------------------------------------------------------------


def test_support_opens_businesses_and_keeps_them_alive() -> None:
    bare, helped, kept = (
        stepped(guizhou(scale=0.01, levers=levers), 24).values["channel_own_business"]
        for levers in (
            {},
            {"entrepreneurship": lever("entrepreneurship", failure_cut=0.0)},
            {"entrepreneurship": lever("entrepreneurship", failure_cut=0.9)},
        )
    )
    assert bare < helped < kept


def test_supported_businesses_employ_neighbours() -> None:
    plan = {"entrepreneurship": lever("entrepreneurship", jobs=3.0)}
    model = ResettlementModel(
        guizhou(scale=0.01, levers=plan, separation_rate={"own_business": 0.1}), 1, check=True
    )
    supported: list[float] = []
    for t in range(10):
        model.step()
        alive = sum(number * 0.9 ** (t - begun) for begun, number in enumerate(supported))
        added = model.world.openings.local_places.sum() - local_firms(model).sum()
        assert added == pytest.approx(3 * alive)
        supported.append(model.world.tally.grant_people.sum())
    assert sum(supported) > 10
    assert (model.world.state.workers.channel == BUSINESS).any()
