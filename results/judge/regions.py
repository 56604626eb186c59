"""Regions of a run: which scenarios are of the same people.

Scenarios are paired only if they begin with the same people in the same months: the same
numbers (and, where these are drawn, the same ranges) in the section `population`, and the same
period. What else differs between them, levers, behaviour or series, is what a comparison is for.
"""

from __future__ import annotations

from collections.abc import Sequence

from resettle.results.text.labels import Text
from resettle.scenarios import Scenario, Value


def by_region(scenarios: Sequence[Scenario]) -> list[list[Scenario]]:
    """The scenarios by region, both in the order given; the first of a region is its reference."""
    groups: dict[object, list[Scenario]] = {}
    for scenario in scenarios:
        groups.setdefault(_people(scenario), []).append(scenario)
    return list(groups.values())


def _people(scenario: Scenario) -> object:
    """What two scenarios must share to begin with the same people in the same months."""
    values = tuple(
        (name, _number(value), value.range if scenario.varies(f"population.{name}", value) else None)
        for name, value in sorted(scenario.population.items())
    )
    return scenario.period, values


def _number(value: Value) -> object:
    return tuple(sorted(value.value.items())) if isinstance(value.value, dict) else value.value


def short_titles(scenarios: Sequence[Scenario]) -> list[Text]:
    """Heads of columns: what stands before the colon of each title, or names where that is not enough."""
    titles = [scenario.title for scenario in scenarios]
    heads = [Text(title.en.partition(":")[0].strip(), _head(title.zh)) for title in titles]
    cut = all(head.en != title.en for head, title in zip(heads, titles, strict=True))
    if cut and len({head.en for head in heads}) == len({head.zh for head in heads}) == len(heads):
        return heads
    return [Text(scenario.name, scenario.name) for scenario in scenarios]


def _head(title: str) -> str:
    return title.replace("\N{FULLWIDTH COLON}", ":").partition(":")[0].strip()
