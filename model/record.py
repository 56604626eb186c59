"""What a run leaves behind: monthly indicators and the ledger of each lever."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass
class LeverLedger:
    """Monthly books of a lever, of the simulated part of the population.

    Attributes:
        planned_yuan: What the lever would cost if all it opens were used.
        spent_yuan: What was paid.
        units: What was opened, in the unit of the lever's scale.
        beneficiaries: Persons (or households) reached.
        households_yuan: Part of the payments that households received.
    """

    planned_yuan: Floats
    spent_yuan: Floats
    units: Floats
    beneficiaries: Floats
    households_yuan: Floats

    @classmethod
    def empty(cls, months: int) -> LeverLedger:
        """Books of zeros."""
        return cls(*(np.zeros(months) for _ in LEDGER_COLUMNS))


LEDGER_COLUMNS = tuple(column.name for column in fields(LeverLedger))
"""Columns of the books, in order."""


@dataclass(frozen=True)
class Ends:
    """People before a plan and at its end; see `model.ends`.

    Attributes:
        flows: Persons by where they stood before and where they stand at the end, of `STATES`.
        without_work: Labour without work at the end, by `REASONS`.
        settlements: A row a simulated settlement, with columns `SITE_FIGURES`, of the people that are in it.
        alike: Settlements that each simulated one stands for.
    """

    flows: Floats
    without_work: Floats
    settlements: Floats
    alike: float


@dataclass(frozen=True)
class RunRecord:
    """Results of one run, for the whole population.

    Attributes:
        months: `YYYY-MM` of each month, the base year included.
        indicators: Monthly values by name in `model.indicators.INDICATORS`.
        levers: Monthly ledger columns by lever.
        weight: Households that one simulated household stands for.
        ends: People at both ends of the plan, if somebody watched.
    """

    months: tuple[str, ...]
    indicators: dict[str, Floats]
    levers: dict[str, dict[str, Floats]] = field(default_factory=dict)
    weight: float = 1.0
    ends: Ends | None = None
