"""Work small enough to be done in no time. New processes import this module by name."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from resettle.model.indicators import INDICATORS
from resettle.model.record import LEDGER_COLUMNS, RunRecord
from resettle.results.judge.measures import figures as figures_of_run
from resettle.results.runs import table
from resettle.results.runs.crew import DIED
from resettle.results.runs.records import packed
from resettle.results.runs.rows import Row
from resettle.scenarios import Scenario


@dataclass(frozen=True)
class Double:
    """Doubles a number; some of them kill their process, or raise.

    Attributes:
        once: Numbers that kill the process the first time, remembered in `marks`.
        always: Numbers that kill it every time.
        raises: Numbers that raise.
        seconds: How long a number takes.
        marks: Folder in which every call leaves a file `<number>-<something>`.
    """

    once: frozenset[int] = frozenset()
    always: frozenset[int] = frozenset()
    raises: frozenset[int] = frozenset()
    seconds: float = 0.0
    marks: Path | None = None

    def __call__(self, number: int, threads: int = 1) -> tuple[int, int]:
        first = True
        if self.marks is not None:
            first = not list(self.marks.glob(f"{number}-*"))
            (self.marks / f"{number}-{time.time_ns()}-{os.getpid()}").touch()
        if number in self.always or (number in self.once and first):
            os.kill(os.getpid(), signal.SIGKILL)
        if number in self.raises:
            raise ArithmeticError(f"{number} is bad")
        time.sleep(self.seconds)
        return number, 2 * number


@dataclass(frozen=True)
class Busy:
    """Keeps a processor busy for so many seconds, and tells in which process."""

    seconds: float

    def __call__(self, number: int, threads: int) -> tuple[int, int]:
        until = time.thread_time() + self.seconds
        while time.thread_time() < until:
            pass
        return number, os.getpid()


def gone(number: int) -> tuple[int, int]:
    """Result of a number that killed its process twice."""
    return number, -1


@dataclass(frozen=True)
class Named:
    """A task with a key."""

    key: str
    number: int = 0
    replication: int = 0
    draw: int | None = None


@dataclass(frozen=True)
class Rows:
    """Makes the row of a task; `trouble` names the message of the row of some numbers."""

    trouble: tuple[tuple[int, str], ...] = ()
    marks: Path | None = None

    def __call__(self, task: Named, threads: int = 1) -> Row:
        if self.marks is not None:
            (self.marks / f"{task.number}-{time.time_ns()}").touch()
        error = dict(self.trouble).get(task.number, "")
        row: dict[str, Any] = {"key": task.key, "seconds": 0.01, "error": error}
        return row if error else row | {"figure.x": float(task.number), f"spent.{task.number % 2}": 1.0}


def died(task: Named) -> Row:
    """Row of a task whose process died twice."""
    return {"key": task.key, "seconds": 0.0, "error": DIED}


def record_by_lot(scenario: Scenario, lot: np.random.Generator, weight: float) -> RunRecord:
    """A record of the right form."""
    period = scenario.period
    months = tuple(period.label(month) for month in range(period.months))
    return RunRecord(
        months,
        {name: lot.random(len(months)) for name in INDICATORS},
        {name: {column: lot.random(len(months)) for column in LEDGER_COLUMNS} for name in scenario.levers},
        weight,
    )


class QuickWork(table.Work):
    """A table's work with figures by lot: they depend on the inputs, the seed and the draw, and nothing else.

    A set number above the value of the variable QUICK_RAISES raises, and so do the seeds that QUICK_FAILS
    lists; those of QUICK_DIES kill their process. QUICK_MARKS names a folder of files `<key>-<something>`,
    one a run; QUICK_SECONDS is how long a run takes.
    """

    def _results(self, task: table.Task, threads: int) -> dict[str, Any]:
        if "QUICK_MARKS" in os.environ:
            (Path(os.environ["QUICK_MARKS"]) / f"{task.key}-{time.time_ns()}-{os.getpid()}").touch()
        time.sleep(float(os.environ.get("QUICK_SECONDS", "0")))
        scenario = table._scenario(self._packed[task.scenario], table._plain(task.values))
        inputs = self.inputs(scenario, task)
        if max((number for _, number in task.values), default=0.0) > float(
            os.environ.get("QUICK_RAISES", "inf")
        ):
            raise ValueError("no world can be made\nof this")
        seed = self._common.seed + task.replication
        if str(seed) in os.environ.get("QUICK_DIES", "").split():
            os.kill(os.getpid(), signal.SIGKILL)
        if str(seed) in os.environ.get("QUICK_FAILS", "").split():
            raise RuntimeError("people do not add up\nat all")
        described = repr((inputs, seed)).encode()
        lot = np.random.default_rng(int.from_bytes(blake2b(described, digest_size=8).digest(), "big"))
        if self._common.record:
            record = record_by_lot(scenario, lot, 1.0 / task.scale)
            return dict(figures_of_run(scenario, record)) | packed(record)
        figures: dict[str, Any] = {f"figure.{number}": float(lot.random()) for number in range(5)}
        figures |= {f"spent.{name}": float(lot.random()) for name in scenario.levers}
        if self._common.households:
            figures["households.base"] = lot.random(3).astype(np.float32).tobytes()
            figures["households.last"] = lot.random(3).astype(np.float32).tobytes()
            figures["households.weight"] = 1.0 / task.scale
        return figures
