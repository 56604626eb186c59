"""Trying mixes on the model: a variant per mix, in futures that all mixes share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from resettle.results.judge.outcomes import Outcome
from resettle.results.questions.optimise.goal import Trial
from resettle.results.questions.optimise.request import Problem
from resettle.results.questions.optimise.space import PLAN, Mix
from resettle.results.report.answer import QuestionError
from resettle.results.runs.asking import Asking
from resettle.results.runs.draws import Design
from resettle.results.runs.table import Variant
from resettle.results.statistics.intervals import FloatArray, groups_of, mean_interval
from resettle.results.statistics.paired import Estimate, Probability, difference, estimate, probability
from resettle.results.text.settings import month_of
from resettle.scenarios.paths import Input

FAR = 1e6
"""Margin, below zero, of a run that failed or has no figure."""


@dataclass(frozen=True)
class Confirmed:
    """What a mix does in fresh futures.

    Attributes:
        trial: The mix.
        met: In how many of the futures in which its run succeeded all targets are met.
        cost: Mean spending, in yuan.
        frame: Its runs.
    """

    trial: Trial
    met: Probability
    cost: Estimate
    frame: pd.DataFrame = field(repr=False)

    @property
    def mix(self) -> Mix:
        """The mix."""
        return self.trial.mix

    @property
    def share(self) -> float:
        """Share of futures that meet all targets; 0 without any."""
        return self.met.share if self.met.runs else 0.0

    def values(self, column: str) -> FloatArray:
        """A column of its runs."""
        return self.frame[column].to_numpy(dtype=np.float64)

    def mean(self, column: str) -> float:
        """Mean of a column of its runs."""
        return float(self.frame[column].mean())

    def spent(self, lever: str) -> float:
        """Mean spending of a lever, in yuan; 0 where it is not in force."""
        column = f"spent.{lever}"
        return float(np.nan_to_num(self.frame[column].mean())) if column in self.frame else 0.0

    def against(self, plan: Confirmed, column: str) -> Estimate:
        """Mean difference of a column from the plan, future by future."""
        both = self.frame.merge(plan.frame, on="replication", suffixes=("", ".plan"))
        own, other = (both[name].to_numpy(dtype=np.float64) for name in (column, f"{column}.plan"))
        return estimate(difference(own, other), groups_of(both["draw"].to_numpy(dtype=np.int64)))


@dataclass
class Bench:
    """Tries mixes in some futures.

    Attributes:
        problem: What is chosen, and what must be met.
        asking: Runs the variants.
        replications: Numbers of the replications in rising order, one future each.
        scale: Part of the population that is simulated.
        stage: What the runs are for.
        sizes: Standard deviation of each target's figure under the plan; empty before it is tried.
        frames: Runs by mix.
    """

    problem: Problem
    asking: Asking
    replications: Sequence[int]
    scale: float
    stage: str
    sizes: list[float] = field(default_factory=list)
    frames: dict[Mix, pd.DataFrame] = field(default_factory=dict)

    def __call__(self, wanted: Sequence[tuple[str, Mix]]) -> list[Trial]:
        """Try mixes, each with its origin; the first time, the plan must be among them.

        Raises:
            results.report.answer.QuestionError: If no run succeeded.
        """
        variants = [self._variant(mix) for _, mix in wanted]
        runs = self.asking.run(variants, self.replications, design=Design(1), stage=self.stage)
        for variant, (_, mix) in zip(variants, wanted, strict=True):
            self.frames[mix] = runs.of(variant.name)
        if not any(len(frame) for frame in self.frames.values()):
            raise QuestionError(f"every run failed, the first with: {runs.failed['error'].iloc[0]}")
        if not self.sizes:
            self.sizes = [_size(self.frames[PLAN], one) for one in self.problem.targets]
        return [self._trial(origin, mix) for origin, mix in wanted]

    def tested(self, trial: Trial) -> Confirmed:
        """What a trial says of its mix."""
        frame = self.frames[trial.mix]
        met = np.ones(len(frame), dtype=bool)
        for one in self.problem.targets:
            met &= frame[str(one.met)].to_numpy(dtype=np.float64) > 0.5
        groups = groups_of(frame["draw"].to_numpy(dtype=np.int64))
        _, low, high = mean_interval(frame["spending"].to_numpy(dtype=np.float64))
        return Confirmed(trial, probability(met, groups), Estimate(trial.cost, low, high), frame)

    def _variant(self, mix: Mix) -> Variant:
        """The variant of a mix; settings of later months are set later."""
        problem = self.problem
        if mix == PLAN:
            return Variant("plan", problem.scenario, (), self.scale)
        numbers = zip(problem.inputs, problem.space.values(mix), strict=True)
        values = tuple((one.path, value) for one, value in sorted(numbers, key=_from_month))
        return Variant("mix-" + "-".join(map(str, mix)), problem.scenario, values, self.scale)

    def _trial(self, origin: str, mix: Mix) -> Trial:
        frame = self.frames[mix]
        runs = frame.set_index("replication").reindex(list(self.replications))
        met = np.ones(len(runs), dtype=bool)
        margins = np.empty((len(self.problem.targets), len(runs)))
        for row, (one, size) in enumerate(zip(self.problem.targets, self.sizes, strict=True)):
            assert one.bound is not None
            met &= runs[str(one.met)].to_numpy(dtype=np.float64) > 0.5
            gap = one.better * (runs[one.column].to_numpy(dtype=np.float64) - one.bound) / size
            margins[row] = np.clip(np.nan_to_num(gap, nan=-FAR), -FAR, FAR)
        cost = float(frame["spending"].mean()) if len(frame) else FAR * FAR
        return Trial(mix, origin, cost, met, margins)


def _from_month(setting: tuple[Input, float]) -> str:
    return month_of(setting[0].path)


def _size(frame: pd.DataFrame, target: Outcome) -> float:
    """What one unit of margin is: the spread of a target's figure under the plan."""
    figures: FloatArray = frame[target.column].to_numpy(dtype=np.float64)
    spread = float(np.nanstd(figures)) if len(figures) and not np.all(np.isnan(figures)) else 0.0
    return spread if spread > 1e-12 else max(abs(target.bound or 0.0) * 0.05, 1e-9)
