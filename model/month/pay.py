"""Phase 7: wages, and grants that fall due."""

from __future__ import annotations

from resettle.model.kernels import income
from resettle.model.world import World


def pay(world: World) -> None:
    """Pay everyone in work, and the grants whose months are full."""
    workers, households, sites = world.state
    world.run(
        income.pay_workers,
        workers,
        households,
        sites,
        world.rules,
        world.vectors,
        world.month,
        world.openings,
        world.tally,
    )
    for household, amount in world.grants_to_households:
        households.transfer[household] += amount
        households.from_levers[household] += amount
    world.grants_to_households.clear()
