"""Compiled: taking up the places won, first jobs, and the grants that new jobs can earn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from resettle.model import state
from resettle.model import tally as col
from resettle.model.chance import CODE, ticket, uniform
from resettle.model.channels import OUT, WELFARE
from resettle.model.compiled import kernel
from resettle.model.kernels.choice import NOTHING
from resettle.model.kernels.people import (
    OF_A_JOB,
    admitted,
    is_away,
    is_market,
    log_wage,
    priority_class,
    steady_chance,
)
from resettle.model.kernels.worth import agreed_wage
from resettle.model.openings import GRANTS, KINDS_OF_GRANTS, ORGANISED_PLACE, ORGANISED_PREMIUM, Openings
from resettle.model.seekers import Seekers
from resettle.model.state import MAX_SKILL, Households, Sites, Workers
from resettle.model.tables import Behaviour, Ints, Month, Vectors
from resettle.model.tally import Tally

_CONTRACT_DRAW, _STEADY_DRAW, _CLIMB = CODE["contract"], CODE["steady"], CODE["climb_move"]
_ABILITY, _ANGLE = CODE["ability"], CODE["ability_angle"]
_FORTUNE, _BUSINESS_ANGLE = CODE["business_luck"], CODE["business_angle"]
_CONTRACT, _ORGANISED, _RETURNED = int(state.CONTRACT), int(state.ORGANISED), int(state.RETURNED)
_STEADY = int(state.STEADY)
_NOT_SERVED = 0xFFFF ^ int(state.SERVED)


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
    seekers: Seekers,
    tally: Tally,
) -> None:
    """Move every seeker who won a place into it."""
    starts, rows, traits = seekers.starts, seekers.rows, seekers.traits
    order, asked = seekers.order, seekers.asked
    life = month.life_keys
    premium = 1.0 + openings.scalars[ORGANISED_PREMIUM]
    for s in range(begin, end):
        for n in range(starts[s], starts[s + 1]):
            w = rows[n]
            code = order[n, asked[n]]
            before = workers.channel[w]
            if code == NOTHING:
                tally.sums[s, col.REFUSED] += before == 0
                continue
            tally.sums[s, col.SEPARATIONS] += before > 0
            tally.sums[s, col.MOVES] += before > 0
            tally.sums[s, col.HIRES] += 1
            tally.sums[s, col.DISPLACED] += (code == WELFARE) & (before > 0)
            channel = OUT if code == ORGANISED_PLACE else code
            flags = workers.flags[w] & OF_A_JOB
            if channel != WELFARE:
                flags &= _NOT_SERVED
            if is_away(before) and not is_away(channel):
                flags |= _RETURNED
            market = is_market(channel)
            if market and before > 0 and workers.skill[w] < MAX_SKILL:
                workers.skill[w] += uniform(month.keys[_CLIMB], w) < rules.climb_move
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
                w, channel, vectors.wage[channel], log_pay, rules, life[_FORTUNE], life[_BUSINESS_ANGLE]
            )
            if code == ORGANISED_PLACE:
                tally.sums[s, col.ORGANISED_TAKEN] += 1
                flags |= _ORGANISED | _CONTRACT
                wage *= premium
            elif market:
                share = rules.contract_share
                for g in range(GRANTS):
                    if openings.grant_contract_gain[g] > 0.0 and admitted(traits[n], openings.grant_needs[g]):
                        share += openings.grant_contract_gain[g]
                if uniform(month.keys[_CONTRACT_DRAW], w) < share:
                    flags |= _CONTRACT
            if flags & _CONTRACT or (
                market
                and uniform(month.keys[_STEADY_DRAW], w)
                < steady_chance(vectors.steady_start[channel], workers.skill[w], month.settled, rules)
            ):
                flags |= _STEADY
            if workers.course[w] > 0 and is_away(channel):
                workers.course[w] = 0
                tally.sums[s, col.DROPPED] += 1
            workers.channel[w] = channel
            workers.tenure[w] = 0
            workers.spell[w] = 0
            workers.pending[w] = 0
            workers.wage[w] = wage
            workers.flags[w] = np.uint16(flags)


@kernel
def earnable_grants(
    begin: int,
    end: int,
    workers: Workers,
    openings: Openings,
    seekers: Seekers,
    bits: NDArray[np.uint16],
) -> None:
    """Set the bits of the grants that each new job could earn; traits are those of the time of looking."""
    starts, rows, traits = seekers.starts, seekers.rows, seekers.traits
    order, asked = seekers.order, seekers.asked
    for n in range(starts[begin], starts[end]):
        code = order[n, asked[n]]
        if code == NOTHING:
            continue
        flags = workers.flags[rows[n]]
        for g in range(GRANTS):
            if not (openings.grant_channels[g] >> code) & 1:
                continue
            if not admitted(traits[n], openings.grant_needs[g]):
                continue
            if (workers.received[rows[n]] >> (g % KINDS_OF_GRANTS)) & 1:
                continue
            if openings.grant_contract[g] and not flags & _CONTRACT:
                continue
            if openings.grant_new[g] and flags & _RETURNED:
                continue
            bits[n] |= np.uint16(1 << g)


@kernel
def grant_tickets(
    key: np.uint64,
    bits: NDArray[np.uint16],
    grant: int,
    seekers: Seekers,
    priority: Ints,
) -> tuple[NDArray[np.int32], NDArray[np.uint64]]:
    """Worker rows of those who could earn a grant, and their tickets for it.

    Args:
        key: Key of the grant's lot this month.
        bits: Bits of the grants that each seeker could earn.
        grant: Slot of the grant.
        seekers: Those who looked.
        priority: Masks of the traits served first, in order, by grant.
    """
    rows, traits = seekers.rows, seekers.traits
    able, tickets = np.empty(len(rows), np.int32), np.empty(len(rows), np.uint64)
    many = 0
    for n in range(len(rows)):
        if (bits[n] >> grant) & 1:
            able[many] = rows[n]
            tickets[many] = ticket(key, rows[n], priority_class(traits[n], priority, grant))
            many += 1
    return able[:many], tickets[:many]


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
    """Pay, contracts and steadiness of those who have a job when the run begins."""
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
            w, channel, vectors.wage[channel], log_pay, rules, life[_FORTUNE], life[_BUSINESS_ANGLE]
        )
        if not is_market(channel):
            continue
        if uniform(life[_CONTRACT_DRAW], w) < rules.contract_share:
            workers.flags[w] |= np.uint16(_CONTRACT | _STEADY)
            continue
        steady = steady_chance(vectors.steady_start[channel], workers.skill[w], month.settled, rules)
        steady += (1.0 - steady) * (1.0 - (1.0 - rules.steady_rate) ** workers.tenure[w])
        if uniform(life[_STEADY_DRAW], w) < steady:
            workers.flags[w] |= np.uint16(_STEADY)
