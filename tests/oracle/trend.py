"""What time brings to everyone: wages, prices, seasons and the demand for labour away."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from resettle.model.channels import AWAY_CHANNELS

if TYPE_CHECKING:
    from tests.oracle.oracle import Oracle

MIDDLE = 5.5
"""A yearly mean stands for the middle of the year, half way from June to July."""


def on_the_line(yearly: Mapping[int, float], base_year: int, t: int) -> float:
    """A yearly series in month `t`: straight between the middles of years, and straight on beyond them."""
    years = sorted(yearly)
    if len(years) == 1:
        return yearly[years[0]]
    time = base_year + (t - MIDDLE) / 12.0
    later = next((year for year in years[1:] if time <= year), years[-1])
    earlier = years[years.index(later) - 1]
    return yearly[earlier] + (yearly[later] - yearly[earlier]) * (time - earlier) / (later - earlier)


class Trend:
    """The conditions of one month, the same for everyone."""

    def __init__(self, model: Oracle, t: int, demand_before: float) -> None:
        number, table, series = model.number, model.table, model.inputs.series
        base = model.inputs.period.base_year
        self.wages_away = on_the_line(series["wages_away"], base, t) / series["wages_away"][base]
        self.wages_local = on_the_line(series["wages_local"], base, t) / series["wages_local"][base]
        self.prices = on_the_line(series["prices"], base, t) / series["prices"][base]
        self.line = on_the_line(series["monitoring_line"], base, t)
        years = (t - MIDDLE) / 12.0
        self.property_growth = (1.0 + number["property_growth"]) ** years
        self.transfer_growth = (1.0 + number["transfer_growth"]) ** years
        self.intensity = (1.0 + number["work_intensity_growth"]) ** years
        shock = model.draws.normal("demand", "demand_angle", 0)
        self.demand = number["demand_persistence"] * demand_before + number["demand_shock"] * shock
        month_of_year = str(t % 12 + 1)
        more_offers = math.exp(number["demand_offer"] * self.demand)
        fewer_separations = math.exp(-number["demand_separation"] * self.demand)
        self.offers_away = table["season_offer"][month_of_year] * more_offers
        self.separations_away = table["season_separation"][month_of_year] * fewer_separations

    def wages(self, channel: str) -> float:
        """Growth of pay in a channel since the base year."""
        return self.wages_away if channel in AWAY_CHANNELS else self.wages_local
