"""Compiled: deferred acceptance in each settlement.

Everyone asks for the best place on their list; a channel with too many who ask keeps the
lowest tickets and refuses the rest, who ask for their next (Gale and Shapley 1962). With
fixed tickets the outcome does not depend on the order in which anyone asks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from resettle.model.chance import CODE, ticket
from resettle.model.channels import LOCAL, RELIEF
from resettle.model.compiled import kernel, rule
from resettle.model.kernels.choice import NOTHING
from resettle.model.kernels.people import priority_class
from resettle.model.openings import ALTERNATIVES, ORGANISED_PLACE
from resettle.model.rationing import EVERYONE
from resettle.model.seekers import Seekers
from resettle.model.state import Sites, Workers
from resettle.model.tables import Ints

_TICKET = CODE["ticket"]
_SPREAD = np.uint64(0x9FB21C651E98DF25)


@rule
def place_ticket(w: int, traits: int, code: int, key: np.uint64, priority: Ints) -> np.uint64:
    """The ticket of a worker, who has some traits, for a kind of place."""
    return ticket(key + np.uint64(code) * _SPREAD, w, priority_class(traits, priority, code))


@kernel
def holders(begin: int, end: int, workers: Workers, sites: Sites, taken: NDArray[np.int64]) -> None:
    """Workers by channel in each settlement."""
    taken[begin:end, :] = 0
    for s in range(begin, end):
        for w in range(sites.worker[s], sites.worker[s + 1]):
            taken[s, workers.channel[w]] += 1


@kernel
def accept(
    begin: int,
    end: int,
    ticket_key: np.uint64,
    priority: Ints,
    places: Ints,
    taken: NDArray[np.int64],
    seekers: Seekers,
    cutoff: np.uint64,
) -> None:
    """Deferred acceptance until nobody is refused, given the cutoff of organised places.

    Args:
        begin: First settlement.
        end: Settlement beyond the last.
        ticket_key: Key of the tickets of this month.
        priority: Priority lists by kind of place.
        places: Places open by settlement and channel.
        taken: Holders by settlement and channel before anyone moves.
        seekers: Those who look; where each stands on the own list is moved by this function.
        cutoff: Highest ticket that still gets an organised place.
    """
    starts, rows, traits = seekers.starts, seekers.rows, seekers.traits
    order, asked = seekers.order, seekers.asked
    asking = np.zeros(ALTERNATIVES, np.int64)
    full = np.zeros(NOTHING + 1, np.bool_)
    for s in range(begin, end):
        for code in range(LOCAL, RELIEF + 1):
            full[code] = places[s, code] <= taken[s, code]
        refused = True
        while refused:
            refused = False
            asking[:] = 0
            for n in range(starts[s], starts[s + 1]):
                code = order[n, asked[n]]
                while full[code]:  # whatever the ticket
                    asked[n] += 1
                    code = order[n, asked[n]]
                if code == ORGANISED_PLACE:
                    if cutoff == EVERYONE:
                        continue
                    if place_ticket(rows[n], traits[n], ORGANISED_PLACE, ticket_key, priority) > cutoff:
                        asked[n] += 1
                        refused = True
                elif code < ORGANISED_PLACE:
                    asking[code] += 1
            for code in range(LOCAL, RELIEF + 1):
                free = places[s, code] - taken[s, code]
                if asking[code] > free and not full[code]:
                    _refuse(code, free, starts[s], starts[s + 1], ticket_key, priority, seekers)
                    refused = True


@kernel
def _refuse(
    code: int,
    free: int,
    begin: int,
    end: int,
    key: np.uint64,
    priority: Ints,
    seekers: Seekers,
) -> None:
    """Keep the lowest tickets of those who ask for a kind of place; the rest ask for their next.

    At least one place is free: nobody asks where all are taken.
    """
    rows, traits = seekers.rows, seekers.traits
    order, asked = seekers.order, seekers.asked
    who = np.empty(end - begin, np.int64)
    asking = 0
    for n in range(begin, end):  # without a branch: who asks for what is hard to foresee
        who[asking] = n
        asking += order[n, asked[n]] == code
    tickets = np.empty(asking, np.uint64)
    for k in range(asking):
        n = who[k]
        tickets[k] = place_ticket(rows[n], traits[n], code, key, priority)
    last = np.sort(tickets)[free - 1]
    for k in range(asking):
        asked[who[k]] += tickets[k] > last


@kernel
def organised_tickets(
    key: np.uint64,
    priority: Ints,
    seekers: Seekers,
) -> NDArray[np.uint64]:
    """Tickets of all who now ask for an organised place, in every settlement."""
    rows, traits = seekers.rows, seekers.traits
    order, asked = seekers.order, seekers.asked
    count = 0
    for n in range(len(rows)):
        if order[n, asked[n]] == ORGANISED_PLACE:
            count += 1
    tickets = np.empty(count, np.uint64)
    count = 0
    for n in range(len(rows)):
        if order[n, asked[n]] == ORGANISED_PLACE:
            tickets[count] = place_ticket(rows[n], traits[n], ORGANISED_PLACE, key, priority)
            count += 1
    return tickets
