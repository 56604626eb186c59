"""Transport subsidy (guizhou#6; yinchuan#7)."""

from __future__ import annotations

from typing import ClassVar

from resettle.model.channels import OUT
from resettle.model.fields import Field, Fields
from resettle.model.inputs import LeverWindow
from resettle.model.levers.grant import GrantLever
from resettle.model.openings import ORGANISED_PLACE


class TransportSubsidy(GrantLever):
    """Travel money for those who newly leave the province for work.

    After `stable_months` in the job the household receives `unit_cost`, or `other_amount` if it was not
    registered poor. Expecting it makes leaving better: by a twelfth of the amount a month, times the
    chance that the job lasts so long.

    Size: 0 to 5 points more work out of the province among those eligible; at least half of those paid
    would have gone anyway (N193).
    """

    name = "transport_subsidy"
    en = "Transport subsidy"
    zh = "交通补助"
    scale = "places"
    rates = ("unit_cost", "other_amount", "stable_months")
    works_on = ("away_per_household", "out_of_province_per_household", "off_farm_rate", "off_farm_any_work")
    settings: ClassVar[Fields] = {
        "places": Field("persons/year", "Workers who can receive it a year", "年补助人数上限", 0),
        "unit_cost": Field(
            "yuan/person", "Paid once to a registered-poor worker", "脱贫劳动力一次性补助", 0, 1e5
        ),
        "other_amount": Field(
            "yuan/person", "Paid once to another rural worker", "其他农村劳动力一次性补助", 0, 1e5
        ),
        "stable_months": Field(
            "months", "Months out of province before it falls due", "需稳定就业月数", 1, 24, whole=True
        ),
    }

    def open(self, window: LeverWindow) -> None:
        """Promise the grant to those who newly leave the province; expecting it makes leaving cheaper."""
        amounts = (window.settings["unit_cost"], window.settings["other_amount"])
        months = round(window.settings["stable_months"])
        self.promise(window, [OUT, ORGANISED_PLACE], amounts=amounts, to_household=True, newly_away=True)
        if self.seats_left > 0:
            stay = (1.0 - self.world.vectors.separation_rate[OUT]) ** months
            self.world.openings.leave_value[self.slot, OUT] = (
                amounts[1] * stay / 12.0,
                amounts[0] * stay / 12.0,
            )
