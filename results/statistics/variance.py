"""What the spread of a figure comes from: uncertain parameters (draws), or chance (seeds).

One-way random effects: figure = mean + effect of the draw + chance. The two variances are estimated
from the mean squares between and within draws, also where draws have different numbers of seeds
(Searle, Casella and McCulloch (1992), *Variance Components*, ch. 3.6). The share of parameters is
the intra-class correlation; its interval is a percentile bootstrap that draws whole draws again
(Davison and Hinkley (1997), *Bootstrap Methods and their Application*, ch. 3.8), expanded for the
small number of draws that have two seeds (Hesterberg (2015), American Statistician 69, sec. 5); it
takes `FEWEST_DRAWS` of these at least.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
from numpy.typing import NDArray

from resettle.results.statistics.intervals import BAND, LEVEL, FloatArray, Groups, resamples

SEPARATED, CHANCE, INSEPARABLE, NONE = KINDS = ("separated", "luck", "inseparable", "none")
"""Separated; nothing is varied, so that all is chance; too few draws have two seeds; no spread at all."""

SPREAD_COLUMNS = (
    *("spread", "draws", "share_parameters", "share_parameters_low", "share_parameters_high"),
    *("band_parameters_low", "band_parameters_high"),
)
"""Columns of a frame that say where the spread of a figure comes from."""

FEWEST_DRAWS = 5
"""Draws with several seeds below which parameters and chance are not separated: 15 runs by default."""

FLAT = 1e-12
"""Spread, relative to the size of the figure, that is rounding and nothing else."""


@dataclass(frozen=True)
class Spread:
    """Where the spread of a figure comes from.

    Attributes:
        kind: One of `KINDS`; shares and bands are NaN unless it is `separated` or `luck`.
        share: Share of the variance that comes from the parameters, 0 to 1; the rest is chance.
        low: Lower end of its 95 % interval.
        high: Upper end.
        band_low: 5 % quantile of what the parameters alone would give: the means of the draws, drawn
            together as much as the chance that is left in them widens their spread.
        band_high: 95 % quantile.
        draws: Number of different draws; 0 where nothing is varied.
    """

    kind: str
    share: float = nan
    low: float = nan
    high: float = nan
    band_low: float = nan
    band_high: float = nan
    draws: int = 0

    def row(self) -> dict[str, str | int | float]:
        """The columns `SPREAD_COLUMNS` of a frame."""
        values = (self.kind, self.draws, self.share, self.low, self.high, self.band_low, self.band_high)
        return dict(zip(SPREAD_COLUMNS, values, strict=True))


def spread(figures: FloatArray, groups: Groups) -> Spread:
    """Separate the spread of a figure into parameters and chance.

    Args:
        figures: One figure per replication.
        groups: Draw of each replication, below 0 where it has none.

    Raises:
        ValueError: If the two have different lengths.
    """
    if len(figures) != len(groups):
        raise ValueError("every figure needs its draw")
    varied = bool(np.any(groups >= 0))
    numbers, position, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    draws = len(numbers) if varied else 0
    if len(figures) < 2 or not np.all(np.isfinite(figures)) or _flat(figures):
        return Spread(NONE, draws=draws)
    if not varied:
        middle = float(np.mean(figures))
        return Spread(CHANCE, 0.0, 0.0, 0.0, middle, middle)
    if int((sizes > 1).sum()) < FEWEST_DRAWS:
        return Spread(INSEPARABLE, draws=draws)
    size = sizes.astype(np.float64)
    means, within = _by_draw(figures, position, size)
    between, chance = (float(part) for part in components(size, means, within))
    share = between / (between + chance) if between + chance > 0.0 else nan
    low, high = _interval(size, means, within)
    pull = np.sqrt(between / (between + chance / size)) if between > 0.0 else np.zeros(len(size))
    centre = float(np.mean(figures))
    band = np.quantile(centre + pull * (means - centre), BAND)
    return Spread(SEPARATED, share, low, high, float(band[0]), float(band[1]), draws)


def _by_draw(
    figures: FloatArray, position: NDArray[np.int64], size: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Mean of each draw, and sum of squares about it."""
    means = np.bincount(position, weights=figures) / size
    within = np.bincount(position, weights=(figures - means[position]) ** 2)
    return np.asarray(means, dtype=np.float64), np.asarray(within, dtype=np.float64)


def components(size: FloatArray, means: FloatArray, within: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Variance between draws and within them, over the last axis.

    Args:
        size: Seeds of each draw.
        means: Mean of each draw.
        within: Sum of squares about the mean of each draw.

    Returns:
        Both variances, at least 0; where no draw has two seeds the second is 0.
    """
    total, count = size.sum(axis=-1), size.shape[-1]
    centre = (size * means).sum(axis=-1) / total
    square_between = (size * (means - centre[..., None]) ** 2).sum(axis=-1) / (count - 1)
    square_within = within.sum(axis=-1) / np.maximum(total - count, 1.0)
    average = (total - (size**2).sum(axis=-1) / total) / (count - 1)
    between = np.maximum(0.0, (square_between - square_within) / average)
    return np.asarray(between), np.asarray(square_within)


def _interval(size: FloatArray, means: FloatArray, within: FloatArray) -> tuple[float, float]:
    from scipy.special import ndtr, stdtrit

    repeated = int((size > 1.0).sum())
    tail = float(ndtr(-sqrt(repeated / (repeated - 1)) * stdtrit(repeated - 1, (1.0 + LEVEL) / 2.0)))
    rows = resamples(len(size))
    rows = rows[(size[rows] > 1.0).any(axis=1)]  # some resamples may hold no repeated draw
    between, chance = components(size[rows], means[rows], within[rows])
    total = between + chance
    shares = between[total > 0.0] / total[total > 0.0]
    if not len(shares):
        return nan, nan
    low, high = np.quantile(shares, [tail, 1.0 - tail])
    return float(low), float(high)


def _flat(figures: FloatArray) -> bool:
    return float(np.ptp(figures)) <= FLAT * max(1e-300, float(np.max(np.abs(figures))))


def effective_number(met: NDArray[np.bool_], groups: Groups) -> float:
    """Number of independent replications that say as much about a probability as these do.

    Replications that share a draw resemble each other, so that 30 of them say less than 30
    independent ones: their number is divided by the design effect 1 + (m - 1) r, where r is the
    intra-class correlation of "met" and m the mean number of seeds of a draw, weighted by
    replications (Kish (1965), *Survey Sampling*, ch. 5). If all meet a target or none does, r
    cannot be estimated and 1 is taken, as if all runs of a draw were one. So it is where fewer than
    `FEWEST_DRAWS` draws have several seeds.

    Args:
        met: Whether each replication meets the target.
        groups: Draw of each replication, below 0 where it has none.
    """
    _, position, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    size = sizes.astype(np.float64)
    total = len(met)
    if total == 0 or sizes.max() == 1:
        return float(total)
    likeness = 1.0
    if 0 < int(met.sum()) < total and len(size) > 1 and int((sizes > 1).sum()) >= FEWEST_DRAWS:
        figures = met.astype(np.float64)
        means, within = _by_draw(figures, position, size)
        between, chance = components(size, means, within)
        likeness = float(between / (between + chance)) if between + chance > 0.0 else 1.0
    weighted = float((size**2).sum()) / total
    return total / (1.0 + (weighted - 1.0) * likeness)
