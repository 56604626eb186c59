"""Shares of variance: indices that are known, luck apart, and a bad emulator is called one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from resettle.results.questions.sensitivity.sobol import (
    EmulatorCheck,
    Indices,
    Separated,
    check,
    indices,
    learn,
    separate,
    sobol_points,
)

Function = Callable[[np.ndarray], np.ndarray]


def ishigami(u: np.ndarray) -> np.ndarray:
    x = np.pi * (2.0 * u - 1.0)
    return np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


ISHIGAMI_FIRST, ISHIGAMI_TOTAL = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437)

G = np.array([0.0, 1.0, 4.5, 9.0, 99.0])


def g_function(u: np.ndarray) -> np.ndarray:
    return np.prod((np.abs(4.0 * u - 2.0) + G) / (1.0 + G), axis=1)


G_PARTS = 1.0 / (3.0 * (1.0 + G) ** 2)
G_FIRST = G_PARTS / (np.prod(1.0 + G_PARTS) - 1.0)


def bowl(u: np.ndarray) -> np.ndarray:
    """Variances by hand: 3 a: 9/12; 2 b²: 4 · 4/45; 2 (a − ½)(c − ½): 4/144."""
    return 3.0 * u[:, 0] + 2.0 * u[:, 1] ** 2 + 2.0 * (u[:, 0] - 0.5) * (u[:, 2] - 0.5)


BOWL = np.array([9.0 / 12.0, 16.0 / 45.0, 4.0 / 144.0])


def studied(
    of: Function, size: int, shared: float = 0.0, own: float = 0.0, blocks: int = 16, seed: int = 1
) -> tuple[Indices, EmulatorCheck, Separated]:
    """Indices and check of a function with luck that points of a block share, and luck of their own."""
    rng = np.random.default_rng(seed)
    numbers = np.repeat(np.arange(blocks), 16)
    unit = sobol_points(size, len(numbers), seed)
    luck = shared * rng.standard_normal((blocks, 3))
    figures = of(unit)[:, None] + luck[numbers] + own * rng.standard_normal((len(unit), 3))
    held = separate(unit, figures, numbers)
    emulator = learn(unit, held)
    surface, error = emulator.surfaces[0], float(emulator.cv_sd[0])
    apart = sobol_points(size, 32, seed + 1)
    fresh = of(apart)[:, None] + shared * rng.standard_normal(3) + own * rng.standard_normal((32, 3))
    return indices(surface, unit, held, error, lambda u: u, seed), check(surface, apart, fresh), held


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """As the question itself does it: small matrices."""
    with threadpool_limits(1):
        yield


def middles(shares: object) -> list[float]:
    return [one.middle for one in shares]  # type: ignore[attr-defined]


def test_ishigami_has_its_known_indices() -> None:
    found, checked, _ = studied(ishigami, 3)
    assert middles(found.first) == pytest.approx(ISHIGAMI_FIRST, abs=0.05)
    assert middles(found.total) == pytest.approx(ISHIGAMI_TOTAL, abs=0.06)
    assert found.together == pytest.approx(0.2437, abs=0.05)
    assert found.chance.middle == pytest.approx(0.0, abs=1e-6)
    assert checked.grade == "good"
    for share, true in zip((*found.first, *found.total), (*ISHIGAMI_FIRST, *ISHIGAMI_TOTAL), strict=True):
        assert share.low - 0.02 <= true <= share.high + 0.02


def test_the_g_function_has_the_known_order_and_shares() -> None:
    found, checked, _ = studied(g_function, len(G))
    assert middles(found.first) == pytest.approx(G_FIRST, abs=0.08)
    assert np.argsort(middles(found.total))[::-1][:3].tolist() == [0, 1, 2]
    assert checked.grade in ("good", "rough")


def test_luck_is_a_share_of_its_own_and_takes_from_all_others() -> None:
    found, checked, held = studied(bowl, 5, shared=0.8, own=0.4, blocks=40)
    luck = 0.8**2 + 0.4**2
    whole = luck + BOWL.sum()
    assert held.chance == pytest.approx(luck, rel=0.3)
    assert found.chance.middle == pytest.approx(luck / whole, abs=0.1)
    assert 0.0 < found.chance.low < found.chance.middle < found.chance.high < 1.0
    assert middles(found.first)[:2] == pytest.approx(BOWL[:2] / whole, abs=0.05)
    assert max(middles(found.first)[2:]) < 0.02
    assert found.sd == pytest.approx(np.sqrt(whole), rel=0.15)
    assert checked.grade == "good" and checked.error < 0.2


def test_the_spread_of_luck_is_as_large_as_it_is_said_to_be() -> None:
    blocks = np.repeat(np.arange(12), 16)
    held = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        unit = sobol_points(5, len(blocks), seed)
        luck = 0.8 * rng.standard_normal((12, 3))[blocks] + 0.4 * rng.standard_normal((len(blocks), 3))
        held.append(separate(unit, bowl(unit)[:, None] + luck, blocks))
    found = np.array([one.chance for one in held])
    stated = np.array([one.resampled.std(ddof=1) for one in held])
    assert found.mean() == pytest.approx(0.8**2 + 0.4**2, rel=0.1)
    assert stated.mean() == pytest.approx(found.std(), rel=0.3)


def test_shared_luck_is_taken_off_and_what_is_left_is_stated() -> None:
    _, _, held = studied(bowl, 5, shared=5.0, own=0.3)
    true = bowl(sobol_points(5, 256, 1))
    apart = held.values - true
    assert np.std(apart - apart.mean()) < 2.5 * 0.3 / np.sqrt(3)
    assert held.noise_sd == pytest.approx(0.3 / np.sqrt(3), rel=0.15)


def test_an_emulator_that_cannot_follow_is_called_bad() -> None:
    def wild(u: np.ndarray) -> np.ndarray:
        return np.sin(90.0 * u[:, 0]) * np.cos(70.0 * u[:, 1]) + 0.05 * u[:, 2]

    _, checked, _ = studied(wild, 3)
    assert checked.grade == "bad"
    assert checked.explained < 0.5 and checked.error > 0.3


def test_the_error_leaves_out_the_luck_of_the_direct_runs() -> None:
    _, checked, _ = studied(bowl, 5, shared=3.0, own=0.5)
    assert checked.error < 0.25
    assert np.isnan(check(None, np.empty((2, 3)), np.empty((2, 3))).error)  # type: ignore[arg-type]


def test_points_are_the_beginning_of_one_sequence() -> None:
    assert sobol_points(4, 100, 7).shape == (100, 4)
    assert (sobol_points(4, 70, 7) == sobol_points(4, 100, 7)[:70]).all()
