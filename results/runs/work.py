"""Working off tasks that have keys: what is kept is taken over, the rest is done and kept as it finishes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Protocol, TypeVar

from resettle.results.runs.crew import Crew
from resettle.results.runs.here import Worker
from resettle.results.runs.progress import Clock, Report
from resettle.results.runs.rows import Row, lines_of
from resettle.results.runs.shards import MANY_SHARDS, join_shards, kept, write_shard


class Keyed(Protocol):
    """Something to do, with a key that says all that decides its result."""

    @property
    def key(self) -> str:
        """The key."""


Task = TypeVar("Task", bound=Keyed)


def work_off(
    work: Worker[Task, Row],
    tasks: Sequence[Task],
    died: Callable[[Task], Row],
    crew: Crew,
    folder: Path | None = None,
    report: Report | None = None,
    stage: str = "runs",
) -> dict[str, Row]:
    """Rows of all tasks, by key.

    Args:
        work: Makes a row with the columns `key`, `seconds` and `error` (empty if all went well); it
            should not raise.
        tasks: What is wanted, in the order in which it is begun; tasks of one key are done once.
        died: Makes the row of a task that killed its worker twice.
        crew: Who works.
        folder: Where finished rows are kept; nowhere if `None`.
        report: Called with how far the work is.
        stage: Name of the work.

    Raises:
        OSError: If the folder cannot be written; finished rows stay.
        results.runs.crew.CrewError: If nobody is left to work; finished rows stay.
    """
    wanted = {task.key: task for task in tasks}
    known = {} if folder is None else kept(folder, wanted)
    missing = [task for key, task in wanted.items() if key not in known]
    clock = Clock(stage, len(wanted), len(known), report)
    clock.tell()
    if not missing:
        return known
    with closing(crew.map(work, missing, died, clock.batch)) as batches:
        for number, rows in enumerate(batches, start=1):
            if folder is not None:
                write_shard(folder, rows)
                if number % MANY_SHARDS == 0:
                    join_shards(folder)
            known.update((row["key"], line) for row, line in zip(rows, lines_of(rows), strict=True))
            clock.add(len(rows), sum(row["seconds"] for row in rows))
    if folder is not None:
        join_shards(folder)
    return known
