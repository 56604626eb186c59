"""Running a kernel over all settlements, in blocks that threads share."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

_CODE: dict[Callable[..., object], Callable[..., object]] = {}
"""Machine code of the kernels that have been run."""


def _keep_code(kernel: Callable[..., object]) -> None:
    """Keep the machine code of a kernel just run, if it is compiled for no other types than it was given.

    Called by way of the kernel, numba looks at the type of every column of every table anew.
    """
    compiled = getattr(kernel, "overloads", {})
    if len(compiled) == 1:
        _CODE[kernel] = next(iter(compiled.values())).entry_point


class Blocks:
    """Settlements in contiguous blocks of about equal numbers of workers.

    Kernels release the interpreter lock, write only rows of their own settlements, and
    draw by key, so the result does not depend on the number of threads.
    """

    def __init__(self, worker_starts: NDArray[np.int64], threads: int) -> None:
        """Cut the settlements into four blocks a thread.

        Args:
            worker_starts: First worker row of each settlement, and the end.
            threads: Threads to use; 1 for none besides the caller's.
        """
        sites = len(worker_starts) - 1
        pieces = min(sites, 1 if threads == 1 else 4 * threads)
        targets = np.linspace(0, worker_starts[-1], pieces + 1)
        inner = np.searchsorted(worker_starts, targets[1:-1], side="left").clip(0, sites)
        edges = np.unique([0, *inner.tolist(), sites])
        self.ranges = [(int(a), int(b)) for a, b in pairwise(edges)]
        self._helpers = min(threads, len(self.ranges)) - 1  # the caller's thread works too
        self._pool = ThreadPoolExecutor(self._helpers) if self._helpers > 0 else None

    def run(self, kernel: Callable[..., object], *arguments: object) -> None:
        """Call `kernel(begin, end, *arguments)` for every block."""
        code = _CODE.get(kernel, kernel)
        if self._pool is None:
            for begin, end in self.ranges:
                code(begin, end, *arguments)
        else:
            self._share(self._pool, code, arguments)
        if code is kernel:
            _keep_code(kernel)

    def _share(
        self, pool: ThreadPoolExecutor, code: Callable[..., object], arguments: tuple[object, ...]
    ) -> None:
        """Call a kernel for every block from several threads."""
        ranges = iter(self.ranges)  # shared: who is done with a block takes the next one

        def work() -> None:
            for begin, end in ranges:
                code(begin, end, *arguments)

        helpers = [pool.submit(work) for _ in range(self._helpers)]
        try:
            work()
        finally:
            for helper in helpers:
                helper.result()

    def close(self) -> None:
        """Stop the threads."""
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None
