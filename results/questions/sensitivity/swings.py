"""Tornado: an outcome at the ends of each input and between, each less the centre under the same seeds."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from resettle.results.statistics.intervals import FloatArray, mean_interval
from resettle.results.statistics.paired import Estimate

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
