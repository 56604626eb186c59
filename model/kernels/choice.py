"""Compiled: the order in which those who look would take what they are offered."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from resettle.model import state
from resettle.model.chance import CODE, gumbel
from resettle.model.channels import BUSINESS, FARMING, OUT
from resettle.model.compiled import kernel, rule
from resettle.model.kernels.people import admitted, is_away, is_market, log_wage, steady_chance
from resettle.model.kernels.search import SPREAD
from resettle.model.kernels.worth import burden, business_wage, care_left, expected_pay, kept_part
from resettle.model.openings import (
    ALTERNATIVES,
    CARE_RELIEF,
    GRANTS,
    ORGANISED_COST_CUT,
    ORGANISED_PLACE,
    ORGANISED_PREMIUM,
    Openings,
)
from resettle.model.seekers import Seekers
from resettle.model.state import MAX_SKILL, Households, Workers
from resettle.model.tables import Behaviour, Month, Vectors

_CARE, _TASTE = CODE["care_place"], CODE["taste"]
_ABILITY, _ANGLE = CODE["ability"], CODE["ability_angle"]
_FORTUNE, _BUSINESS_ANGLE = CODE["business_luck"], CODE["business_angle"]
_CARER, _ORGANISED, _RETURNED = int(state.CARER), int(state.ORGANISED), int(state.RETURNED)
_STEADY = int(state.STEADY)
NOTHING = 255
"""Marks the end of a seeker's list."""


@kernel
def rank(
    begin: int,
    end: int,
    workers: Workers,
    households: Households,
    rules: Behaviour,
    vectors: Vectors,
    month: Month,
    openings: Openings,
    seekers: Seekers,
) -> None:
    """List, for each seeker, the offers better than staying, best first.

    A random-utility choice: value = (pay at base-year level + taste - burden) / scale +
    a Gumbel shock (McFadden 1974). Pay is divided by the wage index so that growing
    wages alone do not empty the settlements.
    """
    starts, rows, traits = seekers.starts, seekers.rows, seekers.traits
    offered, order = seekers.offered, seekers.order
    value = np.empty(ALTERNATIVES)
    # Only where a grant changes what is expected: most do in one or two channels.
    of_grant, of_code = np.empty((2, GRANTS * ORGANISED_PLACE), np.int64)
    changes = 0
    for g in range(GRANTS):
        for code in range(1, ORGANISED_PLACE):
            if openings.leave_value[g, code].any():
                of_grant[changes], of_code[changes] = g, code
                changes += 1
    expected = np.zeros(ALTERNATIVES)
    keys, life = month.keys, month.life_keys
    index, scale = month.local_index, rules.choice_scale
    premium, cost_cut = openings.scalars[ORGANISED_PREMIUM], openings.scalars[ORGANISED_COST_CUT]
    relief = openings.scalars[CARE_RELIEF]
    kept = np.empty((2, ORGANISED_PLACE))
    for family in range(2):
        for code in range(ORGANISED_PLACE):
            kept[family, code] = kept_part(
                code, vectors.spent_away[code], family > 0, rules, openings.pay_factor[code]
            )
    casual = np.ones(ORGANISED_PLACE)
    for code in range(ORGANISED_PLACE):
        if is_market(code):
            casual[code] = min(1.0, vectors.casual_work[code] * month.work[code])
    in_work = np.ones((ALTERNATIVES, MAX_SKILL + 1))
    for code in range(ALTERNATIVES):
        if is_market(code):
            for skill in range(MAX_SKILL + 1):
                steady = steady_chance(vectors.steady_start[code], skill, month.settled, rules)
                in_work[code, skill] = steady + (1.0 - steady) * casual[code]
    for s in range(begin, end):
        served = openings.care_served[s]
        for n in range(starts[s], starts[s + 1]):
            order[n, :] = NOTHING
            if offered[n] == 0:
                continue
            w, own_traits = rows[n], traits[n]
            h = workers.household[w]
            now, flags, age = workers.channel[w], workers.flags[w], month.t - workers.birth[w]
            skill = workers.skill[w]
            log_pay = log_wage(
                w,
                vectors.schooling_years[workers.schooling[w]],
                skill,
                flags,
                workers.health[w],
                households.effect[h],
                rules,
                life[_ABILITY],
                life[_ANGLE],
            )
            pay_factor = math.exp(log_pay)
            land = households.land[h]
            farmers = 0
            if land > 0.0:
                for member in range(households.first[h], households.first[h + 1]):
                    farmers += workers.channel[member] == FARMING
            own_land = land / max(1, farmers + (now != FARMING))
            care = care_left(w, served, relief, life[_CARE]) if flags & _CARER else 0.0
            expected[:] = 0.0
            for k in range(changes):
                g = of_grant[k]
                meant = admitted(own_traits, openings.grant_needs[g])
                if meant and not (openings.grant_new[g] and flags & _RETURNED):
                    expected[of_code[k]] += openings.leave_value[g, of_code[k], households.poor[h]]
            others_away = households.away[h] - is_away(now) > 0
            value[0] = rules.home_value
            if now > 0:
                worked = 1.0 if flags & _STEADY else casual[now]
                pay = expected_pay(
                    now,
                    float(workers.wage[w]),
                    month.wage_index[now],
                    kept[int(others_away), now] * worked,
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
                if not (offered[n] >> code) & 1:
                    continue
                channel = OUT if code == ORGANISED_PLACE else code
                leaving = vectors.leave_cost[channel]
                if channel == BUSINESS:
                    wage = business_wage(w, log_pay, rules, life[_FORTUNE], life[_BUSINESS_ANGLE])
                else:
                    wage = vectors.wage[channel] * pay_factor
                if code == ORGANISED_PLACE:
                    wage *= 1.0 + premium
                    leaving *= 1.0 - cost_cut
                pay = expected_pay(
                    channel,
                    wage,
                    month.wage_index[channel],
                    kept[int(others_away), channel] * in_work[code, skill],
                    openings.pay[channel],
                    own_land,
                    rules.farm_income,
                )
                cost = burden(channel, age, flags, leaving, care * vectors.care_cost[channel], rules)
                worth = (pay + expected[channel]) / index
                worth += vectors.taste[channel] - cost
                value[code] = worth / scale + gumbel(keys[_TASTE] + np.uint64(code) * SPREAD, w)
            _list_best(value, offered[n], order, n)


@rule
def _list_best(value: NDArray[np.float64], offers: int, order: NDArray[np.uint8], n: int) -> None:
    """Write the codes of the offers valued above staying, best first; lower codes first on ties."""
    length = 0
    for code in range(1, ALTERNATIVES):
        if not (offers >> code) & 1 or value[code] <= value[0]:
            continue
        position = length
        while position > 0 and value[order[n, position - 1]] < value[code]:
            order[n, position] = order[n, position - 1]
            position -= 1
        order[n, position] = code
        length += 1
