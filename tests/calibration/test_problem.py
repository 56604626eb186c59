"""Problems: scales of a parameter, what is refused, what identifies a run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from resettle.calibration.fit.problem import described, no_simulator, scale_of, to_normal, to_unit
from resettle.calibration.fit.runs import run_all
from tests.calibration.toys import bent, linear


def test_unit_places_and_values_are_inverse() -> None:
    problem = bent()
    unit = np.random.default_rng(1).random((50, 4))
    assert np.allclose(problem.unit(problem.theta(unit)), unit)
    assert np.allclose(to_unit(to_normal(unit)), unit)


def test_half_way_is_the_geometric_mean_under_a_logarithmic_prior() -> None:
    half = bent().theta(np.full((1, 4), 0.5))[0]
    assert half[0] == pytest.approx(np.sqrt(0.05 * 0.6))
    assert half[2] == pytest.approx(0.8)


def test_values_never_leave_their_bounds() -> None:
    problem = bent()
    for edge in (0.0, 1.0):
        theta = problem.theta(np.full(4, edge))
        assert (theta >= problem.low).all() and (theta <= problem.high).all()


def test_the_discrepancy_scale_has_a_half_normal_prior() -> None:
    draws = scale_of(np.random.default_rng(2).standard_normal(40_000))
    assert draws.min() >= 0
    assert np.mean(draws) == pytest.approx(np.sqrt(2 / np.pi), abs=0.02)
    assert np.sqrt(np.mean(draws**2)) == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"low": [0.0, 0.0]}, "low needs one number per parameter"),
        ({"low": [3.0, 0.0, 0.0]}, "first: low must be below high"),
        ({"log": [True, False, False]}, "first: a logarithmic prior needs low above 0"),
        ({"observed": [1.0]}, "observed needs one number per statistic"),
        ({"observed": [1.0, 1.0, float("nan"), 1.0, 1.0]}, "observed must be finite"),
        ({"error_sd": [0.1, 0.1, 0.0, 0.1, 0.1]}, "sum_2: error_sd must be above 0"),
        ({"discrepancy_sd": [0.1, 0.1, -0.1, 0.1, 0.1]}, "sum_2: error_sd must be above 0, discrepancy_sd"),
        ({"parameters": ("first", "first", "third")}, "must all differ"),
        ({"parameters": ("first", "sum_1", "third")}, "must all differ"),
        ({"parameters": ("first", "seed", "third")}, "seed cannot be the name"),
        ({"correlation": np.ones((5, 5))}, "correlation must be"),
        ({"parameters": (), "low": [], "high": [], "log": []}, "at least one parameter"),
        ({"measured": ("sum_0", "sum_1")}, "sum_2 is observed but not measured"),
        ({"measured": ("first", *(f"sum_{n}" for n in range(5)))}, "must all differ"),
    ],
)
def test_a_problem_that_makes_no_sense_is_refused(changes: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=f"linear: .*{words}"):
        replace(linear(), **changes)  # type: ignore[arg-type]


def test_correlated_errors_keep_their_variances() -> None:
    correlation = np.full((5, 5), 0.5) + 0.5 * np.eye(5)
    plain = linear().error_covariance(np.array([0.0, 2.0]))
    joint = replace(linear(), correlation=correlation).error_covariance(np.array([0.0, 2.0]))
    assert np.allclose(np.diagonal(joint, axis1=1, axis2=2), np.diagonal(plain, axis1=1, axis2=2))
    assert joint[1, 0, 1] == pytest.approx(0.5 * (0.1**2 + 0.2**2))
    assert plain[1, 0, 1] == 0.0


def test_a_run_is_known_by_simulator_values_and_seed_but_not_by_what_was_observed() -> None:
    problem, theta = linear(), np.array([0.1, 0.2, 0.3])
    key = problem.run_key(theta, 1)
    assert problem.with_observed(np.zeros(5)).run_key(theta, 1) == key
    assert problem.with_observed(np.zeros(5)).digest != problem.digest
    others = [
        problem.run_key(theta, 2),
        problem.run_key(np.nextafter(theta, 1.0), 1),
        replace(problem, version="other").run_key(theta, 1),
        replace(problem, statistics=tuple("abcde")).run_key(theta, 1),
    ]
    assert len({key, *others}) == 5


def test_problems_that_observe_different_things_of_one_run_share_it() -> None:
    whole, theta = linear(), np.array([0.1, 0.2, 0.3])
    fewer = replace(
        whole,
        statistics=whole.statistics[:2],
        observed=whole.observed[:2],
        error_sd=whole.error_sd[:2],
        discrepancy_sd=whole.discrepancy_sd[:2],
        measured=whole.statistics,
    )
    assert fewer.run_key(theta, 1) == whole.run_key(theta, 1)
    assert fewer.digest != whole.digest
    assert replace(fewer, measured=()).run_key(theta, 1) != whole.run_key(theta, 1)
    kept = run_all(fewer, theta[None], [1], None, jobs=1)
    assert kept[list(whole.statistics)].equals(
        run_all(whole, theta[None], [1], None, jobs=1)[list(whole.statistics)]
    )
    assert described(fewer.description()).digest == fewer.digest


def test_a_problem_can_be_read_back_but_then_has_no_simulator() -> None:
    problem = bent()
    again = described(problem.description())
    assert again.digest == problem.digest
    assert again.simulate is no_simulator
    with pytest.raises(RuntimeError, match="no simulator"):
        again.simulate({}, 1)
    with pytest.raises(ValueError, match="describes no problem"):
        described({"name": "x"})
