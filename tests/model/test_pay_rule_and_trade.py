"""Rules on pay: wages paid in full, a floor under relief pay. Trade: what farms and businesses earn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from resettle.model.channels import BUSINESS, CHANNELS, FARMING, IN, LOCAL, OUT, WORKSHOP
from resettle.model.levers.works_relief import WorksRelief
from resettle.model.openings import LABOUR_SHARE_FLOOR
from resettle.model.simulation import ResettlementModel
from tests.model.worlds import (
    HEALTHY,
    Settings,
    differing_columns,
    differing_indicators,
    every,
    guizhou,
    lever,
    only_offer,
    open_projects,
    run,
    stepped,
    yearly,
)

OPENS = 3
MARKET = [OUT, IN, LOCAL, WORKSHOP]


def paid_more(name: str, months: int = OPENS + 1, **settings: Any) -> tuple[np.ndarray[Any, Any], ...]:
    """Channel and pay of those whose job is the same without and with a lever that opens in `OPENS`."""
    models = [
        stepped(guizhou(scale=0.01, levers=levers, **HEALTHY), months)
        for levers in ({}, {name: lever(name, OPENS, **settings)})
    ]
    without, with_it = (model.world.state.workers for model in models)
    same = (without.channel == with_it.channel) & (without.tenure == with_it.tenure) & (without.channel > 0)
    assert (without.wage[same] == with_it.wage[same]).all()
    return without.channel[same], without.pay[same], with_it.pay[same]


# -- wages paid in full --------------------------------------------------------------------------


@pytest.mark.parametrize("arrears", [0.01, 0.03, 0.4])
@pytest.mark.parametrize("enforcement", [0.25, 0.6, 1.0])
def test_enforced_pay_is_what_is_kept_over_what_was_kept_before(arrears: float, enforcement: float) -> None:
    plan = {"pay_rule": lever("pay_rule", enforcement=enforcement)}
    factor = stepped(guizhou(levers=plan, arrears=arrears), 2).world.openings.pay_factor
    kept = 1 - arrears * (1 - enforcement)
    assert factor[MARKET] == pytest.approx(kept / (1 - arrears), rel=1e-12)
    assert (np.delete(factor, MARKET) == 1).all()
    assert factor[OUT] > 1


def test_each_market_wage_rises_by_the_factor_and_no_other_pay_moves() -> None:
    plan = paid_more("pay_rule", enforcement=0.8)
    channel, before, after = plan
    market = np.isin(channel, MARKET)
    factor = (1 - 0.01 * 0.2) / 0.99
    assert after[market] == pytest.approx(before[market] * factor, rel=1e-6)
    assert set(channel[~market].tolist()) == {BUSINESS, FARMING}
    business = channel == BUSINESS
    assert (after[business] == before[business]).all()


def test_where_all_wages_are_paid_there_is_nothing_to_enforce() -> None:
    plan = {"pay_rule": lever("pay_rule")}
    bare, record = run(guizhou(months=24, levers={}, arrears=0.0))
    ruled, ruled_record = run(guizhou(months=24, levers=plan, arrears=0.0))
    assert differing_columns(bare, ruled) == []
    assert differing_indicators(record, ruled_record) == []
    assert ruled_record.levers["pay_rule"]["spent_yuan"].sum() > 0


def test_without_the_rule_arrears_are_missing_from_market_pay_and_from_no_other() -> None:
    few, many = (
        stepped(guizhou(scale=0.01, levers={}, arrears=arrears, family_spent=0.0), 1).world.state.workers
        for arrears in (0.0, 0.3)
    )
    same = (few.channel == many.channel) & (few.tenure > 1) & (many.tenure > 1)
    market = np.isin(few.channel, MARKET)
    for here, part in ((same & market, 0.7), (same & (few.channel == BUSINESS), 1.0)):
        assert (few.pay[here] > 0).sum() > 50
        assert many.pay[here] == pytest.approx(part * few.pay[here], rel=1e-6)


def test_enforcement_costs_its_part_of_full_enforcement_and_reaches_the_unpaid() -> None:
    plan = {"pay_rule": lever("pay_rule", enforcement=0.3, unit_cost=6e6)}
    model, record = run(guizhou(months=12, levers=plan, arrears=0.02))
    books = record.levers["pay_rule"]
    assert books["spent_yuan"] == pytest.approx(6e6 * 0.3 / 12)
    assert (books["planned_yuan"] == books["spent_yuan"]).all()
    assert books["units"] == pytest.approx(0.3)
    paid = sum(record.indicators[f"channel_{CHANNELS[code]}"] for code in MARKET)
    assert books["beneficiaries"] == pytest.approx(paid * 0.02 * 0.3)
    assert (books["households_yuan"] == 0).all()
    assert model.world.openings.pay_factor[OUT] > 1


def test_enforcement_stops_where_the_money_of_the_year_is_spent_and_the_floor_stays() -> None:
    months_paid = 4
    monthly = 6e6 * 0.5 / 12
    plan = {
        "pay_rule": lever("pay_rule", enforcement=0.5, unit_cost=6e6, budget=monthly * (months_paid + 0.5))
    }
    model = ResettlementModel(guizhou(levers=plan), 1, check=True)
    enforced, floors = [], []
    for _ in range(24):
        model.step()
        enforced.append(bool(model.world.openings.pay_factor[OUT] > 1))
        floors.append(model.world.openings.scalars[LABOUR_SHARE_FLOOR])
    year = [True] * months_paid + [False] * (12 - months_paid)
    assert enforced == year * 2
    books = model.levers[0].ledger
    assert books.spent_yuan[:24] == pytest.approx(monthly * model.world.part * np.array(year * 2))
    assert [bool(units) for units in books.units[:24]] == year * 2
    assert [bool(people) for people in books.beneficiaries[:24]] == year * 2
    assert floors == [0.4] * 24


# -- the floor under relief pay ------------------------------------------------------------------

RELIEF_TERMS: Settings = {"projects": 120.0, "places": 60.0, "project_months": 6, "labour_share": 0.25}


def works(floor: float | None, months: int, start: int = 0) -> ResettlementModel:
    """Relief works after some months, with a floor under their labour share from a month on."""
    levers = {"works_relief": lever("works_relief", **RELIEF_TERMS)}
    if floor is not None:
        levers["pay_rule"] = lever("pay_rule", start, labour_share=floor)
    keen = only_offer(guizhou(), "works_relief")
    return stepped(guizhou(scale=0.01, levers=levers, **keen, arrears=0.0), months)


def test_a_floor_under_relief_pay_gives_more_places_for_the_same_public_money() -> None:
    plain, ruled = (open_projects(works(floor, 4), "relief") for floor in (None, 0.4))
    assert len(plain) == len(ruled) == 40
    for before, after in zip(plain, ruled, strict=True):
        assert (before.labour_share, after.labour_share) == (0.25, 0.4)
        assert after.public_money == before.public_money
        assert after.places == pytest.approx(before.places * 0.4 / 0.25)
        assert (after.site, after.ready, after.ends) == (before.site, before.ready, before.ends)
        assert after.public_money * 0.4 == pytest.approx(after.places * 1500 * 6)


def test_a_floor_below_what_is_planned_changes_nothing() -> None:
    assert differing_columns(works(None, 8), works(0.2, 8)) == []
    assert differing_columns(works(None, 8), works(0.25, 8)) == []
    assert "workers.channel" in differing_columns(works(None, 8), works(0.3, 8))


def test_a_floor_binds_new_projects_and_leaves_those_that_run_as_they_are() -> None:
    shares = [project.labour_share for project in open_projects(works(0.4, 5, start=3), "relief")]
    assert shares == [0.25] * 30 + [0.4] * 20


def test_a_floor_pays_more_relief_workers_out_of_no_more_money() -> None:
    plain, ruled = (works(floor, 12) for floor in (None, 0.5))
    for model, share in ((plain, 0.25), (ruled, 0.5)):
        books = next(item for item in model.levers if isinstance(item, WorksRelief)).ledger
        assert (books.spent_yuan[:12] <= books.planned_yuan[:12] * (1 + 1e-9)).all()
        assert (books.households_yuan[:12] <= share * books.planned_yuan[:12] * (1 + 1e-9)).all()
        assert books.households_yuan[6:12].sum() > 0.9 * share * books.planned_yuan[6:12].sum()
    assert ruled.values["places_open_works_relief"] == pytest.approx(
        2 * plain.values["places_open_works_relief"], rel=0.02
    )
    assert ruled.values["channel_works_relief"] > 1.5 * plain.values["channel_works_relief"]


# -- trade ---------------------------------------------------------------------------------------


def sellers(model: ResettlementModel) -> float:
    """Farmers and owners of businesses of the month just run."""
    return float(model.world.tally.sums[:, [BUSINESS, FARMING]].sum())


@pytest.mark.parametrize("supported", [20_000.0, 80_000.0, 1e7])
def test_income_of_sellers_rises_by_the_part_of_them_that_is_reached(supported: float) -> None:
    plan = {"agri_trade_support": lever("agri_trade_support", sellers=supported, uplift=0.3, unit_cost=240.0)}
    model = ResettlementModel(guizhou(scale=0.01, levers=plan), 1, check=True)
    model.step()
    for t in range(1, 8):
        there_were = sellers(model)
        model.step()
        reached = min(round(supported * model.world.part), there_were)
        factor = 1 + 0.3 * reached / there_were
        factors, books = model.world.openings.pay_factor, model.levers[0].ledger
        assert factors[[BUSINESS, FARMING]] == pytest.approx(factor, rel=1e-12)
        assert (np.delete(factors, [BUSINESS, FARMING]) == 1).all()
        assert books.spent_yuan[t] == pytest.approx(20 * reached)
        assert books.beneficiaries[t] == books.units[t] == reached
        assert books.households_yuan[t] == 0
    assert (reached == there_were) == (supported == 1e7)


def test_only_those_who_sell_earn_more_and_all_wages_stay_as_they_are() -> None:
    channel, before, after = paid_more("agri_trade_support", sellers=1e7, uplift=0.25)
    business = channel == BUSINESS
    assert business.sum() > 50
    assert after[business] == pytest.approx(1.25 * before[business], rel=1e-6)
    waged = np.isin(channel, MARKET)
    assert (after[waged] == before[waged]).all()
    farming = channel == FARMING
    alone = np.isclose(after[farming], 1.25 * before[farming], rtol=1e-6)
    assert alone.mean() > 0.99  # the rest share their land with one more or one fewer


def test_income_beside_work_does_not_move_with_trade_in_the_first_month() -> None:
    bare, helped = (
        stepped(guizhou(levers=levers, allowance_coverage=0.0), OPENS + 1)
        for levers in ({}, {"agri_trade_support": lever("agri_trade_support", OPENS)})
    )
    changed = set(differing_columns(bare, helped))
    assert "households.business" in changed
    assert not changed & {
        f"households.{name}" for name in ("property", "transfer", "from_levers", "topped", "medical", "land")
    }


def test_what_sells_better_draws_people_to_farms_and_to_businesses_alike() -> None:
    plan = {"agri_trade_support": lever("agri_trade_support", sellers=1e7, uplift=1.0)}
    gains = []
    for seed in range(1, 4):
        bare, helped = (run(guizhou(scale=0.02, months=18, levers=levers), seed)[1] for levers in ({}, plan))
        gains.append(
            [
                helped.indicators[name][-1] - bare.indicators[name][-1]
                for name in ("channel_farming", "channel_own_business")
            ]
        )
    assert (np.mean(gains, axis=0) > 0).all()


def test_trade_is_supported_until_the_money_of_the_year_is_spent() -> None:
    plan = {"agri_trade_support": lever("agri_trade_support", budget=6e6)}
    model = ResettlementModel(guizhou(scale=0.01, levers=plan), 1, check=True)
    factors = []
    for _ in range(24):
        model.step()
        factors.append(float(model.world.openings.pay_factor[FARMING]))
    books = model.levers[0].ledger
    limit = 6e6 * model.world.part
    assert yearly(books.spent_yuan[:24]) == pytest.approx([limit, limit], abs=25)
    assert [factor > 1 for factor in factors] == [money > 0 for money in books.spent_yuan[:24]]
    assert factors[11] == factors[23] == 1.0
    assert factors[1] > 1 and factors[12] > 1


def test_where_nobody_sells_no_trade_is_paid_for() -> None:
    plan = {"agri_trade_support": lever("agri_trade_support")}
    plain = guizhou()
    nobody: Settings = {
        "channel": {"own_business": 0.0, "farming": 0.0, "local_firm": 0.273},
        "offer_rate": every(plain, "offer_rate", 0.5) | {"own_business": 0.0},
        "land_share": 0.0,
    }
    model, record = run(guizhou(months=12, levers=plan, **nobody))
    assert record.indicators["employed"].min() > 0
    assert record.levers["agri_trade_support"]["spent_yuan"].sum() == 0
    assert (model.world.openings.pay_factor == 1).all()
