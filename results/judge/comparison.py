"""Scenarios side by side: differences paired by replication, and what an additional unit costs.

Replication *i* has the same chance and the same parameter draw in every scenario of a region, so a
difference is taken within each replication before it is averaged. The first scenario of a region is
its reference; scenarios of different regions are never subtracted from each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import nan
from typing import Any

import numpy as np
import pandas as pd

from resettle.results.judge.ensemble import Ensemble, PairedRuns
from resettle.results.judge.measures import RATIOS, measured
from resettle.results.judge.outcomes import Outcome, measure_outcomes
from resettle.results.judge.panel import FrameError, Ledger, Panel
from resettle.results.judge.regions import by_region
from resettle.results.statistics.intervals import (
    UNKNOWN,
    Estimate,
    FloatArray,
    Groups,
    mean_interval,
    ratio_interval,
)
from resettle.results.statistics.paired import Pairing, Probability, beats, difference, pairing
from resettle.scenarios import Scenario

COLUMNS = (
    *("scenario", "reference", "measure", "unit", "reference_mean", "mean", "difference", "low", "high"),
    *("replications", "outcome"),
)
"""Columns of the frame `comparison`."""

READINGS = ("value", "no_gain", "saved_per_loss", "dearer_and_less", "cheaper_and_more", "same_cost")
"""How a cost ratio is to be read; `value` is the ordinary case: more for more money."""


@dataclass(frozen=True)
class ComparedOutcome:
    """One outcome in the reference and in the alternative.

    Attributes:
        outcome: The outcome.
        ensemble: Its values in the paired runs: the reference, then the alternative.
    """

    outcome: Outcome
    ensemble: Ensemble

    @cached_property
    def reference(self) -> float:
        """Mean of the reference."""
        return float(np.mean(self.ensemble.values[0]))

    @cached_property
    def mean(self) -> float:
        """Mean of the alternative."""
        return float(np.mean(self.ensemble.values[1]))

    @cached_property
    def difference(self) -> Estimate:
        """Alternative less reference."""
        return self.ensemble.against(1)

    @cached_property
    def better(self) -> Probability | None:
        """Probability that the alternative is better; `None` where neither more nor less is better."""
        return beats(self.ensemble.differences(1), self.outcome.better, self.ensemble.groups)

    @cached_property
    def pairing(self) -> Pairing:
        """What pairing saves."""
        return pairing(self.ensemble.values[1], self.ensemble.values[0], self.ensemble.groups)

    @cached_property
    def met(self) -> tuple[Probability, Probability] | None:
        """Probability that reference and alternative reach the target, if it is one."""
        reference, alternative = (self.ensemble.probability(row) for row in (0, 1))
        return None if reference is None or alternative is None else (reference, alternative)


@dataclass(frozen=True)
class Cost:
    """Additional spending for each additional unit.

    Attributes:
        name: Key of `results.judge.measures.RATIOS`.
        unit: Its unit.
        ratio: The ratio with its interval; NaN where none makes sense.
        reading: One of `READINGS`.
    """

    name: str
    unit: str
    ratio: Estimate
    reading: str

    @property
    def valued(self) -> bool:
        """Whether there is a ratio."""
        return self.reading in ("value", "saved_per_loss")


def rows(pair: PairedRuns, outcomes: Sequence[Outcome]) -> tuple[ComparedOutcome, ...]:
    """Rows of the outcomes of which every run of both scenarios has a value.

    Args:
        pair: Runs of the reference and of the alternative, those replications that succeeded in both.
        outcomes: What is compared.
    """
    made = (ComparedOutcome(outcome, pair.ensemble(outcome)) for outcome in outcomes)
    return tuple(row for row in made if row.ensemble.complete)


def costs(runs: PairedRuns, row: int = 1) -> tuple[Cost, ...]:
    """Cost of an additional job-year, with and without posts, and of an additional yuan of income.

    Args:
        runs: Runs that succeeded in all variants.
        row: Which of the variants costs more or less.
        reference: Which of them it is compared with.
    """

    def change(column: str) -> FloatArray:
        values = runs.array(column)
        return difference(values[row], values[0])

    made = []
    for name, unit, gained in RATIOS:
        made.append(Cost(name, unit, *cost_ratio(change("spending"), change(gained), runs.groups)))
    return tuple(made)


def compare(scenarios: Sequence[Scenario], monthly: pd.DataFrame, levers: pd.DataFrame) -> pd.DataFrame:
    """Paired differences of every scenario from the first of its region.

    Args:
        scenarios: The scenarios that were run.
        monthly: The tidy monthly frame.
        levers: The tidy lever frame.

    Returns:
        One row per (scenario, measure). `difference` is scenario less reference with a 95 %
        t interval over replications, of which those of one parameter draw count as one cluster.
        For cost ratios `difference` is the additional spending for each additional unit, with a
        percentile-bootstrap interval, and `outcome` says how to read it; where
        the interval of the gain includes zero there is no ratio (`no_gain`).
        Empty if no region has several scenarios.

    Raises:
        results.judge.panel.FrameError: If the scenarios do not share replications.
    """
    made: list[tuple[Any, ...]] = []
    for first, *others in by_region(scenarios):
        if not others:
            continue
        runs = pd.concat([_runs(one, monthly, levers) for one in (first, *others)])
        for scenario in others:
            pair = PairedRuns.of(runs, (first.name, scenario.name)).common()
            if not pair.replications:
                raise FrameError(f"'{scenario.name}' and '{first.name}' share no replication")
            made += [(scenario.name, first.name, *line) for line in _lines(pair)]
    return pd.DataFrame(made, columns=list(COLUMNS))


def _runs(scenario: Scenario, monthly: pd.DataFrame, levers: pd.DataFrame) -> pd.DataFrame:
    """Measures and totals of a scenario, a row a run."""
    panel = Panel.of(monthly, scenario.name, scenario.period)
    identity = {"variant": scenario.name, "replication": panel.replications, "draw": panel.groups}
    return pd.DataFrame(identity | measured(panel, Ledger.of(levers, scenario.name, panel)))


def _lines(pair: PairedRuns) -> Iterator[tuple[Any, ...]]:
    """The columns from `measure` on."""
    runs = len(pair.replications)
    for outcome in measure_outcomes():
        row = ComparedOutcome(outcome, pair.ensemble(outcome))
        yield outcome.name, outcome.unit, row.reference, row.mean, *row.difference, runs, "value"
    for cost in costs(pair):
        yield cost.name, cost.unit, nan, nan, *cost.ratio, runs, cost.reading


def cost_ratio(cost: FloatArray, gain: FloatArray, groups: Groups | None = None) -> tuple[Estimate, str]:
    """Additional spending for each additional unit gained, with interval and reading.

    Args:
        cost: Additional spending of each replication, in yuan.
        gain: Additional units of each replication.
        groups: Parameter draw of each replication; those of one draw resemble each other.

    Returns:
        Ratio, lower and upper end (NaN where no ratio makes sense) and one of `READINGS`.
    """
    mean, low, high = mean_interval(gain, groups=groups)
    if np.isnan(low):
        low = high = mean
    if low <= 0.0 <= high:
        return UNKNOWN, "no_gain"
    spent, spent_low, spent_high = mean_interval(cost, groups=groups)
    if np.isnan(spent_low):
        spent_low = spent_high = spent
    if spent_low <= 0.0 <= spent_high:
        return UNKNOWN, "same_cost"
    if spent > 0.0 > mean:
        return UNKNOWN, "dearer_and_less"
    if spent < 0.0 < mean:
        return UNKNOWN, "cheaper_and_more"
    return ratio_interval(cost, gain, groups=groups), "value" if mean > 0.0 else "saved_per_loss"
