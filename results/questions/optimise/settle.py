"""Which candidates are named: for each aim the best one that does no harm and does not fall back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from resettle.results.judge.outcomes import Outcome
from resettle.results.questions.optimise.after import Afterwards
from resettle.results.questions.optimise.aims import AIMS, GAINS, KEEP, SAME_MONEY
from resettle.results.questions.optimise.choice import Mix
from resettle.results.questions.optimise.naming import moved_of, worse_of
from resettle.results.questions.optimise.trial import Bench, Guard

TRIES = 3
"""Candidates of each aim that are looked at, the best first."""

After = dict[Mix, tuple[Afterwards, ...]]
"""What is left a year after the plan, by mix."""


@dataclass(frozen=True)
class Refused:
    """An aim for which no mix is named, and why not the best one.

    Attributes:
        aim: The aim.
        worse: Outcomes that the mix makes worse over the plan.
        falls: Targets on which it is behind the plan a year after.
    """

    aim: str
    worse: tuple[Guard, ...]
    falls: tuple[Outcome, ...]


@dataclass
class Settled:
    """What is named.

    Attributes:
        chosen: The mix of each aim.
        after: What is left of each mix that was looked at.
        refused: Aims without a mix, by name.
    """

    chosen: dict[str, Mix] = field(default_factory=dict)
    after: After = field(default_factory=dict)
    refused: dict[str, Refused] = field(default_factory=dict)

    @property
    def aims(self) -> dict[Mix, tuple[str, ...]]:
        """What each mix is named for, in the order of `AIMS`."""
        order = [name for name in AIMS if name in self.chosen]
        mixes = dict.fromkeys(self.chosen[name] for name in order)
        return {mix: tuple(name for name in order if self.chosen[name] == mix) for mix in mixes}


def settle(
    ranked: Mapping[str, Sequence[Mix]],
    test: Bench,
    lasting: Callable[[Sequence[Mix]], After],
    *,
    harm: bool,
) -> Settled:
    """Go through the candidates of each aim, the best first, until one may be named.

    Args:
        ranked: Candidates of each aim.
        test: Tries mixes in the shared futures.
        lasting: Finds what is left a year after the plan.
        harm: Whether outcomes may get worse.
    """
    made = Settled()
    left = {name: list(mixes[:TRIES]) for name, mixes in ranked.items()}
    while any(left.values()):
        next_ones = dict.fromkeys(mixes[0] for mixes in left.values() if mixes)
        made.after |= lasting([mix for mix in next_ones if mix not in made.after])
        test([mix for mix in next_ones if harm or not _falls(made.after[mix])])
        for name in [name for name, mixes in left.items() if mixes]:
            mix = left[name].pop(0)
            refused = Refused(name, *_harm(mix, test, made.after))
            if harm or not (refused.worse or refused.falls):
                if name not in GAINS or moved_of(test, mix, GAINS[name]).low > 0.0:
                    made.chosen[name], left[name] = mix, []
            else:
                made.refused.setdefault(name, refused)
    made.chosen |= _best_in_all(made.chosen, test)
    made.refused = {name: one for name, one in made.refused.items() if name not in made.chosen}
    return made


def _best_in_all(chosen: Mapping[str, Mix], test: Bench) -> dict[str, Mix]:
    """Of the mixes for the same money, the best for each of these aims: the search saw few futures."""
    same = {name: chosen[name] for name in SAME_MONEY if name in chosen}

    def made(mix: Mix, name: str) -> float:
        return _met(test, mix) if name == KEEP else moved_of(test, mix, GAINS[name]).middle

    # its own comes first, and wins if others are no better
    return {name: max((own, *same.values()), key=partial(made, name=name)) for name, own in same.items()}


def _met(test: Bench, mix: Mix) -> float:
    """Sum of the shares of futures in which each target is met."""
    frame = test.tried[mix].frame
    return sum(float(np.nan_to_num(frame[f"met.{one.name}"].mean())) for one in test.problem.targets)


def _harm(mix: Mix, test: Bench, after: After) -> tuple[tuple[Guard, ...], tuple[Outcome, ...]]:
    worse = worse_of(test, test.tried[mix]) if mix in test.tried else ()
    return worse, _falls(after[mix])


def _falls(after: Sequence[Afterwards]) -> tuple[Outcome, ...]:
    return tuple(one.target for one in after if one.worse)
