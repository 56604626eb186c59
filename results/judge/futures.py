"""The one numbered stream of futures that every question looks at.

Future *n* is one draw of all that nobody knows, number *n*, with chance of its own: seed = base seed + *n*.
A question that looks at N futures takes the first N, so that the same plan gets the same figures from every
command.

With one seed a draw, nothing could tell how much of the spread comes from what nobody knows and how much from
chance. Some futures are therefore run again with other chance (a nested design of one factor; Searle, Casella
and McCulloch (1992), *Variance Components*, ch. 3): replication n + k x `AGAIN` is future n for the k-th time
more. These serve to split the spread and nothing else: they are in no probability, band or mean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

AGAIN = 1_000_000
"""Distance between the numbers of two replications of one future; no question looks at so many futures."""

PART, MOST = 3, 40
"""One future in so many is run again, and at most so many: the part of chance is small."""


def draw_of(replication: int) -> int:
    """Number of the future of a replication, which is that of its draw."""
    return replication % AGAIN


def replications(futures: int, seeds: int | None = None) -> list[int]:
    """Numbers of the replications of the first futures, those that are run again last.

    Args:
        futures: Number of futures.
        seeds: Times that each is run; if `None` some are run twice.
    """
    first = list(range(futures))
    if seeds is None:
        return first + [AGAIN + number for number in range(min(MOST, futures // PART))]
    return [number + again * AGAIN for again in range(seeds) for number in first]


def first_runs(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of a frame with a column `replication` that are no future run again."""
    return frame[frame["replication"] < AGAIN]
