"""Files that are there whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from resettle.scenarios.language import unwritable


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary file beside `path` that takes its place when the block ends well."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    try:
        yield temporary
        to_disk(temporary)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def try_file(path: Path) -> None:
    """Make sure, before any work is done, that a file can be written at its end.

    Raises:
        Refused: If it cannot; nothing is changed.
    """
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        trial = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
        trial.touch(exist_ok=False)
        trial.unlink()
    except OSError as error:
        raise unwritable(path, error) from error


def to_disk(path: Path) -> None:
    """Ask the system to put a file or folder on the disk; not every system can for a folder."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
