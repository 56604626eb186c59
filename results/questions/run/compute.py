"""The frames of a run from the records of its replications, and what charts and tables need of a scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from resettle.model.indicators import INDICATORS
from resettle.model.levers import LEVERS
from resettle.model.record import LEDGER_COLUMNS
from resettle.model.text import apart
from resettle.results.judge.causes import Explanation, explain
from resettle.results.judge.comparison import compare
from resettle.results.judge.ends import ends_frames
from resettle.results.judge.panel import Ledger, Panel, Weights
from resettle.results.judge.readings import INCOMES
from resettle.results.judge.regions import by_region, short_titles
from resettle.results.judge.targets import Drawn, judge, uncertainty
from resettle.results.judge.tasks import tasks
from resettle.results.report.style import scenario_colour
from resettle.results.runs.frame import Runs
from resettle.results.statistics.intervals import FloatArray
from resettle.results.text.labels import Text
from resettle.scenarios import Scenario


def computed(
    scenarios: Sequence[Scenario], runs: Runs, drawn: Drawn | None = None
) -> dict[str, pd.DataFrame]:
    """All frames of a run by name.

    Args:
        scenarios: The scenarios that were run, the reference of each region first.
        runs: Runs with the record of each; every scenario has one that succeeded.
        drawn: What their draws took that is not behaviour, see `results.judge.targets.judge`.

    Returns:
        `monthly`, `levers`, `targets`, `tasks`, `uncertainty`; those of `results.judge.ends` if somebody
        watched; and, if a region has several scenarios, `comparison`.

    Raises:
        results.judge.panel.FrameError: If the records do not hold what a target needs.
    """
    monthly, levers = monthly_frame(runs), levers_frame(runs)
    targets = judge(scenarios, monthly, weights(runs), drawn)
    frames = {
        "monthly": monthly,
        "levers": levers,
        "targets": targets,
        "tasks": tasks(scenarios, monthly, levers, targets),
        "uncertainty": uncertainty(scenarios, monthly, levers, drawn),
    }
    comparison = compare(scenarios, monthly, levers)
    ends = {name: record.ends for name, record in runs.records.items() if record.ends is not None}
    return frames | ends_frames(ends, runs.frame) | ({"comparison": comparison} if len(comparison) else {})


def weights(runs: Runs) -> dict[str, float]:
    """Households that one simulated household stands for, by scenario."""
    return {name: record.weight for (name, _), record in runs.records.items()}


def monthly_frame(runs: Runs) -> pd.DataFrame:
    """One row per scenario, replication and month: its identity and every indicator."""
    records = list(runs.records.values())
    identity = _identity(runs, [len(record.months) for record in records])
    values = {name: _joined([record.indicators[name] for record in records]) for name in INDICATORS}
    return pd.DataFrame(identity | values)


def levers_frame(runs: Runs) -> pd.DataFrame:
    """One row per scenario, replication, lever and month: its ledger."""
    records = list(runs.records.values())
    identity = _identity(runs, [len(record.months) * len(record.levers) for record in records])
    identity["lever"] = [lever for record in records for lever in record.levers for _ in record.months]
    ledgers = [ledger for record in records for ledger in record.levers.values()]
    return pd.DataFrame(
        identity | {column: _joined([ledger[column] for ledger in ledgers]) for column in LEDGER_COLUMNS}
    )


def _joined(values: list[FloatArray]) -> FloatArray:
    return np.concatenate(values) if values else np.empty(0)


def _identity(runs: Runs, rows: Sequence[int]) -> dict[str, Any]:
    """Identity columns for so many rows of each record; its months repeat to fill them."""
    ran = runs.frame[runs.frame["status"] == "succeeded"]
    months = [record.months for record in runs.records.values()]
    return {
        "scenario": np.repeat(ran["variant"].to_numpy(dtype=object), rows),
        **{name: np.repeat(ran[name].to_numpy(), rows) for name in ("replication", "seed", "draw")},
        "month": [
            own[row % len(own)] for own, count in zip(months, rows, strict=True) for row in range(count)
        ],
    }


@dataclass(frozen=True, eq=False)
class Case:
    """One scenario and its results.

    Attributes:
        scenario: The scenario.
        title: Its title.
        name: What charts call it: its title, or its region where the run has several.
        colour: Its colour in every chart and table.
        panel: Its monthly results.
        ledger: What its levers did.
        why: Figures behind the verdict on its first income target, if it has one.
    """

    scenario: Scenario
    title: Text
    name: Text
    colour: str
    panel: Panel
    ledger: Ledger
    why: Explanation | None

    @property
    def series(self) -> list[str]:
        """Series that its income is compared with, if its results have them in every month."""
        asked = [target.series for target in self.scenario.targets.values() if target.indicator in INCOMES]
        names = [name for name in dict.fromkeys(asked) if name is not None and name in self.panel.values]
        return [name for name in names if not np.isnan(self.panel[name]).any()]


def cases(
    scenarios: Sequence[Scenario], monthly: pd.DataFrame, levers: pd.DataFrame, weights: Weights = None
) -> list[Case]:
    """The scenarios of a run in order, the reference of each region first.

    Args:
        scenarios: The scenarios.
        monthly: Tidy monthly frame.
        levers: Tidy lever frame.
        weights: Households that one simulated household stands for, by scenario.

    Raises:
        results.judge.panel.FrameError: If the frames do not hold what the scenarios need.
    """
    across = len(by_region(scenarios)) > 1
    titles = apart([one.title for one in scenarios], [one.name for one in scenarios])
    names = short_titles(scenarios) if across else titles
    made = []
    for position, (scenario, title, name) in enumerate(zip(scenarios, titles, names, strict=True)):
        panel = Panel.of(monthly, scenario.name, scenario.period, weights)
        ledger = Ledger.of(levers, scenario.name, panel, LEVERS)
        why = explain(scenario, panel, ledger)
        made.append(Case(scenario, title, name, scenario_colour(position), panel, ledger, why))
    return made


def cases_by_region(cases: Sequence[Case]) -> list[list[Case]]:
    """Cases by region, both in the order given; the first of a region is its reference."""
    by_name = {case.scenario.name: case for case in cases}
    return [[by_name[one.name] for one in group] for group in by_region([case.scenario for case in cases])]
