"""Compiled kernels, kept between commands in a folder that only the user can write to.

A kept kernel is a pickle, so whoever can write one runs code as whoever reads it: folder and files must
belong to the user and be closed to others, or nothing is kept. Each file begins with a digest of the
rest; one that a power cut left empty or half written, or whose bits have flipped, is dropped and the
kernel compiled again. No trouble with a file ever ends a run: it costs the time of a compilation.
"""

from __future__ import annotations

import contextlib
import hashlib
import inspect
import os
import pickle
import platform
import secrets
import stat
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numba
from numba.core.caching import NullCache
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

from resettle.model.code import digest, source

_rebuild: Callable[..., Any] = CompileResult._rebuild
_dumps: Callable[[object], bytes] = dumps

MODEL = source("resettle.model.simulation")

DIGEST_BYTES = 32

OLD_SECONDS = 90 * 86_400.0


@dataclass
class Trouble:
    """What keeps kernels from being kept, for whoever is to be told of it.

    Attributes:
        folder: The folder that is full, or otherwise cannot be written.
        error: What the system said.
    """

    folder: Path
    error: OSError


_troubles: list[Trouble] = []


def trouble() -> Trouble | None:
    """The first trouble with keeping a kernel in this process."""
    return _troubles[0] if _troubles else None


@cache
def folder() -> Path | None:
    """Where kernels are kept: the user's cache, else a folder of the user's own among temporary ones.

    `None` if neither can be made, or either lies open to others.
    """
    for path in places():
        with contextlib.suppress(OSError):  # a home that is read-only
            path.parent.mkdir(parents=True, exist_ok=True)
            path.mkdir(mode=0o700, exist_ok=True)
            if _is_private(path.lstat(), stat.S_ISDIR) and os.access(path, os.R_OK | os.W_OK | os.X_OK):
                return path
    return None


def places() -> list[Path]:
    """Folders that may serve, the best first; fewer for a user without a home."""
    name = f"kernels-{numba.__version__}-{sys.implementation.cache_tag}"
    owner = os.environ.get("USERNAME", "") if os.name == "nt" else str(os.geteuid())
    found = []
    with contextlib.suppress(RuntimeError):  # a user whom the system does not know
        found.append(_user_cache() / name)
    with contextlib.suppress(OSError):  # no folder for temporary files
        found.append(Path(tempfile.gettempdir()) / f"resettle-{name}-{owner}")
    return found


def _user_cache() -> Path:
    """Raises `RuntimeError` for a user without a home."""
    chosen = os.environ.get("RESETTLE_CACHE_DIR")
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return Path(base) / "resettle" if base else Path.home() / "AppData" / "Local" / "resettle"
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "resettle"


def _is_private(entry: os.stat_result, kind: Any) -> bool:
    """Whether nobody else can have written an entry; Windows keeps others out of a profile by itself."""
    if os.name == "nt":
        return bool(kind(entry.st_mode))
    return bool(kind(entry.st_mode)) and entry.st_uid == os.geteuid() and not entry.st_mode & 0o022


def read(path: Path) -> bytes | None:
    """What a file was given to keep; `None` unless it is there, ours and whole."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        with open(handle, "rb") as file:
            if not _is_private(os.fstat(handle), stat.S_ISREG):
                return None
            content = file.read()
    except OSError:
        return None
    kept = content[DIGEST_BYTES:]
    return kept if content[:DIGEST_BYTES] == _digest(kept) else None


def write(path: Path, content: bytes) -> None:
    """Keep a file, whole or not at all; a disk that is full keeps nothing."""
    new = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    how = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(new, how, 0o600), "wb") as file:
            file.write(_digest(content) + content)
        os.replace(new, path)
    except OSError as error:
        _troubles.append(Trouble(path.parent, error))
        with contextlib.suppress(OSError):
            new.unlink()


def forget_old() -> None:
    """Remove what was compiled long ago: every version and every edit of the model leaves kernels behind."""
    kept_in = folder()
    with contextlib.suppress(OSError):
        for path in () if kept_in is None else sorted(kept_in.iterdir()):
            with contextlib.suppress(FileNotFoundError):  # another command was quicker
                if time.time() - path.stat().st_mtime > OLD_SECONDS:
                    path.unlink()


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=DIGEST_BYTES).digest()


class KernelCache(NullCache):
    """Keeps one kernel for a dispatcher of numba, a file for each signature and kind of processor.

    Numba's own cache notices edits only in the file that holds a kernel, and loads whatever it finds. Here
    any edit of the model puts what was kept out of use: a kernel also depends on the constants and rules
    of modules that it imports, and on the order of the columns that others hand it.

    Args:
        function: The plain function.
    """

    def __init__(self, function: Callable[..., object]) -> None:
        self._name = f"{function.__module__}.{function.__qualname__}".replace("<locals>", "")
        self._line = inspect.unwrap(function).__code__.co_firstlineno
        self._sources = digest([MODEL, Path(inspect.getfile(function))])

    @property
    def cache_path(self) -> str | None:
        """Where kernels are kept."""
        return None if folder() is None else str(folder())

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """A compiled kernel that was kept, or `None`."""
        target_context.refresh()
        path = self._path(sig, target_context.codegen())
        content = None if path is None else read(path)
        return None if content is None else _rebuild(target_context, *pickle.loads(content))

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep a compiled kernel, unless it holds addresses of this process."""
        path = self._path(sig, data.codegen)
        if path is not None and not data.lifted and not data.library.has_dynamic_globals:
            write(path, _dumps(data._reduce()))

    def _path(self, signature: Any, codegen: Any) -> Path | None:
        kept_in = folder()
        if kept_in is None:
            return None
        what = (self._sources, self._line, str(signature), codegen.magic_tuple(), platform.machine())
        name = hashlib.blake2b(repr(what).encode(), digest_size=16).hexdigest()
        return kept_in / f"{self._name}-{name}.kernel"
