"""Regression-adjusted ABC: near the known answer, corrected for where the runs were made."""

from __future__ import annotations

import numpy as np
import pytest

from resettle.calibration.fit.abc_regression import regression_abc
from resettle.calibration.fit.problem import Floats, to_normal, to_unit
from tests.calibration.simulators import linear_answer
from tests.calibration.toys import MATRIX, linear

NOISE = np.full(5, 0.05)


def runs(normal: Floats, seed: int) -> tuple[Floats, Floats]:
    unit = to_unit(normal)
    theta = linear().theta(unit)
    return unit, theta @ MATRIX.T + 0.05 * np.random.default_rng(seed).standard_normal((len(unit), 5))


def answer() -> tuple[Floats, Floats]:
    """Mean and standard deviation of the posterior, over the prior of the discrepancy scale, roughly."""
    mean, covariance = linear_answer(linear(), scale=0.7)
    return mean, np.sqrt(np.diag(covariance))


def test_it_agrees_with_the_known_posterior() -> None:
    rng = np.random.default_rng(1)
    unit, values = runs(rng.standard_normal((1_500, 3)), 2)
    found = regression_abc(linear(), unit, values, np.ones(1_500), NOISE, seed=3)
    mean, sd = answer()
    assert found.theta.shape == (2_000, 3)
    assert np.abs(np.median(found.theta, axis=0) - mean).max() < 0.7 * sd.max()
    assert (found.theta.std(axis=0) < 2.5 * sd).all()
    assert 0 < found.acceptance <= 0.5 and found.ess > 20


def test_weights_take_back_where_the_runs_were_made() -> None:
    rng = np.random.default_rng(4)
    centre = to_normal(linear().unit(np.array([0.6, -0.2, 0.3])))
    normal = centre + 0.15 * rng.standard_normal((1_000, 3))
    unit, values = runs(normal, 5)
    logs = -0.5 * np.square(normal).sum(axis=1) + 0.5 * np.square((normal - centre) / 0.15).sum(axis=1)
    found = regression_abc(linear(), unit, values, np.exp(logs - logs.max()), NOISE, seed=3)
    mean, sd = answer()
    assert np.abs(np.median(found.theta, axis=0) - mean).max() < 0.8 * sd.max()


def test_weights_that_leave_a_handful_of_runs_are_tempered_and_that_is_said() -> None:
    unit, values = runs(np.random.default_rng(6).standard_normal((300, 3)), 7)
    even = regression_abc(linear(), unit, values, np.ones(300), NOISE, seed=8)
    wild = np.exp(12.0 * np.random.default_rng(1).standard_normal(300))
    found = regression_abc(linear(), unit, values, wild, NOISE, seed=8)
    assert even.power == 1.0
    assert 0.0 < found.power < 1.0 and found.ess > 10


def test_draws_stay_within_the_priors_bounds_and_repeat_with_the_seed() -> None:
    unit, values = runs(np.random.default_rng(6).standard_normal((300, 3)), 7)
    one, two = (regression_abc(linear(), unit, values, np.ones(300), NOISE, seed=8) for _ in range(2))
    assert np.array_equal(one.theta, two.theta)
    assert (np.abs(one.theta) <= 2.0).all()


def test_too_few_runs_are_refused() -> None:
    unit, values = runs(np.random.default_rng(6).standard_normal((12, 3)), 7)
    with pytest.raises(ValueError, match="12 runs are too few"):
        regression_abc(linear(), unit, values, np.ones(12), NOISE, seed=8)
