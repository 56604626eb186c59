"""Compiled: what each worker brings home, grants that fall due, and household income by source."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from resettle.model import state
from resettle.model import tally as col
from resettle.model.channels import BUSINESS, CHANNELS, FARMING, RELIEF, WELFARE, WORKSHOP
from resettle.model.compiled import kernel, rule
from resettle.model.kernels.people import is_away, months_in
from resettle.model.kernels.worth import kept_part
from resettle.model.openings import GRANTED, GRANTED_YUAN, GRANTS, KINDS_OF_GRANTS, Openings
from resettle.model.state import LABOUR, Households, Sites, Workers
from resettle.model.tables import Behaviour, Month, Vectors
from resettle.model.tally import Tally

_WANTS = int(state.WANTS_WORK)


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
    """Pay of the month, tenure or spell one month longer, and the grants that fall due."""
    rate = np.empty((2, len(CHANNELS)))
    for family in range(2):
        for channel in range(len(CHANNELS)):
            kept = kept_part(
                channel, vectors.spent_away[channel], family > 0, rules, openings.pay_factor[channel]
            )
            rate[family, channel] = month.wage_index[channel] * kept
    farm_income = rules.farm_income / 12.0 * rate[0, FARMING]
    for s in range(begin, end):
        at, to = sites.household[s], sites.household[s + 1]
        for column in (households.wage, households.business, households.transfer, households.from_levers):
            column[at:to] = 0.0
        for count in (
            households.labour,
            households.working,
            households.away,
            households.willing,
            households.worked,
        ):
            count[at:to] = 0
        first, last = sites.worker[s], sites.worker[s + 1]
        channels, owner, status = (
            workers.channel[first:last],
            workers.household[first:last],
            workers.status[first:last],
        )
        spell, tenure, ill = workers.spell[first:last], workers.tenure[first:last], workers.ill[first:last]
        wages, paid, pending = workers.wage[first:last], workers.pay[first:last], workers.pending[first:last]
        flags, worked = workers.flags[first:last], workers.worked[first:last]
        wage, business = households.wage[at:to], households.business[at:to]
        labour, working = households.labour[at:to], households.working[at:to]
        away, willing, most = households.away[at:to], households.willing[at:to], households.worked[at:to]
        for i in range(last - first):
            away[owner[i] - at] += is_away(channels[i])
        welfare_pay = 0.0
        relief_pay = 0.0
        for i in range(last - first):  # who has no job passes through with zeros: a branch would cost more
            home, channel = owner[i] - at, channels[i]
            is_labour, works = status[i] == LABOUR, channel != 0
            labour[home] += is_labour
            working[home] += works
            willing[home] += is_labour & (flags[i] & _WANTS != 0) & (ill[i] == 0)
            most[home] = max(most[home], months_in(worked[i]) if is_labour else 0)
            spell[i] = min(255, spell[i] + (is_labour & (not works)))
            tenure[i] = min(60000, tenure[i] + works)
            pay = float(wages[i]) * rate[int(away[home] > 1), channel] + openings.pay[channel]
            if channel == FARMING:
                h = at + home
                pay = farm_income * households.land[h] / _farmers(h, households.first, workers.channel)
            paid[i] = _this_month(pay, channel, worked[i], tenure[i], rules)
            pay = float(paid[i])  # as it is kept, so that sums agree to the last yuan
            own = channel >= BUSINESS
            business[home] += pay if own else 0.0
            wage[home] += 0.0 if own else pay
            if channel == WELFARE:
                welfare_pay += pay
                households.from_levers[at + home] += pay
            elif channel == RELIEF:
                relief_pay += pay
                households.from_levers[at + home] += pay
            if pending[i] != 0:
                _pay_grants(s, at + home, first + i, workers, households, openings, tally)
        tally.sums[s, col.WELFARE_PAY] += welfare_pay
        tally.sums[s, col.RELIEF_PAY] += relief_pay
    _grant_at_once(sites.household[begin], sites.household[end], households, openings)


@kernel
def _grant_at_once(first: int, last: int, households: Households, openings: Openings) -> None:
    """Pay the grants that need no job to those households of a block that receive one."""
    yuan = openings.scalars[GRANTED_YUAN]
    for n in range(int(openings.scalars[GRANTED])):
        h = openings.granted[n]
        if first <= h < last:
            households.transfer[h] += yuan
            households.from_levers[h] += yuan


@rule
def _farmers(h: int, members: NDArray[np.int32], channel: NDArray[np.uint8]) -> int:
    """Members of a household who farm."""
    many = 0
    for w in range(members[h], members[h + 1]):
        many += channel[w] == FARMING
    return many


@rule
def _this_month(pay: float, channel: int, worked: int, tenure: int, rules: Behaviour) -> float:
    """What a job brings home this month: nothing without work, and practice pays."""
    if not worked & 1:
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
        at, to = sites.household[s], sites.household[s + 1]
        base, earned, transfer = (
            households.property_base[at:to],
            households.property[at:to],
            households.transfer[at:to],
        )
        elders, size, from_levers = (
            households.elders[at:to],
            households.size[at:to],
            households.from_levers[at:to],
        )
        for i in range(to - at):  # loops without a branch: several households at once
            earned[i] = base[i] / 12.0 * month.property_index + dividend
            from_levers[i] += dividend
            regular = elders[i] * rules.elder_transfer + size[i] * rules.other_transfer
            transfer[i] += regular / 12.0 * month.transfer_index
        labour, working = households.labour[at:to], households.working[at:to]
        spell, stable = households.spell[at:to], households.stable[at:to]
        for i in range(to - at):
            idle = (labour[i] > 0) & (working[i] == 0)
            spell[i] = min(255, spell[i] + 1) if idle else 0
            stable[i] = min(255, stable[i] + 1) if working[i] > 0 else 0
        paid = tally.sums[s, col.PROPERTY_PAY]
        for _ in range(to - at):  # one by one, as households receive it
            paid += dividend
        tally.sums[s, col.PROPERTY_PAY] = paid


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
        tally.sums[s, col.WAGE] = wage
        tally.sums[s, col.BUSINESS_INCOME] = business
        tally.sums[s, col.PROPERTY] = earned
        tally.sums[s, col.TRANSFER] = received
        tally.sums[s, col.FROM_LEVERS] = from_levers
