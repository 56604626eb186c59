"""What the spread of a figure comes from: behaviour, the outside world, what the model misses, or chance.

One-way random effects: figure = mean + effect of the draw + chance. The two variances are estimated
from the mean squares between and within draws, also where draws have different numbers of seeds
(Searle, Casella and McCulloch (1992), *Variance Components*, ch. 3.6). The share of parameters is
the intra-class correlation; its interval is a percentile bootstrap that draws whole draws again
(Davison and Hinkley (1997), *Bootstrap Methods and their Application*, ch. 3.8), expanded for the
small number of draws that have two seeds (Hesterberg (2015), American Statistician 69, sec. 5); it
takes `FEWEST_DRAWS` of these at least.

The part between draws is taken apart further. What each draw took of the outside world, and of what the
model is thought to miss, is known and was drawn independently of all else. The means of the draws are
regressed on it, weighted by what they are worth; a group of columns explains the variance of its part of
the line (squared standardised coefficients; Saltelli et al. (2008), *Global Sensitivity Analysis: The
Primer*, ch. 1.2), less what as many columns of noise would explain with so few draws (as Ezekiel (1930),
*Methods of Correlation Analysis*, adjusts R²). Its interval turns the F statistic of the group into the
noncentralities that agree with it, for the draws that were made (Steiger (2004), Psychological Methods 9,
164-182). What is left of the draws is behaviour, with an interval from those of the parts (Zou and Donner
(2008), Statistics in Medicine 27, 1693-1702).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import nan, sqrt

import numpy as np
from numpy.typing import NDArray

from resettle.results.statistics.intervals import (
    BAND,
    LEVEL,
    UNKNOWN,
    Estimate,
    FloatArray,
    Groups,
    resamples,
)

SEPARATED, CHANCE, INSEPARABLE, NONE = KINDS = ("separated", "luck", "inseparable", "none")
"""Separated; nothing is varied, so that all is chance; too few draws have two seeds; no spread at all."""

PARAMETERS, OUTSIDE, MISSING, LUCK = PARTS = ("parameters", "outside", "missing", "chance")
"""Parts of the spread: uncertain behaviour, the outside world, what the model is thought to miss, chance."""

SPREAD_COLUMNS = (
    *("spread", "draws"),
    *(f"share_{part}{end}" for part in PARTS for end in ("", "_low", "_high")),
    *("band_parameters_low", "band_parameters_high"),
)
"""Columns of a frame that say where the spread of a figure comes from."""

FEWEST_DRAWS = 5
"""Draws with several seeds below which parameters and chance are not separated: 15 runs by default."""

FEWEST_LEFT = 5
"""Draws beyond what a line has coefficients below which parts of the draws are not told apart."""

PLAIN = 1e4
"""F statistic from which on a part is known as it is."""

FLAT = 1e-12
"""Spread, relative to the size of the figure, that is rounding and nothing else."""


NOTHING = Estimate(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Spread:
    """Where the spread of a figure comes from.

    Attributes:
        kind: One of `KINDS`; shares and bands are NaN unless it is `separated` or `luck`.
        share: Share of the variance that comes from all that is drawn, 0 to 1; the rest is chance.
        low: Lower end of its 95 % interval.
        high: Upper end.
        band_low: 5 % quantile of what the parameters alone would give: the means of the draws, drawn
            together as much as the chance that is left in them widens their spread.
        band_high: 95 % quantile.
        draws: Number of different draws; 0 where nothing is varied.
        drawn: Parts of what is drawn: behaviour, outside world, what the model is thought to miss; NaN where
            there are too few draws to tell them apart.
    """

    kind: str
    share: float = nan
    low: float = nan
    high: float = nan
    band_low: float = nan
    band_high: float = nan
    draws: int = 0
    drawn: Mapping[str, Estimate] = field(default_factory=dict)

    def row(self) -> dict[str, str | int | float]:
        """The columns `SPREAD_COLUMNS` of a frame."""
        parts = {**self.drawn, LUCK: Estimate(1.0 - self.share, 1.0 - self.high, 1.0 - self.low)}
        told = (parts.get(part, UNKNOWN) for part in PARTS)
        shares = (end for part in told for end in part)
        return dict(
            zip(SPREAD_COLUMNS, (self.kind, self.draws, *shares, self.band_low, self.band_high), strict=True)
        )


def spread(figures: FloatArray, groups: Groups, causes: Mapping[str, FloatArray] | None = None) -> Spread:
    """Separate the spread of a figure into its parts.

    Args:
        figures: One figure per replication.
        groups: Draw of each replication, below 0 where it has none.
        causes: What each replication took of the parts `OUTSIDE` and `MISSING`, [replication, column]; of
            what is left out nothing was drawn, so that all else between draws is behaviour.

    Raises:
        ValueError: If figures and groups have different lengths.
    """
    if len(figures) != len(groups):
        raise ValueError("every figure needs its draw")
    varied = bool(np.any(groups >= 0))
    numbers, first, position, sizes = np.unique(groups, True, True, True)
    draws = len(numbers) if varied else 0
    if len(figures) < 2 or not np.all(np.isfinite(figures)) or _flat(figures):
        return Spread(NONE, draws=draws)
    if not varied:
        middle = float(np.mean(figures))
        return Spread(CHANCE, 0.0, 0.0, 0.0, middle, middle, drawn=dict.fromkeys(PARTS[:3], NOTHING))
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
    taken = {part: columns[first] for part, columns in (causes or {}).items()}
    drawn = _told_apart(Estimate(share, low, high), size, means, between, chance, taken)
    return Spread(SEPARATED, share, low, high, float(band[0]), float(band[1]), draws, drawn)


def _told_apart(
    whole: Estimate,
    size: FloatArray,
    means: FloatArray,
    between: float,
    chance: float,
    causes: Mapping[str, FloatArray],
) -> dict[str, Estimate]:
    """The parts of what is drawn.

    Args:
        whole: The share of all that is drawn.
        size: Seeds of each draw.
        means: Mean of each draw.
        between: Variance between draws.
        chance: Variance within draws.
        causes: What each draw took, by part.

    Returns:
        Nothing if there are too few draws.
    """
    moving = {part: columns[:, np.ptp(columns, axis=0) > 0.0] for part, columns in causes.items()}
    moving = {part: columns for part, columns in moving.items() if columns.shape[1]}
    told = dict.fromkeys((OUTSIDE, MISSING), NOTHING)
    if moving:
        columns = np.column_stack(list(moving.values()))
        left = len(size) - 1 - columns.shape[1]
        if left < FEWEST_LEFT:
            return {}
        told |= _explained(size, means, between, chance, moving, left)
        most = sum(one.middle for one in told.values())
        if most > whole.middle:
            fit = whole.middle / most
            told = {part: Estimate(one.middle * fit, one.low * fit, one.high) for part, one in told.items()}
    above = sqrt((whole.high - whole.middle) ** 2 + sum((one.middle - one.low) ** 2 for one in told.values()))
    below = sqrt((whole.middle - whole.low) ** 2 + sum((one.high - one.middle) ** 2 for one in told.values()))
    rest = max(0.0, whole.middle - sum(one.middle for one in told.values()))
    return {PARAMETERS: Estimate(rest, max(0.0, rest - below), min(whole.high, rest + above)), **told}


def _explained(
    size: FloatArray,
    means: FloatArray,
    between: float,
    chance: float,
    causes: Mapping[str, FloatArray],
    left: int,
) -> dict[str, Estimate]:
    """Share of the whole variance that the line on each group of columns explains."""
    total = between + chance
    weight = 1.0 / np.maximum(between + chance / size, 1e-12 * total)
    root = np.sqrt(weight / weight.mean())[:, None]
    columns = np.column_stack(list(causes.values()))
    scaled = (columns - columns.mean(axis=0)) / columns.std(axis=0)
    line = np.column_stack([np.ones(len(size)), scaled]) * root
    inverse = np.linalg.pinv(line.T @ line)
    slopes = inverse @ (line.T @ (means * root[:, 0]))
    error = float(np.sum((means * root[:, 0] - line @ slopes) ** 2)) / left
    likeness = np.corrcoef(scaled, rowvar=False).reshape(scaled.shape[1], scaled.shape[1])
    made, start = {}, 0
    for part, own in causes.items():
        here = slice(start, start + own.shape[1])
        start = here.stop
        slope, cover = slopes[1:][here], error * inverse[1:, 1:][here, here]
        seen = float(slope @ likeness[here, here] @ slope)
        share = max(0.0, seen - float(np.sum(likeness[here, here] * cover)))
        ratio = float(slope @ np.linalg.pinv(cover) @ slope) / own.shape[1] if error > 0.0 else nan
        ends = (share, share)
        if 0.0 < ratio < PLAIN:
            unit = seen / (own.shape[1] * ratio)
            ends = tuple(unit * one for one in noncentralities(ratio, own.shape[1], left))
        rest = max(1e-12 * total, total - share)
        low, high = (one / (one + rest) for one in ends)
        made[part] = Estimate(share / total, min(low, share / total), max(high, share / total))
    return made


def noncentralities(ratio: float, columns: int, left: int) -> tuple[float, float]:
    """Noncentralities that agree with an F statistic, at both ends of a 95 % interval."""
    from scipy.optimize import brentq
    from scipy.special import fdtr, ncfdtr

    def beyond(noncentrality: float, below: float) -> float:
        return float(ncfdtr(columns, left, noncentrality, ratio)) - below

    def meeting(below: float) -> float:
        if fdtr(columns, left, ratio) <= below:
            return 0.0
        highest = columns * (ratio + 1.0)
        while beyond(highest, below) > 0.0:  # in steps: far beyond the answer scipy gives NaN
            highest *= 2.0
        return float(brentq(beyond, 0.0, highest, (below,)))

    return meeting((1.0 + LEVEL) / 2.0), meeting((1.0 - LEVEL) / 2.0)


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
