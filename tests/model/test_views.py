"""Any household or worker can be looked at as an object."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest
from numpy.typing import NDArray

from resettle.model import state
from resettle.model.channels import CHANNELS
from resettle.model.simulation import ResettlementModel
from resettle.model.state import FLAGS, LABOUR, Households, Workers
from tests.model.worlds import guizhou, stepped


@pytest.fixture(scope="module")
def model() -> ResettlementModel:
    """A model half a year into its run."""
    return stepped(guizhou(scale=0.001), 6)


def test_a_worker_shows_every_column_as_a_plain_number(model: ResettlementModel) -> None:
    worker = model.worker(3)
    for name in Workers._fields:
        value = getattr(worker, name)
        assert type(value) in (int, float)
        assert value == getattr(model.world.state.workers, name)[3]


def test_a_household_shows_every_column_as_a_plain_number(model: ResettlementModel) -> None:
    household = model.household(5)
    for name in Households._fields:
        value = getattr(household, name)
        assert type(value) in (int, float)
        assert value == getattr(model.world.state.households, name)[5]


def test_a_worker_tells_age_schooling_employment_and_flags_by_name(model: ResettlementModel) -> None:
    workers = model.world.state.workers
    for row in range(0, 200, 7):
        worker = model.worker(row)
        assert worker.age == (6 - int(workers.birth[row])) // 12
        assert worker.employment == CHANNELS[int(workers.channel[row])]
        assert worker.schooling_level in ("none", "primary", "junior", "senior", "college")
        assert worker.is_labour == (workers.status[row] == LABOUR)
        assert sum(1 << FLAGS.index(name) for name in worker.holds) == workers.flags[row]


def test_a_household_has_its_workers_and_they_know_their_household(model: ResettlementModel) -> None:
    seen = []
    for row in range(len(model.world.state.households.site)):
        for worker in model.household(row).workers:
            assert worker.household == row
            seen.append(worker.row)
    assert seen == list(range(len(model.world.state.workers.household)))


def test_income_of_a_household_is_that_of_its_sources(model: ResettlementModel) -> None:
    total = sum(model.household(row).income for row in range(len(model.world.state.households.site)))
    persons = int(model.world.state.households.size.sum())
    assert total / persons == pytest.approx(model.values["income"])


def test_a_view_follows_the_state_it_was_made_from() -> None:
    model = stepped(guizhou(scale=0.001), 1)
    worker = model.worker(int(np.flatnonzero(model.world.state.workers.channel)[0]))
    before = worker.tenure
    model.world.state.workers.tenure[worker.row] += 5
    assert worker.tenure == before + 5


@pytest.mark.parametrize("row", [-1, 10**6])
def test_a_row_that_is_not_there_is_named_with_those_that_are(model: ResettlementModel, row: int) -> None:
    workers, households = model.world.state.workers, model.world.state.households
    with pytest.raises(IndexError, match=f"no worker {row}; rows are 0 to {len(workers.household) - 1}"):
        model.worker(row)
    with pytest.raises(IndexError, match=f"no household {row}; rows are 0 to {len(households.site) - 1}"):
        model.household(row)


def test_a_column_that_is_not_there_is_named_with_those_that_are(model: ResettlementModel) -> None:
    with pytest.raises(AttributeError, match="a worker has no 'salary'; columns: household, birth"):
        _ = model.worker(0).salary
    with pytest.raises(AttributeError, match="a household has no 'salary'; columns: site, first"):
        _ = model.household(0).salary


def test_a_view_cannot_be_written_to(model: ResettlementModel) -> None:
    with pytest.raises(AttributeError):
        model.worker(0).row = 4  # type: ignore[misc]


def test_a_view_can_be_copied_and_pickled(model: ResettlementModel) -> None:
    worker = model.worker(4)
    assert copy.copy(worker).birth == worker.birth
    assert pickle.loads(pickle.dumps(worker)).birth == worker.birth


@pytest.mark.parametrize("alias", [NDArray[np.uint8], list[np.uint8]])
def test_a_column_has_the_type_that_it_is_annotated_with_in_any_numpy(alias: object) -> None:
    """From numpy 2.5 on `NDArray[type]` has the type as its only argument, as `list[type]` has."""
    assert state._scalar(alias) is np.uint8
