"""Rank correlations and their intervals, of one pair and of many columns at once."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import false_discovery_control, norm, spearmanr

from resettle.results.statistics.ranks import rank_correlation, rank_correlations


def test_rank_correlation_is_spearmans_and_its_interval_covers_it() -> None:
    generator = np.random.default_rng(1)
    one = np.round(generator.normal(size=60), 1)
    other = one + generator.normal(size=60)
    found = rank_correlation(one, other)
    assert found.middle == pytest.approx(float(spearmanr(one, other).statistic))
    half = 1.959963984540054 * np.sqrt(1.06 / (60 - 3))  # Fieller, Hartley and Pearson (1957)
    assert np.arctanh(found.high) - np.arctanh(found.middle) == pytest.approx(half)
    assert np.arctanh(found.middle) - np.arctanh(found.low) == pytest.approx(half)


def test_rank_correlation_of_a_rising_curve_is_one_and_unknown_where_nothing_varies() -> None:
    one = np.arange(10.0)
    assert rank_correlation(one, np.exp(one)).middle == 1.0
    assert np.isnan(rank_correlation(one, np.ones(10)).middle)


def test_many_columns_stand_out_as_often_as_false_discoveries_are_held_down() -> None:
    generator = np.random.default_rng(3)
    columns = generator.normal(size=(80, 60))
    figure = columns[:, 5] - 0.9 * columns[:, 11] + 0.5 * columns[:, 40] + generator.normal(size=80)
    found = rank_correlations(columns, figure)
    ranks = np.array([spearmanr(column, figure).statistic for column in columns.T])
    assert [one.middle for one in found] == pytest.approx(ranks.tolist())
    chance = 2.0 * norm.sf(np.abs(np.arctanh(ranks)) / np.sqrt(1.06 / 77))
    clear = [number for number, one in enumerate(found) if one.clear]
    assert clear == np.flatnonzero(false_discovery_control(chance) <= 0.05).tolist()
    assert {5, 11} <= set(clear)
    assert len(clear) < sum(chance <= 0.05)  # one by one more would have stood out
    half = norm.ppf(1.0 - 0.05 * len(clear) / 60 / 2.0) * np.sqrt(1.06 / 77)
    assert np.arctanh(found[5].high) - np.arctanh(found[5].middle) == pytest.approx(half)


def test_columns_of_mere_chance_seldom_stand_out() -> None:
    generator = np.random.default_rng(8)
    samples = [generator.normal(size=(40, 51)) for _ in range(100)]
    wrong = [any(one.clear for one in rank_correlations(made[:, 1:], made[:, 0])) for made in samples]
    assert sum(wrong) <= 10  # five in a hundred; at 95 % each, nearly all samples would name one


def test_a_column_that_does_not_vary_and_runs_without_a_figure_are_left_out() -> None:
    steps = np.arange(40.0)
    figure = np.where(steps < 5, np.nan, -steps)
    flat, falling = rank_correlations(np.stack([np.ones(40), steps], axis=1), figure)
    assert np.isnan(flat.middle) and not flat.clear
    assert falling == (-1.0, -1.0, -1.0)
    assert [one.known for one in rank_correlations(np.ones((3, 1)), np.arange(3.0))] == [False]
    assert rank_correlations(np.ones((9, 0)), np.arange(9.0)) == []
