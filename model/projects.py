"""The projects of a run: industry projects, enterprises and works relief."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.agents import Project

if TYPE_CHECKING:
    from model.simulation import ResettlementModel

KINDS = {"relief": 3_000_000, "industry": 4_000_000, "enterprise": 2_000_000}
"""First key of each kind, so that the keyed draws of different kinds never meet."""


class Projects:
    """Projects by kind; those that have ended or failed are let go, their number is kept."""

    def __init__(self, model: ResettlementModel) -> None:
        """No projects yet.

        Args:
            model: The model they are agents of.
        """
        self._model = model
        self._live: dict[str, list[Project]] = {kind: [] for kind in KINDS}
        self.started = dict.fromkeys(KINDS, 0)
        self._open: dict[tuple[str, int], list[Project]] = {}

    def start(
        self,
        kind: str,
        site: int,
        county: int,
        places: float,
        ready: int,
        ends: int,
        public_money: float = 0.0,
        labour_share: float = 0.0,
    ) -> None:
        """Start a project; see `Project` for the arguments."""
        key = KINDS[kind] + self.started[kind]
        self._live[kind].append(
            Project(self._model, kind, key, site, county, places, ready, ends, public_money, labour_share)
        )
        self.started[kind] += 1
        self._open.clear()

    def live(self, kind: str) -> list[Project]:
        """Projects that have not ended or failed, those still being built included."""
        return self._live[kind]

    def open_in(self, kind: str, month: int) -> list[Project]:
        """Projects that offer places in a month."""
        found = self._open.get((kind, month))  # asked several times a month, and rarely another
        if found is None:
            found = [project for project in self._live[kind] if project.ready <= month]
            self._open[kind, month] = found
        return found

    def clear(self, month: int) -> None:
        """Let go of projects that have failed or whose time is over."""
        for kind, projects in self._live.items():
            gone = [project for project in projects if not project.running or project.ends <= month]
            if not gone:
                continue
            for project in gone:
                project.remove()
            self._live[kind] = [project for project in projects if project.running and month < project.ends]
            self._open.clear()
