"""Worker processes that never run the program that started them.

`multiprocessing` imports the main module of a program into every spawned process. A script that asks a
question without `if __name__ == "__main__":` would then ask it again in each worker, without end. Workers
of this project need nothing of it: what they work on is made of the package's own classes.
"""

from __future__ import annotations

import sys
import types
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.process import BaseProcess
from typing import Any


class WorkerProcess(SpawnProcess):
    """A spawned process that takes this one's main module for an empty one."""

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Any:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            return SpawnProcess._Popen(process_obj)
        finally:
            sys.modules["__main__"] = main


class WorkerContext(SpawnContext):
    """The spawn context with such processes."""

    Process = WorkerProcess
