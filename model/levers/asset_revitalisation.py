"""Asset revitalisation (guizhou#3, #15-#17; hanyin#10, #13-#15)."""

from __future__ import annotations

from typing import ClassVar

from resettle.model.fields import Field, Fields, share
from resettle.model.inputs import LeverWindow
from resettle.model.levers.base import Lever


class AssetRevitalisation(Lever):
    """Idle shops, garages and markets of the settlements are put to use.

    From then on each brings `household_share` of its rent to all households alike, and local jobs where
    labour is. Putting one to use costs `unit_cost` once, and stops where no asset is idle; rents go on
    after the window.

    Size: rents and jobs as settlements report them (sources with each scenario).
    """

    name = "asset_revitalisation"
    en = "Asset revitalisation"
    zh = "资产盘活"
    scale = "assets"
    selects = False
    admits = False
    earns = True
    works_on = ("asset_use",)
    settings: ClassVar[Fields] = {
        "assets": Field("assets/year", "Idle assets put to use a year", "年盘活资产", 0),
        "unit_cost": Field("yuan/asset", "Cost of putting an asset to use", "每处盘活成本", 0, 1e7),
        "rent": Field("yuan/asset/year", "Rent of an asset in use", "每处年租金", 0, 1e7),
        "household_share": share("Part of the rent that households receive", "租金分配到户比例"),
        "jobs": Field("places/asset", "Jobs in an asset put to use", "每处带动就业", 0, 100),
    }

    in_use: int = 0
    started: int = 0
    rent: float = 0.0

    def begin_month(self) -> None:
        """Assets put to use earlier go on; more are put to use in a window."""
        super().begin_month()
        last = self.latest()
        if last is None:
            return
        world, openings = self.world, self.world.openings
        in_use = self.in_use * world.part
        openings.local_places[:] += in_use * last.settings["jobs"] * world.labour_share
        to_households = in_use * last.settings["rent"] / 12.0 * last.settings["household_share"]
        self.rent = to_households / world.household_count
        openings.property[:] += self.rent

    def open(self, window: LeverWindow) -> None:
        """Put idle assets to use, as far as there are idle ones."""
        settlements = self.world.settlements
        idle = settlements.assets - settlements.assets_in_use
        wanted = self.count(window, window.settings["assets"])
        cost = window.settings["unit_cost"] * self.world.part
        self.started = min(self.affordable(window, wanted, cost), int(idle))
        self.in_use += self.started
        settlements.assets_in_use += self.started

    def book(self, window: LeverWindow | None) -> None:
        """Book what it cost to put assets to use, and the rent that households received."""
        rent = self.rent * self.world.household_count
        cost = window.settings["unit_cost"] * self.world.part if window else 0.0
        wanted = float(self.count(window, window.settings["assets"])) if window else 0.0
        reached = self.world.household_count if self.rent > 0 else 0.0
        self.write(wanted * cost, self.started * cost, self.started * self.world.part, reached, rent)
        self.started, self.rent = 0, 0.0
