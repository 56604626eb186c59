from __future__ import annotations

from dataclasses import dataclass

import pytest

from resettle.calibration.validation.forecasts import (
    LAST_GROWTH,
    LAST_VALUE,
    history,
    naive,
    series_of,
    year_of,
)


@dataclass(frozen=True)
class Fact:
    statistic: str
    value: float
    use: str = "fit"
    id: str = "f"
    error: float = 1.0
    discrepancy: float = 0.0
    unit: str = "yuan/person/year"
    scope: str = "country"


def values(year: int, earlier: dict[int, float], unit: str) -> dict[str, float | None]:
    return {one.name: one.value for one in naive(year, earlier, unit)}


def test_series_and_year_stand_in_the_name_of_a_statistic() -> None:
    assert (series_of("employment_2022_end"), year_of("employment_2022_end")) == ("employment", 2022)
    assert (series_of("net_income_2020"), year_of("net_income_2020")) == ("net_income", 2020)
    assert (series_of("separation"), year_of("separation")) == ("separation", None)


def test_a_forecaster_knows_earlier_values_of_the_series_but_none_that_is_held_out() -> None:
    fact = Fact("income_2023", 14.0, "check")
    facts = [
        Fact("income_2021", 12.0), Fact("income_2020_end", 11.0, "context"),
        Fact("income_2022", 13.0, "check"), Fact("income_2024", 15.0),
        Fact("other_2021", 5.0), Fact("income", 9.0), fact,
    ]  # fmt: skip
    assert history(fact, facts) == {2020: 11.0, 2021: 12.0}
    assert history(Fact("income", 9.0), facts) == {}


def test_levels_stay_or_grow_by_the_last_factor() -> None:
    found = values(2023, {2019: 100.0, 2021: 121.0}, "yuan/person/year")
    assert found == {LAST_VALUE: 121.0, LAST_GROWTH: pytest.approx(146.41)}


def test_shares_grow_by_points_and_stay_within_their_bounds() -> None:
    assert values(2022, {2020: 0.88, 2021: 0.92}, "share") == {
        LAST_VALUE: 0.92,
        LAST_GROWTH: pytest.approx(0.96),
    }
    assert values(2024, {2020: 0.88, 2021: 0.95}, "share")[LAST_GROWTH] == 1.0
    assert values(2024, {2020: 0.2, 2021: 0.1}, "share")[LAST_GROWTH] == 0.0


def test_of_a_growth_rate_what_stays_is_nil_and_what_goes_on_is_the_last_rate() -> None:
    assert values(2022, {2020: 0.08, 2021: 0.1}, "share/year") == {LAST_VALUE: 0.0, LAST_GROWTH: 0.1}
    assert values(2022, {}, "share/year") == {LAST_VALUE: 0.0, LAST_GROWTH: None}


@pytest.mark.parametrize(
    ("earlier", "why_not"),
    [
        ({}, {LAST_VALUE: "none", LAST_GROWTH: "none"}),
        ({2021: 5.0}, {LAST_VALUE: "", LAST_GROWTH: "one"}),
        (
            {2020: -1.0, 2021: 5.0},
            {LAST_VALUE: "", LAST_GROWTH: "not_positive"},
        ),
    ],
)
def test_a_forecast_that_cannot_be_made_says_why(earlier: dict[int, float], why_not: dict[str, str]) -> None:
    made = naive(2022, earlier, "yuan/person/year")
    assert {one.name: one.why_not for one in made} == why_not
    assert all((one.value is None) == bool(one.why_not) for one in made)
