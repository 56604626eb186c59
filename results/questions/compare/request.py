"""What a comparison is asked for, with the defaults of the command and of the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

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
        replications: Runs of each scenario.
        of: Outcomes that are taken apart lever by lever and shown in the table of differences;
            `USUAL_OUTCOMES` if empty.
        levers: Whether the difference is taken apart lever by lever; `None` for two scenarios only.
        small: Change of income, in yuan per person and year, that makes nobody better or worse off.
    """

    scenarios: Sequence[Scenario]
    replications: int = 30
    of: Sequence[str] = ()
    levers: bool | None = None
    small: float = 100.0

    @property
    def reference(self) -> Scenario:
        """The scenario with which the others are compared."""
        return self.scenarios[0]

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
    from resettle.results.report.answer import QuestionError, repeated

    scenarios = request.scenarios
    wrong: list[str] = []
    if len(scenarios) < 2:
        wrong.append("a comparison needs two scenarios or more, the reference first")
    wrong += repeated([one.name for one in scenarios])
    if request.replications < 1:
        wrong.append(f"{request.replications} replications; at least 1 is run")
    if not request.small >= 0.0:
        wrong.append(f"the small amount is {request.small:g} yuan; it cannot be negative")
    groups = by_region(scenarios)
    wrong += [_apart(groups[0][0], group[0]) for group in groups[1:]]
    chosen: list[Outcome] = []
    if scenarios:
        try:
            chosen = choose(scenarios[0], list(request.of) or list(USUAL_OUTCOMES))
        except OutcomeError as unknown:
            wrong += str(unknown).splitlines()
    wrong += [
        f"{one.name} has no target '{outcome.name}' as {scenarios[0].name} does"
        for one in scenarios[1:]
        for outcome in chosen
        if outcome.met is not None and outcome.name not in same_targets(scenarios[0], one)
    ]
    if wrong:
        raise QuestionError("\n".join(wrong))
    return tuple(chosen)


def _apart(first: Scenario, second: Scenario) -> str:
    """Why two scenarios are not of the same people in the same months."""
    stem = f"{first.name} and {second.name} cannot be compared run by run"
    if first.period != second.period:
        periods = [
            f"{one.name} runs from {one.period.label(one.period.start)} to "
            f"{one.period.label(one.period.end)} with the base year {one.period.base_year}"
            for one in (first, second)
        ]
        return f"{stem}: {periods[0]}, {periods[1]}"
    differing = [
        name
        for name in dict.fromkeys([*first.population, *second.population])
        if name not in first.population
        or name not in second.population
        or first.population[name].value != second.population[name].value
        or first.population[name].range != second.population[name].range
    ]
    more = f" and {len(differing) - MOST_PEOPLE} more" if len(differing) > MOST_PEOPLE else ""
    values = ", ".join(f"population.{name}" for name in differing[:MOST_PEOPLE])
    return f"{stem}: they are of different people ({values}{more} differ); compare scenarios of one region"


def same_targets(reference: Scenario, scenario: Scenario) -> list[str]:
    """Targets whose figure is read in the same way in both scenarios; their bounds may differ."""

    def form(target: Target) -> object:
        return target.indicator, target.kind, target.direction, target.when, target.by, target.series

    return [
        name
        for name, target in reference.targets.items()
        if name in scenario.targets and form(scenario.targets[name]) == form(target)
    ]
