"""Hanyin and Yinchuan as their plans would have them: sizes, prices, filters of targets, equal money."""

from __future__ import annotations

import pytest

from resettle import scenarios
from resettle.scenarios import Scenario

PLANS = ("hanyin", "yinchuan")


def fact(name: str) -> float:
    return float(scenarios.evidence()[name].value)


def setting(scenario: Scenario, lever: str, name: str) -> float:
    """A setting of a lever at the end of the run, or 0 where it has been stopped."""
    found = scenario.levers[lever]
    return 0.0 if found.stop is not None else found.windows[-1].settings[name].number


def mean_of(parts: dict[str, float]) -> float:
    return sum(int(key) * share for key, share in parts.items())


def test_hanyin_has_a_part_of_the_households_of_its_city() -> None:
    population = scenarios.load("hanyin").population
    in_work, with_labour = fact("N155"), fact("F014") / fact("F005")
    others = 1 - fact("F196") / fact("F173")  # all counties but Hanbin
    tenth, ninth = in_work / with_labour / 10, in_work / with_labour * others / 9
    assert population["households"].number == pytest.approx((tenth + ninth) / 2, rel=0.01)
    assert population["households"].range == pytest.approx(
        (in_work * others / 9, fact("N153") / 10), rel=0.01
    )
    assert mean_of(population["household_size"].parts) == pytest.approx(
        (fact("N158") + fact("F170") / fact("F169")) / 2, rel=0.01
    )
    assert population["sites"].number == pytest.approx(
        population["households"].number / (249_000 / fact("N142")), rel=0.01
    )


def test_a_factory_of_hanyin_has_the_relocated_workers_of_its_city() -> None:
    plan = scenarios.load("hanyin")
    assert plan.initial["workshop_places"].number == pytest.approx(fact("F177") / fact("F173"), abs=0.05)
    assert setting(plan, "workshop_capacity", "places") == plan.initial["workshop_places"].number


@pytest.mark.parametrize("name", PLANS)
def test_a_workshop_is_priced_by_its_parts(name: str) -> None:
    plan = scenarios.load(name)
    places = setting(plan, "workshop_capacity", "places")
    premises = 10 * fact("F15") / 500
    award = fact("F18") + 1000 * (places - 5)
    assert setting(plan, "workshop_capacity", "unit_cost") == pytest.approx(
        places * (premises + 1500) + award, rel=0.01
    )


@pytest.mark.parametrize("name", PLANS)
def test_pay_of_works_relief_and_posts_stands_beside_the_minimum_wage(name: str) -> None:
    plan = scenarios.load(name)
    least = fact({"hanyin": "M05", "yinchuan": "M06"}[name])
    assert setting(plan, "works_relief", "unit_cost") == pytest.approx(fact("R01") / 5, rel=0.02)
    assert setting(plan, "works_relief", "unit_cost") > least
    assert setting(plan, "works_relief", "project_months") == 5
    allowance = plan.levers["public_welfare_jobs"].windows[-1].settings["unit_cost"]
    assert allowance.range is not None
    assert allowance.range[0] < allowance.number < allowance.range[1]
    assert allowance.range[1] >= least  # up to where all posts are full time


@pytest.mark.parametrize("name", PLANS)
def test_the_plan_finds_more_of_the_entitled_and_raises_no_rate(name: str) -> None:
    plan, baseline = scenarios.load(name), scenarios.load(f"{name}-baseline")
    for one in ("medical_share", "coverage"):
        assert setting(plan, "safety_net", one) >= setting(baseline, "safety_net", one)
    assert setting(plan, "safety_net", "medical_share") == setting(baseline, "safety_net", "medical_share")


@pytest.mark.parametrize(
    ("name", "levers"),
    [
        ("hanyin-factories", ("public_welfare_jobs", "workshop_capacity", "on_the_job_training")),
        ("hanyin-posts", ("public_welfare_jobs", "workshop_capacity", "on_the_job_training")),
        (
            "yinchuan-workshops",
            (
                "workshop_capacity",
                "transport_subsidy",
                "hiring_subsidy",
                "employer_relief",
                "training_subsidy",
            ),
        ),
        (
            "yinchuan-certificates",
            (
                "workshop_capacity",
                "transport_subsidy",
                "hiring_subsidy",
                "employer_relief",
                "training_subsidy",
            ),
        ),
    ],
)
def test_an_alternative_costs_as_much_a_year_as_the_plan(name: str, levers: tuple[str, ...]) -> None:
    alternative = scenarios.load(name)
    plan = scenarios.load(name.partition("-")[0])
    # Workshops that stand on average of the plan's months for one more a year: a third of one in the eight
    # months from May, and of 53 months what closures of 0.8 % a month leave.
    standing = {"hanyin": 8 / 24, "yinchuan": 1.93}[plan.name]

    def yearly(scenario: Scenario, lever: str) -> float:
        price = 0.0 if scenario.levers[lever].stop is not None else setting(scenario, lever, "unit_cost")
        if lever == "public_welfare_jobs":
            return 12 * price * setting(scenario, lever, "posts")
        if lever == "workshop_capacity":
            award = setting(scenario, lever, "places") * setting(scenario, lever, "hiring_award")
            return setting(scenario, lever, "workshops") * (price + standing * award)
        if lever == "transport_subsidy":
            poor = scenario.population["registered_poor"].number
            price = poor * price + (1 - poor) * setting(scenario, lever, "other_amount")
        return price * setting(
            scenario, lever, {"employer_relief": "jobs", "training_subsidy": "seats"}.get(lever, "places")
        )

    moved = sum(yearly(plan, lever) for lever in levers)
    differing = sum(max(0.0, yearly(plan, lever) - yearly(alternative, lever)) for lever in levers)
    assert differing > 400_000
    assert sum(yearly(alternative, lever) for lever in levers) == pytest.approx(moved, abs=0.04 * differing)


def test_targets_of_hanyin_are_asked_of_settlements_of_the_size_that_the_plan_names() -> None:
    standards = scenarios.load("hanyin").standards
    sizes = {
        name: [
            (one.indicator, one.direction, one.bound.number)
            for one in every
            if one.indicator in ("households", "persons")
        ]
        for name, every in standards.items()
    }
    assert sizes == {
        "four_stars": [("households", "at_least", 100)],
        "five_stars": [("households", "at_least", 100)],
        "five_stars_large": [("persons", "at_least", 801)],
        "full_services": [("households", "at_least", 100)],
    }


def test_what_the_plans_set_out_to_do_is_a_task_and_how_people_fare_an_outcome() -> None:
    outcomes = {
        name: [target for target, one in scenarios.load(name).targets.items() if one.role == "outcome"]
        for name in PLANS
    }
    assert outcomes == {
        "hanyin": [
            "one_employed", "zero_employment_cleared", "skills_per_worker", "risk_found", "no_mass_return",
        ],
        "yinchuan": [
            "income_level_region", "income_growth_8", "income_growth_above_rural", "one_employed",
            "certificate_share", "model_villages_2022", "demo_villages_2023", "demo_villages",
            "village_income_city", "no_mass_return",
        ],
    }  # fmt: skip


@pytest.mark.parametrize("name", (*PLANS, "hanyin-baseline", "yinchuan-baseline"))
def test_what_is_of_another_year_place_or_population_says_so_in_both_languages(name: str) -> None:
    plan = scenarios.load(name)
    own = [
        (path, value) for path, value, _ in plan.values() if not path.startswith(("parameters.", "series."))
    ]
    for path, value in own:
        assert (value.note.en != value.note.zh) or not value.note.en, path
        if value.source.kind in ("derived", "transferred"):
            assert value.note.en and value.range is not None, path
    cited = {path: value.source.text for path, value in own if value.source.kind == "data"}
    assert set(cited) <= {"initial.employment_months"}
