"""Which scenario does well in most futures, and which unknown would be worth measuring before choosing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from resettle.results.judge.ensemble import PairedRuns
from resettle.results.runs.asking import Asking
from resettle.results.runs.frame import Runs
from resettle.results.statistics.regret import Regret, least_regret, regrets, worth_knowing
from resettle.results.text.labels import Text
from resettle.results.text.names import setting_name
from resettle.scenarios import Scenario

FEWEST = 30
"""Futures from which on worst tenths and curves through futures say anything."""


@dataclass(frozen=True)
class Choice:
    """Scenarios as choices, valued by households' income less public spending over the plan, in yuan.

    Attributes:
        scenarios: The scenarios.
        regrets: Regret of each.
        worth: What knowing an unknown would be worth, in yuan, by its name; those worth anything.
        futures: Futures that all succeeded in.
    """

    scenarios: tuple[Scenario, ...]
    regrets: tuple[Regret, ...]
    worth: Mapping[Text, float]
    futures: int

    @property
    def least(self) -> int:
        """The scenario whose largest regret is smallest."""
        return least_regret(self.regrets)


def chosen_of(scenarios: Sequence[Scenario], runs: Runs, asking: Asking) -> Choice | None:
    """Look at scenarios as choices; nothing with fewer than `FEWEST` futures, or where nothing is drawn."""
    pair = PairedRuns.of(runs.frame, [one.name for one in scenarios]).common()
    draws = [int(draw) for draw in pair.groups]
    if len(draws) < FEWEST or asking.parameters.varied(scenarios[0]) == 0:
        return None
    values = pair.array("household_income") - pair.array("spending")
    if not np.isfinite(values).all():
        return None
    return Choice(tuple(scenarios), regrets(values), _worth(values, scenarios[0], draws, asking), len(draws))


def _worth(values: Any, scenario: Scenario, draws: Sequence[int], asking: Asking) -> dict[Text, float]:
    from resettle.scenarios.futures import futures, uncertain

    settings = asking.parameters.settings()
    inputs = uncertain(scenario, **settings)
    taken = futures(scenario, draws, asking.seed, **settings)
    unknowns = {path: np.array([one[path] for one in taken]) for path in inputs}
    found = worth_knowing(values, unknowns, asking.seed)
    return {setting_name(inputs[path]): worth for path, worth in found.items() if worth > 0.0}
