"""Phase 4: courses advance; those who want a seat get one by priority, then by lot."""

from __future__ import annotations

import numpy as np

from resettle.model.kernels import courses
from resettle.model.rationing import cutoff
from resettle.model.world import World


def training(world: World) -> None:
    """Advance and complete courses, then fill the seats open in the whole area."""
    workers, households, sites = world.state
    start = world.inputs.period.start
    world.run(courses.advance, workers, sites, world.rules, world.month, world.openings, start, world.tally)
    if world.training_seats <= 0:
        return
    asking, rows, tickets = np.zeros(world.sites, np.int64), world.rows, world.tickets
    world.run(
        courses.apply,
        workers,
        households,
        sites,
        world.rules,
        world.month,
        world.openings,
        asking,
        rows,
        tickets,
    )
    applicants = zip(sites.worker[:-1].tolist(), asking.tolist(), strict=True)
    all_tickets = np.concatenate([tickets[first : first + many] for first, many in applicants])
    limit = cutoff(all_tickets, world.training_seats)
    world.run(courses.enrol, workers, sites, world.rules, asking, rows, tickets, limit, world.tally)
