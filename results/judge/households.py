"""Winners and losers: households of each tenth of base-year income, each compared with itself.

A household has the same row in both scenarios of a replication, because both begin with the same people
with the same chance. Households are ranked by income per person in the base year of the reference; ties keep
the order of the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from resettle.results.statistics.intervals import Estimate, FloatArray, Groups
from resettle.results.statistics.paired import estimate, level, share_estimate

if TYPE_CHECKING:
    from resettle.results.runs.frame import Households

TENTHS = 10
SMALL = 100.0
"""Change, in yuan per person and year, up to which a household is neither better nor worse off."""


@dataclass(frozen=True)
class Tenth:
    """What changes for one tenth of the households, or for all of them.

    Attributes:
        number: 1 for the poorest, 10 for the richest; 0 for all.
        base: Mean income per person in the base year, in yuan.
        last: Mean income per person in the last year of the alternative, in yuan.
        change: Mean change of income per person in the last year, in yuan a year.
        relative: The same as a share of the tenth's income in the reference.
        better: Share of its households that gain more than the small amount.
        worse: Share that lose more than it.
        better_households: Households that gain more, in the whole population.
        worse_households: Households that lose more.
    """

    number: int
    base: float
    last: Estimate
    change: Estimate
    relative: Estimate
    better: Estimate
    worse: Estimate
    better_households: Estimate
    worse_households: Estimate

    def columns(self, estimates: Iterable[str]) -> dict[str, float]:
        """Columns of a frame: which tenth it is, its income, and some of its estimates by name."""
        made: dict[str, float] = {"tenth": self.number, "base_income": self.base}
        for name in estimates:
            made |= getattr(self, name).columns(name)
        return made


@dataclass(frozen=True)
class Tenths:
    """Winners and losers of one scenario.

    Attributes:
        rows: The tenths, the poorest first.
        all: All households.
        small: The small amount, in yuan per person and year.
        runs: Replications that this rests on.
        paired: Share of households whose base-year income is the same in both scenarios; below 1 they
            differ before the plan begins.
    """

    rows: tuple[Tenth, ...]
    all: Tenth
    small: float
    runs: int
    paired: float


def tenths(
    reference: Mapping[int, Households],
    alternative: Mapping[int, Households],
    replications: Sequence[int],
    groups: Groups,
    small: float = SMALL,
) -> Tenths | None:
    """Winners and losers by tenth of base-year income.

    Args:
        reference: Households of the reference by replication.
        alternative: Households of the other scenario by replication.
        replications: Replications to use, those that both have.
        groups: Draw of each of these replications.
        small: Change that does not count, in yuan per person and year.

    Returns:
        The tenths, or `None` without replications or with fewer than ten households.

    Raises:
        ValueError: If a replication has different households in the two scenarios.
    """
    measured = [_measure(reference[one], alternative[one], small) for one in replications]
    if not measured or any(one is None for one in measured):
        return None
    figures = np.stack([one for one in measured if one is not None])
    same = np.array([_same(reference[one], alternative[one]) for one in replications])
    return Tenths(
        tuple(_tenth(number + 1, figures[:, number], groups) for number in range(TENTHS)),
        _tenth(0, figures[:, TENTHS], groups),
        small,
        len(replications),
        float(same.mean()),
    )


def _tenth(number: int, figures: FloatArray, groups: Groups) -> Tenth:
    base, change, relative, better, worse, households, last = figures.T
    return Tenth(
        number,
        float(base.mean()),
        estimate(last, groups),
        estimate(change, groups),
        estimate(relative, groups),
        share_estimate(better, groups),
        share_estimate(worse, groups),
        level(estimate(better * households, groups), "households"),
        level(estimate(worse * households, groups), "households"),
    )


def _same(reference: Households, alternative: Households) -> float:
    first, second = (np.asarray(one.base, dtype=np.float64) for one in (reference, alternative))
    return float(np.mean(np.abs(first - second) <= 1e-6 * np.maximum(1.0, np.abs(first))))


def _measure(reference: Households, alternative: Households, small: float) -> FloatArray | None:
    """Figures of each tenth and of all: base, change, relative change, better, worse, households, last."""
    base = np.asarray(reference.base, dtype=np.float64)
    before, after = (np.asarray(one.last, dtype=np.float64) for one in (reference, alternative))
    if not len(base) == len(before) == len(after):
        raise ValueError(f"{len(before)} households in one scenario, {len(after)} in the other")
    finite = np.isfinite(base) & np.isfinite(before) & np.isfinite(after)
    base, before, after = base[finite], before[finite], after[finite]
    number = len(base)
    if number < TENTHS:
        return None
    tenth = np.empty(number, dtype=np.int64)
    tenth[np.argsort(base, kind="stable")] = np.arange(number) * TENTHS // number
    change = after - before
    columns = (base, change, before, change > small, change < -small, after)
    sums = np.stack([np.bincount(tenth, weights=column, minlength=TENTHS) for column in columns])
    sums = np.concatenate([sums, sums.sum(axis=1, keepdims=True)], axis=1)
    size = np.append(np.bincount(tenth, minlength=TENTHS), number).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = sums[1] / sums[2]
    weight = float(reference.weight)
    return np.stack(
        [
            *(sums[0] / size, sums[1] / size, relative),
            *(sums[3] / size, sums[4] / size, size * weight, sums[5] / size),
        ]
    ).T
