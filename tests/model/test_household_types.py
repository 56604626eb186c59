"""Households of joint types: the combinations stay as they are, in the numbers that the marginals ask for."""

from __future__ import annotations

import numpy as np
import pytest

from resettle.model.household_types import assigned, employed_of_types, first_of_each, marginals_of, weights
from resettle.model.inputs import ModelInputs
from resettle.model.joint_types import COLUMNS, HouseholdTypes, contradictions
from resettle.model.simulation import ResettlementModel
from resettle.model.state import LABOUR, WEAK
from tests.model.test_settlements import build
from tests.model.worlds import guizhou

COUPLE, WITH_ELDER, ALONE, IDLE = range(4)
TYPES = HouseholdTypes(
    (
        (2, 2, 0, 0, 0, 2, 0, 50),  # a couple at work
        (4, 2, 1, 1, 1, 1, 0, 20),  # a weak worker at home, an able one at work, an elder and a small child
        (1, 0, 1, 0, 0, 0, 0, 20),  # an elder alone
        (3, 1, 0, 0, 1, 0, 0, 10),  # a weak worker without work, two pupils
    )
)
SIZE = {**dict.fromkeys(map(str, range(1, 9)), 0.0), "1": 0.2, "2": 0.5, "3": 0.1, "4": 0.2}
WORKERS = {"1": 0.125, "2": 0.875, "3": 0.0, "4": 0.0, "5": 0.0}


def inputs(**changes: object) -> ModelInputs:
    """Households for which the types hold: of a hundred 150 workers, 80 others; 120 in work, 30 weak."""
    stated = {
        "households": 1000,
        "sites": 10,
        "household_size": SIZE,
        "no_labour": 0.2,
        "labour_per_household": WORKERS,
        "dependants": {"young_child": 0.25, "pupil": 0.25, "elder": 0.5},
        "weak_health": 0.2,
        "in_work": 0.8,
        "wants_work": 0.9,
        "one_employed": 0.875,
        "household_types": TYPES,
    }
    return guizhou(scale=1.0, **{**stated, **changes})


def state_of(given: ModelInputs):
    return ResettlementModel(given, seed=1).world.state


def test_no_type_of_the_example_contradicts_itself() -> None:
    assert not any(contradictions(dict(zip(COLUMNS, row, strict=True))) for row in TYPES.rows)


@pytest.mark.parametrize(
    "row",
    [
        (2, 3, 0, 0, 0, 0, 0, 5),
        (2, 1, 1, 1, 0, 0, 0, 5),
        (2, 0, 0, 1, 0, 0, 0, 5),
        (2, 1, 0, 0, 2, 0, 0, 5),
        (2, 1, 0, 0, 0, 2, 0, 5),
        (2, 1, 0, 0, 1, 1, 0, 5),
        (9, 1, 0, 0, 0, 0, 0, 5),
        (2, 1, 0, 0, 0, 0, 0, 0),
    ],
)
def test_types_that_no_household_can_be_of(row: tuple[int, ...]) -> None:
    assert contradictions(dict(zip(COLUMNS, row, strict=True)))


def test_weights_that_hold_already_stay() -> None:
    given = inputs()
    marginals = marginals_of(given.population, given.initial)
    assert weights(TYPES, marginals) == pytest.approx((0.5, 0.2, 0.2, 0.1), abs=1e-4)


def test_weights_follow_the_marginals() -> None:
    """With a further type of the same size and workers as another, work decides between the two."""
    both = HouseholdTypes((*TYPES.rows, (2, 2, 0, 0, 0, 1, 0, 50)))
    given = inputs(in_work=0.7, household_types=both)
    found = weights(both, marginals_of(given.population, given.initial))
    # 150 workers a hundred households, of whom 105 work: 20 in the second type, so 85 in couples, 15 with one
    assert found == pytest.approx((0.35, 0.2, 0.2, 0.1, 0.15), abs=1e-4)


def test_marginals_that_the_types_cannot_have_are_refused() -> None:
    given = inputs(weak_health=0.6)
    with pytest.raises(ValueError, match="household_types"):
        weights(TYPES, marginals_of(given.population, given.initial))


def test_systematic_numbers_and_keyed_places() -> None:
    given = inputs()
    marginals = marginals_of(given.population, given.initial)
    u = np.random.default_rng(1).random(1000)
    of = assigned(TYPES, marginals, u)
    assert np.bincount(of["size"])[1:].tolist() == [200, 500, 100, 200]
    again = assigned(TYPES, marginals, u)
    assert (of["size"] == again["size"]).all()
    assert (of["size"][np.argsort(u)] == np.repeat([2, 4, 1, 3], [500, 200, 200, 100])).all()


def test_first_of_each_takes_the_least_of_those_who_may() -> None:
    owner = np.array([0, 0, 0, 1, 1], np.int32)
    among = np.array([True, False, True, True, True])
    u = np.array([0.9, 0.1, 0.3, 0.5, 0.4])
    taken = first_of_each(owner, among, u, np.array([1, 2]))
    assert taken.tolist() == [False, False, True, True, True]
    assert first_of_each(owner, among, u, np.array([3, 0])).tolist() == [True, False, True, False, False]


def test_combinations_stay_in_the_population() -> None:
    state = state_of(inputs(care_need=0.0))
    workers, households, _ = state
    labour = workers.status == LABOUR
    count = len(households.site)

    def each(of_whom: np.ndarray) -> np.ndarray:
        return np.bincount(workers.household[labour & of_whom], minlength=count)

    weak, working = workers.health == WEAK, workers.channel > 0
    rows = zip(
        households.size.tolist(),
        each(labour).tolist(),
        households.elders.tolist(),
        households.young.tolist(),
        each(weak).tolist(),
        each(working).tolist(),
        each(weak & working).tolist(),
        strict=True,
    )
    found: dict[tuple[int, ...], int] = {}
    for row in rows:
        found[row] = found.get(row, 0) + 1
    assert found == {row[:-1]: 10 * row[-1] for row in TYPES.rows}


def test_without_types_the_population_is_drawn_as_before() -> None:
    given = guizhou(scale=0.002)
    assert given.household_types is None
    plain = build(given)
    assert (plain.households.size == state_of(given).households.size).all()


def test_weak_and_able_workers_are_in_work_as_the_type_says() -> None:
    """Three workers, one of them weak: of two in work the weak one is one, the abler by lot."""
    owner, labour = np.zeros(3, np.int32), np.ones(3, bool)
    weak, u = np.array([False, True, False]), np.array([0.2, 0.9, 0.1])
    of = {"working": np.array([2]), "weak_working": np.array([1])}
    assert employed_of_types(owner, labour, weak, u, of).tolist() == [False, True, True]
