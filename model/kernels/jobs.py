"""Compiled: jobs end, by chance or because places are taken away."""

from __future__ import annotations

import numpy as np

from model import state
from model.chance import CODE, ticket, uniform
from model.compiled import kernel
from model.kernels.people import leave_job
from model.state import Sites, Workers
from model.tables import (
    ORGANISED_SEPARATION_CUT,
    SEPARATIONS,
    WELFARE_TERM,
    Behaviour,
    Month,
    Openings,
    Tally,
)  # fmt: skip

_SEPARATION, _EXIT = CODE["separation"], CODE["exit"]
_CONTRACT, _ORGANISED = int(state.CONTRACT), int(state.ORGANISED)
_WELFARE = 5


@kernel
def separation_chance(w: int, s: int, workers: Workers, rules: Behaviour, month: Month, openings: Openings) -> float:
    """Chance that a job ends this month."""
    channel = workers.channel[w]
    chance = rules.separation_rate[channel] * openings.separation_factor[s, channel]
    if workers.tenure[w] < rules.early_months:
        chance *= rules.early_separation
    chance *= (1.0 - rules.skill_separation_cut) ** workers.skill[w]
    if workers.flags[w] & _CONTRACT:
        chance *= 1.0 - rules.contract_separation_cut
    if channel == 1 or channel == 2:
        chance *= month.season_separation * month.demand_separation
        if workers.flags[w] & _ORGANISED:
            chance *= 1.0 - openings.scalars[ORGANISED_SEPARATION_CUT]
    if workers.ill[w] > 0:
        chance = 1.0 - (1.0 - min(1.0, chance)) * (1.0 - rules.illness_separation)
    return chance


@kernel
def end_job(w: int, s: int, workers: Workers, tally: Tally) -> None:
    """End a job and count it."""
    leave_job(w, workers)
    tally.sums[s, SEPARATIONS] += 1


@kernel
def separate(
    begin: int, end: int, workers: Workers, sites: Sites, rules: Behaviour, month: Month, openings: Openings, tally: Tally
) -> None:
    """End jobs by chance, posts at their longest term, and jobs whose places are gone."""
    held = np.zeros(9, np.int64)
    for s in range(begin, end):
        held[:] = 0
        for w in range(sites.worker[s], sites.worker[s + 1]):
            channel = workers.channel[w]
            if channel == 0:
                continue
            gone = uniform(month.keys[_SEPARATION], w) < separation_chance(w, s, workers, rules, month, openings)
            if gone or (channel == _WELFARE and workers.tenure[w] >= openings.scalars[WELFARE_TERM]):
                end_job(w, s, workers, tally)
            else:
                held[channel] += 1
        for channel in range(3, 7):
            excess = held[channel] - max(0, openings.places[s, channel])
            if excess > 0:
                _dismiss(s, channel, held[channel], excess, workers, sites, month, tally)


@kernel
def _dismiss(
    s: int, channel: int, held: int, excess: int, workers: Workers, sites: Sites, month: Month, tally: Tally
) -> None:
    """End the jobs with the highest tickets in a channel that has fewer places than holders."""
    tickets = np.empty(held, np.uint64)
    n = 0
    for w in range(sites.worker[s], sites.worker[s + 1]):
        if workers.channel[w] == channel:
            tickets[n] = ticket(month.keys[_EXIT], w, 0)
            n += 1
    tickets.sort()
    last_kept = held - excess
    for w in range(sites.worker[s], sites.worker[s + 1]):
        if workers.channel[w] == channel and (last_kept == 0 or ticket(month.keys[_EXIT], w, 0) > tickets[last_kept - 1]):
            end_job(w, s, workers, tally)
