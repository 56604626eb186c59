"""Small compiled rules about one worker that several phases share."""

from __future__ import annotations

import math

import numpy as np

from model import state
from model.chance import CODE, normal
from model.compiled import kernel
from model.state import Households, Workers
from model.tables import Behaviour, Ints, Month

_ABILITY, _ANGLE = CODE["ability"], CODE["ability_angle"]
_WOMAN, _CERTIFICATE, _GRADUATE = int(state.WOMAN), int(state.CERTIFICATE), int(state.GRADUATE)
_RETURNED, _CARER = int(state.RETURNED), int(state.CARER)
_WANTS_TRAINING, _WILLING = int(state.WANTS_TRAINING), int(state.WILLING)


@kernel
def log_wage(w: int, workers: Workers, households: Households, rules: Behaviour, month: Month) -> float:
    """Log of a worker's pay relative to a man with nine years of schooling and no skill (Mincer form)."""
    flags = workers.flags[w]
    total = rules.schooling_return * (rules.schooling_years[workers.schooling[w]] - 9.0)
    total += rules.skill_return * workers.skill[w] + households.effect[workers.household[w]]
    if flags & _CERTIFICATE:
        total += rules.certificate_return
    if flags & _WOMAN:
        total -= rules.women_pay_gap
    if workers.health[w] == 1:
        total += math.log(rules.weak_pay + 1e-12)
    return total + rules.wage_dispersion * normal(month.life_keys[_ABILITY], month.life_keys[_ANGLE], w)


@kernel
def traits(w: int, workers: Workers, households: Households, t: int) -> int:
    """Bits of `model.traits.TRAITS` that hold for a worker."""
    h = workers.household[w]
    flags = workers.flags[w]
    held = 0
    if households.poor[h]:
        held |= 1
    if households.spell[h] > 0:
        held |= 2
    if households.ledger[h] > 0:
        held |= 4
    if workers.channel[w] == 0:
        held |= 8
    if workers.health[w] == 1:
        held |= 16
    if flags & _WOMAN:
        held |= 32
    if flags & _CARER:
        held |= 64
    if t - workers.birth[w] >= 600:
        held |= 128
    if workers.schooling[w] <= 1:
        held |= 256
    if flags & _RETURNED:
        held |= 512
    if flags & _GRADUATE:
        held |= 1024
    if flags & _WANTS_TRAINING:
        held |= 2048
    if not flags & _WILLING:
        held |= 4096
    return held


@kernel
def admitted(held: int, eligible: int) -> bool:
    """Whether any of the eligible traits is held; 0 admits everyone."""
    return eligible == 0 or (held & eligible) != 0


@kernel
def priority_class(held: int, priority: Ints, slot: int) -> int:
    """Position of the first trait served that is held; one beyond the list if none is."""
    for position in range(priority.shape[1]):
        if held & priority[slot, position]:
            return position
    return priority.shape[1]


@kernel
def leave_job(w: int, workers: Workers) -> None:
    """End a job: the worker is without work from now on, and returned if it was away."""
    if workers.channel[w] == 1 or workers.channel[w] == 2:
        workers.flags[w] |= np.uint16(_RETURNED)
    workers.channel[w] = 0
    workers.tenure[w] = 0
    workers.spell[w] = 0
    workers.wage[w] = 0.0
    workers.pending[w] = 0
    workers.flags[w] &= np.uint16(0xFFFF ^ (64 | 128))
