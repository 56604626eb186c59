"""The reasons are arithmetic: contributions add up, and sentences tell the figures."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from results.cases import cases
from results.explain import PARTS, Explanation, contributions, explain
from results.panel import panel
from results.why import reasons
from tests.results.factory import PERIOD, make_levers, make_monthly, make_scenario, target


def explained(monthly: pd.DataFrame | None = None, **changes: object) -> Explanation:
    scenario = make_scenario("plan", **changes)
    held = make_monthly() if monthly is None else monthly
    why = cases([scenario], held, make_levers())[0].why
    assert why is not None
    return why


def test_contributions_add_up_to_growth_in_every_replication() -> None:
    why = explained()
    total = sum(why.contributions[part] for part in PARTS)
    np.testing.assert_allclose(total, why.growth, rtol=1e-12)


def test_wage_growth_is_split_between_jobs_and_pay() -> None:
    monthly = make_monthly(replications=1, growth=0.0)
    # ten per cent more wage workers at the same pay from 2024 on
    late = monthly["month"] >= "2024-01"
    wage_channels = [
        "out_of_province",
        "in_province",
        "local_firm",
        "workshop",
        "public_welfare",
        "works_relief",
    ]
    base = panel(monthly, "plan", PERIOD)
    before = {name: base.yearly_mean(f"channel_{name}", 2021)[0] for name in wage_channels}
    for name in wage_channels:
        monthly[f"channel_{name}"] = np.where(late, 1.1, 1.0) * before[name]
    for name in ("wage_income", "business_income", "property_income", "transfer_income"):
        monthly[name] = base.yearly_mean(name, 2021)[0]
    monthly.loc[late, "wage_income"] *= 1.1
    monthly["income"] = monthly[[name for name in monthly if name.endswith("_income")]].sum(axis=1)
    parts = contributions(panel(monthly, "plan", PERIOD), 2021, 2024)
    assert parts["wage_pay"][0] == pytest.approx(0.0, abs=1e-12)
    assert parts["wage_jobs"][0] > 0.01
    assert parts["business_income"][0] == pytest.approx(0.0, abs=1e-12)


def test_contributions_stay_finite_where_income_does_not_move() -> None:
    monthly = make_monthly(replications=1, growth=0.0)
    for name in ("wage_income", "business_income", "property_income", "transfer_income"):
        monthly[name] = 100.0
    monthly["income"] = 400.0
    late = monthly["month"] >= "2024-01"
    monthly.loc[late, "wage_income"] += 40.0
    monthly.loc[late, "business_income"] -= 40.0
    parts = contributions(panel(monthly, "plan", PERIOD), 2021, 2024)
    # 40 of 400 yuan over three years: a thirtieth a year
    assert parts["wage_jobs"][0] + parts["wage_pay"][0] == pytest.approx(1 / 30)
    assert parts["business_income"][0] == pytest.approx(-1 / 30)


def test_the_gap_is_what_the_path_needs_less_what_is_reached() -> None:
    monthly = make_monthly(replications=1)
    held = panel(monthly, "plan", PERIOD)
    scenario = make_scenario("plan")
    from results.panel import ledger

    why = explain(scenario, held, ledger(make_levers(replications=1), "plan", held))
    assert why is not None
    assert why.needed == pytest.approx(why.base_income * 1.15**3)
    assert why.gap == pytest.approx(why.needed - why.income)
    assert why.gap_total == pytest.approx(why.gap * 1920800)
    # wages that close the gap alone: all of it on top of the wages paid
    wages = held.yearly("wage_income", 2024)[0] * 1920800
    growth = 1 + why.pay_growth
    assert (1 + why.pay_growth_needed) ** 3 / growth**3 == pytest.approx((wages + why.gap_total) / wages)


def test_the_sentences_tell_the_gap_the_reasons_and_the_cost_of_cash_when_the_target_is_missed() -> None:
    english = " ".join(text.en for text in reasons(explained()))
    assert "a head short" in english
    assert "More jobs alone cannot close the gap" in english
    assert "not a recommendation" in english
    assert "public-welfare post" in english and "works relief" in english
    chinese = "".join(text.zh for text in reasons(explained()))
    assert "并非建议" in chinese and "仅靠增加就业不能补足差距" in chinese


def test_the_sentences_ask_for_no_cash_when_the_target_is_reached() -> None:
    told = " ".join(text.en for text in reasons(explained(make_monthly(growth=0.2))))
    assert "more than needed" in told
    assert "cash" not in told and "gap" not in told


def test_a_scenario_without_spending_tells_the_cost_without_a_multiple() -> None:
    scenario = make_scenario("plan", levers={})
    levers = make_levers()
    case = cases([scenario], make_monthly(), levers[levers["scenario"] == "nobody"])[0]
    assert case.why is not None
    told = reasons(case.why)[-1].en
    assert "times" not in told and "billion yuan" in told


def test_a_scenario_without_an_income_target_has_no_explanation() -> None:
    only = target("assets", "asset_use", "stock", 0.8, "period_end")
    case = cases([make_scenario("plan", targets={"assets": only})], make_monthly(), make_levers())[0]
    assert case.why is None
