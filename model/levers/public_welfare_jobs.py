"""Public-welfare posts (guizhou#9)."""

from __future__ import annotations

from typing import ClassVar

from resettle.model.channels import WELFARE
from resettle.model.fields import Field, Fields, share
from resettle.model.inputs import STATUTORY, LeverWindow
from resettle.model.levers.base import Lever
from resettle.model.openings import WELFARE_TERM
from resettle.model.tally import WELFARE_PAY


class PublicWelfareJobs(Lever):
    """Posts in the settlements for those who find no other work.

    Posts open where labour is, given by priority and lot, at an allowance that follows prices as far as
    `price_linked`; a worker leaves after `term` months. Every month of a holder costs the allowance.

    Size: at most six in ten holders would have other paid work, at most a quarter would work away; local pay
    does not fall (public works elsewhere raised it by about 4.5 %); mean income does not fall, as who takes
    a post chooses it. Who is in work is excluded (P12).

    Status: Posts that are filled are kept (规模不降), so their number never falls below the plan.
    """

    name = "public_welfare_jobs"
    en = "Public-welfare posts"
    zh = "公益性岗位"
    scale = "posts"
    status = STATUTORY
    rates = ("unit_cost", "term", "price_linked")
    rounded = "level"
    works_on = ("posts_kept", "post_share", "places_open_public_welfare")
    settings: ClassVar[Fields] = {
        "posts": Field("posts", "Posts open", "岗位数", 0),
        "unit_cost": Field("yuan/month", "Monthly allowance of a post", "月岗位补贴", 0, 1e5),
        "term": Field("months", "Longest stay in a post", "最长在岗期限", 1, 600),
        "price_linked": share("Part of price growth passed on to the allowance", "补贴与物价联动比例"),
    }

    def open(self, window: LeverWindow) -> None:
        """Open posts at an allowance that follows prices as far as the window says."""
        openings = self.world.openings
        allowance = self._allowance(window)
        posts = round(window.settings["posts"] * self.world.part)
        posts = self.affordable(window, posts, allowance * self.months_left)
        openings.places[:, WELFARE] = self.world.spread(posts)
        openings.pay[WELFARE] = allowance
        openings.scalars[WELFARE_TERM] = window.settings["term"]
        self.rule(WELFARE, window)

    def charge(self, window: LeverWindow) -> None:
        """Pay every holder of a post."""
        world = self.world
        paid = float(world.tally.sums[:, WELFARE_PAY].sum())
        posts = float(world.openings.places[:, WELFARE].sum())
        wanted = window.settings["posts"] * world.part * self._allowance(window)
        self.write(wanted, paid, posts, world.this_month.sums[WELFARE], paid)

    def _allowance(self, window: LeverWindow) -> float:
        growth = self.world.price / self.world.price_at(window.start) - 1.0
        return window.settings["unit_cost"] * (1.0 + window.settings["price_linked"] * max(0.0, growth))
