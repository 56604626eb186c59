"""Safety net (guizhou#18; wanzhou#21; yinchuan#13, #15)."""

from __future__ import annotations

from typing import ClassVar

from resettle.model.fields import Fields, share
from resettle.model.inputs import STATUTORY, LeverWindow
from resettle.model.levers.base import Lever
from resettle.model.openings import MEDICAL_SHARE, SAFETY_COVERAGE
from resettle.model.tally import MEDICAL_PAY, SAFETY_HOUSEHOLDS, SAFETY_PAY


class SafetyNet(Lever):
    """More of the entitled are found and receive the allowance; medical aid pays part of bills.

    The standard of the allowance and what of the gap it pays are set by law (series `allowance_line`,
    parameter `top_up`); the lever decides which part of the entitled is found (应保尽保). What those found by
    it receive is booked, what is paid in any case is not. Aid pays `medical_share` of the month's medical
    burden of households in the monitoring ledger or with the allowance. A budget that is spent closes it
    until January.

    Size: a standard higher by a fifth takes 0 to 3 points of employment from able recipients
    (`allowance_search_cut`; cash alone moves nobody into work, N199).

    Status: The law owes it to all who are entitled; a plan may find more of them, never fewer.
    """

    name = "safety_net"
    en = "Safety net"
    zh = "兜底保障"
    scale = "coverage"
    status = STATUTORY
    cash = True
    rates = ("medical_share",)
    selects = False
    admits = False
    entitlement = True
    works_on = ("below_line_share", "below_line_rise", "unassisted_share", "unassisted_rise")
    settings: ClassVar[Fields] = {
        "coverage": share(
            "Part of the households entitled to the allowance that receive it",
            "符合低保条件家庭纳入比例（应保尽保）",
        ),
        "medical_share": share(
            "Part of medical cost that is paid for", "基本医保、大病保险、医疗救助综合报销比例"
        ),
    }

    def open(self, window: LeverWindow) -> None:
        """Find the entitled and help with bills; a spent budget closes it for the rest of the year."""
        if self.budget_left(window) <= 0:
            return
        scalars = self.world.openings.scalars
        scalars[SAFETY_COVERAGE] = window.settings["coverage"]
        scalars[MEDICAL_SHARE] = window.settings["medical_share"]

    def book(self, window: LeverWindow | None) -> None:
        """Book allowances and medical aid; all of it goes to households."""
        sums = self.world.tally.sums
        paid = float(sums[:, SAFETY_PAY].sum() + sums[:, MEDICAL_PAY].sum())
        reached = self.world.this_month.sums[SAFETY_HOUSEHOLDS]
        self.write(paid, paid, reached, reached, paid)
