"""Labour cooperation (guizhou#5, #6, #22)."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from resettle.model.agents import Terms
from resettle.model.fields import Field, Fields, share
from resettle.model.inputs import LeverWindow
from resettle.model.levers.base import Lever
from resettle.model.openings import (
    ORGANISED_COST_CUT,
    ORGANISED_PLACE,
    ORGANISED_PLACES,
    ORGANISED_PREMIUM,
    ORGANISED_SEPARATION_CUT,
)
from resettle.model.tally import ORGANISED_TAKEN

if TYPE_CHECKING:
    from resettle.model.world import World


class LabourCooperation(Lever):
    """Partner provinces take workers in an organised way, and send enterprises.

    Organised places out of province are offered without chance, to those eligible, and rationed over the
    whole area: they pay `wage_premium` more, cost less to leave for, come with a contract and end less
    often. Host regions ask for `host_jobs` a year: no more are placed, and the nearer to it, the dearer each
    is, from `unit_cost` for the first to twice as much for the last. Some of those placed would have gone
    anyway. Enterprises settle in paired counties one by one, first where there is none, and add local places.

    Size: three to seven of ten placed would have gone anyway; at four times the plan at most 5 yuan of
    household income a public yuan.
    """

    name = "labour_cooperation"
    en = "Labour cooperation"
    zh = "劳务协作"
    scale = "places"
    rounded = "yearly"
    works_on = (
        "away_per_household",
        "out_of_province_per_household",
        "off_farm_rate",
        "off_farm_any_work",
        "counties_with_enterprise",
    )
    settings: ClassVar[Fields] = {
        "places": Field("persons/year", "Organised places in the east a year", "年组织化输出人数", 0),
        "unit_cost": Field("yuan/person", "Cost of an organised placement", "人均组织成本", 0, 1e5),
        "host_jobs": Field(
            "persons/year",
            "Workers that the host regions ask for a year",
            "输入地年用工需求人数",
            1,
            optional=True,
        ),
        "wage_premium": share("Pay above what a migrant finds alone", "组织化输出工资溢价"),
        "leave_cost_cut": share("Part of the cost of leaving that is taken over", "外出成本降低比例"),
        "separation_cut": share("Cut of separation of those placed", "离岗率降低比例"),
        "enterprises": Field(
            "enterprises/year",
            "Strong enterprises brought to paired counties a year",
            "年引进优势企业",
            0,
            optional=True,
        ),
        "enterprise_places": Field(
            "places/enterprise",
            "Places for relocated workers in an enterprise",
            "每企业吸纳搬迁劳动力",
            0,
            1e5,
            optional=True,
        ),
    }

    def __init__(self, world: World, windows: Sequence[LeverWindow], grant: int) -> None:
        """Make the lever; enterprises will look for the first settlement of their county."""
        super().__init__(world, windows, grant)
        counties = world.state.sites.county.tolist()
        self._first_sites = {county: site for site, county in reversed(list(enumerate(counties)))}

    def begin_month(self) -> None:
        """Those placed earlier keep their support; new places open only in a window."""
        last = self.latest()
        if last is not None:
            scalars = self.world.openings.scalars
            scalars[ORGANISED_SEPARATION_CUT] = last.settings["separation_cut"]
            scalars[ORGANISED_COST_CUT] = last.settings["leave_cost_cut"]
        super().begin_month()

    def open(self, window: LeverWindow) -> None:
        """Open organised places, and bring enterprises to paired counties one by one."""
        scalars = self.world.openings.scalars
        scalars[ORGANISED_PLACES] = self.affordable(window, self._asked(window), self._cost(window))
        scalars[ORGANISED_PREMIUM] = window.settings["wage_premium"]
        self.rule(ORGANISED_PLACE, window)
        self._bring_enterprises(
            self.count(window, window.settings.get("enterprises", 0.0)),
            window.settings.get("enterprise_places", 0.0) * self.world.part,
        )

    def _asked(self, window: LeverWindow) -> int:
        """Places of this month: those wanted, as far as host regions ask for so many."""
        settings = window.settings
        return self.quota(window, min(settings["places"], settings.get("host_jobs", inf)))

    def _cost(self, window: LeverWindow) -> float:
        """Yuan a placement: dearer the more of what host regions ask for is used."""
        settings = window.settings
        used = min(1.0, settings["places"] / settings.get("host_jobs", inf))
        return settings["unit_cost"] * (1.0 + used)

    def _bring_enterprises(self, count: int, places: float) -> None:
        """Each settles in the next county, at one of its settlements if the sample has one."""
        world, first = self.world, self.world.projects.started["enterprise"]
        sites = world.sites_of(first + count)[first:].copy()
        counties = (world.counties_with_enterprise + np.arange(first, first + count)) % world.counties
        for n, county in enumerate(counties.tolist()):
            sites[n] = self._first_sites.get(county, sites[n])
        world.projects.start("enterprise", sites, counties, Terms(places, self.t, world.inputs.period.months))

    def charge(self, window: LeverWindow) -> None:
        """Pay for each organised placement."""
        placed = self.world.this_month.sums[ORGANISED_TAKEN]
        cost, quota = self._cost(window), self._asked(window)
        opened = float(self.world.openings.scalars[ORGANISED_PLACES])
        self.write(quota * cost, placed * cost, opened, placed)
