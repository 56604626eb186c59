"""Rules on pay (chongqing ch. 4 §1, ch. 7 §4)."""

from __future__ import annotations

from typing import ClassVar

from resettle.model.channels import OUT, WORKSHOP
from resettle.model.fields import Field, Fields, share
from resettle.model.inputs import STATUTORY, LeverWindow
from resettle.model.levers.base import Lever
from resettle.model.openings import LABOUR_SHARE_FLOOR


class PayRule(Lever):
    """Wages are paid in full and on time, and relief works pay out a least share of their money.

    Enforcement recovers a part of the wages that would not be paid, in all wage channels, and costs as
    much of `unit_cost` as there is of it. Relief projects that start meanwhile pay at least
    `labour_share` to workers, and so have more places.

    Size: at most the arrears that are left, about one part in a hundred of pay.

    Status: Wages are owed by law; enforcement is no choice to do less of.
    """

    name = "pay_rule"
    en = "Pay rules"
    zh = "工资支付保障"
    scale = "enforcement"
    status = STATUTORY
    rates = ("labour_share", "unit_cost")
    selects = False
    settings: ClassVar[Fields] = {
        "enforcement": share("Part of unpaid wages that enforcement recovers", "欠薪追回比例"),
        "labour_share": share("Least labour-pay share of relief works", "以工代赈劳务报酬占比下限"),
        "unit_cost": Field("yuan/year", "Cost of full enforcement", "全额执法年成本", 0, 1e9),
    }

    enforced: bool = False

    def open(self, window: LeverWindow) -> None:
        """Recover a part of wages that would not be paid; raise the labour share of new relief works."""
        world = self.world
        world.openings.scalars[LABOUR_SHARE_FLOOR] = window.settings["labour_share"]
        self.enforced = self.affordable(window, 1, self._cost(window)) == 1
        if self.enforced:
            kept = 1.0 - world.arrears * (1.0 - window.settings["enforcement"])
            world.openings.pay_factor[OUT : WORKSHOP + 1] *= kept / (1.0 - world.arrears)

    def charge(self, window: LeverWindow) -> None:
        """Pay for enforcement; it reaches those who would not have been paid."""
        workers = sum(self.world.this_month.sums[OUT : WORKSHOP + 1]) if self.enforced else 0.0
        recovered = workers * self.world.arrears * window.settings["enforcement"]
        units = self.enforced * window.settings["enforcement"] * self.world.part
        self.write(self._cost(window), self.enforced * self._cost(window), units, recovered)

    def _cost(self, window: LeverWindow) -> float:
        return window.settings["unit_cost"] * window.settings["enforcement"] * self.world.part / 12.0
