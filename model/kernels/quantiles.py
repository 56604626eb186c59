"""Exact order statistics: by sorting a few numbers, and compiled, in two passes over many."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from resettle.model.compiled import kernel

BINS = 1 << 16
MANY = 1 << 14
"""Numbers from which on two passes are quicker than sorting."""
_SIGN, _EVERY = np.uint32(0x80000000), np.uint32(0xFFFFFFFF)
_HIGH_HALF = np.uint32(16)


def order_statistics(values: NDArray[np.float32], ranks: NDArray[np.int64]) -> NDArray[np.float64]:
    """The values that would stand at some ranks (from 0, rising) if all were sorted."""
    return in_two_passes(values, ranks) if len(values) >= MANY else np.sort(values)[ranks].astype(np.float64)


@kernel
def in_two_passes(values: NDArray[np.float32], ranks: NDArray[np.int64]) -> NDArray[np.float64]:
    """The same for many values, which are not sorted.

    Counts by the first half of each number's bits, which stand in the order of the numbers once
    the sign is turned (IEEE 754), then sorts only those whose half is that of a value looked for.
    """
    bits = values.view(np.uint32)
    halves = np.empty(len(values), np.uint16)
    for i in range(len(values)):
        turned = bits[i] ^ (_EVERY if bits[i] & _SIGN else _SIGN)
        halves[i] = turned >> _HIGH_HALF
    counts = np.zeros(BINS, np.int64)
    for i in range(len(values)):
        counts[halves[i]] += 1
    out = np.empty(len(ranks))
    before = 0
    position = 0
    for half in range(BINS):
        if counts[half] == 0:
            continue
        first = position
        while position < len(ranks) and ranks[position] < before + counts[half]:
            position += 1
        if position > first:
            inside = np.empty(counts[half], np.float32)
            n = 0
            for i in range(len(values)):
                if halves[i] == half:
                    inside[n] = values[i]
                    n += 1
            inside.sort()
            for k in range(first, position):
                out[k] = inside[ranks[k] - before]
        before += counts[half]
        if position == len(ranks):
            break
    return out
