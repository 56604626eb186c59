"""Work spread over processes that may die.

A process that dies takes nothing else with it: what it was working on is tried once more, item
by item in a fresh process, and is given up only if that dies too.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

BREAKS_IN_A_ROW = 5
"""Processes that may die one after the other, with no item done between them, before all is given up."""

MOST_PROCESSES = 61 if sys.platform == "win32" else 512
"""Windows waits for no more than that many at once."""


class PoolError(RuntimeError):
    """Processes die as they start: nothing can be done with them."""


def usable_cores() -> int:
    """Number of cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Pool(Generic[Item, Result]):
    """Applies one function to many items in several processes.

    Args:
        work: The function; picklable. It should not raise.
        died: Makes the result of an item that killed its process twice.
        processes: Number of processes.
        batch: Called before each hand-out: how many items to hand to a process at once.
    """

    def __init__(
        self,
        work: Callable[[Item], Result],
        died: Callable[[Item], Result],
        processes: int,
        batch: Callable[[], int] = lambda: 1,
    ) -> None:
        self._work = pickle.dumps(work)
        self._died = died
        self._processes = min(processes, MOST_PROCESSES)
        self._batch = batch

    def map(self, items: Sequence[Item]) -> Iterator[list[Result]]:
        """Results in lists as they come, in any order; every item exactly once.

        Raises:
            PoolError: If processes die whatever they are given.
        """
        waiting = deque(items)
        suspects: deque[Item] = deque()
        breaks = 0
        while waiting or suspects:
            if not suspects:
                yield from self._until_broken(waiting, self._processes, self._batch, suspects)
                continue
            alone, lost = deque([suspects.popleft()]), deque[Item]()
            yield from self._until_broken(alone, 1, lambda: 1, lost)
            breaks = breaks + 1 if lost else 0
            if breaks == BREAKS_IN_A_ROW:
                raise PoolError("processes die as they start (out of memory?)")
            yield from ([self._died(item)] for item in lost)

    def _until_broken(
        self, waiting: deque[Item], processes: int, batch: Callable[[], int], lost: deque[Item]
    ) -> Iterator[list[Result]]:
        """Work items off `waiting`; if a process dies, put what was being worked on into `lost` and end.

        No more batches are handed out than there are processes, so that few are lost at once.
        """
        running: dict[Future[list[Result]], list[Item]] = {}
        with contextlib.suppress(BrokenProcessPool), _executor(self._work, processes) as executor:
            while waiting or running:
                while waiting and len(running) < processes:
                    size = min(max(1, batch()), max(1, len(waiting) // (2 * processes)))
                    items = [waiting.popleft() for _ in range(min(size, len(waiting)))]
                    try:
                        running[_submit(executor, items)] = items
                    except BrokenProcessPool:
                        waiting.extendleft(reversed(items))
                        raise
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    results = future.result()
                    del running[future]
                    yield results
        for future, items in running.items():
            if future.done() and not future.cancelled() and future.exception() is None:
                yield future.result()
            else:
                lost.extend(items)


_work: Callable[[Any], Any] | None = None


def _start(pickled: bytes) -> None:
    global _work  # noqa: PLW0603 (a pool hands what all items share to a process only this way)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    os.environ["NUMBA_NUM_THREADS"] = "1"  # before anything that reads it is imported
    _work = pickle.loads(pickled)
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    """A parent that was killed cannot end its processes, and they would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _run(items: list[Any]) -> list[Any]:
    assert _work is not None
    return [_work(item) for item in items]


@contextlib.contextmanager
def _executor(work: bytes, processes: int) -> Iterator[ProcessPoolExecutor]:
    """An executor whose processes are gone when the block is left, however it is left."""
    others = set(multiprocessing.active_children())
    executor = ProcessPoolExecutor(
        processes, multiprocessing.get_context("spawn"), initializer=_start, initargs=(work,)
    )
    try:
        yield executor
        executor.shutdown()
    except BaseException:
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        executor.shutdown(cancel_futures=True)
        raise


def _submit(executor: ProcessPoolExecutor, items: list[Any]) -> Future[list[Any]]:
    """Submit, with Ctrl-C held back meanwhile: a process started now inherits that, and stays quiet."""
    if sys.platform == "win32":
        return executor.submit(_run, items)
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return executor.submit(_run, items)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
