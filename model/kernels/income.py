"""Compiled: what each worker brings home, grants that fall due, and household income by source."""

from __future__ import annotations

import numpy as np

from model.compiled import kernel
from model.kernels.search import expected_pay
from model.state import LABOUR, Households, Sites, Workers
from model.tables import (
    BUSINESS_FACTOR,
    BUSINESS_INCOME,
    FROM_LEVERS,
    GRANTS,
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
)  # fmt: skip


@kernel
def pay_workers(
    begin: int,
    end: int,
    workers: Workers,
    households: Households,
    sites: Sites,
    rules: Behaviour,
    month: Month,
    openings: Openings,
    tally: Tally,
) -> None:
    """Pay of the month, tenure or spell one month longer, and grants paid on the month they fall due."""
    for s in range(begin, end):
        for h in range(sites.household[s], sites.household[s + 1]):
            households.wage[h] = 0.0
            households.business[h] = 0.0
            households.transfer[h] = 0.0
            households.from_levers[h] = 0.0
            farmers = 0
            for w in range(households.first[h], households.first[h + 1]):
                if workers.channel[w] == 8:
                    farmers += 1
            for w in range(households.first[h], households.first[h + 1]):
                if workers.status[w] != LABOUR:
                    workers.pay[w] = 0.0
                    continue
                channel = workers.channel[w]
                if channel == 0:
                    workers.pay[w] = 0.0
                    workers.spell[w] = min(255, workers.spell[w] + 1)
                    continue
                workers.tenure[w] = min(60000, workers.tenure[w] + 1)
                pay = _pay(w, channel, farmers, workers, households, rules, month, openings)
                workers.pay[w] = pay
                _receive(s, h, channel, pay, households, tally)
                if workers.pending[w] != 0:
                    _pay_grants(s, h, w, workers, households, openings, tally)


@kernel
def _pay(
    w: int, channel: int, farmers: int, workers: Workers, households: Households, rules: Behaviour, month: Month, openings: Openings
) -> float:
    """What a job brings home this month, in yuan; the ill earn nothing, land is shared by who farms it."""
    if workers.ill[w] > 0:
        return 0.0
    pay = expected_pay(w, channel, float(workers.wage[w]), workers, households, rules, month, openings)
    if channel == 4:
        pay *= 1.0 + rules.proficiency_gain * min(float(workers.tenure[w]), rules.proficiency_months)
    elif channel == 7:
        pay *= openings.scalars[BUSINESS_FACTOR]
    elif channel == 8:
        pay /= farmers
    return pay


@kernel
def _receive(s: int, h: int, channel: int, pay: float, households: Households, tally: Tally) -> None:
    if channel >= 7:
        households.business[h] += pay
        return
    households.wage[h] += pay
    if channel == 5:
        households.from_levers[h] += pay
        tally.sums[s, WELFARE_PAY] += pay
    elif channel == 6:
        households.from_levers[h] += pay
        tally.sums[s, RELIEF_PAY] += pay


@kernel
def _pay_grants(
    s: int, h: int, w: int, workers: Workers, households: Households, openings: Openings, tally: Tally
) -> None:
    for g in range(GRANTS):
        bit = 1 << g
        if not workers.pending[w] & bit or workers.tenure[w] < openings.grant_months[g]:
            continue
        workers.pending[w] = np.uint16(workers.pending[w] & (0xFFFF ^ bit))
        amount = openings.grant_poor[g] if households.poor[h] else openings.grant_other[g]
        tally.grant_people[s, g] += 1
        tally.grant_yuan[s, g] += amount
        if openings.grant_household[g]:
            households.transfer[h] += amount
            households.from_levers[h] += amount


@kernel
def settle_households(
    begin: int,
    end: int,
    workers: Workers,
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
            labour = 0
            working = 0
            for w in range(households.first[h], households.first[h + 1]):
                if workers.status[w] == LABOUR:
                    labour += 1
                    if workers.channel[w] > 0:
                        working += 1
            households.spell[h] = min(255, households.spell[h] + 1) if labour > 0 and working == 0 else 0
            households.stable[h] = min(255, households.stable[h] + 1) if working > 0 else 0


@kernel
def total_income(begin: int, end: int, households: Households, sites: Sites, tally: Tally) -> None:
    """Income by source, summed over the households of each settlement, in yuan."""
    for s in range(begin, end):
        for h in range(sites.household[s], sites.household[s + 1]):
            tally.sums[s, WAGE] += households.wage[h]
            tally.sums[s, BUSINESS_INCOME] += households.business[h]
            tally.sums[s, PROPERTY] += households.property[h]
            tally.sums[s, TRANSFER] += households.transfer[h]
            tally.sums[s, FROM_LEVERS] += households.from_levers[h]
