"""Hiring subsidy (guizhou#5, #7)."""

from __future__ import annotations

from typing import ClassVar

from resettle.model.channels import LOCAL, WORKSHOP
from resettle.model.fields import Field, Fields
from resettle.model.inputs import LeverWindow
from resettle.model.levers.grant import EMPLOYER, GrantLever


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
        **EMPLOYER,
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
        self.promise(window, [LOCAL, WORKSHOP])
        added = window.settings["vacancy_gain"] * window.settings["places"] * self.world.part
        self.world.openings.local_places[:] += added * self.world.labour_share
