"""What time brings: seasons, wage and price trends, and labour demand."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from resettle.model import chance
from resettle.model.channels import AWAY_CHANNELS, CHANNELS, SERIES_OF
from resettle.model.fields import number, parts
from resettle.model.inputs import ModelInputs, Period
from resettle.model.tables import Month

Floats = NDArray[np.float64]
LIFE = -1
"""The month that keys draws made once for life."""


def monthly(yearly: Mapping[int, float], base_year: int, months: int) -> Floats:
    """Monthly values of a yearly series: straight lines between the middles of years.

    Before the first and after the last year given, the nearest line is extended.

    Args:
        yearly: Value by calendar year; at least one.
        base_year: Calendar year of month 0.
        months: Months wanted.
    """
    years = sorted(yearly)
    values = [yearly[year] for year in years]
    middle = [(year - base_year) * 12 + 5.5 for year in years]
    t = np.arange(months)
    path = np.interp(t, middle, values)
    if len(years) > 1:
        before, after = t < middle[0], t > middle[-1]
        path[before] = values[0] + (t[before] - middle[0]) * (values[1] - values[0]) / (middle[1] - middle[0])
        path[after] = values[-1] + (t[after] - middle[-1]) * (values[-1] - values[-2]) / (
            middle[-1] - middle[-2]
        )
    return path


def growth_since(period: Period, yearly: float) -> Floats:
    """What a yearly growth beyond what is published comes to, by month; 1 until the plan begins."""
    path: Floats = (1.0 + yearly) ** (np.maximum(0, np.arange(period.months) - period.start + 1) / 12.0)
    return path


class Timeline:
    """The calendar of a run: everything that depends on the month alone and on the seed."""

    def __init__(self, inputs: ModelInputs, seed: int) -> None:
        """Prepare all months.

        Args:
            inputs: What the model is made from.
            seed: Seed of the replication.
        """
        self._inputs = inputs
        self._life_keys = chance.keys(seed, LIFE)
        base, months = inputs.period.base_year, inputs.period.months
        self._keys = [chance.keys(seed, t) for t in range(months)]
        self.prices = self._relative("prices") * self._drift("price_drift")
        pay = self._drift("pay_drift")
        self.away, self.local = self._relative("wages_away") * pay, self._relative("wages_local") * pay
        self.markets = {
            name: self._relative(f"demand_{series}")
            if f"demand_{series}" in inputs.series
            else np.ones(months)
            for name, series in SERIES_OF.items()
        }
        self.missing = self._drift("missing_growth")
        self.allowance = self._allowance(months)
        self.line = monthly(inputs.series["monitoring_line"], base, months)
        self.demand = self._labour_demand(months)
        self._is_away = np.array([name in AWAY_CHANNELS for name in CHANNELS])

    def _relative(self, series: str) -> Floats:
        """Monthly values of a series, base year = 1."""
        yearly, period = self._inputs.series[series], self._inputs.period
        return monthly(yearly, period.base_year, period.months) / yearly[period.base_year]

    def _allowance(self, months: int) -> Floats:
        """Mean of the rural and the urban standard of the allowance, by the people under each."""
        series, base = self._inputs.series, self._inputs.period.base_year
        rural = monthly(series["allowance_line"], base, months)
        urban = self._inputs.population.get("urban_allowance", 0.0)
        if not urban:
            return rural
        assert isinstance(urban, float)
        return (1.0 - urban) * rural + urban * monthly(series["urban_allowance_line"], base, months)

    def _drift(self, name: str) -> Floats:
        """Growth beyond a series since the plan began, before it 1."""
        return growth_since(self._inputs.period, number(self._inputs.parameters, name))

    def _labour_demand(self, months: int) -> Floats:
        """Log of labour demand away: a first-order autoregression of keyed shocks."""
        parameters = self._inputs.parameters
        persistence, spread = number(parameters, "demand_persistence"), number(parameters, "demand_shock")
        shock, angle = chance.CODE["demand"], chance.CODE["demand_angle"]
        level, path = 0.0, np.zeros(months)
        for t, keys in enumerate(self._keys):
            level = persistence * level + spread * chance.normal(keys[shock], keys[angle], 0)
            path[t] = level
        return path

    def register_lead(self, t: int) -> float:
        """Administrative net income over income as surveys find it, base year = 1."""
        return float((1.0 + number(self._inputs.parameters, "register_lead")) ** (t / 12.0 - 5.5 / 12.0))

    def month(self, t: int) -> Month:
        """Kernel arguments of month `t`."""
        parameters = self._inputs.parameters
        of_year = str(t % 12 + 1)
        years = t / 12.0 - 5.5 / 12.0
        moved = number(self._inputs.population, "moved") + t
        unsettled = number(parameters, "settling_gap") * 0.5 ** (
            moved / number(parameters, "settling_half_life")
        )
        lead = self.register_lead(t)
        return Month(
            t=t,
            keys=self._keys[t],
            life_keys=self._life_keys,
            wage_index=np.where(self._is_away, self.away[t], self.local[t]),
            local_index=float(self.local[t]),
            work=np.where(self._is_away, math.exp(number(parameters, "demand_work") * self.demand[t]), 1.0),
            offers=np.ones(len(CHANNELS)),
            settled=1.0 - unsettled,
            season_work=parts(parameters, "season_work")[of_year],
            season_separation=parts(parameters, "season_separation")[of_year],
            season_offer=parts(parameters, "season_offer")[of_year],
            demand_offer=math.exp(number(parameters, "demand_offer") * self.demand[t]),
            demand_separation=math.exp(-number(parameters, "demand_separation") * self.demand[t]),
            property_index=(1 + number(parameters, "property_growth")) ** years,
            transfer_index=(1 + number(parameters, "transfer_growth")) ** years,
            line=float(self.line[t]) / lead,
            allowance=float(self.allowance[t]) / lead,
        )
