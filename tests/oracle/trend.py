"""What time brings to everyone: wages, prices, seasons, the demand for labour, and settling."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from resettle.model.channels import AWAY_CHANNELS, WAGE_CHANNELS

if TYPE_CHECKING:
    from tests.oracle.markets import Market
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

    def __init__(self, model: Oracle, t: int, demand_before: float, markets: Mapping[str, Market]) -> None:
        number, table, series = model.number, model.table, model.inputs.series
        base = model.inputs.period.base_year
        self.markets = markets
        years_of_plan = max(0, t - model.inputs.period.start + 1) / 12.0
        drift_of_pay = (1.0 + number["pay_drift"]) ** years_of_plan
        drift_of_prices = (1.0 + number["price_drift"]) ** years_of_plan
        self.missed_growth = (1.0 + number["missing_growth"]) ** years_of_plan
        self.wages_away = on_the_line(series["wages_away"], base, t) / series["wages_away"][base]
        self.wages_away *= drift_of_pay
        self.wages_local = on_the_line(series["wages_local"], base, t) / series["wages_local"][base]
        self.wages_local *= drift_of_pay
        self.prices = on_the_line(series["prices"], base, t) / series["prices"][base] * drift_of_prices
        years = (t - MIDDLE) / 12.0
        self.register_lead = (1.0 + number["register_lead"]) ** years
        self.line = on_the_line(series["monitoring_line"], base, t) / self.register_lead
        urban = float(model.population.get("urban_allowance", 0.0))
        standards = {"allowance_line": 1.0 - urban, "urban_allowance_line": urban}
        self.allowance_line = sum(
            part * on_the_line(series[name], base, t) for name, part in standards.items() if part > 0
        )
        self.allowance_line /= self.register_lead
        self.property_growth = (1.0 + number["property_growth"]) ** years
        self.transfer_growth = (1.0 + number["transfer_growth"]) ** years
        months_since_move = model.population["moved"] + t
        unsettled = 0.5 ** (months_since_move / number["settling_half_life"])
        self.settled: float = 1.0 - number["settling_gap"] * unsettled
        shock = model.draws.normal("demand", "demand_angle", 0)
        self.demand = number["demand_persistence"] * demand_before + number["demand_shock"] * shock
        month_of_year = str(t % 12 + 1)
        more_offers = math.exp(number["demand_offer"] * self.demand)
        fewer_separations = math.exp(-number["demand_separation"] * self.demand)
        self.offers_away = table["season_offer"][month_of_year] * more_offers
        self.separations_away = table["season_separation"][month_of_year] * fewer_separations
        self.season_of_work = table["season_work"][month_of_year]
        self.casual_work_away = math.exp(number["demand_work"] * self.demand)
        self.tight_local_pay = markets["local_firm"].tightness ** number["pay_response"]

    def wages(self, channel: str) -> float:
        """Growth of pay in a channel since the base year; employers nearby pay more where few look."""
        if channel in AWAY_CHANNELS:
            return self.wages_away
        return self.wages_local * self.tight_local_pay if channel in WAGE_CHANNELS else self.wages_local

    def casual_work(self, channel: str) -> float:
        """Factor of demand on the casual work that there is in a wage channel."""
        return self.casual_work_away if channel in AWAY_CHANNELS else 1.0
