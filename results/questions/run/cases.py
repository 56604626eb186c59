"""One scenario of a run with all that charts and tables need of it, worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from resettle.model.levers import LEVERS
from resettle.results.judge.causes import Explanation, explain
from resettle.results.judge.panel import Ledger, Panel, Weights
from resettle.results.judge.regions import by_region, short_titles
from resettle.results.report.style import scenario_colour
from resettle.results.text.labels import Text

if TYPE_CHECKING:
    import pandas as pd

    from resettle.scenarios import Scenario


@dataclass(frozen=True, eq=False)
class Case:
    """One scenario and its results.

    Attributes:
        scenario: The scenario.
        title: Its title.
        name: What charts call it: its title, or the place where the run has several.
        colour: Its colour in every chart and table.
        panel: Its monthly results.
        money: What its levers did.
        why: Figures behind the verdict on its first income target, if it has one.
    """

    scenario: Scenario
    title: Text
    name: Text
    colour: str
    panel: Panel
    money: Ledger
    why: Explanation | None

    @property
    def series(self) -> list[str]:
        """Series that its income is compared with and that its results hold."""
        asked = [target.series for target in self.scenario.targets.values() if target.indicator == "income"]
        known = [name for name in dict.fromkeys(asked) if name is not None and name in self.panel.values]
        return [name for name in known if not np.isnan(self.panel[name]).any()]


def cases(
    scenarios: Sequence[Scenario], monthly: pd.DataFrame, levers: pd.DataFrame, weight: Weights = None
) -> list[Case]:
    """The scenarios of a run in order, the reference first."""
    found = []
    across = len(by_region(scenarios)) > 1
    names = short_titles(scenarios) if across else [scenario.title for scenario in scenarios]
    for position, scenario in enumerate(scenarios):
        panel = Panel.of(monthly, scenario.name, scenario.period, weight)
        money = Ledger.of(levers, scenario.name, panel, LEVERS)
        found.append(
            Case(
                scenario,
                scenario.title,
                names[position],
                scenario_colour(position),
                panel,
                money,
                explain(scenario, panel, money),
            )
        )
    return found


def by_place(cases: Sequence[Case]) -> list[list[Case]]:
    """Cases by place, both in the order given; the first of a place is its reference."""
    own = {case.scenario.name: case for case in cases}
    return [[own[one.name] for one in place] for place in by_region([case.scenario for case in cases])]
