"""Chance: the keyed uniform numbers of the model, and what is made of them."""

from __future__ import annotations

import math

import numpy as np

from resettle.model import chance

_SPACING = {
    "offer": 0xD1342543DE82EF95,
    "taste": 0xD1342543DE82EF95,
    "ticket": 0x9FB21C651E98DF25,
    "grant": 1,
}
"""How far apart the keys of the alternatives of one decision lie."""

LIFE = -1
"""The month of draws that are made once for life."""


class Draws:
    """The numbers of one month: always the same for a seed, a decision and an agent."""

    def __init__(self, seed: int, month: int) -> None:
        self._decisions = [int(key) for key in chance.keys(seed, month)]
        self._keys: dict[tuple[str, int], np.uint64] = {}

    def uniform(self, decision: str, agent: int, alternative: int = 0) -> float:
        """Evenly between 0 and 1; it also serves as a lot, the lowest being drawn first."""
        key = self._keys.get((decision, alternative))
        if key is None:
            shifted = self._decisions[chance.CODE[decision]] + alternative * _SPACING.get(decision, 0)
            key = self._keys[decision, alternative] = np.uint64(shifted % 2**64)
        return chance.uniform(key, agent)

    def gumbel(self, decision: str, agent: int, alternative: int = 0) -> float:
        """A taste shock: with it the best of several values is a logit choice (McFadden 1974)."""
        return -math.log(-math.log(self.uniform(decision, agent, alternative) + 1e-300))

    def normal(self, decision: str, angle: str, agent: int) -> float:
        """Standard normal, by Box and Muller (1958)."""
        radius = math.sqrt(-2.0 * math.log(1.0 - self.uniform(decision, agent)))
        return radius * math.cos(2.0 * math.pi * self.uniform(angle, agent))
