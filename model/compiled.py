"""Compilation of kernels, with a cache that survives between commands.

Numba notices edits only in the file that holds a kernel, not in the modules whose
functions and constants it uses; so the cache folder is named after a digest of all
sources of this package, and an edit anywhere starts a new one.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., object])


def _source_digest() -> str:
    digest = hashlib.sha256(f"{numba.__version__} {sys.version_info[:2]}".encode())
    root = Path(__file__).parent
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _user_cache() -> Path:
    chosen = os.environ.get("RESETTLE_CACHE_DIR")
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return Path(base) / "resettle" if base else Path.home() / "AppData" / "Local" / "resettle"
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "resettle"


def _cache_folder() -> Path:
    """The user's cache folder, or a temporary one where a home cannot be written."""
    name = f"kernels-{_source_digest()}"
    folder = _user_cache() / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:  # a read-only home: compile into the temporary folder instead
        folder = Path()
    folder = Path(tempfile.gettempdir()) / "resettle" / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


CACHE_FOLDER = _cache_folder()
vars(numba.config)["CACHE_DIR"] = str(CACHE_FOLDER)


def kernel(function: F) -> F:
    """Compile a function: cached, without the interpreter lock, no fast math."""
    return cast(F, numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def rule(function: F) -> F:
    """Compile a small function into its callers: a call would copy the tables' descriptions each time."""
    return cast(F, numba.njit(cache=True, nogil=True, error_model="numpy", forceinline=True)(function))


def cache_is_warm() -> bool:
    """Whether the kernels of this version have been compiled before on this machine."""
    return (CACHE_FOLDER / "warm").exists()


def warm_up() -> None:
    """Compile every kernel by running a tiny model, and remember that it was done."""
    from resettle.model.simulation import ResettlementModel
    from resettle.model.toy import toy_inputs

    ResettlementModel(toy_inputs(), seed=1).run()
    (CACHE_FOLDER / "warm").touch()
