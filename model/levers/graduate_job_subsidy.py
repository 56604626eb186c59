"""Graduate job subsidy (guizhou#5)."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from model import state
from model.chance import CODE, ticket
from model.fields import Field, Fields
from model.inputs import LeverWindow
from model.kernels.people import admitted, priority_class, traits
from model.levers.base import Lever
from model.tables import GRADUATE_OFFER
from model.traits import MAX_PRIORITIES, bit, mask


class GraduateJobSubsidy(Lever):
    """Graduate job subsidy (guizhou#5)."""

    name = "graduate_job_subsidy"
    en = "Graduate job subsidy"
    zh = "高校毕业生求职补贴"
    scale = "places"
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
        workers = self.world.state.workers
        self.world.openings.scalars[GRADUATE_OFFER] = 1.0 + window.settings["offer_gain"]
        new = (
            (workers.entry == self.t)
            & (workers.flags & state.GRADUATE != 0)
            & (workers.status == state.LABOUR)
        )
        eligible = mask(window.eligibility)
        rows = [int(w) for w in np.flatnonzero(new) if admitted(self._traits(int(w)), eligible)]
        amount = window.settings["unit_cost"]
        wanted = round(window.settings["places"] * self.world.part)
        seats = self.affordable(window, wanted - self._served_this_year(), amount)
        served = self._by_priority(rows, window)[: max(0, seats)]
        for w in served:
            self.world.grants_to_households.append((int(workers.household[w]), amount))
        self.paid = len(served) * amount

    def _served_this_year(self) -> int:
        return int(self.ledger.beneficiaries[self.t - self.t % 12 : self.t].sum())

    def _traits(self, w: int) -> int:
        workers, households, _ = self.world.state
        h = workers.household[w]
        return traits(
            households.poor[h],
            households.spell[h],
            households.ledger[h],
            workers.channel[w],
            workers.health[w],
            workers.flags[w],
            self.t - workers.birth[w],
            workers.schooling[w],
        )

    def _by_priority(self, rows: list[int], window: LeverWindow) -> list[int]:
        order = np.zeros((1, MAX_PRIORITIES), np.int64)
        for position, trait in enumerate(window.priority):
            order[0, position] = bit(trait)
        key = self.world.month.keys[CODE["grant"]]
        return sorted(rows, key=lambda w: ticket(key, w, priority_class(self._traits(w), order, 0)))

    def book(self, window: LeverWindow | None) -> None:
        """Book what graduates were paid."""
        if window is None:
            return
        cost = window.settings["unit_cost"]
        quota = self.quota(window, window.settings["places"])
        people = self.paid / cost if cost > 0 else 0.0
        self.write(quota * cost, self.paid, float(quota), people, self.paid)
        self.paid = 0.0
