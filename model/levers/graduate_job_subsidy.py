"""Graduate job subsidy (guizhou#5)."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

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
        eligible = mask(window.eligibility)
        rows = [w for w in new.tolist() if not eligible or self.world.traits_of(w) & eligible]
        amount = window.settings["unit_cost"]
        wanted = round(window.settings["places"] * self.world.part)
        seats = self.affordable(window, wanted - self._served_this_year(), amount)
        priority = tuple(bit(trait) for trait in window.priority)
        served = sorted(rows, key=lambda w: self._ticket(w, priority))[: max(0, seats)]
        openings.granted[: len(served)] = workers.household[served]
        openings.scalars[GRANTED], openings.scalars[GRANTED_YUAN] = len(served), amount
        self.paid = len(served) * amount

    def _served_this_year(self) -> int:
        return int(self.ledger.beneficiaries[self.t - self.t % 12 : self.t].sum())

    def _ticket(self, w: int, priority: tuple[int, ...]) -> int:
        traits = self.world.traits_of(w)
        position = next((n for n, trait in enumerate(priority) if traits & trait), len(priority))
        return self.world.lot("grant", w, position)

    def book(self, window: LeverWindow | None) -> None:
        """Book what graduates were paid."""
        if window is None:
            return
        cost = window.settings["unit_cost"]
        quota = self.quota(window, window.settings["places"])
        people = self.paid / cost if cost > 0 else 0.0
        self.write(quota * cost, self.paid, float(quota), people, self.paid)
