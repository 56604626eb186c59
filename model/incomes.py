"""Income of each household over two years: before the plan, and in its last twelve months."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resettle.model.inputs import Period
from resettle.model.state import State

YEAR = 12


@dataclass
class HouseholdIncomes:
    """Sums of disposable income per person, kept for whoever compares households.

    A row is the same household in every scenario of one population, draw and seed.

    Attributes:
        base: Yuan per person over the base year, shape (households,).
        last: Yuan per person over the last twelve months of the run.
    """

    base: NDArray[np.float64]
    last: NDArray[np.float64]

    @classmethod
    def empty(cls, households: int) -> HouseholdIncomes:
        """Nothing yet."""
        return cls(np.zeros(households), np.zeros(households))

    def add(self, state: State, month: int, period: Period) -> None:
        """Count a month that has been paid, if it belongs to one of the two years."""
        if YEAR <= month < period.months - YEAR:
            return
        table = state.households
        each = (table.wage + table.business + table.property + table.transfer) / np.maximum(1, table.size)
        if month < YEAR:
            self.base += each
        if month >= period.months - YEAR:
            self.last += each
