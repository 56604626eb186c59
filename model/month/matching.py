"""Phase 6: those who look are matched with the places open to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from resettle.model import chance
from resettle.model.kernels import choice, placing, search
from resettle.model.kernels import matching as compiled
from resettle.model.openings import KINDS_OF_GRANTS, ORGANISED_PLACES
from resettle.model.rationing import EVERYONE, cutoff
from resettle.model.seekers import Seekers
from resettle.model.tally import SEEKERS

if TYPE_CHECKING:
    from resettle.model.world import World


def matching(world: World) -> None:
    """Offers, choice, deferred acceptance, and the promise of grants for new jobs."""
    world.run(search.find_seekers)
    world.seekers = Seekers.to_fill(world.tally.sums[:, SEEKERS])
    world.run(search.draw_offers)
    world.run(choice.rank)
    _clear(world)
    world.run(placing.take_up)
    _promise_grants(world)


def _clear(world: World) -> None:
    """Deferred acceptance; settlements meet only in the cutoff of organised places, which can but fall."""
    organised = int(world.openings.scalars[ORGANISED_PLACES])
    seekers, limit = world.seekers, EVERYONE
    while True:
        world.run(compiled.accept, limit)
        if organised <= 0:
            return
        tickets = compiled.organised_tickets(world.ticket_key, world.openings.priority, seekers)
        if len(tickets) <= organised:
            return
        limit = cutoff(tickets, organised)


def _promise_grants(world: World) -> None:
    """Promise each open grant to the new jobs that can earn it, by lot if there are too many."""
    seats = world.openings.grant_seats
    if not seats.any():
        return
    pending, seekers = world.state.workers.pending, world.seekers
    bits = np.zeros(len(seekers.rows), np.uint16)
    world.run(placing.earnable_grants, bits)
    key = world.month.keys[chance.CODE["grant"]]
    priority = world.openings.grant_priority
    for grant in np.flatnonzero(seats).tolist():
        lot = key + np.uint64(grant % KINDS_OF_GRANTS)
        able, tickets = placing.grant_tickets(lot, bits, grant, seekers, priority)
        if len(able) > seats[grant]:
            able = able[tickets <= cutoff(tickets, int(seats[grant]))]
        pending[able] |= np.uint16(1 << grant)
