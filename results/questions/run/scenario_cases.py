"""One scenario of a run with all that charts and tables need of it, worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from resettle.model.levers import LEVERS
from resettle.results.judge.causes import Explanation, explain
from resettle.results.judge.panel import Ledger, Panel, Weights
from resettle.results.judge.regions import by_region, short_titles
from resettle.results.report.style import scenario_colour
from resettle.results.text.labels import Text
from resettle.scenarios import Scenario


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
        asked = [target.series for target in self.scenario.targets.values() if target.indicator == "income"]
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
    names = short_titles(scenarios) if across else [scenario.title for scenario in scenarios]
    made = []
    for position, (scenario, name) in enumerate(zip(scenarios, names, strict=True)):
        panel = Panel.of(monthly, scenario.name, scenario.period, weights)
        ledger = Ledger.of(levers, scenario.name, panel, LEVERS)
        why = explain(scenario, panel, ledger)
        made.append(Case(scenario, scenario.title, name, scenario_colour(position), panel, ledger, why))
    return made


def cases_by_region(cases: Sequence[Case]) -> list[list[Case]]:
    """Cases by region, both in the order given; the first of a region is its reference."""
    by_name = {case.scenario.name: case for case in cases}
    return [[by_name[one.name] for one in group] for group in by_region([case.scenario for case in cases])]
