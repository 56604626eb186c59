"""How far a table of runs is, and how long the rest takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

BATCH_SECONDS = 1.0
"""Work handed to a worker at once; about what a kill can lose."""

LARGEST_BATCH = 200


@dataclass(frozen=True)
class Progress:
    """How far a long piece of work is.

    Attributes:
        stage: What is being done, in a word or two.
        done: Units done, those kept from an earlier call included.
        total: Units in all.
        seconds_left: Estimate; `None` while unknown.
    """

    stage: str
    done: int
    total: int
    seconds_left: float | None = None


Report = Callable[[Progress], None]


SURE_RUNS, SURE_SECONDS = 8, 2.0
"""Runs, and seconds, after which the rest can be guessed: the first run also loads the model."""


class Clock:
    """Counts runs, tells about them, and guesses how long the rest takes.

    Args:
        stage: Name of the work.
        total: Runs in all.
        done: Runs that were there already.
        report: Told after every batch; nobody if `None`.
    """

    def __init__(self, stage: str, total: int, done: int, report: Report | None) -> None:
        self.stage, self.total, self.done, self.report = stage, total, done, report
        self._started, self._fresh, self._busy = perf_counter(), 0, 0.0

    def add(self, runs: int, seconds: float) -> None:
        """Count runs that took so many seconds of a worker."""
        self.done += runs
        self._fresh += runs
        self._busy += seconds
        self.tell()

    def tell(self) -> None:
        """Report."""
        if self.report is not None:
            missing = self.total - self.done
            passed = perf_counter() - self._started
            sure = self._fresh >= SURE_RUNS and passed >= SURE_SECONDS
            left = passed / self._fresh * missing if sure else None
            self.report(Progress(self.stage, self.done, self.total, left if missing else 0.0))

    def batch(self) -> int:
        """Runs that fill `BATCH_SECONDS`."""
        if not self._fresh:
            return 1
        return int(min(LARGEST_BATCH, max(1.0, BATCH_SECONDS / max(1e-6, self._busy / self._fresh))))
