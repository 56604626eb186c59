"""The same people with and without a lever: months of their lives, side by side under one seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from resettle.model.channels import BUSINESS, FARMING, IN, LOCAL, NONE, OUT, WORKSHOP
from resettle.model.inputs import LeverWindow, ModelInputs
from resettle.model.simulation import ResettlementModel
from resettle.model.state import ORGANISED

Months = NDArray[np.generic]
"""A row a month, a column a worker (or a household)."""

WORKER_COLUMNS = ("channel", "course", "trained", "wage", "received", "flags", "worked", "health", "status")


@dataclass(frozen=True)
class Lives:
    """What became of everyone in a run.

    Attributes:
        workers: Columns of `WORKER_COLUMNS` by month and worker.
        aid: Code of the allowance by month and household.
        home: Household row of each worker.
        poor: Whether each household is registered as poor.
        pay: Local pay relative to the base year, by month.
        income: Household income of the whole sample, in yuan by month.
        spent: Public money spent by levers, in yuan by month.
    """

    workers: Mapping[str, Months]
    aid: Months
    home: NDArray[np.int32]
    poor: NDArray[np.bool_]
    pay: NDArray[np.float64]
    income: NDArray[np.float64]
    spent: NDArray[np.float64]

    def paid_work(self, month: int) -> NDArray[np.bool_]:
        """Who has a job for pay or an own business; farming one's land is what one falls back on."""
        channel = self.workers["channel"][month]
        return np.asarray((channel != NONE) & (channel != FARMING))

    def works(self, month: int) -> NDArray[np.bool_]:
        """Who worked this month: a casual job without work is none, as surveys of workers ask."""
        return np.asarray((self.workers["worked"][month] & 1) != 0)

    def market(self, month: int) -> NDArray[np.bool_]:
        """Who has a job that the market pays, or a business."""
        channel = self.workers["channel"][month]
        return np.asarray(((channel >= OUT) & (channel <= WORKSHOP)) | (channel == BUSINESS))

    def away(self, month: int) -> NDArray[np.bool_]:
        """Who works away from home."""
        channel = self.workers["channel"][month]
        return np.asarray((channel == OUT) | (channel == IN))

    def organised(self, month: int) -> NDArray[np.bool_]:
        """Who holds a place found by labour cooperation."""
        return np.asarray((self.workers["flags"][month] & ORGANISED) != 0)


def lived(inputs: ModelInputs, seed: int) -> Lives:
    """Run a scenario and keep the months of everyone."""
    model = ResettlementModel(inputs, seed, threads=2)
    state, world = model.world.state, model.world
    kept: dict[str, list[Months]] = {name: [] for name in WORKER_COLUMNS}
    aid, pay, income = [], [], []
    for _ in range(inputs.period.months):
        model.step()
        for name, months in kept.items():
            months.append(getattr(state.workers, name).copy())
        aid.append(state.households.aid.copy())
        pay.append(float(world.month.wage_index[LOCAL]))
        table = state.households
        income.append(float((table.wage + table.business + table.property + table.transfer).sum()))
    world.blocks.close()
    spent = np.sum([lever.ledger.spent_yuan for lever in model.levers], axis=0) if model.levers else 0.0
    return Lives(
        workers={name: np.array(months) for name, months in kept.items()},
        aid=np.array(aid),
        home=state.workers.household.copy(),
        poor=state.households.poor.astype(bool),
        pay=np.array(pay),
        income=np.array(income),
        spent=np.broadcast_to(spent, len(pay)).astype(float),
    )


def yearly_growth(income: NDArray[np.float64]) -> float:
    """Yearly growth of monthly income from the first year to the last."""
    return float((income[-12:].sum() / income[:12].sum()) ** (12.0 / (len(income) - 12)) - 1.0)


def only(inputs: ModelInputs, levers: Mapping[str, tuple[LeverWindow, ...]]) -> ModelInputs:
    """The scenario with these levers and no others."""
    return replace(inputs, levers=dict(levers))


def times(windows: tuple[LeverWindow, ...], scale: str, factor: float) -> tuple[LeverWindow, ...]:
    """Windows with so many times as much of the lever, without limits of budget."""
    return tuple(
        replace(w, settings={**w.settings, scale: w.settings[scale] * factor}, budget=None) for w in windows
    )
