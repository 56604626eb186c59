"""Compiled: who looks for work, and what each of them is offered."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from resettle.model import state
from resettle.model.chance import CODE, uniform, uniforms_from
from resettle.model.channels import CHANNELS, FARMING, LOCAL, NONE, OUT, RELIEF, WELFARE
from resettle.model.compiled import kernel
from resettle.model.kernels.people import admitted, is_away, trait_bits
from resettle.model.kernels.worth import care_left
from resettle.model.openings import (
    CARE_RELIEF,
    GRADUATE_OFFER,
    GRANTS,
    ORGANISED_PLACE,
    ORGANISED_PLACES,
    Openings,
)
from resettle.model.seekers import Seekers
from resettle.model.state import ABLE, LABOUR, MAX_SKILL, Households, Sites, Workers
from resettle.model.tables import Behaviour, Month, Vectors
from resettle.model.tally import SEEKERS, Tally

_CARE, _SEARCH, _OFFER = CODE["care_place"], CODE["search"], CODE["offer"]
_WANTS, _CARER = int(state.WANTS_WORK), int(state.CARER)
_GRADUATE, _SERVED = int(state.GRADUATE), int(state.SERVED)
SPREAD = np.uint64(0xD1342543DE82EF95)
"""Sets the keys of the draws for one kind of place apart from those for the next."""
_EVERY_OFFER = (1 << len(CHANNELS)) - 2
_WELFARE_OFFER, _FARMING_OFFER, _ORGANISED_OFFER = 1 << WELFARE, 1 << FARMING, 1 << ORGANISED_PLACE


@kernel
def find_seekers(
    begin: int,
    end: int,
    workers: Workers,
    households: Households,
    sites: Sites,
    rules: Behaviour,
    vectors: Vectors,
    month: Month,
    openings: Openings,
    listed: NDArray[np.int32],
    tally: Tally,
) -> None:
    """List who looks this month: those without work who want it, and some of those in a job.

    A course leaves less time to look; a household in the ledger is visited, so those
    of it without work all look, unless care keeps them. The rows are written into
    `listed`, from the first worker row of each settlement on.
    """
    key, care_key = month.keys[_SEARCH], month.life_keys[_CARE]
    relief = openings.scalars[CARE_RELIEF]
    highest = vectors.search_on_job.copy()
    highest[0] = 1.0
    highest *= max(1.0, rules.care_search)
    for s in range(begin, end):
        first, last = sites.worker[s], sites.worker[s + 1]
        looking = 0
        served = openings.care_served[s]
        status, ill, course = workers.status[first:last], workers.ill[first:last], workers.course[first:last]
        flags, channels = workers.flags[first:last], workers.channel[first:last]
        draws = uniforms_from(first, last - first, key)
        may, many = listed[first:last], 0
        for i in range(last - first):  # without a branch: who is free to look is hard to foresee
            free = (status[i] == LABOUR) & (ill[i] == 0) & (flags[i] & _WANTS != 0)
            may[many] = i
            many += free & (draws[i] < highest[channels[i]])
        for k in range(many):
            i = may[k]
            w, channel = first + i, channels[i]
            if channel > 0:
                chance = vectors.search_on_job[channel]
            elif households.ledger[workers.household[w]] > 0:
                chance = 1.0
            else:
                chance = rules.search_intensity
            if channel == 0 and workers.health[w] == ABLE and households.aid[workers.household[w]] > 0:
                chance *= 1.0 - rules.allowance_search_cut
            if course[i] > 0:
                chance *= rules.course_search
            if flags[i] & _CARER:
                left = care_left(w, served, relief, care_key)
                chance *= 1.0 - (1.0 - rules.care_search) * left
            if draws[i] < chance:
                may[looking] = w  # never beyond those still to be read
                looking += 1
        tally.sums[s, SEEKERS] += looking


@kernel
def draw_offers(
    begin: int,
    end: int,
    workers: Workers,
    households: Households,
    sites: Sites,
    rules: Behaviour,
    vectors: Vectors,
    month: Month,
    openings: Openings,
    listed: NDArray[np.int32],
    seekers: Seekers,
) -> None:
    """Note who each seeker is, and the kinds of places offered to them this month.

    Args:
        begin: First settlement.
        end: Settlement beyond the last.
        workers: Worker table.
        households: Household table.
        sites: Settlement table.
        rules: Behaviour.
        vectors: Behaviour by channel.
        month: The month.
        openings: What levers open.
        listed: Worker rows of those who look, from the first worker row of each settlement on.
        seekers: Those who look; row, traits and offers of each are written.
    """
    rows, traits, offered = seekers.rows, seekers.traits, seekers.offered
    starts = seekers.starts
    of_grant, of_code = np.empty((2, GRANTS * ORGANISED_PLACE), np.int64)
    changes = 0  # most grants make offers likelier in no channel, or in one or two
    for g in range(GRANTS):
        for code in range(1, ORGANISED_PLACE):
            if openings.grant_offer[g, code] != 1.0:
                of_grant[changes], of_code[changes] = g, code
                changes += 1
    gains = np.empty((len(vectors.schooling_years), MAX_SKILL + 1))
    for schooling in range(gains.shape[0]):
        for skill in range(gains.shape[1]):
            years = vectors.schooling_years[schooling]
            gains[schooling, skill] = math.exp(
                rules.schooling_offer_gain * (years - 9.0) + rules.skill_offer_gain * skill
            )
    keys = month.keys[_OFFER] + np.arange(ORGANISED_PLACE).astype(np.uint64) * SPREAD
    season = month.offers.copy()
    for code in range(ORGANISED_PLACE):
        if is_away(code):
            season[code] *= month.season_offer * month.demand_offer
    organised_open = openings.scalars[ORGANISED_PLACES] > 0.0  # to all who are eligible, without chance
    graduate_offer = openings.scalars[GRADUATE_OFFER]
    chance = np.empty(ORGANISED_PLACE)
    for s in range(begin, end):
        open_here = _EVERY_OFFER
        for code in range(LOCAL, RELIEF + 1):
            if openings.places[s, code] <= 0:
                open_here ^= 1 << code
        for n in range(starts[s], starts[s + 1]):
            w = listed[sites.worker[s] + n - starts[s]]
            h = workers.household[w]
            now, flags, weak = workers.channel[w], workers.flags[w], workers.health[w]
            bits = trait_bits(
                households.poor[h],
                households.spell[h],
                households.ledger[h],
                now,
                weak,
                flags,
                month.t - workers.birth[w],
                workers.schooling[w],
            )
            rows[n] = w
            traits[n] = bits
            gain = gains[workers.schooling[w], workers.skill[w]]
            if flags & _GRADUATE:
                gain *= graduate_offer
            chance[:] = vectors.offer_rate
            for k in range(changes):
                if admitted(bits, openings.grant_needs[of_grant[k]]):
                    chance[of_code[k]] *= openings.grant_offer[of_grant[k], of_code[k]]
            offers = 0
            for code in range(1, FARMING):  # without a branch: offers are hard to foresee
                likely = chance[code] * (gain if code <= LOCAL else 1.0) * season[code]
                likely *= vectors.weak_offer[code] if weak == 1 else 1.0
                comes = (uniform(keys[code], w) < likely) & admitted(bits, openings.eligible[code])
                offers |= comes << code
            offers &= open_here & ~(1 << now)
            if flags & _SERVED and households.spell[h] == 0:
                offers &= ~_WELFARE_OFFER  # who has served a term makes room, unless nobody else works
            if now not in (NONE, FARMING):
                offers &= ~_WELFARE_OFFER  # posts are for those who have found no other work
            if now == 0 and households.land[h] > 0.0 and admitted(bits, openings.eligible[FARMING]):
                offers |= _FARMING_OFFER  # one's own land: nobody has to offer it
            if organised_open and now != OUT and admitted(bits, openings.eligible[ORGANISED_PLACE]):
                offers |= _ORGANISED_OFFER
            offered[n] = offers
