"""How the runs of an experiment are shared out: in turn, in threads, or in processes.

None of this moves a number; it only decides how soon the numbers are there.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from resettle.results.questions.run.workers import Job, Outcome, Task, run_in_processes, run_one
from resettle.results.runs.crew import MOST_PROCESSES, usable_cores

POOL_START_SECONDS = 3.0
"""Roughly what starting processes costs: each imports the model and loads its kernels."""

THREAD_GAIN = 0.6
"""What a further thread adds to runs side by side: kernels run at once, plain Python does not."""

LARGEST_BATCH = 5
"""Most replications handed to a process at once."""

SHORT_RUN_SECONDS = 1.0
"""A run shorter than this is not tried with several threads: they would cost more than they gain."""

TRIALS = 3
"""Most runs that are done first to learn how long one takes; the first one loads the kernels as well."""


class Runner:
    """Runs tasks in this process with threads, or in several processes, whichever is asked or quicker."""

    def __init__(self, job: Job, tasks: Sequence[Task], jobs: int | None) -> None:
        self.job = job
        self.tasks = tasks
        self.wanted = jobs
        self.jobs = 1
        self.threads = usable_cores()
        self.side_by_side = False

    def outcomes(self) -> Generator[Outcome, None, None]:
        """Outcomes of all tasks, in any order."""
        tasks = list(self.tasks)
        jobs = self.wanted or 1
        if jobs == 1:
            tried = self._try(tasks)
            yield from tried
            tasks = tasks[len(tried) :]
            if tried:
                best = self._choose(len(tasks), one=tried[1].seconds, several=tried[-1].seconds)
                jobs = best if self.wanted is None else 1
        jobs = min(jobs, len(tasks), MOST_PROCESSES)
        if self.side_by_side:
            yield from self._in_threads(tasks)
            return
        if jobs <= 1:
            yield from (run_one(self.job, task, self.threads) for task in tasks)
            return
        self.jobs, self.threads = jobs, 1
        batch = max(1, min(LARGEST_BATCH, len(tasks) // (4 * jobs)))
        yield from run_in_processes(self.job, tasks, jobs, batch)

    def _try(self, tasks: Sequence[Task]) -> list[Outcome]:
        """Run the first tasks here, if there are enough to learn from."""
        if self.threads == 1 or len(tasks) < 2 * TRIALS:
            return []
        loading, alone = (run_one(self.job, task) for task in tasks[:2])
        if alone.seconds < SHORT_RUN_SECONDS:
            return [loading, alone]  # too short to gain from several threads
        return [loading, alone, run_one(self.job, tasks[2], self.threads)]

    def _choose(self, left: int, one: float, several: float) -> int:
        """Processes that are quickest for what is left, from the seconds of a run in one or several threads.

        Threads share out the settlements of a run; below some size that costs more than it gains.
        """
        cores = self.threads
        in_processes = POOL_START_SECONDS + left * one / cores
        in_threads = left * one / (1.0 + (cores - 1) * THREAD_GAIN)
        in_turn = left * min(one, several)
        self.side_by_side = self.wanted is None and in_threads < min(in_processes, in_turn)
        if not self.side_by_side and one <= several:
            self.threads = 1
        return cores if in_processes < min(in_threads, in_turn) else 1

    def _in_threads(self, tasks: Sequence[Task]) -> Generator[Outcome, None, None]:
        """Runs side by side in threads of this process: no start-up, but plain Python waits its turn."""
        with ThreadPoolExecutor(self.threads) as pool:
            futures = [pool.submit(run_one, self.job, task) for task in tasks]
            try:
                for done in as_completed(futures):
                    yield done.result()
            finally:  # left by Ctrl-C: what has not begun never begins
                for future in futures:
                    future.cancel()
