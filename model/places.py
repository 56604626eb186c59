"""What a settlement has beside its people: infrastructure, services, insurance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resettle.model.fields import Number, number


@dataclass
class Places:
    """State of each settlement.

    Attributes:
        infrastructure: Part of its key projects that is built, 0 to 1.
        services: Whether it has the required services.
        pension: Part of adults in a basic pension scheme, 0 to 1.
        income: Income a head in yuan of each of the last twelve months, by month of the year.
    """

    infrastructure: NDArray[np.float64]
    services: NDArray[np.bool_]
    pension: NDArray[np.float64]
    income: NDArray[np.float64]

    @classmethod
    def begin(cls, initial: Mapping[str, Number], draws: NDArray[np.float64]) -> Places:
        """Settlements as the scenario states them at the start.

        Args:
            initial: Values of `model.population_fields.INITIAL`.
            draws: A uniform number for each settlement.
        """
        sites = len(draws)
        return cls(
            infrastructure=np.full(sites, number(initial, "infrastructure")),
            services=draws < number(initial, "services"),
            pension=np.full(sites, number(initial, "pension")),
            income=np.zeros((sites, 12)),
        )
