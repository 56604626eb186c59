"""The projects of a run: industry projects, enterprises and works relief."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from resettle.model.agents import Project, Terms

if TYPE_CHECKING:
    from resettle.model.simulation import ResettlementModel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KINDS = {"relief": 3_000_000, "industry": 4_000_000, "enterprise": 2_000_000}
"""First key of each kind, so that the keyed draws of different kinds never meet."""

KEY, SITE, PLACES, READY, ENDS, PUBLIC_MONEY, LABOUR_SHARE, LINKED = COLUMNS = range(8)
"""Columns of the table of a kind; see `Project` and `Terms` for their meaning."""


class Projects:
    """Projects by kind; those that have ended or failed are let go, their number is kept.

    Each is an agent. What a month reads of hundreds of them stands in a table as well.
    """

    def __init__(self, model: ResettlementModel) -> None:
        """No projects yet.

        Args:
            model: The model they are agents of.
        """
        self._model = model
        self._live: dict[str, list[Project]] = {kind: [] for kind in KINDS}
        self._tables = {kind: np.zeros((0, len(COLUMNS))) for kind in KINDS}
        self._open: dict[str, tuple[int, Floats]] = {}
        self.started = dict.fromkeys(KINDS, 0)

    def start(self, kind: str, sites: Ints, counties: Ints, terms: Terms) -> None:
        """Start projects that differ in the settlement and county where they stand alone."""
        count = len(sites)
        if not count:
            return
        first = KINDS[kind] + self.started[kind]
        self.started[kind] += count
        self._live[kind] += [
            Project(self._model, kind, key, site, county, terms)
            for key, (site, county) in enumerate(zip(sites.tolist(), counties.tolist(), strict=True), first)
        ]
        rows = np.empty((count, len(COLUMNS)))
        rows[:, KEY] = np.arange(first, first + count)
        rows[:, SITE] = sites
        rows[:, PLACES:] = terms
        self._put(kind, np.concatenate([self._tables[kind], rows]))

    def live(self, kind: str) -> list[Project]:
        """Projects that have not ended or failed, those still being built included."""
        return self._live[kind]

    def table(self, kind: str) -> Floats:
        """The live projects, a row each in the order in which they started."""
        return self._tables[kind]

    def open_rows(self, kind: str, month: int) -> Floats:
        """The projects that offer places in a month."""
        month_known, rows = self._open.get(kind, (None, None))
        if rows is None or month_known != month:
            table = self._tables[kind]
            rows = table.compress(table[:, READY] <= month, axis=0)
            self._open[kind] = month, rows
        return rows

    def clear(self, month: int) -> None:
        """Let go of projects whose time is over."""
        for kind, table in self._tables.items():
            self._keep(kind, table[:, ENDS] > month)

    def fail(self, kind: str, fails: NDArray[np.bool_]) -> None:
        """Close projects of the table before their time."""
        for project in compress(self._live[kind], fails):
            project.running = False
        self._keep(kind, ~fails)

    def _keep(self, kind: str, kept: NDArray[np.bool_]) -> None:
        """Keep some projects of a kind, let the others go."""
        if kept.all():
            return
        projects = self._live[kind]
        for project in compress(projects, ~kept):
            project.remove()
        self._live[kind] = list(compress(projects, kept))
        self._put(kind, self._tables[kind].compress(kept, axis=0))

    def _put(self, kind: str, table: Floats) -> None:
        """Replace the table of a kind, and forget which of the old one were open."""
        self._tables[kind] = table
        self._open.pop(kind, None)
