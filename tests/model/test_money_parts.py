"""Income by its parts: what is agreed, what arrives, and what is measured of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from resettle.model.channels import BUSINESS, FARMING, IN, LOCAL, OUT, WELFARE, WORKSHOP
from resettle.model.kernels.worth import kept_part
from resettle.model.simulation import ResettlementModel
from resettle.model.state import LABOUR
from resettle.model.tables import behaviour
from tests.model.worlds import (
    HEALTHY,
    NOBODY_WORKS,
    Settings,
    differing_columns,
    differing_indicators,
    every,
    flat_series,
    guizhou,
    lever,
    only_offer,
    run,
    stepped,
)

SPENT = {OUT: 0.4, IN: 0.25}
COSTLY: Settings = {
    "arrears": 0.05, "spent_away": {"out_of_province": 0.4, "in_province": 0.25}, "proficiency_gain": 0.0,
}  # fmt: skip


def others_away(model: ResettlementModel) -> NDArray[np.bool_]:
    """Workers of households of which two or more work away."""
    workers, households, _ = model.world.state
    away = (workers.channel == OUT) | (workers.channel == IN)
    many = np.bincount(workers.household[away], minlength=len(households.site))
    assert (households.away == many).all()
    result: NDArray[np.bool_] = many[workers.household] >= 2
    return result


# -- what arrives --------------------------------------------------------------------------------


@pytest.mark.parametrize(("extra", "left"), [(0.3, {OUT: 0.3, IN: 0.45}), (0.7, {OUT: 0.0, IN: 0.05})])
def test_market_pay_is_what_is_agreed_less_arrears_and_what_is_spent_away_alone_or_with_family(
    extra: float, left: dict[int, float]
) -> None:
    plan = {"pay_rule": lever("pay_rule", enforcement=0.6)}
    model = ResettlementModel(guizhou(scale=0.01, levers=plan, family_spent=extra, **COSTLY), 1)
    workers = model.world.state.workers
    for _ in range(5):
        model.step()
        family, works = others_away(model), (workers.worked & 1) == 1
        for code in (OUT, IN, LOCAL, WORKSHOP):
            for together in (False, True):
                here = (workers.channel == code) & (family == together) & works
                assert here.sum() > (0 if code in (LOCAL, WORKSHOP) else 100)
                kept = left.get(code, 1.0) if together else 1.0 - SPENT.get(code, 0.0)
                # arrears of a twentieth, of which six in ten are paid after all
                factor = 0.95 * ((1 - 0.05 * 0.4) / 0.95) * kept * model.world.month.wage_index[code]
                assert workers.pay[here] == pytest.approx(workers.wage[here] * factor, rel=1e-5, abs=1e-3)
        idle = (workers.channel >= OUT) & (workers.channel <= WORKSHOP) & ~works
        assert idle.any()
        assert (workers.pay[idle] == 0).all()


@pytest.mark.parametrize(
    ("channel", "family", "part"),
    [
        (OUT, False, 0.9 * 0.6 * 1.2), (OUT, True, 0.9 * 0.3 * 1.2), (IN, True, 0.9 * 0.3 * 1.2),
        (LOCAL, True, 0.9 * 0.6 * 1.2), (WORKSHOP, False, 0.9 * 0.6 * 1.2),
        (WELFARE, True, 1.2), (BUSINESS, True, 1.2), (FARMING, False, 1.2),
    ],
)  # fmt: skip
def test_the_part_that_is_kept_is_a_product(channel: int, family: bool, part: float) -> None:
    inputs = guizhou(arrears=0.1, family_spent=0.3)
    rules = behaviour(inputs.parameters, inputs.population, inputs.initial, 3)
    assert kept_part(channel, 0.4, family, rules, 1.2) == pytest.approx(part)


def test_nobody_follows_the_family_where_nothing_would_be_left() -> None:
    plain = guizhou()
    alike: Settings = {
        "wage": every(plain, "wage", 3000.0), "wage_dispersion": 0.0, "wage_effect": 0.0, "pay_gap": 0.0,
        "women_pay_gap": 0.0, "weak_pay": 1.0, "schooling_return": 0.0, "skill_return": 0.0, "arrears": 0.0,
        "certificate_return": 0.0, "leave_cost": every(plain, "leave_cost", 0.0), "unwilling_cost": 0.0,
        "age_leave_cost": 0.0, "care_cost": every(plain, "care_cost", 0.0), "settling_gap": 0.0,
        "steady_start": every(plain, "steady_start", 1.0), "skill_steady": 0.0,
        "spent_away": {"in_province": 0.2}, "climb_rate": 0.0,
    }  # fmt: skip
    half: Settings = {"search_intensity": 0.5, "home_value": 1500.0, "taste": every(plain, "taste", 0.0)}
    followed = []
    for extra in (0.0, 0.5):
        world: Settings = {**only_offer(plain, "in_province"), **NOBODY_WORKS, **alike, **half}
        model = ResettlementModel(guizhou(levers={}, **flat_series(plain), **world, family_spent=extra), 1)
        workers, households, _ = model.world.state
        model.step()
        assert (workers.channel == IN).sum() > 200
        late = 0
        for _ in range(4):
            away = households.away.copy()
            model.step()
            new = (workers.channel == IN) & (workers.tenure == 1)
            late += int((away[workers.household[new]] > 0).sum())
        followed.append(late)
    assert followed[0] > 50
    assert followed[1] == 0


def test_a_gap_of_pay_is_that_of_all_wages_and_half_of_it_that_of_businesses() -> None:
    plain, less = (
        ResettlementModel(guizhou(scale=0.01, pay_gap=gap), 1).world.state.workers for gap in (0.0, -0.3)
    )
    market = (plain.channel >= OUT) & (plain.channel <= WORKSHOP)
    assert (plain.channel == less.channel).all()
    assert less.wage[market] == pytest.approx(np.exp(-0.3) * plain.wage[market], rel=1e-5)
    business = plain.channel == BUSINESS
    assert business.sum() > 100
    assert less.wage[business] == pytest.approx(np.exp(-0.15) * plain.wage[business], rel=1e-5)
    assert (less.wage[plain.channel > BUSINESS] == 0).all()


# -- what is measured ----------------------------------------------------------------------------


def test_earned_income_is_that_of_wages_and_businesses_and_averages_as_income_does() -> None:
    model = ResettlementModel(guizhou(scale=0.005, risk_memory=4.0), 1)
    households = model.world.state.households
    for _ in range(4):
        before = households.earned.astype(float)
        model.step()
        values, each = model.values, (households.wage + households.business) / households.size
        assert values["earned_income"] == pytest.approx(values["wage_income"] + values["business_income"])
        assert values["earned_income"] < values["income"]
        assert households.earned == pytest.approx(before + (each - before) / 4, rel=1e-5, abs=1e-3)


def test_before_the_run_income_is_known_as_it_will_be_paid_in_a_mean_month() -> None:
    still: Settings = {
        "steady_start": every(guizhou(), "steady_start", 1.0), "settling_gap": 0.0, "skill_steady": 0.0,
        "risk_memory": 1.0, "search_on_job": every(guizhou(), "search_on_job", 0.0), "pay_response": 0.0,
        "separation_rate": every(guizhou(), "separation_rate", 0.0), "family_spent": 0.2, "climb_rate": 0.0,
    }  # fmt: skip
    model = ResettlementModel(guizhou(levers={}, allowance_coverage=0.0, **still, **COSTLY, **HEALTHY), 1)
    households, workers = model.world.state.households, model.world.state.workers
    known, jobs, index = (
        households.earned.astype(float),
        workers.channel.copy(),
        model.world.timeline.month(0),
    )
    model.step()
    stayed = np.bincount(workers.household, workers.channel != jobs, len(known)) == 0
    waged = np.bincount(workers.household, jobs > WORKSHOP, len(known)) == 0
    for channels_at, codes in (
        (index.wage_index[OUT], (OUT, IN)),
        (index.wage_index[LOCAL], (LOCAL, WORKSHOP)),
    ):
        only = np.bincount(workers.household, ~np.isin(jobs, (0, *codes)), len(known)) == 0
        here = stayed & waged & only & (known > 0)
        assert here.sum() > 20
        assert households.earned[here] == pytest.approx(channels_at * known[here], rel=1e-5)


@pytest.mark.parametrize("lead", [0.0, 0.04, -0.02])
def test_administrative_net_income_leads_income_by_its_growth_since_the_middle_of_the_base_year(
    lead: float,
) -> None:
    model, record = run(guizhou(months=30, register_lead=lead))
    ratio = record.indicators["net_income"] / record.indicators["income"]
    assert ratio == pytest.approx((1 + lead) ** ((np.arange(30) - 5.5) / 12))
    plain = ResettlementModel(guizhou(months=30, register_lead=0.0), 1).world.timeline
    lines = [(plain.month(t).line, model.world.timeline.month(t).line) for t in range(30)]
    assert [line / read for line, read in lines] == pytest.approx(ratio.tolist())


LIVING = {"wage_income", "business_income", "property_income", "transfer_income", "income", "net_income",
          "earned_income", "income_p10", "income_p50", "income_p90"}  # fmt: skip
"""Indicators of income, which grow by what the model is thought to miss."""


def test_what_the_model_misses_is_added_to_measured_income_from_the_plan_on_and_to_nothing_else() -> None:
    plain, missed = (run(guizhou(months=30, missing_growth=growth)) for growth in (0.0, 0.06))
    assert plain[0].inputs.period.start == 12
    assert differing_columns(plain[0], missed[0]) == []
    assert set(differing_indicators(plain[1], missed[1])) == LIVING
    growth = np.array([1.0] * 12 + [1.06 ** ((t - 11) / 12) for t in range(12, 30)])
    for name in LIVING:
        assert missed[1].indicators[name] == pytest.approx(plain[1].indicators[name] * growth), name


def drifting(**drift: float) -> dict[str, NDArray[Any]]:
    """Pay near home and away, and prices, month by month."""
    timeline = ResettlementModel(guizhou(months=30, **drift), 1).world.timeline
    return {
        "away": np.array([timeline.month(t).wage_index[OUT] for t in range(30)]),
        "local": np.array([timeline.month(t).wage_index[LOCAL] for t in range(30)]),
        "choice": np.array([timeline.month(t).local_index for t in range(30)]),
        "prices": timeline.prices,
    }


@pytest.mark.parametrize(
    ("name", "moves"), [("pay_drift", {"away", "local", "choice"}), ("price_drift", {"prices"})]
)
def test_pay_and_prices_drift_off_their_series_when_the_plan_begins_and_not_before(
    name: str, moves: set[str]
) -> None:
    plain, drifted = drifting(), drifting(**{name: 0.05})
    for path in plain:
        assert (plain[path][:12] == drifted[path][:12]).all()
        growth = 1.05 ** (np.arange(1, 19) / 12) if path in moves else np.ones(18)
        assert drifted[path][12:] / plain[path][12:] == pytest.approx(growth)


def test_pay_that_drifts_reaches_households_and_prices_that_drift_what_is_linked_to_them() -> None:
    plan = {"public_welfare_jobs": lever("public_welfare_jobs", price_linked=1.0)}
    plain, pay, prices = (
        stepped(guizhou(months=30, levers=plan, **drift), 14)
        for drift in ({}, {"pay_drift": 0.1}, {"price_drift": 0.2})
    )
    assert pay.values["wage_income"] > 1.005 * plain.values["wage_income"]
    assert prices.values["prices"] == pytest.approx(plain.values["prices"] * 1.2 ** (2 / 12))
    workers = prices.world.state.workers
    posts = (workers.channel == WELFARE) & (workers.status == LABOUR) & (workers.ill == 0)
    rise = prices.world.price_at(13) / prices.world.price_at(0)
    assert workers.pay[posts] == pytest.approx(800 * rise, rel=1e-6)
