"""Regret and the value of information, against cases that can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from resettle.results.statistics.regret import least_regret, regrets, worth_knowing


def test_regret_is_what_the_best_choice_of_each_future_brings_more() -> None:
    values = np.array([[10.0, 0.0, 4.0], [7.0, 5.0, 4.0]])
    bold, careful = regrets(values)
    assert (bold.mean, bold.largest) == pytest.approx((14 / 3, 5.0))
    assert (careful.mean, careful.largest) == pytest.approx((16 / 3, 3.0))
    assert (bold.best, careful.best) == pytest.approx((2 / 3, 2 / 3))
    assert least_regret((bold, careful)) == 1


def test_shortfall_is_the_mean_of_the_worst_tenth() -> None:
    values = np.arange(40.0)[None, ::-1]
    assert regrets(values)[0].shortfall == pytest.approx((0 + 1 + 2 + 3) / 4)


@pytest.mark.parametrize("values", [np.empty((0, 0)), np.array([[1.0, np.nan]]), np.array([1.0, 2.0])])
def test_gaps_are_refused(values: np.ndarray) -> None:
    with pytest.raises(ValueError, match="every choice in every future"):
        regrets(values)


def test_what_turns_the_choice_is_worth_what_it_saves_and_noise_is_worth_nothing() -> None:
    """One choice gains x, the other nothing; x is even over -1 to 1: E max(x, 0) is 1/4."""
    rng = np.random.default_rng(2)
    x, noise = rng.uniform(-1.0, 1.0, 4000), rng.uniform(-1.0, 1.0, 4000)
    values = np.stack([x + 0.1 * rng.normal(size=4000), np.zeros(4000)])
    found = worth_knowing(values, {"noise": noise, "x": x})
    assert list(found) == ["x", "noise"]
    assert found["x"] == pytest.approx(0.25, abs=0.03)
    assert found["noise"] == pytest.approx(0.0, abs=0.005)


def test_an_unknown_that_never_turns_the_choice_is_worth_nothing() -> None:
    x = np.random.default_rng(3).uniform(-1.0, 1.0, 300)
    values = np.stack([x + 10.0, x])
    assert worth_knowing(values, {"x": x, "flat": np.ones(300)}) == {"x": 0.0, "flat": 0.0}


def test_of_eighty_unknowns_that_are_noise_none_is_worth_knowing() -> None:
    found = 0
    for seed in range(10):
        rng = np.random.default_rng(seed)
        values = np.stack([rng.normal(size=150), rng.normal(size=150)])
        noise = {f"noise {number}": rng.normal(size=150) for number in range(80)}
        found += any(worth_knowing(values, noise, seed).values())
    assert found <= 2, "a line of advice would name noise"


def test_lengths_must_agree() -> None:
    with pytest.raises(ValueError, match="x has 3 numbers for 2 futures"):
        worth_knowing(np.zeros((2, 2)), {"x": np.zeros(3)})
