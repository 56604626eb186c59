"""What each lever of a plan does at the margin: a quarter more of it, and none of it, in the same futures.

Every lever is tried by itself on top of the plan, its amounts in each future multiplied as that future draws
them. Runs are paired with those of the plan, so that some thirty futures tell small effects. One variant more
takes all that may be raised far beyond the plan at once.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import reduce

import pandas as pd

from resettle.model.channels import CHANNELS
from resettle.model.inputs import CAPACITY, ENTITLEMENT, FREE
from resettle.model.levers import LEVERS
from resettle.results.judge.ensemble import PairedRuns
from resettle.results.runs.asking import Asking, same_futures
from resettle.results.runs.frame import Runs
from resettle.results.runs.table import Variant
from resettle.results.statistics.intervals import UNKNOWN, Estimate, FloatArray, Groups, ratio_interval
from resettle.results.statistics.paired import Probability, difference, estimate, probability
from resettle.scenarios import Scenario
from resettle.scenarios.scaling import raised, status_of, stopped
from resettle.scenarios.settable import inputs_of

MORE, MOST = 1.25, 4.0
"""Multiples of the plan: of one lever at a time, and of all together that may be raised."""

FUTURES = 30
"""Futures that each variant is run in, the first ones."""

CHECKED = 150
"""Futures of the command that checks a line of advice."""

GAINS = {"income": "household_income", "jobs": "job_years"}
"""What is gained, over the plan: income of all households in yuan, years of work."""


HELD = {
    "public_welfare_jobs": "public_welfare",
    "workshop_capacity": "workshop",
    "works_relief": "works_relief",
}
"""Levers that open places which people hold, and the channel that they hold them in."""


@dataclass(frozen=True)
class Change:
    """A variant less the plan, over the plan, mean over futures.

    Attributes:
        spending: Spending, in yuan.
        gains: `GAINS` by name.
        per_yuan: Each of `GAINS` for each further yuan spent; unknown unless spending clearly moves.
        figures: Figure of each target, by name.
        channels: People in each channel over the last twelve months.
        met: How often the main target is met in the variant.
        anyway: By channel of `HELD`, of those fewer in it the share that has other work in the variant;
            unknown unless clearly fewer are.
    """

    spending: Estimate
    gains: Mapping[str, Estimate]
    per_yuan: Mapping[str, Estimate]
    figures: Mapping[str, Estimate]
    channels: Mapping[str, Estimate]
    met: Probability
    anyway: Mapping[str, Estimate]


@dataclass(frozen=True)
class Margin:
    """One lever.

    Attributes:
        lever: Its name.
        status: How far a planner may move it.
        more: A quarter more of it; `None` where there is no more, or it is set by rules.
        none: None of it from the plan's begin on; `None` where that is not the planner's choice.
        amounts: What commands set to try it: its path, what the plan has, and a quarter more.
    """

    lever: str
    status: str
    more: Change | None
    none: Change | None
    amounts: tuple[str, float, float]


@dataclass(frozen=True)
class Margins:
    """All levers of a plan at the margin.

    Attributes:
        levers: The levers in the order of the catalogue.
        plan: How often the plan meets its main target in the same futures.
        most: The same with all that may be raised at `MOST` times the plan; `None` if nothing may.
        most_figure: The figure of the main target then; the mean.
        futures: Futures that were run.
        options: Options of commands that look at the same futures.
    """

    levers: tuple[Margin, ...]
    plan: Probability
    most: Probability | None
    most_figure: float
    futures: int
    options: tuple[str, ...] = ()

    def check(self, reference: str, one: Margin, *, none: bool = False) -> str:
        """The command that tries a lever in more futures.

        Args:
            reference: How commands name the plan.
            one: The lever.
            none: Whether it is tried without, instead of with more.
        """
        path, central, more = one.amounts
        levels = (0.0, central) if none else (central, more)
        vary = f"{path}={','.join(f'{level:.10g}' for level in levels)}"
        words = ["resettle", "sweep", reference, "--vary", vary, "--futures", str(CHECKED)]
        return shlex.join([*words, *self.options])


def amounts_of(scenario: Scenario) -> dict[str, tuple[str, float, float]]:
    """Path, amount and a quarter more of each lever that offers anything at the end of the plan."""
    found = {}
    for one in inputs_of(scenario).values():
        if one.scale and one.central > 0.0:
            found[one.lever] = one.path, one.central, one.allowed(MORE * one.central)
    return {name: found[name] for name in LEVERS if name in found}


def margins(scenario: Scenario, main: str, plan: Runs, asking: Asking) -> Margins | None:
    """Run each lever at the margin.

    Args:
        scenario: The plan.
        main: Name of its main target.
        plan: Runs of the plan in futures 0 to n - 1.
        asking: Runs the variants.

    Returns:
        Nothing if no lever offers anything, or no future of the plan succeeded.
    """
    amounts = amounts_of(scenario)
    status = {name: status_of(scenario, name) for name in amounts}
    ran = set(plan.first(scenario.name)["replication"])
    replications = [number for number in range(FUTURES) if number in ran]
    if not amounts or not replications:
        return None
    tried: dict[str, Scenario] = {}
    for name in amounts:
        more = None if status[name] == ENTITLEMENT else raised(scenario, name, MORE)
        if more is not None:
            tried[f"more {name}"] = more
        if status[name] in (CAPACITY, FREE):
            tried[f"none {name}"] = stopped(scenario, name)
    able = [name for name in amounts if status[name] != ENTITLEMENT and not LEVERS[name].cash]
    most = reduce(lambda made, name: raised(made, name, MOST) or made, able, scenario)
    if most is not scenario:
        tried["most"] = most
    variants = [Variant(name, replace(one, name=name)) for name, one in tried.items()]
    runs = asking.run(variants, replications, stage="levers")
    frame = pd.concat([plan.first(scenario.name), runs.frame], ignore_index=True)

    def change(variant: str) -> Change | None:
        if variant not in tried:
            return None
        pair = PairedRuns.of(frame, (scenario.name, variant), replications).common()
        return _change(pair, scenario, main) if pair.replications else None

    own = PairedRuns.of(frame, (scenario.name,), replications)
    beyond = PairedRuns.of(frame, ("most",), replications).common()
    known = "most" in tried and len(beyond.replications) > 0
    return Margins(
        tuple(
            Margin(name, status[name], change(f"more {name}"), change(f"none {name}"), amounts[name])
            for name in amounts
        ),
        _met(own, 0, main),
        _met(beyond, 0, main) if known else None,
        float(beyond.array(f"figure.{main}")[0].mean()) if known else float("nan"),
        len(replications),
        same_futures(asking),
    )


def _met(pair: PairedRuns, row: int, main: str) -> Probability:
    return probability(pair.array(f"met.{main}")[row] > 0.5, pair.groups)


def _change(pair: PairedRuns, scenario: Scenario, main: str) -> Change:
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
        {name: estimate(moved(f"last_year.channel_{name}"), pair.groups) for name in CHANNELS},
        _met(pair, 1, main),
        {name: _anyway(moved, name, pair.groups) for name in HELD.values()},
    )


def _anyway(moved: Callable[[str], FloatArray], channel: str, groups: Groups) -> Estimate:
    """Of those fewer in a channel, the share that has other work."""
    fewer, idle = -moved(f"last_year.channel_{channel}"), moved("last_year.channel_none")
    if estimate(fewer, groups).low <= 0.0 or not estimate(fewer, groups).known:
        return UNKNOWN
    middle, low, high = ratio_interval(idle, fewer, groups=groups)
    return Estimate(1.0 - middle, 1.0 - high, 1.0 - low)


def _per_yuan(gain: FloatArray, cost: FloatArray, spending: Estimate, groups: Groups) -> Estimate:
    return ratio_interval(gain, cost, groups=groups) if spending.clear else UNKNOWN
