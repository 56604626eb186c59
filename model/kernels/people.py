"""Compiled: rules about one worker that several phases share.

Rules that run for everyone take numbers and single columns, never whole tables: handing a
table to a rule costs more than the rule itself.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from resettle.model import state
from resettle.model.chance import normal
from resettle.model.channels import BUSINESS, IN, OUT, WORKSHOP
from resettle.model.compiled import kernel, rule
from resettle.model.state import Workers
from resettle.model.tables import Behaviour, Ints

_WOMAN, _CERTIFICATE, _GRADUATE = int(state.WOMAN), int(state.CERTIFICATE), int(state.GRADUATE)
_RETURNED, _CARER = int(state.RETURNED), int(state.CARER)
_WANTS_TRAINING, _WILLING = int(state.WANTS_TRAINING), int(state.WILLING)
_TRAINED = int(state.TRAINED_IN_PLAN) | int(state.TRAINED_BEFORE)
OF_A_JOB = 0xFFFF ^ (int(state.CONTRACT) | int(state.ORGANISED) | int(state.STEADY))
"""Flags that outlast a job."""


@rule
def months_in(worked: int) -> int:
    """Months worked in the last twelve: the bits of `Workers.worked` that are set, added up in parallel."""
    pairs = worked - ((worked >> 1) & 0x5555)
    fours = (pairs & 0x3333) + ((pairs >> 2) & 0x3333)
    eights = (fours + (fours >> 4)) & 0x0F0F
    return (eights + (eights >> 8)) & 0x1F


@rule
def log_wage(
    w: int,
    years: float,
    skill: int,
    flags: int,
    weak: int,
    effect: float,
    rules: Behaviour,
    ability_key: np.uint64,
    angle_key: np.uint64,
) -> float:
    """Log of pay relative to an able man with nine years of schooling and no skill (Mincer form).

    Args:
        w: Worker row.
        years: Years of schooling.
        skill: Skill level.
        flags: Bits of `model.state.FLAGS`.
        weak: 1 for weak labour.
        effect: What the household earns beyond its traits, in log points.
        rules: Behaviour.
        ability_key: Key of the draw of ability, made once for life.
        angle_key: Second key of that draw.
    """
    total = rules.schooling_return * (years - 9.0) + rules.skill_return * skill + effect + rules.pay_gap
    if flags & _CERTIFICATE:
        total += rules.certificate_return
    if flags & _WOMAN:
        total -= rules.women_pay_gap
    if weak == 1:
        total += math.log(rules.weak_pay + 1e-12)
    return total + rules.wage_dispersion * normal(ability_key, angle_key, w)


@rule
def trait_bits(
    poor: int, spell: int, ledger: int, channel: int, weak: int, flags: int, age_months: int, schooling: int
) -> int:
    """Bits of `model.traits.TRAITS` that hold for a worker.

    Args:
        poor: Whether the household is registered poor.
        spell: Months the household has had nobody in work.
        ledger: 0 if the household is not in the monitoring ledger.
        channel: Channel code.
        weak: 1 for weak labour.
        flags: Bits of `model.state.FLAGS`.
        age_months: Age in months.
        schooling: Level of schooling.
    """
    bits = 0
    if poor > 0:
        bits |= 1
    if spell > 0:
        bits |= 2
    if ledger > 0:
        bits |= 4
    if channel == 0:
        bits |= 8
    if weak == 1:
        bits |= 16
    if flags & _WOMAN:
        bits |= 32
    if flags & _CARER:
        bits |= 64
    if age_months >= 600:
        bits |= 128
    if schooling <= 1:
        bits |= 256
    if flags & _RETURNED:
        bits |= 512
    if flags & _GRADUATE:
        bits |= 1024
    if flags & _WANTS_TRAINING:
        bits |= 2048
    if not flags & _WILLING:
        bits |= 4096
    if not flags & _TRAINED:
        bits |= 8192
    return bits


@kernel
def traits_of(
    poor: NDArray[np.uint8],
    spell: NDArray[np.uint8],
    ledger: NDArray[np.uint8],
    channel: NDArray[np.uint8],
    weak: NDArray[np.uint8],
    flags: NDArray[np.uint16],
    age_months: NDArray[np.int16],
    schooling: NDArray[np.uint8],
) -> Ints:
    """Trait bits of the workers listed; see `trait_bits`."""
    out = np.empty(len(flags), np.int64)
    for n in range(len(flags)):
        out[n] = trait_bits(
            poor[n], spell[n], ledger[n], channel[n], weak[n], flags[n], age_months[n], schooling[n]
        )
    return out


@rule
def is_away(channel: int) -> bool:
    """Whether a channel needs leaving home."""
    return OUT <= channel <= IN


@rule
def is_market(channel: int) -> bool:
    """Whether the market sets the pay of a channel."""
    return OUT <= channel <= WORKSHOP


@rule
def steady_chance(share: float, skill: int, settled: float, rules: Behaviour) -> float:
    """Chance that a new job of the market is steady.

    Args:
        share: Share of the channel for settled people without skill.
        skill: Skill level.
        settled: Part of the way to it that people have come since the move.
        rules: Behaviour.
    """
    return min(1.0, share * settled * math.exp(rules.skill_steady * skill))


@rule
def admitted(traits: int, eligible: int) -> bool:
    """Whether any of the eligible traits is among those of a worker; 0 admits everyone."""
    return eligible == 0 or (traits & eligible) != 0


@rule
def priority_class(traits: int, priority: Ints, slot: int) -> int:
    """Position of the first trait served that a worker has; one beyond the list if there is none."""
    last: int = priority.shape[1]
    for position in range(last):
        if traits & priority[slot, position]:
            return position
    return last


@rule
def raised(wage: float, channel: int, gain: float) -> float:
    """Pay after a worker's log pay has changed by `gain`: in full from employers, half in an own business."""
    if is_market(channel):
        return wage * math.exp(gain)
    if channel == BUSINESS:
        return wage * math.exp(0.5 * gain)
    return wage


@rule
def leave_job(w: int, workers: Workers) -> None:
    """End a job: the worker is without work from now on, and returned if it was away.

    The one rule that takes a table: few jobs end in a month.
    """
    kept = workers.flags[w] & OF_A_JOB
    if is_away(workers.channel[w]):
        kept |= _RETURNED
    workers.flags[w] = np.uint16(kept)
    workers.channel[w] = 0
    workers.tenure[w] = 0
    workers.spell[w] = 0
    workers.wage[w] = 0.0
    workers.pending[w] = 0
