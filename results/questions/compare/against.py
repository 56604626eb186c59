"""One alternative against the reference: every figure that the answer tells, from paired runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from resettle.results.judge.measures import RATIOS, cost_ratio
from resettle.results.questions.compare.figures import (
    Chance,
    Estimate,
    Groups,
    Pairing,
    beats,
    chance,
    difference,
    estimate,
    groups_of,
    pairing,
)
from resettle.results.questions.compare.households import Tenths, tenths
from resettle.results.questions.compare.levers import Decomposition, Parts, decompose
from resettle.results.statistics.intervals import FloatArray
from resettle.results.text.labels import Text

if TYPE_CHECKING:
    import pandas as pd

    from resettle.results.judge.outcomes import Outcome
    from resettle.results.runs.frame import Runs
    from resettle.results.runs.table import Variant
    from resettle.scenarios import Scenario

INCOME, GROWTH, WORK, SPENDING = (
    "income_last_year",
    "income_growth",
    "employment_without_posts_end",
    "spending",
)
"""Measures that headlines and the decomposition tell, by name."""

GAINED = {
    "cost_per_job": "job_years",
    "cost_per_job_without_posts": "job_years_without_posts",
    "cost_per_income": "household_income",
}
"""Cost ratio of `results.judge.measures` -> column of what is gained."""


class Runner(Protocol):
    """What makes the runs of a question; `results.runs.asking.Asking` is one."""

    def run(
        self,
        variants: Sequence[Variant],
        replications: Sequence[int],
        *,
        households: bool = False,
        stage: str = "runs",
    ) -> Runs:
        """Run each variant with each replication, paired across variants."""


@dataclass(frozen=True)
class Row:
    """One figure in the reference and in the alternative.

    Attributes:
        outcome: What it is.
        reference: Mean over the paired runs of the reference.
        mean: Mean over those of the alternative.
        difference: Alternative less reference.
        better: Probability that the alternative is better; `None` where nothing is better.
        pairing: What pairing saves for it.
        met: Probability that reference and alternative reach the target, if it is one.
    """

    outcome: Outcome
    reference: float
    mean: float
    difference: Estimate
    better: Chance | None
    pairing: Pairing
    met: tuple[Chance, Chance] | None = None


@dataclass(frozen=True)
class Cost:
    """Additional spending for each additional unit.

    Attributes:
        name: Key of `results.judge.measures.RATIOS`.
        unit: Its unit.
        ratio: The ratio with its interval; NaN where none makes sense.
        reading: One of `results.judge.measures.OUTCOMES`.
    """

    name: str
    unit: str
    ratio: Estimate
    reading: str

    @property
    def valued(self) -> bool:
        """Whether there is a ratio."""
        return self.reading in ("value", "saved_per_loss")


@dataclass(frozen=True)
class LeverSplit:
    """The decomposition of an alternative, lever by lever.

    Attributes:
        parts: What differs and was run, in order.
        outcomes: Outcomes that are taken apart.
        effects: Decomposition of each outcome, by its name.
        costs: Cost ratios of each part on alone, in the order of `RATIOS`.
        left_out: Parts that could not be run.
    """

    parts: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    effects: Mapping[str, Decomposition]
    costs: Mapping[str, tuple[Cost, ...]]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Against:
    """One alternative against the reference.

    Attributes:
        reference: What the reference is called.
        name: What the alternative is called.
        scenario: The alternative.
        position: Its number among the scenarios asked for; the reference has 0.
        runs: Replications that succeeded in both.
        targets: Figures of the targets that both state.
        measures: Measures of `results.judge.measures`, and further outcomes asked for.
        indicators: Every indicator over the last twelve months of the plan.
        costs: Cost of what is gained.
        tenths: Winners and losers; `None` if there are none to tell.
        differ: Levers (and the rest) in which the two differ.
        split: The effect lever by lever; `None` if it was not asked for or cannot be told.
        unshared: Titles of targets that only one of the two states, or that they read differently.
    """

    reference: Text
    name: Text
    scenario: Scenario
    position: int
    runs: int
    targets: tuple[Row, ...]
    measures: tuple[Row, ...]
    indicators: tuple[Row, ...]
    costs: tuple[Cost, ...]
    tenths: Tenths | None
    differ: tuple[str, ...] = ()
    split: LeverSplit | None = None
    unshared: tuple[Text, ...] = ()

    def row(self, name: str) -> Row | None:
        """The row of an outcome, if it is told."""
        return next((row for row in (*self.measures, *self.targets) if row.outcome.name == name), None)


@dataclass(frozen=True)
class Shared:
    """Replications that succeeded in several variants, in order.

    Attributes:
        replications: Their numbers.
        groups: Draw of each.
        frames: Rows of each variant, those replications only.
    """

    replications: tuple[int, ...]
    groups: Groups
    frames: Mapping[str, pd.DataFrame]

    def figures(self, name: str, column: str) -> FloatArray:
        """One figure a replication; NaN where the runs do not hold it."""
        frame = self.frames[name]
        if column not in frame:
            return np.full(len(frame), np.nan)
        return np.asarray(frame[column].to_numpy(dtype=np.float64))


def shared(runs: Runs, names: Sequence[str]) -> Shared:
    """Replications that succeeded in all of some variants; a draw counts if any of them is drawn."""
    frames = {name: runs.of(name) for name in dict.fromkeys(names)}
    common = set.intersection(*({int(one) for one in frame["replication"]} for frame in frames.values()))
    held = {
        name: frame[frame["replication"].isin(common)].sort_values("replication")
        for name, frame in frames.items()
    }
    draws = np.max([frame["draw"].to_numpy(dtype=np.int64) for frame in held.values()], axis=0)
    return Shared(tuple(sorted(common)), groups_of(draws), held)


def rows(pair: Shared, reference: str, scenario: str, outcomes: Sequence[Outcome]) -> tuple[Row, ...]:
    """Rows of the outcomes that can be told in both scenarios; a figure that is missing is left out."""
    made: list[Row] = []
    for outcome in outcomes:
        theirs, mine = (pair.figures(name, outcome.column) for name in (reference, scenario))
        if not (np.isfinite(theirs).all() and np.isfinite(mine).all()):
            continue
        change = difference(mine, theirs)
        met = None
        if outcome.met is not None:
            first, second = (
                chance(pair.figures(name, outcome.met) > 0.5, pair.groups) for name in (reference, scenario)
            )
            met = first, second
        made.append(
            Row(
                outcome,
                float(np.mean(theirs)),
                float(np.mean(mine)),
                estimate(change, pair.groups),
                beats(change, outcome.better, pair.groups),
                pairing(mine, theirs, pair.groups),
                met,
            )
        )
    return tuple(made)


def costs(pair: Shared, reference: str, scenario: str) -> tuple[Cost, ...]:
    """Cost of an additional job-year, with and without posts, and of an additional yuan of income."""
    spent = difference(pair.figures(scenario, SPENDING), pair.figures(reference, SPENDING))
    made = []
    for name, unit, _ in RATIOS:
        column = GAINED[name]
        gain = difference(pair.figures(scenario, column), pair.figures(reference, column))
        *ratio, reading = cost_ratio(spent, gain, pair.groups)
        made.append(Cost(name, unit, Estimate(*ratio), reading))
    return tuple(made)


def winners(runs: Runs, pair: Shared, reference: str, scenario: str, small: float) -> Tenths | None:
    """Winners and losers by tenth of base-year income."""
    theirs, mine = runs.households(reference), runs.households(scenario)
    there = [number for number, one in enumerate(pair.replications) if one in theirs and one in mine]
    kept = [pair.replications[number] for number in there]
    return tenths(theirs, mine, kept, pair.groups[there], small)


def split(
    runs: Runs, parts: Sequence[str], names: Mapping[Parts, str], outcomes: Sequence[Outcome]
) -> LeverSplit | None:
    """The effect of an alternative, lever by lever.

    Args:
        runs: Runs of every set of parts.
        parts: What differs.
        names: Variant that each set of `comparing_levers.sets` was run as.
        outcomes: What is taken apart.

    Returns:
        Nothing where no replication succeeded in all variants. Parts that failed in every run are left
        out, and the interaction is then what they and the rest bring beyond the others' sum.
    """
    whole = frozenset(parts)

    def ran(one: Parts) -> bool:
        return len(runs.of(names[one])) > 0

    kept = tuple(part for part in parts if ran(frozenset({part})) and ran(whole - {part}))
    needed = [frozenset(), whole, *(frozenset({part}) for part in kept), *(whole - {part} for part in kept)]
    held = shared(runs, [names[one] for one in needed])
    if not kept or not held.replications:
        return None
    effects = {}
    for outcome in outcomes:
        figures = {one: held.figures(names[one], outcome.column) for one in needed}
        if all(np.isfinite(values).all() for values in figures.values()):
            effects[outcome.name] = decompose(kept, whole, figures, held.groups)
    alone = {part: costs(held, names[frozenset()], names[frozenset({part})]) for part in kept}
    return LeverSplit(
        kept,
        tuple(outcome for outcome in outcomes if outcome.name in effects),
        effects,
        alone,
        tuple(part for part in parts if part not in kept),
    )
