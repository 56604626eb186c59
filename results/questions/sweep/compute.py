"""A sweep that was run: every outcome at every point, and what its paths do to it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from resettle.results.judge.ensemble import Ensemble, PairedRuns
from resettle.results.judge.outcomes import Outcome
from resettle.results.judge.verdicts import MISSED, REACHED, UNCERTAIN, verdict
from resettle.results.questions.sweep.effects import Effect, best, effect, rank_correlation
from resettle.results.questions.sweep.plan import STATED, Axis, Plan
from resettle.results.runs.frame import Runs
from resettle.results.statistics.intervals import FloatArray
from resettle.results.statistics.paired import Estimate

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
        return {one.name: self.paired.ensemble(one) for one in self.plan.outcomes}

    @cached_property
    def money(self) -> Ensemble:
        """Spending over the plan."""
        return Ensemble(self.paired.array(SPENDING), None, self.paired.groups)

    def figures(self, outcome: Outcome) -> Ensemble:
        """An outcome in every run; row 0 is the scenario as it stands."""
        return self._ensembles[outcome.name]

    def column(self, axis: Axis) -> FloatArray:
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
            return UNCERTAIN
        return verdict(met.share, met.low, met.high)

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
        """Whether any path moves an outcome by more than chance."""
        if self.plan.sampled:
            return any(rank.clear for rank in self.ranks(outcome))
        steps = [effect.step for effect in self.effects(outcome)]
        return any(step.clear or (step.middle > 0.0 and not step.known) for step in steps)
