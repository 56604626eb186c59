"""Compiled: deferred acceptance in each settlement, and taking up the places won.

Everyone asks for the best place on their list; a channel with too many who ask keeps the
lowest tickets and refuses the rest, who ask for their next (Gale and Shapley 1962). With
fixed tickets the outcome does not depend on the order in which anyone asks.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from model import state
from model.chance import CODE, ticket, uniform
from model.channels import BUSINESS, LOCAL, OUT, RELIEF, WORKSHOP
from model.compiled import kernel, rule
from model.kernels.people import admitted, is_away, log_wage, priority_class
from model.kernels.search import NOTHING, business_wage
from model.rationing import EVERYONE
from model.state import Households, Sites, Workers
from model.tables import (
    ALTERNATIVES,
    GRANTS,
    HIRES,
    KINDS_OF_GRANTS,
    ORGANISED_PLACE,
    ORGANISED_PREMIUM,
    ORGANISED_TAKEN,
    REFUSED,
    SEPARATIONS,
    Behaviour,
    Ints,
    Month,
    Openings,
    Tally,
    Vectors,
)

_TICKET, _CONTRACT_DRAW = CODE["ticket"], CODE["contract"]
_ABILITY, _ANGLE = CODE["ability"], CODE["ability_angle"]
_LUCK, _BUSINESS_ANGLE = CODE["business_luck"], CODE["business_angle"]
_CONTRACT, _ORGANISED, _RETURNED = int(state.CONTRACT), int(state.ORGANISED), int(state.RETURNED)
_OF_A_JOB = 0xFFFF ^ (_CONTRACT | _ORGANISED)
_SPREAD = np.uint64(0x9FB21C651E98DF25)


@rule
def place_ticket(w: int, held: int, code: int, key: np.uint64, priority: Ints) -> np.uint64:
    """The ticket of a worker, who holds some traits, for a kind of place."""
    return ticket(key + np.uint64(code) * _SPREAD, w, priority_class(held, priority, code))


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
    key: np.uint64,
    priority: Ints,
    places: Ints,
    taken: NDArray[np.int64],
    starts: NDArray[np.int64],
    rows: NDArray[np.int32],
    held_by: NDArray[np.int32],
    order: NDArray[np.uint8],
    asked: NDArray[np.uint8],
    cutoff: np.uint64,
) -> None:
    """Deferred acceptance until nobody is refused, given the cutoff of organised places.

    Args:
        begin: First settlement.
        end: Settlement beyond the last.
        key: Key of the tickets of this month.
        priority: Priority lists by kind of place.
        places: Places open by settlement and channel.
        taken: Holders by settlement and channel before anyone moves.
        starts: First seeker of each settlement.
        rows: Worker row of each seeker.
        held_by: Traits of each seeker.
        order: Lists of the seekers.
        asked: Place on the list at which each seeker stands; moved by this function.
        cutoff: Highest ticket that still gets an organised place.
    """
    asking = np.zeros(ALTERNATIVES, np.int64)
    for s in range(begin, end):
        refused = True
        while refused:
            refused = False
            asking[:] = 0
            for n in range(starts[s], starts[s + 1]):
                code = order[n, asked[n]]
                if code == ORGANISED_PLACE:
                    if cutoff == EVERYONE:
                        continue
                    if place_ticket(rows[n], held_by[n], ORGANISED_PLACE, key, priority) > cutoff:
                        asked[n] += 1
                        refused = True
                elif code < ORGANISED_PLACE:
                    asking[code] += 1
            for code in range(LOCAL, RELIEF + 1):
                free = max(0, places[s, code] - taken[s, code])
                if asking[code] > free:
                    _refuse(code, free, starts[s], starts[s + 1], key, priority, rows, held_by, order, asked)
                    refused = True


@kernel
def _refuse(
    code: int,
    free: int,
    begin: int,
    end: int,
    key: np.uint64,
    priority: Ints,
    rows: NDArray[np.int32],
    held_by: NDArray[np.int32],
    order: NDArray[np.uint8],
    asked: NDArray[np.uint8],
) -> None:
    """Keep the lowest tickets of those who ask for a kind of place; the rest ask for their next."""
    asking = 0
    for n in range(begin, end):
        asking += order[n, asked[n]] == code
    tickets = np.empty(asking, np.uint64)
    seen = 0
    for n in range(begin, end):
        if order[n, asked[n]] == code:
            tickets[seen] = place_ticket(rows[n], held_by[n], code, key, priority)
            seen += 1
    ranked = np.sort(tickets)
    seen = 0
    for n in range(begin, end):
        if order[n, asked[n]] == code:
            if free == 0 or tickets[seen] > ranked[free - 1]:
                asked[n] += 1
            seen += 1


@kernel
def organised_tickets(
    key: np.uint64,
    priority: Ints,
    rows: NDArray[np.int32],
    held_by: NDArray[np.int32],
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
            tickets[count] = place_ticket(rows[n], held_by[n], ORGANISED_PLACE, key, priority)
            count += 1
    return tickets


@kernel
def take_up(
    begin: int,
    end: int,
    workers: Workers,
    households: Households,
    rules: Behaviour,
    vectors: Vectors,
    month: Month,
    openings: Openings,
    starts: NDArray[np.int64],
    rows: NDArray[np.int32],
    held_by: NDArray[np.int32],
    order: NDArray[np.uint8],
    asked: NDArray[np.uint8],
    tally: Tally,
) -> None:
    """Move every seeker who won a place into it."""
    life = month.life_keys
    premium = 1.0 + openings.scalars[ORGANISED_PREMIUM]
    for s in range(begin, end):
        for n in range(starts[s], starts[s + 1]):
            w = rows[n]
            code = order[n, asked[n]]
            before = workers.channel[w]
            if code == NOTHING:
                tally.sums[s, REFUSED] += before == 0
                continue
            tally.sums[s, SEPARATIONS] += before > 0
            tally.sums[s, HIRES] += 1
            channel = OUT if code == ORGANISED_PLACE else code
            flags = workers.flags[w] & _OF_A_JOB
            if is_away(before) and not is_away(channel):
                flags |= _RETURNED
            log_pay = log_wage(
                w,
                vectors.schooling_years[workers.schooling[w]],
                workers.skill[w],
                workers.flags[w],
                workers.health[w],
                households.effect[workers.household[w]],
                rules,
                life[_ABILITY],
                life[_ANGLE],
            )
            wage = agreed_wage(
                w, channel, vectors.wage[channel], log_pay, rules, life[_LUCK], life[_BUSINESS_ANGLE]
            )
            if code == ORGANISED_PLACE:
                tally.sums[s, ORGANISED_TAKEN] += 1
                flags |= _ORGANISED | _CONTRACT
                wage *= premium
            elif channel <= WORKSHOP:
                share = rules.contract_share
                for g in range(GRANTS):
                    if openings.grant_contract_gain[g] > 0.0 and admitted(
                        held_by[n], openings.grant_needs[g]
                    ):
                        share += openings.grant_contract_gain[g]
                if uniform(month.keys[_CONTRACT_DRAW], w) < share:
                    flags |= _CONTRACT
            workers.channel[w] = channel
            workers.tenure[w] = 0
            workers.spell[w] = 0
            workers.pending[w] = 0
            workers.wage[w] = wage
            workers.flags[w] = np.uint16(flags)


@rule
def agreed_wage(
    w: int,
    channel: int,
    wage: float,
    log_pay: float,
    rules: Behaviour,
    luck_key: np.uint64,
    angle_key: np.uint64,
) -> float:
    """Pay at base-year level of a worker in a channel; 0 where a lever or the land pays."""
    if channel == BUSINESS:
        return business_wage(w, log_pay, rules, luck_key, angle_key)
    if OUT <= channel <= WORKSHOP:
        return wage * math.exp(log_pay)
    return 0.0


@kernel
def earnable_grants(
    workers: Workers,
    openings: Openings,
    rows: NDArray[np.int32],
    held_by: NDArray[np.int32],
    codes: NDArray[np.uint8],
) -> NDArray[np.uint16]:
    """Bits of the grants that each new job could earn; traits are those held when looking."""
    bits = np.zeros(len(rows), np.uint16)
    for n in range(len(rows)):
        flags = workers.flags[rows[n]]
        for g in range(GRANTS):
            if not (openings.grant_channels[g] >> codes[n]) & 1:
                continue
            if not admitted(held_by[n], openings.grant_needs[g]):
                continue
            if (workers.received[rows[n]] >> (g % KINDS_OF_GRANTS)) & 1:
                continue
            if openings.grant_contract[g] and not flags & _CONTRACT:
                continue
            if openings.grant_new[g] and flags & _RETURNED:
                continue
            bits[n] |= np.uint16(1 << g)
    return bits


@kernel
def first_wages(
    begin: int,
    end: int,
    workers: Workers,
    households: Households,
    sites: Sites,
    rules: Behaviour,
    vectors: Vectors,
    month: Month,
) -> None:
    """Pay and contracts of those who have a job when the run begins."""
    life = month.life_keys
    for w in range(sites.worker[begin], sites.worker[end]):
        channel = workers.channel[w]
        log_pay = log_wage(
            w,
            vectors.schooling_years[workers.schooling[w]],
            workers.skill[w],
            workers.flags[w],
            workers.health[w],
            households.effect[workers.household[w]],
            rules,
            life[_ABILITY],
            life[_ANGLE],
        )
        workers.wage[w] = agreed_wage(
            w, channel, vectors.wage[channel], log_pay, rules, life[_LUCK], life[_BUSINESS_ANGLE]
        )
        if OUT <= channel <= WORKSHOP and uniform(month.life_keys[_CONTRACT_DRAW], w) < rules.contract_share:
            workers.flags[w] |= np.uint16(_CONTRACT)
