"""What statistics read off a run: any work counts if found, net income is not income, posts count in part."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest

from resettle import scenarios
from resettle.calibration.evidence.facts import SCENARIO, facts
from resettle.calibration.evidence.measures import register_coverage
from resettle.calibration.evidence.observation import OBSERVATION, STATISTICS, measured, neutral
from resettle.model.channels import CHANNELS
from resettle.model.fields import number
from resettle.model.indicators import INDICATORS
from resettle.model.record import RunRecord
from resettle.model.simulation import ResettlementModel
from tests.calibration.toys import spread_of

BASE = 2019
MONTHS = tuple(f"{BASE + n // 12}-{n % 12 + 1:02d}" for n in range(72))
HELD = {
    "out_of_province": 30.0, "in_province": 15.0, "local_firm": 20.0, "workshop": 2.0, "public_welfare": 8.0,
    "works_relief": 1.0, "own_business": 4.0, "farming": 10.0, "none": 10.0,
}  # fmt: skip


def record(**series: float | np.ndarray) -> RunRecord:
    """A run of 100 workers that changes nothing but what is given; 750 of 1 000 yuan a month are wages."""
    values: dict[str, float | np.ndarray] = dict.fromkeys(INDICATORS, 0.0)
    values |= {f"channel_{name}": HELD[name] for name in CHANNELS}
    values |= {
        "labour": 100.0,
        "employed": 90.0,
        "labour_households": 40.0,
        "income": 1000.0,
        "net_income": 1000.0,
        "wage_income": 750.0,
    }
    values |= {
        "willing_without_work": 8.0,
        "households": 500.0,
        "in_ledger": 6.0,
        "employment_any_work": 0.95,
        "months_worked": 8.55,
    }
    values |= {"income_p10": 4000.0, "income_p90": 16000.0, "hires": 5.0, "separations": 4.5, "moves": 3.0}
    values |= series
    return RunRecord(
        MONTHS, {name: np.broadcast_to(np.asarray(one, float), 72).copy() for name, one in values.items()}
    )


def rising(*years: float) -> np.ndarray:
    """A value for each of the six years, for all months of it."""
    return np.repeat(np.array(years), 12)


def read(name: str, run: RunRecord, **observation: float) -> float:
    return STATISTICS[name].measure(run, BASE, {**neutral(), **observation})


def test_those_count_as_employed_who_worked_in_any_of_twelve_months_and_were_found() -> None:
    assert read("employment_2021_end", record()) == pytest.approx(0.95)
    assert read("employment_2021_end", record(employed=10.0)) == pytest.approx(0.95)
    assert read("employed_per_household_2022", record()) == pytest.approx(95 / 40)
    assert read("employment_2020_october", record(), register_gap=0.1) == pytest.approx(
        0.95 * (1 - 0.1 * 2 ** (2 / 12))
    )


def test_half_of_those_missing_in_registers_are_found_within_each_half_life() -> None:
    gap = {"register_gap": 0.12, "register_half_life": 2.0}
    assert [register_coverage(f"{year}-12", gap) for year in (2020, 2022, 2024)] == pytest.approx(
        [0.88, 0.94, 0.97]
    )
    assert register_coverage("2021-06", gap) == pytest.approx(1 - 0.12 * 0.5**0.25)
    assert register_coverage("2020-06", gap) == pytest.approx(1 - 0.12 * 0.5**-0.25)
    assert register_coverage("2020-12", {**gap, "register_half_life": 0.5}) == pytest.approx(0.88)


def test_registers_that_fill_up_make_counts_grow_where_nobody_more_works() -> None:
    gap = {"register_gap": 0.1, "register_half_life": 1.0}
    grown = [read(f"employed_growth_{year}", record(), **gap) for year in (2021, 2022, 2023)]
    assert read("employed_growth_2021", record()) == pytest.approx(0.0)
    assert grown[0] == pytest.approx(0.95 / 0.9 - 1, abs=0.005)
    assert grown[0] > grown[1] > grown[2] > 0


def test_the_end_of_a_year_is_its_last_quarter() -> None:
    worked = np.full(72, 0.9)
    worked[33:36] = (0.95, 0.92, 0.89)
    assert read("employment_2021_end", record(employment_any_work=worked)) == pytest.approx(0.92)
    assert read("employment_2021_october", record(employment_any_work=worked)) == pytest.approx(0.95)


def test_the_growth_to_october_compares_it_with_the_last_quarter_of_the_year_before() -> None:
    worked = np.full(72, 0.9)
    worked[45:48], worked[57], worked[58:60] = (0.8, 0.84, 0.88), 0.924, 1.0
    assert read("employed_growth_2023", record(employment_any_work=worked)) == pytest.approx(0.1)


def test_those_listed_are_households_in_the_ledger_at_the_end_of_the_year() -> None:
    ledger = np.full(72, 50.0)
    ledger[47] = 7.0
    assert read("listed_share_2022", record(in_ledger=ledger)) == pytest.approx(0.014)


def test_months_worked_are_those_of_people_who_worked_at_all() -> None:
    assert read("months_worked", record()) == pytest.approx(9.0)
    later = np.where(np.arange(72) < 36, 8.55, 0.0)
    assert read("months_worked", record(months_worked=later)) == pytest.approx(9.0)


def test_net_income_is_the_indicator_of_that_name_times_the_ratio_of_the_levels() -> None:
    run = record(net_income=rising(1000, 1100, 1200, 1300, 1400, 1500), income=1.0)
    assert read("net_income_2019", run) == pytest.approx(12_000)
    assert read("net_income_2022", run, net_income_level=1.05) == pytest.approx(1.05 * 15_600)


def test_other_people_have_a_level_of_their_own() -> None:
    run = record(net_income=rising(1000, 1100, 1200, 1300, 1400, 1500))
    assert read("net_income_alleviated_2020", run) == pytest.approx(13_200)
    assert read(
        "net_income_alleviated_2020", run, net_income_level=1.05, alleviated_level=0.9
    ) == pytest.approx(1.05 * 0.9 * 13_200)


def test_surveys_and_registers_each_grow_as_the_run_says_less_the_lead_of_the_relocated() -> None:
    survey, register = rising(1000, 1100, 1210, 1331, 1464.1, 1610.51), rising(500, 600, 720, 864, 1000, 1000)
    run = record(income=survey, net_income=register)
    assert read("growth_counties_2020", run) == pytest.approx(0.1)
    assert read("growth_counties_2024", run, catch_up=0.04) == pytest.approx(0.06)
    assert read("growth_alleviated_2022", run, catch_up=0.04) == pytest.approx(0.18)
    assert read("growth_shaanxi_2021", run, catch_up=-0.02) == pytest.approx(0.21)
    assert read("growth_sichuan_2022", run, catch_up=0.04) == pytest.approx(0.2)


def test_the_wage_share_of_all_alleviated_people_is_less_by_the_gap() -> None:
    assert read("wage_share_2022", record(), wage_gap=0.1) == pytest.approx(0.75)
    assert read("wage_share_alleviated_2021", record(), wage_gap=0.1) == pytest.approx(0.65)


def test_shares_by_place_leave_out_farming_and_business_and_count_posts_in_part() -> None:
    assert read("out_of_province_2020", record(), posts_counted=0.0) == pytest.approx(30 / 68)
    assert read("in_province_2020", record(), posts_counted=1.0) == pytest.approx(15 / 76)


def test_employment_growth_compares_the_ends_of_two_years() -> None:
    run = record(labour=rising(80, 80, 84, 84, 84, 84))
    assert read("employed_growth_2021", run) == pytest.approx(0.05)
    assert read("employed_growth_2022", run) == pytest.approx(0.0)


def test_work_off_the_farm_leaves_out_farming_only() -> None:
    assert read("off_farm_2023", record()) == pytest.approx(0.85)
    assert read("off_farm_2023", record(), register_gap=0.1) == pytest.approx(
        0.95 * (1 - 0.1 * 0.5 ** (34 / 12)) - 0.1
    )


def test_separation_counts_moves_and_job_finding_does_not() -> None:
    assert read("separation", record()) == pytest.approx(4.5 / 90)
    assert read("job_finding", record()) == pytest.approx(2.0 / 8)


def test_who_wants_no_job_waits_for_none() -> None:
    assert read("job_finding", record(channel_none=50.0)) == pytest.approx(2.0 / 8)


def test_recorded_incomes_spread_more_than_real_ones() -> None:
    real = math.log(4.0) / (2 * 1.2815515655)
    assert read("income_spread", record()) == pytest.approx(real)
    assert read("income_spread", record(), survey_noise=0.4) == pytest.approx(math.hypot(real, 0.4))


def test_the_spread_of_a_log_normal_income_follows_from_its_coefficient_of_variation() -> None:
    draws = np.random.default_rng(1).lognormal(0.0, spread_of(1.11), 400_000)
    assert draws.std() / draws.mean() == pytest.approx(1.11, rel=0.03)


def test_a_run_that_is_too_short_is_refused() -> None:
    short = RunRecord(MONTHS[:24], {name: one[:24] for name, one in record().indicators.items()})
    with pytest.raises(ValueError, match="the run covers 2019-01 to 2020-12, not 2022-01 to 2022-12"):
        measured(short, BASE, neutral(), ["net_income_2022"])


@pytest.mark.parametrize("name", list(STATISTICS))
def test_a_statistic_needs_just_the_observation_parameters_it_names(name: str) -> None:
    class Watched(dict[str, float]):
        def __init__(self, values: Mapping[str, float]) -> None:
            super().__init__(values)
            self.used: set[str] = set()

        def __getitem__(self, key: str) -> float:
            self.used.add(key)
            return super().__getitem__(key)

    watched = Watched(neutral())
    assert math.isfinite(STATISTICS[name].measure(record(), BASE, watched))
    assert watched.used == set(STATISTICS[name].needs)


def test_every_statistic_is_held_against_a_fact_and_every_observation_parameter_is_used() -> None:
    assert set(STATISTICS) == {fact.statistic for fact in facts() if fact.statistic}
    assert set(OBSERVATION) == {need for one in STATISTICS.values() for need in one.needs}


@pytest.fixture(scope="module")
def central() -> RunRecord:
    scenario = scenarios.load(SCENARIO)
    scale = 4_000 / number(scenario.inputs().population, "households")
    return ResettlementModel(scenario.inputs(scale=scale), seed=11).run()


def test_the_central_run_of_all_relocated_people_is_near_the_facts_it_is_set_to(central: RunRecord) -> None:
    found = measured(central, BASE, neutral(), STATISTICS)
    assert found["net_income_2019"] == pytest.approx(9313, rel=0.04)
    assert found["employment_2021_end"] == pytest.approx(0.92, abs=0.03)
    assert found["out_of_province_2020"] == pytest.approx(0.357, abs=0.06)
    assert central.indicators["persons"][0] == pytest.approx(9.6e6, rel=0.01)
    assert central.indicators["labour"][35] == pytest.approx(5.051e6, rel=0.02)
    assert all(math.isfinite(value) for value in found.values())
