"""What levers share that promise a grant on starting a job and pay it after some months in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from resettle.model.fields import Field, Fields
from resettle.model.inputs import LeverWindow
from resettle.model.levers.base import Lever
from resettle.model.openings import KINDS_OF_GRANTS
from resettle.model.tally import SEEKERS
from resettle.model.traits import bit, mask

if TYPE_CHECKING:
    from resettle.model.world import World


EMPLOYER: Fields = {
    "places": Field("persons/year", "Workers an employer can be paid for a year", "年补贴人数上限", 0),
    "unit_cost": Field("yuan/person", "Paid once to the employer", "每人一次性补贴", 0, 1e5),
    "stable_months": Field(
        "months", "Months in the job before it falls due", "需稳定就业月数", 1, 24, whole=True
    ),
}
"""Settings of a grant to the employer."""


class GrantLever(Lever):
    """A lever that pays once for each person whose job lasts.

    The promise is made when the job starts and lost when it ends; it is kept after the
    window has closed. Money promised and not yet due is held back from the budget.
    """

    rounded = "yearly"
    entitlement = True
    slot: int = 0
    """Slot of the grants promised now."""

    def __init__(self, world: World, windows: Sequence[LeverWindow], grant: int) -> None:
        """Make the lever, with nothing promised yet."""
        super().__init__(world, windows, grant)
        self.slot = grant
        self._terms: dict[int, tuple[object, ...]] = {}
        """Terms by slot; a slot without terms has promised nothing."""

    def promise(
        self,
        window: LeverWindow,
        channels: Sequence[int],
        *,
        amounts: tuple[float, float] | None = None,
        months: int | None = None,
        to_household: bool = False,
        contract: bool = False,
        newly_away: bool = False,
        later: float = 0.0,
        held_back: float = 0.0,
    ) -> None:
        """Open the grant this month.

        Args:
            window: The window in force.
            channels: Codes of the channels in which it can be earned.
            amounts: Yuan for workers of registered-poor households, and for others; `unit_cost` for both if
                left out.
            months: Months in the job before it falls due; `stable_months` if left out.
            to_household: Whether the household receives it, rather than employer or agency.
            contract: Whether it needs a contract of a year or more.
            later: Further yuan that each grant will cost within the year.
            held_back: Yuan of the year's budget that are promised otherwise.
            newly_away: Whether those who have come back from work away cannot earn it.
        """
        openings = self.world.openings
        amounts = amounts or (window.settings["unit_cost"],) * 2
        months = round(window.settings["stable_months"]) if months is None else months
        g = self.slot = self._slot_for((tuple(channels), amounts, months, to_household, contract, newly_away))
        openings.grant_channels[g] = sum(1 << channel for channel in channels)
        openings.grant_needs[g] = mask(window.eligibility)
        openings.grant_months[g] = months
        for position, trait in enumerate(window.priority):
            openings.grant_priority[g, position] = bit(trait)
        openings.grant_contract[g] = contract
        openings.grant_new[g] = newly_away
        openings.grant_poor[g], openings.grant_other[g] = amounts
        openings.grant_household[g] = to_household
        wanted = self.places(window)
        pending = sum(self.world.last_month.grant_pending[slot] * self._dearest(slot) for slot in self._terms)
        openings.grant_seats[g] = self.affordable(window, wanted, max(amounts) + later, pending + held_back)

    @property
    def seats_left(self) -> int:
        """Grants that may still be promised this month."""
        return int(self.world.openings.grant_seats[self.slot])

    @property
    def served(self) -> float:
        """Part of those who looked for work last month for whom there is a grant."""
        seekers = self.world.last_month.sums[SEEKERS]
        return min(1.0, self.seats_left / seekers) if seekers > 0 else 0.0

    @property
    def slots(self) -> tuple[int, int]:
        """The two slots of the lever: promises keep their terms while those of another window are made."""
        return self.grant, self.grant + KINDS_OF_GRANTS

    def _dearest(self, slot: int) -> float:
        openings = self.world.openings
        return float(max(openings.grant_poor[slot], openings.grant_other[slot]))

    def _slot_for(self, terms: tuple[object, ...]) -> int:
        """The slot that holds these terms, else the one that was not used last.

        Raises:
            ValueError: If promises of three kinds of terms would be open at once.
        """
        for slot, others in self._terms.items():
            if others == terms:
                return slot
        slot = self.slots[0] if not self._terms else self.slots[self.slot == self.slots[0]]
        if self.world.last_month.grant_pending[slot]:
            raise ValueError(
                f"{self.name}: windows with other terms follow too quickly; promises are still open"
            )
        self._terms[slot] = terms
        return slot

    def book(self, window: LeverWindow | None) -> None:
        """Book the grants that fell due this month."""
        counted, to_household = self.world.this_month, self.world.openings.grant_household
        yuan = {slot: counted.grant_yuan[slot] for slot in self._terms}
        people = sum(counted.grant_people[slot] for slot in self._terms)
        received = sum(yuan[slot] for slot in self._terms if to_household[slot])
        units = float(self.places(window)) if window else 0.0
        planned = units * window.settings["unit_cost"] if window else 0.0
        self.write(planned, sum(yuan.values()), units, people, received)

    def places(self, window: LeverWindow) -> int:
        """Grants that may be promised this month."""
        return self.quota(window, window.settings["places"])
