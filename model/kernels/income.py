"""Compiled: what each worker brings home, grants that fall due, and household income by source."""

from __future__ import annotations

import numpy as np

from model.channels import BUSINESS, FARMING, RELIEF, WELFARE, WORKSHOP
from model.compiled import kernel, rule
from model.state import LABOUR, Households, Sites, Workers
from model.tables import (
    BUSINESS_INCOME,
    FROM_LEVERS,
    GRANTS,
    KINDS_OF_GRANTS,
    PROPERTY,
    PROPERTY_PAY,
    RELIEF_PAY,
    TRANSFER,
    WAGE,
    WELFARE_PAY,
    Behaviour,
    Month,
    Openings,
    Tally,
    Vectors,
)


@kernel
def pay_workers(
    begin: int,
    end: int,
    workers: Workers,
    households: Households,
    sites: Sites,
    rules: Behaviour,
    vectors: Vectors,
    month: Month,
    openings: Openings,
    tally: Tally,
) -> None:
    """Pay of the month, tenure or spell one month longer, and grants paid on the month they fall due."""
    rate = month.wage_index * np.minimum(1.0, vectors.reach * month.intensity) * openings.pay_factor
    rate[BUSINESS:] = month.wage_index[BUSINESS:] * openings.pay_factor[BUSINESS:]
    farm_income = rules.farm_income / 12.0 * rate[FARMING]
    first = sites.household[begin]
    farmers = np.zeros(sites.household[end] - first, np.int64)
    for h in range(first, sites.household[end]):
        households.wage[h] = 0.0
        households.business[h] = 0.0
        households.transfer[h] = 0.0
        households.from_levers[h] = 0.0
        households.labour[h] = 0
        households.working[h] = 0
    for w in range(sites.worker[begin], sites.worker[end]):
        farmers[workers.household[w] - first] += workers.channel[w] == FARMING
    for s in range(begin, end):
        welfare_pay = 0.0
        relief_pay = 0.0
        for w in range(sites.worker[s], sites.worker[s + 1]):
            h, channel = workers.household[w], workers.channel[w]
            is_labour = workers.status[w] == LABOUR
            households.labour[h] += is_labour
            if channel == 0:
                workers.pay[w] = 0.0
                workers.spell[w] = min(255, workers.spell[w] + is_labour)
                continue
            households.working[h] += 1
            workers.tenure[w] = min(60000, workers.tenure[w] + 1)
            pay = float(workers.wage[w]) * rate[channel] + openings.pay[channel]
            if channel == FARMING:
                pay = farm_income * households.land[h] / farmers[h - first]
            pay = _this_month(pay, channel, workers.ill[w], workers.tenure[w], rules)
            workers.pay[w] = pay
            pay = float(workers.pay[w])  # as it is kept, so that sums agree to the last yuan
            if channel >= BUSINESS:
                households.business[h] += pay
            else:
                households.wage[h] += pay
            if channel == WELFARE:
                welfare_pay += pay
                households.from_levers[h] += pay
            elif channel == RELIEF:
                relief_pay += pay
                households.from_levers[h] += pay
            if workers.pending[w] != 0:
                _pay_grants(s, h, w, workers, households, openings, tally)
        tally.sums[s, WELFARE_PAY] += welfare_pay
        tally.sums[s, RELIEF_PAY] += relief_pay


@rule
def _this_month(pay: float, channel: int, ill: int, tenure: int, rules: Behaviour) -> float:
    """What a job brings home this month: the ill earn nothing, and practice pays."""
    if ill > 0:
        return 0.0
    if channel == WORKSHOP:
        return pay * (1.0 + rules.proficiency_gain * min(float(tenure), rules.proficiency_months))
    return pay


@kernel
def _pay_grants(
    s: int, h: int, w: int, workers: Workers, households: Households, openings: Openings, tally: Tally
) -> None:
    """Pay each grant promised to a worker whose months in the job are full."""
    for g in range(GRANTS):
        bit = 1 << g
        if not workers.pending[w] & bit or workers.tenure[w] < openings.grant_months[g]:
            continue
        workers.pending[w] = np.uint16(workers.pending[w] & (0xFFFF ^ bit))
        amount = openings.grant_poor[g] if households.poor[h] else openings.grant_other[g]
        workers.received[w] |= np.uint8(1 << (g % KINDS_OF_GRANTS))
        tally.grant_people[s, g] += 1
        tally.grant_yuan[s, g] += amount
        if openings.grant_household[g]:
            households.transfer[h] += amount
            households.from_levers[h] += amount


@kernel
def settle_households(
    begin: int,
    end: int,
    households: Households,
    sites: Sites,
    rules: Behaviour,
    month: Month,
    openings: Openings,
    tally: Tally,
) -> None:
    """Property and regular transfers, spells without anybody in work, and stable work."""
    for s in range(begin, end):
        dividend = openings.property[s]
        for h in range(sites.household[s], sites.household[s + 1]):
            households.property[h] = households.property_base[h] / 12.0 * month.property_index + dividend
            households.from_levers[h] += dividend
            tally.sums[s, PROPERTY_PAY] += dividend
            regular = households.elders[h] * rules.elder_transfer + households.size[h] * rules.other_transfer
            households.transfer[h] += regular / 12.0 * month.transfer_index
            labour, working = households.labour[h], households.working[h]
            households.spell[h] = min(255, households.spell[h] + 1) if labour > 0 and working == 0 else 0
            households.stable[h] = min(255, households.stable[h] + 1) if working > 0 else 0


@kernel
def total_income(begin: int, end: int, households: Households, sites: Sites, tally: Tally) -> None:
    """Income by source, summed over the households of each settlement, in yuan."""
    for s in range(begin, end):
        wage = business = earned = received = from_levers = 0.0
        for h in range(sites.household[s], sites.household[s + 1]):
            wage += households.wage[h]
            business += households.business[h]
            earned += households.property[h]
            received += households.transfer[h]
            from_levers += households.from_levers[h]
        tally.sums[s, WAGE] = wage
        tally.sums[s, BUSINESS_INCOME] = business
        tally.sums[s, PROPERTY] = earned
        tally.sums[s, TRANSFER] = received
        tally.sums[s, FROM_LEVERS] = from_levers
