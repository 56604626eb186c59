"""Compiled: deferred acceptance in each settlement, and taking up the places won.

Everyone asks for the best place on their list; a channel with too many holders keeps the
lowest tickets and refuses the rest, who ask for their next (Gale and Shapley 1962). With
fixed tickets the outcome does not depend on the order in which anyone asks.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from model import state
from model.chance import CODE, ticket, uniform
from model.compiled import kernel
from model.kernels.people import admitted, log_wage, priority_class, traits
from model.kernels.search import NOTHING, business_wage
from model.state import Households, Sites, Workers
from model.tables import (
    CONTRACT_GAIN,
    GRANTS,
    HIRES,
    ORGANISED_PLACE,
    ORGANISED_PREMIUM,
    ORGANISED_TAKEN,
    REFUSED,
    SEPARATIONS,
    Behaviour,
    Month,
    Openings,
    Tally,
)  # fmt: skip

_TICKET, _CONTRACT_DRAW = CODE["ticket"], CODE["contract"]
_CONTRACT, _ORGANISED, _RETURNED = int(state.CONTRACT), int(state.ORGANISED), int(state.RETURNED)
_SPREAD = np.uint64(0x9FB21C651E98DF25)


@kernel
def place_ticket(w: int, code: int, workers: Workers, households: Households, month: Month, openings: Openings) -> np.uint64:
    """The ticket of a worker for a kind of place."""
    held = traits(w, workers, households, month.t)
    key = month.keys[_TICKET] + np.uint64(code) * _SPREAD
    return ticket(key, w, priority_class(held, openings.priority, code))


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
    workers: Workers,
    households: Households,
    month: Month,
    openings: Openings,
    taken: NDArray[np.int64],
    starts: NDArray[np.int64],
    rows: NDArray[np.int32],
    order: NDArray[np.uint8],
    asked: NDArray[np.uint8],
    cutoff: np.uint64,
) -> None:
    """Deferred acceptance until nobody is refused, given the cutoff of organised places.

    Args:
        begin: First settlement.
        end: Settlement beyond the last.
        workers: Worker table.
        households: Household table.
        month: The month.
        openings: What levers open.
        taken: Holders by settlement and channel before anyone moves.
        starts: First seeker of each settlement.
        rows: Worker row of each seeker.
        order: Lists of the seekers.
        asked: Place on the list at which each seeker stands; moved by this function.
        cutoff: Highest ticket that still gets an organised place.
    """
    for s in range(begin, end):
        refused = True
        while refused:
            refused = _refuse_organised(starts[s], starts[s + 1], workers, households, month, openings, rows, order, asked, cutoff)
            for code in range(3, 7):
                free = max(0, openings.places[s, code] - taken[s, code])
                if _refuse(code, free, starts[s], starts[s + 1], workers, households, month, openings, rows, order, asked):
                    refused = True


@kernel
def _refuse_organised(
    begin: int,
    end: int,
    workers: Workers,
    households: Households,
    month: Month,
    openings: Openings,
    rows: NDArray[np.int32],
    order: NDArray[np.uint8],
    asked: NDArray[np.uint8],
    cutoff: np.uint64,
) -> bool:
    refused = False
    for n in range(begin, end):
        if order[n, asked[n]] == ORGANISED_PLACE:
            if place_ticket(rows[n], ORGANISED_PLACE, workers, households, month, openings) > cutoff:
                asked[n] += 1
                refused = True
    return refused


@kernel
def _refuse(
    code: int,
    free: int,
    begin: int,
    end: int,
    workers: Workers,
    households: Households,
    month: Month,
    openings: Openings,
    rows: NDArray[np.int32],
    order: NDArray[np.uint8],
    asked: NDArray[np.uint8],
) -> bool:
    """Keep the lowest tickets of those who ask for a kind of place; the rest ask for their next."""
    asking = 0
    for n in range(begin, end):
        if order[n, asked[n]] == code:
            asking += 1
    if asking <= free:
        return False
    tickets = np.empty(asking, np.uint64)
    asking = 0
    for n in range(begin, end):
        if order[n, asked[n]] == code:
            tickets[asking] = place_ticket(rows[n], code, workers, households, month, openings)
            asking += 1
    ranked = np.sort(tickets)
    asking = 0
    for n in range(begin, end):
        if order[n, asked[n]] == code:
            if free == 0 or tickets[asking] > ranked[free - 1]:
                asked[n] += 1
            asking += 1
    return True


@kernel
def organised_tickets(
    workers: Workers,
    households: Households,
    month: Month,
    openings: Openings,
    rows: NDArray[np.int32],
    order: NDArray[np.uint8],
    asked: NDArray[np.uint8],
) -> NDArray[np.uint64]:
    """Tickets of all who now ask for an organised place, in every settlement."""
    count = 0
    for n in range(len(rows)):
        if order[n, asked[n]] == ORGANISED_PLACE:
            count += 1
    tickets = np.empty(count, np.uint64)
    count = 0
    for n in range(len(rows)):
        if order[n, asked[n]] == ORGANISED_PLACE:
            tickets[count] = place_ticket(rows[n], ORGANISED_PLACE, workers, households, month, openings)
            count += 1
    return tickets


@kernel
def take_up(
    begin: int,
    end: int,
    workers: Workers,
    households: Households,
    rules: Behaviour,
    month: Month,
    openings: Openings,
    starts: NDArray[np.int64],
    rows: NDArray[np.int32],
    order: NDArray[np.uint8],
    asked: NDArray[np.uint8],
    tally: Tally,
) -> None:
    """Move every seeker who won a place into it."""
    for s in range(begin, end):
        for n in range(starts[s], starts[s + 1]):
            w = rows[n]
            code = order[n, asked[n]]
            if code == NOTHING:
                if workers.channel[w] == 0:
                    tally.sums[s, REFUSED] += 1
                continue
            if workers.channel[w] > 0:
                tally.sums[s, SEPARATIONS] += 1
            tally.sums[s, HIRES] += 1
            if code == ORGANISED_PLACE:
                tally.sums[s, ORGANISED_TAKEN] += 1
            _begin_job(w, code, workers, households, rules, month, openings)


@kernel
def _begin_job(
    w: int, code: int, workers: Workers, households: Households, rules: Behaviour, month: Month, openings: Openings
) -> None:
    channel = 1 if code == ORGANISED_PLACE else code
    was_away = workers.channel[w] == 1 or workers.channel[w] == 2
    workers.channel[w] = channel
    workers.tenure[w] = 0
    workers.spell[w] = 0
    workers.pending[w] = 0
    flags = workers.flags[w] & (0xFFFF ^ (_CONTRACT | _ORGANISED))
    if was_away and channel > 2:
        flags |= _RETURNED
    workers.wage[w] = agreed_wage(w, channel, workers, households, rules, month)
    if code == ORGANISED_PLACE:
        flags |= _ORGANISED | _CONTRACT
        workers.wage[w] *= 1.0 + openings.scalars[ORGANISED_PREMIUM]
    elif channel <= 4:
        share = rules.contract_share + openings.scalars[CONTRACT_GAIN]
        if uniform(month.keys[_CONTRACT_DRAW], w) < share:
            flags |= _CONTRACT
    workers.flags[w] = np.uint16(flags)


@kernel
def earnable_grants(
    workers: Workers,
    households: Households,
    month: Month,
    openings: Openings,
    rows: NDArray[np.int32],
    codes: NDArray[np.uint8],
) -> NDArray[np.uint16]:
    """Bits of the grants that each new job could earn."""
    bits = np.zeros(len(rows), np.uint16)
    for n in range(len(rows)):
        w = rows[n]
        held = traits(w, workers, households, month.t)
        for g in range(GRANTS):
            if not (openings.grant_channels[g] >> codes[n]) & 1 or not admitted(held, openings.grant_needs[g]):
                continue
            if openings.grant_contract[g] and not workers.flags[w] & _CONTRACT:
                continue
            if openings.grant_new[g] and workers.flags[w] & _RETURNED:
                continue
            bits[n] |= np.uint16(1 << g)
    return bits


@kernel
def agreed_wage(
    w: int, channel: int, workers: Workers, households: Households, rules: Behaviour, month: Month
) -> float:
    """Pay at base-year level of a worker in a channel; 0 where a lever or the land pays."""
    if channel == 0 or channel == 5 or channel == 6 or channel == 8:
        return 0.0
    log_pay = log_wage(w, workers, households, rules, month)
    if channel == 7:
        return business_wage(w, log_pay, rules, month)
    return rules.wage[channel] * math.exp(log_pay)


@kernel
def first_wages(
    begin: int, end: int, workers: Workers, households: Households, sites: Sites, rules: Behaviour, month: Month
) -> None:
    """Pay and contracts of those who have a job when the run begins."""
    for w in range(sites.worker[begin], sites.worker[end]):
        channel = workers.channel[w]
        workers.wage[w] = agreed_wage(w, channel, workers, households, rules, month)
        if 1 <= channel <= 4 and uniform(month.life_keys[_CONTRACT_DRAW], w) < rules.contract_share:
            workers.flags[w] |= np.uint16(_CONTRACT)


