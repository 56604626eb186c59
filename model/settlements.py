"""What settlements have beside their people: infrastructure, services, insurance, and assets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resettle.model.fields import Number, number


@dataclass
class Settlements:
    """State of the settlements.

    Attributes:
        infrastructure: Part of its key projects that is built, 0 to 1, by settlement.
        services: Whether it has the required services, by settlement.
        pension: Part of adults in a basic pension scheme, 0 to 1, by settlement.
        income: Yuan per person in each of the last twelve months, by settlement and month of the year.
        assets: Shops, garages and markets of all settlements.
        assets_in_use: Those of them that are in use.
    """

    infrastructure: NDArray[np.float64]
    services: NDArray[np.bool_]
    pension: NDArray[np.float64]
    income: NDArray[np.float64]
    assets: float
    assets_in_use: float

    @classmethod
    def begin(cls, initial: Mapping[str, Number], draws: NDArray[np.float64]) -> Settlements:
        """Settlements as the scenario describes them at the start.

        Args:
            initial: Values of `model.population_fields.INITIAL`.
            draws: A uniform number for each settlement.
        """
        sites = len(draws)
        assets = number(initial, "assets")
        return cls(
            infrastructure=np.full(sites, number(initial, "infrastructure")),
            services=draws < number(initial, "services"),
            pension=np.full(sites, number(initial, "pension")),
            income=np.zeros((sites, 12)),
            assets=assets,
            assets_in_use=assets * number(initial, "assets_in_use"),
        )
