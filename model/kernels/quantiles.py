"""Compiled: exact order statistics of many numbers in two passes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.compiled import kernel

BINS = 2048


@kernel
def order_statistics(values: NDArray[np.float32], ranks: NDArray[np.int64]) -> NDArray[np.float64]:
    """The values that would stand at some ranks (from 0, rising) if all were sorted.

    Counts by equal bins, then sorts only the bins in which a rank falls.
    """
    low, high = values.min(), values.max()
    out = np.full(len(ranks), float(low))
    if not high > low:
        return out
    width = (float(high) - float(low)) / BINS
    counts = np.zeros(BINS + 1, np.int64)
    bins = np.empty(len(values), np.int16)
    for i in range(len(values)):
        bins[i] = int((float(values[i]) - float(low)) / width)
    for i in range(len(values)):
        counts[bins[i]] += 1
    before = 0
    place = 0
    for b in range(BINS + 1):
        first = place
        while place < len(ranks) and ranks[place] < before + counts[b]:
            place += 1
        if place > first:
            inside = np.empty(counts[b], np.float32)
            n = 0
            for i in range(len(values)):
                if bins[i] == b:
                    inside[n] = values[i]
                    n += 1
            inside.sort()
            for k in range(first, place):
                out[k] = inside[ranks[k] - before]
        before += counts[b]
    return out
