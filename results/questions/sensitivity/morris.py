"""Inputs one at a time: Morris screening from few runs, with what of it is chance, and the tornado.

Trajectories change one input at a time (Morris (1991), *Technometrics* 33, 161-174), spread as far from
each other as a greedy choice finds (Ruano et al. (2012), *Environmental Modelling & Software* 37;
sampled by SALib). All points of a trajectory have the same seeds, so that chance cancels in a step; what
does not cancel is seen from how the effects of one step differ between its seeds. A tornado has an outcome
at the ends of each input and between, each less the centre under the same seeds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import nan, pi, sqrt
from typing import TypeVar

import numpy as np

from resettle.results.statistics.intervals import LEVEL, Estimate, FloatArray, mean_interval

LEVELS = 4
"""Levels of each input: the ends of its range and two levels between, at equal distances."""

POOL = 4
"""So many times the trajectories are drawn, of which the most different ones are kept."""

ONE_SIDED = 1.645
"""Normal quantile of 95 %."""


def trajectories(dimensions: int, count: int, seed: int) -> FloatArray:
    """Trajectories through the unit cube.

    Args:
        dimensions: Number of inputs, at least 1.
        count: Number of trajectories, at least 2.
        seed: Seed of the design.

    Returns:
        Points, shape (count, dimensions + 1, dimensions); each differs from the one before in one input.
    """
    from SALib.sample.morris import sample

    names = [str(number) for number in range(dimensions)]
    problem = {"num_vars": dimensions, "names": names, "bounds": [[0.0, 1.0]] * dimensions}
    drawn = sample(problem, POOL * count, num_levels=LEVELS, optimal_trajectories=count, seed=seed)
    return np.asarray(drawn, dtype=np.float64).reshape(count, dimensions + 1, dimensions)


def effects(points: FloatArray, figures: FloatArray) -> FloatArray:
    """Elementary effects: change of the outcome if an input went through its whole range.

    Args:
        points: Shape (trajectories, inputs + 1, inputs).
        figures: Outcome at each point under each seed, shape (trajectories, inputs + 1, seeds); NaN where a
            run failed.

    Returns:
        Shape (trajectories, inputs, seeds), in the unit of the outcome; NaN beside a failed run.
    """
    steps = np.diff(points, axis=1)
    which = np.abs(steps).argmax(axis=2)
    size = np.take_along_axis(steps, which[..., None], axis=2)
    changes = np.diff(figures, axis=1)
    ordered = np.empty_like(changes)
    np.put_along_axis(ordered, which[..., None], changes / size, axis=1)
    return ordered


@dataclass(frozen=True)
class MorrisEffect:
    """What screening says of one input and one outcome, in the unit of the outcome.

    Attributes:
        mu: Mean effect of the whole range, with its sign.
        mu_star: Mean size of the effect, whatever its sign.
        low: Lower end of the 95 % interval of `mu_star` over trajectories (Student's t).
        high: Upper end.
        sigma: Standard deviation of effects between trajectories: bends, interactions and chance.
        noise: Size that chance alone would give `mu_star`, from effects of the same step under other seeds.
        trajectories: Trajectories that it rests on.
    """

    mu: float
    mu_star: float
    low: float
    high: float
    sigma: float
    noise: float
    trajectories: int

    @property
    def clear(self) -> bool:
        """Whether the effect is larger than chance alone would make it in 19 of 20 cases.

        The mean of n sizes of normal noise has the mean `noise` and a standard error of
        noise × √(π/2 − 1) / √n.
        """
        if not self.trajectories or not self.mu_star > 0.0:
            return False
        spread = sqrt(pi / 2.0 - 1.0) / sqrt(self.trajectories)
        return self.mu_star > (1.0 + ONE_SIDED * spread) * self.noise

    @property
    def one_way(self) -> bool:
        """Whether nearly all effects have one sign: more of the input never turns from good to bad."""
        return abs(self.mu) >= 0.9 * self.mu_star


NO_EFFECT = MorrisEffect(nan, nan, nan, nan, nan, nan, 0)


def screen(elementary: FloatArray) -> MorrisEffect:
    """Sum up the elementary effects of one input.

    Args:
        elementary: Effects, shape (trajectories, seeds); NaN where a run failed.
    """
    some = elementary[np.isfinite(elementary).any(axis=1)]
    if not len(some):
        return NO_EFFECT
    seeds = np.isfinite(some).sum(axis=1)
    means = np.nanmean(some, axis=1)
    apart = np.nansum((some - means[:, None]) ** 2)
    freedom = int((seeds - 1).sum())
    error = sqrt(apart / freedom * float(np.mean(1.0 / seeds))) if freedom else 0.0
    mu_star, low, high = mean_interval(np.abs(means))
    return MorrisEffect(
        mu=float(means.mean()),
        mu_star=mu_star,
        low=max(0.0, low),
        high=high,
        sigma=float(means.std(ddof=1)) if len(means) > 1 else nan,
        noise=sqrt(2.0 / pi) * error,
        trajectories=len(means),
    )


@dataclass(frozen=True)
class SeedNoise:
    """How far an outcome moves between seeds while all inputs stay at the centre.

    Attributes:
        centre: Mean outcome.
        sd: Standard deviation over seeds.
        low: Lower end of its 95 % interval.
        high: Upper end.
        seeds: Number of seeds.
    """

    centre: float
    sd: float
    low: float
    high: float
    seeds: int


def noise_at_centre(figures: FloatArray) -> SeedNoise:
    """Seed noise from runs at one point, with the chi-square interval of a normal standard deviation."""
    from scipy.stats import chi2

    finite = figures[np.isfinite(figures)]
    if len(finite) < 2:
        return SeedNoise(float(finite.mean()) if len(finite) else nan, nan, nan, nan, len(finite))
    sd, freedom = float(finite.std(ddof=1)), len(finite) - 1
    ends = (float(chi2.ppf(end, freedom)) for end in ((1.0 + LEVEL) / 2.0, (1.0 - LEVEL) / 2.0))
    low, high = (sd * sqrt(freedom / end) for end in ends)
    return SeedNoise(float(finite.mean()), sd, low, high, len(finite))


Screened = TypeVar("Screened")


def largest_first(pairs: Iterable[tuple[Screened, MorrisEffect]]) -> list[tuple[Screened, MorrisEffect]]:
    """What was screened by size of effect, without what has none."""
    some = [pair for pair in pairs if pair[1].mu_star > 0.0]
    return sorted(some, key=lambda pair: -pair[1].mu_star)


def rough_shares(screened: Sequence[MorrisEffect]) -> FloatArray:
    """Rough share of each input in the variance that all make: its squared mean size, noise taken off."""
    squares = np.array([max(0.0, one.mu_star**2 - one.noise**2) if one.clear else 0.0 for one in screened])
    total = float(squares.sum())
    return squares / total if total > 0.0 else np.zeros(len(screened))


STEPS = (0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0)
"""Positions in the range of an input at which it is run; the centre costs no further run."""

FLAT = 1e-12
"""Difference, relative to the size of the outcome, that is rounding and nothing else."""

SURE = 0.99
"""Confidence that a turn needs: ten triples of points are looked at for each input."""


@dataclass(frozen=True)
class Swing:
    """How an outcome moves with one input, in the unit of the outcome.

    Attributes:
        positions: Positions of the points in the range of the input, in order; the centre is one of them.
        means: Mean difference from the centre at each position; 0 at the centre.
        lows: Lower ends of its 95 % interval over seeds.
        highs: Upper ends.
        turns: Whether the outcome clearly turns: it rises and falls again, or the other way round.
        seeds: Seeds that it rests on.
    """

    positions: tuple[float, ...]
    means: tuple[float, ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    turns: bool
    seeds: int

    @property
    def width(self) -> float:
        """Distance between the smallest and the largest mean."""
        return max(self.means) - min(self.means)

    def at(self, step: float) -> Estimate:
        """Mean difference from the centre at one of `STEPS`, with its interval."""
        point = self.positions.index(step)
        return Estimate(self.means[point], self.lows[point], self.highs[point])


def swing(figures: FloatArray, centre: FloatArray, central: float) -> Swing:
    """Swing of an outcome from runs that are paired by seed.

    Args:
        figures: Outcomes at `STEPS`, shape (steps, seeds); NaN where a run failed.
        centre: Outcomes at the centre, shape (seeds,).
        central: Position of the centre in the range, 0 at the low end and 1 at the high end.
    """
    apart = figures - centre
    apart = np.where(np.abs(apart) <= FLAT * np.abs(centre), 0.0, apart)
    apart = apart[:, np.isfinite(apart).all(axis=0)]
    order = np.argsort([*STEPS, central], kind="stable")
    rows = np.concatenate([apart, np.zeros((1, apart.shape[1]))])[order]
    positions = tuple(float(position) for position in np.array([*STEPS, central])[order])
    ends = [mean_interval(row) for row in rows]
    means, lows, highs = (tuple(end[part] for end in ends) for part in range(3))
    return Swing(positions, means, lows, highs, _turns(rows), apart.shape[1])


def _turns(rows: FloatArray) -> bool:
    """Whether some three points in order clearly go up and then down, or down and then up."""
    return any(
        _way(rows[j] - rows[i]) * _way(rows[k] - rows[j]) < 0 for i, j, k in combinations(range(len(rows)), 3)
    )


def _way(differences: FloatArray) -> int:
    """+1 or −1 for a clear difference, 0 for one that may be chance."""
    _, low, high = mean_interval(differences, level=SURE)
    return 1 if low > 0.0 else -1 if high < 0.0 else 0
