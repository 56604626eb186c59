"""Which replication takes which parameter draw, so that ignorance and luck can be told apart.

Every replication has a seed of its own. If each had a draw of its own as well, nothing could
tell how much of the spread comes from the draws and how much from the seeds; some draws are
therefore run with several seeds (a nested design of one factor; Searle, Casella and McCulloch
(1992), *Variance Components*, ch. 3).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

BLOCK = 3
"""Replications of a block of the default design: draws A, B and A again."""


@dataclass(frozen=True)
class Design:
    """Rule that gives each replication its draw.

    By default two draws share three replications: every other draw is run with two seeds. With
    30 replications that makes 20 draws, ten of them with two seeds. Where parameters make most of
    the spread, more draws say more than more seeds for each. The draw of a replication does not depend on how
    many are asked for, so that more replications keep the first ones.

    Attributes:
        seeds_per_draw: Seeds for every draw; `None` for the default. With one seed for each
            draw the two parts of the spread cannot be separated.
    """

    seeds_per_draw: int | None = None

    def __post_init__(self) -> None:
        if self.seeds_per_draw is not None and self.seeds_per_draw < 1:
            raise ValueError("a draw needs at least one seed")

    def draw(self, replication: int) -> int:
        """Number of the draw of a replication, both from 0."""
        if self.seeds_per_draw is not None:
            return replication // self.seeds_per_draw
        block, place = divmod(replication, BLOCK)
        return 2 * block + place % 2

    def draws(self, replications: int) -> int:
        """Number of draws among so many replications."""
        return len(self._seeds(replications))

    def repeated(self, replications: int) -> int:
        """Number of draws that have more than one seed."""
        return sum(seeds > 1 for seeds in self._seeds(replications).values())

    def _seeds(self, replications: int) -> Counter[int]:
        return Counter(self.draw(number) for number in range(replications))
