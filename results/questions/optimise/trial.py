"""A mix in some futures: how far its targets are, what each year costs, what is handed out, what gets worse.

How far a future is above or below the bound of a target (its margin) says more than whether it meets it, so
mixes are ranked by margins; what is reported of a mix are shares of futures. Margins of targets on an income
count what a mix adds only as far as it is earned: the plan's own figure, and what is earned beyond the plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from resettle.model.text import Text
from resettle.results.judge.outcomes import Outcome, outcomes
from resettle.results.questions.optimise.choice import Mix, mixed, plan_years, surcharges, variant_name
from resettle.results.questions.optimise.reaching import (
    BoolArray,
    excused,
    margin,
    numbers,
    of_anybody,
    reached,
)
from resettle.results.questions.optimise.request import Problem
from resettle.results.report.answer import QuestionError
from resettle.results.runs.asking import Asking
from resettle.results.runs.frame import Households
from resettle.results.runs.table import Variant
from resettle.results.statistics.intervals import FloatArray, Groups, groups_of
from resettle.results.statistics.paired import mean_over
from resettle.scenarios.catalogue import lever_classes
from resettle.scenarios.types import OUTCOME, TASK

FAR = 1e3
"""Margin, below zero, of a run that failed or has no figure."""

BELOW, INCOME, WORK = "below_line", "income", "work"
OTHERS = {
    BELOW: ("last_year.below_line_share", -1),
    INCOME: ("household_income", 1),
    WORK: ("job_years", 1),
}
"""What must not get worse beside targets: its column, and whether more is better; the last of all guards."""

WORTH_YUAN, PART = {INCOME: 1.0, WORK: 1e5}, 0.2
"""Yuan that a yuan of income and a year of work are held against, and part of spending that is a unit."""


@dataclass(frozen=True)
class Guard:
    """An outcome that must not get worse.

    Attributes:
        name: Name of the target, or one of `OTHERS`.
        column: Its column.
        better: +1 if more is better, -1 if less is.
        outcome: The target; `None` for one of `OTHERS`.
    """

    name: str
    column: str
    better: int
    outcome: Outcome | None = None

    def size(self, plan: pd.DataFrame) -> float:
        """What one unit of it is: the spread of a figure under the plan; of a task its whole probability.

        Income and work are held against the plan's spending, as runs are paired: their own spread is that of
        things which no lever moves.
        """
        if self.name in WORTH_YUAN:
            return max(PART * float(numbers(plan, "spending").mean()) / WORTH_YUAN[self.name], 1e-9)
        is_task = self.outcome is not None and self.outcome.role == TASK
        return 1.0 if is_task else size_of(plan, self.column, None)


def guards_of(problem: Problem) -> tuple[Guard, ...]:
    """Outcome targets of a plan by their figures, tasks by whether they are met, and `OTHERS`.

    A task may be done by less as long as it is done.
    """
    every = outcomes(problem.scenario).values()
    targets = [Guard(one.name, one.column, one.better, one) for one in every if one.role == OUTCOME]
    tasks = [Guard(one.name, str(one.met), 1, one) for one in every if one.role == TASK]
    return *targets, *tasks, *(Guard(name, *how) for name, how in OTHERS.items())


@dataclass(frozen=True, eq=False)
class Trial:
    """A mix in some futures; an array has a place for each.

    Attributes:
        mix: The mix.
        met: Whether all targets are met, an income by what is earned.
        margins: How far each target is above its bound, in standard deviations over the futures of the plan;
            array [target, future].
        counted: Whether each target is met or missed at all; the same shape (see `excused`).
        years: Spending by calendar year, with what is dearer beyond the plan, in yuan; array [year, future].
        cash: What levers hand out for nothing in return, in yuan.
        guards: Outcomes that must not get worse, in the unit of margins, more is better; [guard, future].
        frame: The runs, a row a future that succeeded.
        groups: Draw of each row.
        households: Incomes of households by replication, as far as they were kept.
    """

    mix: Mix
    met: BoolArray
    margins: FloatArray
    counted: BoolArray
    years: FloatArray
    cash: FloatArray
    guards: FloatArray
    frame: pd.DataFrame = field(repr=False)
    groups: Groups = field(repr=False)
    households: dict[int, Households] = field(default_factory=dict, repr=False)

    @cached_property
    def spending(self) -> FloatArray:
        """Spending over the plan, with what is dearer, in yuan."""
        return np.asarray(self.years.sum(axis=0))

    @cached_property
    def cost(self) -> float:
        """Mean spending."""
        return float(self.spending.mean())

    @cached_property
    def yearly(self) -> FloatArray:
        """Mean spending of each year."""
        return np.asarray(self.years.mean(axis=1))

    @cached_property
    def sums(self) -> FloatArray:
        """Means in a row: spending of each year, cash, guards."""
        return np.concatenate([self.yearly, [self.cash.mean()], mean_over(self.guards, axis=1)])

    @cached_property
    def share(self) -> float:
        """Share of futures that meet all targets."""
        return float(self.met.mean())

    @cached_property
    def mean_share(self) -> float:
        """Mean of the shares of futures that meet each target, of those that count anybody."""
        shares = mean_over(np.where(self.counted, self.margins >= 0.0, np.nan), axis=1)
        return float(np.nanmean(shares))


@dataclass
class Bench:
    """Tries mixes in some futures.

    Attributes:
        problem: What is chosen, and what must be met.
        asking: Runs the variants.
        replications: Numbers of the replications in rising order, one future each.
        scale: Part of the population that is simulated.
        stage: What the runs are for.
        households: In how many of the first futures incomes of households are kept.
        tried: Trials by mix; the plan is the one of `Problem.planned`.
    """

    problem: Problem
    asking: Asking
    replications: Sequence[int]
    scale: float
    stage: str
    households: int = 0
    tried: dict[Mix, Trial] = field(default_factory=dict)
    sizes: list[float] = field(default_factory=list)
    guards: tuple[Guard, ...] = ()

    @property
    def plan(self) -> Trial:
        """The plan as it is."""
        return self.tried[self.problem.planned]

    def __call__(self, wanted: Sequence[Mix]) -> list[Trial]:
        """Try mixes; the plan is tried first of all.

        Raises:
            results.report.answer.QuestionError: If no run of the plan succeeded.
        """
        problem = self.problem
        new = [mix for mix in dict.fromkeys((problem.planned, *wanted)) if mix not in self.tried]
        variants = [self._variant(mix) for mix in new]
        frames: dict[str, list[pd.DataFrame]] = {one.name: [] for one in variants}
        kept: dict[str, dict[int, Households]] = {one.name: {} for one in variants}
        first, rest = self.replications[: self.households], self.replications[self.households :]
        for replications, households in ((first, True), (rest, False)):
            if not (variants and len(replications)):
                continue
            runs = self.asking.run(variants, replications, stage=self.stage, households=households)
            for one in variants:
                frames[one.name].append(runs.of(one.name))
                kept[one.name] |= runs.households(one.name) if households else {}
        for variant, mix in zip(variants, new, strict=True):
            frame = pd.concat(frames[variant.name], ignore_index=True)
            self._keep(mix, frame, kept[variant.name])
        return [self.tried[mix] for mix in wanted]

    def _variant(self, mix: Mix) -> Variant:
        problem = self.problem
        if mix == problem.planned:
            return Variant("plan", problem.scenario, (), self.scale)
        return Variant(variant_name(mix), mixed(problem.scenario, problem.choices, mix), (), self.scale)

    def _keep(self, mix: Mix, frame: pd.DataFrame, households: dict[int, Households]) -> None:
        problem = self.problem
        if not self.sizes:
            if not len(frame):
                raise QuestionError(
                    Text("every run failed; nothing can be said", "全部模拟都失败，无法得出结论")
                )
            of_anybody(frame, problem.targets)
            self.guards = guards_of(problem)
            self.sizes = [size_of(frame, one.column, one.bound) for one in problem.targets]
        runs = frame.set_index("replication").reindex(list(self.replications))
        plan = self.tried[problem.planned].frame if problem.planned in self.tried else frame
        before = plan.set_index("replication").reindex(list(self.replications))
        margins = np.stack(
            [
                np.clip(np.nan_to_num(margin(runs, before, one) / size, nan=-FAR), -FAR, FAR)
                for one, size in zip(problem.targets, self.sizes, strict=True)
            ]
        )
        free = np.stack([excused(runs, before, one) for one in problem.targets])
        margins[free] = FAR
        met = np.all(np.stack([reached(runs, before, one) for one in problem.targets]), axis=0)
        guards = np.stack([one.better * numbers(runs, one.column) / one.size(plan) for one in self.guards])
        groups = groups_of(frame["draw"].to_numpy(dtype=np.int64))
        self.tried[mix] = Trial(
            mix, met, margins, ~free, self._years(mix, runs), self._cash(runs), guards, frame, groups,
            households,
        )  # fmt: skip

    def _years(self, mix: Mix, runs: pd.DataFrame) -> FloatArray:
        """Spending by year, with what is dearer beyond the plan; a run that failed costs what others do."""
        scenario = self.problem.scenario
        years = plan_years(scenario.period)
        made = np.stack([numbers(runs, f"spent_year.{year}") for year in years])
        for (lever, year), part in surcharges(scenario, self.problem.choices, mix).items():
            made[years.index(year)] += part * np.nan_to_num(numbers(runs, f"lever_year.{lever}_{year}"))
        return _filled(made)

    def _cash(self, runs: pd.DataFrame) -> FloatArray:
        """What levers hand out for nothing in return."""
        names = [name for name in self.problem.scenario.levers if lever_classes()[name].cash]
        columns = [np.nan_to_num(numbers(runs, f"spent.{name}")) for name in names]
        return np.sum(columns, axis=0) if columns else np.zeros(len(runs))


def size_of(frame: pd.DataFrame, column: str, bound: float | None) -> float:
    """What one unit of margin is: the spread of a figure under the plan."""
    figures = numbers(frame, column)
    finite = figures[np.isfinite(figures)]
    spread = float(np.std(finite)) if len(finite) else 0.0
    return spread if spread > 1e-12 else max(abs(bound or 0.0) * 0.05, 1e-9)


def _filled(values: FloatArray) -> FloatArray:
    """Gaps filled with the mean of their row, zero without any."""
    finite = np.isfinite(values)
    total = np.where(finite, values, 0.0).sum(axis=-1, keepdims=True)
    mean = total / np.maximum(finite.sum(axis=-1, keepdims=True), 1)
    return np.where(finite, values, mean)
