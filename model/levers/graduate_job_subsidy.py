"""Graduate job subsidy (guizhou#5)."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from resettle.model import state
from resettle.model.fields import Field, Fields
from resettle.model.inputs import LeverWindow
from resettle.model.levers.base import Lever
from resettle.model.openings import GRADUATE_OFFER, GRANTED, GRANTED_YUAN
from resettle.model.traits import bit, mask


class GraduateJobSubsidy(Lever):
    """Graduates in difficulty are paid once when they leave school, and helped to look.

    All graduates hear of places of employers more often (`offer_gain`). Those who leave school this month
    are served by priority, then by lot; the household receives `unit_cost`, whether they find work or
    not.

    Size: `offer_gain` is assumed with a range; the money itself moves nobody.
    """

    name = "graduate_job_subsidy"
    en = "Graduate job subsidy"
    zh = "高校毕业生求职创业补贴"
    scale = "places"
    rounded = "yearly"
    settings: ClassVar[Fields] = {
        "places": Field("persons/year", "Graduates who can receive it a year", "年补贴人数上限", 0),
        "unit_cost": Field("yuan/person", "Paid once to a graduate in difficulty", "每人一次性补贴", 0, 1e5),
        "offer_gain": Field(
            "share", "Gain in the chance of an offer for graduates", "毕业生获岗概率提升", 0, 5
        ),
    }

    paid: float = 0.0

    def open(self, window: LeverWindow) -> None:
        """Pay graduates who leave school this month, served by priority, and help them to look."""
        workers, openings = self.world.state.workers, self.world.openings
        openings.scalars[GRADUATE_OFFER] = 1.0 + window.settings["offer_gain"]
        new = np.flatnonzero(workers.entry == self.t)
        new = new[(workers.flags[new] & state.GRADUATE != 0) & (workers.status[new] == state.LABOUR)]
        amount = window.settings["unit_cost"]
        wanted = round(window.settings["places"] * self.world.part)
        seats = self.affordable(window, wanted - self._served_this_year(), amount)
        served = self._in_turn(new, window)[: max(0, seats)]
        openings.granted[: len(served)] = workers.household[served]
        openings.scalars[GRANTED], openings.scalars[GRANTED_YUAN] = len(served), amount
        self.paid = len(served) * amount

    def _served_this_year(self) -> int:
        return int(self.ledger.beneficiaries[self.t - self.t % 12 : self.t].sum())

    def _in_turn(self, rows: NDArray[np.int64], window: LeverWindow) -> NDArray[np.int64]:
        """Those of some workers who are eligible, in the order in which they are served."""
        if not len(rows):
            return rows
        traits, eligible = self.world.traits_of(rows), mask(window.eligibility)
        if eligible:
            rows, traits = rows[traits & eligible != 0], traits[traits & eligible != 0]
        first = np.full(len(rows), len(window.priority))
        for position, trait in reversed(list(enumerate(window.priority))):
            first[traits & bit(trait) != 0] = position
        return rows[np.argsort(self.world.lots("grant", rows, first), kind="stable")]

    def charge(self, window: LeverWindow) -> None:
        """Book what graduates were paid."""
        cost = window.settings["unit_cost"]
        quota = self.quota(window, window.settings["places"])
        people = self.paid / cost if cost > 0 else 0.0
        self.write(quota * cost, self.paid, float(quota), people, self.paid)
