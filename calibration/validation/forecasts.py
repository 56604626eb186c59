"""Naive forecasts: what anybody could have said of later years without a model.

A model that does not beat them has explained nothing. Both know what the fit knows: facts up to its
last year, never a fact that is held out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from resettle.calibration.evidence.facts import Fact

LAST_VALUE = "last_value"
LAST_GROWTH = "last_growth"

FORECASTS = (LAST_VALUE, LAST_GROWTH)
"""Their names, in the order in which they are shown."""

BOUNDED = ("share",)
"""Units of figures between 0 and 1: they grow by points a year, not by a factor, and stay within."""

GROWTHS = ("share/year",)
"""Units of figures that are growth rates themselves."""

_DATED = re.compile(r"_(?P<year>(?:19|20)\d\d)(?:_.*)?$")


@dataclass(frozen=True)
class Forecast:
    """One naive forecast of one fact.

    Attributes:
        name: One of `FORECASTS`.
        value: The forecast, in the unit of the fact; `None` if it cannot be made.
        why_not: What is missing: `none`, `one` or `not_positive`; empty if it can be made.
    """

    name: str
    value: float | None
    why_not: str = ""


def series_of(statistic: str) -> str:
    """Name that the same quantity has in every year: that of the statistic up to the year in it."""
    return _DATED.sub("", statistic)


def year_of(statistic: str) -> int | None:
    """Calendar year that a statistic speaks of; `None` if it names none."""
    match = _DATED.search(statistic)
    return int(match["year"]) if match else None


def history(fact: Fact, facts: Iterable[Fact]) -> dict[int, float]:
    """Earlier values of the same series that a forecaster may know, by year; none that is held out.

    They may speak of other regions, as they do in the fit: to leave them out would make the forecaster
    weaker. Of several in a year the last one given counts. A statistic without a year has no past.
    """
    year, series = year_of(fact.statistic), series_of(fact.statistic)
    earlier: dict[int, float] = {}
    for one in facts:
        then = year_of(one.statistic)
        known = one.use != "check" and series_of(one.statistic) == series
        if known and then is not None and year is not None and then < year:
            earlier[then] = one.value
    return earlier


def last_value(year: int, earlier: Mapping[int, float], unit: str) -> Forecast:
    """Things stay as they were last seen; the growth of what stays is nil.

    Args:
        year: Year to forecast.
        earlier: Values by year, all before it.
        unit: Unit of the values.
    """
    if unit in GROWTHS:
        return Forecast(LAST_VALUE, 0.0)
    if not earlier:
        return Forecast(LAST_VALUE, None, "none")
    return Forecast(LAST_VALUE, earlier[max(earlier)])


def last_growth(year: int, earlier: Mapping[int, float], unit: str) -> Forecast:
    """Things go on growing as they last did: by a factor, or by points where they are shares.

    Args:
        year: Year to forecast.
        earlier: Values by year, all before it.
        unit: Unit of the values.
    """
    years = sorted(earlier)
    if unit in GROWTHS and years:
        return Forecast(LAST_GROWTH, earlier[years[-1]])
    if len(years) < 2:
        missing = "one" if years and unit not in GROWTHS else "none"
        return Forecast(LAST_GROWTH, None, missing)
    before, last = years[-2:]
    ahead = (year - last) / (last - before)
    if unit in BOUNDED:
        straight = earlier[last] + ahead * (earlier[last] - earlier[before])
        return Forecast(LAST_GROWTH, min(1.0, max(0.0, straight)))
    if earlier[before] <= 0 or earlier[last] <= 0:
        return Forecast(LAST_GROWTH, None, "not_positive")
    return Forecast(LAST_GROWTH, earlier[last] * (earlier[last] / earlier[before]) ** ahead)


def naive(year: int, earlier: Mapping[int, float], unit: str) -> tuple[Forecast, Forecast]:
    """Both forecasts, in the order of `FORECASTS`."""
    return last_value(year, earlier, unit), last_growth(year, earlier, unit)
