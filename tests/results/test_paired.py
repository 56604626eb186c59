"""Differences, probabilities and what pairing saves are those of known numbers."""

from __future__ import annotations

from math import inf, isinf, isnan

import numpy as np
import pytest

from resettle.results.statistics.intervals import UNKNOWN, Estimate, groups_of, mean_interval, wilson
from resettle.results.statistics.paired import (
    Pairing,
    beats,
    difference,
    estimate,
    level,
    pairing,
    probability,
    share_estimate,
)

ALONE = groups_of(np.full(40, -1))


def test_replications_without_a_draw_are_independent_of_each_other() -> None:
    assert len(set(groups_of(np.array([-1, -1, -1])).tolist())) == 3
    assert groups_of(np.array([0, 1, 0])).tolist() == [0, 1, 0]


def test_rounding_is_no_difference() -> None:
    reference = np.array([1e9, 0.1, 0.0, 5.0])
    values = np.array([1e9 + 1e-3, 0.1 + 0.2 - 0.2, 0.0, 5.001])
    assert difference(values, reference).tolist() == [0.0, 0.0, 0.0, pytest.approx(0.001)]


def test_an_estimate_is_the_mean_with_the_interval_over_draws() -> None:
    values = np.array([1.0, 2.0, 4.0, 1.0, 2.0, 4.0])
    groups = np.array([0, 1, 2, 0, 1, 2])
    found = estimate(values, groups)
    assert (found.middle, found.low, found.high) == mean_interval(values, groups=groups)
    narrow = estimate(values, groups_of(np.full(6, -1)))
    assert found.high - found.low > narrow.high - narrow.low
    assert estimate(np.array([3.0]), np.array([0])).known is False
    assert estimate(np.zeros(5), ALONE[:5]).flat and not estimate(np.zeros(5), ALONE[:5]).clear
    assert estimate(np.array([1.0, 1.1, 0.9]), ALONE[:3]).clear


def test_runs_that_failed_are_left_out_of_an_estimate() -> None:
    values, groups = np.array([1.0, np.nan, 4.0, 3.0]), np.array([0, 0, 1, 2])
    assert estimate(values, groups) == estimate(values[[0, 2, 3]], groups[[0, 2, 3]])
    assert isnan(estimate(np.full(2, np.nan), ALONE[:2]).middle)


def test_intervals_of_shares_stay_between_zero_and_one() -> None:
    found = share_estimate(np.array([0.0, 0.0, 0.2]), ALONE[:3])
    assert found.low == 0.0 and found.middle == pytest.approx(0.2 / 3)
    assert isnan(share_estimate(np.array([0.5]), ALONE[:1]).low)


def test_a_tie_is_no_win_and_is_reported() -> None:
    changes = np.array([1.0, -2.0, 0.0, 0.0, 3.0])
    more, less = beats(changes, 1, ALONE[:5]), beats(changes, -1, ALONE[:5])
    assert more is not None and less is not None
    assert (more.count, less.count, more.ties, less.ties) == (2, 1, 2, 2)
    assert (more.low, more.high) == wilson(2.0, 5.0)
    assert beats(changes, 0, ALONE[:5]) is None


def test_replications_of_one_draw_count_for_less() -> None:
    happens = np.array([True, True, False, False] * 5)
    groups = np.repeat(np.arange(10), 2)
    found = probability(happens, groups)
    assert found.share == 0.5 and found.effective == pytest.approx(10.0)
    assert (found.low, found.high) == wilson(5.0, 10.0)
    assert probability(np.zeros(0, dtype=bool), ALONE[:0]).high == 1.0


def test_pairing_is_worth_the_variance_that_it_takes_away() -> None:
    noise = np.random.default_rng(4)
    shared, own = noise.normal(size=4000), noise.normal(size=(2, 4000)) * 0.1
    groups = groups_of(np.full(4000, -1))
    found = pairing(shared + own[1] + 3.0, shared + own[0], groups)
    assert found.ratio == pytest.approx(2.02 / 0.02, rel=0.1)
    assert found.low < found.ratio < found.high
    assert found.needed(found.ratio) == pytest.approx(4000 * found.ratio, abs=1.0)


def test_independent_runs_gain_nothing_by_being_paired() -> None:
    noise = np.random.default_rng(5)
    found = pairing(noise.normal(size=4000), noise.normal(size=4000), groups_of(np.full(4000, -1)))
    assert found.ratio == pytest.approx(1.0, rel=0.1)


def test_pairing_with_what_never_varies_saves_nothing_on_either_side() -> None:
    noisy, still = np.random.default_rng(8).normal(size=200), np.zeros(200)
    groups = groups_of(np.full(200, -1))
    assert pairing(noisy, still, groups).ratio == pytest.approx(1.0)
    assert pairing(still, noisy, groups).ratio == pytest.approx(1.0)


def test_a_constant_difference_needs_one_pair_only() -> None:
    shared = np.random.default_rng(6).normal(size=30)
    found = pairing(shared + 2.0, shared, ALONE[:30])
    assert isinf(found.ratio) and found.needed(found.ratio) == inf


def test_what_never_varies_says_nothing_of_pairing() -> None:
    assert isnan(pairing(np.ones(10), np.ones(10), ALONE[:10]).ratio)
    assert isnan(pairing(np.ones(1), np.zeros(1), ALONE[:1]).ratio)
    assert isnan(pairing(np.arange(4.0), np.zeros(4), np.zeros(4, dtype=np.int64)).ratio)


def test_a_whole_number_of_replications_needs_no_other_and_a_part_of_one_more() -> None:
    saves = Pairing(2.0, 1.5, 3.0, 10)
    assert (saves.needed(2.0), saves.needed(2.01), saves.needed(0.0)) == (20.0, 21.0, 1.0)
    assert Pairing(0.7, 0.1, 2.0, 3).needed(0.7) == 3.0
    assert saves.needed(0.1 * 3) == 3.0, "what rounding adds is no replication"


def test_two_draws_are_enough_for_pairing_and_the_runs_are_counted_where_one_is_not() -> None:
    values, reference = np.array([1.0, 5.0]), np.array([0.0, 3.0])
    both = pairing(values, reference, ALONE[:2])
    # variances 8 and 4.5 of the figures, 0.5 of their differences
    assert both.ratio == pytest.approx(25.0) and both.runs == 2
    one = pairing(values, reference, np.array([4, 4]))
    assert isnan(one.ratio) and isnan(one.low) and isnan(one.high) and one.runs == 2
    same = pairing(values + 1.0, values, ALONE[:2])
    assert isinf(same.ratio) and isnan(same.low) and isnan(same.high)


def test_pairing_counts_draws_and_not_their_seeds() -> None:
    noise = np.random.default_rng(7)
    draws = np.repeat(np.arange(20), 2)
    unknown = np.repeat(noise.normal(size=20), 2)
    chance = noise.normal(size=(2, 40)) * 0.1
    by_draw = pairing(unknown + chance[0], unknown + chance[1], draws)
    by_seed = pairing(unknown + chance[0], unknown + chance[1], ALONE)
    assert by_draw.ratio > 1.5 * by_seed.ratio


def test_the_interval_of_a_count_begins_at_none_and_that_of_what_may_be_negative_does_not() -> None:
    few = np.array([0.0] * 9 + [12.0])
    mean = estimate(few, groups_of(np.full(10, -1)))
    assert mean.low < 0.0
    for unit in ("households", "persons/year"):
        assert level(mean, unit) == (mean.middle, 0.0, mean.high)
    assert level(mean, "yuan/person/year") == level(mean, "share/year") == level(mean, "") == mean
    assert level(Estimate(0.9, 0.7, 1.1), "share") == (0.9, 0.7, 1.0)
    assert level(Estimate(0.1, -0.1, 0.3), "share") == (0.1, 0.0, 0.3)
    assert isnan(level(UNKNOWN, "households").low)
