"""Runs of one replication, in this process or in several."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from resettle.model.record import LEDGER_COLUMNS
from resettle.results.runs.crew import DIED, Crew, CrewError
from resettle.results.runs.draws import Design, Parameters

if TYPE_CHECKING:
    from resettle.model.inputs import ModelInputs
    from resettle.model.record import RunRecord
    from resettle.scenarios.posterior import Posterior


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
    from resettle.model.simulation import ResettlementModel

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
    parameters: Parameters = field(default_factory=lambda: Parameters("prior"))
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
    from resettle.model.indicators import INDICATORS

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


@dataclass(frozen=True)
class _Alone:
    """Runs one task in one thread."""

    job: Job

    def __call__(self, task: Task) -> Outcome:
        return run_one(self.job, task)


def run_in_processes(job: Job, tasks: Sequence[Task], processes: int, batch: int) -> Iterator[Outcome]:
    """Run tasks in several processes, in no particular order.

    Args:
        job: What the tasks share.
        tasks: The tasks.
        processes: Number of processes.
        batch: Tasks handed to a process at once.

    Yields:
        One outcome a task, each task exactly once; if nobody is left to work, the rest has failed.
    """
    left = set(tasks)
    try:
        with (
            Crew(processes, apart=True) as crew,
            closing(
                crew.map(_Alone(job), tasks, lambda task: Outcome(task, 0.0, error=DIED), lambda: batch)
            ) as ended,
        ):
            for outcomes in ended:
                left -= {outcome.task for outcome in outcomes}
                yield from outcomes
    except CrewError as nobody:
        yield from (Outcome(task, 0.0, error=str(nobody)) for task in tasks if task in left)
