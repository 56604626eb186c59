"""Emulators: the right kind is chosen, and the stated error is the true one."""

from __future__ import annotations

import numpy as np
import pytest

from resettle.calibration.fit.problem import Floats, to_normal, to_unit
from resettle.calibration.fit.regions import Region, Staged
from resettle.calibration.fit.waves import latin_hypercube
from resettle.results.statistics.emulator import Emulator, fit_emulator, seed_noise
from resettle.results.statistics.surfaces import basis_of, fit_polynomial


def truth(unit: Floats) -> Floats:
    """A plane, a bowl, a wave, and something that never changes."""
    a, b, c = unit.T
    return np.column_stack(
        [
            3.0 + 2.0 * a - b,
            (a - 0.3) ** 2 + a * b + c,
            np.sin(6.0 * a) + np.cos(5.0 * b),
            np.full(len(a), 4.0),
        ]
    )


NOISE = np.array([0.05, 0.02, 0.02, 0.0])


def learned(runs: int = 150, seed: int = 3) -> Emulator:
    rng = np.random.default_rng(seed)
    unit = latin_hypercube(runs, 3, rng)
    points = np.concatenate([np.arange(runs), np.repeat(np.arange(10), 2)])
    unit = unit[points]
    values = truth(unit) + NOISE * rng.standard_normal((len(unit), 4))
    return fit_emulator(unit, values, points, error_sd=np.full(4, 0.05))


@pytest.fixture(scope="module")
def emulator() -> Emulator:
    return learned()


def test_cross_validation_chooses_the_kind_that_the_statistic_needs(emulator: Emulator) -> None:
    assert emulator.kinds == ("linear", "quadratic", "quadratic+gp", "linear")


def test_the_stated_error_covers_the_true_one(emulator: Emulator) -> None:
    fresh = np.random.default_rng(9).random((400, 3))
    mean, sd = emulator.predict(fresh)
    apart = mean - truth(fresh)
    assert np.abs(apart[:, 3]).max() < 1e-9
    total = np.sqrt(sd[:, :3] ** 2 + NOISE[:3] ** 2)
    scaled = (apart[:, :3] + NOISE[:3] * np.random.default_rng(1).standard_normal((400, 3))) / total
    rms = np.sqrt(np.mean(scaled**2, axis=0))
    assert (rms < 1.3).all() and (rms > 0.7).all()


def test_seed_noise_comes_from_replicates_alone(emulator: Emulator) -> None:
    assert emulator.noise_sd == pytest.approx(NOISE, rel=0.5, abs=1e-12)
    values = np.array([[1.0], [5.0], [1.2], [9.0]])
    assert seed_noise(values, np.array([0, 1, 0, 2]))[0] == pytest.approx(np.sqrt(0.02))
    assert seed_noise(values, np.arange(4))[0] == 0.0


def test_moments_include_seed_noise_and_are_positive_definite(emulator: Emulator) -> None:
    mean, covariance = emulator.moments(np.full((2, 3), 0.5))
    assert mean.shape == (2, 4) and covariance.shape == (2, 4, 4)
    assert (np.diagonal(covariance, axis1=1, axis2=2) >= emulator.noise_sd**2).all()
    assert (np.linalg.eigvalsh(covariance) > -1e-12).all()


def test_errors_that_go_together_are_said_to() -> None:
    rng = np.random.default_rng(4)
    unit = rng.random((200, 2))
    luck = rng.standard_normal(200)
    values = np.column_stack([unit[:, 0] + 0.1 * luck, unit[:, 1] + 0.1 * luck])
    found = fit_emulator(unit, values, np.arange(200), np.full(2, 0.1))
    assert found.correlation[0, 1] > 0.9


def test_a_polynomial_of_the_right_degree_is_exact_without_noise() -> None:
    unit = np.random.default_rng(6).random((60, 3))
    values = truth(unit)[:, 1]
    fresh = np.random.default_rng(7).random((20, 3))
    mean, _ = fit_polynomial(basis_of(unit, 2), values).predict(fresh)
    assert mean == pytest.approx(truth(fresh)[:, 1], abs=1e-3)


def test_the_noise_of_a_polynomial_is_that_of_its_runs_however_many_terms_it_has() -> None:
    found = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        unit = rng.random((40, 5))  # a quadratic has 21 coefficients
        values = 3.0 * unit[:, 0] + unit[:, 1] ** 2 + 0.2 * rng.standard_normal(40)
        found.append(fit_polynomial(basis_of(unit, 2), values).noise)
    assert np.mean(found) == pytest.approx(0.04, rel=0.15)


def test_a_polynomial_doubts_itself_away_from_its_runs() -> None:
    unit = 0.4 + 0.2 * np.random.default_rng(6).random((60, 3))
    values = truth(unit)[:, 0] + 0.05 * np.random.default_rng(8).standard_normal(60)
    _, variance = fit_polynomial(basis_of(unit, 2), values).predict(
        np.array([[0.5, 0.5, 0.5], [1.0, 0.0, 1.0]])
    )
    assert variance[1] > 5 * variance[0]


def test_fewer_runs_than_unknowns_still_give_an_emulator_and_far_fewer_a_clear_error() -> None:
    rng = np.random.default_rng(1)
    unit = rng.random((40, 10))  # a quadratic has 66 coefficients
    values = unit[:, :1] + 0.01 * rng.standard_normal((40, 1))
    found = fit_emulator(unit, values, np.arange(40), np.array([0.01]))
    fresh = rng.random((50, 10))
    assert np.abs(found.predict(fresh)[0] - fresh[:, :1]).max() < 0.1
    with pytest.raises(ValueError, match="too few to learn 10 parameters"):
        fit_emulator(unit[:15], values[:15], np.arange(15), np.array([0.01]))


def test_a_late_emulator_answers_only_inside_its_region(emulator: Emulator) -> None:
    late = learned(seed=5)
    region = Region(to_normal(np.full(3, 0.5)), 0.3 * np.eye(3), radius=2.0)
    staged = Staged(((None, emulator), (region, late)))
    places = np.array([[0.5, 0.5, 0.5], [0.01, 0.5, 0.99], [0.55, 0.45, 0.5]])
    inside = region.holds(to_normal(places))
    assert inside.tolist() == [True, False, True]
    mean, covariance = staged.moments(places)
    for row, (place, here) in enumerate(zip(places, inside, strict=True)):
        wanted = (late if here else emulator).moments(place[None, :])
        assert mean[row] == pytest.approx(wanted[0][0])
        assert covariance[row] == pytest.approx(wanted[1][0])
    assert staged.predict(to_unit(to_normal(places)))[1].shape == (3, 4)
