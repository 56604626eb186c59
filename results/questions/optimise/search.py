"""Searching for a mix: the obvious first, then constrained TPE and a proposer side by side, then trimming.

The search learns of trials in fixed batches and draws random numbers from its seed only, so that the
same command takes the same steps again and finds finished runs where they are kept. TPE is that of
Bergstra, Bardenet, Bengio and Kégl (2011), "Algorithms for hyper-parameter optimization", NeurIPS 24,
with constraints as in optuna (Akiba et al. (2019), KDD).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from resettle.results.questions.optimise.effects import Effects, by_itself, effects_of, left_out, propose
from resettle.results.questions.optimise.goal import PLAN, Goal, Mix, Space, Trial

if TYPE_CHECKING:
    import optuna

BATCH = 8
"""Mixes that are tried at once."""

TRIMMED = 0.2
"""Part of the trials that is kept for trimming the best mix."""

SLACKS = (0.0, 0.1)
"""Margins beyond the bound, in standard deviations, that proposals are made with."""

PLANNED, NOTHING, EVERYTHING, ALONE, WITHOUT, BETTER_ENDS, GUIDED, PROPOSED, TRIMMED_MIX = ORIGINS = (
    *("plan", "nothing", "everything", "alone", "without", "better_ends"),
    *("guided", "proposed", "trimmed"),
)
"""How a mix came to be tried."""

Try = Callable[[Sequence[tuple[str, Mix]]], list[Trial]]
"""Tries mixes of some origin in the futures of the search."""


class TooDear(ValueError):
    """No mix of the first trials costs as little as the budget.

    Attributes:
        least: Cost of the cheapest, in yuan.
    """

    def __init__(self, least: float) -> None:
        super().__init__(f"the cheapest mix costs {least:.4g} yuan")
        self.least = least


@dataclass
class Search:
    """A search and all that it has tried.

    Attributes:
        space: What may be chosen.
        goal: What is looked for.
        attempt: Tries mixes.
        most: Mixes that may be tried.
        seed: Seed of the search.
        tried: Trials by mix, in order; the plan is there as `PLAN`.
    """

    space: Space
    goal: Goal
    attempt: Try
    most: int
    seed: int
    tried: dict[Mix, Trial] = field(default_factory=dict)

    def run(self) -> list[Trial]:
        """Search, and return all trials.

        Raises:
            TooDear: If the budget does not pay for any of the first mixes.
        """
        self.first()
        least = min(trial.cost for trial in self.mixes)
        if self.goal.budget is not None and least > self.goal.budget:
            raise TooDear(least)
        effects = effects_of(self.space, self.tried)
        generator = np.random.default_rng(self.seed)
        guide = Guide(self.space, self.goal, effects.unit, self.seed)
        trimming = max(BATCH, int(TRIMMED * self.most))
        idle = 0
        while len(self.tried) < self.most - trimming and idle < 3:
            guide.tell(list(self.tried.values()))
            wanted = [(PROPOSED, mix) for mix in self._proposals(effects, generator)]
            wanted += [(GUIDED, mix) for mix in guide.ask(BATCH - len(wanted))]
            idle = 0 if self._try(wanted) else idle + 1
        self._trim(effects, generator)
        return list(self.tried.values())

    @property
    def mixes(self) -> list[Trial]:
        """Trials of mixes, without the plan as it is, the best first."""
        return sorted((trial for mix, trial in self.tried.items() if mix != PLAN), key=self.goal.rank)

    def first(self) -> None:
        """Try the plan, nothing, everything, each number alone and left out, and the better ends."""
        space = self.space
        wanted = [
            (PLANNED, PLAN),
            (PLANNED, space.planned),
            (NOTHING, space.lowest),
            (EVERYTHING, space.highest),
        ]
        wanted += [(ALONE, by_itself(space, position)) for position in space.free]
        wanted += [(WITHOUT, left_out(space, position)) for position in space.free]
        self._try(wanted, force=True)
        self._try([(BETTER_ENDS, better_ends(space, effects_of(space, self.tried)))], force=True)

    def _try(self, wanted: Sequence[tuple[str, Mix]], force: bool = False) -> int:
        """Try those that are new, as many as there may be; their number."""
        new = {mix: origin for origin, mix in reversed(wanted) if mix not in self.tried}
        left = len(new) if force else max(0, self.most - len(self.tried))
        chosen = [(origin, mix) for mix, origin in reversed(new.items())][:left]
        if chosen:
            self.tried |= {trial.mix: trial for trial in self.attempt(chosen)}
        return len(chosen)

    def _proposals(self, effects: Effects, generator: np.random.Generator) -> list[Mix]:
        return [
            propose(self.space, bent, anchor, self.goal, slack, generator)
            for anchor in self.mixes[:2]
            for bent in (effects.around(self.space, anchor, self.tried),)
            for slack in SLACKS
        ]

    def _trim(self, effects: Effects, generator: np.random.Generator) -> None:
        """Move single numbers of the best mix, most of all to nothing, and keep what is better together."""
        while len(self.tried) < self.most:
            best = self.mixes[0]
            moves = dict.fromkeys(
                self.space.replaced(best.mix, position, step)
                for position in self.space.free
                for step in _moves(best.mix[position], len(self.space.levels[position]) - 1)
            )
            new = [mix for mix in moves if mix not in self.tried]
            new.sort(key=lambda mix: self._expected(effects, best, mix))
            wanted = [(TRIMMED_MIX, mix) for mix in new[: BATCH - 2]]
            wanted += [(PROPOSED, mix) for mix in self._proposals(effects, generator)[:2]]
            if not self._try(wanted):
                return
            self._join(best)

    def _expected(self, effects: Effects, best: Trial, mix: Mix) -> tuple[float, float]:
        """How good a change of the best mix should be, the best first."""
        margins, cost = best.margins, best.cost
        for position, (old, new) in enumerate(zip(best.mix, mix, strict=True)):
            margins = margins + effects.margins[position][new] - effects.margins[position][old]
            cost = cost + float(effects.costs[position][new] - effects.costs[position][old])
        margin = margins.min(axis=0)
        lack = float(self.goal.lacking(margin, np.asarray(cost)))
        return lack, float(self.goal.value(margin, np.asarray(cost), effects.unit))

    def _join(self, best: Trial) -> None:
        """Try all changes together that made the best mix better one by one; of one number the better."""
        joined = best.mix
        for trial in reversed(self.mixes):
            if trial.origin == TRIMMED_MIX and self.goal.rank(trial) < self.goal.rank(best):
                pairs = enumerate(zip(best.mix, trial.mix, strict=True))
                changed = [position for position, (old, new) in pairs if old != new]
                if len(changed) == 1:
                    joined = self.space.replaced(joined, changed[0], trial.mix[changed[0]])
        self._try([(TRIMMED_MIX, joined)])


def _moves(step: int, last: int) -> list[int]:
    """Other steps for one number: nothing, half, a little less, half of the way up, the top."""
    return [other for other in (0, step // 2, step - 1, (step + last + 1) // 2, last) if 0 <= other != step]


def better_ends(space: Space, effects: Effects) -> Mix:
    """Each number at its upper bound if that moves the targets up alone, else at its lower one.

    If no number works on another, no mix within the bounds is above this one.
    """
    return tuple(
        len(own) - 1 if float(effects.margins[position][-1].mean(axis=-1).min()) > 0.0 else 0
        for position, own in enumerate(space.levels)
    )


class Guide:
    """Constrained TPE that learns from every trial, whoever asked for it.

    Args:
        space: What may be chosen.
        goal: What is looked for.
        unit: Yuan that costs are divided by.
        seed: Seed of the search.
    """

    def __init__(self, space: Space, goal: Goal, unit: float, seed: int) -> None:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self._goal, self._unit = goal, unit
        self._space = space
        self._distributions: dict[str, optuna.distributions.BaseDistribution] = {
            f"{position:03d}": optuna.distributions.IntDistribution(0, len(space.levels[position]) - 1)
            for position in space.free
        }
        sampler = optuna.samplers.TPESampler(seed=seed % 2**32, n_startup_trials=1, multivariate=True)
        self._study = optuna.create_study(sampler=sampler)
        self._asked: dict[Mix, list[optuna.trial.Trial]] = {}
        self._known: set[Mix] = set()

    def ask(self, count: int) -> list[Mix]:
        """Mixes to try next."""
        mixes = []
        for _ in range(count):
            trial = self._study.ask(self._distributions)
            mix = tuple(int(trial.params.get(f"{position:03d}", 0)) for position in range(len(self._space)))
            self._asked.setdefault(mix, []).append(trial)
            mixes.append(mix)
        return mixes

    def tell(self, trials: Sequence[Trial]) -> None:
        """Learn from trials; those that are known already say nothing new."""
        import optuna

        for trial in trials:
            if trial.mix == PLAN or trial.mix in self._known:
                continue
            self._known.add(trial.mix)
            value = float(self._goal.value(trial.margin, np.asarray(trial.cost), self._unit))
            lack = self._goal.lack(trial)
            for own in self._asked.pop(trial.mix, []):
                own.set_constraint("lack", lack)
                self._study.tell(own, value)
                break
            else:
                params = {name: trial.mix[int(name)] for name in self._distributions}
                self._study.add_trial(
                    optuna.trial.create_trial(
                        params=params,
                        distributions=self._distributions,
                        value=value,
                        constraints={"lack": lack},
                    )
                )
