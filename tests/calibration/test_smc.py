"""The quick sampler: known answers, the slow one's answers, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest

from resettle.calibration.fit.problem import Floats
from resettle.calibration.fit.runs import run_all
from resettle.calibration.fit.sampler import CalibrationError, Likelihood, sample_posterior
from resettle.calibration.validation.refits import learn
from resettle.calibration.validation.smc import sample_particles
from tests.calibration.toys import bent


def test_a_normal_posterior_of_many_columns_comes_out_as_it_is_known() -> None:
    rng = np.random.default_rng(0)
    matrix, sd = rng.standard_normal((27, 29)), np.abs(rng.standard_normal(27)) + 0.5
    observed = matrix @ (0.5 * rng.standard_normal(29))
    covariance = np.linalg.inv(np.eye(29) + matrix.T @ (matrix / sd[:, None] ** 2))
    centre, spread = covariance @ matrix.T @ (observed / sd**2), np.sqrt(np.diag(covariance))

    def likelihood(places: Floats) -> Floats:
        return np.asarray(-0.5 * np.square((places @ matrix.T - observed) / sd).sum(axis=1))

    found = sample_particles(likelihood, 29, seed=1)
    assert np.abs((found.draws.mean(axis=0) - centre) / spread).max() < 0.15
    assert (found.draws.std(axis=0) / spread).mean() == pytest.approx(1.0, abs=0.04)
    assert found.draws.std(axis=0) == pytest.approx(spread, rel=0.1)


def test_a_bent_problem_is_sampled_as_by_the_ensemble_sampler() -> None:
    toy = bent()
    runs = run_all(toy, toy.theta(np.random.default_rng(2).random((200, 4))), list(range(200)), None, jobs=1)
    likelihood = Likelihood(toy, learn(toy, runs.assign(wave=1)).of(toy.statistics))
    slow = sample_posterior(toy, likelihood.emulator, seed=3).draws
    quick = sample_particles(likelihood, 5, seed=3).draws
    for level in (0.05, 0.5, 0.95):
        assert np.quantile(quick, level, axis=0) == pytest.approx(
            np.quantile(slow, level, axis=0), abs=0.3 * float(slow.std(axis=0).max())
        )


def test_without_any_fact_the_prior_comes_back() -> None:
    found = sample_particles(lambda places: np.zeros(len(places)), 3, seed=4)
    assert found.steps == 1
    assert found.draws.mean(axis=0) == pytest.approx(np.zeros(3), abs=0.1)
    assert found.draws.std(axis=0) == pytest.approx(np.ones(3), abs=0.06)


def test_more_moves_bring_groups_together_that_fewer_leave_apart() -> None:
    def ridge(places: Floats) -> Floats:
        return np.asarray(-10.0 * np.square(places[:, 0] ** 2 - places[:, 1]))

    with pytest.raises(CalibrationError, match="apart"):
        sample_particles(ridge, 6, seed=2, count=200)
    longer = sample_particles(ridge, 6, seed=2, count=200, longer=4)
    assert longer.draws.shape == (12 * 200, 6)
    assert longer.draws[:, 1].mean() == pytest.approx(0.355, abs=0.12)  # by importance sampling


def test_groups_that_end_apart_are_refused() -> None:
    def two_walls(places: Floats) -> Floats:
        return np.asarray(-2000.0 * (np.abs(places[:, 0]) - 2.0) ** 2)

    refused = 0
    for seed in range(6):
        try:
            sample_particles(two_walls, 2, seed, count=60)
        except CalibrationError as error:
            refused += "apart" in str(error)
    assert refused
