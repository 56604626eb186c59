"""Which draw each of many runs takes, where some draws are run more than once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Design:
    """Seeds for every draw; `None` for two draws to three runs: A, B and A again."""

    seeds: int | None = None

    def draw(self, number: int) -> int:
        """Draw of a run, both from 0."""
        if self.seeds is not None:
            return number // self.seeds
        block, position = divmod(number, 3)
        return 2 * block + position % 2
