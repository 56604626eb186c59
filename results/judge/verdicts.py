"""Verdicts: reached, not reached or uncertain, from the share of replications that meet a target."""

from __future__ import annotations

REACHED, MISSED, UNCERTAIN = VERDICTS = ("reached", "missed", "uncertain")

RELIABLE = 0.95
"""Share of replications from which a target may count as reached."""

RELIABLE_LOW = 0.80
"""Where the lower end of its Wilson interval must lie as well; needs 16 independent replications or more."""

EVEN = 0.50
"""A target counts as missed when the upper end of its interval lies below this."""


def verdict(probability: float, low: float, high: float) -> str:
    """One of `VERDICTS` from the share of replications that meet a target.

    Args:
        probability: Share of replications that meet it.
        low: Lower end of its 95 % Wilson interval.
        high: Upper end.
    """
    if probability >= RELIABLE and low >= RELIABLE_LOW:
        return REACHED
    return MISSED if high < EVEN else UNCERTAIN
