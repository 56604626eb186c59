"""Intervals agree with published figures and behave at their ends."""

from __future__ import annotations

import numpy as np
import pytest

from resettle.results.statistics.intervals import (
    mean_interval,
    median_interval,
    quantile_band,
    ratio_interval,
    wilson,
)


@pytest.mark.parametrize(
    ("met", "of", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_intervals(met: int, of: int, low: float, high: float) -> None:
    assert wilson(met, of) == pytest.approx((low, high), abs=5e-5)


def test_wilson_touches_the_ends_only_where_all_or_none_are_met() -> None:
    assert wilson(0, 30)[0] == 0.0
    assert wilson(30, 30)[1] == 1.0
    low, high = wilson(30, 30)
    assert 0.88 < low < 0.89 and high == 1.0
    assert wilson(1, 30)[0] > 0.0 and wilson(29, 30)[1] < 1.0


def test_wilson_knows_nothing_without_trials_and_refuses_the_impossible() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    with pytest.raises(ValueError, match="5 successes in 4 trials"):
        wilson(5, 4)


def test_the_t_interval_of_a_mean_is_the_textbook_one() -> None:
    mean, low, high = mean_interval(np.array([1.0, 2.0, 3.0, 4.0]))
    assert mean == 2.5
    # t(3, .975) = 3.18245, s = 1.29099, n = 4
    assert (low, high) == pytest.approx((2.5 - 2.05426, 2.5 + 2.05426), abs=1e-4)


def test_one_value_has_a_mean_and_no_interval() -> None:
    mean, low, high = mean_interval(np.array([7.0]))
    assert mean == 7.0 and np.isnan(low) and np.isnan(high)
    assert np.isnan(mean_interval(np.array([]))).all()


def test_the_median_interval_covers_the_median_about_as_often_as_it_says() -> None:
    generator = np.random.default_rng(5)
    hits = 0
    for _ in range(200):
        _, low, high = median_interval(generator.normal(0.0, 1.0, 30))
        hits += low <= 0.0 <= high
    assert hits >= 180  # 190 are expected


def test_the_median_of_two_values_may_be_either_and_one_has_no_interval() -> None:
    assert median_interval(np.array([1.0, 3.0])) == (2.0, 1.0, 3.0)
    median, low, high = median_interval(np.array([7.0]))
    assert median == 7.0 and np.isnan(low) and np.isnan(high)


def test_the_same_values_always_give_the_same_interval() -> None:
    values = np.random.default_rng(1).normal(size=20)
    assert median_interval(values) == median_interval(values.copy())


def test_the_band_is_taken_over_replications() -> None:
    low, high = quantile_band(np.arange(101.0)[:, None] * np.ones((1, 3)))
    assert low.tolist() == [5.0] * 3 and high.tolist() == [95.0] * 3


def test_a_ratio_of_proportional_figures_has_no_spread() -> None:
    gain = np.array([10.0, 12.0, 9.0, 14.0])
    assert ratio_interval(3.0 * gain, gain) == pytest.approx((3.0, 3.0, 3.0))


def test_a_ratio_needs_the_same_replications_and_a_denominator() -> None:
    with pytest.raises(ValueError, match="same replications"):
        ratio_interval(np.ones(3), np.ones(4))
    assert np.isnan(ratio_interval(np.ones(2), np.array([1.0, -1.0]))).all()
