"""Verdicts on a target from the replications that meet it: reached or not, or why that cannot be said."""

from __future__ import annotations

from math import isnan

from resettle.results.statistics.intervals import wilson

REACHED, MISSED, UNCERTAIN, FEW, NOBODY = VERDICTS = ("reached", "missed", "uncertain", "few", "nobody")

RELIABLE = 0.95
"""Share of replications from which a target may count as reached."""

RELIABLE_LOW = 0.80
"""Where the lower end of its Wilson interval must lie as well."""

EVEN = 0.50
"""A target counts as missed when the upper end of its interval lies below this."""


def verdict(probability: float, low: float, high: float, runs: float) -> str:
    """One of `VERDICTS` from the share of replications that meet a target.

    Args:
        probability: Share of replications that meet it; NaN if the target counts nobody in any of them.
        low: Lower end of its 95 % Wilson interval.
        high: Upper end.
        runs: Independent replications that say as much; with fewer than 16 not even a target that all of
            them meet would count as reached, so that what is not missed is not uncertain either.
    """
    if isnan(probability):
        return NOBODY
    if probability >= RELIABLE and low >= RELIABLE_LOW:
        return REACHED
    if high < EVEN:
        return MISSED
    return FEW if wilson(runs, runs)[0] < RELIABLE_LOW else UNCERTAIN
