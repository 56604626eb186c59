"""Trying mixes on the model: a variant a mix, in futures that all mixes share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from resettle.results.questions.optimise.asked import Problem
from resettle.results.questions.optimise.goal import Trial
from resettle.results.questions.optimise.space import PLAN, Mix
from resettle.results.report.answer import QuestionError
from resettle.results.runs.draws import Design
from resettle.results.runs.frame import Runs
from resettle.results.runs.table import Variant
from resettle.results.statistics.intervals import FloatArray, mean_interval, wilson
from resettle.results.statistics.variance import effective_number

if TYPE_CHECKING:
    import pandas as pd

FAR = 1e6
"""Margin, below zero, of a run that failed or has no figure."""


class Running(Protocol):
    """What tries mixes need of `results.runs.asking.Asking`."""

    def run(
        self, variants: Sequence[Variant], replications: Sequence[int], *, design: Design, stage: str
    ) -> Runs:
        """Run variants, paired by replication."""


@dataclass(frozen=True)
class Confirmed:
    """What a mix does in fresh futures.

    Attributes:
        trial: The mix.
        futures: Futures in which its run succeeded.
        met: How many of them meet all targets.
        low: Lower end of the 95 % Wilson interval of the probability.
        high: Upper end.
        cost_low: Lower end of the 95 % interval of the mean spending, in yuan.
        cost_high: Upper end.
        frame: Its runs.
    """

    trial: Trial
    futures: int
    met: int
    low: float
    high: float
    cost_low: float
    cost_high: float
    frame: pd.DataFrame = field(repr=False)

    @property
    def share(self) -> float:
        """Share of futures that meet all targets; 0 without any."""
        return self.met / self.futures if self.futures else 0.0


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
    asking: Running
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
            self.sizes = [_size(self.frames[PLAN], one.column, one.bound) for one in self.problem.targets]
        return [self._trial(origin, mix) for origin, mix in wanted]

    def values(self, mix: Mix) -> tuple[tuple[str, float], ...]:
        """Numbers of a mix by path, in the order in which they are set; none for the plan as it is stated."""
        if mix == PLAN:
            return ()
        numbers = self.problem.space.values(mix)
        return tuple((self.problem.inputs[place].path, numbers[place]) for place in self.problem.order)

    def confirmed(self, trial: Trial) -> Confirmed:
        """What a trial says of its mix."""
        frame = self.frames[trial.mix]
        met = self._met(frame)
        draws = frame["draw"].to_numpy(dtype=np.int64)
        groups = np.where(draws >= 0, draws, -1 - np.arange(len(draws)))
        number = effective_number(met, groups)
        low, high = wilson(float(met.mean()) * number if len(met) else 0.0, number)
        _, cost_low, cost_high = mean_interval(frame["spending"].to_numpy(dtype=np.float64))
        return Confirmed(trial, len(met), int(met.sum()), low, high, cost_low, cost_high, frame)

    def _variant(self, mix: Mix) -> Variant:
        name = "plan" if mix == PLAN else "mix-" + "-".join(map(str, mix))
        return Variant(name, self.problem.scenario, self.values(mix), self.scale)

    def _met(self, frame: pd.DataFrame) -> NDArray[np.bool_]:
        met = np.ones(len(frame), dtype=bool)
        for one in self.problem.targets:
            met &= frame[str(one.met)].to_numpy(dtype=np.float64) > 0.5
        return met

    def _trial(self, origin: str, mix: Mix) -> Trial:
        frame = self.frames[mix]
        place = np.searchsorted(np.asarray(self.replications), frame["replication"].to_numpy())
        met = np.zeros(len(self.replications), dtype=bool)
        margins = np.full((len(self.problem.targets), len(self.replications)), -FAR)
        met[place] = self._met(frame)
        for row, (one, size) in enumerate(zip(self.problem.targets, self.sizes, strict=True)):
            assert one.bound is not None
            gap = one.better * (frame[one.column].to_numpy(dtype=np.float64) - one.bound) / size
            margins[row, place] = np.clip(np.nan_to_num(gap, nan=-FAR), -FAR, FAR)
        cost = float(frame["spending"].mean()) if len(frame) else FAR * FAR
        return Trial(mix, origin, cost, met, margins)


def _size(frame: pd.DataFrame, column: str, bound: float | None) -> float:
    """What one unit of margin is: the spread of a target's figure under the plan."""
    figures: FloatArray = frame[column].to_numpy(dtype=np.float64)
    spread = float(np.nanstd(figures)) if len(figures) and not np.all(np.isnan(figures)) else 0.0
    return spread if spread > 1e-12 else max(abs(bound or 0.0) * 0.05, 1e-9)
