"""Differences, chances and the worth of pairing are those of known numbers."""

from __future__ import annotations

from math import inf, isinf, isnan

import numpy as np
import pandas as pd
import pytest

from resettle.results.questions.compare.against import shared
from resettle.results.questions.compare.figures import (
    beats,
    chance,
    difference,
    estimate,
    groups_of,
    pairing,
    share_estimate,
)
from resettle.results.questions.compare.ranking import ranking
from resettle.results.runs.frame import Runs
from resettle.results.statistics.intervals import mean_interval, wilson
from resettle.results.text.labels import Text

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


def test_intervals_of_shares_stay_between_zero_and_one() -> None:
    found = share_estimate(np.array([0.0, 0.0, 0.2]), ALONE[:3])
    assert found.low == 0.0 and found.middle == pytest.approx(0.2 / 3)
    assert isnan(share_estimate(np.array([0.5]), ALONE[:1]).low)


def test_a_tie_is_no_win_and_is_told() -> None:
    changes = np.array([1.0, -2.0, 0.0, 0.0, 3.0])
    more, less = beats(changes, 1, ALONE[:5]), beats(changes, -1, ALONE[:5])
    assert more is not None and less is not None
    assert (more.count, less.count, more.ties, less.ties) == (2, 1, 2, 2)
    assert (more.low, more.high) == wilson(2.0, 5.0)
    assert beats(changes, 0, ALONE[:5]) is None


def test_replications_of_one_draw_count_for_less() -> None:
    happens = np.array([True, True, False, False] * 5)
    groups = np.repeat(np.arange(10), 2)
    found = chance(happens, groups)
    assert found.share == 0.5 and found.effective == pytest.approx(10.0)
    assert (found.low, found.high) == wilson(5.0, 10.0)
    assert chance(np.zeros(0, dtype=bool), ALONE[:0]).high == 1.0


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


def test_a_constant_difference_needs_one_pair_only() -> None:
    shared = np.random.default_rng(6).normal(size=30)
    found = pairing(shared + 2.0, shared, ALONE[:30])
    assert isinf(found.ratio) and found.needed(found.ratio) == inf


def test_what_never_varies_says_nothing_of_pairing() -> None:
    assert isnan(pairing(np.ones(10), np.ones(10), ALONE[:10]).ratio)
    assert isnan(pairing(np.ones(1), np.zeros(1), ALONE[:1]).ratio)
    assert isnan(pairing(np.arange(4.0), np.zeros(4), np.zeros(4, dtype=np.int64)).ratio)


def test_pairing_counts_draws_and_not_their_seeds() -> None:
    noise = np.random.default_rng(7)
    draws = np.repeat(np.arange(20), 2)
    unknown = np.repeat(noise.normal(size=20), 2)
    luck = noise.normal(size=(2, 40)) * 0.1
    by_draw = pairing(unknown + luck[0], unknown + luck[1], draws)
    by_seed = pairing(unknown + luck[0], unknown + luck[1], ALONE)
    assert by_draw.ratio > 1.5 * by_seed.ratio


def test_pairs_are_the_replications_that_succeeded_in_both_grouped_by_the_draws_of_either() -> None:
    rows = [
        {"variant": name, "replication": number, "draw": draw, "status": status, "income": 10.0 * number}
        for name, draws in (("fixed", (-1, -1, -1)), ("drawn", (0, 1, 0)))
        for number, draw in enumerate(draws)
        for status in ["failed" if (name, number) == ("drawn", 1) else "succeeded"]
    ]
    pair = shared(Runs(pd.DataFrame(rows[::-1])), ("fixed", "drawn"))
    assert pair.replications == (0, 2) and pair.groups.tolist() == [0, 0]
    assert pair.figures("fixed", "income").tolist() == [0.0, 20.0]
    assert np.isnan(pair.figures("fixed", "no such column")).all()


def test_the_best_scenario_need_not_be_the_highest_in_most_runs() -> None:
    incomes = {"a": [0.0] * 4, "b": [10.0] * 4, "c": [9.0, 9.0, 20.0, 10.0]}
    rows = [
        {
            "variant": name,
            "replication": number,
            "draw": -1,
            "status": "succeeded",
            "income_last_year": income,
        }
        for name, held in incomes.items()
        for number, income in enumerate(held)
    ]
    found = ranking(Runs(pd.DataFrame(rows)), list(incomes), [Text(name, name) for name in incomes])
    assert found.best == 2 and found.mean == 12.0
    assert found.highest is not None and (found.highest.count, found.highest.ties) == (1, 1)
    assert found.beats[2, 1].count == 1 and found.beats[1, 2].count == 2 and found.beats[1, 2].ties == 1
    assert "highest of all in 1 of 4 runs" in found.sentence.en
    assert found.table.rows[2][1].en.startswith("4 of 4") and found.table.rows[2][3].en == "–"
