"""Phase 9: rounds find households at risk; the safety net tops up whom they found."""

from __future__ import annotations

from resettle.model.fields import number
from resettle.model.kernels import risk
from resettle.model.world import World


def monitoring(world: World) -> None:
    """Find households at risk, help them, and let those safe for long enough go."""
    _, households, sites = world.state
    background = number(world.inputs.parameters, "background_detection")
    world.run(
        risk.monitor, households, sites, world.rules, world.month, world.openings, background, world.tally
    )
