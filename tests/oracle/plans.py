"""Plans that nobody would make: each lever on or off at odd times, with odd settings, rules and budgets."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from resettle.model.fields import Field
from resettle.model.inputs import LeverWindow, ModelInputs
from resettle.model.levers import LEVERS
from resettle.model.levers.base import Lever
from resettle.model.toy import toy_inputs
from resettle.model.traits import MAX_PRIORITIES, TRAITS

MONTHS = 20


def odd_plan(seed: int) -> ModelInputs:
    """The toy settlement under a plan drawn by lot; the same for a seed."""
    lot = Random(seed)
    windows = {name: _windows(lot, lever) for name, lever in LEVERS.items() if lot.random() < 0.7}
    return replace(toy_inputs(MONTHS), levers={name: some for name, some in windows.items() if some})


def _windows(lot: Random, lever: type[Lever]) -> tuple[LeverWindow, ...]:
    """Up to two windows with a gap before each."""
    windows: list[LeverWindow] = []
    start = 0
    for _ in range(2):
        start += lot.randint(0, 6)
        end = min(MONTHS - 1, start + lot.randint(0, 12))
        if start <= end:
            fields = lever.settings.items()
            settings = {name: _value(lot, field, name == lever.scale) for name, field in fields}
            eligibility = tuple(lot.sample(TRAITS, lot.choice((0, 0, 1, 3))))
            priority = tuple(lot.sample(TRAITS, lot.randint(0, MAX_PRIORITIES)))
            budget = lot.choice((None, None, 0.0, lot.uniform(0.0, 20_000.0)))
            windows.append(LeverWindow(start, end, settings, eligibility, priority, budget))
        start = end + 1
    return tuple(windows)


def _value(lot: Random, field: Field, is_scale: bool) -> float:
    """Anything the field allows, the least and the most among it, but no more than a toy can hold."""
    most = min(field.high, 3_000.0 if field.unit.startswith("yuan") else 40.0 if is_scale else 8.0)
    value = lot.choice((field.low, most, lot.uniform(field.low, most), lot.uniform(field.low, most)))
    return float(round(value)) if field.whole else value
