"""Settlement infrastructure and services (yinchuan#9-#12; hanyin#16, #25, #28; wanzhou#12-#16)."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from resettle.model.channels import NEARBY
from resettle.model.composite import STANDARDS
from resettle.model.fields import Field, Fields, share
from resettle.model.inputs import STATUTORY, LeverWindow
from resettle.model.levers.base import Lever
from resettle.model.openings import DROPOUT_CUT

if TYPE_CHECKING:
    from resettle.model.world import World


class SettlementServices(Lever):
    """Key projects are built, services opened and people insured, settlement by settlement.

    Work on a settlement does not run to a clock: each month it moves by a keyed draw whose mean is
    `pace`. Building gives local jobs while it goes on; what it has added lowers local separation for
    good, and new services lower dropout from courses. It costs `unit_cost` for each settlement built.

    Size: jobs of building as reported; cuts of separation and dropout are assumed with ranges.

    Status: Basic services and pension cover are required of every settlement.
    """

    name = "settlement_services"
    en = "Settlement services"
    zh = "安置区配套与公共服务"
    scale = "pace"
    status = STATUTORY
    selects = False
    works_on = (
        *("infrastructure", "service_coverage", "pension_participation"),
        *(f"{standard}_share" for standard in STANDARDS),
    )
    settings: ClassVar[Fields] = {
        "pace": Field(
            "share/year", "Part of all key projects that is built in a year", "年度重点项目完成比例", 0, 5
        ),
        "unit_cost": Field(
            "yuan/settlement", "Cost of all key projects of a settlement", "每安置点重点项目总投入", 0, 1e10
        ),
        "services": Field(
            "share/year",
            "Settlements that gain the required services in a year",
            "年新增服务达标安置点比例",
            0,
            5,
        ),
        "pension": Field(
            "share/year", "Part of those without a pension scheme who join in a year", "年新增参保比例", 0, 1
        ),
        "jobs": Field(
            "places/settlement", "Jobs at a settlement where work is under way", "每安置点施工岗位", 0, 1e4
        ),
        "separation_cut": share(
            "Cut of local separations where it built everything", "全部新建成后本地离岗率降低"
        ),
        "dropout_cut": share(
            "Cut of course dropouts where all services are new", "服务全部新增后培训退出率降低"
        ),
    }

    def __init__(self, world: World, windows: Sequence[LeverWindow], grant: int) -> None:
        """Make the lever; it changes life by what it adds to what stands already."""
        super().__init__(world, windows, grant)
        self.stood = world.settlements.infrastructure.copy()
        self.served = world.settlements.services.copy()
        self.built = 0.0

    def open(self, window: LeverWindow) -> None:
        """Move building, services and insurance on by a month."""
        world, settlements = self.world, self.world.settlements
        unfinished = 1.0 - settlements.infrastructure
        fastest = 2.0 * window.settings["pace"] / 12.0
        step = np.minimum(unfinished, fastest * world.site_draws("infrastructure"))
        cost = float(step.sum()) * window.settings["unit_cost"]
        if cost > 0:
            step *= min(1.0, self.affordable(window, ceil(cost), 1.0) / cost)
        self.built = float(step.sum())
        settlements.infrastructure += step
        without = np.count_nonzero(~settlements.services) / world.sites
        gaining = window.settings["services"] / 12.0 / max(1e-9, without)
        settlements.services |= world.site_draws("services") < gaining
        settlements.pension += (1.0 - settlements.pension) * window.settings["pension"] / 12.0
        world.openings.local_places[:] += (step > 0) * window.settings["jobs"]

    def begin_month(self) -> None:
        """What has been built keeps its effect after the window."""
        super().begin_month()
        last = self.latest()
        if last is not None:
            settlements, openings = self.world.settlements, self.world.openings
            added = (settlements.infrastructure - self.stood)[:, None]
            openings.separation_factor[:, NEARBY] *= 1.0 - last.settings["separation_cut"] * added
            gained = np.count_nonzero(settlements.services & ~self.served) / self.world.sites
            openings.scalars[DROPOUT_CUT] = last.settings["dropout_cut"] * gained

    def charge(self, window: LeverWindow) -> None:
        """Pay for what was built; it serves the households of all settlements."""
        planned = float(self.world.sites) * window.settings["pace"] / 12.0 * window.settings["unit_cost"]
        reached = self.world.household_count
        self.write(planned, self.built * window.settings["unit_cost"], self.built, reached)
