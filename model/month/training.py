"""Phase 4: courses advance; those who want a seat get one by priority, then by lot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from resettle.model.kernels import courses
from resettle.model.openings import TRAINING_SEATS
from resettle.model.rationing import EVERYONE, cutoff

if TYPE_CHECKING:
    from resettle.model.world import World


def training(world: World) -> None:
    """Advance and complete courses, then fill the seats open in the whole area."""
    world.run(courses.advance)
    world.run(courses.enrol_alone)
    seats = int(world.openings.scalars[TRAINING_SEATS])
    if seats <= 0:
        return
    world.run(courses.apply)
    asking, last = world.asking.tolist(), EVERYONE
    if sum(asking) > seats:
        applicants = zip(world.state.sites.worker.tolist(), asking, strict=False)
        tickets = np.concatenate([world.tickets[first : first + many] for first, many in applicants])
        last = cutoff(tickets, seats)
    world.run(courses.enrol, last)
