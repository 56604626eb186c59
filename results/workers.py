"""Runs of one replication, in this process or in several that may die.

A process that dies takes nothing else with it: what it was working on is run once more, one
replication at a time in a fresh process, and is recorded as failed if that dies too.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import connection
from time import perf_counter
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from model.record import LEDGER_COLUMNS
from results.design import Design
from results.parameters import Parameters

if TYPE_CHECKING:
    from model.inputs import ModelInputs
    from model.record import RunRecord
    from scenarios.posterior import Posterior

BREAKS_IN_A_ROW = 5
"""Processes that may die one after the other, with no run between them, before all is given up."""

DIED = "the process died (killed, or out of memory) twice"


class Runnable(Protocol):
    """What a run needs of a scenario; `scenarios.Scenario` has it. It must be picklable."""

    def inputs(
        self,
        scale: float = 1.0,
        draw: int | None = None,
        seed: int = 0,
        posterior: Posterior | None = None,
        prior: bool = False,
    ) -> ModelInputs:
        """Plain numbers of one parameter draw, or the central ones for `None`."""


Simulate = Callable[["ModelInputs", int, int, bool], "RunRecord"]
"""(inputs, seed, threads, check) -> record; a function that a new process can import."""


def simulate(inputs: ModelInputs, seed: int, threads: int, check: bool) -> RunRecord:
    """Run the model once."""
    from model.simulation import ResettlementModel

    return ResettlementModel(inputs, seed=seed, threads=threads, check=check).run()


@dataclass(frozen=True)
class Task:
    """One replication of one scenario, by their positions."""

    scenario: int
    replication: int


@dataclass(frozen=True)
class Job:
    """What every run of an experiment shares.

    Attributes:
        scenarios: Scenarios by position.
        scales: Part of each scenario's population that is simulated.
        draws: Whether each scenario's uncertain values are drawn.
        seed: Base seed.
        check: Whether the identities are checked every month.
        simulate: What runs the model.
        parameters: How the parameters are drawn.
        design: Which replication takes which draw.
    """

    scenarios: tuple[Runnable, ...]
    scales: tuple[float, ...]
    draws: tuple[bool, ...]
    seed: int
    check: bool = False
    simulate: Simulate = simulate
    parameters: Parameters = field(default_factory=Parameters)
    design: Design = field(default_factory=Design)

    def draw(self, task: Task) -> int | None:
        """Parameter draw of a task; `None` for the central values."""
        return self.design.draw(task.replication) if self.draws[task.scenario] else None


@dataclass(frozen=True)
class Outcome:
    """What became of a task.

    Attributes:
        task: The task.
        seconds: Time it took.
        error: One line on why it failed; `None` if it succeeded.
        trace: Traceback of the failure, for a developer.
        months: `YYYY-MM` of the rows.
        indicators: Months by indicators, in the order of `model.indicators.INDICATORS`.
        levers: Months by the columns of `LEDGER_COLUMNS`, for each lever.
        weight: Households represented by one simulated household.
    """

    task: Task
    seconds: float
    error: str | None = None
    trace: str | None = None
    months: tuple[str, ...] = ()
    indicators: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 0)))
    levers: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    weight: float = 0.0


def run_one(job: Job, task: Task, threads: int = 1) -> Outcome:
    """Run one task; whatever goes wrong in it becomes a failed outcome."""
    from model.indicators import INDICATORS

    started = perf_counter()
    try:
        inputs = job.scenarios[task.scenario].inputs(
            scale=job.scales[task.scenario],
            draw=job.draw(task),
            seed=job.seed,
            **job.parameters.settings(),
        )
        record = job.simulate(inputs, job.seed + task.replication, threads, job.check)
        return Outcome(
            task,
            perf_counter() - started,
            months=tuple(record.months),
            indicators=np.column_stack([record.indicators[name] for name in INDICATORS]),
            levers={
                lever: np.column_stack([columns[name] for name in LEDGER_COLUMNS])
                for lever, columns in record.levers.items()
            },
            weight=float(record.weight),
        )
    except Exception as error:  # one bad run must not take the others with it
        text = f"{type(error).__name__}: {error}".splitlines()[0]
        return Outcome(task, perf_counter() - started, error=text, trace=traceback.format_exc())


_job: Job | None = None


def _start_worker(job: Job) -> None:
    global _job  # noqa: PLW0603 (a pool hands what all tasks share to a process only this way)
    _job = job
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    os.environ["NUMBA_NUM_THREADS"] = "1"
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    """A parent that was killed cannot end its processes, and they would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _run_batch(tasks: Sequence[Task]) -> list[Outcome]:
    assert _job is not None
    return [run_one(_job, task) for task in tasks]


@contextlib.contextmanager
def _pool(job: Job, processes: int) -> Iterator[ProcessPoolExecutor]:
    """A pool whose processes are gone when the block is left, however it is left."""
    others = set(multiprocessing.active_children())
    executor = ProcessPoolExecutor(
        processes, multiprocessing.get_context("spawn"), initializer=_start_worker, initargs=(job,)
    )
    try:
        yield executor
        executor.shutdown()
    except BaseException:
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        executor.shutdown(cancel_futures=True)
        raise


def _submit(executor: ProcessPoolExecutor, batch: Sequence[Task]) -> Future[list[Outcome]]:
    """Submit, with Ctrl-C held back meanwhile: a process started now inherits that, and stays quiet."""
    if sys.platform == "win32":
        return executor.submit(_run_batch, batch)
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return executor.submit(_run_batch, batch)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def run_in_processes(job: Job, tasks: Sequence[Task], processes: int, batch: int) -> Iterator[Outcome]:
    """Run tasks in several processes, in no particular order.

    Args:
        job: What the tasks share.
        tasks: The tasks.
        processes: Number of processes.
        batch: Tasks handed to a process at once.

    Yields:
        One outcome a task, each task exactly once.
    """
    waiting = deque(tuple(tasks[start : start + batch]) for start in range(0, len(tasks), batch))
    suspects: deque[Task] = deque()
    breaks = 0
    while waiting or suspects:
        if suspects:
            alone: deque[tuple[Task, ...]] = deque([(suspects[0],)])
            lost: deque[Task] = deque()
            yield from _until_broken(job, alone, 1, lost)
            suspects.popleft()
            breaks = breaks + 1 if lost else 0
            yield from (Outcome(task, 0.0, error=DIED) for task in lost)
            if breaks == BREAKS_IN_A_ROW:
                left = [*suspects, *(task for tasks in waiting for task in tasks)]
                yield from (Outcome(task, 0.0, error="processes die as they start") for task in left)
                return
        else:
            yield from _until_broken(job, waiting, processes, suspects)


def _until_broken(
    job: Job, waiting: deque[tuple[Task, ...]], processes: int, lost: deque[Task]
) -> Iterator[Outcome]:
    """Run batches off `waiting`; if a process dies, put what was being worked on into `lost` and end.

    No more batches are handed out than there are processes, so that few are lost at once.
    """
    running: dict[Future[list[Outcome]], tuple[Task, ...]] = {}
    with contextlib.suppress(BrokenProcessPool), _pool(job, processes) as executor:
        while waiting or running:
            while waiting and len(running) < processes:
                running[_submit(executor, waiting[0])] = waiting[0]
                waiting.popleft()
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                outcomes = future.result()
                del running[future]
                yield from outcomes
    for future, batch in running.items():
        if future.done() and future.exception() is None:
            yield from future.result()
        else:
            lost.extend(batch)
