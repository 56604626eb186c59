"""Those who look for work in a month."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from resettle.model.openings import ALTERNATIVES


class Seekers(NamedTuple):
    """Those who look this month, sorted by settlement.

    Attributes:
        starts: First seeker of each settlement, and the end.
        rows: Worker row of each.
        traits: Bits of the traits of each (see `model.traits`).
        offered: A bit for each code of a place that each is offered.
        order: Codes of the offers better than staying, best first.
        asked: Position on that list at which each stands.
    """

    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    traits: NDArray[np.int32]
    offered: NDArray[np.uint16]
    order: NDArray[np.uint8]
    asked: NDArray[np.uint8]

    @classmethod
    def to_fill(cls, by_site: NDArray[np.float64]) -> Seekers:
        """Columns for so many seekers in each settlement, to be filled by the kernels of the matching."""
        starts = np.zeros(len(by_site) + 1, np.int64)
        starts[1:] = by_site.cumsum()
        count = int(starts[-1])
        return cls(
            starts,
            rows=np.empty(count, np.int32),
            traits=np.empty(count, np.int32),
            offered=np.empty(count, np.uint16),
            order=np.empty((count, ALTERNATIVES), np.uint8),
            asked=np.zeros(count, np.uint8),
        )
