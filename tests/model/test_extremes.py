"""Extremes behave: nothing at all, far too much of everything, and the smallest of worlds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from resettle.model import channels
from resettle.model.inputs import ModelInputs
from resettle.model.parameters import MONTHS
from resettle.model.record import RunRecord
from resettle.model.simulation import ResettlementModel
from resettle.model.state import LABOUR, WANTS_WORK
from tests.model.worlds import (
    Settings,
    all_levers,
    every,
    flat_series,
    guizhou,
    holds,
    lever,
    numbers,
    run,
    stepped,
)

NOTHING_ENDS = {
    "illness_rate": {"able": 0.0, "weak": 0.0},
    "workshop_slump": 0.0,
    "workshop_closure": 0.0,
}


def finite(record: RunRecord) -> bool:
    """Whether every book is a number in every month, and every indicator but those of nobody."""
    books = [path for columns in record.levers.values() for path in columns.values()]
    return numbers(record) and all(bool(np.isfinite(path).all()) for path in books)


def shares_in_bounds(record: RunRecord) -> bool:
    """Whether shares are between nothing and all."""
    names = (
        "employment_rate",
        "stable_share",
        "one_employed_share",
        "below_line_share",
        "monitoring_coverage",
    )
    paths = [record.indicators[name][~np.isnan(record.indicators[name])] for name in names]
    return all((path >= 0).all() and (path <= 1).all() for path in paths)


def test_without_levers_a_run_still_runs_and_nobody_is_paid_by_one() -> None:
    _, record = run(guizhou(levers={}))
    assert finite(record)
    assert record.levers == {}
    assert (record.indicators["income_from_levers"] == 0).all()
    assert (record.indicators["places_open_public_welfare"] == 0).all()
    assert (record.indicators["channel_works_relief"] == 0).all()


UNLIMITED: dict[str, tuple[str, Settings]] = {
    "public_welfare": ("public_welfare_jobs", {"posts": 1e8, "unit_cost": 9000.0, "term": 600.0}),
    "works_relief": ("works_relief", {"projects": 12_000.0, "places": 10_000.0, "unit_cost": 9000.0}),
    "workshop": ("workshop_capacity", {"workshops": 1e6, "places": 1000.0}),
    "out_of_province": ("labour_cooperation", {"places": 1e9, "wage_premium": 1.0, "leave_cost_cut": 1.0}),
}


@pytest.mark.parametrize("channel", UNLIMITED)
def test_with_places_for_all_who_hear_of_them_all_who_want_work_have_it(channel: str) -> None:
    name, settings = UNLIMITED[channel]
    inputs = guizhou()
    keen: Settings = {
        "offer_rate": every(inputs, "offer_rate", 1.0), "weak_offer": every(inputs, "weak_offer", 1.0),
        "taste": {channel: 20_000.0}, "search_intensity": 1.0, "care_search": 1.0, "matching": 0.0,
        "allowance_search_cut": 0.0, **NOTHING_ENDS,
    }  # fmt: skip
    model, record = run(guizhou(months=8, levers={name: lever(name, **settings)}, **keen))
    labour = model.world.state.workers.status == LABOUR
    wants = (holds(model, WANTS_WORK) & labour).sum() / labour.sum()
    assert wants > 0.9
    assert record.indicators["employment_rate"][-1] == pytest.approx(wants, abs=0.005)
    assert record.indicators[f"channel_{channel}"][-1] > 0.5 * record.indicators["employed"][-1] * 0.2


def test_with_unlimited_levers_of_every_kind_identities_and_bounds_hold() -> None:
    doses: dict[str, Settings] = {
        "training_subsidy": {"seats": 1e8}, "public_welfare_jobs": {"posts": 1e7},
        "monitoring": {"rounds": 12.0}, "labour_cooperation": {"places": 1e8},
        "transport_subsidy": {"places": 1e8}, "safety_net": {"coverage": 1.0},
        "hiring_subsidy": {"places": 1e8}, "placement_service": {"places": 1e8},
        "employer_relief": {"jobs": 1e8},
    }  # fmt: skip
    _, record = run(guizhou(levers=all_levers(**{name: lever(name, **dose) for name, dose in doses.items()})))
    assert finite(record)
    assert shares_in_bounds(record)
    assert (record.indicators["below_line_share"] <= 1).all()


def test_where_nobody_hears_of_a_place_or_has_land_employment_only_falls() -> None:
    inputs = guizhou()
    deaf: Settings = {"offer_rate": every(inputs, "offer_rate", 0.0), "land_share": 0.0}
    model = ResettlementModel(guizhou(levers={}, **deaf), 1, check=True)
    working = model.world.state.workers.channel > 0
    for _ in range(24):
        model.step()
        now = model.world.state.workers.channel > 0
        assert not (now & ~working).any()
        working = now
    assert model.values["hires"] == 0
    assert model.values["employment_rate"] < 0.7


def test_without_shocks_separations_and_falling_demand_nobody_loses_a_job() -> None:
    inputs = guizhou()
    quiet: Settings = {
        "separation_rate": every(inputs, "separation_rate", 0.0),
        "search_on_job": every(inputs, "search_on_job", 0.0),
        "channel": {"public_welfare": 0.0, "works_relief": 0.0, "out_of_province": 0.562}, **NOTHING_ENDS,
    }  # fmt: skip
    model = ResettlementModel(guizhou(levers={}, **flat_series(inputs), **quiet), 1, check=True)
    workers = model.world.state.workers
    for _ in range(36):
        before = workers.channel.copy()
        model.step()
        kept = (before > 0) & (workers.status == LABOUR)
        assert (workers.channel[kept] == before[kept]).all()
        assert model.values["ill"] == 0
    labour = workers.status == LABOUR
    wants = (holds(model, WANTS_WORK) & labour).sum() / labour.sum()
    assert model.values["employment_rate"] > wants - 0.01


def test_where_every_job_ends_every_month_tenure_never_grows() -> None:
    inputs = guizhou()
    ends: Settings = {
        "separation_rate": every(inputs, "separation_rate", 1.0),
        "season_separation": dict.fromkeys(MONTHS, 1.0), "demand_separation": 0.0,
        "contract_separation_cut": 0.0, "skill_separation_cut": 0.0,
    }  # fmt: skip
    model = stepped(guizhou(levers={}, **ends), 6)
    assert model.world.state.workers.tenure.max() == 1
    assert model.values["stable_share"] < 1


def test_with_pay_of_nothing_income_is_that_of_land_and_transfers() -> None:
    inputs = guizhou()
    nothing: Settings = {"wage": every(inputs, "wage", 0.0), "business_income": 0.0, "farm_income": 0.0}
    _, record = run(guizhou(levers={}, **nothing))
    assert finite(record)
    assert (record.indicators["wage_income"] == 0).all()
    assert (record.indicators["business_income"] == 0).all()
    assert (record.indicators["transfer_income"] > 0).all()
    assert record.indicators["income"] == pytest.approx(
        record.indicators["property_income"] + record.indicators["transfer_income"]
    )


def alone(**changes: Any) -> ModelInputs:
    """One household in one settlement."""
    one: Settings = {"households": 1.0, "sites": 1.0, "counties": 1.0, "workshops": 1.0, "assets": 1.0}
    return guizhou(scale=1.0, **one, **changes)


@pytest.mark.parametrize("seed", range(4))
def test_a_single_household_can_live_through_the_plan(seed: int) -> None:
    model, record = run(alone(), seed)
    assert finite(record)
    assert shares_in_bounds(record)
    assert len(model.world.state.households.site) == 1
    assert (record.indicators["households"] == 1).all()
    assert (record.indicators["persons"] == model.world.state.households.size[0]).all()


@pytest.mark.parametrize("scale", [1e-6, 1e-5, 5e-4])
def test_a_sample_so_small_that_one_settlement_is_left_still_stands_for_everyone(scale: float) -> None:
    model, record = run(guizhou(scale=scale, levers=all_levers()))
    assert model.world.sites == 1
    assert finite(record)
    assert record.indicators["households"] == pytest.approx(431_600)
    assert record.weight == pytest.approx(431_600 / len(model.world.state.households.site))


@pytest.mark.parametrize("levers", [{}, all_levers()], ids=["no levers", "all levers"])
def test_households_without_labour_live_on_land_rent_and_transfers(levers: dict) -> None:  # type: ignore[type-arg]
    _, record = run(guizhou(levers=levers, no_labour=1.0, months=18))
    assert finite(record)
    assert (record.indicators["labour"] == 0).all()
    assert (record.indicators["wage_income"] == 0).all()
    assert (record.indicators["zero_employment"] == 0).all()
    assert (record.indicators["transfer_income"] > 0).all()


def test_weak_labour_earns_and_finds_less() -> None:
    weak, able = (run(guizhou(levers={}, weak_health=share))[1].indicators for share in (1.0, 0.0))
    assert finite(run(guizhou(levers=all_levers(), weak_health=1.0))[1])
    assert weak["wage_income"][-1] < 0.8 * able["wage_income"][-1]
    assert weak["channel_out_of_province"][-1] < able["channel_out_of_province"][-1]


def test_weak_labour_that_earns_nothing_breaks_no_sum() -> None:
    model, record = run(guizhou(levers={}, weak_health=1.0, weak_pay=0.0, entrants=0.0))
    assert finite(record)
    assert record.indicators["wage_income"].max() < 1e-3
    assert (model.world.state.workers.wage >= 0).all()


def test_where_everyone_falls_ill_nobody_earns_a_wage_in_that_month() -> None:
    _, record = run(guizhou(levers={}, illness_rate={"able": 1.0, "weak": 1.0}, illness_months=1.0, months=6))
    assert finite(record)
    assert record.indicators["ill"][0] == record.indicators["labour"][0]
    assert record.indicators["wage_income"][0] == 0
    assert record.indicators["wage_income"][1] > 0


def test_where_illness_always_ends_a_job_the_ill_have_none() -> None:
    model = ResettlementModel(
        guizhou(levers={}, illness_rate={"able": 0.2, "weak": 0.2}, illness_separation=1.0), 1
    )
    workers = model.world.state.workers
    for _ in range(4):
        model.step()
        assert (workers.channel[workers.ill > 0] == channels.NONE).all()
    assert (workers.ill > 0).any()


def test_who_does_not_want_work_never_looks() -> None:
    start: Settings = {"in_work": 0.0, "one_employed": 0.0, "wants_work": 0.0}
    _, record = run(guizhou(levers=all_levers(), months=18, entrants=0.0, **start))
    assert (record.indicators["employed"] == 0).all()
    assert (record.indicators["seekers"] == 0).all()


def test_a_plan_of_a_single_month_can_be_run() -> None:
    _, record = run(guizhou(months=1))
    assert record.months == ("2021-01",)
    assert finite(record)
