"""Care places free carers to work, in the order of a draw made once for life, and nobody else."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from resettle.model.openings import CARE_RELIEF
from resettle.model.simulation import ResettlementModel
from resettle.model.state import CARER, LABOUR
from resettle.model.tally import CARERS
from tests.model.worlds import (
    HEALTHY,
    NOBODY_WORKS,
    Settings,
    differing_columns,
    differing_indicators,
    every,
    guizhou,
    holds,
    lever,
    run,
    stepped,
    yearly,
)

OPENS = 3


def cared_for(months: int = OPENS + 1, start: int = OPENS, **settings: Any) -> ResettlementModel:
    """A town after some months, with care places from a month on."""
    plan = {"care_services": lever("care_services", start, **settings)}
    return stepped(guizhou(scale=0.01, levers=plan), months)


def looking(model: ResettlementModel) -> NDArray[np.bool_]:
    """Who looked for work in the month just run."""
    marks = np.zeros(len(model.world.state.workers.household), bool)
    marks[model.world.seekers.rows] = True
    return marks


def test_care_places_bring_carers_to_look_for_work_and_move_the_search_of_nobody_else() -> None:
    without, with_it = (cared_for(places=places) for places in (0.0, 1e6))
    assert (looking(without) <= looking(with_it)).all()
    more = looking(with_it) & ~looking(without)
    assert more.sum() > 20
    assert holds(without, CARER)[more].all()


def test_more_care_places_move_nobody_out_who_has_one() -> None:
    towns = [cared_for(places=places) for places in (0.0, 20_000.0, 60_000.0, 200_000.0)]
    for fewer, more in pairwise(towns):
        assert (fewer.world.openings.care_served <= more.world.openings.care_served).all()
        assert (looking(fewer) <= looking(more)).all()
        assert looking(fewer).sum() < looking(more).sum()


def test_who_has_a_care_place_keeps_it_from_month_to_month() -> None:
    plain = guizhou()
    idle: Settings = {
        "offer_rate": every(plain, "offer_rate", 0.0), "search_intensity": 1.0, "care_search": 0.0,
        "entrants": 0.0, "land_share": 0.0, "allowance_search_cut": 0.0, **HEALTHY, **NOBODY_WORKS,
    }  # fmt: skip
    plan = {"care_services": lever("care_services", relief=1.0)}
    model = ResettlementModel(guizhou(scale=0.01, levers=plan, **idle), 1, check=True)
    world, carer = model.world, holds(model, CARER)
    site = world.state.households.site[world.state.workers.household]
    kept = 0
    for t in range(12):
        served, looked = world.openings.care_served.copy(), looking(model)
        model.step()
        same = (world.openings.care_served == served)[site] & carer & holds(model, CARER)
        same &= world.state.workers.status == LABOUR
        if t > 1:
            assert (looking(model)[same] == looked[same]).all()
            assert 0.1 < looked[same].mean() < 0.9
            kept += int(looked[same].sum())
    assert kept > 500


def test_a_place_for_every_carer_that_takes_over_all_care_makes_carers_like_all_others() -> None:
    carefree = guizhou()
    freed = guizhou(levers={}, care_search=1.0, care_cost=every(carefree, "care_cost", 0.0))
    served = guizhou(levers={"care_services": lever("care_services", places=1e6, relief=1.0)})
    models = [ResettlementModel(inputs, 1, check=True) for inputs in (freed, served)]
    sites = models[1].world.state.sites
    carers = np.add.reduceat(holds(models[1], CARER).astype(float), sites.worker[:-1])
    models[1].world.tally.sums[:, CARERS] = carers  # what a month before would have counted
    for _ in range(12):
        for model in models:
            model.step()
        assert differing_columns(*models) == []
    assert carers.sum() > 100


def test_places_that_take_over_nothing_change_nothing_and_are_paid_for() -> None:
    useless = {"care_services": lever("care_services", relief=0.0)}
    bare, record = run(guizhou(months=24, levers={}))
    idle, idle_record = run(guizhou(months=24, levers=useless))
    assert differing_columns(bare, idle) == []
    assert differing_indicators(record, idle_record) == []
    assert (idle_record.levers["care_services"]["spent_yuan"][1:] > 0).all()


def test_places_are_used_by_carers_of_the_settlement_and_paid_for_when_used() -> None:
    for places in (30_000.0, 1e6):
        plan = {"care_services": lever("care_services", places=places, unit_cost=250.0, relief=0.4)}
        model = ResettlementModel(guizhou(scale=0.01, levers=plan), 1, check=True)
        for t in range(8):
            carers = model.world.tally.sums[:, CARERS]
            model.step()
            openings = model.world.openings
            used = np.minimum(model.world.spread(round(places * model.world.part)), carers)
            assert openings.care_served * carers == pytest.approx(used)
            assert openings.scalars[CARE_RELIEF] == 0.4
            books = model.levers[0].ledger
            assert books.spent_yuan[t] == pytest.approx(250 * used.sum())
            assert books.units[t] == books.beneficiaries[t] == pytest.approx(used.sum())
            assert books.households_yuan[t] == 0
        assert used.sum() > 0
        assert (used == carers).all() == (places == 1e6)


def test_a_single_carer_of_a_settlement_can_have_a_place() -> None:
    plan = {"care_services": lever("care_services", places=1e7)}
    model = stepped(guizhou(scale=1.0, levers=plan, households=120.0, sites=30.0), 2)
    carers = model.world.previous.sums[:, CARERS]
    assert (carers == 1).any()
    assert (model.world.openings.care_served == (carers > 0)).all()


def test_a_budget_of_care_pays_its_places_to_the_end_of_the_year() -> None:
    plan = {"care_services": lever("care_services", 12, budget=3e7)}
    model, record = run(guizhou(months=36, levers=plan))
    books = record.levers["care_services"]
    spent = yearly(books["spent_yuan"])
    assert spent[0] == 0
    assert (spent[1:] <= 3e7 * (1 + 1e-9)).all()
    assert (spent[1:] > 0.9 * 3e7).all()
    for year in (books["units"][12:24], books["units"][24:]):
        assert year.min() >= 0.98 * year[0] > 0
    assert books["units"].max() < 0.2 * 60_000
    assert model.world.openings.care_served.max() < 1


def test_where_nobody_cares_no_care_place_is_used() -> None:
    plan = {"care_services": lever("care_services")}
    dependants = {"young_child": 0.0, "pupil": 1.0, "elder": 0.0}
    model, record = run(guizhou(months=12, levers=plan, dependants=dependants, care_need=0.0))
    assert not holds(model, CARER).any()
    assert record.levers["care_services"]["spent_yuan"].sum() == 0
