"""Response surfaces of paired runs, beside formulas, refits and figures by hand."""

from __future__ import annotations

import numpy as np
import pytest

from resettle.results.statistics.response import (
    Design,
    columns,
    conformal,
    fit_response,
    terms_of,
    told,
)


def points(count: int, size: int = 2) -> np.ndarray:
    return np.random.default_rng(3).uniform(-1.0, 1.0, (count, size))


def test_terms_are_those_of_the_form() -> None:
    assert terms_of("linear", 2) == ((), (0,), (1,))
    assert terms_of("quadratic", 2) == ((), (0,), (1,), (0, 0), (0, 1), (1, 1))
    assert terms_of("cubic", 2)[-2:] == ((0, 0, 0), (1, 1, 1))
    assert columns(np.array([[2.0, 3.0]]), terms_of("quadratic", 2)).tolist() == [
        [1.0, 2.0, 3.0, 4.0, 6.0, 9.0]
    ]


def test_a_quadratic_is_found_again_in_every_future() -> None:
    at = points(30)
    luck = np.arange(12.0)
    values = 5.0 + luck + (2.0 * at[:, [0]] - at[:, [1]] * at[:, [0]]) * (1.0 + luck / 10.0)
    response = fit_response(at, values, None, None, 1)
    new = np.array([[0.5, -0.25]])
    expected = 5.0 + luck + (1.0 + 0.125) * (1.0 + luck / 10.0)
    found = response.predict(new)
    assert found["mean"][0] == pytest.approx(expected.mean())
    assert [found["low"][0], found["high"][0]] == pytest.approx(np.quantile(expected, [0.05, 0.95]))
    assert response.errors["mean"] == pytest.approx(0.0, abs=1e-9)


def test_leaving_a_point_out_is_fitting_without_it() -> None:
    at = points(20)
    values = np.random.default_rng(1).normal(size=(20, 4))
    design = Design.of(at, "quadratic")
    assert design is not None
    rest = np.delete(np.arange(20), 7)
    again = Design.of(at[rest], "quadratic")
    assert again is not None
    by_hand = columns(at[[7]], again.terms) @ again.coefficients(values[rest])
    assert design.left_out(values)[7] == pytest.approx(by_hand[0])


def test_probability_counts_runs_and_weighs_predictions() -> None:
    values = np.array([[1.0, 2.0, 3.0, 4.0]])
    assert told(values, None, 3.0, 1)["probability"][0] == 0.5
    assert told(values, None, 3.0, -1)["probability"][0] == 0.75
    half = told(values, np.full(4, 1.0), 2.5, 1)["probability"][0]
    assert half == pytest.approx(0.5)  # two above and two below, as far
    one = told(np.array([[1.0]]), np.array([2.0]), 2.0, 1)["probability"][0]
    assert one == pytest.approx(0.3085375)  # the normal distribution at -1/2


def test_a_band_is_as_much_wider_as_runs_differ_from_predictions() -> None:
    values = np.array([[-1.0, 1.0]])
    plain, wide = told(values)["high"][0], told(values, np.full(2, np.sqrt(3.0)))["high"][0]
    assert plain == pytest.approx(0.9) and wide == pytest.approx(1.8)  # variance 1, and 1 + 3


def test_the_error_is_the_rank_that_new_misses_exceed_one_time_in_twenty() -> None:
    assert conformal(np.arange(1.0, 20.0)) == 19.0  # rank 0.95 x 20
    assert conformal(np.arange(1.0, 100.0)) == 95.0  # rank 0.95 x 100
    assert conformal(np.array([2.0, 1.0])) == 2.0


def test_the_error_grows_away_from_the_points() -> None:
    at = points(30)
    values = at[:, [0]] + 0.1 * np.random.default_rng(2).normal(size=(30, 20))
    response = fit_response(at, values, None, None, 1)
    inside, outside = response.error(np.array([[0.0, 0.0], [3.0, 3.0]]))["mean"]
    leverage = response.design.leverage(np.array([[3.0, 3.0]]))[0]
    assert outside == pytest.approx(response.errors["mean"] * np.sqrt(1.0 + leverage))
    assert outside > 1.5 * inside


def test_too_few_points_fit_nothing() -> None:
    with pytest.raises(ValueError, match="5 points are too few to fit 2 settings"):
        fit_response(points(5), np.ones((5, 3)), None, None, 1)
