"""Compiled: jobs end, by chance or because places are taken away."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from resettle.model import state
from resettle.model.chance import CODE, ticket, uniforms_from
from resettle.model.channels import LOCAL, RELIEF, WELFARE
from resettle.model.compiled import kernel, rule
from resettle.model.kernels.people import is_away, leave_job
from resettle.model.openings import ORGANISED_SEPARATION_CUT, WELFARE_TERM, Openings
from resettle.model.state import Sites, Workers
from resettle.model.tables import Behaviour, Month, Vectors
from resettle.model.tally import SEPARATIONS, Tally

_SEPARATION, _EXIT = CODE["separation"], CODE["exit"]
_CONTRACT, _ORGANISED, _SERVED = int(state.CONTRACT), int(state.ORGANISED), int(state.SERVED)


@rule
def separation_chance(
    base: float,
    channel: int,
    tenure: int,
    skill: int,
    flags: int,
    ill: int,
    rules: Behaviour,
    away_factor: float,
    organised_cut: float,
) -> float:
    """Chance that a job ends this month.

    Args:
        base: Chance of the channel with the support that levers give in the settlement.
        channel: Channel code.
        tenure: Months in the job.
        skill: Skill level.
        flags: Bits of `model.state.FLAGS`.
        ill: Months of illness left.
        rules: Behaviour.
        away_factor: Factor of season and labour demand on work away.
        organised_cut: Cut for those placed by labour cooperation.
    """
    chance = base
    if tenure < rules.early_months:
        chance *= rules.early_separation
    chance *= (1.0 - rules.skill_separation_cut) ** skill
    if flags & _CONTRACT:
        chance *= 1.0 - rules.contract_separation_cut
    if is_away(channel):
        chance *= away_factor
        if flags & _ORGANISED:
            chance *= 1.0 - organised_cut
    if ill > 0:
        chance = 1.0 - (1.0 - min(1.0, chance)) * (1.0 - rules.illness_separation)
    return chance


@kernel
def separate(
    begin: int,
    end: int,
    workers: Workers,
    sites: Sites,
    rules: Behaviour,
    vectors: Vectors,
    month: Month,
    openings: Openings,
    taken: NDArray[np.int64],
    tally: Tally,
) -> None:
    """End jobs by chance, posts at their longest term, and jobs whose places are gone.

    Those who keep theirs are counted by settlement and channel in `taken`.
    """
    holders = np.zeros(9, np.int64)
    key = month.keys[_SEPARATION]
    away_factor = month.season_separation * month.demand_separation
    organised_cut = openings.scalars[ORGANISED_SEPARATION_CUT]
    term = openings.scalars[WELFARE_TERM]
    highest = max(1.0, rules.early_separation) * max(1.0, away_factor)
    for s in range(begin, end):
        holders[:] = 0
        ended = 0
        base = vectors.separation_rate * openings.separation_factor[s]
        bound = base * highest
        first, last = sites.worker[s], sites.worker[s + 1]
        channels, ill, tenure = (
            workers.channel[first:last],
            workers.ill[first:last],
            workers.tenure[first:last],
        )
        draws = uniforms_from(first, last - first, key)
        may, many = np.empty(last - first, np.int32), 0
        for i in range(last - first):  # most jobs last: no need to know the chance exactly
            channel = channels[i]
            holders[channel] += 1
            lasts = (ill[i] == 0) & (draws[i] >= bound[channel]) & ((channel != WELFARE) | (tenure[i] < term))
            may[many] = i
            many += (not lasts) & (channel != 0)
        for k in range(many):
            i = may[k]
            w, channel, u = first + i, channels[i], draws[i]
            chance = separation_chance(
                base[channel],
                channel,
                workers.tenure[w],
                workers.skill[w],
                workers.flags[w],
                workers.ill[w],
                rules,
                away_factor,
                organised_cut,
            )
            served = channel == WELFARE and workers.tenure[w] >= term
            if u < chance or served:
                leave_job(w, workers)
                if served:
                    workers.flags[w] |= np.uint16(_SERVED)
                ended += 1
                holders[channel] -= 1
        tally.sums[s, SEPARATIONS] += ended
        for channel in range(LOCAL, RELIEF + 1):
            excess = holders[channel] - max(0, openings.places[s, channel])
            if excess > 0:
                _dismiss(s, channel, holders[channel], excess, workers, sites, month, tally)
                holders[channel] -= excess
        holders[0] = 0
        taken[s] = holders


@kernel
def _dismiss(
    s: int,
    channel: int,
    holders: int,
    excess: int,
    workers: Workers,
    sites: Sites,
    month: Month,
    tally: Tally,
) -> None:
    """End the jobs with the highest tickets in a channel that has fewer places than holders."""
    tickets = np.empty(holders, np.uint64)
    key = month.keys[_EXIT]
    n = 0
    for w in range(sites.worker[s], sites.worker[s + 1]):
        if workers.channel[w] == channel:
            tickets[n] = ticket(key, w, 0)
            n += 1
    tickets.sort()
    kept = holders - excess
    for w in range(sites.worker[s], sites.worker[s + 1]):
        if workers.channel[w] == channel and (kept == 0 or ticket(key, w, 0) > tickets[kept - 1]):
            leave_job(w, workers)
    tally.sums[s, SEPARATIONS] += excess
