"""Titles of the charts of a calibration: what each shows, in figures."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from resettle.results.statistics.intervals import FloatArray
from resettle.results.text.labels import Text, label, say, text_of
from resettle.results.text.numbers import percent, plain, signed

if TYPE_CHECKING:
    from resettle.calibration.report.stored import FittedFact

SAME = 0.005
"""Change of a spread, relative to itself, that counts as none."""


def parameter(name: Text, prior: FloatArray, posterior: FloatArray) -> Text:
    """Medians before and after the fit, and how much the middle nine tenths of the draws narrow."""
    (before, width), (after, left) = map(_middle, (prior, posterior))
    change = left / width - 1.0 if width > 0.0 else 0.0
    if abs(change) < SAME:
        told = label("cal_same_width")
    else:
        told = say("cal_wider" if change > 0.0 else "cal_narrower", part=percent(abs(change), 0))
    return say("cal_parameter_finding", name=name, before=plain(before), after=plain(after), change=told)


def _middle(draws: FloatArray) -> tuple[float, float]:
    """Median of draws, and the width of the middle nine tenths."""
    low, middle, high = (float(end) for end in np.quantile(draws[np.isfinite(draws)], (0.05, 0.5, 0.95)))
    return middle, high - low


def facts(found: Sequence[FittedFact]) -> Text:
    """How many facts lie in the predictive interval, and which is farthest from its observed figure."""
    inside = sum(one.inside for one in found)
    farthest = max(found, key=lambda one: abs(one.scaled("posterior")[1]))
    return say("cal_facts_finding", inside=str(inside), facts=str(len(found)), farthest=farthest.label)


def pairs(names: Sequence[Text], ranks: FloatArray) -> Text:
    """The two parameters with the largest rank correlation of either sign."""
    first, second = max(combinations(range(len(names)), 2), key=lambda pair: abs(ranks[pair]))
    value = float(ranks[first, second])
    rank = signed(text_of(plain(value, 2)), value)
    return say("cal_pairs_finding", first=names[first], second=names[second], rank=rank)
