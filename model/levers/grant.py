"""What levers share that promise a grant on starting a job and pay it after some months in it."""

from __future__ import annotations

from collections.abc import Sequence

from model.inputs import LeverWindow
from model.levers.base import Lever
from model.traits import bit, mask


class GrantLever(Lever):
    """A lever that pays once for each job that lasts.

    The promise is made when the job starts and lost when it ends; it is kept after the
    window has closed. Money promised and not yet due is held back from the budget.
    """

    entitlement = True
    seats_left: int = 0
    priority: tuple[int, ...] = ()
    """Masks of the traits served first, in order."""

    def promise(
        self,
        window: LeverWindow,
        channels: Sequence[int],
        *,
        amounts: tuple[float, float],
        months: int,
        to_household: bool,
        contract: bool = False,
        newly_away: bool = False,
        later: float = 0.0,
        held_back: float = 0.0,
    ) -> None:
        """Open the grant this month.

        Args:
            window: The window in force.
            channels: Codes of the channels in which it can be earned.
            amounts: Yuan for workers of registered-poor households, and for others.
            months: Months in the job before it falls due.
            to_household: Whether the household receives it, rather than employer or agency.
            contract: Whether it needs a contract of a year or more.
            later: Further yuan that each grant will cost within the year.
            held_back: Yuan of the year's budget that are promised otherwise.
            newly_away: Whether those who have come back from work away cannot earn it.
        """
        openings, g = self.world.openings, self.grant
        openings.grant_channels[g] = sum(1 << channel for channel in channels)
        openings.grant_needs[g] = mask(window.eligibility)
        openings.grant_months[g] = months
        self.priority = tuple(bit(trait) for trait in window.priority)
        openings.grant_contract[g] = contract
        openings.grant_new[g] = newly_away
        openings.grant_poor[g], openings.grant_other[g] = amounts
        openings.grant_household[g] = to_household
        wanted = self.places(window)
        pending = float(self.world.previous.grant_pending[:, g].sum()) * max(amounts)
        self.seats_left = self.affordable(window, wanted, max(amounts) + later, pending + held_back)

    def begin_month(self) -> None:
        """No new promises unless the window in force makes them."""
        self.seats_left = 0
        super().begin_month()

    def book(self, window: LeverWindow | None) -> None:
        """Book the grants that fell due this month."""
        g = self.grant
        paid = float(self.world.tally.grant_yuan[:, g].sum())
        people = float(self.world.tally.grant_people[:, g].sum())
        to_household = bool(self.world.openings.grant_household[g])
        units = float(self.places(window)) if window else 0.0
        planned = units * window.settings["unit_cost"] if window else 0.0
        self.write(planned, paid, units, people, paid if to_household else 0.0)

    def places(self, window: LeverWindow) -> int:
        """Grants that may be promised this month."""
        return self.quota(window, window.settings["places"])
