"""Phase 5: jobs end by chance, at the end of a post's term, or because places are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resettle.model.channels import CHANNELS
from tests.oracle.agents import Settlement, Worker

if TYPE_CHECKING:
    from tests.oracle.oracle import Oracle

WITH_PLACES = ("local_firm", "workshop", "public_welfare", "works_relief")
"""Channels that have a number of places in each settlement."""


def separate(model: Oracle) -> None:
    """End jobs in every settlement."""
    for settlement in model.settlements:
        for worker in settlement.workers:
            if worker.works:
                served = is_at_term(model, worker)
                if served or model.chance("separation", worker) < chance_of_separation(model, worker):
                    _end(worker)
                    worker.served |= served
        for channel in WITH_PLACES:
            _dismiss(model, settlement, channel)


def is_at_term(model: Oracle, worker: Worker) -> bool:
    """Whether a post has been held for as long as it may be."""
    return worker.channel == "public_welfare" and worker.tenure >= model.office.welfare_term


def chance_of_separation(model: Oracle, worker: Worker) -> float:
    """Early months raise it; skill, a contract and support lower it; away it follows season and demand."""
    number, channel = model.number, worker.channel
    chance = model.table["separation_rate"][channel] * worker.household.settlement.separation_factor[channel]
    if worker.tenure < number["early_months"]:
        chance *= number["early_separation"]
    chance *= (1.0 - number["skill_separation_cut"]) ** worker.skill
    if worker.contract:
        chance *= 1.0 - number["contract_separation_cut"]
    if worker.is_away:
        chance *= model.trend.separations_away
        if worker.organised:
            chance *= 1.0 - model.office.organised_separation_cut
    if worker.ill > 0:  # the job survives only if neither ends it
        survives = (1.0 - min(1.0, chance)) * (1.0 - number["illness_separation"])
        chance = 1.0 - survives
    return chance


def _dismiss(model: Oracle, settlement: Settlement, channel: str) -> None:
    """Where there are fewer places than workers, the highest lots go."""
    holders = [worker for worker in settlement.workers if worker.channel == channel]
    places = max(0, settlement.places[channel])
    if len(holders) > places:
        holders.sort(key=lambda worker: model.chance("exit", worker))
        for worker in holders[places:]:
            _end(worker)


def _end(worker: Worker) -> None:
    worker.leave_job()
    worker.household.settlement.tally["separations"] += 1


def holders(settlement: Settlement) -> dict[str, int]:
    """Workers by channel."""
    count = dict.fromkeys(CHANNELS, 0)
    for worker in settlement.workers:
        count[worker.channel] += 1
    return count
