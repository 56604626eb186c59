"""Who works off items: threads of this process, processes of this computer, or a cluster.

The numbers do not depend on who works; it only decides how soon they are there:

- A number of processes that was asked for is what works: with 1 this process, one item after the other.
- If nothing was asked for, the work begins here, side by side in threads, which cost nothing to start but
  wait for each other wherever plain Python is run. Processes take over as soon as what the threads lose, so
  far and for the items that are left, is more than they cost to start; they stay until the crew is left.
- Items that are too short to be worth threads are worked off one after the other, and an item that is alone
  here has all threads to itself, to share out the settlements of one run.

A process that dies takes nothing else with it: what it was working on is tried once more, item by
item, and is given up only if that fails too.
"""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import os
import pickle
import platform
import signal
import sys
import threading
import warnings
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection
from types import ModuleType, TracebackType
from typing import Any

from resettle.model.text import Text, fill
from resettle.results.runs.code import code_digest
from resettle.results.runs.here import Here, Item, Result, Worker
from resettle.results.runs.memory import Demand, ensure
from resettle.scenarios.language import SaidError, SaidWarning

BREAKS_IN_A_ROW = 5
"""Workers that may die one after the other, with no item done between them, before all is given up."""

MOST_PROCESSES = 61 if sys.platform == "win32" else 512
"""Windows waits for no more than that many at once."""

MOST_KNOWN = 8
"""Functions that a worker keeps unpacked."""

LOOK_SECONDS = 5.0
"""How often to look whether the workers are still there."""

DIED = "the process died (killed, or out of memory) twice"
"""Message of an item whose worker died; such an item is worth another try."""


class CrewError(SaidError, RuntimeError):
    """Nobody is left to work: processes die as they start, or the cluster is gone."""


_DYING = Text("processes die as they start (out of memory?)", "进程一启动就终止（内存不足？）")
_OTHER_VERSION = Text(
    "a worker on {node} has another version of resettle", "{node}上的工作进程是另一版本的resettle"
)


def usable_cores() -> int:
    """Number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


class Crew:
    """Processes of this computer, or this process; what was started lives until the crew is left.

    Args:
        jobs: Number of processes, 1 for this one; `None` for whatever is quicker.
        apart: Whether even one works in a process of its own, which may die alone.

    Attributes:
        workers: Items that may be worked on at once.
    """

    ahead = 1
    """Batches handed out for each worker: no more, so that few are lost at once."""

    code = ""
    """Digest of the sources that a worker must have; empty for processes of this computer."""

    def __init__(self, jobs: int | None = None, apart: bool = False) -> None:
        if jobs is not None and jobs < 1:
            raise ValueError("jobs is at least 1")
        self.workers = min(jobs or usable_cores(), MOST_PROCESSES)
        self._apart = apart or (jobs is not None and jobs > 1)
        self._here = Here(usable_cores(), in_turn=jobs == 1)
        self._asked, self._warned = jobs is not None, False
        self._executor: Executor | None = None
        self._children: set[multiprocessing.process.BaseProcess] = set()

    @property
    def jobs(self) -> int:
        """Processes that work; 1 if it is this one."""
        return self.workers if self._apart else 1

    @property
    def threads(self) -> int:
        """Most threads of this process that worked at once, side by side or within one item."""
        return self._here.threads

    @property
    def at_once(self) -> int:
        """Runs that this computer makes at once."""
        return self.workers

    def ensure(self, demand: Demand) -> None:
        """Make sure, before the first run, that memory will do; warn once if that is doubtful.

        Raises:
            results.runs.memory.NotEnoughMemory: If it cannot work.
        """
        doubtful = ensure(demand, self.at_once, self._asked)
        if doubtful is not None and not self._warned:
            self._warned = True
            warnings.warn(SaidWarning(doubtful), stacklevel=2)

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(quickly=kind is not None)

    def close(self, quickly: bool = False) -> None:
        """Let the workers go; `quickly` without waiting for what they are doing."""
        executor, self._executor = self._executor, None
        if executor is None:
            return
        if quickly:
            for process in set(multiprocessing.active_children()) - self._children:
                process.terminate()
        executor.shutdown(cancel_futures=quickly)

    def map(
        self,
        work: Worker[Item, Result],
        items: Sequence[Item],
        died: Callable[[Item], Result],
        batch: Callable[[], int] = lambda: 1,
    ) -> Generator[list[Result], None, None]:
        """Apply a function to many items.

        Args:
            work: The function; picklable unless there is only this process.
            items: The items.
            died: Makes the result of an item that killed its worker twice.
            batch: Called before each hand-out: how many items to hand to a worker at once.

        Yields:
            Results in lists as they come, in any order; every item exactly once.

        Raises:
            CrewError: If workers die whatever they are given.
        """
        waiting, suspects, breaks = deque(items), deque[Item](), 0
        if not self._apart:
            yield from self._here.work_off(work, waiting, batch)
            if not waiting:
                return
            self._apart = True
        handed = _PickledWork(work, self.code)
        while waiting or suspects:
            if not suspects:
                yield from self._until_broken(handed, waiting, self._wanted, batch, suspects)
                continue
            alone, lost = deque([suspects.popleft()]), deque[Item]()
            yield from self._until_broken(handed, alone, lambda: 1, lambda: 1, lost)
            breaks = breaks + 1 if lost else 0
            yield from ([died(item)] for item in lost)
            if breaks == BREAKS_IN_A_ROW:
                raise CrewError(_DYING)

    def _open(self) -> Executor:
        """An executor that works; called again after it broke."""
        if self._executor is None:
            self._children = set(multiprocessing.active_children())
            self._executor = ProcessPoolExecutor(
                self.workers, multiprocessing.get_context("spawn"), initializer=_start
            )
        return self._executor

    def _wanted(self) -> int:
        """Batches that should be handed out."""
        return self.workers * self.ahead

    def _look(self) -> None:
        """Raise if nobody is there any more."""

    def _lost(self, error: BaseException) -> bool:
        """Whether an error of a future says that its worker is gone."""
        return isinstance(error, BrokenProcessPool)

    def _until_broken(
        self,
        work: _PickledWork,
        waiting: deque[Item],
        wanted: Callable[[], int],
        batch: Callable[[], int],
        lost: deque[Item],
    ) -> Generator[list[Any], None, None]:
        """Work items off `waiting`; if a worker dies, put what was being worked on into `lost` and end."""
        running: dict[Future[list[Any]], list[Any]] = {}
        broken = False
        try:
            while (waiting and not broken) or running:
                most = wanted()
                while waiting and not broken and len(running) < most:
                    size = min(max(1, batch()), max(1, len(waiting) // (2 * most)))
                    items = [waiting.popleft() for _ in range(min(size, len(waiting)))]
                    try:
                        running[_submit(self._open(), work, items)] = items
                    except BrokenProcessPool:
                        waiting.extendleft(reversed(items))
                        broken = True
                self._look()
                for future in wait(running, LOOK_SECONDS, FIRST_COMPLETED).done:
                    items = running.pop(future)
                    error = CancelledError() if future.cancelled() else future.exception()
                    if error is None:
                        yield future.result()
                    elif self._lost(error):
                        lost.extend(items)
                        broken = True
                    else:
                        raise error
        except BaseException:  # left by Ctrl-C or a full disk: what has not begun never begins
            self.close(quickly=True)
            raise
        if broken:
            self.close(quickly=True)


class _PickledWork:
    """A function as it travels: every batch carries it, each worker unpacks it once."""

    def __init__(self, work: Callable[[Any, int], Any], code: str) -> None:
        self.pickled, self.code = pickle.dumps(work), code
        self.of_script = type(work).__module__ == "__main__"
        self.digest = hashlib.blake2b(self.pickled, digest_size=16).hexdigest()


def _submit(executor: Executor, work: _PickledWork, items: list[Any]) -> Future[list[Any]]:
    """Submit; this may start processes.

    Ctrl-C is blocked meanwhile: a process that is started inherits that, and stays quiet. It would also
    run the user's script once more, to find there what it is sent; the script is hidden unless work comes
    from it.
    """
    signals = sys.platform != "win32"
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if signals else set()
    script = sys.modules["__main__"]
    if not work.of_script:
        sys.modules["__main__"] = ModuleType("__main__")
    try:
        return executor.submit(run_batch, work.digest, work.pickled, items, work.code)
    finally:
        sys.modules["__main__"] = script
        if signals:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


_known: dict[str, Callable[[Any, int], Any]] = {}


def run_batch(digest: str, pickled: bytes, items: list[Any], code: str = "") -> list[Any]:
    """What a worker does: unpack the function, once, and apply it.

    Raises:
        CrewError: If the worker has other sources than it should; it may have come later than the others.
    """
    if code and code != code_digest():
        raise CrewError(fill(_OTHER_VERSION, node=platform.node()))
    work = _known.get(digest)
    if work is None:
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        work = _known[digest] = pickle.loads(pickled)
    return [work(item, 1) for item in items]


def _start() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    os.environ["NUMBA_NUM_THREADS"] = "1"  # before anything that reads it is imported
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    """A parent that was killed cannot end its processes, and they would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        with contextlib.suppress(OSError):
            connection.wait([parent.sentinel])
        os._exit(1)
