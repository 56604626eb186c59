"""Phase 8: household income by source."""

from __future__ import annotations

from resettle.model.kernels import income
from resettle.model.world import World


def households(world: World) -> None:
    """Property and transfer income, and months without anybody in work."""
    _, table, sites = world.state
    world.run(income.settle_households, table, sites, world.rules, world.month, world.openings, world.tally)
