"""Scenarios are compared within replications, and costs are told only where there is a gain."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from resettle.model.record import LEDGER_COLUMNS
from resettle.results.judge.comparison import compare, cost_ratio
from resettle.results.judge.measures import household_income, job_years
from resettle.results.judge.panel import FrameError, Ledger, Panel
from tests.results.factory import PERIOD, make_levers, make_monthly, make_scenario


def run(second: pd.DataFrame, money: float = 1.5) -> pd.DataFrame:
    scenarios = [make_scenario("plan"), make_scenario("more")]
    monthly = pd.concat([make_monthly("plan"), second.assign(scenario="more")])
    levers = pd.concat([make_levers("plan"), make_levers("more", factor=money)])
    return compare(scenarios, monthly, levers).set_index("measure")


def hired(persons: float) -> pd.DataFrame:
    """The same luck, with more people out of province in every month."""
    monthly = make_monthly("more")
    monthly["channel_out_of_province"] += persons
    monthly["channel_none"] -= persons
    monthly["employed"] += persons
    for name, posts in (("employment_rate", 0.0), ("employment_rate_without_posts", 60000.0)):
        monthly[name] = (monthly["employed"] - posts) / monthly["labour"]
    return monthly


def test_pairing_removes_the_noise_that_scenarios_share() -> None:
    rows = run(hired(9914.0))
    row = rows.loc["employment_end"]
    assert row["difference"] == pytest.approx(0.01)
    assert row["high"] - row["low"] < 1e-12  # every replication gains the same
    assert make_monthly()["employment_rate"].std() > 0.001


def test_a_difference_is_scenario_less_reference() -> None:
    rows = run(make_monthly("more", growth=0.12))
    row = rows.loc["income_growth"]
    assert row["mean"] > row["reference_mean"] and 0.02 < row["low"] < row["difference"] < row["high"] < 0.04
    assert row["scenario"] == "more" and row["reference"] == "plan" and row["replications"] == 20


def test_cost_of_a_job_is_additional_spending_for_each_additional_year_of_work() -> None:
    rows = run(hired(10000.0))
    extra = rows.loc["spending", "difference"]
    assert rows.loc["cost_per_job", "difference"] == pytest.approx(extra / (10000.0 * 3))
    assert rows.loc["cost_per_job", "outcome"] == "value"
    assert rows.loc["cost_per_job_without_posts", "difference"] == pytest.approx(extra / (10000.0 * 3))


def test_jobs_that_are_only_posts_gain_nothing_without_posts() -> None:
    monthly = make_monthly("more")
    monthly["channel_public_welfare"] += 5000.0
    monthly["channel_none"] -= 5000.0
    monthly["employed"] += 5000.0
    rows = run(monthly)
    assert rows.loc["cost_per_job", "outcome"] == "value"
    assert rows.loc["cost_per_job_without_posts", "outcome"] == "no_gain"
    assert np.isnan(rows.loc["cost_per_job_without_posts", "difference"])


def test_no_difference_gives_no_ratio() -> None:
    rows = run(make_monthly("more"))
    assert rows.loc["cost_per_job", "outcome"] == "no_gain"
    assert rows.loc["cost_per_income", "outcome"] == "no_gain"


@pytest.mark.parametrize(
    ("cost", "gain", "outcome"),
    [
        ([10.0, 11.0, 9.0], [2.0, 2.1, 1.9], "value"),
        ([4.0, 4.4, 3.6], [0.8, 0.84, 0.76], "value"),
        ([10.0, 11.0, 9.0], [-2.0, -2.1, -1.9], "dearer_and_less"),
        ([-10.0, -11.0, -9.0], [2.0, 2.1, 1.9], "cheaper_and_more"),
        ([-10.0, -11.0, -9.0], [-2.0, -2.1, -1.9], "saved_per_loss"),
        ([10.0, 11.0, 9.0], [2.0, -2.0, 0.5], "no_gain"),
        ([1.0, -1.0, 0.5], [2.0, 2.1, 1.9], "same_cost"),
    ],
)
def test_a_ratio_is_told_only_where_it_means_something(
    cost: list[float], gain: list[float], outcome: str
) -> None:
    (ratio, low, high), found = cost_ratio(np.array(cost), np.array(gain))
    assert found == outcome
    assert np.isnan(ratio) != (outcome in ("value", "saved_per_loss"))
    if not np.isnan(ratio):
        assert low <= ratio <= high and ratio == pytest.approx(5.0)


def test_only_shared_replications_are_compared() -> None:
    monthly = make_monthly("more")
    levers = make_levers("more")
    keep = monthly["replication"] != 3
    scenarios = [make_scenario("plan"), make_scenario("more")]
    rows = compare(
        scenarios,
        pd.concat([make_monthly("plan"), monthly[keep]]),
        pd.concat([make_levers("plan"), levers[levers["replication"] != 3]]),
    )
    assert set(rows["replications"]) == {19}
    apart = monthly.assign(replication=monthly["replication"] + 100)
    with pytest.raises(FrameError, match="share no replication"):
        compare(
            scenarios,
            pd.concat([make_monthly("plan"), apart]),
            pd.concat([make_levers("plan"), levers.assign(replication=levers["replication"] + 100)]),
        )


def test_one_scenario_has_nothing_to_compare_with() -> None:
    rows = compare([make_scenario("plan")], make_monthly("plan"), make_levers("plan"))
    assert len(rows) == 0 and "difference" in rows.columns


def test_a_scenario_without_levers_spends_nothing() -> None:
    scenarios = [make_scenario("plan"), make_scenario("none", levers={})]
    monthly = pd.concat([make_monthly("plan"), make_monthly("none")])
    rows = compare(scenarios, monthly, make_levers("plan")).set_index("measure")
    assert rows.loc["spending", "mean"] == 0.0
    assert rows.loc["spending", "difference"] < 0.0


def test_job_years_and_household_income_are_whole_population_sums_over_the_plan() -> None:
    monthly = make_monthly("plan", replications=1)
    held = Panel.of(monthly, "plan", PERIOD)
    plan = monthly[monthly["month"] >= "2022-01"]
    assert job_years(held)[0] == pytest.approx(plan["employed"].sum() / 12)
    assert job_years(held, posts=False)[0] == pytest.approx(plan["employed"].sum() / 12 - 3 * 60000)
    assert household_income(held)[0] == pytest.approx((plan["income"] * plan["persons"]).sum())


def test_the_ledger_counts_plan_months_only_and_needs_every_replication() -> None:
    levers = make_levers("plan", replications=2)
    held = Panel.of(make_monthly("plan", replications=2), "plan", PERIOD)
    money = Ledger.of(levers, "plan", held, ["safety_net"])
    plan = levers[levers["month"] >= "2022-01"]
    assert money.spent(2).sum() == pytest.approx(plan["spent_yuan"].sum())
    assert next(iter(money.totals)) == "safety_net"
    for lever, columns in money.totals.items():
        own = plan[plan["lever"] == lever].groupby("replication")
        assert set(columns) == set(LEDGER_COLUMNS)
        for column, totals in columns.items():
            assert totals == pytest.approx(own[column].sum().to_numpy()), (lever, column)
    by_year = sum(money.yearly["safety_net"].values())
    assert by_year == pytest.approx(money.totals["safety_net"]["spent_yuan"])
    with pytest.raises(FrameError, match="misses replications"):
        Ledger.of(levers[levers["replication"] == 0], "plan", held)
