"""Phase 3: every active lever opens what it pays for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from resettle.model.channels import LOCAL, RELIEF, WORKSHOP
from resettle.model.projects import PLACES, SITE
from resettle.model.synthesis import apportion

if TYPE_CHECKING:
    from resettle.model.levers.base import Lever
    from resettle.model.world import World


def opening(world: World, levers: Iterable[Lever]) -> None:
    """Let levers write the openings, add the places of projects, and round places to whole ones."""
    world.projects.clear(world.month.t)
    for lever in levers:
        lever.begin_month()
    openings, relief = world.openings, np.zeros(world.sites)
    for kind, places in (
        ("relief", relief),
        ("industry", openings.local_places),
        ("enterprise", openings.local_places),
    ):
        running = world.projects.open_rows(kind, world.month.t)
        if len(running):
            np.add.at(places, running[:, SITE].astype(np.int64), running[:, PLACES])
    openings.places[:, RELIEF] = whole_places(relief)
    openings.places[:, LOCAL] = np.floor(openings.local_places + 0.5)
    openings.places[:, WORKSHOP] = world.workshop_places()


def whole_places(exact: NDArray[np.float64]) -> NDArray[np.int64]:
    """Whole places by settlement that add up to no more than is paid for."""
    total = int(exact.sum() + 1e-9)
    return apportion(total, exact) if total else np.zeros(len(exact), np.int64)
