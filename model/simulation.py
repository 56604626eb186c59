"""The model: households moved to new settlements, month by month."""

from __future__ import annotations

from functools import partial

import mesa
import numpy as np

from resettle.model.agents import HouseholdView, WorkerView
from resettle.model.checks import check_identities
from resettle.model.collector import Collector
from resettle.model.ends import Watch
from resettle.model.incomes import HouseholdIncomes
from resettle.model.indicators import INDICATORS
from resettle.model.inputs import ModelInputs
from resettle.model.kernels import income, jobs, risk, work
from resettle.model.levers import levers_of
from resettle.model.month.matching import matching
from resettle.model.month.measure import measure
from resettle.model.month.opening import opening
from resettle.model.month.shocks import shocks
from resettle.model.month.training import training
from resettle.model.record import LEDGER_COLUMNS, RunRecord
from resettle.model.world import World


def _latest(name: str, model: ResettlementModel) -> float:
    return model.values[name]


_REPORTERS = {name: partial(_latest, name) for name in INDICATORS}
"""How each indicator is read off the model."""


def _let_go(model: mesa.Model) -> None:
    """Mesa 3.3 remembers every model for ever, to number its agents; many runs would fill the memory."""
    getattr(mesa.Agent, "_ids", {}).pop(model, None)


class ResettlementModel(mesa.Model):
    """Relocated households, their work and income, and the levers of a plan.

    Attributes:
        inputs: What the model is made from.
        month: Months run so far; month 0 is January of the base year.
        world: Tables, openings and tallies.
        levers: Levers of the plan, in the order of the catalogue.
        values: Indicators of the last month.
        datacollector: Every indicator, a row a month.
        incomes: Income of each household, if somebody asked for it before the first month.
        watch: Looks at people before the plan and at its end, if somebody asked for it in time.
    """

    def __init__(self, inputs: ModelInputs, seed: int, threads: int = 1, *, check: bool = False) -> None:
        """Synthesise the population at the start of the base year.

        Args:
            inputs: What the model is made from.
            seed: Seed of the replication: it decides every draw.
            threads: Threads that share the settlements; results do not depend on it.
            check: Whether to check the identities of `model.checks` after every month.

        Raises:
            ValueError: If the marginals of the population contradict each other.
        """
        super().__init__(rng=int(seed))
        self.inputs = inputs
        self.month = 0
        self.check = check
        self.values: dict[str, float] = {}
        self.incomes: HouseholdIncomes | None = None
        self.watch: Watch | None = None
        self.world = World(self, inputs, int(seed), threads)
        self.levers = levers_of(self.world)
        self.datacollector = Collector(model_reporters=_REPORTERS)

    def step(self) -> None:
        """One month."""
        world, levers = self.world, self.levers
        world.begin_month(self.month)
        shocks(world, levers)
        opening(world, levers)
        training(world)
        world.run(jobs.separate)
        matching(world)
        world.run(work.work_month)
        world.run(income.pay_workers)
        world.run(income.settle_households)
        world.run(risk.monitor)
        self.values = measure(world, levers)
        self.datacollector.collect(self)
        if self.incomes is not None:
            self.incomes.add(world.state, self.month, self.inputs.period)
        if self.watch is not None:
            self.watch.look(world, self.month)
        if self.check:
            check_identities(world, levers)
        self.month += 1

    def run(self) -> RunRecord:
        """Run every month that is left and return what it left behind."""
        while self.month < self.inputs.period.months:
            self.step()
        self.world.blocks.close()
        _let_go(self)
        return self.record()

    def record(self) -> RunRecord:
        """Monthly indicators and lever books so far, for the whole population."""
        period = self.inputs.period
        collected = self.datacollector.model_vars
        weight = self.world.weight
        return RunRecord(
            months=tuple(period.label(t) for t in range(self.month)),
            indicators={name: np.array(collected[name], np.float64) for name in INDICATORS},
            levers={
                lever.name: {
                    column: getattr(lever.ledger, column)[: self.month] * weight for column in LEDGER_COLUMNS
                }
                for lever in self.levers
            },
            weight=weight,
            ends=None if self.watch is None else self.watch.ends,
        )

    def worker(self, row: int) -> WorkerView:
        """A worker as an object.

        Raises:
            IndexError: If there is no such row.
        """
        if not 0 <= row < len(self.world.state.workers.household):
            raise IndexError(f"no worker {row}; rows are 0 to {len(self.world.state.workers.household) - 1}")
        return WorkerView(self.world.state, row, self.month)

    def household(self, row: int) -> HouseholdView:
        """A household as an object, with its workers.

        Raises:
            IndexError: If there is no such row.
        """
        if not 0 <= row < len(self.world.state.households.site):
            raise IndexError(f"no household {row}; rows are 0 to {len(self.world.state.households.site) - 1}")
        return HouseholdView(self.world.state, row, self.month)
