"""Employer relief (guizhou#16; hanyin#9)."""

from __future__ import annotations

from typing import ClassVar

from resettle.model.channels import LOCAL, NEARBY, WORKSHOP
from resettle.model.fields import Field, Fields, share
from resettle.model.inputs import LeverWindow
from resettle.model.levers.base import Lever
from resettle.model.openings import CLOSURE_FACTOR


class EmployerRelief(Lever):
    """Firms and workshops are paid to keep jobs that they would otherwise end.

    It covers a part of the workers of local firms and workshops. Closure of workshops falls by
    `closure_cut`, and separation in both channels by `separation_cut`, times that part; each job costs a
    twelfth of `unit_cost` a month.

    Size: assumed with ranges; no estimate found. At most as many jobs are kept as would have ended.
    """

    name = "employer_relief"
    en = "Employer relief"
    zh = "企业纾困与稳岗补贴"
    scale = "jobs"
    rounded = "level"
    selects = False
    admits = False
    settings: ClassVar[Fields] = {
        "jobs": Field("jobs", "Jobs in firms and workshops that are supported", "享受稳岗补贴的岗位数", 0),
        "unit_cost": Field("yuan/job/year", "Support for a job", "每岗年稳岗补贴", 0, 1e5),
        "closure_cut": share("Cut of workshop closures where supported", "车间关闭率降低比例"),
        "separation_cut": share("Cut of separations where supported", "离岗率降低比例"),
    }

    jobs: float = 0.0
    covered: float = 0.0

    def forestall(self, window: LeverWindow) -> None:
        """Support a part of local jobs: fewer workshops close."""
        world = self.world
        before = world.last_month.sums
        workers = before[LOCAL] + before[WORKSHOP]
        wanted = min(window.settings["jobs"] * world.part, workers)
        self.jobs = float(self.affordable(window, round(wanted), window.settings["unit_cost"] / 12.0))
        self.covered = self.jobs / workers if workers > 0 else 0.0
        world.openings.scalars[CLOSURE_FACTOR] *= 1.0 - window.settings["closure_cut"] * self.covered

    def open(self, window: LeverWindow) -> None:
        """Fewer of the supported jobs end."""
        factor = 1.0 - window.settings["separation_cut"] * self.covered
        self.world.openings.separation_factor[:, NEARBY] *= factor

    def charge(self, window: LeverWindow) -> None:
        """Pay for every job supported."""
        monthly = window.settings["unit_cost"] / 12.0
        planned = window.settings["jobs"] * self.world.part * monthly
        self.write(planned, self.jobs * monthly, self.jobs, self.jobs)
