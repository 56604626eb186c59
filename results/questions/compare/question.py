"""Which of these? Two or more scenarios of one place, paired run by run.

The first scenario is the reference. Replication *i* has the same luck and the same parameter draw in all of
them, also in the scenarios that are made by swapping levers one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from resettle.results.judge.comparison import costs, rows
from resettle.results.judge.ensemble import PairedRuns
from resettle.results.judge.measures import MEASURES
from resettle.results.judge.outcomes import Outcome, OutcomeError, choose, outcomes
from resettle.results.judge.places import places
from resettle.results.questions.compare.against import (
    INCOME,
    SPENDING,
    WORK,
    Against,
    Runner,
    split,
    winners,
)
from resettle.results.questions.compare.frames import frames
from resettle.results.questions.compare.households import SMALL
from resettle.results.questions.compare.levers import differing, mixed, sets
from resettle.results.questions.compare.ranking import ranking
from resettle.results.questions.compare.sections import sections
from resettle.results.questions.compare.texts import question_title, short_names
from resettle.results.questions.compare.words import headlines
from resettle.results.report.answer import Answer, QuestionError, Section
from resettle.results.runs.frame import Runs
from resettle.results.runs.table import Variant
from resettle.results.text.labels import Text, label

if TYPE_CHECKING:
    from resettle.scenarios import Scenario
    from resettle.scenarios.types import Target

DEFAULT_OUTCOMES = (INCOME, WORK, SPENDING)
"""Outcomes that are taken apart lever by lever unless others are asked for."""

MOST_PEOPLE = 4
"""Values of the population that a refusal names."""


def ask(
    asking: Runner,
    scenarios: Sequence[Scenario],
    replications: int = 30,
    *,
    of: Sequence[str] = (),
    levers: bool | None = None,
    small: float = SMALL,
) -> Answer:
    """Compare scenarios of one place with the first of them.

    Args:
        asking: Makes the runs.
        scenarios: Two or more of one place, the reference first.
        replications: Runs of each scenario.
        of: Outcomes to take apart lever by lever, also told in the table of differences;
            `DEFAULT_OUTCOMES` if empty.
        levers: Whether to take the difference apart; `None` for two scenarios only.
        small: Change of income, in yuan a head and year, that makes nobody better or worse off.

    Raises:
        QuestionError: If the scenarios cannot be compared or an outcome is unknown; all problems at once.
    """
    chosen = _checked(scenarios, of, small)
    reference, *others = scenarios
    whole = len(scenarios) == 2 if levers is None else levers
    numbers = range(replications)
    variants = [Variant(one.name, one) for one in scenarios]
    runs = asking.run(variants, numbers, households=True, stage="compare")
    if not len(runs.of(reference.name)) or all(not len(runs.of(one.name)) for one in others):
        return _nothing(scenarios)
    names = short_names(scenarios)
    made: list[Against] = []
    for position, scenario in enumerate(others, start=1):
        against = _against(runs, reference, scenario, position, names, of, small)
        if against is None:
            continue
        if whole and len(against.differ) > 1:
            against, runs = _taken_apart(asking, runs, numbers, reference, against, chosen)
        made.append(against)
    if not made:
        return _nothing(scenarios)
    ranked = ranking(runs, [one.name for one in scenarios], names) if len(scenarios) > 2 else None
    return Answer(
        "compare",
        question_title(scenarios),
        tuple(headlines(made, ranked)),
        sections(made, ranked, _notes(whole, made)),
        frames(reference.name, made, runs),
        {
            "scenarios": [one.name for one in scenarios],
            "replications": replications,
            "outcomes": [one.name for one in chosen],
            "levers": whole,
            "small": small,
        },
        exit_code=1 if len(runs.failed) else 0,
    )


def _checked(scenarios: Sequence[Scenario], of: Sequence[str], small: float) -> list[Outcome]:
    """The outcomes to take apart, once everything that was asked for makes sense."""
    wrong: list[str] = []
    if len(scenarios) < 2:
        wrong.append("a comparison needs two scenarios or more, the reference first")
    names = [one.name for one in scenarios]
    wrong += [
        f"two scenarios are named '{name}'; give each once, and each file its own name"
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    if not small >= 0.0:
        wrong.append(f"the small amount is {small:g} yuan; it cannot be negative")
    groups = places(scenarios)
    wrong += [_apart(groups[0][0], group[0]) for group in groups[1:]]
    chosen: list[Outcome] = []
    if scenarios:
        try:
            chosen = choose(scenarios[0], list(of) or list(DEFAULT_OUTCOMES))
        except OutcomeError as unknown:
            wrong += str(unknown).splitlines()
    lost = [
        f"{one.name} states no target '{outcome.name}' as {scenarios[0].name} does"
        for one in scenarios[1:]
        for outcome in chosen
        if outcome.met is not None and outcome.name not in _same_targets(scenarios[0], one)
    ]
    if wrong + lost:
        raise QuestionError("\n".join(wrong + lost))
    return chosen


def _apart(first: Scenario, second: Scenario) -> str:
    """Why two scenarios do not tell of the same people in the same months."""
    stem = f"{first.name} and {second.name} cannot be compared run by run"
    if first.period != second.period:
        told = [
            f"{one.name} runs from {one.period.label(one.period.start)} to "
            f"{one.period.label(one.period.end)} with the base year {one.period.base_year}"
            for one in (first, second)
        ]
        return f"{stem}: {told[0]}, {told[1]}"
    found = [
        name
        for name in dict.fromkeys([*first.population, *second.population])
        if name not in first.population
        or name not in second.population
        or first.population[name].value != second.population[name].value
        or first.population[name].range != second.population[name].range
    ]
    more = f" and {len(found) - MOST_PEOPLE} more" if len(found) > MOST_PEOPLE else ""
    values = ", ".join(f"population.{name}" for name in found[:MOST_PEOPLE])
    return f"{stem}: they tell of different people ({values}{more} differ); compare scenarios of one place"


def _against(
    runs: Runs,
    reference: Scenario,
    scenario: Scenario,
    position: int,
    names: Sequence[Text],
    of: Sequence[str],
    small: float,
) -> Against | None:
    """One alternative, as far as replications succeeded in both."""
    pair = PairedRuns.of(runs.frame, (reference.name, scenario.name)).common()
    if not pair.replications:
        return None
    known = outcomes(reference)
    same = _same_targets(reference, scenario)
    wanted = [*(measure.name for measure in MEASURES), *(name for name in of if known[name].met is None)]
    told = [known[name] for name in dict.fromkeys(wanted) if known[name].met is None]
    titles = [
        known[target.name].title if target.name in known else outcomes(scenario)[target.name].title
        for target in {**reference.targets, **scenario.targets}.values()
        if target.name not in same
    ]
    return Against(
        names[0],
        names[position],
        scenario,
        position,
        len(pair.replications),
        rows(pair, [known[name] for name in same]),
        rows(pair, told),
        rows(pair, [one for one in known.values() if _indicator(one)]),
        costs(pair),
        winners(runs, pair, small),
        differing(reference, scenario),
        unshared=tuple(titles),
    )


def _indicator(outcome: Outcome) -> bool:
    """Whether an outcome is an indicator over the last year."""
    return outcome.column.startswith("last_year.")


def _same_targets(reference: Scenario, scenario: Scenario) -> list[str]:
    """Targets whose figure is read in the same way in both scenarios; their bounds may differ."""

    def form(target: Target) -> object:
        return target.indicator, target.kind, target.direction, target.when, target.by, target.series

    return [
        name
        for name, target in reference.targets.items()
        if name in scenario.targets and form(scenario.targets[name]) == form(target)
    ]


def _taken_apart(
    asking: Runner,
    runs: Runs,
    numbers: Sequence[int],
    reference: Scenario,
    against: Against,
    chosen: Sequence[Outcome],
) -> tuple[Against, Runs]:
    """The alternative with its effect lever by lever, and all runs so far."""
    import pandas as pd

    alternative = against.scenario
    whole = frozenset(against.differ)
    swapped = {
        parts: mixed(reference, alternative, parts)
        for parts in sets(against.differ)
        if parts not in (frozenset(), whole)
    }
    names = {frozenset[str](): reference.name, whole: alternative.name}
    names |= {parts: scenario.name for parts, scenario in swapped.items()}
    more = asking.run([Variant(one.name, one) for one in swapped.values()], numbers, stage="levers")
    runs = Runs(pd.concat([runs.frame, more.frame], ignore_index=True), runs.kept_households)
    return replace(against, split=split(runs, against.differ, names, chosen)), runs


def _nothing(scenarios: Sequence[Scenario]) -> Answer:
    """The answer where no pair of runs succeeded."""
    title = question_title(scenarios)
    told = label("compare_no_pair")
    return Answer("compare", title, (told,), (Section("differences", title, (told,)),), exit_code=1)


def _notes(whole: bool, made: Sequence[Against]) -> list[Text]:
    told = [label("compare_paired_note")]
    if not whole and any(len(one.differ) > 1 for one in made):
        told.append(label("compare_levers_off"))
    return told
