"""Shares of variance: indices that are known, chance apart, and a bad emulator is called one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from resettle.results.questions.sensitivity.sobol import (
    EmulatorCheck,
    Indices,
    Separated,
    _share,
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
    """Indices and check of a function with chance that points of a block share, and chance of their own."""
    rng = np.random.default_rng(seed)
    numbers = np.repeat(np.arange(blocks), 16)
    unit = sobol_points(size, len(numbers), seed)
    noise = shared * rng.standard_normal((blocks, 3))
    figures = of(unit)[:, None] + noise[numbers] + own * rng.standard_normal((len(unit), 3))
    separated = separate(unit, figures, numbers)
    emulator = learn(unit, separated)
    surface, error = emulator.surfaces[0], float(emulator.cv_sd[0])
    apart = sobol_points(size, 32, seed + 1)
    fresh = of(apart)[:, None] + shared * rng.standard_normal(3) + own * rng.standard_normal((32, 3))
    own_shares = indices(surface, unit, separated, error, lambda u: u, seed)
    return own_shares, check(surface, apart, fresh), separated


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """As the question itself does it: small matrices."""
    with threadpool_limits(1):
        yield


def middles(shares: object) -> list[float]:
    return [one.middle for one in shares]  # type: ignore[attr-defined]


def test_ishigami_has_its_known_indices() -> None:
    shares, checked, _ = studied(ishigami, 3)
    assert middles(shares.first) == pytest.approx(ISHIGAMI_FIRST, abs=0.05)
    assert middles(shares.total) == pytest.approx(ISHIGAMI_TOTAL, abs=0.06)
    assert shares.together == pytest.approx(0.2437, abs=0.05)
    assert shares.chance.middle == pytest.approx(0.0, abs=1e-6)
    assert checked.grade == "good"
    for share, true in zip((*shares.first, *shares.total), (*ISHIGAMI_FIRST, *ISHIGAMI_TOTAL), strict=True):
        assert share.low - 0.02 <= true <= share.high + 0.02


def test_the_g_function_has_the_known_order_and_shares() -> None:
    shares, checked, _ = studied(g_function, len(G))
    assert middles(shares.first) == pytest.approx(G_FIRST, abs=0.08)
    assert np.argsort(middles(shares.total))[::-1][:3].tolist() == [0, 1, 2]
    assert checked.grade in ("good", "rough")


def test_chance_is_a_share_of_its_own_and_takes_from_all_others() -> None:
    shares, checked, separated = studied(bowl, 5, shared=0.8, own=0.4, blocks=40)
    noise = 0.8**2 + 0.4**2
    whole = noise + BOWL.sum()
    assert separated.chance == pytest.approx(noise, rel=0.3)
    assert shares.chance.middle == pytest.approx(noise / whole, abs=0.1)
    assert 0.0 < shares.chance.low < shares.chance.middle < shares.chance.high < 1.0
    assert middles(shares.first)[:2] == pytest.approx(BOWL[:2] / whole, abs=0.05)
    assert max(middles(shares.first)[2:]) < 0.02
    assert shares.sd == pytest.approx(np.sqrt(whole), rel=0.15)
    assert checked.grade == "good" and checked.error < 0.2


def test_the_spread_of_chance_is_as_large_as_it_is_said_to_be() -> None:
    blocks = np.repeat(np.arange(12), 16)
    separated = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        unit = sobol_points(5, len(blocks), seed)
        noise = 0.8 * rng.standard_normal((12, 3))[blocks] + 0.4 * rng.standard_normal((len(blocks), 3))
        separated.append(separate(unit, bowl(unit)[:, None] + noise, blocks))
    shares = np.array([one.chance for one in separated])
    reported = np.array([one.resampled.std(ddof=1) for one in separated])
    assert shares.mean() == pytest.approx(0.8**2 + 0.4**2, rel=0.1)
    assert reported.mean() == pytest.approx(shares.std(), rel=0.3)


def test_shared_chance_is_taken_off_and_the_rest_is_reported() -> None:
    _, _, separated = studied(bowl, 5, shared=5.0, own=0.3)
    true = bowl(sobol_points(5, 256, 1))
    apart = separated.values - true
    assert np.std(apart - apart.mean()) < 2.5 * 0.3 / np.sqrt(3)
    assert separated.noise_sd == pytest.approx(0.3 / np.sqrt(3), rel=0.15)


def test_an_emulator_that_cannot_follow_is_called_bad() -> None:
    def wild(u: np.ndarray) -> np.ndarray:
        return np.sin(90.0 * u[:, 0]) * np.cos(70.0 * u[:, 1]) + 0.05 * u[:, 2]

    _, checked, _ = studied(wild, 3)
    assert checked.grade == "bad"
    assert checked.explained < 0.5 and checked.error > 0.3


def test_the_error_leaves_out_the_chance_of_the_direct_runs() -> None:
    _, checked, _ = studied(bowl, 5, shared=3.0, own=0.5)
    assert checked.error < 0.25
    assert np.isnan(check(None, np.empty((2, 3)), np.empty((2, 3))).error)  # type: ignore[arg-type]


def test_a_share_of_variance_lies_between_none_and_all() -> None:
    shares = [_share(middle, 0.1) for middle in (-0.3, 0.05, 0.98, 1.3)]
    assert [one.middle for one in shares] == [0.0, 0.05, 0.98, 1.0]
    assert [one.low > 0.0 for one in shares] == [False, False, True, True]
    assert [one.high < 1.0 for one in shares] == [True, True, False, False]


def test_points_are_the_beginning_of_one_sequence() -> None:
    assert sobol_points(4, 100, 7).shape == (100, 4)
    assert (sobol_points(4, 70, 7) == sobol_points(4, 100, 7)[:70]).all()
