"""Phase 4: courses advance; those who want a seat get one by priority, then by lot."""

from __future__ import annotations

from model.kernels import courses
from model.rationing import cutoff
from model.world import World


def training(world: World) -> None:
    """Advance and complete courses, then fill the seats open in the whole area."""
    workers, households, sites = world.state
    world.run(courses.advance, workers, sites, world.rules, world.month, world.tally)
    if world.training_seats <= 0:
        return
    tickets = world.tickets
    world.run(courses.apply, workers, households, sites, world.rules, world.month, world.openings, tickets)
    wanted = tickets[tickets != courses.NO_TICKET]
    world.run(
        courses.enrol, workers, sites, world.rules, tickets, cutoff(wanted, world.training_seats), world.tally
    )
