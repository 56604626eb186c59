"""Workshop capacity (guizhou#7, #16; hanyin#4, #8; wanzhou#8)."""

from __future__ import annotations

import sys
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from resettle.model.channels import WORKSHOP
from resettle.model.fields import Field, Fields
from resettle.model.inputs import LeverWindow
from resettle.model.levers.base import Lever


def room_for_workshops(sizes: NDArray[np.float64] | NDArray[np.int64], households: float) -> int:
    """Workshops that settlements have room for, one for so many households of theirs, at least one each.

    Args:
        sizes: Households by settlement.
        households: Households for each workshop.
    """
    return int(np.maximum(1.0, sizes // households).sum())


class WorkshopCapacity(Lever):
    """Workshops near the settlements are built and paid for employing relocated people.

    A new workshop opens `places` where labour is, for good until it closes like any other, and costs
    `unit_cost` once; all workshops receive `hiring_award` a year for each worker, as far as the budget
    goes. A workshop in an order slump is cleared with chance `clearing`. Settlements have room for one
    workshop for every `households` of theirs, at least one each; beyond that none is built.

    Size: places as workshops have them (F03, F12); part of those they employ would have had other work, as
    the deadweight in `docs/levers.md` shows.
    """

    name = "workshop_capacity"
    en = "Workshop capacity"
    zh = "帮扶车间"
    scale = "workshops"
    rates = ("unit_cost", "hiring_award")
    rounded = "yearly"
    admits = False
    works_on = ("workshops", "workshops_normal")
    settings: ClassVar[Fields] = {
        "workshops": Field("workshops/year", "New workshops a year", "年新建车间", 0),
        "places": Field("places/workshop", "Places in a new workshop", "每车间岗位数", 0, 1000),
        "unit_cost": Field("yuan/workshop", "Start-up award of a workshop", "车间一次性建设补助", 0, 1e7),
        "hiring_award": Field(
            "yuan/person/year", "Award for each relocated worker employed", "吸纳就业年补助", 0, 1e5
        ),
        "clearing": Field(
            "share/month",
            "Chance that a workshop without orders is cleared",
            "无订单车间月清退率",
            0,
            1,
            optional=True,
        ),
        "households": Field(
            "households/workshop",
            "Households of a settlement for each workshop that it has room for",
            "安置点每容纳一个车间所需户数",
            1,
            1e5,
            optional=True,
        ),
    }

    FIRST_KEY = 1_000_000
    """Keys of new workshops begin here, so that they never meet those of the start."""

    built: int = 0
    opened: int = 0

    def open(self, window: LeverWindow) -> None:
        """Build workshops, one after the other where labour is."""
        self.rule(WORKSHOP, window)
        if window.settings.get("clearing", 0.0) > 0:
            self._clear_weak(window.settings["clearing"])
        award = window.settings["unit_cost"]
        wanted = self.quota(window, window.settings["workshops"])
        self.opened = min(self.affordable(window, wanted, award), self._room(window))
        where = self.world.sites_of(self.built + self.opened)[self.built :]
        for number, site in enumerate(where, self.built):
            self.world.open_workshop(self.FIRST_KEY + number, int(site), round(window.settings["places"]))
        self.built += self.opened

    def _room(self, window: LeverWindow) -> int:
        """Workshops that still fit into the settlements."""
        households = window.settings.get("households")
        if households is None:
            return sys.maxsize
        fit = room_for_workshops(self.world.households_by_site, households)
        return max(0, fit - sum(workshop.open for workshop in self.world.workshops))

    def _clear_weak(self, chance: float) -> None:
        """Close some of the workshops that have lost their orders, to make room for others (hanyin#8)."""
        weak = [workshop for workshop in self.world.workshops if workshop.open and workshop.slump > 0]
        draws = self.world.draws("clearing", np.array([workshop.key for workshop in weak], np.int64))
        for workshop, u in zip(weak, draws.tolist(), strict=True):
            workshop.open = u >= chance

    def charge(self, window: LeverWindow) -> None:
        """Pay start-up awards, and hiring awards for the workers of every workshop."""
        workers = self.world.this_month.sums[WORKSHOP]
        building = self.opened * window.settings["unit_cost"]
        left = max(0.0, self.budget_left(window) - building)
        hiring = min(window.settings["hiring_award"] / 12.0, left / max(1.0, workers))
        spent = building + workers * hiring
        quota = self.quota(window, window.settings["workshops"])
        planned = quota * window.settings["unit_cost"] + workers * window.settings["hiring_award"] / 12.0
        self.write(planned, spent, float(self.opened), workers)
