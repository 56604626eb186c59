"""Runs of the simulator, in parallel, kept as they finish.

Each run carries a key made from the simulator's version, its parameters and its seed, so that the
same call after a kill takes over what is kept and does the rest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd

from resettle.calibration.fit.problem import Floats, Problem
from resettle.results.runs.crew import DIED, Crew
from resettle.results.runs.memory import FIGURES, Demand
from resettle.results.runs.progress import Progress, Report
from resettle.results.runs.rows import Row, failure
from resettle.results.runs.work import work_off

__all__ = ["DIED", "Progress", "Report", "run_all", "tell"]


HOUSEHOLDS_A_RUN = 10_000
"""Households of a run of calibrations, at most."""


def tell(progress: Report | None, stage: str, done: int, total: int) -> None:
    """Tell how far a stage is, if somebody listens."""
    if progress is not None:
        progress(Progress(stage, done, total))


@dataclass(frozen=True)
class _Task:
    key: str
    theta: tuple[float, ...]
    seed: int


@dataclass(frozen=True)
class _Work:
    """Runs one task; whatever goes wrong in it becomes a row with a message."""

    problem: Problem

    def __call__(self, task: _Task, threads: int = 1) -> Row:
        started = perf_counter()
        try:
            simulated = self.problem.simulate(self.problem.named(np.array(task.theta)), task.seed)
            values = {name: float(simulated[name]) for name in self.problem.kept}
            for name, value in values.items():
                if not math.isfinite(value):
                    raise ValueError(f"statistic {name} is {value}")
        except Exception as error:  # one bad run must not take the others with it
            return self.row(task, {}, perf_counter() - started, failure(error)["error"])
        return self.row(task, values, perf_counter() - started, "")

    def died(self, task: _Task) -> Row:
        return self.row(task, {}, 0.0, DIED)

    def row(self, task: _Task, values: dict[str, float], seconds: float, error: str) -> Row:
        return {
            "key": task.key,
            "seed": task.seed,
            **dict(zip(self.problem.parameters, task.theta, strict=True)),
            **{name: values.get(name, math.nan) for name in self.problem.kept},
            "seconds": seconds,
            "error": error,
        }


def run_all(
    problem: Problem,
    thetas: Floats,
    seeds: Sequence[int],
    folder: Path | None,
    jobs: int | None = None,
    progress: Report | None = None,
    stage: str = "runs",
) -> pd.DataFrame:
    """Run the simulator at every point, or take what an earlier call left.

    Args:
        problem: The problem.
        thetas: Points in the parameters' own units, shape (runs, parameters).
        seeds: One seed a point.
        folder: Where finished runs are kept; nowhere if `None`.
        jobs: Processes; `None` for one a core.
        progress: Told after every batch.
        stage: Name of this work for `progress`.

    Returns:
        One row a point, in the order given: key, seed, parameters, all that is measured, seconds and error. A
        failed run has a message in `error` and NaN for what is measured. The numbers do not depend on `jobs`.

    Raises:
        ValueError: If shapes disagree or `jobs` is below 1.
        OSError: If the folder cannot be written.
        results.runs.crew.CrewError: If processes die whatever they are given.
    """
    if thetas.shape != (len(seeds), problem.dimensions) or (jobs is not None and jobs < 1):
        raise ValueError("thetas needs one row per seed and one column per parameter; jobs is at least 1")
    tasks = [
        _Task(problem.run_key(theta, seed), tuple(map(float, theta)), int(seed))
        for theta, seed in zip(thetas, seeds, strict=True)
    ]
    work = _Work(problem)
    with Crew(jobs) as crew:
        crew.ensure(Demand(len(tasks), HOUSEHOLDS_A_RUN, len(tasks) * FIGURES))
        known = work_off(work, tasks, work.died, crew, folder, progress, stage)
    columns = ["key", "seed", *problem.parameters, *problem.kept, "seconds", "error"]
    return pd.DataFrame([known[task.key] for task in tasks], columns=columns)
