"""What paired runs say of each alternative against the reference, and of scenarios among each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations

import numpy as np
import pandas as pd

from resettle.results.judge.comparison import ComparedOutcome, Cost, costs, rows
from resettle.results.judge.ensemble import PairedRuns
from resettle.results.judge.households import Tenths, tenths
from resettle.results.judge.measures import MEASURES
from resettle.results.judge.outcomes import Outcome, outcomes
from resettle.results.judge.targets import judge
from resettle.results.questions.compare.choice import Choice, chosen_of
from resettle.results.questions.compare.levers import Decomposition, Parts, decompose, differing, mixed, sets
from resettle.results.questions.compare.names import short_names
from resettle.results.questions.compare.request import Request, checked, same_targets
from resettle.results.questions.run.compute import Case, cases, levers_frame, monthly_frame, weights
from resettle.results.runs.asking import Asking
from resettle.results.runs.frame import Runs
from resettle.results.runs.table import Variant
from resettle.results.statistics.paired import Probability, beats, difference, probability
from resettle.scenarios import Scenario

INCOME = "income_last_year"
"""Measure by which scenarios are ranked."""


@dataclass(frozen=True)
class ByLever:
    """The difference of an alternative, lever by lever.

    Attributes:
        parts: What differs and was run, in order.
        outcomes: Outcomes that are taken apart.
        effects: Decomposition of each outcome, by its name.
        costs: Cost ratios of each part on alone, in the order of `results.judge.measures.RATIOS`.
        futures: Futures that all of it was run in.
        left_out: Parts that could not be run.
    """

    parts: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    effects: Mapping[str, Decomposition]
    costs: Mapping[str, tuple[Cost, ...]]
    futures: int
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Alternative:
    """One alternative against the reference.

    Attributes:
        scenario: The alternative.
        position: Its number among the scenarios; the reference has 0.
        runs: Replications that succeeded in both.
        targets: The targets that both have.
        strict: Those of them that count work otherwise, counted by the strict month, by name.
        measures: Measures of `results.judge.measures`, and further outcomes asked for.
        indicators: Every indicator over the last twelve months of the plan.
        costs: Cost of what is gained.
        tenths: Winners and losers; `None` without households.
        parts: Levers, and what else, in which the two differ.
        by_lever: The difference lever by lever; `None` if it was not asked for or no run succeeded.
        unshared: Names of targets that only one of the two has, or that they read differently.
    """

    scenario: Scenario
    position: int
    runs: int
    targets: tuple[ComparedOutcome, ...]
    measures: tuple[ComparedOutcome, ...]
    indicators: tuple[ComparedOutcome, ...]
    costs: tuple[Cost, ...]
    tenths: Tenths | None
    parts: tuple[str, ...] = ()
    by_lever: ByLever | None = None
    unshared: tuple[str, ...] = ()
    strict: Mapping[str, ComparedOutcome] = field(default_factory=dict)

    def row(self, name: str) -> ComparedOutcome | None:
        """The row of a measure or target, if there is one."""
        return next((row for row in (*self.measures, *self.targets) if row.outcome.name == name), None)


@dataclass(frozen=True)
class Ranking:
    """Scenarios by income per person in the last year, run by run under the same chance and draw.

    Attributes:
        beats: Probability that one scenario has more than another, by their positions.
        best: Position of the scenario with the highest mean.
        mean: Its mean, in yuan a year.
        highest: Probability that it is the highest of all; `None` if no replication succeeded in all.
    """

    beats: dict[tuple[int, int], Probability]
    best: int
    mean: float
    highest: Probability | None


@dataclass(frozen=True)
class Course:
    """The scenarios month by month.

    Attributes:
        monthly: The frame `monthly` of a run.
        targets: The frame `targets` of a run.
        cases: What charts over time need of each scenario.
    """

    monthly: pd.DataFrame
    targets: pd.DataFrame
    cases: list[Case]


@dataclass(frozen=True)
class Comparison:
    """A comparison that was run.

    Attributes:
        request: What was asked for.
        outcomes: Outcomes that are taken apart lever by lever.
        alternatives: Those with which the reference shares a replication that succeeded; may be none.
        ranking: Which scenario has more than which, if there are more than two.
        runs: All runs.
        course: The scenarios month by month; `None` if one of them has no run that succeeded.
        choice: The scenarios as choices under what nobody knows; `None` with too few futures.
    """

    request: Request
    outcomes: tuple[Outcome, ...]
    alternatives: tuple[Alternative, ...]
    ranking: Ranking | None
    runs: Runs
    course: Course | None = None
    choice: Choice | None = None

    @property
    def alone(self) -> bool:
        """Whether there is one alternative only, which needs no name in titles."""
        return len(self.alternatives) == 1


def compare(request: Request, asking: Asking) -> Comparison:
    """Run the scenarios and compare each with the reference.

    Args:
        request: What is asked for.
        asking: Makes the runs.

    Raises:
        results.report.answer.QuestionError: See `request.checked`.
    """
    chosen = checked(request)
    scenarios, replications = request.scenarios, range(request.replications)
    variants = [Variant(one.name, one) for one in scenarios]
    runs = asking.run(variants, replications, households=True, record=True, stage="compare")
    course = _course(asking, scenarios, runs)
    alternatives = []
    for position, scenario in enumerate(scenarios[1:], start=1):
        alternative = _alternative(runs, request, scenario, position)
        if alternative is None:
            continue
        if request.by_lever and len(alternative.parts) > 1:
            runs, by_lever = _by_lever(asking, runs, request, alternative, chosen)
            alternative = replace(alternative, by_lever=by_lever)
        alternatives.append(alternative)
    ranking = None
    if alternatives and len(scenarios) > 2:
        ranking = ranked(runs, [one.name for one in scenarios])
    pair = PairedRuns.of(runs.frame, [one.name for one in scenarios]).common()
    values = pair.array("household_income") - pair.array("spending")
    choice = chosen_of(short_names(scenarios), scenarios, values, list(map(int, pair.groups)), asking)
    return Comparison(request, chosen, tuple(alternatives), ranking, runs, course, choice)


def _course(asking: Asking, scenarios: Sequence[Scenario], runs: Runs) -> Course | None:
    """The scenarios month by month."""
    if {name for name, _ in runs.records} != {one.name for one in scenarios}:
        return None
    monthly, ledger, weight = monthly_frame(runs), levers_frame(runs), weights(runs)
    judged = judge(scenarios, monthly, weight, asking.beyond_behaviour(scenarios, runs))
    return Course(monthly, judged, cases(scenarios, monthly, ledger, weight))


def _alternative(runs: Runs, request: Request, scenario: Scenario, position: int) -> Alternative | None:
    """One alternative; `None` if no replication succeeded in both."""
    reference = request.reference
    pair = PairedRuns.of(runs.frame, (reference.name, scenario.name)).common()
    if not pair.replications:
        return None
    known = outcomes(reference)
    same = same_targets(reference, scenario)
    strict = [one.strict for one in map(known.get, same) if one is not None and one.strict is not None]
    measures = [*(measure.name for measure in MEASURES), *request.of]
    return Alternative(
        scenario,
        position,
        len(pair.replications),
        rows(pair, [known[name] for name in same]),
        rows(pair, [known[name] for name in dict.fromkeys(measures) if known[name].met is None]),
        rows(pair, [one for one in known.values() if one.column.startswith("last_year.")]),
        costs(pair),
        _tenths(runs, pair, request.small),
        differing(reference, scenario),
        unshared=tuple(name for name in {**reference.targets, **scenario.targets} if name not in same),
        strict={row.outcome.name: row for row in rows(pair, strict)},
    )


def _tenths(runs: Runs, pair: PairedRuns, small: float) -> Tenths | None:
    """Winners and losers by tenth of base-year income."""
    reference, alternative = (runs.households(name) for name in pair.variants)
    both = [column for column, one in enumerate(pair.replications) if one in reference and one in alternative]
    return tenths(
        reference, alternative, [pair.replications[column] for column in both], pair.groups[both], small
    )


def _by_lever(
    asking: Asking, runs: Runs, request: Request, alternative: Alternative, chosen: Sequence[Outcome]
) -> tuple[Runs, ByLever | None]:
    """All runs so far, and the difference lever by lever."""
    reference, whole = request.reference, frozenset(alternative.parts)
    names = {frozenset[str](): reference.name, whole: alternative.scenario.name}
    missing = [one for one in sets(alternative.parts) if one not in names]
    swapped = [(one, mixed(reference, alternative.scenario, one)) for one in missing]
    names |= {one: scenario.name for one, scenario in swapped}
    variants = [Variant(scenario.name, scenario) for _, scenario in swapped]
    more = asking.run(variants, range(request.lever_replications), stage="levers")
    runs = Runs(pd.concat([runs.frame, more.frame], ignore_index=True), runs.kept_households)
    return runs, taken_apart(runs, alternative.parts, names, chosen)


def taken_apart(
    runs: Runs, parts: Sequence[str], names: Mapping[Parts, str], chosen: Sequence[Outcome]
) -> ByLever | None:
    """The difference of an alternative, lever by lever.

    Args:
        runs: Runs of every set of parts.
        parts: What differs.
        names: Variant that each set of `levers.sets` was run as.
        chosen: What is taken apart.

    Returns:
        Nothing where no replication succeeded in all variants. Parts that failed in every run are left
        out, and the interaction is then what they and the rest bring beyond the others' sum.
    """
    whole = frozenset(parts)

    def ran(one: Parts) -> bool:
        return len(runs.of(names[one])) > 0

    kept = tuple(part for part in parts if ran(frozenset({part})) and ran(whole - {part}))
    alone = [frozenset({part}) for part in kept]
    needed = list(dict.fromkeys([frozenset[str](), whole, *alone, *(whole - {part} for part in kept)]))
    paired = PairedRuns.of(runs.frame, [names[one] for one in needed]).common()
    if not kept or not paired.replications:
        return None
    ensembles = {outcome.name: paired.ensemble(outcome) for outcome in chosen}
    complete = tuple(outcome for outcome in chosen if ensembles[outcome.name].complete)
    return ByLever(
        kept,
        complete,
        {
            one.name: decompose(
                kept, whole, dict(zip(needed, ensembles[one.name].values, strict=True)), paired.groups
            )
            for one in complete
        },
        {part: costs(paired, needed.index(frozenset({part}))) for part in kept},
        len(paired.replications),
        tuple(part for part in parts if part not in kept),
    )


def ranked(runs: Runs, names: Sequence[str]) -> Ranking:
    """Rank scenarios by income per person in the last year.

    Args:
        runs: Their runs.
        names: Variants, of which two or more have runs.
    """
    probabilities: dict[tuple[int, int], Probability] = {}
    for one, other in permutations(range(len(names)), 2):
        pair = PairedRuns.of(runs.frame, (names[one], names[other])).common()
        if pair.replications:
            wins = beats(difference(*pair.array(INCOME)), 1, pair.groups)
            if wins is not None:
                probabilities[one, other] = wins
    every = PairedRuns.of(runs.frame, names).common()
    if not every.replications:
        return Ranking(probabilities, 0, np.nan, None)
    incomes = every.array(INCOME)
    best = int(np.argmax(incomes.mean(axis=1)))
    ahead = difference(incomes[best], np.delete(incomes, best, axis=0).max(axis=0))
    highest = probability(ahead > 0.0, every.groups, ties=int(np.sum(ahead == 0.0)))
    return Ranking(probabilities, best, float(incomes[best].mean()), highest)
