"""The markets that relocated workers share with others: vacancies, competing seekers, local pay.

Jobs wanted follow published numbers of migrant workers by destination. Vacancies are jobs wanted less those
that stay filled; offers answer to vacancies per seeker with the elasticity of a matching function
(Petrongolo and Pissarides 2001, Journal of Economic Literature 39(2), find 0.5 to 0.7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from resettle.model.channels import CHANNELS, LOCAL, MARKETS, NEARBY, SERIES_OF, WORKING
from resettle.model.fields import number, parts
from resettle.model.state import LABOUR, WANTS_WORK
from resettle.model.tables import Month
from resettle.model.tally import SEEKERS

if TYPE_CHECKING:
    from resettle.model.world import World

FEWEST, MOST = 0.05, 4.0
"""Bounds of vacancies, of seekers and of vacancies per seeker, relative to a normal month."""


class Markets:
    """Vacancies per seeker of each market, from what relocated workers did last month.

    Attributes:
        vacancies: Jobs of each market that are free, relative to a normal month, by channel.
    """

    def __init__(self, world: World) -> None:
        """Take the first jobs as what is normal."""
        inputs, workers = world.inputs, world.state.workers
        self._world = world
        self._parameters = inputs.parameters
        self._turnover = number(inputs.parameters, "turnover")
        share = parts(inputs.parameters, "market_share")
        self._jobs = np.bincount(workers.channel, minlength=len(CHANNELS)).tolist()
        wanting = (workers.status == LABOUR) & (workers.channel == 0) & (workers.flags & WANTS_WORK != 0)
        on_the_job = parts(inputs.parameters, "search_on_job")
        self._seekers = number(inputs.parameters, "search_intensity") * int(wanting.sum()) + sum(
            on_the_job[name] * self._jobs[code] for code, name in enumerate(WORKING, start=1)
        )
        self.vacancies = np.ones(len(CHANNELS))
        self._markets = [
            (CHANNELS.index(name), world.timeline.markets[name].tolist(), share[name]) for name in MARKETS
        ]

    def month(self, month: Month) -> Month:
        """The month with offers and local pay as the markets have them.

        Args:
            month: The month without markets.
        """
        parameters = self._parameters
        now, looking = self._jobs, self._seekers
        if month.t > 0:
            now = self._world.last_month.sums
            looking = now[SEEKERS]
        tight = np.ones(len(CHANNELS))
        before = max(0, month.t - 1)
        for code, path, share in self._markets:
            filled = (1.0 - share) * path[before] + share * self._relative(now[code], self._jobs[code])
            free = (path[month.t] - (1.0 - self._turnover) * filled) / self._turnover
            seekers = (1.0 - share) + share * self._relative(looking, self._seekers)
            self.vacancies[code] = free = max(FEWEST, free)
            tight[code] = min(MOST, free / max(FEWEST, seekers))
        pay = month.wage_index.copy()
        pay[NEARBY] *= tight[LOCAL] ** number(parameters, "pay_response")
        return month._replace(offers=tight ** number(parameters, "matching"), wage_index=pay)

    def indicators(self) -> dict[str, float]:
        """Vacancies of each market, relative to a normal month."""
        return {
            f"vacancies_{series}": float(self.vacancies[CHANNELS.index(name)])
            for name, series in SERIES_OF.items()
        }

    @staticmethod
    def _relative(value: float, normal: float) -> float:
        return value / normal if normal > 0 else 1.0
