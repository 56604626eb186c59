"""One scenario of a run with all that charts and tables need of it, worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.levers import LEVERS
from results.chart_style import scenario_colour
from results.explain import Explanation, explain
from results.labels import Text, text_of
from results.panel import Ledger, Panel, Weights, ledger, panel

if TYPE_CHECKING:
    import pandas as pd

    from scenarios import Scenario


@dataclass(frozen=True, eq=False)
class Case:
    """One scenario and its results.

    Attributes:
        scenario: The scenario.
        title: Its title.
        colour: Its colour in every chart and table.
        held: Its monthly results.
        money: What its levers did.
        why: Figures behind the verdict on income growth, if it has such a target.
    """

    scenario: Scenario
    title: Text
    colour: str
    held: Panel
    money: Ledger
    why: Explanation | None


def cases(
    scenarios: Sequence[Scenario], monthly: pd.DataFrame, levers: pd.DataFrame, weight: Weights = None
) -> list[Case]:
    """The scenarios of a run in order, the reference first."""
    found = []
    for position, scenario in enumerate(scenarios):
        held = panel(monthly, scenario.name, scenario.period, weight)
        money = ledger(levers, scenario.name, held, LEVERS)
        found.append(
            Case(
                scenario,
                text_of(scenario.title),
                scenario_colour(position),
                held,
                money,
                explain(scenario, held, money),
            )
        )
    return found
