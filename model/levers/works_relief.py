"""Works relief (guizhou#24)."""

from __future__ import annotations

from typing import ClassVar

from model.agents import Project
from model.channels import RELIEF
from model.fields import Field, Fields
from model.inputs import LeverWindow
from model.levers.base import Lever
from model.tables import RELIEF_PAY


class WorksRelief(Lever):
    """Works relief (guizhou#24)."""

    name = "works_relief"
    en = "Works relief"
    zh = "以工代赈"
    scale = "projects"
    settings: ClassVar[Fields] = {
        "projects": Field("projects/year", "Projects started a year", "年实施项目", 0),
        "places": Field(
            "places/project", "Places for relocated workers in a project", "每项目岗位数", 0, 1e4
        ),
        "project_months": Field("months", "Length of a project", "项目工期", 1, 36, whole=True),
        "unit_cost": Field("yuan/month", "Monthly pay of a place", "月劳务报酬", 0, 1e5),
        "labour_share": Field("share", "Labour pay as a share of project money", "劳务报酬占比", 0.01, 1),
    }

    FIRST_KEY = 3_000_000
    """Keys of relief projects begin here."""

    def begin_month(self) -> None:
        """Projects that were started go on to their end; new ones start only in a window."""
        super().begin_month()
        last = max((w for w in self.windows if w.start <= self.t), key=lambda w: w.start, default=None)
        if last is not None and any(p.kind == "relief" and p.open_in(self.t) for p in self.world.projects):
            self.world.openings.pay[RELIEF] = last.settings["unit_cost"]
            self.rule(RELIEF, last)

    def open(self, window: LeverWindow) -> None:
        """Start projects where labour is; labour pay is a stated part of their money."""
        places = window.settings["places"] * self.world.part
        months = round(window.settings["project_months"])
        money = places * window.settings["unit_cost"] * months / window.settings["labour_share"]
        started = sum(1 for project in self.world.projects if project.kind == "relief")
        wanted = self.count(window, window.settings["projects"])
        running = [p for p in self.world.projects if p.kind == "relief" and p.open_in(self.t)]
        promised = sum(p.public_money * (p.ends - self.t) / (p.ends - p.ready) for p in running)
        for number in range(started, started + self.affordable(window, wanted, money, promised)):
            site = int(self.world.sites_of(number + 1)[number])
            county = int(self.world.state.sites.county[site])
            self.world.projects.append(
                Project(
                    self.world.model,
                    "relief",
                    self.FIRST_KEY + number,
                    site,
                    county,
                    places,
                    self.t,
                    self.t + months,
                    money,
                )
            )

    def book(self, window: LeverWindow | None) -> None:
        """Pay workers, and the rest of the money of running projects in equal parts."""
        paid = float(self.world.tally.sums[:, RELIEF_PAY].sum())
        workers = float(self.world.tally.sums[:, RELIEF].sum())
        last = max((w for w in self.windows if w.start <= self.t), key=lambda w: w.start, default=None)
        if last is None:
            return
        running = [p for p in self.world.projects if p.kind == "relief" and p.open_in(self.t)]
        monthly = sum(p.public_money / (p.ends - p.ready) for p in running)
        other = monthly * (1.0 - last.settings["labour_share"])
        self.write(monthly, paid + other, float(len(running)), workers, paid)
