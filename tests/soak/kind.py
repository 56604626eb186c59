"""A kind of file that a user may have."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Kind:
    """Files of a kind.

    Attributes:
        name: Its name.
        file: Path of the file that is changed, in a folder of its own.
        right: What the file is while nothing is changed.
        change: Changes it by lot.
        read: Reads it as a command does.
        beside: Paths and contents of other files in the folder.
        mends: Whether reading may move what is damaged, as in kept folders.
        often: How often it has its turn; those that take long, more seldom.
    """

    name: str
    file: str
    right: bytes
    change: Callable[[bytes, random.Random], bytes]
    read: Callable[[Path], Any]
    beside: tuple[tuple[str, bytes], ...] = ()
    mends: bool = False
    often: int = 1

    def put(self, folder: Path) -> Path:
        """The file in a folder, beside the others; those that are there already are not written again."""
        if not folder.exists():
            for name, content in self.beside:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(content)
        path = folder / self.file
        path.parent.mkdir(parents=True, exist_ok=True)
        return path
