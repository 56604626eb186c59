"""The allowance: who is entitled, who of them receives it, what is paid, and what it does to people."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from resettle.model.chance import CODE, uniforms
from resettle.model.channels import FARMING
from resettle.model.inputs import LeverWindow
from resettle.model.kernels import search
from resettle.model.kernels.risk import allowance_gap
from resettle.model.simulation import ResettlementModel
from resettle.model.state import ABLE, BY_LAW, BY_LEVER, LABOUR, NO_AID, WANTS_WORK
from resettle.model.tables import behaviour
from resettle.model.tally import SEEKERS
from resettle.model.timeline import monthly
from tests.model.worlds import (
    HEALTHY,
    Settings,
    differing_columns,
    flat_series,
    guizhou,
    holds,
    lever,
    run,
    stepped,
)

STANDARD = 8000.0
Mask = NDArray[np.bool_]


def net(**settings: Any) -> dict[str, tuple[LeverWindow, ...]]:
    """The safety net alone."""
    return {"safety_net": lever("safety_net", **settings)}


def town(months: int = 0, levers: Any = None, scale: float = 0.01, **world: Any) -> ResettlementModel:
    """A town with a high standard of the allowance."""
    flat = flat_series(guizhou(), allowance_line=STANDARD) | {"register_lead": 0.0, "urban_allowance": 0.0}
    return stepped(guizhou(scale=scale, levers=levers or {}, **{**flat, **world}), months)


def gaps(model: ResettlementModel) -> NDArray[np.float64]:
    """What is missing to the standard, in yuan per person and month; 0 for those not entitled."""
    households = model.world.state.households
    disregard = model.inputs.parameters["disregard"]
    assert isinstance(disregard, float)
    counted = households.smooth.astype(float) - disregard * households.earned.astype(float)
    return np.maximum(0.0, STANDARD / 12 - counted)


def lots(model: ResettlementModel) -> NDArray[np.float64]:
    """The lot of each household, drawn once for life: the lowest are found first."""
    key = model.world.month.life_keys[CODE["allowance"]]
    return uniforms(key, len(model.world.state.households.site))


# -- who receives it -----------------------------------------------------------------------------


@pytest.mark.parametrize(("law", "coverage"), [(0.6, 0.9), (0.6, 0.3), (0.0, 1.0), (1.0, 1.0)])
def test_the_law_finds_its_part_of_the_entitled_and_the_safety_net_those_beyond_it(
    law: float, coverage: float
) -> None:
    model = town(levers=net(coverage=coverage), allowance_coverage=law)
    for _ in range(4):
        model.step()
        aid, entitled, lot = model.world.state.households.aid, gaps(model) > 1e-9, lots(model)
        by_law = entitled & (lot < law)
        by_lever = entitled & ~by_law & (lot < coverage)
        assert (aid == np.where(by_law, BY_LAW, np.where(by_lever, BY_LEVER, NO_AID))).all()
        assert entitled.sum() > 500
        found = (aid[entitled] != NO_AID).mean()
        assert found == pytest.approx(max(law, coverage), abs=4 * np.sqrt(0.25 / entitled.sum()))


def test_more_coverage_takes_the_allowance_from_nobody() -> None:
    towns = [town(1, net(coverage=share), allowance_coverage=0.2) for share in (0.1, 0.5, 1.0)]
    for fewer, more in pairwise(model.world.state.households.aid > 0 for model in towns):
        assert (fewer <= more).all()
        assert fewer.sum() < more.sum()


def test_who_is_no_longer_in_need_receives_nothing_any_more() -> None:
    model = town(allowance_coverage=1.0)
    households = model.world.state.households
    left = 0
    for _ in range(10):
        before = households.aid > 0
        model.step()
        entitled = gaps(model) > 1e-9
        assert ((households.aid > 0) == entitled).all()
        left += int((before & ~entitled).sum())
    assert left > 50


def test_the_standard_follows_its_series() -> None:
    path = {2021: 6000.0, 2022: 7200.0, 2023: 7200.0, 2024: 9600.0}
    series = {
        **guizhou().series,
        "allowance_line": path,
        "urban_allowance_line": dict.fromkeys(path, 8000.0),
    }

    def standard(lead: float, urban: float = 0.0) -> list[float]:
        inputs = guizhou(months=40, series=series, register_lead=lead, urban_allowance=urban)
        timeline = ResettlementModel(inputs, 1).world.timeline
        return [timeline.month(t).allowance for t in range(40)]

    assert standard(0.0) == pytest.approx(monthly(path, 2021, 40))
    assert standard(0.0)[11] == pytest.approx(6000 + 1200 * 5.5 / 12)
    # officials hold it against administrative net income, which is by so much above income as surveyed
    assert standard(0.0, urban=0.25)[24] == pytest.approx(0.75 * 7200 + 0.25 * 8000)
    assert standard(0.05)[24] == pytest.approx(7200 / 1.05 ** (18.5 / 12))


# -- what is paid --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("smooth", "earned", "gap"),
    [
        (500.0, 0.0, 100.0),
        (600.0, 0.0, 0.0),
        (700.0, 400.0, 20.0),
        (700.0, 200.0, 0.0),
        (650.0, 650.0, 145.0),
    ],
)
def test_the_gap_is_what_is_missing_to_the_standard_with_part_of_earnings_not_counted(
    smooth: float, earned: float, gap: float
) -> None:
    inputs = guizhou(disregard=0.3)
    rules = behaviour(inputs.parameters, inputs.population, inputs.initial, 3)
    assert allowance_gap(smooth, earned, 7200.0, rules) == pytest.approx(gap)


@pytest.mark.parametrize("disregard", [0.0, 0.4])
def test_recipients_are_paid_the_stated_part_of_the_gap_for_every_member_and_others_nothing(
    disregard: float,
) -> None:
    pensions: Settings = {"elder_transfer": 2400.0, "other_transfer": 600.0, "transfer_growth": 0.0}
    model = town(allowance_coverage=0.5, top_up=0.8, disregard=disregard, **pensions)
    households = model.world.state.households
    for _ in range(3):
        before = households.topped.astype(float)
        model.step()
        paid = 0.8 * gaps(model) * households.size * (households.aid > 0)
        regular = households.elders * 200.0 + households.size * 50.0
        assert households.transfer == pytest.approx(regular + paid, rel=1e-5, abs=0.01)
        memory = model.world.rules.risk_memory
        averaged = before + (paid / households.size - before) / memory
        assert households.topped == pytest.approx(averaged, rel=1e-4, abs=0.01)


def test_income_that_is_not_counted_makes_more_people_entitled_and_the_allowance_larger() -> None:
    none, some = (town(allowance_coverage=1.0, disregard=part) for part in (0.0, 0.5))
    poor = none.world.state.households.aid > 0
    assert poor.sum() < (some.world.state.households.aid > 0).sum()
    assert (none.world.state.households.topped <= some.world.state.households.topped).all()


def test_before_the_run_recipients_live_with_what_they_receive() -> None:
    model = town(allowance_coverage=0.7, top_up=0.5)
    households = model.world.state.households
    found = (gaps(model) > 1e-9) & (lots(model) < 0.7)
    assert (households.aid == np.where(found, BY_LAW, NO_AID)).all()
    assert households.topped == pytest.approx(0.5 * gaps(model) * found, rel=1e-5, abs=0.01)


def test_what_the_law_pays_is_no_money_of_the_safety_net_and_what_it_finds_itself_is() -> None:
    model = town(levers=net(medical_share=0.5), allowance_coverage=0.5, top_up=0.6)
    households, books = model.world.state.households, model.levers[0].ledger
    for t in range(6):
        model.step()
        found = 0.6 * gaps(model) * households.size * (households.aid == BY_LEVER)
        known = (households.aid > 0) | (households.ledger > 0)
        bills = 0.5 * households.medical / 12 * known
        assert (households.aid == BY_LAW).sum() > 200
        assert households.from_levers == pytest.approx(found + bills, rel=1e-5, abs=0.01)
        assert books.spent_yuan[t] == pytest.approx((found + bills).sum(), rel=1e-6)
        assert books.beneficiaries[t] == (found + bills > 0).sum()
        assert books.households_yuan[t] == pytest.approx(books.spent_yuan[t])


def test_a_safety_net_that_finds_nobody_beyond_the_law_changes_nothing_but_bills() -> None:
    plans = ({}, net(coverage=0.9, medical_share=0.0))
    bare, idle = (run(guizhou(months=18, levers=plan, allowance_coverage=0.9)) for plan in plans)
    assert differing_columns(bare[0], idle[0]) == []
    assert idle[1].levers["safety_net"]["spent_yuan"].sum() == 0
    assert (bare[0].world.state.households.aid == BY_LAW).any()


# -- what it does --------------------------------------------------------------------------------


def test_able_people_without_work_look_less_where_the_household_is_helped_and_nobody_else_does() -> None:
    keen: Settings = {"search_intensity": 0.8, "care_search": 1.0, "course_search": 1.0, **HEALTHY}
    start: Settings = {"in_work": 0.6, "one_employed": 0.6, "wants_work": 1.0, "weak_health": 0.3}
    start |= {"monitored": 0.0, "allowance_coverage": 0.5, "allowance_search_cut": 0.5}
    model = town(scale=0.05, **start, **keen)
    world, workers = model.world, model.world.state.workers
    world.run(search.find_seekers)
    looks: Mask = np.zeros(len(workers.channel), bool)
    for s in range(world.sites):
        first = world.state.sites.worker[s]
        looks[world.listed[first : first + int(world.tally.sums[s, SEEKERS])]] = True
    idle = (workers.channel == 0) & (workers.status == LABOUR) & holds(model, WANTS_WORK)
    helped = world.state.households.topped[workers.household] > 0
    for able in (True, False):
        for aided in (True, False):
            here = idle & ((workers.health == ABLE) == able) & (helped == aided)
            share = 0.4 if able and aided else 0.8
            assert here.sum() > 100
            assert looks[here].mean() == pytest.approx(share, abs=4 * np.sqrt(0.24 / here.sum()))
    farming = (workers.channel == FARMING) & holds(model, WANTS_WORK)
    on_the_job = model.inputs.parameters["search_on_job"]
    assert isinstance(on_the_job, dict)
    expected = on_the_job["farming"]
    assert looks[farming & helped].mean() == pytest.approx(expected, abs=0.1)


def test_recipients_are_at_risk_for_want_of_work_only() -> None:
    model = town(3, allowance_coverage=0.5, risk_spell=2.0)
    households = model.world.state.households
    low = households.smooth * 12.0 - households.medical / households.size < model.world.month.line
    idle = (households.spell >= 2) & (households.willing > 0)
    risky = (low & (households.aid == 0)) | idle
    assert (low & (households.aid > 0) & ~idle).any()
    assert (idle & (households.aid > 0)).any()
    assert model.values["at_risk"] == pytest.approx(risky.sum() * model.world.weight)


def test_with_every_entitled_household_found_fewer_are_below_the_line_and_at_risk() -> None:
    none, every_one = (town(6, allowance_coverage=share) for share in (0.0, 1.0))
    for name in ("below_line_share", "at_risk"):
        assert every_one.values[name] < 0.5 * none.values[name]
    assert every_one.values["income_p10"] > none.values["income_p10"]


def test_where_the_law_knows_no_allowance_nobody_receives_one() -> None:
    flat = flat_series(guizhou(), allowance_line=0.0, urban_allowance_line=0.0)
    model = stepped(guizhou(levers=net(), **flat), 6)
    assert (model.world.state.households.aid == NO_AID).all()
