"""Tornado: widths of what can be worked out, turns are seen, chance is not."""

from __future__ import annotations

import numpy as np
import pytest

from resettle.results.questions.sensitivity.morris import STEPS, swing
from resettle.results.statistics.intervals import Estimate


def figures(of: object, noise: np.ndarray, own: float = 0.0) -> np.ndarray:
    rng = np.random.default_rng(2)
    values = np.array([of(step) for step in STEPS])[:, None]  # type: ignore[operator]
    return values + noise + own * rng.standard_normal((len(STEPS), len(noise)))


NOISE = 10.0 * np.random.default_rng(1).standard_normal(10)


def test_a_line_swings_from_end_to_end_and_chance_cancels() -> None:
    line = swing(figures(lambda x: 6.0 * x, NOISE), 6.0 * 0.25 + NOISE, 0.25)
    assert line.width == pytest.approx(6.0)
    assert line.at(0.0).middle == pytest.approx(-1.5) and line.at(1.0).middle == pytest.approx(4.5)
    assert line.positions == pytest.approx((0.0, 0.25, 1 / 3, 2 / 3, 1.0))
    assert not line.turns


def test_a_bowl_turns_although_its_ends_are_equal() -> None:
    line = swing(figures(lambda x: (x - 0.5) ** 2, NOISE), NOISE, 0.5)
    assert line.turns
    assert line.at(1.0).middle == pytest.approx(line.at(0.0).middle)
    assert line.width == pytest.approx(0.25)


def test_chance_alone_is_no_turn() -> None:
    turned = [
        swing(np.random.default_rng(seed).standard_normal((4, 10)), np.zeros(10), 0.4).turns
        for seed in range(40)
    ]
    assert sum(turned) <= 2


def test_an_input_that_stands_at_its_low_end_has_a_swing() -> None:
    line = swing(figures(lambda x: -2.0 * x, NOISE), NOISE, 0.0)
    assert line.at(0.0) == Estimate(0.0, 0.0, 0.0)
    assert line.width == pytest.approx(2.0)


def test_seeds_with_a_failed_run_are_left_out() -> None:
    values = figures(lambda x: x, NOISE)
    values[2, 3] = np.nan
    line = swing(values, 0.5 + NOISE, 0.5)
    assert line.seeds == 9 and line.width == pytest.approx(1.0)
