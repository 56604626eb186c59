"""Compiled: ageing, school leaving and illness."""

from __future__ import annotations

import math

import numpy as np

from resettle.model import state
from resettle.model.chance import CODE, uniform
from resettle.model.compiled import kernel
from resettle.model.kernels.people import leave_job, raised
from resettle.model.state import (
    ABLE,
    LABOUR,
    NOT_YET,
    RETIRED,
    RETIREMENT_AGE_MONTHS,
    WEAK,
    Households,
    Sites,
    Workers,
)
from resettle.model.tables import Behaviour, Month, Vectors

_CARER, _WOMAN = int(state.CARER), int(state.WOMAN)
_ILLNESS, _LENGTH = CODE["illness"], CODE["illness_length"]
_WEAKENS, _MEDICAL = CODE["illness_weakens"], CODE["medical"]


@kernel
def age(begin: int, end: int, workers: Workers, households: Households, sites: Sites, month: Month) -> None:
    """Those who turn sixty leave labour and count as elders; school leavers join it."""
    first, last = sites.worker[begin], sites.worker[end]
    status, birth, entry = workers.status[first:last], workers.birth[first:last], workers.entry[first:last]
    born_by, now = month.t - RETIREMENT_AGE_MONTHS, month.t
    for i in range(last - first):
        retires = (status[i] == LABOUR) & (birth[i] <= born_by)
        joins = (status[i] == NOT_YET) & (entry[i] <= now)
        if not (retires | joins):  # one test for both, that most fail
            continue
        if joins:
            status[i] = LABOUR
            continue
        w = first + i
        leave_job(w, workers)
        status[i] = RETIRED
        if workers.flags[w] & _CARER:
            _pass_on_care(w, workers, households)
        workers.course[w] = 0
        workers.ill[w] = 0
        households.elders[workers.household[w]] += 1


@kernel
def _pass_on_care(retired: int, workers: Workers, households: Households) -> None:
    """Whoever retires hands the care to the first woman who is labour, else to the first worker who is."""
    h = workers.household[retired]
    workers.flags[retired] &= np.uint16(0xFFFF ^ _CARER)
    heir = -1
    for w in range(households.first[h], households.first[h + 1]):
        if workers.status[w] != LABOUR:
            continue
        if heir < 0 or (workers.flags[w] & _WOMAN and not workers.flags[heir] & _WOMAN):
            heir = w
    if heir >= 0:
        workers.flags[heir] |= np.uint16(_CARER)


@kernel
def fall_ill(
    begin: int,
    end: int,
    workers: Workers,
    households: Households,
    sites: Sites,
    rules: Behaviour,
    vectors: Vectors,
    month: Month,
) -> None:
    """Illness keeps workers from work, costs the household, and may leave them weak."""
    keys = month.keys
    key, able_rate, weak_rate = keys[_ILLNESS], vectors.illness_rate[ABLE], vectors.illness_rate[WEAK]
    medical = households.medical[sites.household[begin] : sites.household[end]]
    for i in range(len(medical)):
        medical[i] *= 11.0 / 12.0
    first, last = sites.worker[begin], sites.worker[end]
    status, ill, health = workers.status[first:last], workers.ill[first:last], workers.health[first:last]
    struck = np.empty(last - first, np.bool_)
    for i in range(last - first):  # without a branch, so that it runs over several workers at once
        falls = uniform(key, first + i) < (able_rate if health[i] == ABLE else weak_rate)
        struck[i] = (status[i] == LABOUR) & (falls | (ill[i] > 0))
    for i in range(last - first):
        if not struck[i]:
            continue
        w = first + i
        if ill[i] > 0:
            ill[i] -= 1
        else:
            workers.ill[w] = 1 + int(uniform(keys[_LENGTH], w) * rules.illness_months)
            cost = -math.log(1.0 - uniform(keys[_MEDICAL], w)) * rules.medical_cost
            households.medical[workers.household[w]] += cost
            if workers.health[w] != WEAK and uniform(keys[_WEAKENS], w) < rules.illness_weakens:
                workers.health[w] = WEAK
                loss = math.log(rules.weak_pay + 1e-12)
                workers.wage[w] = raised(float(workers.wage[w]), workers.channel[w], loss)
