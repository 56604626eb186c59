from __future__ import annotations

from dataclasses import dataclass

import pytest

from resettle.calibration.validation.forecasts import (
    FORECASTS,
    LAST_GROWTH,
    LAST_VALUE,
    PAY_LEAD,
    PUBLISHED,
    RURAL_LEAD,
    growth,
    history,
    naive,
    series_of,
    with_lead,
    year_of,
)
from resettle.scenarios.sources.registers import evidence


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
    made = naive(Fact(f"some_{year}", 0.0, unit=unit), earlier)
    assert tuple(one.name for one in made) == FORECASTS
    assert {one.why_not for one in made[2:]} == {"no_income"}
    return {one.name: one.value for one in made[:2]}


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
    made = naive(Fact("some_2022", 0.0), earlier)[:2]
    assert {one.name: one.why_not for one in made} == why_not
    assert all((one.value is None) == bool(one.why_not) for one in made)


def test_a_series_goes_on_with_its_kin_of_the_same_register() -> None:
    fact = Fact("growth_sichuan_2022", 0.14, "check", unit="share/year")
    known = [Fact("growth_alleviated_2021", 0.169, unit="share/year"), Fact("growth_counties_2021", 0.11)]
    assert history(fact, known) == {2021: 0.169}


def test_a_growth_is_that_of_the_published_series_and_the_mean_lead_so_far() -> None:
    fact = Fact("growth_counties_2023", 0.0, unit="share/year")
    pay = {year: float(evidence()[one].value) for year, one in PUBLISHED[PAY_LEAD].items()}
    leads = [0.1 - (pay[2021] / pay[2020] - 1), 0.08 - (pay[2022] / pay[2021] - 1)]
    made = with_lead(PAY_LEAD, fact, {2021: 0.1, 2022: 0.08})
    assert made.value == pytest.approx(pay[2023] / pay[2022] - 1 + sum(leads) / 2)
    same = with_lead(RURAL_LEAD, fact, {2022: growth(RURAL_LEAD, 2021, 2022)})
    assert same.value == pytest.approx(21691 / 20133 - 1)  # no lead: as rural income is published


def test_a_level_grows_from_its_last_value_with_the_lead_between_its_values() -> None:
    fact = Fact("net_income_2022", 0.0)
    rural = growth(RURAL_LEAD, 2019, 2021)
    made = with_lead(RURAL_LEAD, fact, {2019: 100.0, 2021: 100.0 * (1 + rural + 0.05) ** 2})
    assert made.value == pytest.approx(
        100.0 * (1 + rural + 0.05) ** 2 * (1 + growth(RURAL_LEAD, 2021, 2022) + 0.05)
    )
    assert with_lead(PAY_LEAD, fact, {2019: 100.0}).why_not == "one"
    assert with_lead(PAY_LEAD, fact, {}).why_not == "none"
    assert with_lead(PAY_LEAD, fact, {2019: -1.0, 2020: 2.0}).why_not == "not_positive"


def test_pay_forecasts_nothing_that_is_no_income() -> None:
    for statistic, unit in (("employment_2022_end", "share"), ("employed_growth_2022", "share/year")):
        assert with_lead(PAY_LEAD, Fact(statistic, 0.0, unit=unit), {2021: 0.9}).why_not == "no_income"


def test_between_two_published_years_growth_is_even_and_beyond_them_there_is_none() -> None:
    assert growth(RURAL_LEAD, 2018, 2019) == pytest.approx(growth(RURAL_LEAD, 2019, 2020))
    with pytest.raises(KeyError):
        growth(PAY_LEAD, 2018, 2019)
