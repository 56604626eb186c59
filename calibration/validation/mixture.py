"""Quantiles of a mixture of normal distributions, computed exactly rather than drawn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]


def predictive_quantiles(centres: Floats, spreads: Floats, levels: Sequence[float]) -> Floats:
    """Quantiles of an even mixture of normal distributions, one per run.

    Args:
        centres: What each run gave.
        spreads: Standard deviation of error and discrepancy around each; 0 leaves the run's number itself.
        levels: Levels in (0, 1).

    Raises:
        ValueError: If there is no run, or one of its numbers is not finite.
    """
    if not len(centres) or not (np.isfinite(centres).all() and np.isfinite(spreads).all()):
        raise ValueError("predictions need at least one run, and finite numbers")
    wide = spreads > 0

    def below(x: float) -> float:
        sure = (centres <= x)[~wide].sum()
        return float((ndtr((x - centres[wide]) / spreads[wide]).sum() + sure) / len(centres))

    quantiles = []
    for level in levels:
        low, high = float((centres - 9 * spreads).min()), float((centres + 9 * spreads).max())
        for _ in range(200):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if below(middle) < level else (low, middle)
        quantiles.append(high)
    return np.array(quantiles)
