"""What a comparison is asked for, with the defaults of the command and of the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from resettle.model.text import NOTHING, Text, both, fill, join

if TYPE_CHECKING:
    from resettle.results.judge.outcomes import Outcome
    from resettle.scenarios import Scenario
    from resettle.scenarios.types import Target

USUAL_OUTCOMES = ("income_last_year", "employment_without_posts_end", "spending")
"""Outcomes that are taken apart lever by lever if none are named."""

MOST_PEOPLE = 4
"""Values of the population that a refusal names."""


@dataclass(frozen=True)
class Request:
    """A comparison.

    Attributes:
        scenarios: Two or more of one region, the reference first.
        replications: Futures that each scenario is run in, the first ones.
        of: Outcomes that are taken apart lever by lever and shown in the table of differences;
            `USUAL_OUTCOMES` if empty.
        levers: Whether the difference is taken apart lever by lever; `None` for two scenarios only.
        small: Change of income, in yuan per person and year, that makes nobody better or worse off.
    """

    scenarios: Sequence[Scenario]
    replications: int = 150
    of: Sequence[str] = ()
    levers: bool | None = None
    small: float = 100.0

    @property
    def reference(self) -> Scenario:
        """The scenario with which the others are compared."""
        return self.scenarios[0]

    @property
    def lever_replications(self) -> int:
        """Futures that each lever is run in alone, and left out: two runs a lever, and effects are paired."""
        return min(self.replications, 40)

    @property
    def by_lever(self) -> bool:
        """Whether the difference is taken apart lever by lever."""
        return len(self.scenarios) == 2 if self.levers is None else self.levers


def checked(request: Request) -> tuple[Outcome, ...]:
    """The outcomes that are taken apart.

    Raises:
        results.report.answer.QuestionError: If the scenarios cannot be compared, an outcome is unknown or a
            number makes no sense; all reasons at once.
    """
    from resettle.results.judge.outcomes import OutcomeError, choose
    from resettle.results.judge.regions import by_region
    from resettle.results.report.answer import refuse, repeated, too_few
    from resettle.scenarios.problems import shown

    scenarios = request.scenarios
    wrong: list[Text] = []
    if len(scenarios) < 2:
        two = Text(
            "a comparison needs two scenarios or more, the reference first",
            "比较至少需要两个方案，参照方案在前",
        )
        wrong.append(two)
    wrong += repeated([one.name for one in scenarios])
    if request.replications < 1:
        wrong.append(too_few(request.replications))
    if not request.small >= 0.0:
        negative = Text(
            "the small amount is {small:g} yuan; it cannot be negative",
            "视为无变化的金额为{small:g}元，不能为负",
        )
        wrong.append(fill(negative, small=request.small))
    groups = by_region(scenarios)
    wrong += [_apart(groups[0][0], group[0]) for group in groups[1:]]
    chosen: list[Outcome] = []
    if scenarios:
        try:
            chosen = choose(scenarios[0], list(request.of) or list(USUAL_OUTCOMES))
        except OutcomeError as unknown:
            wrong.append(unknown.text)
    lacks = Text("{name} has no target {target} as {first} does", "{name}没有目标{target}，而{first}有")
    wrong += [
        fill(lacks, name=one.name, target=shown(outcome.name), first=scenarios[0].name)
        for one in scenarios[1:]
        for outcome in chosen
        if outcome.met is not None and outcome.name not in same_targets(scenarios[0], one)
    ]
    refuse(wrong)
    return tuple(chosen)


def _apart(first: Scenario, second: Scenario) -> Text:
    """Why two scenarios are not of the same people in the same months."""
    from resettle.scenarios.problems import listed

    stem = both(
        "{first} and {second} cannot be compared run by run",
        "{first}与{second}不能逐次比较",
        first=first.name,
        second=second.name,
    )
    if first.period != second.period:
        periods = [
            both(
                "{name} runs from {start} to {end} with the base year {base}",
                "{name}为{start}至{end}，基年{base}",
                name=one.name,
                start=one.period.label(one.period.start),
                end=one.period.label(one.period.end),
                base=one.period.base_year,
            )
            for one in (first, second)
        ]
        return join([stem, join(periods, ", ", "，")], ": ", "：")
    differing = [
        name
        for name in dict.fromkeys([*first.population, *second.population])
        if name not in first.population
        or name not in second.population
        or first.population[name].value != second.population[name].value
        or first.population[name].range != second.population[name].range
    ]
    more = NOTHING
    if len(differing) > MOST_PEOPLE:
        more = Text(f" and {len(differing) - MOST_PEOPLE} more", f"等{len(differing)}项")
    return both(
        "{stem}: they are of different people ({values}{more} differ); compare scenarios of one region",
        "{stem}：所描述的人口不同（{values}{more}不同）；请比较同一地区的方案",
        stem=stem,
        values=listed(f"population.{name}" for name in differing[:MOST_PEOPLE]),
        more=more,
    )


def same_targets(reference: Scenario, scenario: Scenario) -> list[str]:
    """Targets whose figure is read in the same way in both scenarios; their bounds may differ."""

    def form(target: Target) -> object:
        return (
            *(target.indicator, target.reading, target.role),
            *(target.kind, target.direction, target.when, target.by, target.series),
        )

    return [
        name
        for name, target in reference.targets.items()
        if name in scenario.targets and form(scenario.targets[name]) == form(target)
    ]
