"""Phase 2: illness, order slumps and closures."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from resettle.model.fields import number
from resettle.model.kernels import life
from resettle.model.levers.base import Lever
from resettle.model.world import World


def shocks(world: World, levers: Iterable[Lever]) -> None:
    """Strike workers with illness, and workshops with slumps and closure, as far as levers let them."""
    world.closure_factor = 1.0
    for lever in levers:
        lever.before_shocks()
    workers, households, sites = world.state
    world.run(life.fall_ill, workers, households, sites, world.rules, world.vectors, world.month)
    parameters = world.inputs.parameters
    slump, length = number(parameters, "workshop_slump"), round(number(parameters, "workshop_slump_months"))
    closure = number(parameters, "workshop_closure") * world.closure_factor
    running = [workshop for workshop in world.workshops if workshop.open]
    keys = np.array([workshop.key for workshop in running], np.int64)
    closes, slumps = world.draws("closure", keys).tolist(), world.draws("slump", keys).tolist()
    for workshop, u_closure, u_slump in zip(running, closes, slumps, strict=True):
        if u_closure < closure:
            workshop.open = False
        elif workshop.slump > 0:
            workshop.slump -= 1
        elif u_slump < slump:
            workshop.slump = length
