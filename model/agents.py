"""The few agents that are ordinary Mesa agents, and views of the many that are rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import mesa

from resettle.model import state
from resettle.model.channels import CHANNELS
from resettle.model.population_fields import SCHOOLING_YEARS
from resettle.model.state import LABOUR, Households, State, Workers

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


class Terms(NamedTuple):
    """What a project offers and costs.

    Attributes:
        places: Places for relocated workers (a sample's part of them, so not whole).
        ready: First month in which places are open.
        ends: First month in which they are closed again.
        public_money: Yuan of public money in it (a sample's part).
        labour_share: Part of the public money that is paid to its workers.
        linked: Households linked to it and to no project before it (a sample's part).
    """

    places: float
    ready: int
    ends: int
    public_money: float = 0.0
    labour_share: float = 0.0
    linked: float = 0.0


class Project(mesa.Agent):
    """An industry project, an enterprise or a works-relief project.

    Attributes:
        kind: `industry`, `enterprise` or `relief`.
        key: Identity for keyed draws.
        site: Settlement row.
        county: County number.
        running: Whether it has not failed; its `Terms` are attributes as well.
    """

    def __init__(
        self, model: ResettlementModel, kind: str, key: int, site: int, county: int, terms: Terms
    ) -> None:
        super().__init__(model)
        self.kind = kind
        self.key = key
        self.site = site
        self.county = county
        self.places, self.ready, self.ends, self.public_money, self.labour_share, self.linked = terms
        self.running = True


@dataclass(frozen=True)
class _View:
    """A row of a table as an object, read from the columns when asked.

    Attributes:
        table: The state.
        row: Row, which is an identity for life.
        month: Month in which it is looked at.
    """

    table: State
    row: int
    month: int

    kind: ClassVar[str]
    columns: ClassVar[tuple[str, ...]]

    def __getattr__(self, name: str) -> float:
        """Any column of the table, as a plain number."""
        if name not in self.columns:
            raise AttributeError(f"a {self.kind} has no {name!r}; columns: {', '.join(self.columns)}")
        value: float = getattr(getattr(self.table, f"{self.kind}s"), name)[self.row].item()
        return value


class WorkerView(_View):
    """A worker as an object."""

    kind, columns = "worker", Workers._fields

    @property
    def age(self) -> int:
        """Years of age."""
        return int(self.month - self.birth) // 12

    @property
    def employment(self) -> str:
        """Name of the employment channel."""
        return CHANNELS[int(self.channel)]

    @property
    def schooling_level(self) -> str:
        """Name of the level of schooling."""
        return list(SCHOOLING_YEARS)[int(self.schooling)]

    @property
    def holds(self) -> tuple[str, ...]:
        """Names of the flags that are set."""
        return tuple(name for bit, name in enumerate(state.FLAGS) if int(self.flags) >> bit & 1)

    @property
    def is_labour(self) -> bool:
        """Whether the worker counts as labour now."""
        return self.status == LABOUR


class HouseholdView(_View):
    """A household as an object."""

    kind, columns = "household", Households._fields

    @property
    def workers(self) -> tuple[WorkerView, ...]:
        """Members who are, were or will be labour."""
        first = self.table.households.first
        rows = range(first[self.row], first[self.row + 1])
        return tuple(WorkerView(self.table, w, self.month) for w in rows)

    @property
    def income(self) -> float:
        """Disposable income this month, in yuan."""
        return float(self.wage + self.business + self.property + self.transfer)
