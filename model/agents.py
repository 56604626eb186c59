"""The few agents that are ordinary Mesa agents, and views of the many that are rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import mesa

from resettle.model import state
from resettle.model.channels import CHANNELS
from resettle.model.population_fields import SCHOOLING_YEARS
from resettle.model.state import LABOUR, State

if TYPE_CHECKING:
    from resettle.model.simulation import ResettlementModel


class Workshop(mesa.Agent):
    """A workshop near a settlement.

    Attributes:
        key: Identity for keyed draws; the same whatever else is built.
        site: Settlement row.
        places: Places of relocated workers when orders are full.
        slump: Months of an order slump left.
        open: Whether it runs.
    """

    def __init__(self, model: ResettlementModel, key: int, site: int, places: int) -> None:
        super().__init__(model)
        self.key = key
        self.site = site
        self.places = places
        self.slump = 0
        self.open = True

    def places_now(self, slump_share: float) -> int:
        """Places this month, given the share left in a slump."""
        if not self.open:
            return 0
        return self.places if self.slump == 0 else int(self.places * slump_share)


class Project(mesa.Agent):
    """An industry project, an enterprise or a works-relief project.

    Attributes:
        kind: `industry`, `enterprise` or `relief`.
        key: Identity for keyed draws.
        site: Settlement row.
        county: County number.
        places: Places for relocated workers (a sample's part of them, so not whole).
        ready: First month in which places are open.
        ends: First month in which they are closed again.
        public_money: Yuan of public money in it (a sample's part).
        labour_share: Part of the public money that is paid to its workers.
        linked: Households linked to it and to no project before it (a sample's part).
        running: Whether it has not failed.
    """

    def __init__(
        self,
        model: ResettlementModel,
        kind: str,
        key: int,
        site: int,
        county: int,
        places: float,
        ready: int,
        ends: int,
        public_money: float = 0.0,
        labour_share: float = 0.0,
        linked: float = 0.0,
    ) -> None:
        super().__init__(model)
        self.kind = kind
        self.key = key
        self.site = site
        self.county = county
        self.places = places
        self.ready = ready
        self.ends = ends
        self.public_money = public_money
        self.labour_share = labour_share
        self.linked = linked
        self.running = True


@dataclass(frozen=True)
class WorkerView:
    """A worker as an object, read from the columns when asked.

    Attributes:
        table: The state.
        row: Worker row, which is its identity for life.
        month: Month in which it is looked at.
    """

    table: State
    row: int
    month: int

    def __getattr__(self, name: str) -> float:
        """Any column of the worker table, as a plain number."""
        if name not in state.WORKER_SCHEMA:
            raise AttributeError(f"a worker has no {name!r}; columns: {', '.join(state.WORKER_SCHEMA)}")
        value: float = getattr(self.table.workers, name)[self.row].item()
        return value

    @property
    def age(self) -> int:
        """Years of age."""
        return int(self.month - self.table.workers.birth[self.row]) // 12

    @property
    def employment(self) -> str:
        """Name of the employment channel."""
        return CHANNELS[int(self.table.workers.channel[self.row])]

    @property
    def schooling_level(self) -> str:
        """Name of the level of schooling."""
        return list(SCHOOLING_YEARS)[int(self.table.workers.schooling[self.row])]

    @property
    def holds(self) -> tuple[str, ...]:
        """Names of the flags that are set."""
        return tuple(
            name for bit, name in enumerate(state.FLAGS) if self.table.workers.flags[self.row] >> bit & 1
        )

    @property
    def is_labour(self) -> bool:
        """Whether the worker counts as labour now."""
        return bool(self.table.workers.status[self.row] == LABOUR)


@dataclass(frozen=True)
class HouseholdView:
    """A household as an object, read from the columns when asked.

    Attributes:
        table: The state.
        row: Household row, which is its identity for life.
        month: Month in which it is looked at.
    """

    table: State
    row: int
    month: int

    def __getattr__(self, name: str) -> float:
        """Any column of the household table, as a plain number."""
        if name not in state.HOUSEHOLD_SCHEMA:
            raise AttributeError(f"a household has no {name!r}; columns: {', '.join(state.HOUSEHOLD_SCHEMA)}")
        value: float = getattr(self.table.households, name)[self.row].item()
        return value

    @property
    def workers(self) -> tuple[WorkerView, ...]:
        """Members who are, were or will be labour."""
        first = self.table.households.first
        return tuple(
            WorkerView(self.table, w, self.month) for w in range(first[self.row], first[self.row + 1])
        )

    @property
    def income(self) -> float:
        """Disposable income this month, in yuan."""
        table = self.table.households
        total = (
            table.wage[self.row]
            + table.business[self.row]
            + table.property[self.row]
            + table.transfer[self.row]
        )
        return float(total)
