"""Phase 6: those who look are matched with the places open to them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from model import chance
from model.channels import CHANNELS
from model.kernels import matching as compiled
from model.kernels import search
from model.levers.base import Lever
from model.levers.grant import GrantLever
from model.rationing import EVERYONE, cutoff
from model.tables import ALTERNATIVES, SEEKERS
from model.world import World


def matching(world: World, levers: Iterable[Lever]) -> None:
    """Offers, choice, deferred acceptance, and the promise of grants for new jobs."""
    workers, households, sites = world.state
    rules, month, openings, tally = world.rules, world.month, world.openings, world.tally
    world.run(search.find_seekers, workers, households, sites, rules, month, world.seeking, tally)
    starts = np.concatenate([[0], np.cumsum(tally.sums[:, SEEKERS])]).astype(np.int64)
    rows = np.empty(starts[-1], np.int32)
    order = np.empty((starts[-1], ALTERNATIVES), np.uint8)
    asked = np.zeros(starts[-1], np.uint8)
    organised = world.organised_places > 0
    world.run(
        search.rank, workers, households, sites, rules, month, openings, organised, world.seeking, starts, rows, order
    )
    taken = np.zeros((world.sites, len(CHANNELS)), np.int64)
    world.run(compiled.holders, workers, sites, taken)
    _clear(world, taken, starts, rows, order, asked)
    world.run(compiled.take_up, workers, households, rules, month, openings, starts, rows, order, asked, tally)
    codes = order[np.arange(len(rows)), asked]
    _promise_grants(world, levers, rows[codes != search.NOTHING], codes[codes != search.NOTHING])


def _clear(
    world: World,
    taken: NDArray[np.int64],
    starts: NDArray[np.int64],
    rows: NDArray[np.int32],
    order: NDArray[np.uint8],
    asked: NDArray[np.uint8],
) -> None:
    """Deferred acceptance; the settlements meet only in the cutoff of organised places, which can but fall."""
    workers, households, _ = world.state
    limit = EVERYONE
    while True:
        world.run(
            compiled.accept, workers, households, world.month, world.openings, taken, starts, rows, order, asked, limit
        )
        if world.organised_places <= 0:
            return
        tickets = compiled.organised_tickets(workers, households, world.month, world.openings, rows, order, asked)
        if len(tickets) <= world.organised_places:
            return
        limit = cutoff(tickets, world.organised_places)


def _promise_grants(
    world: World, levers: Iterable[Lever], rows: NDArray[np.int32], codes: NDArray[np.uint8]
) -> None:
    """Promise each open grant to the new jobs that can earn it, by lot if there are too many."""
    open_levers = [lever for lever in levers if isinstance(lever, GrantLever) and lever.seats_left > 0]
    if not open_levers or not len(rows):
        return
    workers, households, _ = world.state
    bits = compiled.earnable_grants(workers, households, world.month, world.openings, rows, codes)
    key = world.month.keys[chance.CODE["grant"]]
    for lever in open_levers:
        bit = np.uint16(1 << lever.grant)
        able = rows[(bits & bit) != 0]
        tickets = np.array([chance.bits(key + np.uint64(lever.grant), int(w)) for w in able], np.uint64)
        workers.pending[able[tickets <= cutoff(tickets, lever.seats_left)]] |= bit
