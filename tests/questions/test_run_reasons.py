"""The reasons are arithmetic: contributions add up, and sentences tell the figures."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from resettle.model.indicators import INDICATORS
from resettle.model.inputs import Period
from resettle.results.judge.causes import PARTS, REGISTERS, SOURCES, Explanation, contributions, explain
from resettle.results.judge.panel import Ledger, Panel
from resettle.results.questions.run.compute import cases
from resettle.results.questions.run.reasons import WORK, brief_reason, course_reasons, reasons
from resettle.scenarios import Target
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


def test_growth_that_registers_count_has_what_they_find_beyond_surveys_as_a_part() -> None:
    one = target("income_growth_15", "net_income", "growth", 0.15, "period")
    why = explained(targets={one.name: one})
    np.testing.assert_allclose(sum(why.contributions.values()), why.growth, rtol=1e-12)
    assert 0.045 < np.median(why.contributions[REGISTERS]) < 0.06
    assert np.median(why.growth) > explained().growth.mean() + 0.045
    assert why.needed < explained().needed, (
        "surveys find less growth than registers, so less is needed of them"
    )
    texts = reasons(why)
    assert "as registers count it" in texts[0].en and "以下为调查口径" in texts[0].zh
    assert any("what registers count beyond surveys" in text.en for text in texts)


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
    base = Panel.of(monthly, "plan", PERIOD)
    before = {name: base.yearly_mean(f"channel_{name}", 2021)[0] for name in wage_channels}
    for name in wage_channels:
        monthly[f"channel_{name}"] = np.where(late, 1.1, 1.0) * before[name]
    for name in SOURCES:
        monthly[name] = base.yearly_mean(name, 2021)[0]
    monthly.loc[late, "wage_income"] *= 1.1
    monthly["income"] = monthly[list(SOURCES)].sum(axis=1)
    parts = contributions(Panel.of(monthly, "plan", PERIOD), 2021, 2024)
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
    parts = contributions(Panel.of(monthly, "plan", PERIOD), 2021, 2024)
    # 40 of 400 yuan over three years: a thirtieth a year
    assert parts["wage_jobs"][0] + parts["wage_pay"][0] == pytest.approx(1 / 30)
    assert parts["business_income"][0] == pytest.approx(-1 / 30)


def test_the_gap_is_what_the_path_needs_less_what_is_reached() -> None:
    monthly = make_monthly(replications=1)
    held = Panel.of(monthly, "plan", PERIOD)
    scenario = make_scenario("plan")
    from resettle.results.judge.panel import Ledger

    why = explain(scenario, held, Ledger.of(make_levers(replications=1), "plan", held))
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
    assert "per person short" in english
    assert "More jobs alone cannot close the gap" in english
    assert "not a recommendation" in english
    assert "public-welfare post" in english and "works relief" in english
    chinese = "".join(text.zh for text in reasons(explained()))
    assert "并非建议" in chinese and "仅靠增加就业不能补足差距" in chinese


def test_the_multiple_of_cash_is_that_of_the_whole_population_over_the_spending_of_a_year() -> None:
    why = explained()
    persons = 1920800
    levers = make_levers()
    plan = levers[levers["month"] >= "2022-01"].groupby("replication")["spent_yuan"].sum()
    assert why.spending == pytest.approx(float(plan.median()) / 3.0)
    assert why.gap_total == pytest.approx((why.needed - why.income) * persons)
    times = (why.needed - why.income) * persons / (float(plan.median()) / 3.0)
    assert f"{times:.1f} times what" in reasons(why)[-1].en


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


AT_2025 = Period(2020, 12, 71)
SERIES = {"rural_income": (9000.0, 0.07), "region_income": (15000.0, 0.08)}


def of_target(one: Target, growth: float = 0.09, period: Period = AT_2025) -> Explanation:
    monthly = make_monthly(growth=growth, period=period, series=SERIES)
    scenario = make_scenario("plan", period=period, targets={one.name: one})
    why = cases([scenario], monthly, make_levers(period=period))[0].why
    assert why is not None
    np.testing.assert_allclose(sum(why.contributions[part] for part in PARTS), why.growth, rtol=1e-9)
    return why


def test_growth_by_a_date_is_explained_over_its_year() -> None:
    one = target("one", "income", "growth", 0.15, "by", by="2022-12")
    why = of_target(one)
    assert (why.base_year, why.last_year, why.years) == (2021, 2022, 1)
    assert why.needed == pytest.approx(why.base_income * 1.15)
    told = " ".join(text.en for text in reasons(why))
    assert told.startswith("To grow by 15\u00a0% in 2022, income per person has to go from")
    assert "a year" not in told


def test_growth_in_each_year_is_explained_by_the_worst_one() -> None:
    one = target("one", "income", "growth", 0.15, "each_year")
    why = of_target(one)
    assert why.years == 1 and why.worst
    assert f"in {why.last_year}, in most runs the worst year" in reasons(why)[0].en
    assert f"{why.last_year}年（多数模拟中最差）" in reasons(why)[0].zh


def test_growth_against_a_series_needs_what_the_series_grows_by() -> None:
    one = target("one", "income", "growth", 0.0, "period", "above", series="rural_income")
    why = of_target(one, growth=0.05)
    assert why.pace == pytest.approx(0.07)
    assert why.needed == pytest.approx(why.base_income * 1.07**5)
    assert why.needed_growth == pytest.approx(0.07)
    assert reasons(why)[0].en.startswith("To grow as fast as rural disposable income")
    ahead = target("one", "income", "growth", 0.02, "period", "above", series="rural_income")
    faster = of_target(ahead)
    assert faster.needed == pytest.approx(faster.base_income * 1.09**5)
    assert reasons(faster)[0].en.startswith("To grow 2 points faster than rural")


def test_a_level_against_a_series_needs_that_level() -> None:
    one = target("one", "income", "stock", 1.0, "by", by="2025-12", series="region_income", unit="multiple")
    why = of_target(one)
    assert (why.base_year, why.last_year) == (2020, 2025)
    assert why.needed == pytest.approx(15000 * 1.08**5)
    assert why.needed_growth == pytest.approx((why.needed / why.base_income) ** 0.2 - 1.0)
    assert reasons(why)[0].en.startswith("To reach the level asked for in 2025")
    most = target("one", "income", "stock", 1.2, "by", by="2025-12", series="region_income", unit="multiple")
    assert "1.2 times" in reasons(of_target(most))[0].en
    assert "1.2倍" in reasons(of_target(most))[0].zh


def test_a_plan_of_one_year_is_explained_without_averages() -> None:
    why = of_target(target("one", "income", "growth", 0.15, "period"), period=Period(2021, 12, 23))
    assert (why.base_year, why.last_year) == (2021, 2022)
    assert "a year" not in " ".join(text.en for text in reasons(why))
    assert "年均" not in "".join(text.zh for text in reasons(why)[:2])


def course_of(one: Target, period: Period = PERIOD, **changes: object) -> list[str]:
    scenario = make_scenario("plan", period=period, targets={one.name: one}, **changes)
    case = cases([scenario], make_monthly(period=period), make_levers(period=period))[0]
    return [text.en for text in course_reasons(one, case.panel, case.ledger)]


def test_a_stock_is_explained_by_its_course_and_by_work() -> None:
    told = course_of(target("one", "employment_rate", "stock", 0.95, "every_month"))
    assert re.match(
        r"Employment rate: 9\d\.\d.% on average in 2021, .* in each run's worst month \(most often 202\d",
        told[0],
    )
    assert "is in work on average in 2024" in told[1]
    assert "public-welfare post" in told[2]


@pytest.mark.parametrize(("direction", "worst"), [("at_least", "60.0"), ("at_most", "97.0")])
def test_the_worst_month_is_the_one_furthest_from_the_bound(direction: str, worst: str) -> None:
    one = target("one", "employment_rate", "stock", 0.95, "every_month", direction)
    monthly = make_monthly()
    rates = {"2021-06": 0.1, "2022-05": 0.6, "2023-08": 0.97}  # the first lies before the plan
    monthly["employment_rate"] = monthly["month"].map(rates).fillna(0.8)
    case = cases([make_scenario("plan", targets={"one": one})], monthly, make_levers())[0]
    month = "2022-05" if direction == "at_least" else "2023-08"
    course = course_reasons(one, case.panel, case.ledger)[0].en
    assert f"{worst}\u00a0% in each run's worst month (most often {month})" in course


def test_the_worst_month_is_that_of_each_run_and_its_median_that_is_judged() -> None:
    months = np.full((3, 48), 0.9)
    months[0, 20], months[1, 30], months[2, 30] = 0.5, 0.6, 0.7  # the medians of months are all 0.9
    one = target("one", "employment_rate", "stock", 0.95, "every_month")
    names = tuple(PERIOD.label(month) for month in range(48))
    panel = Panel(names, (0, 1, 2), {"employment_rate": months}, 12, 47, 2021)
    course = brief_reason(one, panel, Ledger({}, {}))
    assert f"60.0\u00a0% in each run's worst month (most often {names[30]})" in course.en
    assert f"各次模拟最差月份（多为{PERIOD.base_year + 2}年7月）60.0%" in course.zh


def test_a_share_in_the_ledger_is_told_with_those_in_it_and_those_missed() -> None:
    listed = np.tile(np.where(np.arange(48) < 12, 144.0, 110.0), (2, 1))
    share = np.tile(np.where(np.arange(48) < 12, 0.8, 0.6), (2, 1))
    one = target("one", "monitoring_coverage", "stock", 1.0, "each_year")
    names = tuple(PERIOD.label(month) for month in range(48))
    panel = Panel(names, (0, 1), {"monitoring_coverage": share, "in_ledger": listed}, 12, 47, 2021)
    told = brief_reason(one, panel, Ledger({}, {}))
    listed = "In the ledger 144 households on average in 2021 and 110 in 2024"
    assert f"{listed}; at risk and not yet found 36 and 73." in told.en
    assert "有风险而尚未发现的36户、73户" in told.zh


def test_a_flow_is_explained_by_its_years_and_its_levers() -> None:
    told = course_of(target("one", "trained", "flow", 12000, "each_year", unit="person-times/year"))
    assert "in 2021, " in told[0] and "in 2024" in told[0]
    assert told[1].startswith("Behind it: ") and "of what is planned" in told[1]
    one_year = course_of(
        target("one", "trained", "flow", 12000, "each_year", unit="person-times/year"), Period(2021, 12, 23)
    )
    assert "2023" not in one_year[0]


def test_a_target_that_no_lever_serves_says_so() -> None:
    told = course_of(target("one", "asset_use", "stock", 0.8, "by", by="2024-06"))
    assert "in 2024-06; asked for ≥\u00a080\u00a0%" in told[0]
    assert told[1].startswith("No lever of this scenario works on it directly (")


def test_indicators_that_work_decides_exist() -> None:
    assert set(INDICATORS) >= WORK
