"""Works relief (guizhou#24; hanyin#12; wanzhou#3, #10)."""

from __future__ import annotations

from typing import ClassVar

from resettle.model.agents import Terms
from resettle.model.channels import RELIEF
from resettle.model.fields import Field, Fields
from resettle.model.inputs import LeverWindow
from resettle.model.levers.base import Lever
from resettle.model.openings import LABOUR_SHARE_FLOOR
from resettle.model.projects import ENDS, LABOUR_SHARE, PUBLIC_MONEY, READY
from resettle.model.tally import RELIEF_PAY


class WorksRelief(Lever):
    """Public works that hire local labour for some months.

    Projects start where labour is and open places until they end. Workers receive `labour_share` of a
    project's money as pay of `unit_cost` a month, the rest goes in equal parts over its months; a higher
    share means more places for the same money.

    Size: as many jobs as the documents' projects and pay shares give; public works crowd out some private
    work and raise its pay (E16), here through the local market.
    """

    name = "works_relief"
    en = "Works relief"
    zh = "以工代赈"
    scale = "projects"
    rates = ("unit_cost", "labour_share")
    entitlement = True
    works_on = ("relief_part", "places_open_works_relief")
    settings: ClassVar[Fields] = {
        "projects": Field("projects/year", "Projects started a year", "年实施项目", 0),
        "places": Field(
            "places/project", "Places for relocated workers in a project", "每项目岗位数", 0, 1e4
        ),
        "project_months": Field("months", "Length of a project", "项目工期", 1, 36, whole=True),
        "unit_cost": Field("yuan/month", "Monthly pay of a place", "月劳务报酬", 0, 1e5),
        "labour_share": Field("share", "Labour pay as a share of project money", "劳务报酬占比", 0.01, 1),
    }

    def begin_month(self) -> None:
        """Projects that were started go on to their end; new ones start only in a window."""
        super().begin_month()
        last = self.latest()
        if last is not None and self.world.projects.live("relief"):
            self.world.openings.pay[RELIEF] = last.settings["unit_cost"]
            self.rule(RELIEF, last)

    def open(self, window: LeverWindow) -> None:
        """Start projects where labour is; labour pay is a fixed part of their money."""
        places = window.settings["places"] * self.world.part
        months = round(window.settings["project_months"])
        planned = window.settings["labour_share"]
        money = places * window.settings["unit_cost"] * months / planned
        share = max(planned, float(self.world.openings.scalars[LABOUR_SHARE_FLOOR]))
        places *= share / planned
        projects = self.world.projects
        wanted = self.count(window, window.settings["projects"])
        running = projects.table("relief")
        left, length = running[:, ENDS] - self.t, running[:, ENDS] - running[:, READY]
        promised = sum((running[:, PUBLIC_MONEY] * left / length).tolist())
        affordable = self.affordable(window, wanted, money, promised)
        first = projects.started["relief"]
        sites = self.world.sites_of(first + affordable)[first:]
        counties = self.world.state.sites.county[sites]
        projects.start("relief", sites, counties, Terms(places, self.t, self.t + months, money, share))

    def book(self, window: LeverWindow | None) -> None:
        """Pay workers, and the rest of the money of running projects in equal parts."""
        paid = float(self.world.tally.sums[:, RELIEF_PAY].sum())
        workers = self.world.this_month.sums[RELIEF]
        running = self.world.projects.table("relief")
        money, length = running[:, PUBLIC_MONEY], running[:, ENDS] - running[:, READY]
        monthly = sum((money / length).tolist())
        other = sum((money * (1.0 - running[:, LABOUR_SHARE]) / length).tolist())
        self.write(monthly, paid + other, len(running) * self.world.part, workers, paid)
