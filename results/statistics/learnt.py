"""What was learnt of a parameter, and what it makes of a figure: shares of variance from draws.

Shares are first-order: the variance of what is expected of the figure given one parameter (Plischke,
Borgonovo and Smith 2013, European Journal of Operational Research 226, 536-550), by a cubic in the
parameter's scale.
"""

from __future__ import annotations

import numpy as np

from resettle.results.statistics.intervals import FloatArray

LARGE = 0.2
"""Share of the variance of a figure above which a parameter must have been learnt."""

LEARNT = 0.8
"""Contraction from which it has been: 1 - variance of the posterior by that of the prior."""


def first_order(values: FloatArray, figure: FloatArray) -> float:
    """Share of the variance of a figure that follows from one parameter, adjusted for what chance fits.

    Args:
        values: The parameter at each draw, on a scale on which it is about normal.
        figure: The figure at each draw.
    """
    if figure.std() <= 0.0 or values.std() <= 0.0:
        return 0.0
    scaled = (values - values.mean()) / values.std()
    design = np.vander(scaled, 4)
    rest = figure - design @ np.linalg.lstsq(design, figure, rcond=None)[0]
    explained = 1.0 - (rest @ rest) / (len(figure) - 4) / figure.var(ddof=1)
    return float(max(0.0, explained))
