"""Naive forecasts: what anybody could have said of later years without a model.

A model that does not beat them has explained nothing. All know what the fit knows: facts up to its
last year, never a fact that is held out. The last two also know what the model is told of later years, pay or
prices as they were published: growth of a published series plus a lead that stays what it was on average in
the facts known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import exp, log
from typing import TYPE_CHECKING

from resettle.scenarios.sources.registers import evidence

if TYPE_CHECKING:
    from resettle.calibration.evidence.facts import Fact

LAST_VALUE = "last_value"
LAST_GROWTH = "last_growth"
PAY_LEAD = "pay_lead"
RURAL_LEAD = "rural_lead"

FORECASTS = (LAST_VALUE, LAST_GROWTH, PAY_LEAD, RURAL_LEAD)
"""Their names, in the order in which they are shown."""

PUBLISHED = {
    PAY_LEAD: {2019: "W17", 2020: "W14", 2021: "W11", 2022: "W08", 2023: "W05", 2024: "W02"},
    RURAL_LEAD: {2018: "F283", 2020: "F284", 2021: "F285", 2022: "F286", 2023: "F287", 2024: "F289"},
}
"""Evidence of the series that forecasts lean on, by year: monthly pay of migrant workers who are away, and
disposable income of rural people. The region of the fit is the whole country. Years between two known ones
grow evenly."""

KIN = {
    "growth_shaanxi": "growth_alleviated",
    "growth_sichuan": "growth_alleviated",
    "net_income_alleviated": "net_income",
}
"""Series that continue another one, of the same register in other regions or of more people."""

INCOME = ("growth_counties", "growth_alleviated", "net_income")
"""Series that may grow with pay or with rural income."""

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
        why_not: What is missing: `none`, `one`, `not_positive`, or `no_income` where a figure is none; empty
            if it can be made.
    """

    name: str
    value: float | None
    why_not: str = ""


def series_of(statistic: str) -> str:
    """Name that the same quantity has in every year: that of the statistic up to the year in it.

    Figures of one register in other regions have the same name, as the fit too takes them for kin.
    """
    name = _DATED.sub("", statistic)
    return KIN.get(name, name)


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


def with_lead(name: str, fact: Fact, earlier: Mapping[int, float]) -> Forecast:
    """Growth of a published series plus a constant lead: the mean lead over it in the facts known.

    Args:
        name: Which series: a key of `PUBLISHED`.
        fact: What is forecast.
        earlier: Values of its series by year, all before it.
    """
    year = year_of(fact.statistic)
    first = min(PUBLISHED[name]) + (fact.unit in GROWTHS)
    years = sorted(then for then in earlier if then >= first)  # before that there is nothing to lead over
    if series_of(fact.statistic) not in INCOME or year is None:
        return Forecast(name, None, "no_income")
    if fact.unit in GROWTHS:
        leads = [earlier[then] - growth(name, then - 1, then) for then in years]
    elif any(earlier[then] <= 0 for then in years):
        return Forecast(name, None, "not_positive")
    else:
        leads = [
            (earlier[until] / earlier[since]) ** (1.0 / (until - since)) - 1.0 - growth(name, since, until)
            for since, until in pairwise(years)
        ]
    if not leads:
        return Forecast(name, None, "one" if years else "none")
    lead = sum(leads) / len(leads)
    if fact.unit in GROWTHS:
        return Forecast(name, growth(name, year - 1, year) + lead)
    last = years[-1]
    return Forecast(name, earlier[last] * (1.0 + growth(name, last, year) + lead) ** (year - last))


def growth(name: str, since: int, until: int) -> float:
    """Yearly growth of a published series between two years.

    Raises:
        KeyError: If it does not reach that far.
    """
    levels = _levels(name)
    return float((_level(levels, until) / _level(levels, since)) ** (1.0 / (until - since)) - 1.0)


@cache
def _levels(name: str) -> dict[int, float]:
    return {year: float(evidence()[one].value) for year, one in PUBLISHED[name].items()}


def _level(levels: Mapping[int, float], year: int) -> float:
    """Level of a year, even growth taken between known ones."""
    if year in levels:
        return levels[year]
    before, after = [one for one in levels if one < year], [one for one in levels if one > year]
    if not before or not after:
        raise KeyError(year)
    low, high = max(before), min(after)
    part = (year - low) / (high - low)
    return exp((1.0 - part) * log(levels[low]) + part * log(levels[high]))


def naive(fact: Fact, earlier: Mapping[int, float]) -> tuple[Forecast, ...]:
    """All forecasts of a fact, in the order of `FORECASTS`.

    Args:
        fact: The fact.
        earlier: Values of its series by year that are known; see `history`.
    """
    year = year_of(fact.statistic) or 0
    return (
        last_value(year, earlier, fact.unit),
        last_growth(year, earlier, fact.unit),
        *(with_lead(name, fact, earlier) for name in PUBLISHED),
    )
