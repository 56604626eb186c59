"""Phase 1: season, ageing, wage and price trend."""

from __future__ import annotations

from resettle.model.kernels import life
from resettle.model.world import World


def calendar(world: World, t: int) -> None:
    """Begin month `t`: everyone a month older, school leavers join, the old retire."""
    world.month = world.timeline.month(t)
    world.fresh_tally()
    workers, households, sites = world.state
    world.run(life.age, workers, households, sites, world.month)
