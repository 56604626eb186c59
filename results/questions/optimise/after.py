"""What is left a year after the plan: its levers end when they end, and life goes on for twelve months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from resettle.results.judge.outcomes import Outcome
from resettle.results.questions.optimise.aims import SLIGHT
from resettle.results.questions.optimise.choice import Mix, variant_name
from resettle.results.questions.optimise.reaching import numbers
from resettle.results.runs.asking import Asking
from resettle.results.runs.table import Variant
from resettle.results.statistics.intervals import Estimate, groups_of
from resettle.results.statistics.paired import difference, estimate
from resettle.scenarios import Scenario
from resettle.scenarios.types import Target, Value

MONTHS = 12
"""Months that are looked at after the plan."""


@dataclass(frozen=True)
class Afterwards:
    """A target's indicator in the year after the plan, of a mix less the plan.

    Attributes:
        target: The target.
        unit: Unit of the indicator.
        difference: Mix less plan, mean over futures.
        worse: Whether the mix is behind the plan: clearly, and by more than is slight.
    """

    target: Outcome
    unit: str
    difference: Estimate
    worse: bool


def longer(scenario: Scenario) -> Scenario:
    """A scenario over a year more, without targets; yearly series go on growing as in their last year."""
    period = replace(scenario.period, end=scenario.period.end + MONTHS)
    last = period.base_year + period.end // 12
    series = {name: _continued(value, last) for name, value in scenario.series.items()}
    return replace(scenario, period=period, series=series, targets={})


def _continued(value: Value, last: int) -> Value:
    numbers_by_year = dict(value.parts)
    for year in range(max(map(int, numbers_by_year)) + 1, last + 1):
        before, earlier = numbers_by_year[str(year - 1)], numbers_by_year.get(str(year - 2))
        numbers_by_year[str(year)] = before * (before / earlier if earlier else 1.0)
    return replace(value, value=numbers_by_year)


def afterwards(
    scenarios: Mapping[Mix, Scenario],
    plan: Scenario,
    targets: Sequence[Outcome],
    asking: Asking,
    futures: Sequence[int],
    scale: float,
) -> dict[Mix, tuple[Afterwards, ...]]:
    """Run plan and mixes over a year more, and compare that year.

    Args:
        scenarios: The scenario of each mix.
        plan: The plan.
        targets: What is looked at.
        asking: Runs the scenarios.
        futures: Replications.
        scale: Part of the population that is simulated.

    Returns:
        For each mix, each target of which every run has an indicator in that year.
    """
    if not scenarios:
        return {}
    named = {"plan": plan} | {variant_name(mix): one for mix, one in scenarios.items()}
    variants = [Variant(name, longer(one), (), scale) for name, one in named.items()]
    runs = asking.run(variants, futures, stage="after")
    before = runs.of("plan")
    return {mix: _compared(plan, targets, runs.of(variant_name(mix)), before) for mix in scenarios}


def _compared(
    plan: Scenario, targets: Sequence[Outcome], runs: pd.DataFrame, before: pd.DataFrame
) -> tuple[Afterwards, ...]:
    from resettle.model.indicators import INDICATORS

    pair = runs.merge(before, on="replication", suffixes=("", ".plan"))
    groups = groups_of(pair["draw"].to_numpy(dtype=np.int64))
    rows = []
    for target in targets:
        stated: Target = plan.targets[target.name]
        column = f"last_year.{stated.indicator}"
        moved = difference(numbers(pair, column), numbers(pair, f"{column}.plan"))
        if np.isfinite(moved).any():
            one = estimate(moved, groups)
            spread = float(np.nanstd(numbers(before, column)))
            worse = one.clear and one.middle * target.better < -SLIGHT * spread
            unit = INDICATORS[stated.indicator].unit.replace("/month", "/year")
            rows.append(Afterwards(target, unit, one, worse))
    return tuple(rows)
