"""A sweep that was run: figures by outcome, and the tidy frames that are kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import nan
from typing import TYPE_CHECKING, Any

import numpy as np

from resettle.results.judge.ensemble import Ensemble, PairedRuns
from resettle.results.judge.outcomes import Outcome
from resettle.results.judge.verdicts import MISSED, REACHED, UNCERTAIN, verdict
from resettle.results.questions.sweep.figures import Effect, best, effect, rank_correlation
from resettle.results.questions.sweep.plan import STATED, Axis, Plan
from resettle.results.runs.frame import Runs
from resettle.results.statistics.intervals import FloatArray
from resettle.results.statistics.paired import Estimate

if TYPE_CHECKING:
    import pandas as pd

SPENDING = "spending"
POINT_COLUMNS = (
    "outcome",
    "unit",
    "replications",
    "mean",
    "low",
    "high",
    "p05",
    "p95",
    "probability",
    "probability_low",
    "probability_high",
    "effective",
    "difference",
    "difference_low",
    "difference_high",
    "spending",
)
"""Columns of the frame `points` after the point and its paths."""


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
    def _figures(self) -> dict[str, Ensemble]:
        return {one.name: self.paired.ensemble(one) for one in self.plan.outcomes}

    @cached_property
    def money(self) -> Ensemble:
        """Spending over the plan."""
        return Ensemble(self.paired.array(SPENDING), None, self.paired.groups)

    def figures(self, outcome: Outcome) -> Ensemble:
        """An outcome in every run; row 0 is the scenario as it stands."""
        return self._figures[outcome.name]

    def column(self, axis: Axis) -> FloatArray:
        """Number of a path at each point."""
        return np.asarray(self.plan.points[:, self.plan.axes.index(axis)])

    def best(self, outcome: Outcome) -> int | None:
        """Row of the best point of an outcome."""
        return best(self.figures(outcome), outcome.better, self.money.means)

    def verdict(self, outcome: Outcome, row: int) -> str:
        """Verdict on a target in a row."""
        found = self.figures(outcome).probability(row)
        if found is None or not found.runs:
            return UNCERTAIN
        return verdict(found.share, found.low, found.high)

    @cached_property
    def _verdicts(self) -> dict[str, list[str]]:
        rows = range(1, len(self.names))
        return {one.name: [self.verdict(one, row) for row in rows] for one in self.targets}

    def reached(self, outcome: Outcome) -> list[int]:
        """Rows at which a target is reached by the rule of verdicts, cheapest first."""
        rows = [row for row, word in enumerate(self._verdicts[outcome.name], start=1) if word == REACHED]
        return sorted(rows, key=lambda row: (float(self.money.means[row]), row))

    def missed(self, outcome: Outcome) -> bool:
        """Whether a target is missed at every point."""
        return all(word == MISSED for word in self._verdicts[outcome.name])

    @property
    def targets(self) -> list[Outcome]:
        """The outcomes that are targets."""
        return [one for one in self.plan.outcomes if one.met is not None]

    def effects(self, outcome: Outcome) -> list[Effect]:
        """Effect of each path of a grid."""
        return self._effects[outcome.name]

    @cached_property
    def _effects(self) -> dict[str, list[Effect]]:
        return {
            one.name: [effect(self.figures(one), self.column(axis)) for axis in self.plan.axes]
            for one in self.plan.outcomes
        }

    def ranks(self, outcome: Outcome) -> list[Estimate]:
        """Rank correlation of the points' means with each path."""
        means = self.figures(outcome).means[1:]
        return [rank_correlation(self.column(axis), means) for axis in self.plan.axes]

    def moves(self, outcome: Outcome) -> bool:
        """Whether any path moves an outcome by more than luck."""
        if self.plan.sampled:
            return any(found.clear for found in self.ranks(outcome))
        return any(found.step.clear or (found.step.middle > 0.0 and not found.step.known)
                   for found in self.effects(outcome))  # fmt: skip


def run_frame(held: Swept) -> pd.DataFrame:
    """One row a run: point (0 for the scenario as it stands), a column a path, and the figures."""
    frame = held.runs.frame
    rows = {name: row for row, name in enumerate(held.names)}
    point = frame["variant"].map(rows)
    made = frame.drop(columns="variant")
    for place, axis in enumerate(held.plan.axes):
        column = np.concatenate([[axis.input.central], held.plan.points[:, place]])
        made.insert(place, axis.path, column[point.to_numpy()])
    made.insert(0, "point", point.to_numpy())
    return made


def point_frame(held: Swept) -> pd.DataFrame:
    """One row a point and outcome, see `POINT_COLUMNS`; point 0 is the scenario as it stands.

    `low` and `high` are the 95 % interval of the mean, `p05` and `p95` hold nine replications of ten;
    the probability of a target has its 95 % Wilson interval for the `effective` number of runs;
    `difference` is paired, from the scenario as it stands; `spending` is the mean over the plan in yuan.
    """
    import pandas as pd

    paths = [axis.path for axis in held.plan.axes]
    return pd.DataFrame(list(_rows(held)), columns=["point", *paths, *POINT_COLUMNS])


def _rows(held: Swept) -> Iterator[dict[str, Any]]:
    axes = held.plan.axes
    for row in range(len(held.names)):
        point = [axis.input.central for axis in axes] if row == 0 else held.plan.points[row - 1].tolist()
        at = {axis.path: value for axis, value in zip(axes, point, strict=True)}
        spending = held.money.mean(row).middle
        for outcome in held.plan.outcomes:
            figures = held.figures(outcome)
            mean, step, found = figures.mean(row), figures.against(row), figures.probability(row)
            low, high = figures.band(row)
            yield {
                "point": row,
                **at,
                "outcome": outcome.name,
                "unit": outcome.unit,
                "replications": int(np.isfinite(figures.values[row]).sum()),
                "mean": mean.middle,
                "low": mean.low,
                "high": mean.high,
                "p05": low,
                "p95": high,
                "probability": nan if found is None else found.share,
                "probability_low": nan if found is None else found.low,
                "probability_high": nan if found is None else found.high,
                "effective": nan if found is None else found.effective,
                "difference": step.middle,
                "difference_low": step.low,
                "difference_high": step.high,
                "spending": spending,
            }
