"""Phase 3: every active lever opens what it pays for."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from resettle.model import channels, tables
from resettle.model.levers.base import Lever
from resettle.model.projects import PLACES, SITE
from resettle.model.synthesis import apportion
from resettle.model.world import World


def opening(world: World, levers: Iterable[Lever]) -> None:
    """Close last month's openings, let levers write theirs, and round places to whole ones."""
    tables.reset(world.openings)
    world.training_seats = world.organised_places = world.rounds = world.projects_started = 0
    world.labour_share_floor = 0.0
    world.local_places = world.base_local_places.copy()
    world.projects.clear(world.month.t)
    for lever in levers:
        lever.begin_month()
    relief = np.zeros(world.sites)
    for kind, places in (
        ("relief", relief),
        ("industry", world.local_places),
        ("enterprise", world.local_places),
    ):
        running = world.projects.open_rows(kind, world.month.t)
        np.add.at(places, running[:, SITE].astype(np.int64), running[:, PLACES])
    world.openings.places[:, channels.RELIEF] = whole_places(relief)
    world.openings.places[:, channels.LOCAL] = np.floor(world.local_places + 0.5)
    world.openings.places[:, channels.WORKSHOP] = world.workshop_places()


def whole_places(exact: NDArray[np.float64]) -> NDArray[np.int64]:
    """Whole places by settlement that add up to no more than is paid for."""
    total = int(exact.sum() + 1e-9)
    return apportion(total, exact) if total else np.zeros(len(exact), np.int64)
