"""What each lever of a plan does at the margin: a quarter more of it, and none of it, in the same futures.

Every lever that counts what it offers is tried by itself on top of the plan. Runs are paired with those of
the plan, so that some thirty futures tell small effects. One variant more takes all far beyond the plan
at once: what even that does not reach is out of reach of these levers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from resettle.model.channels import CHANNELS
from resettle.model.inputs import CAPACITY, FREE
from resettle.model.levers import LEVERS
from resettle.results.judge.ensemble import PairedRuns
from resettle.results.runs.asking import Asking
from resettle.results.runs.frame import Runs
from resettle.results.runs.table import Variant
from resettle.results.statistics.intervals import FloatArray, Groups, ratio_interval
from resettle.results.statistics.paired import Estimate, Probability, difference, estimate, probability
from resettle.scenarios import Scenario
from resettle.scenarios.settable import Input, inputs_of

MORE, MOST = 1.25, 4.0
"""Multiples of the plan: of one lever at a time, and of all that a planner may move together."""

FUTURES = 30
"""Futures that each variant is run in, the first ones."""

GAINS = {"income": "household_income", "jobs": "job_years"}
"""What is gained, over the plan: income of all households in yuan, years of work."""


@dataclass(frozen=True)
class Change:
    """A variant less the plan, over the plan, mean over futures.

    Attributes:
        spending: Spending, in yuan.
        gains: `GAINS` by name.
        per_yuan: Each of `GAINS` for each further yuan spent; unknown unless spending clearly moves.
        figures: Figure of each target, by name.
        channels: People in each channel over the last twelve months.
    """

    spending: Estimate
    gains: Mapping[str, Estimate]
    per_yuan: Mapping[str, Estimate]
    figures: Mapping[str, Estimate]
    channels: Mapping[str, float]


@dataclass(frozen=True)
class Margin:
    """One lever.

    Attributes:
        lever: Its name.
        status: How far a planner may move it.
        paths: The numbers that were moved, each with what the plan has and a quarter more, as far as allowed.
        more: A quarter more of it.
        none: None of it; `None` where that is not the planner's choice.
    """

    lever: str
    status: str
    paths: tuple[tuple[str, float, float], ...]
    more: Change
    none: Change | None

    @property
    def command(self) -> str:
        """Arguments that try a quarter more with more futures."""
        path, central, more = self.paths[0]
        return f"--vary {path}={central:g},{more:g}"


@dataclass(frozen=True)
class Margins:
    """All levers of a plan at the margin.

    Attributes:
        levers: The levers in the order of the catalogue.
        most: How often the main target is reached with all movable levers at `MOST` times the plan.
        most_figure: Its figure then; the mean.
        futures: Futures that were run.
    """

    levers: tuple[Margin, ...]
    most: Probability | None
    most_figure: float
    futures: int


def status_of(scenario: Scenario, lever: str) -> str:
    """How far a planner may move a lever of a scenario."""
    return scenario.levers[lever].status or LEVERS[lever].status


def scales_of(scenario: Scenario) -> dict[str, list[Input]]:
    """The numbers that count what each lever offers, of levers that offer anything."""
    found: dict[str, list[Input]] = {}
    for one in inputs_of(scenario).values():
        if one.scale and one.central > 0.0:
            found.setdefault(one.lever, []).append(one)
    return {name: found[name] for name in LEVERS if name in found}


def margins(scenario: Scenario, main: str, plan: Runs, asking: Asking) -> Margins:
    """Run each lever at the margin.

    Args:
        scenario: The plan.
        main: Name of its main target.
        plan: Runs of the plan in futures 0 to n - 1.
        asking: Runs the variants.
    """
    scales = scales_of(scenario)
    movable = [name for name in scales if status_of(scenario, name) in (CAPACITY, FREE)]
    ran = set(plan.first(scenario.name)["replication"])
    replications = [number for number in range(FUTURES) if number in ran]
    variants = [_variant("most", scenario, [one for name in movable for one in scales[name]], MOST)]
    for name, own in scales.items():
        variants.append(_variant(f"more {name}", scenario, own, MORE))
        if name in movable:
            variants.append(_variant(f"none {name}", scenario, own, 0.0))
    runs = asking.run(variants, replications, stage="levers")
    frame = pd.concat([plan.first(scenario.name), runs.frame], ignore_index=True)

    def change(variant: str) -> Change | None:
        pair = PairedRuns.of(frame, (scenario.name, variant), replications).common()
        return _change(pair, scenario) if pair.replications else None

    made = []
    for name, own in scales.items():
        more = change(f"more {name}")
        if more is not None:
            paths = tuple((one.path, one.central, one.allowed(MORE * one.central)) for one in own)
            none = change(f"none {name}") if name in movable else None
            made.append(Margin(name, status_of(scenario, name), paths, more, none))
    most = PairedRuns.of(frame, ("most",), replications).common()
    met = most.array(f"met.{main}")[0]
    known = len(most.replications) > 0
    return Margins(
        tuple(made),
        probability(met > 0.5, most.groups) if known else None,
        float(most.array(f"figure.{main}")[0].mean()) if known else float("nan"),
        len(replications),
    )


def _variant(name: str, scenario: Scenario, inputs: Sequence[Input], factor: float) -> Variant:
    values = [(one.path, one.allowed(factor * one.central)) for one in inputs]
    return Variant(name, scenario, tuple(sorted(values, key=lambda pair: pair[0].partition("[")[2])))


def _change(pair: PairedRuns, scenario: Scenario) -> Change:
    def moved(column: str) -> FloatArray:
        plan, other = pair.array(column)
        return difference(other, plan)

    spending = estimate(moved("spending"), pair.groups)
    gains = {name: moved(column) for name, column in GAINS.items()}
    return Change(
        spending,
        {name: estimate(values, pair.groups) for name, values in gains.items()},
        {name: _per_yuan(values, moved("spending"), spending, pair.groups) for name, values in gains.items()},
        {name: estimate(moved(f"figure.{name}"), pair.groups) for name in scenario.targets},
        {name: float(np.mean(moved(f"last_year.channel_{name}"))) for name in CHANNELS},
    )


def _per_yuan(gain: FloatArray, cost: FloatArray, spending: Estimate, groups: Groups) -> Estimate:
    if not spending.clear:
        return Estimate(float("nan"), float("nan"), float("nan"))
    return Estimate(*ratio_interval(gain, cost, groups=groups))
