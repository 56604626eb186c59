"""Monitoring (guizhou#18-#20)."""

from __future__ import annotations

from typing import ClassVar

from resettle.model.fields import Field, Fields
from resettle.model.inputs import STATUTORY, LeverWindow
from resettle.model.levers.base import Lever
from resettle.model.openings import MONITORING_RECALL, MONITORING_ROUNDS
from resettle.model.tally import IN_LEDGER


class Monitoring(Lever):
    """Officials visit every household, so many rounds a year.

    In a month with a round a household at risk is detected with chance `detection_recall` besides the
    background chance; who is in the ledger looks for work, and can be helped by the safety net. A visit
    costs `unit_cost`.

    Size: `detection_recall` is fitted to the official lists.

    Status: Monitoring against a return to poverty is a duty of every county.
    """

    name = "monitoring"
    en = "Monitoring"
    zh = "防返贫与就业监测"
    scale = "rounds"
    status = STATUTORY
    selects = False
    admits = False
    works_on = (
        "at_risk",
        "in_ledger",
        "monitoring_coverage",
        "monitoring_rounds",
        "below_line_share",
        "below_line_rise",
        "unassisted_share",
        "unassisted_rise",
    )
    settings: ClassVar[Fields] = {
        "rounds": Field("rounds/year", "Monitoring rounds a year", "年监测期数", 0, 12, whole=True),
        "unit_cost": Field("yuan/household/round", "Cost of visiting a household", "每户每期成本", 0, 1e4),
    }

    def open(self, window: LeverWindow) -> None:
        """Hold a round if one is due: rounds a year are spread evenly."""
        world = self.world
        due = self._due(window)
        households = world.household_count
        affordable = self.affordable(window, due, window.settings["unit_cost"] * households)
        world.openings.scalars[MONITORING_ROUNDS] = affordable
        if affordable:
            world.openings.scalars[MONITORING_RECALL] = world.detection_recall

    def _due(self, window: LeverWindow) -> int:
        rounds, month = round(window.settings["rounds"]), self.t % 12
        return rounds * (month + 1) // 12 - rounds * month // 12

    def charge(self, window: LeverWindow) -> None:
        """Pay for visiting every household in a round."""
        cost = self.world.household_count * window.settings["unit_cost"]
        listed = self.world.this_month.sums[IN_LEDGER]
        rounds = float(self.world.openings.scalars[MONITORING_ROUNDS])
        self.write(self._due(window) * cost, rounds * cost, rounds * self.world.part, listed)
