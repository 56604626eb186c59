"""Phase 5: jobs end by channel, skill, tenure, season and support."""

from __future__ import annotations

from resettle.model.kernels import jobs
from resettle.model.world import World


def separations(world: World) -> None:
    """End jobs by chance, at the end of a post's term, and where places are gone."""
    workers, _, sites = world.state
    world.run(
        jobs.separate,
        workers,
        sites,
        world.rules,
        world.vectors,
        world.month,
        world.openings,
        world.taken,
        world.tally,
    )
