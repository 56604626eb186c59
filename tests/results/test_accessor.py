"""One accessor gives every figure of runs: by what, over what, how, with its unit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from resettle.results.judge.accessor import Statistics
from resettle.results.judge.comparison import compare
from resettle.results.judge.outcomes import OutcomeError
from resettle.results.judge.targets import judge
from resettle.results.statistics.intervals import mean_interval, median_interval, wilson
from tests.results.factory import make_levers, make_monthly, make_scenario

SCENARIOS = (make_scenario("before"), make_scenario("plan"))
PLAN = ["2022-01", "2024-12"]


@pytest.fixture(scope="module")
def monthly() -> pd.DataFrame:
    made = pd.concat(
        [make_monthly("before", replications=8), make_monthly("plan", replications=8, growth=0.12)]
    )
    return made.assign(draw=made["replication"] // 2)


@pytest.fixture(scope="module")
def ledger() -> pd.DataFrame:
    return pd.concat([make_levers(name, replications=8) for name in ("before", "plan")])


def runs_of(columns: dict[str, list[float]], **more: object) -> pd.DataFrame:
    """Runs of variants `a` and `b` with values of one column each."""
    rows = [
        {
            "variant": name,
            "replication": number,
            "draw": number // 2,
            "status": "succeeded",
            "spending": value,
        }
        for name, values in columns.items()
        for number, value in enumerate(values)
    ]
    return pd.DataFrame(rows).assign(**more)


def test_a_mean_has_the_interval_over_draws_and_its_unit() -> None:
    values = {"a": [1.0, 2.0, 5.0, 9.0], "b": [2.0, 2.0, 7.0, 8.0]}
    table = Statistics(SCENARIOS, runs=runs_of(values))("spending")
    assert list(table) == ["variant", "value", "low", "high", "n", "unit"]
    assert table["variant"].tolist() == ["a", "b"] and set(table["unit"]) == {"yuan"}
    expected = mean_interval(np.array(values["a"]), groups=np.array([0, 0, 1, 1]))
    assert tuple(table.loc[0, ["value", "low", "high"]]) == expected
    assert table.attrs["unit"] == "yuan" and table.attrs["of"] == "spending"


def test_over_draws_chance_is_averaged_out_first() -> None:
    table = Statistics(SCENARIOS, runs=runs_of({"a": [1.0, 2.0, 5.0, 9.0]}))("spending", over="draws")
    assert tuple(table.loc[0, ["value", "low", "high"]]) == mean_interval(np.array([1.5, 7.0]))
    assert table.loc[0, "n"] == 2


def test_a_difference_is_paired_and_a_failed_run_takes_its_pair_with_it() -> None:
    runs = runs_of({"a": [1.0, 2.0, 5.0, 9.0], "b": [2.0, 3.0, 7.0, 9.0]})
    runs.loc[(runs["variant"] == "a") & (runs["replication"] == 3), "status"] = "failed"
    table = Statistics(SCENARIOS, runs=runs)("spending", against="a")
    assert table["variant"].tolist() == ["b"] and table.loc[0, "n"] == 3
    expected = mean_interval(np.array([1.0, 1.0, 2.0]), groups=np.array([0, 0, 1]))
    assert tuple(table.loc[0, ["value", "low", "high"]]) == expected


def test_medians_and_bands_are_those_of_the_values() -> None:
    values = [1.0, 2.0, 5.0, 9.0]
    statistics = Statistics(SCENARIOS, runs=runs_of({"a": values}))
    median = statistics("spending", how="median").loc[0]
    assert tuple(median[["value", "low", "high"]]) == median_interval(np.array(values))
    band = statistics("spending", how="band").loc[0]
    assert (band["low"], band["value"], band["high"]) == tuple(np.quantile(values, [0.05, 0.5, 0.95]))


def test_a_share_is_the_probability_of_a_target_with_the_interval_of_the_verdict(
    monthly: pd.DataFrame, ledger: pd.DataFrame
) -> None:
    table = Statistics(SCENARIOS, monthly=monthly, ledger=ledger)("income_growth_15", how="share")
    judged = judge(SCENARIOS, monthly)
    main = judged[(judged["target"] == "income_growth_15") & judged["main"]]
    assert table["value"].tolist() == main["probability"].tolist()
    assert table["low"].tolist() == main["wilson_low"].tolist()
    assert table["high"].tolist() == main["wilson_high"].tolist()
    assert set(table["unit"]) == {"share"}


def test_a_share_against_a_reference_is_how_often_the_better_one_wins() -> None:
    runs = runs_of({"a": [1.0, 2.0, 3.0, 4.0], "b": [2.0, 1.0, 5.0, 4.0]}, draw=-1)
    runs = runs.rename(columns={"spending": "employment_end"})
    statistics = Statistics(SCENARIOS, runs=runs)
    row = statistics("employment_end", how="share", against="a").loc[0]
    assert (row["value"], row["low"], row["high"]) == (0.5, *wilson(2, 4))  # a tie is no win
    with pytest.raises(ValueError, match="neither more nor less of spending is better"):
        Statistics(SCENARIOS, runs=runs_of({"a": [1.0], "b": [2.0]}))("spending", how="share", against="a")


def test_figures_of_a_run_equal_those_of_the_comparison(monthly: pd.DataFrame, ledger: pd.DataFrame) -> None:
    frame = compare(SCENARIOS, monthly, ledger).set_index("measure")
    statistics = Statistics(SCENARIOS, monthly=monthly, ledger=ledger)
    for name in ("income_last_year", "employment_end", "zero_employment", "spending"):
        row = statistics(name, against="before").loc[0]
        assert tuple(row[["value", "low", "high"]]) == tuple(frame.loc[name, ["difference", "low", "high"]])
        assert row["unit"] == frame.loc[name, "unit"]


def test_by_month_and_by_year_stocks_are_averaged_and_flows_added_up(monthly: pd.DataFrame) -> None:
    statistics = Statistics(SCENARIOS, monthly=monthly)
    own = monthly[monthly["scenario"] == "plan"]
    months = statistics("income", by=["variant", "month"])
    assert months["unit"].iloc[0] == "yuan/person/month"
    plan = months[months["variant"] == "plan"].set_index("month")["value"]
    assert plan["2023-04"] == pytest.approx(own[own["month"] == "2023-04"]["income"].mean())
    assert plan.index.is_monotonic_increasing and len(plan) == own["month"].nunique()
    years = statistics("income", by=["year", "variant"]).set_index(["variant", "year"])
    inside = own[own["month"].str.startswith("2023")]
    assert years.loc[("plan", 2023), "value"] == pytest.approx(
        inside.groupby("replication")["income"].sum().mean()
    )
    assert years.loc[("plan", 2023), "unit"] == "yuan/person/year"
    stocks = statistics("employment_rate", by=["variant", "year"]).set_index(["variant", "year"])
    assert stocks.loc[("plan", 2023), "value"] == pytest.approx(inside["employment_rate"].mean())


def test_years_that_are_not_whole_are_left_out(monthly: pd.DataFrame) -> None:
    cut = monthly[monthly["month"] > "2021-06"]
    assert 2021 not in set(Statistics(SCENARIOS, monthly=cut)("income", by=["variant", "year"])["year"])


def test_the_ledger_is_added_up_over_what_is_not_named(monthly: pd.DataFrame, ledger: pd.DataFrame) -> None:
    statistics = Statistics(SCENARIOS, monthly=monthly, ledger=ledger)
    own = ledger[(ledger["scenario"] == "plan") & ledger["month"].between(*PLAN)]
    every = statistics("spent_yuan").set_index("variant").loc["plan", "value"]
    assert every == pytest.approx(own.groupby("replication")["spent_yuan"].sum().mean())
    people = statistics("beneficiaries", by=["variant", "lever", "year"])
    one = people[(people["variant"] == "plan") & (people["year"] == 2023)].set_index("lever")
    for lever, rows in own[own["month"].str.startswith("2023")].groupby("lever"):
        assert one.loc[lever, "value"] == pytest.approx(
            rows.groupby("replication")["beneficiaries"].sum().mean()
        )
    assert set(people["unit"]) == {"beneficiaries"}


def test_spending_of_levers_is_known_without_a_ledger() -> None:
    runs = runs_of({"a": [1.0, 1.0]}).assign(
        **{"spent.training_subsidy": 4.0, "spent.safety_net": [5.0, 7.0]}
    )
    statistics = Statistics(SCENARIOS, runs=runs)
    by_lever = statistics("spent_yuan", by=["variant", "lever"]).set_index("lever")["value"]
    assert by_lever.to_dict() == {"training_subsidy": 4.0, "safety_net": 6.0}
    assert statistics("spent_yuan")["value"].tolist() == [10.0]


def test_along_a_path_of_a_sweep_points_are_averaged_and_the_plan_as_it_stands_is_no_point() -> None:
    points = [(0, 9.0, 100.0), (1, 1.0, 2.0), (2, 1.0, 4.0), (3, 2.0, 10.0)]
    rows = [
        {
            "point": point,
            "p": p,
            "replication": number,
            "draw": -1,
            "status": "succeeded",
            "spending": value + number,
        }
        for point, p, value in points
        for number in (0, 1)
    ]
    statistics = Statistics(SCENARIOS, runs=pd.DataFrame(rows))
    table = statistics("spending", by=["p"])
    assert table["p"].tolist() == [1.0, 2.0] and table["value"].tolist() == [3.5, 10.5]
    assert tuple(table.loc[0, ["low", "high"]]) == mean_interval(np.array([3.0, 4.0]))[1:]
    assert statistics("spending")["value"].tolist() == [100.5, 2.5, 4.5, 10.5]
    assert statistics("spending", against="0")["value"].tolist() == [-98.0, -96.0, -90.0]


@pytest.mark.parametrize(
    ("of", "asked", "message"),
    [
        ("spendin", {}, "did you mean spending"),
        ("spending", {"how": "mode"}, "not one of mean, median, band, share"),
        ("spending", {"over": "seeds"}, "not one of replications, draws"),
        ("spending", {"by": []}, "several variants"),
        ("spending", {"by": ["variant", "colour"]}, "no colour"),
        ("spending", {"how": "share"}, "no target"),
        ("spending", {"against": "c"}, "'c' is none of the variants"),
        ("income", {"by": ["month"]}, "not kept by month"),
        ("units", {}, "no ledger"),
    ],
)
def test_what_cannot_be_told_is_refused_by_name(of: str, asked: dict[str, object], message: str) -> None:
    statistics = Statistics(SCENARIOS, runs=runs_of({"a": [1.0], "b": [2.0]}))
    with pytest.raises((ValueError, OutcomeError), match=message):
        statistics(of, **asked)  # type: ignore[arg-type]


def test_a_single_run_has_a_value_without_an_interval() -> None:
    row = Statistics(SCENARIOS, runs=runs_of({"a": [3.0]}))("spending").loc[0]
    assert row["value"] == 3.0 and np.isnan(row["low"]) and np.isnan(row["high"]) and row["n"] == 1
