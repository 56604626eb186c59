"""Phase 2: illness, order slumps and closures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from resettle.model.fields import number
from resettle.model.kernels import life
from resettle.model.openings import CLOSURE_FACTOR

if TYPE_CHECKING:
    from resettle.model.levers.base import Lever
    from resettle.model.world import World


def shocks(world: World, levers: Iterable[Lever]) -> None:
    """Strike workers with illness, and workshops with slumps and closure, as far as levers let them."""
    for lever in levers:
        lever.before_shocks()
    world.run(life.fall_ill)
    parameters = world.inputs.parameters
    slump, length = number(parameters, "workshop_slump"), round(number(parameters, "workshop_slump_months"))
    closure = number(parameters, "workshop_closure") * world.openings.scalars[CLOSURE_FACTOR]
    running = [workshop for workshop in world.workshops if workshop.open]
    if not running:
        return
    keys = np.array([workshop.key for workshop in running], np.int64)
    closes, slumps = world.draws("closure", keys).tolist(), world.draws("slump", keys).tolist()
    for workshop, u_closure, u_slump in zip(running, closes, slumps, strict=True):
        if u_closure < closure:
            workshop.open = False
        elif workshop.slump > 0:
            workshop.slump -= 1
        elif u_slump < slump:
            workshop.slump = length
