"""Tornado: widths of what can be worked out, turns are seen, luck is not."""

from __future__ import annotations

import numpy as np
import pytest

from resettle.results.questions.sensitivity.swings import STEPS, swing
from resettle.results.statistics.paired import Estimate


def figures(of: object, luck: np.ndarray, own: float = 0.0) -> np.ndarray:
    rng = np.random.default_rng(2)
    values = np.array([of(step) for step in STEPS])[:, None]  # type: ignore[operator]
    return values + luck + own * rng.standard_normal((len(STEPS), len(luck)))


LUCK = 10.0 * np.random.default_rng(1).standard_normal(10)


def test_a_line_swings_from_end_to_end_and_luck_cancels() -> None:
    found = swing(figures(lambda x: 6.0 * x, LUCK), 6.0 * 0.25 + LUCK, 0.25)
    assert found.width == pytest.approx(6.0)
    assert found.at(0.0).middle == pytest.approx(-1.5) and found.at(1.0).middle == pytest.approx(4.5)
    assert found.positions == pytest.approx((0.0, 0.25, 1 / 3, 2 / 3, 1.0))
    assert not found.turns


def test_a_bowl_turns_although_its_ends_are_equal() -> None:
    found = swing(figures(lambda x: (x - 0.5) ** 2, LUCK), LUCK, 0.5)
    assert found.turns
    assert found.at(1.0).middle == pytest.approx(found.at(0.0).middle)
    assert found.width == pytest.approx(0.25)


def test_luck_alone_is_no_turn() -> None:
    turned = [
        swing(np.random.default_rng(seed).standard_normal((4, 10)), np.zeros(10), 0.4).turns
        for seed in range(40)
    ]
    assert sum(turned) <= 2


def test_an_input_that_stands_at_its_low_end_has_a_swing() -> None:
    found = swing(figures(lambda x: -2.0 * x, LUCK), LUCK, 0.0)
    assert found.at(0.0) == Estimate(0.0, 0.0, 0.0)
    assert found.width == pytest.approx(2.0)


def test_seeds_with_a_failed_run_are_left_out() -> None:
    held = figures(lambda x: x, LUCK)
    held[2, 3] = np.nan
    found = swing(held, 0.5 + LUCK, 0.5)
    assert found.seeds == 9 and found.width == pytest.approx(1.0)
