"""Compiled: courses advance and end; those who want a seat take a ticket; seats are given by ticket."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from resettle.model import state
from resettle.model import tally as col
from resettle.model.chance import CODE, normal, ticket, uniform, uniforms_from
from resettle.model.compiled import kernel, rule
from resettle.model.kernels.people import admitted, is_away, priority_class, raised, trait_bits
from resettle.model.openings import DROPOUT_CUT, PASS_GAIN, SEATS, Openings
from resettle.model.state import LABOUR, MAX_SKILL, Households, Sites, Workers
from resettle.model.tables import Behaviour, Month
from resettle.model.tally import Tally

_DROPOUT, _PASS, _SKILL, _ENROL = CODE["dropout"], CODE["pass"], CODE["skill_gain"], CODE["enrol"]
_OWN, _ABILITY, _ANGLE = CODE["own_training"], CODE["ability"], CODE["ability_angle"]
_CERTIFICATE, _WANTS = int(state.CERTIFICATE), int(state.WANTS_TRAINING)
_TRAINED, _FUNDED = int(state.TRAINED_IN_PLAN), int(state.FUNDED)
HIGHEST_ABILITY = 8.6
"""No standard normal number that is drawn lies higher: a uniform one has 53 bits."""


@kernel
def advance(
    begin: int,
    end: int,
    workers: Workers,
    sites: Sites,
    rules: Behaviour,
    month: Month,
    openings: Openings,
    plan_start: int,
    tally: Tally,
) -> None:
    """One more month of every course: some drop out, some complete, gain skill and a certificate."""
    keys = month.keys
    dropout = rules.course_dropout * (1.0 - openings.scalars[DROPOUT_CUT])
    gained = openings.scalars[PASS_GAIN]
    for s in range(begin, end):
        first, last = sites.worker[s], sites.worker[s + 1]
        course = workers.course[first:last]
        for i in range(last - first):
            if course[i] == 0:
                continue
            w = first + i
            if uniform(keys[_DROPOUT], w) < dropout:
                workers.course[w] = 0
                tally.sums[s, col.DROPPED] += 1
                continue
            workers.course[w] -= 1
            if workers.course[w] > 0:
                continue
            workers.trained[w] = month.t
            funded = workers.flags[w] & _FUNDED != 0
            if funded and month.t >= plan_start:  # who trains alone is not counted for a plan
                workers.flags[w] |= np.uint16(_TRAINED)
            passes = rules.course_pass + gained if funded else rules.course_pass
            tally.sums[s, col.COMPLETED] += 1
            tally.sums[s, col.FUNDED_COURSES] += funded
            gain = 0.0
            if uniform(keys[_PASS], w) < passes and not workers.flags[w] & _CERTIFICATE:
                workers.flags[w] |= np.uint16(_CERTIFICATE)
                gain += rules.certificate_return
                tally.sums[s, col.CERTIFIED] += 1
            if uniform(keys[_SKILL], w) < rules.course_skill and workers.skill[w] < MAX_SKILL:
                workers.skill[w] += 1
                gain += rules.skill_return
            workers.wage[w] = raised(float(workers.wage[w]), workers.channel[w], gain)


@rule
def _may_attend(
    status: int, course: int, ill: int, channel: int, flags: int, since: int, rules: Behaviour
) -> bool:
    """Whether one wants a course and can attend it: at home, not ill, not trained lately."""
    able = (status == LABOUR) & (course == 0) & (ill == 0) & (not is_away(channel))
    return able & (flags & _WANTS != 0) & (since >= rules.retrain_gap)


@kernel
def enrol_alone(
    begin: int, end: int, workers: Workers, sites: Sites, rules: Behaviour, month: Month, tally: Tally
) -> None:
    """Some begin a course without any subsidy, the able more often."""
    key, life = month.keys[_OWN], month.life_keys
    highest = rules.own_training * math.exp(HIGHEST_ABILITY * abs(rules.training_selection))
    for s in range(begin, end):
        first, last = sites.worker[s], sites.worker[s + 1]
        draws = uniforms_from(first, last - first, key)
        flags, channel = workers.flags[first:last], workers.channel[first:last]
        may, many = np.empty(last - first, np.int32), 0
        for i in range(last - first):  # without a branch: few want a course and are lucky
            may[many] = first + i
            many += (draws[i] < highest) & (flags[i] & _WANTS != 0) & (not is_away(channel[i]))
        for w in may[:many]:
            since = month.t - workers.trained[w]
            if not _may_attend(
                workers.status[w],
                workers.course[w],
                workers.ill[w],
                workers.channel[w],
                workers.flags[w],
                since,
                rules,
            ):
                continue
            ability = normal(life[_ABILITY], life[_ANGLE], w)
            if draws[w - first] < rules.own_training * math.exp(rules.training_selection * ability):
                workers.course[w] = rules.course_months
                workers.flags[w] &= np.uint16(0xFFFF ^ _FUNDED)
                tally.sums[s, col.OWN_ENROLLED] += 1


@kernel
def apply(
    begin: int,
    end: int,
    workers: Workers,
    households: Households,
    sites: Sites,
    rules: Behaviour,
    month: Month,
    openings: Openings,
    asking: NDArray[np.int64],
    listed: NDArray[np.int32],
    tickets: NDArray[np.uint64],
) -> None:
    """List those who want a seat and can attend: at home, not ill, not trained lately.

    Args:
        begin: First settlement.
        end: Settlement beyond the last.
        workers: Worker table.
        households: Household table.
        sites: Settlement table.
        rules: Behaviour.
        month: The month.
        openings: What levers open.
        asking: Number who ask in each settlement; written.
        listed: Their worker rows, from the first worker row of each settlement on; written.
        tickets: Their tickets, in the same positions; written.
    """
    key = month.keys[_ENROL]
    for s in range(begin, end):
        first, last = sites.worker[s], sites.worker[s + 1]
        status, course, ill = workers.status[first:last], workers.course[first:last], workers.ill[first:last]
        channel, flags = workers.channel[first:last], workers.flags[first:last]
        trained, here = workers.trained[first:last], listed[first:last]
        many = 0
        for i in range(last - first):  # without a branch: who can and who cannot is hard to foresee
            here[many] = first + i
            many += _may_attend(
                status[i], course[i], ill[i], channel[i], flags[i], month.t - trained[i], rules
            )
        n = first
        for k in range(many):
            w = here[k]
            h = workers.household[w]
            bits = trait_bits(
                households.poor[h],
                households.spell[h],
                households.ledger[h],
                workers.channel[w],
                workers.health[w],
                workers.flags[w],
                month.t - workers.birth[w],
                workers.schooling[w],
            )
            if admitted(bits, openings.eligible[SEATS]):
                listed[n] = w
                tickets[n] = ticket(key, w, priority_class(bits, openings.priority, SEATS))
                n += 1
        asking[s] = n - sites.worker[s]


@kernel
def enrol(
    begin: int,
    end: int,
    workers: Workers,
    sites: Sites,
    rules: Behaviour,
    asking: NDArray[np.int64],
    listed: NDArray[np.int32],
    tickets: NDArray[np.uint64],
    tally: Tally,
    cutoff: np.uint64,
) -> None:
    """Give a seat to every ticket up to the cutoff."""
    for s in range(begin, end):
        for n in range(sites.worker[s], sites.worker[s] + asking[s]):
            if tickets[n] <= cutoff:
                workers.course[listed[n]] = rules.course_months
                workers.flags[listed[n]] |= np.uint16(_FUNDED)
                tally.sums[s, col.ENROLLED] += 1
