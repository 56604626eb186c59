"""What the base year of a scenario is made from, and whether a fit of it still belongs to what is stated."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from resettle.scenarios.posterior import shipped
from resettle.scenarios.read.chain import bundled_name, is_abstract
from resettle.scenarios.read.loading import load
from resettle.scenarios.scenario import Scenario
from resettle.scenarios.types import Value

FITTED = ("parameters.pay_gap", "parameters.taste", "population.wants_work", "initial.in_work")
"""Values that are set so that the base year comes out as it is stated."""

EMPLOYMENT_GAP, INCOME_GAP = 0.01, 0.015
"""How far the simulated base year may be off: employment in parts of labour, income in parts of itself."""

MONTHS = 12


def base_digest(scenario: Scenario) -> str:
    """Digest of all numbers that move the base year, and of the posterior that runs lay over them.

    Levers count as far as they are in force in the base year, series up to the year after it.
    """
    inputs, year = scenario.inputs(), scenario.period.base_year
    levers: dict[str, Any] = {
        name: [
            (
                one.start,
                min(one.end, MONTHS - 1),
                dict(one.settings),
                one.eligibility,
                one.priority,
                one.budget,
            )
            for one in windows
            if one.start < MONTHS
        ]
        for name, windows in inputs.levers.items()
    }
    series = {
        name: {str(one): yearly[one] for one in (year, year + 1) if one in yearly}
        for name, yearly in inputs.series.items()
    }
    posterior = shipped()
    content = [
        year,
        inputs.population,
        inputs.initial,
        inputs.parameters,
        series,
        {name: windows for name, windows in levers.items() if windows},
        "" if posterior is None else posterior.digest,
        *([] if inputs.household_types is None else [inputs.household_types.rows]),
    ]
    text = json.dumps(content, sort_keys=True, default=dict)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def bundled_below(scenario: Scenario) -> str | None:
    """The nearest bundled scenario that can be run among those that a scenario extends."""
    for name in scenario.chain[1:]:
        stem = bundled_name(name)
        if stem is not None and not is_abstract(stem):
            return stem
    return None


def as_bundled(scenario: Scenario) -> bool:
    """Whether the base year is that of a bundled scenario, whose fit the tests of the program hold."""
    if all(map(bundled_name, scenario.chain)):
        return True
    below = bundled_below(scenario)
    return below is not None and base_digest(load(below)) == base_digest(scenario)


def borrowed(scenario: Scenario) -> list[tuple[str, Value]]:
    """Fitted values that a scenario takes over from a bundled file, which states another base year."""
    values = {path: value for path, value, _ in scenario.values() if path in FITTED}
    return [
        (path, values[path])
        for path in FITTED
        if path in values
        and values[path].source.kind == "calibrated"
        and bundled_name(values[path].where.file)
    ]
