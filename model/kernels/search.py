"""Compiled: who looks for work, what each is offered, and the order in which they would take it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from model import state
from model.chance import CODE, gumbel, uniform, uniforms_from
from model.channels import BUSINESS, FARMING, LOCAL, OUT, RELIEF, WELFARE
from model.compiled import kernel, rule
from model.kernels.people import admitted, is_away, log_wage, traits
from model.kernels.worth import burden, business_wage, care_left, expected_pay
from model.state import LABOUR, Households, Sites, Workers
from model.tables import (
    ALTERNATIVES,
    CARE_RELIEF,
    GRADUATE_OFFER,
    GRANTS,
    ORGANISED_COST_CUT,
    ORGANISED_PLACE,
    ORGANISED_PREMIUM,
    SEEKERS,
    Behaviour,
    Month,
    Openings,
    Tally,
    Vectors,
)

_CARE = CODE["care_place"]
_SEARCH, _OFFER, _TASTE = CODE["search"], CODE["offer"], CODE["taste"]
_ABILITY, _ANGLE = CODE["ability"], CODE["ability_angle"]
_LUCK, _BUSINESS_ANGLE = CODE["business_luck"], CODE["business_angle"]
_WANTS, _CARER = int(state.WANTS_WORK), int(state.CARER)
_GRADUATE, _ORGANISED, _RETURNED = int(state.GRADUATE), int(state.ORGANISED), int(state.RETURNED)
_SERVED = int(state.SERVED)
_SPREAD = np.uint64(0xD1342543DE82EF95)
NOTHING = 255
"""Marks the end of a seeker's list."""


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
    looking: NDArray[np.int32],
    tally: Tally,
) -> None:
    """List who looks this month: those without work who want it, and some of those in a job.

    A course keeps a worker from looking; a household in the ledger is visited, so those
    of it without work all look, unless care keeps them. The rows are written into
    `looking`, from the first worker row of each settlement on.
    """
    key, care_key = month.keys[_SEARCH], month.life_keys[_CARE]
    relief = openings.scalars[CARE_RELIEF]
    highest = vectors.search_on_job.copy()
    highest[0] = 1.0
    highest *= max(1.0, rules.care_search)
    for s in range(begin, end):
        first, last = sites.worker[s], sites.worker[s + 1]
        found = 0
        served = openings.care_served[s]
        status, ill, course = workers.status[first:last], workers.ill[first:last], workers.course[first:last]
        flags, channels = workers.flags[first:last], workers.channel[first:last]
        draws = uniforms_from(first, last - first, key)
        may, many = looking[first:last], 0
        for i in range(last - first):  # without a branch: who is free to look is hard to foresee
            free = (status[i] == LABOUR) & (ill[i] == 0) & (course[i] == 0) & (flags[i] & _WANTS != 0)
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
            if flags[i] & _CARER:
                left = care_left(w, served, relief, care_key)
                chance *= 1.0 - (1.0 - rules.care_search) * left
            if draws[i] < chance:
                may[found] = w  # never beyond those still to be read
                found += 1
        tally.sums[s, SEEKERS] += found


@kernel
def rank(
    begin: int,
    end: int,
    workers: Workers,
    households: Households,
    sites: Sites,
    rules: Behaviour,
    vectors: Vectors,
    month: Month,
    openings: Openings,
    organised_open: bool,
    looking: NDArray[np.int32],
    starts: NDArray[np.int64],
    rows: NDArray[np.int32],
    held_by: NDArray[np.int32],
    order: NDArray[np.uint8],
) -> None:
    """List, for each seeker, the offers better than staying, best first.

    A random-utility choice: value = (pay at base-year level + taste - burden) / scale +
    a Gumbel shock (McFadden 1974). Pay is divided by the wage index so that growing
    wages alone do not empty the settlements.
    """
    value = np.empty(ALTERNATIVES)
    # Only where a grant changes what is offered or expected: most change one or two channels.
    of_grant, of_code = np.empty((2, GRANTS * ORGANISED_PLACE), np.int64)
    changes = 0
    for g in range(GRANTS):
        for code in range(1, ORGANISED_PLACE):
            if openings.grant_offer[g, code] != 1.0 or openings.leave_value[g, code].any():
                of_grant[changes], of_code[changes] = g, code
                changes += 1
    likelier = np.ones(ALTERNATIVES)
    expected = np.zeros(ALTERNATIVES)
    keys, life = month.keys, month.life_keys
    index, scale = month.wage_index[LOCAL], rules.choice_scale
    premium, cost_cut = openings.scalars[ORGANISED_PREMIUM], openings.scalars[ORGANISED_COST_CUT]
    graduate_offer = openings.scalars[GRADUATE_OFFER]
    away_factor = month.season_offer * month.demand_offer
    relief = openings.scalars[CARE_RELIEF]
    arrives = np.minimum(1.0, vectors.reach * month.intensity) * openings.pay_factor
    arrives[BUSINESS:] = openings.pay_factor[BUSINESS:]
    open_here = np.ones(ALTERNATIVES, np.bool_)
    open_here[ORGANISED_PLACE] = organised_open
    for s in range(begin, end):
        served = openings.care_served[s]
        for code in range(LOCAL, RELIEF + 1):
            open_here[code] = openings.places[s, code] > 0
        for n in range(starts[s], starts[s + 1]):
            w = looking[sites.worker[s] + n - starts[s]]
            h = workers.household[w]
            now, flags, weak, age = (
                workers.channel[w],
                workers.flags[w],
                workers.health[w],
                month.t - workers.birth[w],
            )
            years = vectors.schooling_years[workers.schooling[w]]
            log_pay = log_wage(
                w,
                years,
                workers.skill[w],
                flags,
                weak,
                households.effect[h],
                rules,
                life[_ABILITY],
                life[_ANGLE],
            )
            pay_factor = math.exp(log_pay)
            gain = math.exp(
                rules.schooling_offer_gain * (years - 9.0) + rules.skill_offer_gain * workers.skill[w]
            )
            if flags & _GRADUATE:
                gain *= graduate_offer
            land = households.land[h]
            farmers = 0
            if land > 0.0:
                for member in range(households.first[h], households.first[h + 1]):
                    farmers += workers.channel[member] == FARMING
            care = care_left(w, served, relief, life[_CARE]) if flags & _CARER else 0.0
            held = traits(
                households.poor[h],
                households.spell[h],
                households.ledger[h],
                now,
                weak,
                flags,
                age,
                workers.schooling[w],
            )
            likelier[:] = 1.0
            expected[:] = 0.0
            for k in range(changes):
                g, code = of_grant[k], of_code[k]
                if not admitted(held, openings.grant_needs[g]):
                    continue
                if openings.grant_new[g] and flags & _RETURNED:
                    continue
                likelier[code] *= openings.grant_offer[g, code]
                expected[code] += openings.leave_value[g, code, households.poor[h]]
            own_land = land / max(1, farmers + (now != FARMING))
            value[0] = rules.home_value
            if now > 0:
                pay = expected_pay(
                    now,
                    float(workers.wage[w]),
                    month.wage_index[now],
                    arrives[now],
                    openings.pay[now],
                    own_land,
                    rules.farm_income,
                )
                leaving = vectors.leave_cost[now]
                if flags & _ORGANISED:
                    leaving *= 1.0 - cost_cut
                cost = burden(now, age, flags, leaving, care * vectors.care_cost[now], rules)
                value[0] = pay / index + vectors.taste[now] - cost
            value[0] = value[0] / scale + gumbel(keys[_TASTE], w)
            for code in range(1, ALTERNATIVES):
                value[code] = -np.inf
                channel = OUT if code == ORGANISED_PLACE else code
                if not open_here[code] or channel == now or not admitted(held, openings.eligible[code]):
                    continue
                if code == FARMING and land <= 0.0:
                    continue
                shock = np.uint64(code) * _SPREAD
                if code != ORGANISED_PLACE:
                    chance = vectors.offer_rate[code] * likelier[code]
                    if code <= LOCAL:
                        chance *= gain
                    if is_away(code):
                        chance *= away_factor
                    if weak == 1:
                        chance *= vectors.weak_offer[code]
                    if uniform(keys[_OFFER] + shock, w) >= chance:
                        continue
                if code == WELFARE and flags & _SERVED and households.spell[h] == 0:
                    continue  # who has served a term makes room, unless the household has nobody in work
                leaving = vectors.leave_cost[channel]
                if channel == BUSINESS:
                    wage = business_wage(w, log_pay, rules, life[_LUCK], life[_BUSINESS_ANGLE])
                else:
                    wage = vectors.wage[channel] * pay_factor
                if code == ORGANISED_PLACE:
                    wage *= 1.0 + premium
                    leaving *= 1.0 - cost_cut
                pay = expected_pay(
                    channel,
                    wage,
                    month.wage_index[channel],
                    arrives[channel],
                    openings.pay[channel],
                    own_land,
                    rules.farm_income,
                )
                cost = burden(channel, age, flags, leaving, care * vectors.care_cost[channel], rules)
                worth = (pay + expected[channel]) / index
                worth += vectors.taste[channel] - cost
                value[code] = worth / scale + gumbel(keys[_TASTE] + shock, w)
            _list_best(value, order, n)
            rows[n] = w
            held_by[n] = held


@rule
def _list_best(value: NDArray[np.float64], order: NDArray[np.uint8], n: int) -> None:
    """Write the codes of the values above that of staying, best first; lower codes first on ties."""
    length = 0
    for code in range(1, ALTERNATIVES):
        if value[code] <= value[0]:
            continue
        place = length
        while place > 0 and value[order[n, place - 1]] < value[code]:
            order[n, place] = order[n, place - 1]
            place -= 1
        order[n, place] = code
        length += 1
    for place in range(length, ALTERNATIVES):
        order[n, place] = NOTHING
