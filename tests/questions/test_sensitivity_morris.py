"""Screening: exact on what can be worked out by hand, and chance is not taken for an effect."""

from __future__ import annotations

import numpy as np
import pytest
from SALib.analyze import morris

from resettle.results.questions.sensitivity.morris import (
    MorrisEffect,
    effects,
    noise_at_centre,
    rough_shares,
    screen,
    trajectories,
)

LINEAR = np.array([5.0, -3.0, 0.5, 0.0])


def linear(points: np.ndarray) -> np.ndarray:
    return points @ LINEAR


def screened(points: np.ndarray, figures: np.ndarray) -> list[MorrisEffect]:
    return [screen(row) for row in effects(points, figures).swapaxes(0, 1)]


def with_noise(values: np.ndarray, shared: float, own: float, seeds: int = 2) -> np.ndarray:
    """Figures under seeds whose chance is the same for all points of a trajectory, or differs by point."""
    rng = np.random.default_rng(8)
    common = shared * rng.standard_normal((len(values), 1, seeds))
    return values[..., None] + common + own * rng.standard_normal((*values.shape, seeds))


@pytest.fixture(scope="module")
def points() -> np.ndarray:
    return trajectories(4, 8, seed=3)


def test_trajectories_change_one_input_at_a_time_and_are_the_same_again(points: np.ndarray) -> None:
    assert points.shape == (8, 5, 4)
    changed = np.abs(np.diff(points, axis=1)) > 0
    assert (changed.sum(axis=2) == 1).all() and (changed.sum(axis=1) == 1).all()
    assert (points == trajectories(4, 8, seed=3)).all()
    assert not (points == trajectories(4, 8, seed=4)).all()


def test_a_linear_function_gives_its_slopes_without_spread(points: np.ndarray) -> None:
    effects_of_all = screened(points, linear(points)[..., None])
    assert [one.mu for one in effects_of_all] == pytest.approx(LINEAR, abs=1e-12)
    assert [one.mu_star for one in effects_of_all] == pytest.approx(np.abs(LINEAR), abs=1e-12)
    assert max(one.sigma for one in effects_of_all) < 1e-12
    assert [one.one_way for one in effects_of_all[:3]] == [True, True, True]
    assert effects_of_all[0].clear and not effects_of_all[3].clear


def test_the_figures_are_those_of_salib(points: np.ndarray) -> None:
    values = np.prod(1.0 + LINEAR * np.square(points), axis=2)
    problem = {"num_vars": 4, "names": list("abcd"), "bounds": [[0, 1]] * 4}
    theirs = morris.analyze(problem, points.reshape(-1, 4), values.ravel(), num_levels=4)
    ours = screened(points, values[..., None])
    for name in ("mu", "mu_star", "sigma"):
        assert [getattr(one, name) for one in ours] == pytest.approx(np.asarray(theirs[name]))


def test_an_input_that_bends_back_has_size_but_no_way() -> None:
    points = trajectories(2, 12, seed=1)
    values = 4.0 * (points[..., 0] - 0.5) ** 2 + 0.1 * points[..., 1]
    bowl, line = screened(points, values[..., None])
    assert bowl.mu_star > 5 * line.mu_star
    assert abs(bowl.mu) < 0.9 * bowl.mu_star and not bowl.one_way
    assert bowl.sigma > 0.1 and line.sigma < 1e-12


def test_chance_that_all_points_share_cancels(points: np.ndarray) -> None:
    effects_of_all = screened(points, with_noise(linear(points), shared=50.0, own=0.0))
    assert [one.mu for one in effects_of_all] == pytest.approx(LINEAR, abs=1e-9)
    assert max(one.noise for one in effects_of_all) < 1e-9


def test_chance_that_does_not_cancel_is_not_taken_for_an_effect() -> None:
    points = trajectories(4, 16, seed=3)
    effects_of_all = screened(points, with_noise(linear(points), shared=0.0, own=1.0))
    assert effects_of_all[0].clear and effects_of_all[1].clear
    assert not effects_of_all[3].clear
    assert effects_of_all[3].mu_star == pytest.approx(effects_of_all[3].noise, rel=0.5)
    # a difference of two means of two seeds over 2/3 of the range has sd 1.5; its mean size is 0.8 of that
    assert effects_of_all[3].noise == pytest.approx(np.sqrt(2 / np.pi) * 1.5, rel=0.3)


@pytest.mark.parametrize(("size", "clear"), [(1.30, False), (1.32, True)])
def test_an_effect_is_clear_where_chance_makes_one_so_large_in_one_of_twenty_cases(
    size: float, clear: bool
) -> None:
    # mean of 16 sizes of normal noise: 1 + 1.645 √(π/2 − 1) / 4 = 1.311 times the mean size
    assert MorrisEffect(size, size, 0.0, 3.0, 0.0, noise=1.0, trajectories=16).clear is clear


def test_a_failed_run_takes_its_steps_and_no_more(points: np.ndarray) -> None:
    figures = with_noise(linear(points), shared=1.0, own=0.0)
    figures[2, 0, :] = np.nan
    figures[3, 1, 0] = np.nan
    effects_of_all = screened(points, figures)
    assert sorted(one.trajectories for one in effects_of_all) == [7, 8, 8, 8]
    assert [one.mu for one in effects_of_all] == pytest.approx(LINEAR, abs=1e-9)
    assert screen(np.full((3, 2), np.nan)).trajectories == 0


def test_seed_noise_at_the_centre_has_an_interval_that_holds_the_truth() -> None:
    effects_of_all = noise_at_centre(10.0 + 2.0 * np.random.default_rng(5).standard_normal(24))
    assert effects_of_all.low < 2.0 < effects_of_all.high and effects_of_all.seeds == 24
    assert effects_of_all.centre == pytest.approx(10.0, abs=1.5)
    assert noise_at_centre(np.full(5, 3.0)).sd == 0.0
    alone = noise_at_centre(np.array([1.0, np.nan]))
    assert np.isnan(alone.sd) and (alone.centre, alone.seeds) == (1.0, 1)


def test_shares_leave_out_what_is_not_clear() -> None:
    large = MorrisEffect(4.0, 4.0, 3.0, 5.0, 0.0, 0.0, 6)
    small = MorrisEffect(2.0, 2.0, 1.0, 3.0, 0.0, 0.0, 6)
    noise = MorrisEffect(0.1, 1.0, 0.0, 2.0, 1.0, 1.0, 6)
    assert rough_shares([large, small, noise]) == pytest.approx([0.8, 0.2, 0.0])
