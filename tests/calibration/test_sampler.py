"""The sampler: right on densities with known answers, and it says when it did not converge."""

from __future__ import annotations

import numpy as np
import pytest

from resettle.calibration.fit.problem import Floats
from resettle.calibration.fit.sampler import CalibrationError, autocorrelation_time, sample, split_rhat

SPREAD = np.array([[0.04, 0.036], [0.036, 0.04]])
CENTRE = np.array([1.0, -0.5])


def narrow(places: Floats) -> Floats:
    """A narrow ridge in two dimensions; a third is left to the prior."""
    apart = places[:, :2] - CENTRE
    return -0.5 * np.einsum("ni,ij,nj->n", apart, np.linalg.inv(SPREAD), apart)


def test_a_normal_posterior_has_the_known_mean_and_covariance() -> None:
    chains = sample(narrow, ("a", "b", "free"), seed=1)
    precision = np.linalg.inv(SPREAD) + np.eye(2)
    covariance = np.linalg.inv(precision)
    mean = covariance @ np.linalg.inv(SPREAD) @ CENTRE
    assert chains.draws.shape == (2_000, 3)
    assert chains.draws.mean(axis=0)[:2] == pytest.approx(mean, abs=0.03)
    assert np.cov(chains.draws[:, :2], rowvar=False) == pytest.approx(covariance, rel=0.25)
    assert chains.draws[:, 2].std() == pytest.approx(1.0, abs=0.1)
    assert chains.rhat.max() <= 1.05 and chains.ess.min() >= 400
    assert 0.1 < chains.acceptance < 0.9


def test_the_same_seed_gives_the_same_draws() -> None:
    one, two, other = (sample(narrow, ("a", "b", "free"), seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(one.draws, two.draws)
    assert not np.array_equal(one.draws, other.draws)


def test_chains_that_disagree_are_an_error_that_names_the_parameter() -> None:
    def two_peaks(places: Floats) -> Floats:
        return -0.5 * ((np.abs(places[:, 0]) - 1.5) / 0.01) ** 2

    with pytest.raises(CalibrationError, match=r"did not converge in 1000 steps: a \(R-hat"):
        sample(two_peaks, ("a", "b"), seed=1, most_steps=1_000)


def test_a_rough_posterior_is_never_refused() -> None:
    def two_peaks(places: Floats) -> Floats:
        return -0.5 * ((np.abs(places[:, 0]) - 1.5) / 0.01) ** 2

    chains = sample(two_peaks, ("a", "b"), seed=1, most_steps=1_000, rough=True)
    assert {float(np.sign(value)) for value in chains.draws[:, 0]} == {-1.0, 1.0}


def test_ctrl_c_passes_through_without_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    calls = []

    def interrupted(places: Floats) -> Floats:
        calls.append(len(places))
        if len(calls) > 5:
            raise KeyboardInterrupt
        return np.zeros(len(places))

    with pytest.raises(KeyboardInterrupt):
        sample(interrupted, ("a", "b"), seed=1)
    assert capsys.readouterr() == ("", "")


def test_split_rhat_tells_drift_and_disagreement_from_good_chains() -> None:
    rng = np.random.default_rng(1)
    good = rng.standard_normal((400, 8, 1))
    drifting = good + np.linspace(0.0, 3.0, 400)[:, None, None]
    apart = good + 2.0 * (np.arange(8) % 2)[None, :, None]
    assert split_rhat(good)[0] < 1.02
    assert split_rhat(drifting)[0] > 1.2
    assert split_rhat(apart)[0] > 1.2


def test_the_autocorrelation_time_of_a_known_process_is_found() -> None:
    rng = np.random.default_rng(2)
    chain = np.zeros((4_000, 8, 1))
    for step in range(1, 4_000):
        chain[step] = 0.8 * chain[step - 1] + rng.standard_normal((8, 1))
    assert autocorrelation_time(chain)[0] == pytest.approx(9.0, rel=0.15)
