"""Training subsidy (guizhou#4; hanyin#3; wanzhou#9; yinchuan#6)."""

from __future__ import annotations

from typing import ClassVar

from resettle.model.fields import Field, Fields, share
from resettle.model.inputs import LeverWindow
from resettle.model.levers.base import Lever
from resettle.model.openings import PASS_GAIN, SEATS, TRAINING_SEATS
from resettle.model.tally import FUNDED_COURSES, IN_FUNDED_COURSE


class TrainingSubsidy(Lever):
    """Seats on courses for those who want training.

    Seats are given by priority, then by lot. Who is in a course looks less for work; who completes it may
    gain a certificate (`pass_gain` adds to the chance) and a skill level, which raise pay and offers. Each
    course completed in such a seat costs `unit_cost`; money for those in one is held back from the budget.
    Courses that people begin by themselves are not paid for.

    Size: -1 to 0 points of employment while it lasts, 1 to 4 points two years later, pay 2 to 6 % higher for
    those who complete (McKenzie 2017; Card, Kluve and Weber 2018); some would have trained anyway
    (`own_training`).
    """

    name = "training_subsidy"
    en = "Training subsidy"
    zh = "培训补贴"
    scale = "seats"
    rounded = "yearly"
    entitlement = True
    works_on = (
        "trained",
        "training_coverage",
        "certificates",
        "certificate_share",
        "skills_mean",
        "skilled_share",
    )
    settings: ClassVar[Fields] = {
        "seats": Field("person-times/year", "Training seats a year", "年培训人次", 0),
        "unit_cost": Field(
            "yuan/person-time", "Subsidy for one who completes a course", "每人次补贴", 0, 1e5
        ),
        "pass_gain": share("More of those who complete gain a certificate", "结业取证率提升", optional=True),
    }

    def open(self, window: LeverWindow) -> None:
        """Open seats; money for those in a course is held back."""
        wanted = self.quota(window, window.settings["seats"])
        cost = window.settings["unit_cost"]
        promised = self.world.last_month.sums[IN_FUNDED_COURSE] * cost
        scalars = self.world.openings.scalars
        scalars[TRAINING_SEATS] = self.affordable(window, wanted, cost, promised)
        scalars[PASS_GAIN] = window.settings.get("pass_gain", 0.0)
        self.rule(SEATS, window)

    def book(self, window: LeverWindow | None) -> None:
        """Pay for everyone who completed a course with a seat, at the price of the last window."""
        paying = window or self.latest()
        completed = self.world.this_month.sums[FUNDED_COURSES]
        cost = paying.settings["unit_cost"] if paying else 0.0
        seats = float(self.quota(window, window.settings["seats"])) if window else 0.0
        self.write(seats * cost, completed * cost, seats, completed)
