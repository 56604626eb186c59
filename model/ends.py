"""People at both ends of a plan: where each works before it and at its end, and who has no work then.

Read off the state, and the seekers of the last month; nothing is drawn, and no figure depends on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from resettle.model import state
from resettle.model.channels import CHANNELS, IN, NONE, OUT
from resettle.model.inputs import Period
from resettle.model.kernels.choice import NOTHING
from resettle.model.openings import ORGANISED_PLACE
from resettle.model.record import Ends, Floats
from resettle.model.state import LABOUR, WEAK, Workers
from resettle.model.tally import COLUMN

if TYPE_CHECKING:
    from resettle.model.world import World

OUTSIDE = "outside"
"""Not of the labour force: not yet, or no more."""

STATES = (*CHANNELS, OUTSIDE)
"""Where a person may stand: labour by channel, or outside."""

REASONS = (
    *("illness", "wish", "course", "care", "health"),
    *("places", "away", "offers", "unheard", "pause"),
)
"""What keeps somebody from work at the end, told by the last door that closed: ill; no wish to work; a course
that left no time to look; care that left none, or made every offer worth less than staying; weak health, for
which nothing was offered; every place asked for taken by others; offers far away only, or nearby too, that
were worth less than staying; no offer at all; and none of these, so that no search was made in the month."""

SITE_COLUMNS = {
    "persons": "persons",
    "labour": "labour",
    "without_work": "channel_none",
    "willing_households": "willing_households",
    "zero_employment": "zero_willing",
    "below_line": "below_line",
}
"""What is told of each settlement in the last month, by column of the tally; beside households and income."""

_AWAY = (1 << OUT) | (1 << IN) | (1 << ORGANISED_PLACE)


@dataclass
class Watch:
    """Looks at people before the plan and at its end.

    Attributes:
        period: Months of the run.
        before: Position in `STATES` of each worker before the plan begins.
        ends: What was seen, when the last month is over.
    """

    period: Period
    before: NDArray[np.int64]
    ends: Ends | None = None

    @classmethod
    def begin(cls, world: World, period: Period) -> Watch:
        """Before the first month: a plan that begins with the run has no other month before it."""
        return cls(period, states(world.state.workers))

    def look(self, world: World, month: int) -> None:
        """Look at a month that has been counted."""
        if month == self.period.start - 1:
            self.before = states(world.state.workers)
        if month == self.period.months - 1:
            after = states(world.state.workers)
            cells = np.bincount(self.before * len(STATES) + after, minlength=len(STATES) ** 2)
            flows = cells.reshape(len(STATES), len(STATES)).astype(np.float64) * world.weight
            self.ends = Ends(flows, without_work(world) * world.weight, settlements(world), world.weight)


def states(workers: Workers) -> NDArray[np.int64]:
    """Position in `STATES` of each worker."""
    return np.where(workers.status == LABOUR, workers.channel, STATES.index(OUTSIDE)).astype(np.int64)


def without_work(world: World) -> Floats:
    """Labour without work by `REASONS`, of the simulated part."""
    workers, seekers = world.state.workers, world.seekers
    rows = np.flatnonzero((workers.status == LABOUR) & (workers.channel == NONE))
    looked, wanted = np.zeros((2, len(workers.channel)), np.bool_)
    offered = np.zeros(len(workers.channel), np.uint16)
    looked[seekers.rows] = True
    offered[seekers.rows] = seekers.offered
    wanted[seekers.rows] = seekers.order[:, 0] != NOTHING
    looked, offered, wanted, flags = looked[rows], offered[rows], wanted[rows], workers.flags[rows]
    carer, declined = (flags & state.CARER) != 0, looked & (offered > 0) & ~wanted
    unheard = looked & (offered == 0)
    found = {
        "illness": workers.ill[rows] > 0,
        "wish": (flags & state.WANTS_WORK) == 0,
        "course": ~looked & (workers.course[rows] > 0),
        "care": carer & (~looked | declined),
        "health": unheard & (workers.health[rows] == WEAK),
        "places": looked & wanted,
        "away": declined & ((offered & ~np.uint16(_AWAY)) == 0),
        "offers": declined,
        "unheard": unheard,
        "pause": ~looked,
    }
    reasons = np.select(list(found.values()), range(len(REASONS)))
    return np.bincount(reasons, minlength=len(REASONS)).astype(np.float64)


def settlements(world: World) -> Floats:
    """A row a simulated settlement: households, `SITE_COLUMNS`, and yuan per person over twelve months."""
    sums = world.tally.sums
    counted = [sums[:, COLUMN[name]] for name in SITE_COLUMNS.values()]
    return np.column_stack([world.households_by_site, *counted, world.settlements.income.sum(axis=1)])


SITE_FIGURES = ("households", *SITE_COLUMNS, "income")
"""Columns of `settlements`."""
