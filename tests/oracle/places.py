"""Phase 6, second part: places go to the lowest tickets; winners move; new jobs may earn grants."""

from __future__ import annotations

from bisect import insort
from math import inf
from typing import TYPE_CHECKING

from resettle.model.channels import AWAY_CHANNELS, WAGE_CHANNELS
from tests.oracle.agents import Settlement, Worker
from tests.oracle.jobs import WITH_PLACES, holders
from tests.oracle.search import (
    NUMBER_OF,
    ORGANISED,
    Seeker,
    agreed_wage,
    chance_of_steady,
    channel_of,
    log_of_pay,
)

if TYPE_CHECKING:
    from tests.oracle.oracle import Oracle

Place = tuple[Settlement | None, str]
"""A kind of place in a settlement; organised places are the same for all settlements."""


def match(model: Oracle, seekers: list[Seeker]) -> None:
    """Deferred acceptance, then everyone who won a place moves."""
    won = defer_acceptance(model, seekers)
    moved: list[tuple[Seeker, str]] = []
    for seeker in seekers:
        kind = won.get(seeker.worker.row)
        if kind is not None:
            move(model, seeker.worker, kind, seeker.traits)
            moved.append((seeker, kind))
        elif not seeker.worker.works:
            seeker.worker.household.settlement.tally["refused"] += 1
    promise_grants(model, moved)


def defer_acceptance(model: Oracle, seekers: list[Seeker]) -> dict[int, str]:
    """Kinds of places won, by worker row (Gale and Shapley 1962).

    Each asks for the best place on the list. A place that is full keeps the lowest tickets
    and refuses the highest, who asks for the next on that list. Nothing is final until
    nobody is refused any more, so it does not matter who asks first.
    """
    room = rooms(model)
    queues: dict[Place, list[tuple[int, float, int]]] = {}
    waiting = list(seekers)
    by_row = {seeker.worker.row: seeker for seeker in seekers}
    left = {seeker.worker.row: list(seeker.wishes) for seeker in seekers}
    while waiting:
        seeker = waiting.pop()
        worker = seeker.worker
        if not left[worker.row]:
            continue
        kind = left[worker.row].pop(0)
        where = None if kind == ORGANISED else worker.household.settlement
        queue = queues.setdefault((where, kind), [])
        lot = model.draws.uniform("ticket", worker.row, NUMBER_OF[kind])
        insort(queue, (model.office.rule(kind).priority_class(seeker.traits), lot, worker.row))
        if len(queue) > room.get((where, kind), inf):
            waiting.append(by_row[queue.pop()[2]])
    return {row: kind for (_, kind), queue in queues.items() for _, _, row in queue}


def rooms(model: Oracle) -> dict[Place, int]:
    """Free places where they are limited; who leaves a place this month frees it for the next."""
    room: dict[Place, int] = {(None, ORGANISED): int(model.office.organised_places)}
    for settlement in model.settlements:
        taken = holders(settlement)
        for channel in WITH_PLACES:
            room[settlement, channel] = max(0, settlement.places[channel] - taken[channel])
    return room


def move(model: Oracle, worker: Worker, kind: str, traits: frozenset[str]) -> None:
    """Take up a place."""
    tally, channel = worker.household.settlement.tally, channel_of(kind)
    tally["hires"] += 1
    if worker.works:
        tally["separations"] += 1
        tally["moves"] += 1
        tally["displaced"] += channel == "public_welfare"
        if channel in WAGE_CHANNELS and worker.can_climb:
            worker.skill += model.chance("climb_move", worker) < model.number["climb_move"]
    if worker.is_away and channel not in AWAY_CHANNELS:
        worker.returned = True
    if worker.course > 0 and channel in AWAY_CHANNELS:  # who leaves home leaves the course
        worker.course = 0
        tally["dropped"] += 1
    wage = agreed_wage(model, worker, channel, log_of_pay(model, worker))
    if kind == ORGANISED:
        tally["organised"] += 1
        worker.start(channel, wage * (1.0 + model.office.organised_premium))
        worker.organised = worker.contract = worker.steady = True
        return
    worker.start(channel, wage)
    if channel in WAGE_CHANNELS:
        share = model.number["contract_share"] + model.office.contract_gain(traits)
        worker.contract = model.chance("contract", worker) < share
        steady = model.chance("steady", worker) < chance_of_steady(model, worker, channel)
        worker.steady = worker.contract or steady


def promise_grants(model: Oracle, moved: list[tuple[Seeker, str]]) -> None:
    """Promise each open grant to new jobs that can earn it; too many are served by priority, then by lot."""
    for grant in model.office.grants:
        able = []
        for seeker, kind in moved:
            if grant.can_be_earned(seeker.worker, seeker.traits, kind):
                lot = model.draws.uniform("grant", seeker.worker.row, grant.kind_of_grant)
                able.append((grant.rule.priority_class(seeker.traits), lot, seeker.worker))
        able.sort(key=lambda ticket: ticket[:2])
        for _, _, worker in able[: grant.seats]:
            worker.pending.add(grant.slot)
