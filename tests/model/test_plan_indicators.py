"""Indicators that plans set targets on are what their labels say, counted here by hand from the columns."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from resettle.model.channels import FARMING, IN, OUT, WELFARE
from resettle.model.indicators import INDICATORS
from resettle.model.inputs import Condition, ModelInputs
from resettle.model.record import RunRecord
from resettle.model.simulation import ResettlementModel
from resettle.model.state import CERTIFICATE, LABOUR, WANTS_TRAINING, WANTS_WORK
from tests.model.worlds import Settings, all_levers, guizhou, holds, lever, open_projects, run, stepped

STARTS = 12
"""First month of the plan."""
HOUSEHOLDS_A_PROJECT = 270.0
"""300 less a tenth that others have linked."""

STATED = {
    "rural_income": {2020: 1.0, 2021: 12_856.0, 2022: 13_707.0, 2023: 14_817.0, 2024: 15_854.0},
    "region_income": {2021: 13_000.0, 2022: 13_500.0, 2023: 14_000.0, 2024: 14_500.0},
    "urban_income": {2021: 39_211.0, 2022: 41_086.0, 2023: 42_772.0, 2024: 44_000.0},
}


def inputs(months: int = 30) -> ModelInputs:
    """A small town in which everything goes on at once."""
    bare: Settings = {"infrastructure": 0.85, "services": 0.3, "pension": 0.9, "workshop_slump": 0.1}
    bare["own_training"] = 0.0  # whose last course is the one that counts
    plain = guizhou(scale=0.01, months=months, levers=all_levers(), **bare)
    return dataclasses.replace(
        plain,
        series={**plain.series, **STATED},
        standards={
            "demonstration": (Condition("infrastructure", "above", 0.95),),
            "city_level": (Condition("services", "at_least", 1.0), Condition("pension", "above", 0.93)),
            "four_stars": (
                Condition("households", "at_least", 60.0),
                Condition("infrastructure", "above", 0.95),
            ),
            "five_stars": (
                Condition("households", "at_least", 300.0),
                Condition("services", "at_least", 1.0),
            ),
            "five_stars_large": (
                Condition("persons", "above", 2000.0),
                Condition("services", "at_least", 1.0),
            ),
            "full_services": (
                Condition("persons", "at_most", 2000.0),
                Condition("infrastructure", "above", 0.95),
            ),
        },
    )


@cache
def town(months: int) -> ResettlementModel:
    """The town after some months."""
    return stepped(inputs(), months)


# -- by hand -------------------------------------------------------------------------------------


def labour(model: ResettlementModel) -> NDArray[np.bool_]:
    """Who is labour now."""
    result: NDArray[np.bool_] = model.world.state.workers.status == LABOUR
    return result


def families(model: ResettlementModel) -> int:
    """Households with labour."""
    return len(np.unique(model.world.state.workers.household[labour(model)]))


def families_by_site(model: ResettlementModel) -> NDArray[np.int64]:
    """Households of each settlement, with labour or without."""
    return np.bincount(model.world.state.households.site)


def people_by_site(model: ResettlementModel) -> NDArray[np.float64]:
    """People of each settlement."""
    households = model.world.state.households
    return np.bincount(households.site, households.size)


def among(model: ResettlementModel, asked: NDArray[np.bool_], meeting: NDArray[np.bool_]) -> float:
    """Part of some settlements that meets something."""
    assert 0 < asked.sum() < model.world.sites
    return float(meeting[asked].mean())


def in_work(model: ResettlementModel, *channels: int) -> int:
    """People in some channels, or in any."""
    channel = model.world.state.workers.channel
    return int(np.isin(channel, channels).sum() if channels else (channel > 0).sum())


def since_the_plan(model: ResettlementModel) -> NDArray[np.bool_]:
    """Labour whose last course ended within the plan."""
    return labour(model) & (model.world.state.workers.trained >= STARTS)


def wishing(model: ResettlementModel) -> NDArray[np.bool_]:
    """Labour that wants both work and training."""
    return labour(model) & holds(model, WANTS_WORK) & holds(model, WANTS_TRAINING)


def part(some: float, of: float) -> float:
    """A share; of nobody it is no number."""
    return some / of if of else np.nan


def skill(model: ResettlementModel) -> NDArray[np.float64]:
    """Skill levels of labour."""
    return model.world.state.workers.skill[labour(model)].astype(float)


BY_HAND: dict[str, Callable[[ResettlementModel], float]] = {
    "away_per_household": lambda m: in_work(m, OUT, IN) / families(m),
    "out_of_province_per_household": lambda m: in_work(m, OUT) / families(m),
    "off_farm_rate": lambda m: (in_work(m) - in_work(m, FARMING)) / labour(m).sum(),
    "off_farm_any_work": lambda m: (
        ((labour(m) & (m.world.state.workers.worked > 0)).sum() - in_work(m, FARMING)) / labour(m).sum()
    ),
    "post_share": lambda m: in_work(m, WELFARE) / in_work(m),
    "training_coverage": lambda m: (wishing(m) & since_the_plan(m)).sum() / wishing(m).sum(),
    "certificate_share": lambda m: part(
        (since_the_plan(m) & holds(m, CERTIFICATE)).sum(), since_the_plan(m).sum()
    ),
    "skills_mean": lambda m: skill(m).mean(),
    "skilled_share": lambda m: (skill(m) > 0).mean(),
    "project_link_share": lambda m: (
        len(open_projects(m, "industry")) * HOUSEHOLDS_A_PROJECT / (families(m) * m.world.weight)
    ),
    "infrastructure": lambda m: sum(m.world.settlements.infrastructure) / m.world.sites,
    "service_coverage": lambda m: sum(m.world.settlements.services) / m.world.sites,
    "pension_participation": lambda m: sum(m.world.settlements.pension) / m.world.sites,
    "workshops_normal": lambda m: (
        len([shop for shop in m.world.workshops if shop.open and not shop.slump]) * m.world.weight
    ),
    "demonstration_share": lambda m: sum(m.world.settlements.infrastructure > 0.95) / m.world.sites,
    "city_level_share": lambda m: (
        sum(m.world.settlements.services & (m.world.settlements.pension > 0.93)) / m.world.sites
    ),
    "four_stars_share": lambda m: among(
        m, families_by_site(m) >= 60, m.world.settlements.infrastructure > 0.95
    ),
    "five_stars_share": lambda m: among(m, families_by_site(m) >= 300, m.world.settlements.services),
    "five_stars_large_share": lambda m: among(m, people_by_site(m) > 2000, m.world.settlements.services),
    "full_services_share": lambda m: among(
        m, people_by_site(m) <= 2000, m.world.settlements.infrastructure > 0.95
    ),
    "rural_income": lambda m: STATED["rural_income"][2021 + (m.month - 1) // 12],
    "region_income": lambda m: STATED["region_income"][2021 + (m.month - 1) // 12],
    "urban_income": lambda m: STATED["urban_income"][2021 + (m.month - 1) // 12],
    "urban_rural_ratio": lambda m: m.values["urban_income"] / m.values["rural_income"],
}


@pytest.mark.parametrize("months", [1, 12, 13, 26])
@pytest.mark.parametrize("name", BY_HAND)
def test_an_indicator_is_what_its_label_says(name: str, months: int) -> None:
    model = town(months)
    assert model.values[name] == pytest.approx(BY_HAND[name](model), rel=1e-9, nan_ok=True)


@cache
def record() -> RunRecord:
    """Thirty months of the town."""
    return run(inputs())[1]


@pytest.mark.parametrize("name", BY_HAND)
def test_an_indicator_moves_in_this_town_so_that_counting_it_means_something(name: str) -> None:
    path = record().indicators[name]
    path = path[~np.isnan(path)]  # of nobody
    assert len(np.unique(path)) >= 3
    assert (path >= 0).all()
    if INDICATORS[name].unit == "share":
        assert (path <= 1).all()


def test_training_counts_from_the_first_month_of_the_plan() -> None:
    coverage, certified = (record().indicators[name] for name in ("training_coverage", "certificate_share"))
    assert record().indicators["trained"][:STARTS].sum() > 0
    assert (coverage[:STARTS] == 0).all()
    assert np.isnan(certified[:STARTS]).all()  # nobody has been trained
    assert coverage[-1] > coverage[STARTS + 2] > 0
    assert certified[-1] > 0.3


def test_posts_are_held_against_the_base_year() -> None:
    terms: Settings = {"unit_cost": 500.0, "term": 24.0, "price_linked": 0.0}
    more = lever("public_welfare_jobs", 0, 14, posts=12_000.0, **terms)
    fewer = lever("public_welfare_jobs", 15, 20, posts=9_000.0, **terms)
    path = run(guizhou(months=24, levers={"public_welfare_jobs": more + fewer}))[1].indicators["posts_kept"]
    assert path[:15].tolist() == [1.0] * 15
    assert path[15:21] == pytest.approx([0.75] * 6, rel=1e-3)
    assert path[21:].tolist() == [0.0] * 3


def test_places_of_a_relief_work_are_held_against_the_base_year() -> None:
    terms: Settings = {"projects": 60.0, "project_months": 2.0, "unit_cost": 2300.0, "labour_share": 0.3}
    small = lever("works_relief", 0, 11, places=200.0, **terms)
    large = lever("works_relief", 12, 20, places=300.0, **terms)
    path = run(guizhou(months=36, levers={"works_relief": small + large}))[1].indicators["relief_part"]
    assert path[:12].tolist() == [1.0] * 12
    assert path[14:21] == pytest.approx([1.5] * 7)
    assert path[24:].tolist() == [1.0] * 12  # nothing is under way


def test_where_there_were_no_posts_as_many_are_kept() -> None:
    assert (run(guizhou(months=14, levers={}))[1].indicators["posts_kept"] == 1.0).all()


@pytest.mark.parametrize("before", [0.4, 1.0])
def test_courses_of_before_count_for_those_who_were_labour_then(before: float) -> None:
    plain = guizhou(scale=0.05, months=20, levers={})
    served = dataclasses.replace(plain, initial={**plain.initial, "training_coverage": before})
    path = run(served)[1].indicators["training_coverage"]
    assert path[0] == pytest.approx(before, abs=0.02)
    assert path[-1] < path[0]  # who joins labour since has not been in one
    assert (run(plain)[1].indicators["training_coverage"] == 0.0).all()
    assert np.isnan(run(served)[1].indicators["certificate_share"]).all()


def test_series_are_those_of_the_calendar_year_in_each_of_its_months() -> None:
    for name in ("rural_income", "region_income", "urban_income"):
        path = record().indicators[name]
        expected = [STATED[name][2021 + month // 12] for month in range(30)]
        assert path.tolist() == expected


def test_a_series_that_is_not_stated_is_no_number() -> None:
    plain = guizhou(months=3, levers={})
    for left_out in ("region_income", "urban_income"):
        series = {key: path for key, path in {**plain.series, **STATED}.items() if key != left_out}
        values = run(dataclasses.replace(plain, series=series))[1].indicators
        missing = {left_out} | ({"urban_rural_ratio"} if left_out == "urban_income" else set())
        for name in ("rural_income", "region_income", "urban_income", "urban_rural_ratio"):
            assert np.isnan(values[name]).all() == (name in missing)
            assert np.isfinite(values[name]).all() == (name not in missing)


def test_normal_workshops_are_some_of_those_that_run() -> None:
    values = record().indicators
    assert (values["workshops_normal"] <= values["workshops"]).all()
    assert (values["workshops_normal"] < values["workshops"]).any()


def test_a_town_without_anybody_in_work_has_no_share_of_posts() -> None:
    model = stepped(guizhou(levers={}, wants_work=0.0, in_work=0.0, one_employed=0.0), 1)
    assert model.values["employed"] == 0
    assert np.isnan(model.values["post_share"])
    for name in ("off_farm_rate", "away_per_household"):
        assert model.values[name] == 0
