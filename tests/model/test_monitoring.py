"""Rounds find households at risk after a delay; the safety net helps those it knows of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from resettle.model.fields import number
from resettle.model.inputs import LeverWindow
from resettle.model.simulation import ResettlementModel
from tests.model.worlds import Settings, flat_series, guizhou, lever, run, stepped, yearly

Levers = dict[str, tuple[LeverWindow, ...]]


def at_risk(model: ResettlementModel) -> NDArray[np.bool_]:
    """Households at risk at the end of the month."""
    households = model.world.state.households
    income = households.smooth * 12 - households.medical / households.size
    idle = households.spell >= round(number(model.inputs.parameters, "risk_spell"))
    idle &= households.willing > 0
    result: NDArray[np.bool_] = ((households.aid == 0) & (income < model.world.month.line)) | idle
    return result


@pytest.mark.parametrize("rounds", [1, 2, 4, 5, 7, 12])
def test_every_calendar_year_has_its_rounds_wherever_the_window_begins(rounds: int) -> None:
    plan = {
        "monitoring": lever("monitoring", 0, 11, rounds=rounds) + lever("monitoring", 12, 47, rounds=rounds)
    }
    record = run(guizhou(scale=0.001, levers=plan))[1]
    assert (yearly(record.indicators["monitoring_rounds"]) == rounds).all()
    assert record.indicators["monitoring_rounds"].max() == 1
    gaps = np.diff(np.flatnonzero(record.indicators["monitoring_rounds"]))
    assert rounds == 1 or gaps.max() - gaps.min() <= 1


def test_a_round_visits_every_household_and_costs_so_much_a_visit() -> None:
    record = run(guizhou(scale=0.002, levers={"monitoring": lever("monitoring", rounds=4, unit_cost=8.0)}))[1]
    spent = record.levers["monitoring"]["spent_yuan"]
    assert spent == pytest.approx(record.indicators["monitoring_rounds"] * 431_600 * 8)
    assert (record.levers["monitoring"]["households_yuan"] == 0).all()


def test_nobody_is_found_where_nobody_looks() -> None:
    model = ResettlementModel(guizhou(levers={}, background_detection=0.0, monitored=0.0), 1)
    model.run()
    assert at_risk(model).any()
    assert (model.world.state.households.ledger == 0).all()
    assert (np.array(model.datacollector.model_vars["monitoring_coverage"]) == 0).all()


def test_a_perfect_round_finds_everyone_at_risk() -> None:
    plan = {"monitoring": lever("monitoring", rounds=12)}
    model = ResettlementModel(guizhou(levers=plan, detection_recall=1.0), 1)
    for _ in range(10):
        model.step()
        assert (model.world.state.households.ledger[at_risk(model)] > 0).all()
        assert model.values["monitoring_coverage"] == 1.0


def test_a_round_finds_the_stated_share_of_those_at_risk() -> None:
    plan = {"monitoring": lever("monitoring", rounds=12)}
    settings: Settings = {"detection_recall": 0.5, "background_detection": 0.2, "monitored": 0.0}
    model = stepped(guizhou(scale=0.02, levers=plan, **settings), 1)
    risky = at_risk(model)
    share = (model.world.state.households.ledger[risky] > 0).mean()
    assert share == pytest.approx(1 - 0.8 * 0.5, abs=4 * np.sqrt(0.24 / risky.sum()))


def test_a_household_leaves_the_ledger_after_its_months_of_safety_and_not_before() -> None:
    plan = {"monitoring": lever("monitoring")}
    model = ResettlementModel(guizhou(levers=plan, risk_exit=4), 1)
    households = model.world.state.households
    exits = 0
    model.step()
    safe = np.where(at_risk(model), 0, 1)
    for _ in range(30):
        inside = households.ledger > 0
        model.step()
        safe = np.where(at_risk(model), 0, safe + 1)
        left = inside & (households.ledger == 0)
        exits += int(left.sum())
        assert (safe[left] >= 4).all()
        assert (households.ledger[inside & (safe < 4) & (safe > 0)] > 0).all()
        assert ((households.category > 0) == (households.ledger > 0)).all()
    assert exits > 10


def test_the_category_tells_why_and_whom_the_ledger_holds() -> None:
    model = ResettlementModel(guizhou(scale=0.01, levers={"monitoring": lever("monitoring", rounds=12)}), 1)
    households = model.world.state.households
    spell = number(model.inputs.parameters, "risk_spell")
    assert spell > 1
    seen = set()
    for _ in range(4):
        listed = households.ledger > 0
        model.step()
        poor = households.smooth.astype(float) * 12 < model.world.month.line
        low = (poor & (households.aid == 0)) | ((households.spell >= spell) & (households.willing > 0))
        new = (households.ledger > 0) & ~listed
        expected = np.where(~low, 3, np.where(households.poor > 0, 1, 2))
        assert (households.category[new] == expected[new]).all()
        seen |= set(households.category[new].tolist())
    assert seen == {1, 2, 3}


def test_a_household_in_the_ledger_is_visited_so_that_its_idle_members_look() -> None:
    settings: Settings = {
        "search_intensity": 0.0,
        "care_search": 1.0,
        "illness_rate": {"able": 0.0, "weak": 0.0},
    }
    blind: Settings = {"background_detection": 0.0, "monitored": 0.0}
    nobody = stepped(guizhou(levers={}, search_on_job=no_search(), **settings, **blind), 6)
    assert nobody.values["seekers"] == 0
    visited = stepped(
        guizhou(levers={"monitoring": lever("monitoring", rounds=12)}, search_on_job=no_search(), **settings),
        6,
    )
    assert visited.values["seekers"] > 0


def no_search() -> dict[str, float]:
    given = guizhou().parameters["search_on_job"]
    assert not isinstance(given, float)
    return dict.fromkeys(given, 0.0)


# -- safety net -----------------------------------------------------------------------------------


def net(**settings: Any) -> Levers:
    return {"monitoring": lever("monitoring"), "safety_net": lever("safety_net", **settings)}


def standard(yuan: float, **others: Any) -> Settings:
    """A standard of the allowance, of which nobody has heard without the safety net."""
    flat = flat_series(guizhou(), allowance_line=yuan)
    return {**flat, "urban_allowance": 0.0, "register_lead": 0.0, "allowance_coverage": 0.0, **others}


def test_the_safety_net_helps_only_households_in_the_ledger_or_with_the_allowance() -> None:
    model = ResettlementModel(guizhou(levers=net()), 1, check=True)
    households = model.world.state.households
    for _ in range(12):
        model.step()
        helped = households.from_levers > 0
        assert helped[households.ledger > 0].any()
        assert helped[households.aid > 0].any()
        assert ((households.ledger > 0) | (households.aid > 0))[helped].all()


def test_the_allowance_is_the_stated_part_of_the_gap_and_medical_aid_of_the_burden() -> None:
    world = standard(9000.0, top_up=0.6, disregard=0.0)
    model = ResettlementModel(guizhou(levers=net(medical_share=0.5), **world), 1, check=True)
    households = model.world.state.households
    for t in range(8):
        model.step()
        gap = np.maximum(0.0, 9000 / 12 - households.smooth.astype(float)) * households.size
        known = (households.ledger > 0) | (gap > 0)
        expected = 0.6 * gap + 0.5 * known * households.medical / 12
        assert np.allclose(households.from_levers, expected, rtol=1e-5, atol=1e-3)
        books = model.levers[1].ledger
        assert books.spent_yuan[t] == pytest.approx(expected.sum(), rel=1e-5)
        assert books.beneficiaries[t] == (expected > 0).sum()
    assert (gap > 0).any()


def test_a_more_generous_net_lifts_the_poorest() -> None:
    lows = []
    for top_up in (0.0, 0.5, 1.0):
        model = stepped(guizhou(levers=net(), **standard(8000.0, top_up=top_up)), 12)
        table = model.world.state.households
        income = (table.wage + table.business + table.property + table.transfer) / table.size
        lows.append(float(np.quantile(income, 0.05)))
    assert lows[0] < lows[1] < lows[2]


def test_help_from_the_safety_net_shows_in_the_share_below_the_line_and_in_low_incomes() -> None:
    rounds, world = {"monitoring": lever("monitoring", rounds=12)}, standard(12_000.0, top_up=1.0)
    bare, helped = (run(guizhou(levers=levers, **world))[1] for levers in (rounds, net() | rounds))
    assert helped.indicators["income_p10"][-1] > bare.indicators["income_p10"][-1]
    assert helped.indicators["below_line_share"][-1] < bare.indicators["below_line_share"][-1]


def test_where_nobody_is_entitled_and_nobody_is_found_at_risk_the_safety_net_pays_nobody() -> None:
    levers: Levers = {"safety_net": lever("safety_net")}
    blind = standard(0.0, background_detection=0.0, monitored=0.0)
    _, record = run(guizhou(months=18, levers=levers, **blind))
    assert (record.levers["safety_net"]["spent_yuan"] == 0).all()
