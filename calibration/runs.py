"""Runs of the simulator, in parallel, kept as they finish.

A finished run is a row of a shard: a small Parquet file that is written under another name and
then moved into place, so that a reader finds it whole or not at all. Each run carries a key
made from the simulator's version, its parameters and its seed. The same call after a kill reads
the shards, takes the runs whose keys it needs, and does the rest.
"""

from __future__ import annotations

import math
import os
import secrets
import warnings
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from calibration.pool import Pool, usable_cores
from calibration.problem import Floats, Problem

if TYPE_CHECKING:
    import pandas as pd

BATCH_SECONDS = 1.0
"""Work handed to a process at once; about what a kill can lose."""

LARGEST_BATCH = 200

MANY_SHARDS = 50
"""So many shards are joined into one when a call ends."""

DIED = "the process died (killed, or out of memory) twice"
"""Message of a run that is tried again by the next call; other failures repeat themselves."""


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

Row = dict[str, Any]
"""One run: key, seed, parameters, statistics (NaN if it failed), seconds, error (empty if it succeeded)."""


@dataclass(frozen=True)
class _Task:
    key: str
    theta: tuple[float, ...]
    seed: int


@dataclass(frozen=True)
class _Work:
    """Runs one task; whatever goes wrong in it becomes a row with a message."""

    problem: Problem

    def __call__(self, task: _Task) -> Row:
        started = perf_counter()
        try:
            found = self.problem.simulate(self.problem.named(np.array(task.theta)), task.seed)
            values = {name: float(found[name]) for name in self.problem.statistics}
            for name, value in values.items():
                if not math.isfinite(value):
                    raise ValueError(f"statistic {name} is {value}")
        except Exception as error:  # one bad run must not take the others with it
            text = f"{type(error).__name__}: {error}".splitlines()[0]
            return self.row(task, {}, perf_counter() - started, text)
        return self.row(task, values, perf_counter() - started, "")

    def died(self, task: _Task) -> Row:
        return self.row(task, {}, 0.0, DIED)

    def row(self, task: _Task, values: dict[str, float], seconds: float, error: str) -> Row:
        return {
            "key": task.key,
            "seed": task.seed,
            **dict(zip(self.problem.parameters, task.theta, strict=True)),
            **{name: values.get(name, math.nan) for name in self.problem.statistics},
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
        One row a point, in the order given, with the columns of `Row`. A failed run has a message in
        `error` and NaN for its statistics. The numbers do not depend on `jobs`.

    Raises:
        ValueError: If shapes disagree or `jobs` is below 1.
        OSError: If the folder cannot be written.
        PoolError: If processes die whatever they are given.
    """
    import pandas as pd

    if thetas.shape != (len(seeds), problem.dimensions) or (jobs is not None and jobs < 1):
        raise ValueError("thetas needs one row a seed and one column a parameter; jobs is at least 1")
    tasks = [
        _Task(problem.run_key(theta, seed), tuple(map(float, theta)), int(seed))
        for theta, seed in zip(thetas, seeds, strict=True)
    ]
    wanted = {task.key: task for task in tasks}
    known = {} if folder is None else {row["key"]: row for row in _kept(folder) if row["key"] in wanted}
    missing = [task for key, task in wanted.items() if key not in known]
    clock = _Clock(stage, len(wanted), len(known), progress)
    clock.tell()
    with closing(_rows(_Work(problem), missing, jobs or usable_cores(), clock)) as batches:
        for rows in batches:
            if folder is not None:
                _write_shard(folder, rows)
            known.update((row["key"], row) for row in rows)
            clock.add(rows)
    if folder is not None:
        _join_shards(folder)
    columns = ["key", "seed", *problem.parameters, *problem.statistics, "seconds", "error"]
    return pd.DataFrame([known[task.key] for task in tasks], columns=columns)


class _Clock:
    """Counts runs, tells about them, and guesses how long the rest takes."""

    def __init__(self, stage: str, total: int, done: int, progress: Report | None) -> None:
        self.stage, self.total, self.done, self.progress = stage, total, done, progress
        self.started, self.fresh, self.busy = perf_counter(), 0, 0.0

    def add(self, rows: Sequence[Row]) -> None:
        self.done += len(rows)
        self.fresh += len(rows)
        self.busy += sum(row["seconds"] for row in rows)
        self.tell()

    def tell(self) -> None:
        if self.progress is not None:
            missing = self.total - self.done
            left = (perf_counter() - self.started) / self.fresh * missing if self.fresh else None
            self.progress(Progress(self.stage, self.done, self.total, left if missing else 0.0))

    def batch(self) -> int:
        """Runs that fill `BATCH_SECONDS`."""
        if not self.fresh:
            return 1
        return int(min(LARGEST_BATCH, max(1.0, BATCH_SECONDS / max(1e-6, self.busy / self.fresh))))


def _rows(work: _Work, tasks: list[_Task], jobs: int, clock: _Clock) -> Generator[list[Row], None, None]:
    """Rows as they finish; with one job in this process, so that nothing needs to be pickled."""
    if jobs > 1 and len(tasks) > 1:
        yield from Pool(work, work.died, min(jobs, len(tasks)), clock.batch).map(tasks)
        return
    rows: list[Row] = []
    for task in tasks:
        try:
            rows.append(work(task))
        except BaseException:  # Ctrl-C: what is finished is kept
            if rows:
                yield rows
            raise
        if len(rows) >= clock.batch():
            yield rows
            rows = []
    if rows:
        yield rows


def _kept(folder: Path) -> list[Row]:
    """Rows of all shards but those worth another try."""
    import pyarrow.parquet as pq

    rows: list[Row] = []
    for path in sorted(folder.glob("runs-*.parquet")):
        try:
            found = pq.ParquetFile(path).read().to_pylist()
        except (OSError, ValueError) as error:  # not ours, or damaged since: those runs are done again
            warnings.warn(f"{path.name} cannot be read and is passed over: {error}", stacklevel=3)
            continue
        rows.extend(row for row in found if "key" in row and row.get("error") != DIED)
    return rows


def _write_shard(folder: Path, rows: list[Row]) -> Path:
    path = folder / f"runs-{os.getpid()}-{secrets.token_hex(6)}.parquet"
    write_rows(path, rows)
    return path


def write_rows(path: Path, rows: list[Row]) -> None:
    """Write rows as Parquet, whole or not at all, creating the folder if needed."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True, exist_ok=True)
    replace_whole(path, lambda new: pq.write_table(pa.Table.from_pylist(rows), new, compression="zstd"))


def replace_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a temporary file beside `path`, then move it into place.

    Raises:
        OSError: If it cannot be written; what stood at `path` stays.
    """
    new = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    try:
        write(new)
        handle = os.open(new, os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        os.replace(new, path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def _join_shards(folder: Path) -> None:
    """Join many shards into one. A kill in between leaves rows twice, which does no harm."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    shards = sorted(folder.glob("runs-*.parquet"))
    if len(shards) < MANY_SHARDS:
        return
    tables = []
    joined = []
    for path in shards:
        try:
            tables.append(pq.ParquetFile(path).read())
        except (OSError, ValueError):
            continue
        joined.append(path)
    table = pa.concat_tables(tables, promote_options="default")
    replace_whole(
        folder / f"runs-{os.getpid()}-{secrets.token_hex(6)}.parquet",
        lambda new: pq.write_table(table, new, compression="zstd"),
    )
    for path in joined:
        path.unlink(missing_ok=True)
