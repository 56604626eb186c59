"""Placement service (guizhou#6)."""

from __future__ import annotations

from typing import ClassVar

from resettle.model.channels import IN, LOCAL, OUT, WORKSHOP
from resettle.model.fields import Field, Fields, share
from resettle.model.inputs import LeverWindow
from resettle.model.levers.grant import GrantLever


class PlacementService(GrantLever):
    """Agencies place workers and follow them up.

    Those whom it is meant for hear of jobs away and in local firms more often and get a contract of a
    year or more more often, as far as there are places for those who look. After `stable_months` in a job
    with a contract the agency receives `unit_cost`.

    Size: 1 to 3 points of employment of those served in the months after, a part of it displacement
    (McKenzie 2017; E17).
    """

    name = "placement_service"
    en = "Placement service"
    zh = "就业跟踪服务"
    scale = "places"
    rates = ("unit_cost", "stable_months")
    works_on = ("away_per_household", "out_of_province_per_household", "off_farm_rate", "off_farm_any_work")
    settings: ClassVar[Fields] = {
        "places": Field("persons/year", "Workers an agency can be paid for a year", "年服务人数上限", 0),
        "unit_cost": Field("yuan/person", "Paid once to the agency", "每人一次性跟踪服务补贴", 0, 1e5),
        "stable_months": Field(
            "months", "Months insured before it falls due", "需缴纳社保月数", 1, 24, whole=True
        ),
        "offer_gain": Field("share", "Gain in the chance of an offer for those served", "获岗概率提升", 0, 5),
        "contract_gain": share("Gain in the share of contracts of a year or more", "一年以上合同占比提升"),
    }

    def open(self, window: LeverWindow) -> None:
        """Serve as many seekers as there are places: more offers, more contracts, a grant to the agency."""
        self.promise(window, [OUT, IN, LOCAL, WORKSHOP], contract=True)
        openings, served = self.world.openings, self.served
        openings.grant_offer[self.slot, OUT : LOCAL + 1] = 1.0 + window.settings["offer_gain"] * served
        openings.grant_contract_gain[self.slot] = window.settings["contract_gain"] * served
