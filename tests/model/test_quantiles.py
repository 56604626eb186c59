"""Order statistics are those of sorting."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from resettle.model.kernels.quantiles import MANY, in_two_passes, order_statistics

NUMBERS = st.floats(-(2.0**90), 2.0**90, width=32)


@settings(deadline=None)  # the first one compiles
@given(arrays(np.float32, st.integers(1, 300), elements=NUMBERS), st.data())
def test_order_statistics_are_those_of_sorting(values: np.ndarray, data: st.DataObject) -> None:
    ranks = np.array(sorted(data.draw(st.lists(st.integers(0, len(values) - 1), max_size=4))), np.int64)
    expected = np.sort(values)[ranks].astype(np.float64)
    assert np.array_equal(in_two_passes(values, ranks), expected)
    assert np.array_equal(order_statistics(values, ranks), expected)


@pytest.mark.parametrize("count", [MANY - 1, MANY])
def test_few_numbers_and_many_have_the_same_order_statistics(count: int) -> None:
    values = np.random.default_rng(count).lognormal(9.0, 1.0, count).astype(np.float32)
    ranks = np.array([0, count // 10, count // 2, count - 1])
    expected = np.sort(values)[ranks]
    assert order_statistics(values, ranks).tolist() == expected.tolist()


def test_order_statistics_of_like_numbers_are_that_number() -> None:
    values = np.full(50, 812.5, np.float32)
    assert in_two_passes(values, np.array([0, 25, 49])).tolist() == [812.5] * 3
