"""Order statistics are those of sorting."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from resettle.model.kernels.quantiles import order_statistics

NUMBERS = st.floats(-(2.0**90), 2.0**90, width=32)


@given(arrays(np.float32, st.integers(1, 300), elements=NUMBERS), st.data())
def test_order_statistics_are_those_of_sorting(values: np.ndarray, data: st.DataObject) -> None:
    ranks = np.array(sorted(data.draw(st.lists(st.integers(0, len(values) - 1), max_size=4))), np.int64)
    assert np.array_equal(order_statistics(values, ranks), np.sort(values)[ranks].astype(np.float64))


def test_order_statistics_of_like_numbers_are_that_number() -> None:
    values = np.full(50, 812.5, np.float32)
    assert order_statistics(values, np.array([0, 25, 49])).tolist() == [812.5] * 3
