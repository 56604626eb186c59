"""The populations on which speed is measured: Guizhou's, larger or smaller, with all of its levers."""

from __future__ import annotations

from dataclasses import replace

from resettle import scenarios
from resettle.model.fields import number
from resettle.model.inputs import ModelInputs

WORKERS_A_HOUSEHOLD = 2.29
"""Workers of a household, those who join labour within three years included; only sizes are chosen by it."""

MONTHS = 36


def guizhou(workers: float | None = None, months: int = MONTHS) -> ModelInputs:
    """The Guizhou plan with about so many workers; with all of them if `workers` is left out."""
    scenario = scenarios.load("guizhou")
    whole = number(scenario.inputs().population, "households")
    times = 1.0 if workers is None else workers / WORKERS_A_HOUSEHOLD / whole
    inputs = scenario.inputs(scale=min(1.0, times))
    inputs = replace(inputs, period=replace(inputs.period, end=months - 1))
    if times <= 1.0:
        return inputs
    more = {name: number(inputs.population, name) * times for name in ("households", "sites")}
    grown = {name: float(round(value)) for name, value in more.items()}
    return replace(inputs, population={**inputs.population, **grown})
