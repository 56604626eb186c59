"""A sweep that was run: every outcome at every point, and what its paths do to it.

A replication has the same chance and the same parameter draw at every point, so differences are
taken within each replication, and their errors over draws (`results.statistics.intervals.mean_interval`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import nan

import numpy as np

from resettle.results.judge.ensemble import Ensemble, PairedRuns
from resettle.results.judge.outcomes import Outcome, with_strict
from resettle.results.judge.verdicts import FEW, MISSED, REACHED, verdict
from resettle.results.questions.sweep.plan import STATED, Plan, VariedInput
from resettle.results.runs.frame import Runs
from resettle.results.statistics.intervals import UNKNOWN, Estimate, FloatArray, groups_of
from resettle.results.statistics.paired import difference, estimate, mean_over
from resettle.results.statistics.ranks import rank_correlation
from resettle.scenarios.types import OUTCOME, TASK

BINS = 8
"""Most bins of a scatter; each holds five points or more."""

BIN_POINTS = 5


def ranked(ensemble: Ensemble, better: int, spending: FloatArray) -> list[int]:
    """Rows of the points, the best first: by probability, then by mean, then by spending.

    Args:
        ensemble: One outcome; row 0 is the scenario as it stands, which is no point.
        better: +1 if more is better, −1 if less is.
        spending: Mean spending of each row, in yuan.
    """
    means, shares = ensemble.means[1:], np.nan_to_num(ensemble.shares[1:])
    means = np.where(np.isfinite(means), -better * means, np.inf)
    return [int(point) + 1 for point in np.lexsort((spending[1:], means, -shares))]


def best(ensemble: Ensemble, better: int, spending: FloatArray) -> int | None:
    """The first of `ranked`; `None` if neither more nor less is better, or no point has a run."""
    if better == 0:
        return None
    rows = ranked(ensemble, better, spending)
    return next((row for row in rows if np.isfinite(ensemble.means[row])), None)


def same_share(ensemble: Ensemble) -> bool:
    """Whether the same share of runs meets a target in every row."""
    known = ensemble.shares[np.isfinite(ensemble.shares)]
    return not len(known) or float(np.ptp(known)) == 0.0


def levels(column: FloatArray) -> FloatArray:
    """The numbers of a path in order, each once."""
    return np.unique(column)


def marginal(values: FloatArray, column: FloatArray) -> FloatArray:
    """Means over all points that share a number of a path, replication by replication.

    Args:
        values: Array [point, replication].
        column: Number of the path at each point.

    Returns:
        Array [level, replication], levels in order.
    """
    return np.stack([mean_over(values[column == level], axis=0) for level in levels(column)])


@dataclass(frozen=True)
class MainEffect:
    """How far an outcome moves with one path, the others averaged over.

    Attributes:
        low_at: Number of the path at which the mean is lowest.
        high_at: Number at which it is highest.
        lowest: Mean there.
        highest: Mean there.
        step: Paired difference between the two.
    """

    low_at: float
    high_at: float
    lowest: float
    highest: float
    step: Estimate

    @property
    def rises(self) -> bool:
        """Whether the highest mean stands at the higher number."""
        return self.high_at > self.low_at

    @property
    def along(self) -> Estimate:
        """The step as the path rises: negative where the outcome falls."""
        return self.step if self.rises else self.step.negative


def effect(ensemble: Ensemble, column: FloatArray) -> MainEffect:
    """Effect of a path of a grid on an outcome."""
    means = marginal(ensemble.values[1:], column)
    middles = mean_over(means, axis=1)
    numbers = levels(column)
    if not np.isfinite(middles).any():
        return MainEffect(nan, nan, nan, nan, UNKNOWN)
    low, high = int(np.nanargmin(middles)), int(np.nanargmax(middles))
    step = estimate(difference(means[high], means[low]), ensemble.groups)
    return MainEffect(
        float(numbers[low]), float(numbers[high]), float(middles[low]), float(middles[high]), step
    )


@dataclass(frozen=True)
class Bin:
    """Neighbouring points of a sample: where they lie on a path, and their mean with its interval."""

    at: float
    mean: Estimate


def bins(values: FloatArray, column: FloatArray) -> list[Bin]:
    """Means of neighbouring points; what varies beside the path is averaged over.

    Each number of the path makes a bin if there are few, else as many points as in any other.

    The interval is that of the mean over points, which differ in all other paths: Student's t.
    """
    numbers = levels(column)
    if len(numbers) <= BINS:
        parts = [np.flatnonzero(column == number) for number in numbers]
    else:
        count = max(1, min(BINS, len(column) // BIN_POINTS))
        parts = np.array_split(np.argsort(column, kind="stable"), count)
    means = mean_over(values, axis=1)
    made = []
    for part in parts:
        known = part[np.isfinite(means[part])]
        if len(known):
            mean = estimate(means[known], groups_of(np.full(len(known), -1)))
            made.append(Bin(float(np.mean(column[known])), mean))
    return made


def position(numbers: FloatArray, value: float) -> float | None:
    """Where a number stands among levels that are drawn at even distances; `None` outside of them."""
    if not len(numbers) or not numbers[0] <= value <= numbers[-1]:
        return None
    return float(np.interp(value, numbers, np.arange(len(numbers), dtype=np.float64)))


SPENDING = "spending"


@dataclass(frozen=True)
class Swept:
    """What the runs of a plan left.

    Attributes:
        plan: The plan.
        runs: The runs, those of the scenario as it stands first.
    """

    plan: Plan
    runs: Runs

    @cached_property
    def names(self) -> list[str]:
        """Names of the variants in order."""
        return [STATED, *(f"point-{number}" for number in range(1, len(self.plan.points) + 1))]

    @cached_property
    def paired(self) -> PairedRuns:
        """The runs as arrays: the scenario as it stands, then the points."""
        return PairedRuns.of(self.runs.frame, self.names, range(self.plan.replications))

    @cached_property
    def _ensembles(self) -> dict[str, Ensemble]:
        return {one.column: self.paired.ensemble(one) for one in with_strict(self.plan.outcomes)}

    @cached_property
    def money(self) -> Ensemble:
        """Spending over the plan."""
        return Ensemble(self.paired.array(SPENDING), None, self.paired.groups)

    def figures(self, outcome: Outcome) -> Ensemble:
        """An outcome in every run; row 0 is the scenario as it stands."""
        return self._ensembles[outcome.column]

    def column(self, axis: VariedInput) -> FloatArray:
        """Number of a path at each point."""
        return np.asarray(self.plan.points[:, self.plan.axes.index(axis)])

    def point(self, row: int) -> list[float]:
        """Numbers of the paths in a row; row 0 is the scenario as it stands."""
        if row == 0:
            return [axis.input.central for axis in self.plan.axes]
        return list(self.plan.points[row - 1].tolist())

    def best(self, outcome: Outcome) -> int | None:
        """Row of the best point of an outcome."""
        return best(self.figures(outcome), outcome.better, self.money.means)

    def verdict(self, outcome: Outcome, row: int) -> str:
        """Verdict on a target in a row."""
        met = self.figures(outcome).probability(row)
        if met is None or not met.runs:
            return FEW
        return verdict(met.share, met.low, met.high, met.effective)

    @cached_property
    def _verdicts(self) -> dict[str, list[str]]:
        rows = range(1, len(self.names))
        return {one.name: [self.verdict(one, row) for row in rows] for one in (*self.targets, *self.tasks)}

    def reached(self, outcome: Outcome) -> list[int]:
        """Rows at which a target is reached by the rule of verdicts, cheapest first."""
        rows = [row for row, word in enumerate(self._verdicts[outcome.name], start=1) if word == REACHED]
        return sorted(rows, key=lambda row: (float(self.money.means[row]), row))

    def missed(self, outcome: Outcome) -> bool:
        """Whether a target is missed at every point."""
        return all(word == MISSED for word in self._verdicts[outcome.name])

    @property
    def targets(self) -> list[Outcome]:
        """The outcomes that are outcome targets."""
        return [one for one in self.plan.outcomes if one.role == OUTCOME]

    @property
    def tasks(self) -> list[Outcome]:
        """The outcomes that are tasks."""
        return [one for one in self.plan.outcomes if one.role == TASK]

    def effects(self, outcome: Outcome) -> list[MainEffect]:
        """Effect of each path of a grid."""
        return self._effects[outcome.name]

    @cached_property
    def _effects(self) -> dict[str, list[MainEffect]]:
        return {
            one.name: [effect(self.figures(one), self.column(axis)) for axis in self.plan.axes]
            for one in self.plan.outcomes
        }

    def ranks(self, outcome: Outcome) -> list[Estimate]:
        """Rank correlation of the points' means with each path."""
        means = self.figures(outcome).means[1:]
        return [rank_correlation(self.column(axis), means) for axis in self.plan.axes]

    def moves(self, outcome: Outcome) -> bool:
        """Whether any path moves an outcome by more than chance."""
        if self.plan.sampled:
            return any(rank.clear for rank in self.ranks(outcome))
        steps = [effect.step for effect in self.effects(outcome)]
        return any(step.clear or (step.middle > 0.0 and not step.known) for step in steps)
