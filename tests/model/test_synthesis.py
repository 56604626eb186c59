"""The generated population has the marginals that the scenario states, within sampling error."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from resettle.model import state
from resettle.model.population_fields import AGE_BANDS, POPULATION
from resettle.model.simulation import ResettlementModel
from resettle.model.state import LABOUR, NOT_YET, State
from tests.model.worlds import guizhou

SCALE = 0.05
SEEDS = (1, 2)
Mask = NDArray[np.bool_]


@cache
def made(seed: int, scale: float = SCALE) -> State:
    """The population of Guizhou in part."""
    return ResettlementModel(guizhou(scale=scale), seed).world.state


def given(name: str) -> float:
    """A number that the scenario gives for the population."""
    value = guizhou().population[name]
    assert not isinstance(value, Mapping)
    return float(value)


def split(name: str) -> dict[str, float]:
    """A distribution that the scenario states of the population."""
    value = guizhou().population[name]
    assert isinstance(value, Mapping)
    return dict(value)


def assert_share(members: Mask, expected: float) -> None:
    """A share is the expected one within four standard errors."""
    error = np.sqrt(max(expected * (1 - expected), 1e-9) / len(members))
    assert members.mean() == pytest.approx(expected, abs=4 * error)


def assert_split(counts: NDArray[np.int64], shares: Mapping[str, float]) -> None:
    """Counts fit stated shares by a chi-square test; a share of nothing has nobody."""
    expected = np.array(list(shares.values()))
    assert (counts[expected == 0] == 0).all()
    counts, expected = counts[expected > 0], expected[expected > 0]
    assert stats.chisquare(counts, expected / expected.sum() * counts.sum()).pvalue > 1e-4


def labour_by_household(table: State) -> NDArray[np.int64]:
    """Workers of each household at the start."""
    now = table.workers.status == LABOUR
    return np.bincount(table.workers.household[now], minlength=len(table.households.site))


def test_households_and_settlements_are_as_many_as_the_scale_says() -> None:
    for scale in (0.001, 0.01, 0.05):
        table = made(1, scale)
        assert len(table.households.site) == round(431_600 * scale)
        assert len(table.sites.county) == round(949 * scale)
        assert table.sites.household[-1] == len(table.households.site)
        assert table.sites.worker[-1] == len(table.workers.household)


@pytest.mark.parametrize("seed", SEEDS)
def test_household_sizes_are_the_stated_ones(seed: int) -> None:
    assert_split(np.bincount(made(seed).households.size, minlength=9)[1:], split("household_size"))


@pytest.mark.parametrize("seed", SEEDS)
def test_labour_per_household_is_the_stated_one(seed: int) -> None:
    labour = labour_by_household(made(seed))
    assert_share(labour == 0, given("no_labour"))
    assert_split(np.bincount(labour[labour > 0], minlength=6)[1:], split("labour_per_household"))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_household_has_more_workers_than_members(seed: int) -> None:
    table = made(seed)
    assert (labour_by_household(table) <= table.households.size).all()
    everyone = np.diff(table.households.first)
    assert (everyone + table.households.elders <= table.households.size).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_larger_households_have_more_workers(seed: int) -> None:
    table = made(seed)
    labour = labour_by_household(table)
    means = [labour[table.households.size == size].mean() for size in range(2, 8)]
    assert (np.diff(means) > 0).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_ages_of_labour_are_the_stated_ones(seed: int) -> None:
    workers = made(seed).workers
    years = -workers.birth[workers.status == LABOUR] / 12
    counts = [((years >= low) & (years < high)).sum() for low, high in AGE_BANDS.values()]
    assert sum(counts) == len(years)
    assert_split(np.array(counts), split("labour_age"))
    band = (years >= 25) & (years < 35)
    assert stats.kstest((years[band] - 25) / 10, "uniform").pvalue > 1e-4


@pytest.mark.parametrize("seed", SEEDS)
def test_schooling_skill_and_health_of_labour_are_the_stated_ones(seed: int) -> None:
    workers = made(seed).workers
    labour = workers.status == LABOUR
    assert_split(np.bincount(workers.schooling[labour], minlength=5), split("schooling"))
    assert_split(np.bincount(workers.skill[labour], minlength=3), split("skill"))
    assert_share(workers.health[labour] == state.WEAK, given("weak_health"))


FLAGGED = {
    "women": state.WOMAN, "certificate": state.CERTIFICATE, "wants_work": state.WANTS_WORK,
    "wants_training": state.WANTS_TRAINING, "willing_to_leave": state.WILLING,
}  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", FLAGGED)
def test_shares_of_labour_are_the_stated_ones(name: str, seed: int) -> None:
    workers = made(seed).workers
    assert_share((workers.flags[workers.status == LABOUR] & FLAGGED[name]) != 0, given(name))


@pytest.mark.parametrize("seed", SEEDS)
def test_registered_poor_households_and_those_with_land_are_as_many_as_stated(seed: int) -> None:
    households = made(seed).households
    assert_share(households.poor > 0, given("registered_poor"))
    farms = households.land > 0
    assert_share(farms, given("land_share"))
    area = given("land_area")
    assert households.land[farms].mean() == pytest.approx(area, abs=4 * area * 0.29 / np.sqrt(farms.sum()))


@pytest.mark.parametrize("seed", SEEDS)
def test_members_who_are_not_labour_are_children_pupils_and_elders_as_stated(seed: int) -> None:
    table = made(seed)
    members = (table.households.size - labour_by_household(table)).sum()
    shares, need = split("dependants"), given("care_need")
    elders = table.households.elders.sum() / members
    young = table.households.young.sum() / members
    assert elders == pytest.approx(shares["elder"], abs=4 * np.sqrt(0.25 / members))
    assert young == pytest.approx(
        shares["young_child"] + need * shares["elder"], abs=4 * np.sqrt(0.25 / members)
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_household_without_labour_has_an_elder(seed: int) -> None:
    table = made(seed)
    assert (table.households.elders[labour_by_household(table) == 0] >= 1).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_what_households_earn_beyond_their_traits_has_the_stated_spread(seed: int) -> None:
    effect = made(seed).households.effect
    spread = given("wage_effect")
    assert effect.mean() == pytest.approx(0, abs=4 * spread / np.sqrt(len(effect)))
    assert effect.std() == pytest.approx(spread, rel=4 / np.sqrt(2 * len(effect)))


@pytest.mark.parametrize("seed", SEEDS)
def test_property_income_has_the_stated_mean(seed: int) -> None:
    base = made(seed).households.property_base
    assert base.mean() == pytest.approx(given("property_income"), rel=4 / np.sqrt(len(base)))
    assert (base >= 0).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_school_leavers_join_in_the_stated_numbers_in_every_july(seed: int) -> None:
    workers = made(seed).workers
    new = workers.status == NOT_YET
    labour = (workers.status == LABOUR).sum()
    assert set(workers.entry[new]) == {6, 18, 30, 42}
    expected = given("entrants") * labour
    for month in (6, 18, 30, 42):
        count = (workers.entry == month).sum()
        assert count == pytest.approx(expected, abs=4 * np.sqrt(expected))
    graduate = (workers.flags[new] & state.GRADUATE) != 0
    assert_share(graduate, given("entrant_graduates"))
    assert (workers.schooling[new][graduate] == 4).all()
    assert not ((workers.flags[~new] & state.GRADUATE) != 0).any()


@pytest.mark.parametrize("months", [24, 30, 33])
def test_school_leavers_of_a_july_do_not_depend_on_the_month_in_which_the_run_ends(months: int) -> None:
    workers = ResettlementModel(guizhou(scale=SCALE, months=months), 1).world.state.workers
    expected = given("entrants") * (workers.status == LABOUR).sum()
    for month in (6, 18):
        assert (workers.entry == month).sum() == pytest.approx(expected, abs=4 * np.sqrt(expected))


@pytest.mark.parametrize("seed", SEEDS)
def test_school_leavers_are_pupils_of_their_household(seed: int) -> None:
    table = made(seed)
    leavers = np.diff(table.households.first) - labour_by_household(table)
    others = table.households.size - labour_by_household(table) - table.households.elders
    assert (leavers <= others).all()
    assert leavers.sum() > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_one_worker_bears_the_care_of_a_household_that_needs_it_and_a_woman_if_there_is_one(
    seed: int,
) -> None:
    table = made(seed)
    workers = table.workers
    labour = workers.status == LABOUR
    carer = (workers.flags & state.CARER) != 0
    woman = (workers.flags & state.WOMAN) != 0
    count = len(table.households.site)
    carers = np.bincount(workers.household[carer], minlength=count)
    women = np.bincount(workers.household[labour & woman], minlength=count)
    needs = (table.households.young > 0) & (labour_by_household(table) > 0)
    assert (carers == needs).all()
    assert (woman[carer] == (women[workers.household[carer]] > 0)).all()


def test_fields_drawn_independently_are_unrelated() -> None:
    workers = made(1).workers
    labour = workers.status == LABOUR
    columns = [
        -workers.birth[labour].astype(float), workers.schooling[labour], workers.skill[labour],
        workers.health[labour], (workers.flags[labour] & state.WOMAN) != 0,
        (workers.flags[labour] & state.WANTS_TRAINING) != 0,
        (workers.flags[labour] & state.CERTIFICATE) != 0, workers.trained[labour] > 0,
    ]  # fmt: skip
    related = np.corrcoef([c for c in np.array(columns, float) if c.std() > 0])
    off = related[~np.eye(len(related), dtype=bool)]
    assert np.abs(off).max() < 4.5 / np.sqrt(labour.sum())


def test_every_field_of_the_population_is_looked_at_here() -> None:
    looked_at = {
        "households", "sites", "counties", "site_size", "household_size", "no_labour",
        "labour_per_household", "labour_age", "women", "schooling", "weak_health", "skill", "certificate",
        "registered_poor", "dependants", "care_need", "wants_work", "wants_training", "willing_to_leave",
        "entrants", "entrant_graduates", "wage_effect", "land_share", "land_area", "property_income",
    }  # fmt: skip
    in_first_month = {"elder_transfer", "other_transfer"}
    in_months_worked = {"moved"}
    in_allowance = {"urban_allowance"}
    assert set(POPULATION) == looked_at | in_first_month | in_months_worked | in_allowance
