"""Chongqing and Wanzhou as their plans would have them: scopes, prices, readings of targets, equal money."""

from __future__ import annotations

import pytest

from resettle import scenarios
from resettle.scenarios import Scenario

PLANS = ("chongqing", "wanzhou")
RELOCATED, ALLEVIATED = 252_000, 1_906_000
"""People of the city who were registered as poor: those relocated, and all (chapter 1 §1)."""


def fact(name: str) -> float:
    return float(scenarios.evidence()[name].value)


def setting(scenario: Scenario, lever: str, name: str) -> float:
    """A setting of a lever at the end of the run."""
    return scenario.levers[lever].windows[-1].settings[name].number


def bound(scenario: Scenario, target: str) -> float:
    return scenario.targets[target].bound.number


def workers(scenario: Scenario) -> float:
    """Labour of the households."""
    population = scenario.population
    each = sum(int(key) * share for key, share in population["labour_per_household"].parts.items())
    return population["households"].number * (1 - population["no_labour"].number) * each


def test_duties_towards_all_poverty_alleviated_people_are_scaled_to_the_relocated() -> None:
    city, district = scenarios.load("chongqing"), scenarios.load("wanzhou")
    part = RELOCATED / ALLEVIATED
    assert bound(city, "training_volume") == pytest.approx(5000 * part, abs=2)
    assert setting(district, "public_welfare_jobs", "posts") == pytest.approx(3203 * part, rel=0.01)
    posts = 0.15 * workers(city) * city.initial["employment_rate"].number
    assert setting(city, "public_welfare_jobs", "posts") == pytest.approx(posts, rel=0.01)


@pytest.mark.parametrize("name", PLANS)
def test_posts_are_held_against_their_own_number(name: str) -> None:
    plan, baseline = scenarios.load(name), scenarios.load(f"{name}-baseline")
    target = plan.targets["public_posts_floor"]
    assert (target.indicator, target.role) == ("posts_kept", "task")
    for one in ("posts", "unit_cost"):
        assert setting(plan, "public_welfare_jobs", one) == setting(baseline, "public_welfare_jobs", one)
    share = plan.initial["channel"].parts["public_welfare"]
    held = workers(plan) * plan.initial["in_work"].number * share
    assert held == pytest.approx(setting(plan, "public_welfare_jobs", "posts"), rel=0.05)


def test_what_the_documents_do_not_ask_of_relocated_people_is_no_target() -> None:
    named = {target.indicator for name in PLANS for target in scenarios.load(name).targets.values()}
    assert not named & {"post_share", "urban_rural_ratio"}


def test_employment_of_wanzhou_starts_at_the_end_of_its_base_year() -> None:
    district = scenarios.load("wanzhou")
    assert district.initial["employment_rate"].number == pytest.approx(fact("F018") / 100)
    assert district.targets["employment_rate_95"].reading == "any_work"
    assert bound(district, "employment_rate_95") > district.initial["employment_rate"].number


def test_away_is_judged_out_of_the_district_and_out_of_the_city() -> None:
    targets = scenarios.load("wanzhou").targets
    both = [targets[name] for name in ("out_employment_0_8", "out_of_city_0_8")]
    assert [target.indicator for target in both] == ["away_per_household", "out_of_province_per_household"]
    assert [(target.bound.number, target.when) for target in both] == [(0.8, "each_year")] * 2


def test_a_share_that_is_to_rise_is_held_against_the_base_year() -> None:
    target = scenarios.load("wanzhou").targets["works_relief_share"]
    assert (target.indicator, target.direction, target.bound.number) == ("relief_part", "above", 1)
    assert target.bound.source.text == "document:wanzhou#10"


def test_training_starts_from_what_the_table_states() -> None:
    city, district = scenarios.load("chongqing"), scenarios.load("wanzhou")
    assert city.initial["training_coverage"].source.text == "document:chongqing#table 1 row 7"
    assert city.initial["training_coverage"].number == 1
    assert district.initial["training_coverage"].number == 0.95
    more = setting(city, "training_subsidy", "seats") - setting(
        scenarios.load("chongqing-baseline"), "training_subsidy", "seats"
    )
    assert more == bound(city, "training_volume")


@pytest.mark.parametrize("name", PLANS)
def test_a_workshop_is_priced_by_its_parts_and_there_is_one_a_settlement_at_most(name: str) -> None:
    plan = scenarios.load(name)
    places = setting(plan, "workshop_capacity", "places")
    award = fact("F18") + 1000 * (places - 5)
    cost = places * (10 * fact("F15") / 500 + 1500) + award
    assert setting(plan, "workshop_capacity", "unit_cost") == pytest.approx(cost, rel=0.04)
    years = (plan.period.end - plan.levers["workshop_capacity"].windows[-1].start + 1) / 12
    net = setting(plan, "workshop_capacity", "workshops") - setting(
        scenarios.load(f"{name}-baseline"), "workshop_capacity", "workshops"
    )
    assert plan.initial["workshops"].number + years * net < plan.population["sites"].number


@pytest.mark.parametrize("name", PLANS)
def test_pay_of_works_relief_and_posts_stands_beside_the_minimum_wage(name: str) -> None:
    plan = scenarios.load(name)
    assert setting(plan, "works_relief", "unit_cost") == pytest.approx(fact("R01") / 5, rel=0.02)
    assert setting(plan, "works_relief", "project_months") == 5
    hour = fact("M04") * fact("M02") / fact("M01")
    part_time = fact("P11") / 100
    pay = part_time * 30 * hour + (1 - part_time) * fact("M04")
    assert setting(plan, "public_welfare_jobs", "unit_cost") == pytest.approx(pay, rel=0.01)
    assert 100_000 <= setting(plan, "entrepreneurship", "loan") <= 200_000


@pytest.mark.parametrize("name", PLANS)
def test_as_many_relief_jobs_run_before_the_plan_as_its_channel_has(name: str) -> None:
    baseline = scenarios.load(f"{name}-baseline")
    running = 1 / 12
    for one in ("projects", "places", "project_months"):
        running *= setting(baseline, "works_relief", one)
    share = baseline.initial["channel"].parts["works_relief"]
    assert running == pytest.approx(workers(baseline) * baseline.initial["in_work"].number * share, rel=0.15)


def test_wanzhou_moves_as_much_money_to_workshops_as_it_takes_from_courses() -> None:
    plan, other = scenarios.load("wanzhou"), scenarios.load("wanzhou-workshops")

    def step(lever: str, one: str) -> float:
        return setting(other, lever, one) - setting(plan, lever, one)

    freed = -step("training_subsidy", "seats") * setting(plan, "training_subsidy", "unit_cost")
    extra = step("workshop_capacity", "workshops")
    hired = setting(plan, "workshop_capacity", "places") * setting(plan, "workshop_capacity", "hiring_award")
    standing = 27 / 12 / 2  # of those built over 27 months, half on average
    assert freed == 165_000
    assert extra * (setting(plan, "workshop_capacity", "unit_cost") + standing * hired) == pytest.approx(
        freed, rel=0.01
    )
    net = setting(other, "workshop_capacity", "workshops") - 1
    assert other.initial["workshops"].number + 27 / 12 * net <= other.population["sites"].number + 1


def test_chongqing_moves_as_much_money_to_works_as_it_takes_from_projects() -> None:
    plan, other = scenarios.load("chongqing"), scenarios.load("chongqing-relief")
    project = setting(plan, "works_relief", "places") * setting(plan, "works_relief", "project_months")
    project *= setting(plan, "works_relief", "unit_cost")
    project /= (
        scenarios.load("chongqing-baseline").levers["works_relief"].windows[0].settings["labour_share"].number
    )
    freed = setting(plan, "industry_projects", "projects") - setting(other, "industry_projects", "projects")
    freed *= setting(plan, "industry_projects", "unit_cost")
    extra = setting(other, "works_relief", "projects") - setting(plan, "works_relief", "projects")
    assert extra * project == pytest.approx(freed, rel=0.01)


def test_what_the_plans_set_out_to_do_is_a_task_and_how_people_fare_an_outcome() -> None:
    outcomes = {
        name: [target for target, one in scenarios.load(name).targets.items() if one.role == "outcome"]
        for name in PLANS
    }
    assert outcomes == {
        "chongqing": [
            "income_growth_above_rural", "one_employed", "transfer_employment_85", "monitoring_coverage",
            "no_mass_return",
        ],
        "wanzhou": [
            "employment_rate_95", "out_employment_0_8", "out_of_city_0_8", "monitoring_coverage",
            "no_mass_return",
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", [f"{plan}{kind}" for plan in PLANS for kind in ("", "-baseline")] + ["wanzhou-workshops"]
)
def test_what_is_of_another_year_place_or_population_says_so_in_both_languages(name: str) -> None:
    own = [
        (path, value)
        for path, value, _ in scenarios.load(name).values()
        if not path.startswith(("parameters.", "series."))
    ]
    for path, value in own:
        assert (value.note.en != value.note.zh) or not value.note.en, path
        assert value.source.kind != "data", path
