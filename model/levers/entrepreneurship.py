"""Entrepreneurship support (guizhou#8; hanyin#6, #7; wanzhou#24)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from resettle.model.channels import BUSINESS
from resettle.model.fields import Field, Fields, share
from resettle.model.inputs import LeverWindow
from resettle.model.levers.grant import GrantLever
from resettle.model.tally import SEEKERS

if TYPE_CHECKING:
    from resettle.model.world import World


class Entrepreneurship(GrantLever):
    """Start-ups get rooms and equipment, and the interest on their loans is paid.

    Those eligible hear of an own business more often, as many more as there is support for. Businesses
    supported earlier end less often and give jobs to neighbours. Each start costs `unit_cost` after its
    first month, and interest over `loan_months` as long as it lives.

    Size: businesses supported live longer by `failure_cut` (assumed with a range; natural deaths A06).
    """

    name = "entrepreneurship"
    en = "Entrepreneurship support"
    zh = "创业支持"
    scale = "starts"
    rates = ("unit_cost", "loan", "interest_subsidy", "loan_months")
    settings: ClassVar[Fields] = {
        "starts": Field("starts/year", "Businesses supported a year", "年扶持创业数", 0),
        "loan": Field("yuan/start", "Loan of a business", "每户创业贷款", 0, 3e6),
        "unit_cost": Field(
            "yuan/start", "Rent, equipment and other support of a business", "每户场租设备等补助", 0, 1e6
        ),
        "interest_subsidy": Field("share/year", "Interest paid by the budget", "贴息率", 0, 0.5),
        "loan_months": Field(
            "months", "Months over which interest is subsidised", "贴息月数", 0, 120, whole=True
        ),
        "failure_cut": share("Cut of the failure of own businesses", "创业失败率降低比例"),
        "jobs": Field("places/start", "Jobs for neighbours in a business", "每户带动就业", 0, 100),
    }

    interest: float = 0.0

    def __init__(self, world: World, windows: Sequence[LeverWindow], grant: int) -> None:
        """Make the lever, with no business supported yet."""
        super().__init__(world, windows, grant)
        months = world.inputs.period.months
        self.starts = np.zeros(months)
        self._survival = (1.0 - world.vectors.separation_rate[BUSINESS]) ** np.arange(months)

    def places(self, window: LeverWindow) -> int:
        """Starts that may be supported this month."""
        return self.quota(window, window.settings["starts"])

    def begin_month(self) -> None:
        """Businesses supported earlier fail less, employ neighbours and have their interest subsidised."""
        last = self.latest()
        self.interest = 0.0
        if last is not None:
            world = self.world
            alive = self.starts[: self.t] * self._survival[self.t : 0 : -1]
            businesses = float(alive.sum())
            world.openings.local_places[:] += businesses * last.settings["jobs"] * world.labour_share
            on_loan = float(alive[max(0, self.t - int(last.settings["loan_months"])) :].sum())
            owners = world.last_month.sums[BUSINESS]
            covered = min(1.0, businesses / owners) if owners > 0 else 0.0
            world.openings.separation_factor[:, BUSINESS] *= 1.0 - last.settings["failure_cut"] * covered
            self.interest = on_loan * last.settings["loan"] * last.settings["interest_subsidy"] / 12.0
        super().begin_month()

    def open(self, window: LeverWindow) -> None:
        """Support starts: as many more of those eligible can open a business."""
        interest = window.settings["loan"] * window.settings["interest_subsidy"] / 12.0 * self.months_left
        held_back = self.interest * self.months_left
        self.promise(window, [BUSINESS], months=1, later=interest, held_back=held_back)
        world = self.world
        natural = world.vectors.offer_rate[BUSINESS] * world.last_month.sums[SEEKERS]
        if self.seats_left > 0 and natural > 0:
            world.openings.grant_offer[self.slot, BUSINESS] = 1.0 + self.seats_left / natural

    def book(self, window: LeverWindow | None) -> None:
        """Book support of new businesses, and interest on the loans of earlier ones."""
        super().book(window)
        paid = self.world.this_month.grant_people
        self.starts[self.t] = sum(paid[slot] for slot in self.slots)
        self.ledger.spent_yuan[self.t] += self.interest
        self.ledger.planned_yuan[self.t] += self.interest
