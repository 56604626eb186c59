"""A mix that is named: all that is told of it beside the plan, in the futures that all questions share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from resettle.results.judge.households import Tenths, tenths
from resettle.results.judge.outcomes import Outcome
from resettle.results.questions.optimise.after import Afterwards
from resettle.results.questions.optimise.aims import SLIGHT, Limits, Scores
from resettle.results.questions.optimise.choice import Mix
from resettle.results.questions.optimise.priors import Least, Unlearnt, least
from resettle.results.questions.optimise.reaching import BoolArray, excused, numbers, reached
from resettle.results.questions.optimise.request import Problem
from resettle.results.questions.optimise.trial import Bench, Guard, Trial
from resettle.results.statistics.intervals import Estimate, FloatArray, Groups, groups_of
from resettle.results.statistics.paired import Probability, difference, estimate, probability


@dataclass(frozen=True)
class Named:
    """A mix that is named.

    Attributes:
        aims: What it is named for.
        trial: Its runs in the shared futures.
        met: In how many of them all targets are met, as the plan's documents count them.
        earned: The same where incomes count only what is earned beyond the plan.
        least: The least probability over priors that were cut.
        targets: Probability of each target by name, as the plan's documents count it, over the runs in which
            it counts anybody.
        mean_share: Mean of the probabilities of the targets asked for that count anybody.
        after: What is left a year later, by target.
        tenths: What it does to tenths of income; `None` where it was not looked at.
        worse: Outcomes that it makes clearly worse.
        over: Limits that it goes beyond in these futures, by name, with how far.
    """

    aims: tuple[str, ...]
    trial: Trial
    met: Probability
    earned: Probability
    least: Least
    targets: dict[str, Probability]
    mean_share: float
    after: tuple[Afterwards, ...] = ()
    tenths: Tenths | None = None
    worse: tuple[Guard, ...] = ()
    over: dict[str, float] = field(default_factory=dict)

    @property
    def mix(self) -> Mix:
        """The mix."""
        return self.trial.mix

    @property
    def cost(self) -> Estimate:
        """Mean spending with its interval."""
        return estimate(self.trial.spending, np.arange(len(self.trial.spending)))

    def mean(self, column: str) -> float:
        """Mean of a column of its runs; 0 where there is none, NaN where it has no figure."""
        return float(self.trial.frame[column].mean()) if column in self.trial.frame else 0.0

    def spent(self, lever: str) -> float:
        """Mean spending of a lever at the plan's prices, in yuan."""
        return self.mean(f"spent.{lever}")

    def against(self, plan: Named, column: str) -> Estimate:
        """Mean difference of a column from the plan, future by future."""
        pair = self.trial.frame.merge(plan.trial.frame, on="replication", suffixes=("", ".plan"))
        moved = difference(numbers(pair, column), numbers(pair, f"{column}.plan"))
        return estimate(moved, groups_of(pair["draw"].to_numpy(dtype=np.int64)))


def named_mix(
    problem: Problem, test: Bench, aims: tuple[str, ...], mix: Mix, priors: Sequence[Unlearnt]
) -> Named:
    """A mix with all that is told of it but the year after."""
    trial, plan = test.tried[mix], test.plan
    frame, before = trial.frame, _same(plan, trial)
    official = _all_met(frame, frame, problem.targets)
    counted = _all_met(frame, before, problem.targets) if trial is not plan else official
    inside = np.isin(plan.frame["replication"].to_numpy(), frame["replication"].to_numpy())
    # futures in which no target counts anybody say nothing of all together
    some = ~np.all(np.stack([excused(frame, before, one) for one in problem.targets]), axis=0)
    groups = trial.groups[some]
    own = [Unlearnt(one.path, one.label, one.values[inside][some], one.upper[inside][some]) for one in priors]
    shares = {name: _share(numbers(frame, f"met.{name}"), trial.groups) for name in problem.scenario.targets}
    limits = Limits.of(problem, plan)
    excess = {} if trial is plan else limits.excess(Scores.of([trial], plan.mix))
    return Named(
        aims,
        trial,
        probability(official[some], groups),
        probability(counted[some], groups),
        least(counted[some], groups, own),
        shares,
        float(np.mean([shares[one.name].share for one in problem.targets if shares[one.name].runs])),
        tenths=_tenths(plan, trial),
        worse=() if trial is plan else worse_of(test, trial),
        over={name: float(value[0]) for name, value in excess.items() if value[0] > 0.0},
    )


def _share(met: FloatArray, groups: Groups) -> Probability:
    """Probability that a target is met, over the runs in which it counts anybody."""
    known = np.isfinite(met)
    return probability(met[known] > 0.5, groups[known])


def _same(plan: Trial, trial: Trial) -> pd.DataFrame:
    """The plan's runs in the futures of a trial."""
    return plan.frame.set_index("replication").reindex(trial.frame["replication"]).reset_index()


def _all_met(frame: pd.DataFrame, before: pd.DataFrame, targets: Sequence[Outcome]) -> BoolArray:
    """Whether all targets are met in each future; of incomes only what is earned beyond other runs counts."""
    return np.asarray(np.all(np.stack([reached(frame, before, one) for one in targets]), axis=0))


def worse_of(test: Bench, trial: Trial) -> tuple[Guard, ...]:
    """Outcomes that a mix makes worse: clearly at 95 %, and by more than is slight."""
    moved = ((guard, moved_of(test, trial.mix, guard.name)) for guard in test.guards)
    return tuple(guard for guard, one in moved if one.clear and one.middle < -SLIGHT)


def moved_of(test: Bench, mix: Mix, guard: str) -> Estimate:
    """By how much a mix is better than the plan on a guard, in its unit."""
    at = [one.name for one in test.guards].index(guard)
    replications = np.asarray(list(test.replications))
    groups = np.full(len(replications), -1, dtype=np.int64)
    ran = np.searchsorted(replications, test.plan.frame["replication"].to_numpy())
    groups[ran] = test.plan.frame["draw"].to_numpy(dtype=np.int64)
    return estimate(test.tried[mix].guards[at] - test.plan.guards[at], groups_of(groups))


def _tenths(plan: Trial, trial: Trial) -> Tenths | None:
    """What a mix does to tenths of income, in the futures of which incomes of households were kept."""
    both = sorted(set(plan.households) & set(trial.households))
    if trial is plan or not both:
        return None
    draws = plan.frame.set_index("replication")["draw"].reindex(both).to_numpy(dtype=np.int64)
    return tenths(plan.households, trial.households, both, groups_of(draws))
