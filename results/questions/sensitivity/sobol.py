"""Sobol indices: the share of an outcome's variance that each input makes, and the share of chance.

Runs at the points of a Sobol' sequence teach an emulator (`results.statistics.emulator`); the indices are
those of the emulator (Saltelli et al. (2010), *Computer Physics Communications* 181, 259-270, by SALib).
Points come in blocks, each with seeds of its own: points of a block share their chance, which can be
taken off, and the blocks together show how large it is. Points that the emulator never saw say how
far it can be trusted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray

from resettle.results.statistics.emulator import Emulator, fit_emulator
from resettle.results.statistics.intervals import LEVEL, Estimate, FloatArray, resamples
from resettle.results.statistics.surfaces import (
    Polynomial,
    Surface,
    WithProcess,
    basis_of,
    fit_polynomial,
    fit_with_process,
)

Integers = NDArray[np.int64]

ROUNDS = 8
"""Times that the surface and the chance of the blocks are fitted in turn."""

CUBE = 1024
"""Base points of the sample that indices are taken from; an emulator answers for inputs + 2 times them."""

REFITS = 60
"""Times that an emulator is fitted again to see how far its indices move."""

TOLERATED = 0.2
"""Lack of fit, in standard deviations of the outcome, that an emulator is not bettered for."""

GOOD, ROUGH = 0.9, 0.7
"""Share of held-out variance that a good emulator, and one that is fit for a rough answer, explains."""


def sobol_points(dimensions: int, count: int, seed: int) -> FloatArray:
    """First points of a scrambled Sobol' sequence, shape (count, dimensions)."""
    from scipy.stats.qmc import Sobol

    drawn = Sobol(dimensions, rng=np.random.default_rng(seed)).random(1 << (count - 1).bit_length())
    return np.asarray(drawn[:count], dtype=np.float64)


@dataclass(frozen=True)
class Separated:
    """Outcomes at some points with the chance of their seeds taken off.

    Attributes:
        values: Mean outcome of each point, chance of its block taken off.
        noise_sd: Standard deviation of the chance that is left in it.
        chance: Variance between seeds, averaged over the points.
        resampled: The same in bootstrap samples of blocks, spread as far as few blocks need; NaN
            throughout with a single block.
    """

    values: FloatArray
    noise_sd: float
    chance: float
    resampled: FloatArray


def separate(unit: FloatArray, figures: FloatArray, blocks: Integers) -> Separated:
    """Take the chance of seeds off, and say how large it is.

    An outcome is a smooth function of the position, plus what its seed does to all points of the block,
    plus a rest. The function and the effects of seeds are fitted in turn.

    Args:
        unit: Positions, shape (points, inputs).
        figures: Shape (points, seeds); column s of a block is one seed, another one in each block.
        blocks: Number of each point's block, from 0.
    """
    basis = basis_of(unit, 2)
    count, seeds = int(blocks.max()) + 1, figures.shape[1]
    sizes = np.bincount(blocks, minlength=count).astype(np.float64)
    shift = np.zeros((count, seeds))
    for _ in range(ROUNDS):
        surface = fit_polynomial(basis, (figures - shift[blocks]).mean(axis=1))
        left = figures - surface.predict(unit)[0][:, None]
        shift = np.stack([left[blocks == block].mean(axis=0) for block in range(count)])
        shift -= shift.mean()
    inner = shift[blocks] - shift[blocks].mean(axis=1, keepdims=True)
    rest = (figures - figures.mean(axis=1, keepdims=True) - inner) ** 2
    squares = np.bincount(blocks, weights=rest.sum(axis=1), minlength=count)
    freedom = (sizes - 1.0) * (seeds - 1)
    apart = shift.var(axis=1, ddof=1)

    def total(rows: Integers) -> FloatArray:
        """Variance between seeds that all points of a block share, and the rest, over the last axis.

        Seeds of one block have the same points, so that no lack of fit is taken for chance.
        """
        within = squares[rows].sum(axis=-1) / np.maximum(1.0, freedom[rows].sum(axis=-1))
        return np.asarray(np.maximum(0.0, apart[rows].mean(axis=-1) - within / sizes.mean()) + within)

    within = float(squares.sum()) / max(1.0, float(freedom.sum()))
    chance = float(total(np.arange(count)))
    resampled = np.full(REFITS, nan)
    if count > 1:
        resampled = chance + _widening(count) * (total(resamples(count)[:REFITS]) - chance)
    values = (figures - shift[blocks]).mean(axis=1)
    return Separated(values, float(np.sqrt(within / seeds)), chance, resampled)


def _widening(count: int) -> float:
    """Factor on a bootstrap of few units: Hesterberg (2015), *American Statistician* 69, sec. 5."""
    from scipy.special import ndtri, stdtrit

    middle = (1.0 + LEVEL) / 2.0
    return float(np.sqrt(count / (count - 1)) * stdtrit(count - 1, middle) / ndtri(middle))


def learn(unit: FloatArray, separated: Separated) -> Emulator:
    """Emulator of one outcome over positions, shape (points, inputs)."""
    values = separated.values[:, None]
    points = np.arange(len(unit), dtype=np.int64)
    noise = np.array([separated.noise_sd])
    return fit_emulator(unit, values, points, TOLERATED * values.std(axis=0), noise)


@dataclass(frozen=True)
class EmulatorCheck:
    """How an emulator does at positions that it never saw.

    Attributes:
        error: Root mean square error, in the unit of the outcome, chance of the direct runs taken off.
        explained: Share of the variance between those positions that it explains; below 0 it is worse
            than their mean.
        points: Number of positions.
    """

    error: float
    explained: float
    points: int

    @property
    def grade(self) -> str:
        """`good`, `rough` or `bad`."""
        return "good" if self.explained >= GOOD else "rough" if self.explained >= ROUGH else "bad"


def check(surface: Surface, unit: FloatArray, figures: FloatArray) -> EmulatorCheck:
    """Compare an emulator with direct runs under seeds that it never saw.

    Args:
        surface: The emulator of one outcome.
        unit: Positions, shape (points, inputs).
        figures: Shape (points, seeds); all points have the same seeds. What these do to all points
            alike moves no index and is no error.
    """
    if len(figures) < 3:
        return EmulatorCheck(nan, nan, len(figures))
    direct = figures.mean(axis=1)
    errors = direct - surface.predict(unit)[0]
    seeds = figures.shape[1]
    noise = 0.0
    if seeds > 1:
        rest = figures - figures.mean(axis=1, keepdims=True) - figures.mean(axis=0) + figures.mean()
        noise = float(np.square(rest).sum()) / ((len(figures) - 1) * (seeds - 1)) / seeds
    missed = max(0.0, float(errors.var(ddof=1)) - noise)
    spread = float(direct.var(ddof=1)) - noise
    return EmulatorCheck(float(np.sqrt(missed)), 1.0 - missed / spread if spread > 0.0 else nan, len(figures))


@dataclass(frozen=True)
class Indices:
    """Shares of an outcome's variance.

    Attributes:
        first: What each input makes by itself.
        total: What it makes together with all inputs that it works with.
        chance: What seeds make.
        together: What inputs make only together.
        sd: Standard deviation of the outcome, inputs and chance together.
    """

    first: tuple[Estimate, ...]
    total: tuple[Estimate, ...]
    chance: Estimate
    together: float
    sd: float


def indices(
    surface: Surface,
    unit: FloatArray,
    separated: Separated,
    error_sd: float,
    positions: Callable[[FloatArray], FloatArray],
    seed: int,
) -> Indices:
    """Sobol indices of one outcome, as shares of all its variance, chance included.

    Intervals come from fitting the emulator again to its own figures with its cross-validated errors
    drawn anew (a residual bootstrap: Davison and Hinkley (1997), *Bootstrap Methods*, ch. 6.2), and
    from drawing blocks anew for chance; they are normal, ± 1.96 standard deviations.

    Args:
        surface: Emulator of the outcome.
        unit: Positions that it learned from.
        separated: Outcomes that it learned from.
        error_sd: Its cross-validated error.
        positions: Quantiles of the inputs, shape (m, inputs), to positions.
        seed: Seed of the sample.
    """
    from SALib.sample import sobol

    size = unit.shape[1]
    names = [str(number) for number in range(size)]
    problem = {"num_vars": size, "names": names, "bounds": [[0.0, 1.0]] * size}
    cube = positions(sobol.sample(problem, CUBE, calc_second_order=False, seed=seed))
    known = surface.basis.coordinates(cube)
    shares, variance = _shares(surface.predict(cube, known)[0], size)
    fitted = surface.predict(unit)[0]
    errors = separated.values - fitted
    errors = (errors - errors.mean()) * (error_sd / max(float(errors.std()), 1e-300))
    rng = np.random.default_rng(seed)
    again = []
    for chance in separated.resampled:
        drawn = fitted + errors[rng.integers(len(errors), size=len(errors))]
        moved, other = _shares(_refit(surface, unit, drawn).predict(cube, known)[0], size)
        again.append(_of_all(moved, other, chance if np.isfinite(chance) else separated.chance))
    middle = _of_all(shares, variance, separated.chance)
    spread = np.std(np.stack(again), axis=0, ddof=1)
    ends = [_share(float(one), float(sd)) for one, sd in zip(middle, spread, strict=True)]
    first, total, by_chance = ends[:size], ends[size : 2 * size], ends[-1]
    together = max(0.0, 1.0 - by_chance.middle - sum(one.middle for one in first))
    sd = float(np.sqrt(variance + separated.chance))
    return Indices(tuple(first), tuple(total), by_chance, together, sd)


def _shares(values: FloatArray, size: int) -> tuple[FloatArray, float]:
    """First and total indices one after the other, and the variance."""
    from SALib.analyze.sobol import first_order, total_order

    rows = values.reshape(CUBE, size + 2)
    ends = np.concatenate([rows[:, 0], rows[:, -1]])
    variance = float(ends.var())
    if variance <= 1e-24 * max(1e-300, float(np.square(ends).mean())):
        return np.zeros(2 * size), 0.0
    rows = (rows - ends.mean()) / np.sqrt(variance)
    columns = [rows[:, 1 + number] for number in range(size)]
    first = [float(first_order(rows[:, 0], column, rows[:, -1])) for column in columns]
    total = [float(total_order(rows[:, 0], column, rows[:, -1])) for column in columns]
    return np.array([*first, *total]), variance


def _of_all(shares: FloatArray, variance: float, chance: float) -> FloatArray:
    """Shares of inputs and chance in the variance of both."""
    whole = max(variance + chance, 1e-300)
    return np.append(shares * variance / whole, chance / whole)


def _share(middle: float, sd: float) -> Estimate:
    from scipy.special import ndtri

    half = float(ndtri((1.0 + LEVEL) / 2.0)) * sd
    return Estimate(min(1.0, max(0.0, middle)), max(0.0, middle - half), min(1.0, middle + half))


def _refit(surface: Surface, unit: FloatArray, values: FloatArray) -> Surface:
    """A surface of the same kind for other values at the same positions."""
    if isinstance(surface, WithProcess):
        return fit_with_process(surface.basis, unit, values, surface.scales)
    assert isinstance(surface, Polynomial)
    return fit_polynomial(surface.basis, values)
