"""The world outside a plan: as it was published, or as a planner could foresee it when the plan began."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from resettle.model.fields import number
from resettle.model.inputs import OUTSIDE, ModelInputs, Outside, Period

OUTLOOKS = {
    "wages_away": "pay_outlook",
    "wages_local": "pay_outlook",
    "prices": "price_outlook",
    "demand_out_of_province": "demand_outlook",
    "demand_in_province": "demand_outlook",
    "demand_local": "demand_outlook",
}
"""Series that nobody knows beforehand, and the parameter that says what growth was to be expected."""

UNKNOWN = {
    "parameters.pay_outlook": "pay",
    "parameters.pay_drift": "pay",
    "parameters.price_outlook": "prices",
    "parameters.price_drift": "prices",
    "parameters.demand_outlook": "demand",
}
"""Inputs whose numbers add up to one growth of the outside world each; a series that varies is one more."""

MISSED = "parameters.missing_growth"
"""Input that says what the model is thought to miss."""

DRIFTS = ("pay_drift", "price_drift")
"""Parameters that say how far the world went another way than expected."""


def seen(inputs: ModelInputs, outside: Outside) -> ModelInputs:
    """The same inputs with the outside world as it was, or as it could be foreseen.

    Args:
        inputs: What a scenario states, with drifts drawn or at zero.
        outside: `known`: the series as stated, no drift. `forecast`: from the year in which the plan begins
            on every series grows as was to be expected, with the drift that was drawn.

    Raises:
        ValueError: If it is neither.
    """
    if outside not in OUTSIDE:
        raise ValueError(f"outside '{outside}' is not one of {', '.join(OUTSIDE)}")
    if outside == "known":
        return replace(inputs, parameters={**inputs.parameters, **dict.fromkeys(DRIFTS, 0.0)})
    first = inputs.period.base_year + inputs.period.start // 12
    grown = {
        name: foreseen(inputs.series[name], first, number(inputs.parameters, outlook))
        for name, outlook in OUTLOOKS.items()
        if name in inputs.series
    }
    return replace(inputs, series={**inputs.series, **grown})


READ_ONLY = frozenset({"series.minimum_wage"})
"""Paths that only the rules of scenario files look at."""


def unseen(period: Period, outside: Outside) -> frozenset[str]:
    """Paths of values that a run does not look at, so that they are neither drawn nor to be varied."""
    if outside == "known":
        return READ_ONLY | {f"parameters.{name}" for name in (*OUTLOOKS.values(), *DRIFTS)}
    if period.start // 12 > 1:  # the years between are published, and their ranges count
        return READ_ONLY
    return READ_ONLY | {f"series.{name}" for name in OUTLOOKS}


def foreseen(yearly: Mapping[int, float], first: int, growth: float) -> dict[int, float]:
    """A yearly series that grows evenly from the last year before `first` on.

    Args:
        yearly: Value by calendar year; years from `first` on only say how far it goes.
        first: First year that nobody knew.
        growth: Growth a year.
    """
    last = max(year for year in yearly if year < first)
    return {
        year: value if year < first else yearly[last] * (1.0 + growth) ** (year - last)
        for year, value in yearly.items()
    }
