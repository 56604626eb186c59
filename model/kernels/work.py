"""Compiled: what becomes of a job within a month: work or none, steadiness, skill."""

from __future__ import annotations

import math

import numpy as np

from resettle.model import state
from resettle.model.chance import CODE, uniform
from resettle.model.compiled import kernel
from resettle.model.kernels.people import is_market, raised
from resettle.model.state import MAX_SKILL, Sites, Workers
from resettle.model.tables import Behaviour, Month, Vectors

_SETTLE, _WORKED, _CLIMB = CODE["settle"], CODE["worked"], CODE["climb"]
_STEADY, _YEAR = int(state.STEADY), int(state.YEAR)


@kernel
def work_month(
    begin: int,
    end: int,
    workers: Workers,
    sites: Sites,
    rules: Behaviour,
    vectors: Vectors,
    month: Month,
) -> None:
    """Casual jobs turn steady or have no work this month; who works a while rises in skill.

    The months worked move on by one: bit 0 of `worked` is this month.
    """
    settle_key, worked_key, climb_key = month.keys[_SETTLE], month.keys[_WORKED], month.keys[_CLIMB]
    chance = np.minimum(1.0, vectors.casual_work * month.season_work * month.work)
    turning = np.empty(MAX_SKILL + 1)
    for skill in range(MAX_SKILL + 1):
        turning[skill] = rules.steady_rate * month.settled * math.exp(rules.skill_steady * skill)
    first, last = sites.worker[begin], sites.worker[end]
    channels, ill, worked = workers.channel[first:last], workers.ill[first:last], workers.worked[first:last]
    flags, skills, tenure = workers.flags[first:last], workers.skill[first:last], workers.tenure[first:last]
    for i in range(last - first):
        channel, w = channels[i], first + i
        works = (channel != 0) & (ill[i] == 0)
        if works and is_market(channel):
            if not flags[i] & _STEADY:
                if uniform(settle_key, w) < turning[skills[i]]:
                    flags[i] |= np.uint16(_STEADY)
                else:
                    works = uniform(worked_key, w) < chance[channel]
            practised = works and skills[i] < MAX_SKILL and tenure[i] + 1 >= rules.climb_months
            if practised and uniform(climb_key, w) < rules.climb_rate:
                skills[i] += 1
                workers.wage[w] = raised(float(workers.wage[w]), channel, rules.skill_return)
        worked[i] = np.uint16(((int(worked[i]) << 1) & _YEAR) | works)
