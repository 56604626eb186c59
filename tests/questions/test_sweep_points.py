"""Points of a sweep: order of the grid, strata of the hypercube, whole numbers."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resettle.results.questions.sweep.points import (
    Numbers,
    between,
    grid,
    grid_size,
    hypercube,
    merged,
    sample,
)


def test_a_grid_holds_every_combination_and_the_last_path_changes_fastest() -> None:
    columns = [(3.0, 1.0), (10.0,), (0.0, 5.0, 7.0)]
    assert [tuple(row) for row in grid(columns).tolist()] == list(product(*columns))
    assert grid_size(columns) == 6


def test_the_size_of_a_grid_is_known_without_making_it() -> None:
    assert grid_size([range(1000)] * 6) == 10**18  # type: ignore[list-item]


def test_numbers_between_two_ends_include_both_and_carry_no_rounding_noise() -> None:
    assert between(0.0, 60000.0, 4, whole=True) == (0.0, 20000.0, 40000.0, 60000.0)
    assert between(0.1, 0.4, 4, whole=False) == (0.1, 0.2, 0.3, 0.4)
    assert between(-0.02, 0.02, 5, whole=False) == (-0.02, -0.01, 0.0, 0.01, 0.02)


def test_whole_numbers_are_rounded_and_kept_once() -> None:
    assert between(0.0, 3.0, 7, whole=True) == (0.0, 1.0, 2.0, 3.0)
    assert between(0.6, 2.4, 3, whole=True) == (1.0, 2.0)
    assert between(0.2, 0.8, 3, whole=True) == ()


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 60), st.integers(1, 6), st.integers(0, 2**48))
def test_each_stratum_of_a_hypercube_is_met_once_in_every_column(
    count: int, dimensions: int, seed: int
) -> None:
    places = hypercube(count, dimensions, seed)
    for column in (places * count).astype(int).T:
        assert sorted(column.tolist()) == list(range(count))


def test_a_hypercube_is_the_same_for_a_seed_and_another_for_another() -> None:
    assert np.array_equal(hypercube(20, 3, 7), hypercube(20, 3, 7))
    assert not np.array_equal(hypercube(20, 3, 7), hypercube(20, 3, 8))


def test_sampled_numbers_stay_within_their_ends_and_in_their_strata() -> None:
    points = sample([Numbers(low=-2.0, high=6.0), Numbers(low=1e-4, high=3e-4)], 40, 1)
    assert points.shape == (40, 2)
    shares = (points - [-2.0, 1e-4]) / [8.0, 2e-4]
    assert ((shares >= 0.0) & (shares <= 1.0)).all()
    for column in np.minimum(np.floor(shares * 40 + 1e-3), 39).astype(int).T:
        assert len(set(column.tolist())) >= 39


def test_whole_numbers_are_sampled_evenly_with_both_ends() -> None:
    points = Numbers(low=1.5, high=4.2, whole=True).at(np.linspace(0.0, 0.999, 300))
    values, counts = np.unique(points, return_counts=True)
    assert values.tolist() == [2.0, 3.0, 4.0]
    assert counts.tolist() == pytest.approx([100, 100, 100], abs=1)


def test_listed_numbers_are_sampled_as_they_are() -> None:
    points = sample([Numbers(listed=(5.0, 1.0)), Numbers(low=0.0, high=1.0)], 10, 3)
    assert sorted(points[:, 0].tolist()) == [1.0] * 5 + [5.0] * 5


def test_points_that_rounding_makes_equal_are_kept_once_in_order() -> None:
    points = np.array([[3.0, 1.0], [1.0, 2.0], [3.0, 1.0], [0.0, 0.0]])
    assert merged(points).tolist() == [[3.0, 1.0], [1.0, 2.0], [0.0, 0.0]]
    assert len(sample([Numbers(low=0.0, high=2.0, whole=True)], 50, 1)) == 3
