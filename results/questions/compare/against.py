"""One alternative against the reference: every figure that the answer tells, from paired runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from resettle.results.judge.comparison import Cost, Row, costs
from resettle.results.judge.ensemble import PairedRuns
from resettle.results.questions.compare.households import Tenths, tenths
from resettle.results.questions.compare.levers import Decomposition, Parts, decompose
from resettle.results.text.labels import Text

if TYPE_CHECKING:
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


def winners(runs: Runs, pair: PairedRuns, small: float) -> Tenths | None:
    """Winners and losers by tenth of base-year income."""
    theirs, mine = (runs.households(name) for name in pair.variants)
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
    ends = [frozenset(), whole]
    needed = list(
        dict.fromkeys([*ends, *(frozenset({part}) for part in kept), *(whole - {part} for part in kept)])
    )
    ran_in_all = PairedRuns.of(runs.frame, [names[one] for one in needed]).common()
    if not kept or not ran_in_all.replications:
        return None
    effects = {}
    for outcome in outcomes:
        ensemble = ran_in_all.ensemble(outcome)
        if ensemble.complete:
            figures = dict(zip(needed, ensemble.values, strict=True))
            effects[outcome.name] = decompose(kept, whole, figures, ensemble.groups)
    alone = {part: costs(ran_in_all, needed.index(frozenset({part}))) for part in kept}
    return LeverSplit(
        kept,
        tuple(outcome for outcome in outcomes if outcome.name in effects),
        effects,
        alone,
        tuple(part for part in parts if part not in kept),
    )
