"""Industry projects (guizhou#10-#14)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from resettle.model.agents import Terms
from resettle.model.channels import LOCAL
from resettle.model.fields import Field, Fields, share
from resettle.model.inputs import LeverWindow
from resettle.model.levers.base import Lever
from resettle.model.openings import PROJECTS_CONTINUED, PROJECTS_STARTED
from resettle.model.projects import KEY, PUBLIC_MONEY, READY, SITE

if TYPE_CHECKING:
    from resettle.model.world import World


class IndustryProjects(Lever):
    """Public money builds farms and plants that hire and pay dividends.

    A project costs `unit_cost` when it starts, one after the other where labour is. After `lag` months it
    adds places of local firms and pays `dividend` of the money in it to the households of its settlement,
    in equal parts, until it fails. Projects go on after the window. One keeps the households to which it was
    linked when it started; `overlap` is the part of them that others have linked before.

    Size: places, dividends and failures as projects report them (sources with each scenario); no estimate of
    what would have come without them was found.
    """

    name = "industry_projects"
    en = "Industry projects"
    zh = "产业项目"
    scale = "projects"
    rates = ("unit_cost", "dividend")
    earns = True
    admits = False
    works_on = ("projects", "projects_started", "projects_new_or_continued", "project_link_share")
    settings: ClassVar[Fields] = {
        "projects": Field("projects/year", "New projects a year", "年新建项目", 0),
        "places": Field(
            "places/project", "Places for relocated workers in a project", "每项目吸纳搬迁劳动力", 0, 1e5
        ),
        "lag": Field("months", "Months from start to first jobs", "建设期", 0, 60, whole=True),
        "unit_cost": Field("yuan/project", "Public money in a project", "每项目财政投入", 0, 1e9),
        "dividend": Field(
            "share/year", "Yearly dividend to households relative to public money", "年分红率", 0, 1
        ),
        "failure": Field("share/year", "Projects that fail in a year", "项目年失败率", 0, 1),
        "households": Field(
            "households/project",
            "Households that a project is linked to",
            "每项目联结户数",
            0,
            1e6,
            optional=True,
        ),
        "overlap": share(
            "Part of those households that another project has linked before",
            "联结户中已有其他项目的比例",
            optional=True,
        ),
    }

    def __init__(self, world: World, windows: Sequence[LeverWindow], grant: int) -> None:
        """Make the lever, with no dividends yet."""
        super().__init__(world, windows, grant)
        self.dividends = np.zeros(world.sites)

    def begin_month(self) -> None:
        """Projects started earlier run on, may fail, and pay dividends; new ones start in a window."""
        last = self.latest()
        if last is not None:
            self._continue()
            self._fail(last)
        super().begin_month()
        if last is not None:
            self._pay_dividends(last)

    def open(self, window: LeverWindow) -> None:
        """Start projects; places open after the time it takes to build."""
        self.rule(LOCAL, window)
        money = window.settings["unit_cost"] * self.world.part
        wanted = self.affordable(window, self.count(window, window.settings["projects"]), money)
        self.world.openings.scalars[PROJECTS_STARTED] = wanted
        places = window.settings["places"] * self.world.part
        ready = self.t + round(window.settings["lag"])
        projects = self.world.projects
        first = projects.started["industry"]
        sites = self.world.sites_of(first + wanted)[first:]
        counties = self.world.state.sites.county[sites]
        linked = window.settings.get("households", 0.0) * (1.0 - window.settings.get("overlap", 0.0))
        end = self.world.inputs.period.months
        terms = Terms(places, ready, end, money, linked=linked * self.world.part)
        projects.start("industry", sites, counties, terms)

    def _continue(self) -> None:
        """In January count what was started before and is still being built: officials count it once more."""
        if self.t % 12 == 0:
            building = self.world.projects.table("industry")[:, READY] > self.t
            self.world.openings.scalars[PROJECTS_CONTINUED] = np.count_nonzero(building)

    def _fail(self, window: LeverWindow) -> None:
        monthly = 1.0 - (1.0 - window.settings["failure"]) ** (1.0 / 12.0)
        table = self.world.projects.table("industry")
        draws = self.world.draws("project_failure", table[:, KEY].astype(np.int64))
        fails = (draws < monthly) & (table[:, READY] <= self.t)
        self.world.projects.fail("industry", fails)

    def _pay_dividends(self, window: LeverWindow) -> None:
        """Dividends of running projects go in equal parts to the households of their settlements."""
        running = self.world.projects.open_rows("industry", self.t)
        sites = running[:, SITE].astype(np.int64)
        monthly = running[:, PUBLIC_MONEY] * window.settings["dividend"] / 12.0
        np.add.at(self.dividends, sites, monthly / self.world.households_by_site[sites])
        self.world.openings.property[:] += self.dividends

    def book(self, window: LeverWindow | None) -> None:
        """Book public money when projects start, and dividends when households receive them."""
        dividends = float((self.dividends * self.world.households_by_site).sum())
        reached = float(self.world.households_by_site[self.dividends > 0].sum())
        self.dividends[:] = 0.0
        started = float(self.world.openings.scalars[PROJECTS_STARTED])
        money = window.settings["unit_cost"] * self.world.part if window else 0.0
        wanted = float(self.count(window, window.settings["projects"])) if window else 0.0
        self.write(wanted * money, started * money, started * self.world.part, reached, dividends)
