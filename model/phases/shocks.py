"""Phase 2: illness, order slumps and closures."""

from __future__ import annotations

from model.agents import Workshop
from model.fields import number
from model.kernels import life
from model.world import World


def shocks(world: World) -> None:
    """Strike workers with illness, and workshops with slumps and closure."""
    workers, households, sites = world.state
    world.run(life.fall_ill, workers, households, sites, world.rules, world.vectors, world.month)
    parameters = world.inputs.parameters
    slump, length = number(parameters, "workshop_slump"), round(number(parameters, "workshop_slump_months"))
    closure = number(parameters, "workshop_closure") * world.closure_factor
    for workshop in world.workshops:
        if workshop.open:
            _strike(world, workshop, slump, length, closure)


def _strike(world: World, workshop: Workshop, slump: float, length: int, closure: float) -> None:
    if world.draw("closure", workshop.key) < closure:
        workshop.open = False
    elif workshop.slump > 0:
        workshop.slump -= 1
    elif world.draw("slump", workshop.key) < slump:
        workshop.slump = length
