"""Compiled: who looks for work, what each is offered, and the order in which they would take it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from model import state
from model.chance import CODE, gumbel, normal, uniform
from model.compiled import kernel
from model.kernels.people import admitted, log_wage, traits
from model.state import LABOUR, WEAK, Households, Sites, Workers
from model.tables import (
    ALTERNATIVES,
    GRADUATE_OFFER,
    ORGANISED_COST_CUT,
    ORGANISED_PLACE,
    ORGANISED_PREMIUM,
    SEEKERS,
    Behaviour,
    Month,
    Openings,
    Tally,
)  # fmt: skip

_SEARCH, _OFFER, _TASTE = CODE["search"], CODE["offer"], CODE["taste"]
_LUCK, _BUSINESS_ANGLE = CODE["business_luck"], CODE["business_angle"]
_WANTS, _WILLING, _CARER = int(state.WANTS_WORK), int(state.WILLING), int(state.CARER)
_GRADUATE = int(state.GRADUATE)
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
    month: Month,
    seeking: NDArray[np.uint8],
    tally: Tally,
) -> None:
    """Mark who looks this month: those without work who want it, and some of those in a job.

    A full course keeps a worker without a job from looking; a household in the ledger
    is visited, so its workers all look.
    """
    for s in range(begin, end):
        for w in range(sites.worker[s], sites.worker[s + 1]):
            seeking[w] = 0
            channel = workers.channel[w]
            if workers.status[w] != LABOUR or workers.ill[w] > 0 or workers.course[w] > 0:
                continue
            if not workers.flags[w] & _WANTS:
                continue
            if channel == 0:
                chance = rules.search_intensity
                if households.ledger[workers.household[w]] > 0:
                    chance = 1.0
            else:
                chance = rules.search_on_job[channel]
            if workers.flags[w] & _CARER:
                chance *= rules.care_search
            if uniform(month.keys[_SEARCH], w) < chance:
                seeking[w] = 1
                tally.sums[s, SEEKERS] += 1


@kernel
def offer_chance(w: int, s: int, channel: int, workers: Workers, rules: Behaviour, month: Month, openings: Openings) -> float:
    """Chance of hearing of a place in a channel this month."""
    chance = rules.offer_rate[channel] * openings.offer_factor[s, channel]
    if channel <= 3:
        years = rules.schooling_years[workers.schooling[w]] - 9.0
        chance *= math.exp(rules.schooling_offer_gain * years + rules.skill_offer_gain * workers.skill[w])
        if workers.flags[w] & _GRADUATE:
            chance *= openings.scalars[GRADUATE_OFFER]
    if channel <= 2:
        chance *= month.season_offer * month.demand_offer
    if workers.health[w] == WEAK:
        chance *= rules.weak_offer[channel]
    return chance


@kernel
def expected_pay(
    w: int, channel: int, wage: float, workers: Workers, households: Households, rules: Behaviour, month: Month, openings: Openings
) -> float:
    """Yuan a month that a channel would bring home, at this month's prices.

    Args:
        w: Worker row.
        channel: Channel code.
        wage: Pay at base-year level in the market channels and own business.
        workers: Worker table.
        households: Household table.
        rules: Behaviour.
        month: The month.
        openings: What levers open.
    """
    if channel <= 4:
        return wage * month.wage_index[channel] * rules.reach[channel]
    if channel <= 6:
        return openings.pay[channel]
    if channel == 7:
        return wage * month.wage_index[channel]
    return rules.farm_income * households.land[workers.household[w]] / 12.0 * month.wage_index[channel]


@kernel
def business_wage(w: int, log_pay: float, rules: Behaviour, month: Month) -> float:
    """Net income of an own business at base-year level, in yuan a month: luck and half of the owner's skill."""
    luck = normal(month.life_keys[_LUCK], month.life_keys[_BUSINESS_ANGLE], w)
    spread = rules.business_dispersion
    return rules.business_income * math.exp(spread * luck - 0.5 * spread * spread + 0.5 * log_pay)


@kernel
def burden(w: int, channel: int, workers: Workers, rules: Behaviour, month: Month, leave_cut: float) -> float:
    """Yuan a month, at base-year level, that leaving home and care duties take from a channel."""
    cost = 0.0
    if channel <= 2:
        cost = rules.leave_cost[channel] * (1.0 - leave_cut)
        years = (month.t - workers.birth[w]) / 12.0 - 40.0
        if years > 0.0:
            cost += rules.age_leave_cost * years
        if not workers.flags[w] & _WILLING:
            cost += rules.unwilling_cost
    if workers.flags[w] & _CARER:
        cost += rules.care_cost[channel]
    return cost


@kernel
def rank(
    begin: int,
    end: int,
    workers: Workers,
    households: Households,
    sites: Sites,
    rules: Behaviour,
    month: Month,
    openings: Openings,
    organised_open: bool,
    seeking: NDArray[np.uint8],
    starts: NDArray[np.int64],
    rows: NDArray[np.int32],
    order: NDArray[np.uint8],
) -> None:
    """List, for each seeker, the offers better than staying, best first.

    A random-utility choice: value = (pay at base-year level + taste - burden) / scale +
    a Gumbel shock (McFadden 1974). Values are at base-year level so that growing wages
    alone do not empty the settlements.
    """
    value = np.empty(ALTERNATIVES)
    for s in range(begin, end):
        n = starts[s]
        for w in range(sites.worker[s], sites.worker[s + 1]):
            if not seeking[w]:
                continue
            rows[n] = w
            _value_offers(w, s, workers, households, rules, month, openings, organised_open, value)
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
            n += 1


@kernel
def _value_offers(
    w: int,
    s: int,
    workers: Workers,
    households: Households,
    rules: Behaviour,
    month: Month,
    openings: Openings,
    organised_open: bool,
    value: NDArray[np.float64],
) -> None:
    """Fill the value of staying (0) and of each offer; minus infinity where there is none."""
    now = workers.channel[w]
    index = month.wage_index[3]
    log_pay = log_wage(w, workers, households, rules, month)
    own = business_wage(w, log_pay, rules, month)
    pay_factor = math.exp(log_pay)
    poor = households.poor[workers.household[w]]
    held = traits(w, workers, households, month.t)
    shock = np.uint64(0)
    value[0] = rules.home_value
    if now > 0:
        pay = expected_pay(w, now, float(workers.wage[w]), workers, households, rules, month, openings)
        value[0] = pay / index + rules.taste[now] - burden(w, now, workers, rules, month, 0.0)
    value[0] = value[0] / rules.choice_scale + gumbel(month.keys[_TASTE], w)
    for code in range(1, ALTERNATIVES):
        value[code] = -np.inf
        channel = 1 if code == ORGANISED_PLACE else code
        shock += _SPREAD
        if channel == now or not admitted(held, openings.eligible[code]):
            continue
        if code == ORGANISED_PLACE:
            if not organised_open:
                continue
        elif uniform(month.keys[_OFFER] + shock, w) >= offer_chance(w, s, channel, workers, rules, month, openings):
            continue
        if 3 <= code <= 6 and openings.places[s, code] <= 0:
            continue
        if code == 8 and households.land[workers.household[w]] <= 0.0:
            continue
        wage = own if channel == 7 else rules.wage[channel] * pay_factor
        cut = 0.0
        if code == ORGANISED_PLACE:
            wage *= 1.0 + openings.scalars[ORGANISED_PREMIUM]
            cut = openings.scalars[ORGANISED_COST_CUT]
        pay = expected_pay(w, channel, wage, workers, households, rules, month, openings)
        worth = (pay + openings.leave_value[channel, poor]) / index + rules.taste[channel]
        worth -= burden(w, channel, workers, rules, month, cut)
        value[code] = worth / rules.choice_scale + gumbel(month.keys[_TASTE] + shock, w)
