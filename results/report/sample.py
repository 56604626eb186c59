"""What a sample of households is too small for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

from resettle.results.text.labels import Text, join, listed, say
from resettle.results.text.names import lever_label, within
from resettle.results.text.numbers import percent
from resettle.scenarios import Scenario, default_scale
from resettle.scenarios.room import simulated, too_small

FEW = 100
"""Simulated households below which a few of them decide a verdict."""


def warnings_of(scale: float | None, scenarios: Sequence[Scenario]) -> Iterator[Text]:
    """Warnings: verdicts that stand on a few households, and levers that open nothing; told once."""
    told: dict[Text, list[str]] = {}
    for scenario in scenarios:
        part = default_scale(scenario) if scale is None else scale
        for said in (*_few(scenario, part), *_unopened(scenario, part)):
            told.setdefault(said, []).append(scenario.name)
    for said, names in told.items():
        of = Text(f"{', '.join(names)}: ", f"{'、'.join(names)}：")
        yield said if len(names) == len(scenarios) else join([of, said], "", "")


def _few(scenario: Scenario, part: float) -> Iterator[Text]:
    """That verdicts stand on a few households."""
    households = simulated(scenario, part)
    if households < FEW:
        key = "scale_few_households" if part < 1.0 else "population_few_households"
        yield say(key, count=str(households), few=str(FEW))


def _unopened(scenario: Scenario, part: float) -> Iterator[Text]:
    """Levers that open nothing, which a reader would take for levers without effect."""
    small = too_small(scenario, part)
    if small is not None:
        needed = min(1.0, ceil(small.scale * 1000.0) / 1000.0)
        yield say(
            "scale_too_small",
            share=percent(part, 0 if part >= 0.01 else 2),
            levers=listed([within(lever_label(name)) for name in small.levers]),
            needed=f"{needed:g}",
        )
