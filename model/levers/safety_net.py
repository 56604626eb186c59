"""Safety net (guizhou#18; wanzhou#21; yinchuan#13, #15)."""

from __future__ import annotations

from typing import ClassVar

from resettle.model.fields import Field, Fields
from resettle.model.inputs import LeverWindow
from resettle.model.levers.base import Lever
from resettle.model.openings import MEDICAL_SHARE, SAFETY_LINE, SAFETY_TOP_UP
from resettle.model.tally import MEDICAL_PAY, SAFETY_HOUSEHOLDS, SAFETY_PAY


class SafetyNet(Lever):
    """Households in the monitoring ledger get an allowance and medical aid.

    The allowance pays `top_up` of the gap between smoothed income and `line`, the aid `medical_share` of
    the month's medical burden. Whoever is entitled is paid; a budget that is spent closes it until
    January.
    """

    name = "safety_net"
    en = "Safety net"
    zh = "兜底保障"
    scale = "line"
    selects = False
    admits = False
    entitlement = True
    works_on = ("below_line_share", "below_line_rise")
    settings: ClassVar[Fields] = {
        "line": Field(
            "yuan/person/year", "Income per person up to which the allowance tops up", "低保标准", 0, 1e5
        ),
        "top_up": Field("share", "Part of the gap that is paid", "差额补助比例", 0, 1),
        "medical_share": Field("share", "Part of medical cost that is paid for", "医疗救助比例", 0, 1),
    }

    def open(self, window: LeverWindow) -> None:
        """Top up households in the ledger; a spent budget closes it for the rest of the year."""
        if self.budget_left(window) <= 0:
            return
        scalars = self.world.openings.scalars
        scalars[SAFETY_LINE] = window.settings["line"]
        scalars[SAFETY_TOP_UP] = window.settings["top_up"]
        scalars[MEDICAL_SHARE] = window.settings["medical_share"]

    def book(self, window: LeverWindow | None) -> None:
        """Book allowances and medical aid; all of it goes to households."""
        sums = self.world.tally.sums
        paid = float(sums[:, SAFETY_PAY].sum() + sums[:, MEDICAL_PAY].sum())
        reached = self.world.this_month.sums[SAFETY_HOUSEHOLDS]
        self.write(paid, paid, reached, reached, paid)
