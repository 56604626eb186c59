"""The files that come with the program: sound, complete, and what they say they are."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from resettle import scenarios
from resettle.model.composite import STANDARDS
from resettle.model.indicators import INDICATORS
from resettle.model.levers import LEVERS
from resettle.model.parameters import PARAMETERS
from resettle.model.population_fields import INITIAL, POPULATION, SERIES
from resettle.model.simulation import ResettlementModel

PLACES = {
    "guizhou": ("training",),
    "wanzhou": ("workshops",),
    "hanyin": ("factories", "posts"),
    "yinchuan": ("certificates", "workshops"),
    "chongqing": ("relief",),
}
"""The places with their alternatives to the plan."""

COMPLETE = tuple(
    f"{place}{kind}"
    for place, others in PLACES.items()
    for kind in ("", "-baseline", "-no-levers", *(f"-{other}" for other in others))
)
PROVINCES = ("chongqing", "guizhou", "ningxia", "shaanxi")
PARTS = (
    "behaviour",
    "county",
    "national",
    *(f"province-{name}" for name in PROVINCES),
    *(f"{place}-base" for place in PLACES),
)
PERIODS = {
    "guizhou": (2021, "2022-01", "2024-12"),
    "wanzhou": (2022, "2023-01", "2025-12"),
    "hanyin": (2021, "2022-01", "2022-12"),
    "yinchuan": (2020, "2021-01", "2025-12"),
    "chongqing": (2020, "2021-01", "2025-12"),
}
"""Base year, first and last month of each plan."""


def test_each_place_has_its_plan_its_baseline_no_levers_and_alternatives() -> None:
    assert sorted(scenarios.bundled()) == sorted((*COMPLETE, *PARTS))
    assert [name for name in scenarios.bundled() if scenarios.is_abstract(name)] == sorted(PARTS)


@pytest.mark.parametrize("name", (*COMPLETE, *PARTS))
def test_a_bundled_file_has_no_problem(name: str) -> None:
    assert scenarios.check(name) == ()


@pytest.mark.parametrize("name", COMPLETE)
def test_a_scenario_states_every_value_that_the_model_needs(name: str) -> None:
    scenario = scenarios.load(name)
    assert list(scenario.population) == [name for name in POPULATION if name in scenario.population]
    assert {name for name, spec in POPULATION.items() if not spec.optional} <= set(scenario.population)
    assert list(scenario.initial) == [name for name in INITIAL if name in scenario.initial]
    assert {name for name, spec in INITIAL.items() if not spec.optional} <= set(scenario.initial)
    assert list(scenario.parameters) == list(PARAMETERS)
    assert list(scenario.series) == [name for name in SERIES if name in scenario.series]
    assert {name for name, spec in SERIES.items() if not spec.optional} <= set(scenario.series)
    place = name.partition("-")[0]
    label, period = scenario.period.label, scenario.period
    assert (period.base_year, label(period.start), label(period.end)) == PERIODS[place]
    assert scenario.document == place
    assert scenario.title.en != scenario.title.zh


@pytest.mark.parametrize("name", COMPLETE)
def test_every_source_exists_and_every_assumption_has_its_range_and_reason(name: str) -> None:
    for path, value, spec in scenarios.load(name).values():
        source = value.source
        for document, item in source.items:
            assert item in scenarios.documents()[document].items, path
        assert all(one in scenarios.evidence() for one in source.evidence), path
        if source.unsure or source.kind == "calibrated":
            assert value.note.en, path
        if source.unsure and (spec is None or spec.total is None):
            assert value.range is not None, path


def in_the_base_year(scenario: scenarios.Scenario) -> dict[str, Any]:
    """What the model is given of the months of the base year; a window may end at different months."""
    return {
        name: [
            (window.start, min(window.end, 11), window.settings, window.eligibility, window.priority)
            for window in windows
            if window.start <= 11
        ]
        for name, windows in scenario.inputs().levers.items()
        if any(window.start <= 11 for window in windows)
    }


@pytest.mark.parametrize("name", COMPLETE)
def test_the_base_year_is_the_same_in_all_scenarios_of_a_place(name: str) -> None:
    baseline = scenarios.load(f"{name.partition('-')[0]}-baseline")
    assert in_the_base_year(scenarios.load(name)) == in_the_base_year(baseline)


@pytest.mark.parametrize("place", PLACES)
def test_a_plan_adds_to_what_ran_before(place: str) -> None:
    plan, baseline = scenarios.load(place), scenarios.load(f"{place}-baseline")
    assert set(baseline.levers) <= set(plan.levers)
    assert plan.inputs().levers != baseline.inputs().levers
    assert plan.targets == baseline.targets
    assert plan.standards == baseline.standards


def test_every_lever_is_moved_by_some_plan() -> None:
    assert {lever for place in PLACES for lever in scenarios.load(place).levers} == set(LEVERS)


def test_every_standard_is_stated_and_judged_by_some_plan() -> None:
    plans = [scenarios.load(place) for place in PLACES]
    defined = {name for plan in plans for name in plan.standards}
    judged = {target.indicator for plan in plans for target in plan.targets.values()}
    assert defined == set(STANDARDS)
    assert {f"{name}_share" for name in STANDARDS} <= judged


@pytest.mark.parametrize("place", PLACES)
def test_nothing_runs_after_the_base_year_without_levers(place: str) -> None:
    inputs = scenarios.load(f"{place}-no-levers").inputs()
    assert inputs.levers
    assert all(window.end == 11 for windows in inputs.levers.values() for window in windows)


def test_the_documents_own_numbers_stand_in_the_plan() -> None:
    plan = scenarios.load("guizhou")

    def value_of(lever: str, setting: str) -> tuple[float, str]:
        value = plan.levers[lever].windows[-1].settings[setting]
        return value.number, value.source.text

    assert value_of("transport_subsidy", "unit_cost") == (500, "document:guizhou#6")
    assert value_of("transport_subsidy", "other_amount") == (100, "document:guizhou#6")
    assert value_of("transport_subsidy", "stable_months") == (3, "document:guizhou#6")
    assert value_of("hiring_subsidy", "unit_cost") == (500, "document:guizhou#5")
    assert value_of("hiring_subsidy", "stable_months") == (6, "document:guizhou#5")
    assert value_of("placement_service", "unit_cost") == (500, "document:guizhou#6")
    assert value_of("monitoring", "rounds") == (12, "document:guizhou#19")
    raised = plan.levers["graduate_job_subsidy"].windows[1]
    assert (plan.period.label(raised.start), plan.period.label(raised.end)) == ("2022-09", "2023-08")
    standard = raised.settings["unit_cost"]
    assert (standard.number, standard.source.text) == (1500, "document:guizhou#5")
    hiring = plan.levers["hiring_subsidy"].windows[0]
    assert (plan.period.label(hiring.start), plan.period.label(hiring.end)) == ("2022-01", "2023-06")


def test_the_targets_of_the_plan_are_all_there() -> None:
    targets = scenarios.load("guizhou").targets
    assert {name: target.bound.value for name, target in targets.items()} == {
        "income_growth_15": 0.15,
        "zero_employment_cleared": 2068,
        "one_employed": 0.995,
        "training_volume": 10_000,
        "asset_use_80": 0.8,
        "industry_projects_100": 100,
        "county_enterprises": 66,
        "monitoring_frequency": 12,
        "no_mass_return": 0.01,
    }
    assert all(target.indicator in INDICATORS for target in targets.values())
    assert targets["asset_use_80"].by == targets["county_enterprises"].by == "2024-12"


PLACES = ("guizhou", "chongqing", "wanzhou", "hanyin", "yinchuan")


@pytest.mark.parametrize("place", PLACES)
def test_all_in_work_is_judged_in_whole_per_cent_in_every_place_alike(place: str) -> None:
    targets = scenarios.load(place).targets.values()
    every = [one for one in targets if one.concept == "one_employed" or one.name == "pension_participation"]
    assert every or place == "wanzhou"
    for target in every:
        assert (target.bound.value, target.bound.range, target.bound.source.kind) == (
            *(0.995, (0.995, 1)),
            "derived",
        )
        assert "100 % as it is reported, in whole per cent" in target.bound.note.en
        assert "100%，按整数百分比口径" in target.bound.note.zh


@pytest.mark.parametrize("place", ["guizhou", "hanyin"])
def test_no_household_without_work_is_met_up_to_half_a_per_cent_of_those_with_labour(place: str) -> None:
    plan = scenarios.load(place)
    with_labour = plan.population["households"].number * (1.0 - plan.population["no_labour"].number)
    bound = plan.targets["zero_employment_cleared"].bound
    assert 0.0 <= 0.005 * with_labour - bound.number < 1.0
    assert plan.targets["zero_employment_cleared"].grace_months is None


def test_a_return_to_poverty_has_one_bound_and_one_note_in_all_places() -> None:
    bounds = [scenarios.load(place).targets["no_mass_return"].bound for place in PLACES]
    assert {(bound.number, bound.range) for bound in bounds} == {(0.01, (0.005, 0.01))}
    assert len({bound.note for bound in bounds}) == 1


@pytest.mark.parametrize("name", COMPLETE)
def test_all_scenarios_of_a_place_have_the_same_targets(name: str) -> None:
    assert scenarios.load(name).targets == scenarios.load(name.partition("-")[0]).targets


def test_the_training_variant_spends_about_as_much_as_the_plan() -> None:
    def spent(name: str) -> tuple[float, float]:
        record = ResettlementModel(scenarios.load(name).inputs(scale=0.005), 1).run()
        books = {lever: table["spent_yuan"][24:].sum() / 2 for lever, table in record.levers.items()}
        return sum(books.values()), books["training_subsidy"]

    (plan, for_courses), (variant, for_more) = spent("guizhou"), spent("guizhou-training")
    assert variant == pytest.approx(plan, rel=0.01)
    assert for_more - for_courses > 40e6


def test_the_stated_population_adds_up_to_the_published_figures() -> None:
    population = scenarios.load("guizhou").population
    households = population["households"].number
    size = sum(int(key) * share for key, share in population["household_size"].parts.items())
    labour = sum(int(key) * share for key, share in population["labour_per_household"].parts.items())
    evidence = scenarios.evidence()
    assert households * size == pytest.approx(float(evidence["F086"].value), rel=0.001)
    assert households * (1 - population["no_labour"].number) * labour == pytest.approx(
        float(evidence["F088"].value), rel=0.001
    )


def test_bundled_files_are_found_from_any_folder(tmp_path: Path) -> None:
    code = "from resettle import scenarios; print(scenarios.load('guizhou').digest)"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == scenarios.load("guizhou").digest


def test_reading_no_scenario_costs_no_model() -> None:
    heavy = "{'mesa', 'numba', 'numpy', 'pandas'}"
    code = f"import sys; import resettle.scenarios; print(sorted({heavy} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_registers_are_sound() -> None:
    evidence, documents = scenarios.evidence(), scenarios.documents()
    assert len(evidence) > 500
    assert list(documents) == ["guizhou", "wanzhou", "hanyin", "yinchuan", "chongqing"]
    for fact in evidence.values():
        assert fact.what
        assert fact.url == "" or fact.url.startswith(("http://", "https://")), fact.id
        assert fact.confidence in ("high", "medium", "low")
    assert [len(documents[name].items) for name in ("guizhou", "wanzhou", "hanyin")] == [26, 28, 37]
    for document in documents.values():
        assert all(document.items.values()), document.id
    rows = resources.files("resettle.scenarios").joinpath("data/evidence.csv").read_text(encoding="utf-8")
    assert len(rows.splitlines()) == len(evidence) + 1, "an id stands twice"


@pytest.mark.parametrize(
    ("place", "key"),
    [
        *(("chongqing", "rural_income"), ("guizhou", "rural_income")),
        *(("yinchuan", "region_income"), ("hanyin", "rural_income")),
    ],
)
def test_a_note_of_a_province_calls_published_only_what_the_register_calls_official(
    place: str, key: str
) -> None:
    note = scenarios.load(place).series[key].note
    kinds = {one.id: one.kind for one in scenarios.evidence().values()}
    before, _, after = note.en.partition("as published (")
    assert after, note.en
    cited = re.findall(r"F\d+", after.partition(")")[0])
    assert cited and {kinds[one] for one in cited} == {"official"}, (before, cited)


def test_the_minimum_wage_of_a_year_is_the_mean_of_its_months() -> None:
    wages = scenarios.load("yinchuan").series["minimum_wage"].parts
    assert wages["2021"] == round((8 * 1660 + 4 * 1950) / 12) == 1757
