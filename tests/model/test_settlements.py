"""Settlements, apportionment and the joint table of members and workers; what cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from resettle.model.chance import keys
from resettle.model.channels import WORKSHOP
from resettle.model.inputs import ModelInputs
from resettle.model.population_fields import SITE_CLASS_BOUNDS, SITE_CLASSES
from resettle.model.simulation import ResettlementModel
from resettle.model.state import State
from resettle.model.synthesis import Draw, apportion, joint_table, pick, site_sizes
from resettle.model.timeline import LIFE
from resettle.model.workforce import synthesise
from tests.model.worlds import Settings, guizhou


def split(name: str) -> dict[str, float]:
    """A distribution that the scenario states of the population."""
    value = guizhou().population[name]
    assert isinstance(value, Mapping)
    return dict(value)


def test_settlements_of_everyone_are_as_large_as_their_classes_say() -> None:
    shares = split("site_size")
    sizes = site_sizes(shares, 949, 431_600)
    assert sizes.sum() == 431_600
    edges = np.round(949 * np.cumsum([0.0, *shares.values()])).astype(int)
    for name, begin, end in zip(SITE_CLASSES, edges, edges[1:], strict=False):
        low, high = SITE_CLASS_BOUNDS[name]
        inside = (sizes[begin:end] >= low - 1) & (sizes[begin:end] <= high + 1)
        assert (~inside).sum() <= 1
    assert (np.diff(sizes) >= -1).all()


@pytest.mark.parametrize(("sites", "households"), [(1, 1), (1, 5000), (3, 3), (7, 1000), (100, 45_000)])
def test_settlements_add_up_to_the_households_there_are(sites: int, households: int) -> None:
    sizes = site_sizes(split("site_size"), sites, households)
    assert sizes.sum() == households
    assert (sizes >= 1).all()
    assert len(sizes) == sites


def test_every_county_has_a_settlement_where_there_are_enough() -> None:
    many, few = (ResettlementModel(guizhou(scale=scale), 1).world.state.sites.county for scale in (0.1, 0.02))
    assert set(many) == set(range(66))
    assert len(set(few)) == len(few) == 19


# -- small tools ---------------------------------------------------------------------------------


def test_apportionment_is_exact_and_proportional() -> None:
    weights = np.array([5.0, 3.0, 2.0, 0.0])
    assert apportion(10, weights).tolist() == [5, 3, 2, 0]
    for total in range(50):
        parts = apportion(total, weights)
        assert parts.sum() == total
        assert np.abs(parts - total * weights / 10).max() < 1


def test_a_pick_follows_its_shares_and_stays_inside() -> None:
    shares = {"a": 0.2, "b": 0.0, "c": 0.8}
    assert pick(shares, np.array([0.0, 0.199999, 0.2, 0.5, 0.999999999])).tolist() == [0, 0, 2, 2, 2]
    assert pick(shares, np.array([1.0])).tolist() == [2]


def test_a_joint_table_has_both_marginals_and_no_worker_without_a_member() -> None:
    size, labour = split("household_size"), split("labour_per_household")
    table = joint_table(size, 0.0417, labour)
    assert table.sum(1) == pytest.approx(list(size.values()), abs=1e-9)
    columns = [0.0417, *((1 - 0.0417) * share for share in labour.values())]
    assert table.sum(0) == pytest.approx(columns, abs=1e-9)
    people = np.arange(1, 9)[:, None]
    assert (table[np.arange(6)[None, :] > people] == 0).all()


# -- what cannot be ------------------------------------------------------------------------------


def small(**changes: Any) -> ModelInputs:
    """A small Guizhou with other marginals."""
    return guizhou(scale=0.005, **changes)


def build(inputs: ModelInputs) -> State:
    """Its population, without workshops."""
    months = inputs.period.months
    return synthesise(inputs.population, inputs.initial, inputs.scale, months, Draw(keys(1, LIFE)))


def test_a_population_can_be_made_without_workshops() -> None:
    table = build(small())
    assert (table.workers.channel != WORKSHOP).all()
    assert (table.workers.channel > 0).any()


ONE_PERSON = {str(n): float(n == 1) for n in range(1, 9)}
TWO_WORKERS = {str(n): float(n == 2) for n in range(1, 6)}
IMPOSSIBLE: dict[str, Settings] = {
    "two workers in households of one": {"household_size": ONE_PERSON, "labour_per_household": TWO_WORKERS},
    "more wanted in work than want it": {"wants_work": 0.5, "in_work": 0.9},
    "more households in work than people": {"in_work": 0.1, "one_employed": 1.0},
    "more work than the households with work have members": {"in_work": 0.95, "one_employed": 0.3},
    "more away than are willing": {
        "willing_to_leave": 0.1,
        "channel": {"out_of_province": 0.7, "farming": 0.0},
    },
}


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_marginals_that_cannot_hold_together_are_refused(case: str) -> None:
    with pytest.raises(ValueError, match=r"[a-z]_[a-z]"):
        build(small(**IMPOSSIBLE[case]))
