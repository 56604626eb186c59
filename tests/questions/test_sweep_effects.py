"""Figures of a sweep: means over points, effects, ranks, bins, where a number stands among others."""

from __future__ import annotations

import numpy as np
import pytest

from resettle.results.judge.ensemble import Ensemble
from resettle.results.questions.sweep.compute import (
    best,
    bins,
    effect,
    marginal,
    position,
)
from resettle.results.questions.sweep.points import grid
from resettle.results.questions.sweep.sentences import mean_text
from resettle.results.statistics.intervals import Estimate

ALONE = -1 - np.arange(4)


def figures(values: np.ndarray, met: np.ndarray | None = None, groups: np.ndarray = ALONE) -> Ensemble:
    """An outcome with a first row for the scenario as it stands."""
    stated = np.zeros((1, values.shape[1]))
    return Ensemble(np.vstack([stated, values]), None if met is None else np.vstack([stated, met]), groups)


def test_an_effect_is_the_paired_step_between_the_lowest_and_the_highest_mean() -> None:
    points = grid([(0.0, 1.0, 2.0), (0.0, 1.0)])
    luck = np.array([0.0, 50.0, -70.0, 9.0])
    values = -3.0 * points[:, :1] + points[:, 1:] + luck
    found = effect(figures(values), points[:, 0])
    assert (found.low_at, found.high_at, found.step.middle) == (2.0, 0.0, pytest.approx(6.0))
    assert not found.rises
    assert found.along.middle == pytest.approx(-6.0)
    assert found.step.low == pytest.approx(6.0) and found.step.high == pytest.approx(6.0)


def test_a_number_at_which_every_run_failed_is_left_out_of_the_effect() -> None:
    column = np.array([0.0, 1.0, 2.0])
    found = effect(figures(np.array([[1.0] * 4, [np.nan] * 4, [3.0] * 4])), column)
    assert (found.low_at, found.high_at, found.step.middle) == (0.0, 2.0, pytest.approx(2.0))
    assert np.isnan(effect(figures(np.full((3, 4), np.nan)), column).step.middle)


def test_means_over_points_are_taken_replication_by_replication() -> None:
    values = np.array([[1.0, 2.0], [3.0, np.nan], [7.0, 8.0]])
    assert marginal(values, np.array([0.0, 0.0, 4.0])).tolist() == [[2.0, 2.0], [7.0, 8.0]]


def test_the_best_point_is_met_most_often_then_best_then_cheapest() -> None:
    met = np.array([[1, 1, 1, 0], [1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1]], dtype=float)
    values = np.array([[9.0] * 4, [4.0] * 4, [5.0] * 4, [5.0] * 4])
    spending = np.array([0.0, 1.0, 1.0, 3.0, 2.0])
    assert best(figures(values, met), 1, spending) == 4
    assert best(figures(values, met), -1, spending) == 2
    assert best(figures(values), 1, spending) == 1
    assert best(figures(values), 0, spending) is None


def test_replications_of_one_draw_count_for_less() -> None:
    met = np.array([[1.0, 1.0, 0.0, 0.0] * 3])
    apart = figures(met, met, -1 - np.arange(12)).probability(1)
    together = figures(met, met, np.repeat(np.arange(3), 4)).probability(1)
    assert apart is not None and together is not None
    assert apart.effective == 12
    assert together.effective <= 12


def test_bins_hold_neighbouring_points_and_their_means() -> None:
    column = np.arange(40.0)[::-1]
    values = np.stack([column + luck for luck in (-1.0, 1.0)], axis=1)
    made = bins(values, column)
    assert len(made) == 8
    assert [one.at for one in made] == [2.0, 7.0, 12.0, 17.0, 22.0, 27.0, 32.0, 37.0]
    assert [one.mean.middle for one in made] == pytest.approx([one.at for one in made])


def test_few_numbers_of_a_path_make_a_bin_each() -> None:
    made = bins(np.array([[1.0], [3.0], [7.0]]), np.array([5.0, 5.0, 2.0]))
    assert [(one.at, one.mean.middle) for one in made] == [(2.0, 7.0), (5.0, 2.0)]


def test_a_mean_share_is_told_with_an_interval_that_ends_at_one_and_others_are_not_cut() -> None:
    assert mean_text(Estimate(0.99, 0.9, 1.2), "share").en == "99.0\N{NO-BREAK SPACE}% (90.0–100.0)"
    assert mean_text(Estimate(0.01, -0.1, 0.12), "share").en == "1.0\N{NO-BREAK SPACE}% (0.0–12.0)"
    assert (
        mean_text(Estimate(1.5, -0.5, 3.5), "households").en == "1.5 (0.0–3.5)"
    )  # households are never fewer than none
    assert mean_text(Estimate(2.0, 2.0, 2.0), "households").en == "2"
    assert mean_text(Estimate(np.nan, np.nan, np.nan), "share").en == "–"


def test_a_number_between_two_others_stands_between_them() -> None:
    places = np.array([0.0, 10.0, 40.0])
    assert position(places, 25.0) == 1.5
    assert position(places, 0.0) == 0.0
    assert position(places, 41.0) is None
