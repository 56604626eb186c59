"""Phase 6: those who look are matched with the places open to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resettle.model import chance
from resettle.model.kernels import choice, placing, search
from resettle.model.kernels import matching as compiled
from resettle.model.levers.base import Lever
from resettle.model.levers.grant import GrantLever
from resettle.model.rationing import EVERYONE, cutoff
from resettle.model.tables import ALTERNATIVES, SEEKERS
from resettle.model.world import World


@dataclass(frozen=True)
class Seekers:
    """Those who look this month, sorted by settlement.

    Attributes:
        starts: First seeker of each settlement, and the end.
        rows: Worker row of each.
        held_by: Traits of each (see `model.traits`).
        order: Codes of the offers better than staying, best first.
        asked: Place on that list at which each stands.
    """

    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    held_by: NDArray[np.int32]
    order: NDArray[np.uint8]
    asked: NDArray[np.uint8]


def matching(world: World, levers: Iterable[Lever]) -> None:
    """Offers, choice, deferred acceptance, and the promise of grants for new jobs."""
    workers, households, sites = world.state
    rules, vectors, month, openings, tally = (
        world.rules,
        world.vectors,
        world.month,
        world.openings,
        world.tally,
    )
    world.run(
        search.find_seekers, workers, households, sites, rules, vectors, month, openings, world.rows, tally
    )
    starts = np.concatenate([[0], np.cumsum(tally.sums[:, SEEKERS])]).astype(np.int64)
    count = int(starts[-1])
    seekers = Seekers(
        starts,
        rows=np.empty(count, np.int32),
        held_by=np.empty(count, np.int32),
        order=np.empty((count, ALTERNATIVES), np.uint8),
        asked=np.zeros(count, np.uint8),
    )
    offered = np.empty(count, np.uint16)
    world.run(
        search.draw_offers,
        workers,
        households,
        sites,
        rules,
        vectors,
        month,
        openings,
        world.organised_places > 0,
        world.rows,
        starts,
        seekers.rows,
        seekers.held_by,
        offered,
    )
    world.run(
        choice.rank,
        workers,
        households,
        rules,
        vectors,
        month,
        openings,
        starts,
        seekers.rows,
        seekers.held_by,
        offered,
        seekers.order,
    )
    _clear(world, seekers)
    world.run(
        placing.take_up,
        workers,
        households,
        rules,
        vectors,
        month,
        openings,
        starts,
        seekers.rows,
        seekers.held_by,
        seekers.order,
        seekers.asked,
        tally,
    )
    _promise_grants(world, levers, seekers)


def _clear(world: World, seekers: Seekers) -> None:
    """Deferred acceptance; settlements meet only in the cutoff of organised places, which can but fall."""
    key = world.month.keys[chance.CODE["ticket"]]
    priority = world.openings.priority
    lists = (seekers.rows, seekers.held_by, seekers.order, seekers.asked)
    limit = EVERYONE
    while True:
        world.run(
            compiled.accept, key, priority, world.openings.places, world.taken, seekers.starts, *lists, limit
        )
        if world.organised_places <= 0:
            return
        tickets = compiled.organised_tickets(key, priority, *lists)
        if len(tickets) <= world.organised_places:
            return
        limit = cutoff(tickets, world.organised_places)


def _promise_grants(world: World, levers: Iterable[Lever], seekers: Seekers) -> None:
    """Promise each open grant to the new jobs that can earn it, by lot if there are too many."""
    open_levers = [lever for lever in levers if isinstance(lever, GrantLever) and lever.seats_left > 0]
    if not open_levers:
        return
    workers = world.state.workers
    rows, held_by = seekers.rows, seekers.held_by
    bits = np.zeros(len(rows), np.uint16)
    lists = (seekers.starts, rows, held_by, seekers.order, seekers.asked)
    world.run(placing.earnable_grants, workers, world.openings, *lists, bits)
    key = world.month.keys[chance.CODE["grant"]]
    for lever in open_levers:
        bit, masks = 1 << lever.slot, np.array(lever.priority, np.int64)
        able, tickets = placing.grant_tickets(key + np.uint64(lever.grant), bits, bit, rows, held_by, masks)
        workers.pending[able[tickets <= cutoff(tickets, lever.seats_left)]] |= np.uint16(bit)
