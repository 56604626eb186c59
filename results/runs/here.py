"""Working items off in this process, and when processes should do it instead.

Threads cost nothing to start but wait for each other wherever plain Python is run; processes do not, but
each has to import the model and load its kernels first.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from time import thread_time
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Worker = Callable[[Item, int], Result]
"""Makes the result of an item, in so many threads; it should not raise."""

START_SECONDS = 3.0
"""Roughly what starting processes costs: each imports the model and loads its kernels."""

THREAD_GAIN = 0.4
"""What each further thread adds to items side by side: kernels run at once, plain Python does not."""

SHORT_SECONDS = 0.1
"""Items shorter than that are mostly plain Python: threads side by side would make them slower."""

LONG_SECONDS = 1.0
"""An item that is alone and shorter than that gains nothing from several threads within it."""


class Here:
    """Works items off in this process, and knows how long they take.

    Args:
        cores: Threads that may work at once.
        in_turn: Whether items are worked off one after the other, here, whatever they take.

    Attributes:
        threads: Most threads that worked at once so far, side by side or within one item.
    """

    def __init__(self, cores: int, in_turn: bool) -> None:
        self.threads = 1
        self._cores, self._in_turn = cores, in_turn
        self._loaded, self._items, self._seconds = False, 0, 0.0

    def work_off(
        self, work: Worker[Item, Result], waiting: deque[Item], batch: Callable[[], int]
    ) -> Generator[list[Result], None, None]:
        """Work items off `waiting` until none is left or processes pay.

        Yields:
            Results in lists of the size that `batch` asks for.
        """
        results: list[Result] = []
        running: set[Future[tuple[Result, float]]] = set()
        with ThreadPoolExecutor(self._cores) as pool:
            while running or (waiting and not self.processes_pay(len(waiting))):
                try:
                    results += self._next(work, waiting, running, pool)
                except BaseException:  # Ctrl-C: what is finished is kept
                    if results:
                        yield results
                    raise
                if len(results) >= batch() or not (waiting or running):
                    yield results
                    results = []
        if results:
            yield results

    def _next(
        self,
        work: Worker[Item, Result],
        waiting: deque[Item],
        running: set[Future[tuple[Result, float]]],
        pool: ThreadPoolExecutor,
    ) -> list[Result]:
        """Hand items to threads, or work one off alone, and return what is finished next."""
        beside, threads = self.side_by_side(len(waiting) + len(running)), 1
        while beside > 1 and len(running) < beside and waiting and not self.processes_pay(len(waiting)):
            running.add(pool.submit(_timed, work, waiting.popleft(), 1))
        self.threads = max(self.threads, len(running))
        if running:
            done = wait(running, return_when=FIRST_COMPLETED).done
            running -= done
            ended = [future.result() for future in done]
        else:
            threads = self.within()
            self.threads = max(self.threads, threads)
            ended = [_timed(work, waiting.popleft(), threads)]
        for _, seconds in ended:
            self.add(seconds * threads)
        return [result for result, _ in ended]

    def add(self, seconds: float) -> None:
        """Count an item of so many processor seconds; the first one loads kernels and tells nothing."""
        if self._loaded:
            self._items += 1
            self._seconds += seconds
        self._loaded = True

    def side_by_side(self, left: int) -> int:
        """Items to be worked on at once, if so many are left, those that are being worked on included."""
        if self._in_turn or not self._loaded or (self._items and self._each < SHORT_SECONDS):
            return 1
        return min(self._cores, left)

    def within(self) -> int:
        """Threads for an item that is worked on alone."""
        return 1 if self._items and self._each < LONG_SECONDS else self._cores

    def processes_pay(self, left: int) -> bool:
        """Whether starting processes costs less than working off so many more items without them.

        What the items so far lost by having been done here counts too, so that the loss of many calls with
        few items each ends as well.
        """
        if self._in_turn or not self._items:
            return False
        gain = 1.0 if self._each < SHORT_SECONDS else 1.0 + (self._cores - 1) * THREAD_GAIN
        return (self._seconds + left * self._each) * (1.0 / gain - 1.0 / self._cores) > START_SECONDS

    @property
    def _each(self) -> float:
        """Processor seconds of an item."""
        return self._seconds / self._items


def _timed(work: Worker[Item, Result], item: Item, threads: int) -> tuple[Result, float]:
    """A result and the processor seconds that this thread spent on it."""
    started = thread_time()
    return work(item, threads), thread_time() - started
