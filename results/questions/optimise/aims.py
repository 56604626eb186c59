"""What mixes are named for, and within which limits: what makes one better than another.

All of it works on arrays whose first axis is mixes, so that thousands of guesses are ranked at once by the
rule by which the few that were run are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from resettle.results.questions.optimise.choice import Choice, Mix
from resettle.results.questions.optimise.request import Problem
from resettle.results.questions.optimise.trial import INCOME, OTHERS, WORK, Trial
from resettle.results.statistics.intervals import FloatArray

IntArray = NDArray[np.int64]

AIMS = ("keep", "earn", "employ", "cheaper", "half", "closest", "reach")
KEEP, EARN, EMPLOY, CHEAPER, HALF, CLOSEST, REACH = AIMS
"""The budget is kept and most targets, income or work made of it; the result is kept; half of the gap;
closest to all targets; all of them reached."""

GAINS = {EARN: INCOME, EMPLOY: WORK}
"""Guard of which a mix makes most, for the same money."""

SAME_MONEY = (KEEP, *GAINS)
"""Aims of mixes that spend what the plan does."""

CASH = 0.25
"""Most of additional spending that may be money handed out."""

SLIGHT = 0.05
"""Part of a unit of an outcome (its spread, the probability of a task, for income and work a fifth of the
plan's spending) whose loss does not count as worse."""

FLIPS = 1.5
"""Futures that may go the other way by chance, where a search in few of them looks for harm; what is named
is judged in more futures, and by whether harm is clear."""

WORTH = 0.02
"""Gain of probability, added up over targets, or part of spending saved, for which a mix is named."""

CHANGE = 1e-3
"""What a step away from the plan must bring, in probability or part of spending: few changes are kept."""

SOFT = 0.25
"""Margin, in standard deviations, over which a future goes from missed to met where shares are smoothed."""

TOLERANCE = 0.01
"""Lack that is forgiven: of a part of spending, of a share of futures."""

STRICT = 4.0
"""Weight of what a year is beyond its band, so that no more than a quarter of a point is forgiven."""

STRICT_CASH = 20.0
"""Weight of cash beyond its cap, so that no more than a twentieth of a hundredth of spending is forgiven."""

PULL = 0.02
"""What a standard deviation of margin is worth where no share of futures moves yet."""


class Scores(NamedTuple):
    """Mixes in arrays.

    Attributes:
        margins: Array [mix, target, future].
        sums: Means of each mix, as `Trial.sums`.
        apart: How far each mix is from the plan, in steps of what is allowed.
    """

    margins: FloatArray
    sums: FloatArray
    apart: FloatArray

    @classmethod
    def of(cls, trials: Sequence[Trial], plan: Mix) -> Scores:
        """Those of trials."""
        margins, sums = (np.stack([getattr(one, name) for one in trials]) for name in ("margins", "sums"))
        return cls(margins, sums, distance(np.array([one.mix for one in trials]), plan))


@dataclass(frozen=True)
class Limits:
    """Within what a mix must stay.

    Attributes:
        plan: The plan in the same futures.
        budget: Most that may be spent over the plan, in yuan; `None` for what the bands allow.
        band: How far each year may be from the plan's; `None` for any way.
        cash: Most of additional spending that may be handed out; `None` for any.
        harm: Whether outcomes may get worse.
        first: Lowest step of each choice.
        last: Highest step of each choice.
    """

    plan: Trial
    budget: float | None
    band: float | None
    cash: float | None
    harm: bool
    first: Mix
    last: Mix

    @classmethod
    def of(cls, problem: Problem, plan: Trial) -> Limits:
        """Those that were asked for."""
        asked = problem.request
        first, last = zip(*((one.first, one.last) for one in problem.choices), strict=True)
        cash = None if asked.allow_cash else CASH
        return cls(plan, problem.budget, asked.band, cash, asked.harm, first, last)

    def lifted(self, choices: Sequence[Choice], positions: Sequence[int], *, down: bool = False) -> Limits:
        """The same with some choices let go further, down if that is asked for, else up."""
        first, last = list(self.first), list(self.last)
        for position in positions:
            if down:
                first[position] = 0
            else:
                last[position] = len(choices[position].levels) - 1
        return replace(self, first=tuple(first), last=tuple(last))

    @property
    def slack(self) -> float:
        """What an outcome may lose in the futures of the plan, in units of `Guard.size`."""
        return SLIGHT + FLIPS / len(self.plan.met)

    @property
    def room(self) -> float:
        """What a budget allows, in multiples of the plan's spending."""
        return 1.0 if self.budget is None else self.budget / max(self.plan.cost, 1.0)

    def excess(self, scores: Scores) -> dict[str, FloatArray]:
        """How far mixes are beyond each limit; 0 within it."""
        years = len(self.plan.years)
        size = max(self.plan.cost, 1.0)
        spent, cash = scores.sums[:, :years], scores.sums[:, years]
        total = spent.sum(axis=1)
        made: dict[str, FloatArray] = {}
        if self.budget is not None:
            made["budget"] = np.maximum(0.0, total - self.budget) / size
        if self.band is not None:
            planned = self.plan.yearly * self.room
            low = self.plan.yearly * min(1.0, self.room)
            over, under = spent - (1.0 + self.band) * planned, (1.0 - self.band) * low - spent
            beyond = np.maximum(0.0, np.maximum(over, under)) / np.maximum(self.plan.yearly, 1.0)
            made["band"] = STRICT * beyond.sum(axis=1)
        if self.cash is not None:
            more = total - self.plan.cost
            handed = cash - float(self.plan.cash.mean())
            beyond = np.maximum(0.0, handed - self.cash * np.maximum(0.0, more))
            made["cash"] = STRICT_CASH * beyond / size
        if not self.harm:
            worse = self.plan.sums[years + 1 :] - scores.sums[:, years + 1 :] - self.slack
            made["harm"] = np.maximum(0.0, np.nan_to_num(worse)).sum(axis=1)
        return made

    def lack(self, scores: Scores) -> FloatArray:
        """How far mixes are beyond all limits."""
        parts = list(self.excess(scores).values())
        return np.asarray(np.sum(parts, axis=0)) if parts else np.zeros(len(scores.sums))


def distance(mixes: IntArray, plan: Mix) -> FloatArray:
    """How many steps mixes are from the plan; array [mix] of an array [mix, choice]."""
    return np.asarray(np.abs(mixes - np.array(plan)).sum(axis=-1), dtype=np.float64)


def softened(margin: FloatArray) -> FloatArray:
    """Smoothed share of futures with a margin above 0, over the last axis."""
    from scipy.special import ndtr

    return np.asarray(ndtr(margin / SOFT).mean(axis=-1), dtype=np.float64)


@dataclass(frozen=True)
class Aim:
    """What a mix is named for.

    Attributes:
        name: One of `AIMS`.
        probability: Probability that is asked for.
        plan: The plan in the same futures.
        cap: Most that may be spent where the budget is to be kept, in multiples of the plan's spending.
    """

    name: str
    probability: float
    plan: Trial
    cap: float = 1.0

    def gap(self, margins: FloatArray) -> FloatArray:
        """How much the probabilities of targets lack of what is asked for, added up."""
        return np.asarray(np.maximum(0.0, self.probability - softened(margins)).sum(axis=-1))

    def rank(self, scores: Scores) -> tuple[FloatArray, FloatArray]:
        """What mixes lack of the aim itself, and what is made small among those that lack nothing."""
        margins = scores.margins
        years = len(self.plan.years)
        cost = scores.sums[:, :years].sum(axis=1) / max(self.plan.cost, 1.0)
        nothing = np.zeros(len(cost))
        if self.name == CLOSEST:
            return nothing, self.closeness(margins) + CHANGE * scores.apart
        if self.name in SAME_MONEY:
            value = self.closeness(margins) if self.name == KEEP else -self.gained(scores)
            return np.maximum(0.0, cost - self.cap), value + CHANGE * scores.apart
        cost_of_change = cost + CHANGE * scores.apart
        own = self.plan.margins[None]
        if self.name == HALF:
            return np.maximum(0.0, self.gap(margins) - 0.5 * self.gap(own)), cost_of_change
        if self.name == CHEAPER:
            lost = np.maximum(0.0, softened(own) - softened(margins)).sum(axis=-1)
            apart = np.maximum(0.0, joint(own) - joint(margins))
            return lost + apart, cost_of_change
        futures = margins.shape[-1]
        sought = min(self.probability + sqrt(self.probability * (1 - self.probability) / futures), 0.995)
        return np.maximum(0.0, sought - joint(margins)), cost_of_change

    def gained(self, scores: Scores) -> FloatArray:
        """By how much mixes beat the plan on what they make most of, in parts of its spending (`PART`)."""
        at = list(OTHERS).index(GAINS[self.name]) - len(OTHERS)
        return np.asarray(np.nan_to_num(scores.sums[:, at] - self.plan.sums[at]))

    def closeness(self, margins: FloatArray) -> FloatArray:
        """What is made small to come closest: the gap, how far missed futures are, those missed together."""
        far = np.clip(-margins, 0.0, 5.0).mean(axis=-1).sum(axis=-1)
        return np.asarray(self.gap(margins) + PULL * far + 0.1 * (1.0 - joint(margins)))


def joint(margins: FloatArray) -> FloatArray:
    """Smoothed share of futures that meet all targets."""
    return softened(margins.min(axis=-2))


def best(trials: Sequence[Trial], aim: Aim, limits: Limits) -> list[Trial]:
    """Trials in order, those that keep the limits and the aim first."""
    scores = Scores.of(trials, aim.plan.mix)
    lacking, value = aim.rank(scores)
    lack = lacking + limits.lack(scores)
    kept = np.where(lack <= TOLERANCE, 0.0, lack)
    return [trials[at] for at in np.lexsort((value, kept))]


def worthwhile(trial: Trial, aim: Aim) -> bool:
    """Whether a mix does visibly more for its aim than the plan."""
    if aim.name == CHEAPER:
        return trial.cost <= (1.0 - WORTH) * aim.plan.cost
    if aim.name in GAINS:
        return float(aim.gained(Scores.of([trial], aim.plan.mix))[0]) >= SLIGHT
    gained = float(aim.gap(aim.plan.margins[None])[0] - aim.gap(trial.margins[None])[0])
    return aim.name == REACH or gained >= WORTH


def holds(trial: Trial, aim: Aim, limits: Limits) -> bool:
    """Whether a trial keeps the limits and the aim."""
    scores = Scores.of([trial], aim.plan.mix)
    return bool(aim.rank(scores)[0][0] + limits.lack(scores)[0] <= TOLERANCE)
