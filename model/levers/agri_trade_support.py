"""Support for selling farm goods (wanzhou#4, #5; yinchuan#3; chongqing ch. 6 §3)."""

from __future__ import annotations

from typing import ClassVar

from resettle.model.channels import BUSINESS, FARMING
from resettle.model.fields import Field, Fields, share
from resettle.model.inputs import LeverWindow
from resettle.model.levers.base import Lever


class AgriTradeSupport(Lever):
    """Public buyers and sales channels raise what farms and small businesses earn.

    Each month it reaches as many farmers and owners as the year's money pays for. Business and farm
    income of all rise by `uplift` times the part reached, which also draws workers into both. Each one
    reached costs a twelfth of `unit_cost` a month.

    Size: `uplift` is assumed with a range; no estimate found.
    """

    name = "agri_trade_support"
    en = "Sales support"
    zh = "消费帮扶与产销对接"
    scale = "sellers"
    rounded = "level"
    selects = False
    settings: ClassVar[Fields] = {
        "sellers": Field(
            "persons", "Farmers and owners of businesses whose sales are supported", "受益经营者", 0
        ),
        "unit_cost": Field("yuan/person/year", "Support for one of them", "每人年成本", 0, 1e5),
        "uplift": share("Gain in their net income", "经营净收入提升"),
    }

    reached: float = 0.0

    def open(self, window: LeverWindow) -> None:
        """Raise business and farm income by the part of sellers that is reached."""
        world = self.world
        before = world.last_month.sums
        sellers = before[BUSINESS] + before[FARMING]
        wanted = min(round(window.settings["sellers"] * world.part), round(sellers))
        self.reached = float(self.affordable(window, wanted, window.settings["unit_cost"] / 12.0))
        gain = window.settings["uplift"] * self.reached / sellers if sellers > 0 else 0.0
        world.openings.pay_factor[[BUSINESS, FARMING]] *= 1.0 + gain

    def charge(self, window: LeverWindow) -> None:
        """Pay for everyone reached."""
        monthly = window.settings["unit_cost"] / 12.0
        planned = window.settings["sellers"] * self.world.part * monthly
        self.write(planned, self.reached * monthly, self.reached, self.reached)
