"""What time brings: yearly series month by month, growth of incomes, seasons and labour demand."""

from __future__ import annotations

import numpy as np
import pytest

from resettle.model.channels import IN, LOCAL, OUT, WORKSHOP
from resettle.model.inputs import Period
from resettle.model.parameters import MONTHS
from resettle.model.timeline import Timeline, monthly
from tests.model.worlds import changed, guizhou, run, stepped


def test_a_series_passes_through_its_years_in_their_middle() -> None:
    path = monthly({2020: 80.0, 2021: 100.0, 2022: 140.0, 2023: 120.0}, 2021, 36)
    middles = [(path[5 + 12 * year] + path[6 + 12 * year]) / 2 for year in range(3)]
    slopes = [(100 - 80) / 12, (140 - 100) / 12, (120 - 140) / 12]
    assert path[5] == pytest.approx(100 - slopes[0] / 2)
    assert path[6] == pytest.approx(100 + slopes[1] / 2)
    assert middles == pytest.approx(
        [100 + (slopes[1] - slopes[0]) / 4, 140 + (slopes[2] - slopes[1]) / 4, 120]
    )


def test_between_the_middles_of_years_a_series_is_a_straight_line() -> None:
    path = monthly({2021: 100.0, 2022: 112.0, 2023: 124.0}, 2021, 36)
    assert np.diff(path) == pytest.approx(1.0)
    assert path[0] == pytest.approx(94.5)


def test_the_mean_of_a_year_on_a_straight_line_is_the_value_of_the_year() -> None:
    path = monthly({year: 100.0 + 10 * (year - 2021) for year in range(2020, 2026)}, 2021, 48)
    assert [path[12 * n : 12 * n + 12].mean() for n in range(4)] == pytest.approx([100, 110, 120, 130])


@pytest.mark.parametrize("months", [24, 48, 84])
def test_after_the_last_year_given_the_nearest_line_goes_on(months: int) -> None:
    path = monthly({2021: 100.0, 2022: 112.0}, 2021, months)
    assert np.diff(path) == pytest.approx(1.0)


def test_before_the_first_year_given_the_nearest_line_goes_on() -> None:
    path = monthly({2023: 124.0, 2024: 136.0}, 2021, 48)
    assert np.diff(path) == pytest.approx(1.0)


def test_a_series_of_one_year_stays_where_it_is() -> None:
    assert (monthly({2022: 7.0}, 2021, 30) == 7.0).all()


def test_a_series_may_leave_years_out_and_come_in_any_order() -> None:
    assert monthly({2024: 136.0, 2021: 100.0}, 2021, 48) == pytest.approx(
        monthly({2021: 100.0, 2022: 112.0}, 2021, 20)[0] + np.arange(48)
    )


def test_indices_are_one_on_average_in_the_base_year() -> None:
    line = {year: 100.0 + 5 * (year - 2021) for year in range(2020, 2026)}
    inputs = guizhou()
    series = {**inputs.series, "prices": line, "wages_away": line, "wages_local": line}
    timeline = Timeline(changed(inputs, series=series), 1)
    for path in (timeline.prices, timeline.away, timeline.local):
        assert path[:12].mean() == pytest.approx(1.0)
        assert path[12:24].mean() == pytest.approx(1.05)


def test_work_away_follows_one_wage_series_and_work_near_home_the_other() -> None:
    month = Timeline(guizhou(), 1).month(30)
    timeline = Timeline(guizhou(), 1)
    assert month.wage_index[OUT] == month.wage_index[IN] == timeline.away[30]
    assert month.wage_index[LOCAL] == month.wage_index[WORKSHOP] == timeline.local[30]


def test_seasons_come_back_every_year() -> None:
    inputs = guizhou(season_offer={name: float(name) for name in MONTHS})
    timeline = Timeline(inputs, 1)
    assert [timeline.month(t).season_offer for t in range(24)] == [float(t % 12 + 1) for t in range(24)]


def test_labour_demand_is_an_autoregression_with_the_stated_persistence_and_spread() -> None:
    inputs = guizhou(demand_persistence=0.8, demand_shock=0.05)
    paths = np.array([Timeline(inputs, seed).demand for seed in range(300)])
    later, before = paths[:, 30:], paths[:, 29:-1]
    assert (later * before).mean() / (before**2).mean() == pytest.approx(0.8, abs=0.03)
    assert (later - 0.8 * before).std() == pytest.approx(0.05, rel=0.05)
    assert paths.mean() == pytest.approx(0.0, abs=0.02)


def test_without_shocks_demand_stays_at_its_trend() -> None:
    record = run(guizhou(demand_shock=0.0, months=14))[1]
    assert (record.indicators["labour_demand"] == 1.0).all()


def test_a_slack_labour_market_ends_more_jobs_away_and_brings_fewer_offers() -> None:
    inputs = guizhou(demand_shock=0.2, demand_offer=1.0, demand_separation=1.0)
    timeline = Timeline(inputs, 3)
    months = [timeline.month(t) for t in range(48)]
    demand = np.exp(timeline.demand)
    assert [m.demand_offer for m in months] == pytest.approx(demand)
    assert [m.demand_separation for m in months] == pytest.approx(1 / demand)


def test_transfers_and_property_grow_at_their_yearly_rates() -> None:
    model = stepped(guizhou(levers={}, transfer_growth=0.1, property_growth=0.2), 13)
    households = model.world.state.households
    years = (12 - 5.5) / 12
    assert households.property == pytest.approx(households.property_base.astype(float) / 12 * 1.2**years)
    month = model.world.month
    assert [month.transfer_index, month.property_index] == pytest.approx([1.1**years, 1.2**years])


def test_months_are_labelled_by_the_calendar_from_the_base_year_on() -> None:
    period = Period(2021, 12, 47)
    assert period.months == 48
    assert [period.label(t) for t in (0, 11, 12, 47)] == ["2021-01", "2021-12", "2022-01", "2024-12"]
