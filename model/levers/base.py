"""What every lever is: settings a window, an effect on the month, and books.

A lever opens things at the start of a month by writing into `World.openings`, and books
what they cost at the end. Amounts a year are for the whole population; a lever opens the
part of them that the sample stands for, in whole units that add up over months.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, inf
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from resettle.model.fields import Field, Fields
from resettle.model.inputs import CAPACITY, LeverWindow
from resettle.model.record import LeverLedger
from resettle.model.traits import bit, mask

if TYPE_CHECKING:
    from resettle.model.world import World

BUDGET = Field("yuan/year", "Most that may be spent in a year", "年度预算上限", 0.0, 1e12, optional=True)
"""The optional budget that every lever understands."""


class Lever:
    """A policy instrument that a planner can move.

    Attributes:
        name: Name in scenario files.
        en: English label.
        zh: Chinese label.
        scale: The setting that says how much there is of it; at zero the lever changes nothing.
        settings: What a window must state.
        works_on: Indicators that it works on directly, the most direct first.
        earns: Whether households receive what its projects earn, beside public money.
        selects: Whether it serves some persons before others, so that priority means something.
        admits: Whether it can be open to some persons only, so that eligibility means something.
        rounded: How its scale becomes whole units of a sample: `yearly` as so many a year add up, `level`
            at once; empty if it moves by any part.
        entitlement: Whether what was promised before is paid in full even where that is beyond the budget.
        status: How far a planner may move it, one of `model.inputs.STATUSES`, if no scenario says it.
            Of most it is the capacity to act: seats, projects and organisers grow by so much a year.
        cash: Whether it hands out money for nothing in return.
        rates: Settings that rules set, such as pay and allowances: a mix never chooses them by itself.
        world: What the month works on.
        ledger: Monthly books.
    """

    name: ClassVar[str]
    en: ClassVar[str]
    zh: ClassVar[str]
    scale: ClassVar[str]
    settings: ClassVar[Fields]
    works_on: ClassVar[tuple[str, ...]] = ()
    earns: ClassVar[bool] = False
    selects: ClassVar[bool] = True
    admits: ClassVar[bool] = True
    rounded: ClassVar[Literal["", "yearly", "level"]] = ""
    entitlement: ClassVar[bool] = False
    status: ClassVar[str] = CAPACITY
    cash: ClassVar[bool] = False
    rates: ClassVar[tuple[str, ...]] = ("unit_cost",)

    def __init__(self, world: World, windows: Sequence[LeverWindow], grant: int) -> None:
        """Make a lever for a run.

        Args:
            world: What the month works on.
            windows: Stretches of months with their settings.
            grant: Slot of the grant that this lever may promise.
        """
        self.world = world
        self.windows = tuple(sorted(windows, key=lambda w: w.start))
        months = world.inputs.period.months
        self._in_force: list[LeverWindow | None] = [None] * months
        self._latest: list[LeverWindow | None] = [None] * months
        for window in self.windows:
            begun, over = max(0, window.start), max(0, window.end + 1)
            self._latest[begun:] = [window] * len(self._latest[begun:])
            if window.settings[self.scale] > 0:
                self._in_force[begun:over] = [window] * len(self._in_force[begun:over])
        self.grant = grant
        self.ledger = LeverLedger.empty(world.inputs.period.months)

    # -- what a lever module writes ---------------------------------------------------

    def forestall(self, window: LeverWindow) -> None:
        """Weaken this month's shocks; most levers do not."""

    def open(self, window: LeverWindow) -> None:
        """Open what the lever pays for this month."""
        raise NotImplementedError

    def book(self, window: LeverWindow | None) -> None:
        """Write this month's books; most levers cost something only while a window is in force."""
        if window is not None:
            self.charge(window)

    def charge(self, window: LeverWindow) -> None:
        """Write the books of a month with a window in force."""
        raise NotImplementedError

    # -- what the month calls ---------------------------------------------------------

    def before_shocks(self) -> None:
        """Weaken this month's shocks, if a window is in force."""
        window = self.window()
        if window is not None:
            self.forestall(window)

    def begin_month(self) -> None:
        """Open what the window in force pays for, if there is one."""
        window = self.window()
        if window is not None:
            self.open(window)

    def end_month(self) -> None:
        """Write the books."""
        self.book(self.window())

    # -- help for lever modules -------------------------------------------------------

    @property
    def t(self) -> int:
        """This month."""
        return self.world.month.t

    @property
    def months_left(self) -> int:
        """Months of the calendar year from this one on."""
        return 12 - self.t % 12

    def window(self) -> LeverWindow | None:
        """The window in force this month whose scale is above zero."""
        return self._in_force[self.world.month.t]

    def latest(self) -> LeverWindow | None:
        """The last window that has begun; its works and promises go on after it. `None` before the first."""
        return self._latest[self.world.month.t]

    def quota(self, window: LeverWindow, yearly: float) -> int:
        """Whole units of the sample to open this month, of a number a year for everyone."""
        months = self.t - window.start
        rate = yearly * self.world.part / 12.0
        return floor(rate * (months + 1) + 0.5) - floor(rate * months + 0.5)

    def count(self, window: LeverWindow, yearly: float) -> int:
        """Whole units to open this month, of a number a year, however small the sample."""
        months = self.t - window.start
        return floor(yearly / 12.0 * (months + 1) + 1e-9) - floor(yearly / 12.0 * months + 1e-9)

    def spent_this_year(self, window: LeverWindow) -> float:
        """Yuan of the sample spent since January out of the window's budget.

        A window that follows at once on one of the same budget continues it.
        """
        first, t = window.start, self.t
        for earlier in reversed(self.windows):
            if earlier.end + 1 == first and earlier.budget == window.budget:
                first = earlier.start
        return float(np.add.reduce(self.ledger.spent_yuan[max(first, t - t % 12) : t]))

    def budget_left(self, window: LeverWindow) -> float:
        """Yuan of the sample that the window's budget still has this year; infinite without a budget."""
        if window.budget is None:
            return inf
        return window.budget * self.world.part - self.spent_this_year(window)

    def affordable(self, window: LeverWindow, wanted: int, unit_cost: float, promised: float = 0.0) -> int:
        """As many units as the year's budget still pays for, at most those wanted.

        Args:
            window: The window in force.
            wanted: Units wanted.
            unit_cost: Yuan a unit.
            promised: Yuan promised and not yet paid.
        """
        left = self.budget_left(window) - promised
        if left == inf or unit_cost <= 0:
            return wanted
        return max(0, min(wanted, floor(left / unit_cost + 1e-9)))

    def rule(self, slot: int, window: LeverWindow) -> None:
        """Write who is eligible for a kind of place, and who is served first."""
        openings = self.world.openings
        if self.admits and window.eligibility:
            openings.eligible[slot] |= mask(window.eligibility)
        for position, trait in enumerate(window.priority):
            openings.priority[slot, position] = bit(trait)

    def write(
        self, planned: float, spent: float, units: float, beneficiaries: float, households: float = 0.0
    ) -> None:
        """Write the books of this month, in yuan and units of the sample."""
        books, t = self.ledger, self.world.month.t
        books.planned_yuan[t] = planned
        books.spent_yuan[t] = spent
        books.units[t] = units
        books.beneficiaries[t] = beneficiaries
        books.households_yuan[t] = households
