"""Every form of target by hand-made series: just below, at and just above its bound."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from resettle.model.inputs import Period
from resettle.results.judge.panel import FrameError
from resettle.results.judge.targets import judge
from resettle.scenarios import Target
from tests.results.factory import make_scenario, target

THREE_YEARS = Period(2021, 12, 47)
ONE_YEAR = Period(2021, 12, 23)
FIVE_YEARS = Period(2020, 12, 71)


def monthly_frame(period: Period, **series: Any) -> pd.DataFrame:
    """Months of one replication with series given by calendar year (repeated) or by month."""
    months = [period.label(month) for month in range(period.months)]
    frame: dict[str, Any] = {"scenario": "made", "replication": 0, "seed": 0, "draw": 0, "month": months}
    frame["prices"] = 100.0
    for name, values in series.items():
        given = np.asarray(values, dtype=float)
        frame[name] = given if len(given) == len(months) else np.repeat(given, 12)
    return pd.DataFrame(frame)


def judged(one: Target, period: Period = THREE_YEARS, **series: Any) -> pd.DataFrame:
    """Readings of a target on series given by calendar year (repeated) or by month."""
    scenario = make_scenario("made", period=period, targets={one.name: one})
    return judge([scenario], monthly_frame(period, **series)).set_index("reading")


def steps(*rates: float, base: float = 1000.0) -> np.ndarray:
    """Yearly figures that grow by each rate in turn."""
    return base * np.cumprod([1.0, *(1.0 + rate for rate in rates)])


STRICT = {"concept": "zero_employment", "reading": "month"}
PERIOD_GROWTH = target("g", "income", "growth", 0.10, "period")
YEARLY_GROWTH = target("g", "income", "growth", 0.10, "each_year")
GROWTH_BY = target("g", "income", "growth", 0.08, "by", "above", by="2022-12")
AHEAD = target("g", "income", "growth", 0.0, "each_year", "above", series="rural_income")
AHEAD_PERIOD = target("g", "income", "growth", 0.01, "period", series="rural_income")
STOCK_MONTHS = target("s", "employment_rate", "stock", 0.95, "every_month")
STOCK_END = target("s", "employment_rate", "stock", 0.95, "period_end")
STOCK_BY = target("s", "infrastructure", "stock", 0.7, "by", by="2022-12")
STOCK_YEARS = target("s", "away_per_household", "stock", 0.8, "each_year", unit="persons")
CEILING = target("s", "post_share", "stock", 0.17, "each_year", "at_most")
LEVEL = target("l", "income", "stock", 1.0, "by", by="2024-12", series="region_income", unit="multiple")
RATIO = target("r", "urban_rural_ratio", "stock", 2.15, "by", "at_most", by="2024-12")
FLOW = target("f", "trained", "flow", 1200.0, "each_year", unit="person-times/year")
FLOW_MEAN = target("f", "trained", "flow", 1200.0, "period", unit="person-times/year")
SPELL = target("z", "zero_employment_long", "spell", 0.0, "every_month", "at_most", **STRICT)
RURAL = steps(0.06, 0.07, 0.08, base=8000.0)


@pytest.mark.parametrize(
    ("one", "below", "at", "over", "holds_at"),
    [
        (PERIOD_GROWTH, steps(0.09, 0.1, 0.1), steps(0.1, 0.1, 0.1), steps(0.11, 0.1, 0.1), True),
        (YEARLY_GROWTH, steps(0.2, 0.2, 0.099), steps(0.2, 0.1, 0.1), steps(0.2, 0.11, 0.11), True),
        (GROWTH_BY, steps(0.079, 0.2, 0.2), steps(0.08, 0.2, 0.2), steps(0.081, 0.0, 0.0), False),
        (AHEAD, steps(0.07, 0.08, 0.079), steps(0.07, 0.07, 0.09), steps(0.061, 0.071, 0.081), False),
        (AHEAD_PERIOD, RURAL * [1, 1, 1, 1.02], None, RURAL * [1, 1, 1, 1.04], True),
        (STOCK_MONTHS, [0, 0.99, 0.949, 0.99], [0, 0.95, 0.95, 0.99], [0, 0.96, 0.99, 0.96], True),
        (STOCK_END, [0, 1, 1, 0.949], [0, 0, 0, 0.95], [0, 0, 0, 0.96], True),
        (STOCK_BY, [0, 0.69, 1, 1], [0, 0.7, 0, 0], [0, 0.71, 0, 0], True),
        (STOCK_YEARS, [0, 0.9, 0.79, 0.9], [0, 0.8, 0.8, 0.9], [0, 0.81, 0.9, 0.9], True),
        (CEILING, [1, 0.1, 0.171, 0.1], [1, 0.1, 0.17, 0.1], [1, 0.1, 0.16, 0.1], True),
        (LEVEL, [9, 9, 9, 999.0], [0, 0, 0, 1000.0], [0, 0, 0, 1001.0], True),
        (RATIO, [0, 0, 0, 2.16], [3, 3, 3, 2.15], [3, 3, 3, 2.14], True),
        (FLOW, [0, 200, 99.9, 200], [0, 100, 100, 200], [0, 101, 102, 103], True),
        (FLOW_MEAN, [0, 200, 50, 49.9], [0, 200, 50, 50], [0, 50, 50, 201], True),
        (SPELL, [9, 0, 1, 0], [9, 0, 0, 0], None, True),
    ],
    ids=lambda value: f"{value.kind}-{value.when}-{value.series}" if isinstance(value, Target) else "",
)
def test_a_target_is_missed_below_reached_above_and_at_its_bound_as_it_says(
    one: Target, below: Any, at: Any, over: Any, holds_at: bool
) -> None:
    others = {
        "rural_income": RURAL,
        "region_income": np.full(4, 12000.0),
        "zero_employment_willing": np.zeros(4),
    }

    def probability(values: Any) -> float:
        rows = judged(one, **{**others, one.indicator: values})
        return float(rows[rows["main"]]["probability"].iloc[0])

    assert probability(below) == 0.0
    if at is not None:
        assert probability(at) == float(holds_at)
    if over is not None:
        assert probability(over) == 1.0


def test_each_reading_of_growth_in_each_year_names_its_year_and_the_worst_decides() -> None:
    rows = judged(YEARLY_GROWTH, income=steps(0.2, 0.05, 0.15))
    assert rows.index[0] == "worst_year" and rows["main"].tolist() == [True] + [False] * (len(rows) - 1)
    assert rows.loc["worst_year", "median"] == pytest.approx(0.05)
    assert rows.loc["worst_year", "shortfall"] == pytest.approx(0.05)
    assert rows.loc["year_2022_nominal", "first_met"] == "2022-12"
    assert pd.isna(rows.loc["year_2023_nominal", "first_met"])
    assert {"year_2024_real", "compound_nominal", "compound_real"} <= set(rows.index)


def test_the_worst_year_is_the_worst_of_each_replication() -> None:
    one, other = (
        judged(YEARLY_GROWTH, income=steps(*rates)) for rates in ((0.02, 0.2, 0.2), (0.2, 0.2, 0.03))
    )
    assert one.loc["worst_year", "median"] == pytest.approx(0.02)
    assert other.loc["worst_year", "median"] == pytest.approx(0.03)


def test_growth_by_a_date_is_the_growth_of_that_calendar_year_only() -> None:
    rows = judged(GROWTH_BY, income=steps(0.10, 0.01, 0.5))
    assert rows.index.tolist() == ["year_2022_nominal", "year_2022_real"]
    assert rows.loc["year_2022_nominal", "median"] == pytest.approx(0.10)
    later = replace(GROWTH_BY, by="2023-06")
    assert judged(later, income=steps(0.10, 0.01, 0.5)).iloc[0]["median"] == pytest.approx(0.01)


def test_a_lead_over_a_series_is_own_growth_minus_its_growth() -> None:
    rows = judged(AHEAD, income=steps(0.10, 0.05, 0.20), rural_income=RURAL)
    assert rows.index.tolist() == [
        "ahead_worst_year",
        "ahead_year_2022",
        "ahead_year_2023",
        "ahead_year_2024",
        "ahead_compound",
    ]
    assert rows.loc["ahead_year_2022", "median"] == pytest.approx(0.04)
    assert rows.loc["ahead_worst_year", "median"] == pytest.approx(-0.02)
    assert rows.loc["ahead_worst_year", "shortfall"] == pytest.approx(0.02)
    own, theirs = (1.1 * 1.05 * 1.2) ** (1 / 3), (1.06 * 1.07 * 1.08) ** (1 / 3)
    assert rows.loc["ahead_compound", "median"] == pytest.approx(own - theirs)
    period = judged(AHEAD_PERIOD, income=steps(0.10, 0.05, 0.20), rural_income=RURAL)
    assert period.index[0] == "ahead_compound"
    assert period.iloc[0]["median"] == pytest.approx(own - theirs)


def test_a_series_is_taken_as_its_mean_over_the_year() -> None:
    wavy = np.repeat(RURAL, 12) + np.tile(np.linspace(-600.0, 600.0, 12), 4)
    flat, waves = (judged(AHEAD, income=steps(0.1, 0.1, 0.1), rural_income=held) for held in (RURAL, wavy))
    assert waves["median"].tolist() == pytest.approx(flat["median"].tolist())


def test_a_level_against_a_series_is_the_income_of_the_year_over_the_series() -> None:
    rows = judged(LEVEL, income=[0, 0, 600, 900], region_income=[9000, 9000, 9000, 12000])
    assert rows.index.tolist() == ["year_2024"]
    assert rows.loc["year_2024", "median"] == pytest.approx(0.9)
    assert rows.loc["year_2024", "shortfall"] == pytest.approx(0.1)
    assert rows.loc["year_2024", "unit"] == "multiple"
    yearly = replace(LEVEL, by=None, when="each_year")
    rows = judged(yearly, income=[0, 1000, 600, 900], region_income=[9000, 9000, 9000, 12000])
    assert rows.index.tolist() == ["worst_year", "year_2022", "year_2023", "year_2024"]
    assert rows.loc["worst_year", "median"] == pytest.approx(0.8)
    assert rows.loc["worst_year", "first_met"] == "2022-12"
    end = replace(LEVEL, by=None, when="period_end")
    assert judged(end, income=[0, 0, 0, 900], region_income=np.full(4, 12000.0)).index.tolist() == [
        "year_2024"
    ]


def test_a_level_is_first_met_when_twelve_months_of_income_reach_the_series() -> None:
    income = np.where(np.arange(48) < 24, 500.0, 1500.0)  # the half-way mark is June 2023
    rows = judged(LEVEL, income=income, region_income=np.full(4, 12000.0))
    assert rows.iloc[0]["first_met"] == "2023-06"


def test_a_stock_in_each_year_is_the_mean_of_the_year() -> None:
    months = np.full(48, 0.9)
    months[24:36] = np.linspace(0.5, 1.09, 12)  # mean 0.795
    rows = judged(STOCK_YEARS, away_per_household=months)
    assert rows.index.tolist() == ["worst_year", "year_2022", "year_2023", "year_2024"]
    assert rows.loc["worst_year", "median"] == pytest.approx(0.795)
    assert rows.loc["year_2023", "probability"] == 0.0
    assert rows.loc["year_2024", "first_met"] == "2024-12"
    assert rows.loc["worst_year", "note"] == "", "a rate a household is no count of a sample"


@pytest.mark.parametrize("when", ["period", "each_year"])
def test_a_plan_of_one_year_has_no_worst_year_and_no_compound_growth(when: str) -> None:
    one = replace(PERIOD_GROWTH, when=when)
    rows = judged(one, ONE_YEAR, income=steps(0.12))
    assert rows.index.tolist() == ["year_2022_nominal", "year_2022_real"]
    assert rows["main"].tolist() == [True, False]
    assert rows.iloc[0]["median"] == pytest.approx(0.12)
    assert judged(FLOW, ONE_YEAR, trained=[0, 100]).index.tolist() == ["year_2022"]
    assert judged(STOCK_YEARS, ONE_YEAR, away_per_household=[0, 1]).index.tolist() == ["year_2022"]


def test_a_plan_of_five_years_compounds_over_five() -> None:
    rows = judged(PERIOD_GROWTH, FIVE_YEARS, income=steps(0.05, 0.05, 0.05, 0.05, 0.5))
    assert rows.iloc[0]["median"] == pytest.approx((1.05**4 * 1.5) ** 0.2 - 1.0)
    assert [name for name in rows.index if name.endswith("_nominal")][1:] == [
        f"year_{year}_nominal" for year in range(2021, 2026)
    ]


@pytest.mark.parametrize("one", [AHEAD, AHEAD_PERIOD, LEVEL])
def test_a_series_that_the_scenario_does_not_state_is_an_error_that_names_it(one: Target) -> None:
    with pytest.raises(FrameError, match=f"no '{one.series}' of 20"):
        judged(one, income=steps(0.1, 0.1, 0.1), **{str(one.series): np.full(4, np.nan)})


def test_one_month_without_a_series_is_enough_to_say_that_it_is_missing() -> None:
    rural = np.repeat(RURAL, 12)
    rural[17] = np.nan
    with pytest.raises(FrameError, match="no 'rural_income' of 2022"):
        judged(AHEAD, income=steps(0.1, 0.1, 0.1), rural_income=rural)


def test_growth_needs_the_base_year_and_a_whole_year_of_the_plan() -> None:
    with pytest.raises(FrameError, match="growth needs the twelve months of 2021 and of a plan year"):
        judged(PERIOD_GROWTH, Period(2021, 12, 20), income=np.full(21, 1000.0))
    frame = monthly_frame(THREE_YEARS, income=steps(0.1, 0.1, 0.1))
    scenario = make_scenario("made", period=THREE_YEARS, targets={"g": PERIOD_GROWTH})
    with pytest.raises(FrameError, match="growth needs the twelve months of 2021 and of a plan year"):
        judge([scenario], frame[frame["month"] > "2021-01"])


def test_an_indicator_without_figures_is_an_error_that_names_it() -> None:
    with pytest.raises(FrameError, match="no figures of 'urban_rural_ratio'"):
        judged(RATIO, urban_rural_ratio=np.full(4, np.nan))


def test_a_year_that_the_plan_does_not_hold_whole_is_an_error() -> None:
    with pytest.raises(FrameError, match="2026 is not a whole calendar year"):
        judged(replace(GROWTH_BY, by="2026-01"), income=steps(0.1, 0.1, 0.1))
    short = Period(2021, 12, 40)
    months = np.full(41, 1000.0)
    with pytest.raises(FrameError, match="2024 is not a whole calendar year"):
        judged(LEVEL, short, income=months, region_income=months)
    with pytest.raises(FrameError, match="judged by calendar year"):
        judged(replace(LEVEL, by=None, when="every_month"), income=steps(0, 0, 0), region_income=RURAL)


def test_what_is_earned_takes_transfers_as_they_were_in_the_base_year() -> None:
    from resettle.results.judge.panel import Panel
    from resettle.results.judge.readings import earned_reading, main_reading

    income = np.repeat([100.0, 110.0, 121.0, 180.0], 12)
    handed = np.repeat([20.0, 20.0, 20.0, 60.0], 12)
    net = 1.2 * income
    panel = Panel.of(
        monthly_frame(THREE_YEARS, income=income, transfer_income=handed, net_income=net), "made", THREE_YEARS
    )
    # of the 180 in the last year 40 more are handed out than in the base year; 140 are left
    for one, series in ((PERIOD_GROWTH, income), (replace(PERIOD_GROWTH, indicator="net_income"), net)):
        assert main_reading(one, panel).figures == pytest.approx((series[-1] / series[0]) ** (1 / 3) - 1.0)
        earned = earned_reading(one, panel)
        assert earned is not None and earned.figures == pytest.approx(1.4 ** (1 / 3) - 1.0)
    assert earned_reading(replace(PERIOD_GROWTH, counts="transfers"), panel) is None
    assert earned_reading(STOCK_END, panel) is None
