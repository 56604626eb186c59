"""Workbooks as sheets of rows, read by a process of its own that a damaged one cannot take with it."""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

APART = Path(__file__).with_name("apart.py")

MEMORY = 4 * 2**30
"""Bytes that a workbook may take while it is read, or three quarters of the machine's if that is less."""

Rows = Iterator[list[Any]]
"""Rows of a sheet in turn, the first is row 1; cells as they were stored: text, number, truth value, date."""


class NoWorkbook(ValueError):
    """Bytes that are no workbook, or one that takes more memory than there is."""


def sheets_of(data: bytes) -> Iterator[tuple[str, Rows | None]]:
    """Names of sheets with their rows, which are read before the next name; `None` for one that is damaged.

    Raises:
        NoWorkbook: If there is none.
    """
    words = [sys.executable, "-P", str(APART), str(_memory())]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(words, **pipes) as reader:  # type: ignore[call-overload]
        try:
            with contextlib.suppress(BrokenPipeError), reader.stdin:
                reader.stdin.write(data)
            first = True
            while (name := _next(reader.stdout, NoWorkbook if first else None)) is not None:
                first = False
                whole = _next(reader.stdout, None)
                rows = _rows(reader.stdout) if whole else None
                yield name, rows
                for _ in rows or ():  # those that nobody wanted
                    pass
        finally:
            reader.kill()


def _rows(stream: IO[bytes]) -> Rows:
    while (block := _next(stream, MemoryError)) is not None:
        yield from block


def _next(stream: IO[bytes], ended: type[Exception] | None) -> Any:
    """What comes next; if nothing does, as the reader has ended, an error or `None`."""
    try:
        return pickle.load(stream)
    except (EOFError, pickle.UnpicklingError):
        if ended is not None:
            raise ended from None
        return None


def _memory() -> int:
    try:
        there = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # as on Windows
        return MEMORY
    return min(MEMORY, there * 3 // 4)
