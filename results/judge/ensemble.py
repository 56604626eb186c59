"""Runs as arrays: one outcome in every variant and replication, paired by replication.

Replication *i* has the same chance and the same parameter draw in every variant, so differences are taken
within each replication before they are averaged, and errors over draws (`results.statistics.paired`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import nan
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from resettle.results.judge.outcomes import Outcome
from resettle.results.statistics.intervals import Estimate, FloatArray, Groups, groups_of, quantile_band
from resettle.results.statistics.paired import Probability, difference, estimate, mean_over, probability

Positions = NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Ensemble:
    """One outcome over runs; a row is a variant.

    Attributes:
        values: Array [variant, replication] in the unit of the outcome; NaN where a run failed.
        met: Whether a target is met, same shape, 0 or 1; `None` for what is no target.
        groups: Draw of each replication.
    """

    values: FloatArray
    met: FloatArray | None
    groups: Groups

    @property
    def complete(self) -> bool:
        """Whether every run has a value."""
        return bool(np.isfinite(self.values).all())

    def mean(self, row: int) -> Estimate:
        """Mean of a row with its 95 % interval."""
        return estimate(self.values[row], self.groups)

    def probability(self, row: int) -> Probability | None:
        """Probability that a row meets the target, with its Wilson interval; `None` for what is no target."""
        if self.met is None:
            return None
        finite = np.isfinite(self.met[row])
        return probability(self.met[row][finite] > 0.5, self.groups[finite])

    def band(self, row: int) -> tuple[float, float]:
        """Quantiles between which nine of ten replications of a row lie; NaN without any."""
        values = self.values[row][np.isfinite(self.values[row])]
        if not len(values):
            return nan, nan
        low, high = quantile_band(values)
        return float(low), float(high)

    def differences(self, row: int, other: int = 0) -> FloatArray:
        """A row less another, replication by replication."""
        return difference(self.values[row], self.values[other])

    def against(self, row: int, other: int = 0) -> Estimate:
        """Mean of the paired differences of a row from another."""
        return estimate(self.differences(row, other), self.groups)

    @cached_property
    def means(self) -> FloatArray:
        """Mean of each row over the replications that it has."""
        return mean_over(self.values, axis=1)

    @cached_property
    def shares(self) -> FloatArray:
        """Share of the runs of each row that meet the target; NaN for what is no target."""
        return np.full(len(self.values), nan) if self.met is None else mean_over(self.met, axis=1)


@dataclass(frozen=True, eq=False)
class PairedRuns:
    """Runs of several variants, paired by replication; a failed or missing run is NaN in every array.

    Attributes:
        frame: A row a run, with `variant`, `replication`, `draw`, `status` and the figures of
            `results.judge.measures`; `results.runs.frame.Runs.frame` is one.
        variants: Names of the rows of every array, in order.
        replications: Numbers of its columns, rising.
    """

    frame: pd.DataFrame
    variants: tuple[str, ...]
    replications: tuple[int, ...]

    @classmethod
    def of(
        cls,
        frame: pd.DataFrame,
        variants: Sequence[str] | None = None,
        replications: Sequence[int] | None = None,
    ) -> PairedRuns:
        """Pair the runs of a frame.

        Args:
            frame: A row a run.
            variants: Variants to take; all in the order of the frame if left out.
            replications: Replications to take; all that any variant has if left out.
        """
        names = frame["variant"].drop_duplicates() if variants is None else dict.fromkeys(variants)
        numbers = frame["replication"] if replications is None else replications
        return cls(frame, tuple(map(str, names)), tuple(sorted({int(one) for one in numbers})))

    def common(self) -> PairedRuns:
        """The same with only those replications that succeeded in every variant."""
        kept = np.flatnonzero(self._ran.all(axis=0))
        return PairedRuns(self.frame, self.variants, tuple(self.replications[one] for one in kept))

    @cached_property
    def groups(self) -> Groups:
        """Draw of each replication; a draw counts if any variant is drawn."""
        rows, (_, columns) = self._positions
        draws = np.full(len(self.replications), -1, dtype=np.int64)
        if "draw" in self.frame:
            np.maximum.at(draws, columns, self.frame["draw"].to_numpy(dtype=np.int64)[rows])
        return groups_of(draws)

    def array(self, column: str) -> FloatArray:
        """A column of the frame as an array [variant, replication]; NaN throughout if it is missing."""
        made = np.full((len(self.variants), len(self.replications)), nan)
        if column in self.frame:
            rows, cells = self._positions
            made[cells] = self.frame[column].to_numpy(dtype=np.float64)[rows]
        return made

    def ensemble(self, outcome: Outcome) -> Ensemble:
        """An outcome in all runs."""
        met = None if outcome.met is None else self.array(outcome.met)
        return Ensemble(self.array(outcome.column), met, self.groups)

    @cached_property
    def _positions(self) -> tuple[Positions, tuple[Positions, Positions]]:
        """Rows of the frame that are taken, and where each stands in the arrays."""
        rows = {name: row for row, name in enumerate(self.variants)}
        columns = {number: column for column, number in enumerate(self.replications)}
        row = self.frame["variant"].map(rows).fillna(-1).to_numpy(dtype=np.int64)
        column = self.frame["replication"].map(columns).fillna(-1).to_numpy(dtype=np.int64)
        taken = (row >= 0) & (column >= 0)
        if "status" in self.frame:
            taken &= (self.frame["status"] == "succeeded").to_numpy()
        there = np.flatnonzero(taken)
        return there, (row[there], column[there])

    @cached_property
    def _ran(self) -> NDArray[np.bool_]:
        """Whether each run succeeded, [variant, replication]."""
        made = np.zeros((len(self.variants), len(self.replications)), dtype=bool)
        made[self._positions[1]] = True
        return made
