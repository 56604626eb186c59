"""The problem of this project: which facts an origin fits, what depends, and what runs are shared."""

from __future__ import annotations

import numpy as np
import pytest

from resettle.calibration.evidence.clusters import BETWEEN_DATES, ONE_DATE
from resettle.calibration.evidence.facts import GROUPS, Fact, as_of, facts
from resettle.calibration.fit.relocated import problem

FITTED = {fact.statistic: fact for fact in facts("fit")}


def between(one: str, other: str, origin: int | None = None) -> float:
    held = problem(origin=origin)
    assert held.correlation is not None
    return float(held.correlation[held.statistics.index(one), held.statistics.index(other)])


def test_without_an_origin_every_fact_is_fitted_but_the_sealed_ones() -> None:
    held = problem()
    assert held.statistics == tuple(FITTED)
    assert held.observed.tolist() == [fact.value for fact in FITTED.values()]
    assert held.discrepancy_sd.tolist() == [fact.discrepancy for fact in FITTED.values()]


@pytest.mark.parametrize("origin", [2020, 2021, 2022])
def test_an_origin_fits_no_fact_of_a_later_year(origin: int) -> None:
    held = problem(origin=origin)
    assert set(held.statistics) == {name for name, fact in FITTED.items() if fact.year <= origin}
    assert max(FITTED[name].year for name in held.statistics) == origin


def test_the_first_origin_knows_enough_to_be_fitted() -> None:
    groups = {FITTED[name].group for name in problem(origin=2020).statistics}
    assert groups >= {"growth", "income_level", "employment", "places", "turnover", "spread", "months_worked"}


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_is_left_out_whole_and_alone(group: str) -> None:
    left = set(problem(without=group).statistics)
    assert left == {name for name, fact in FITTED.items() if fact.group != group}
    assert len(left) < len(FITTED)


def test_a_group_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no group 'luck'; there are: growth, income_level"):
        problem(without="luck")


def test_facts_of_one_cluster_are_fitted_as_dependent_and_those_of_others_are_not() -> None:
    assert between("employment_2022_end", "employed_per_household_2022") == ONE_DATE
    assert between("growth_counties_2020", "growth_counties_2021", origin=2021) == BETWEEN_DATES
    assert between("growth_alleviated_2021", "growth_shaanxi_2021") == ONE_DATE
    assert between("growth_alleviated_2021", "growth_counties_2021") == 0.0
    assert between("out_of_province_2020", "in_province_2020") == 0.0


def test_what_depends_counts_for_less_than_as_many_independent_facts() -> None:
    """The mean of four dependent growths is known less well than that of four independent ones."""
    held = problem()
    rows = [held.statistics.index(f"growth_counties_{year}") for year in (2020, 2021, 2022, 2023)]
    joint = held.error_covariance(np.ones(1))[0][np.ix_(rows, rows)]
    independent = joint.diagonal().sum() / len(rows) ** 2
    assert joint.mean() == pytest.approx(independent * (1 + 3 * BETWEEN_DATES))


def test_all_origins_and_groups_share_their_runs_and_a_chosen_fact_does_too() -> None:
    theta = problem().theta(np.full(problem().dimensions, 0.5))
    ahead: list[Fact] = [fact for fact in as_of(2021) if fact.use == "check"]
    others = (problem(origin=2020), problem(origin=2022, without="growth"), problem(ahead))
    assert {one.run_key(theta, 7) for one in others} == {problem().run_key(theta, 7)}
    assert len({one.digest for one in others} | {problem().digest}) == 4
    assert problem(ahead).statistics == tuple(fact.statistic for fact in ahead)
