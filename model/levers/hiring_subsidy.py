"""Hiring subsidy (guizhou#5, #7)."""

from __future__ import annotations

from typing import ClassVar

from resettle.model.channels import LOCAL, WORKSHOP
from resettle.model.fields import Field, Fields
from resettle.model.inputs import LeverWindow
from resettle.model.levers.grant import GrantLever


class HiringSubsidy(GrantLever):
    """Employers nearby are paid for each worker whom they hire and keep.

    A job in a local firm or workshop can earn the grant; after `stable_months` in it the employer
    receives `unit_cost`. While the window lasts, firms open `vacancy_gain` places for each grant a year.

    Size: no trial of it among relocated people was found; `vacancy_gain` is assumed with a range. Subsidised
    hires are partly ones that would have been made anyway, as the deadweight in `docs/levers.md` shows.
    """

    name = "hiring_subsidy"
    en = "Hiring subsidy"
    zh = "吸纳就业补贴"
    scale = "places"
    rates = ("unit_cost", "stable_months")
    settings: ClassVar[Fields] = {
        "places": Field("persons/year", "Workers an employer can be paid for a year", "年补贴人数上限", 0),
        "unit_cost": Field("yuan/person", "Paid once to the employer", "每人一次性补贴", 0, 1e5),
        "stable_months": Field(
            "months", "Months in the job before it falls due", "需稳定就业月数", 1, 24, whole=True
        ),
        "vacancy_gain": Field(
            "places/person",
            "Local places added while it lasts, for each grant a year",
            "每份补贴新增本地岗位",
            0,
            10,
        ),
    }

    def open(self, window: LeverWindow) -> None:
        """Promise the employer a grant for each returned worker hired; firms open some more places."""
        amount = window.settings["unit_cost"]
        months = round(window.settings["stable_months"])
        self.promise(window, [LOCAL, WORKSHOP], amounts=(amount, amount), months=months, to_household=False)
        added = window.settings["vacancy_gain"] * window.settings["places"] * self.world.part
        self.world.openings.local_places[:] += added * self.world.labour_share
