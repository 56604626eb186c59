"""Rationing across settlements: the ticket up to which a limited number is served."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

EVERYONE = np.uint64(0xFFFFFFFFFFFFFFFF)


def cutoff(tickets: NDArray[np.uint64], places: int) -> np.uint64:
    """The highest ticket that is served.

    Args:
        tickets: Tickets of all who ask.
        places: Number who can be served; at least 1.

    Returns:
        The `places`-th lowest ticket, or the highest possible one if all can be served.
    """
    if len(tickets) <= places:
        return EVERYONE
    return np.uint64(np.partition(tickets, places - 1)[places - 1])
