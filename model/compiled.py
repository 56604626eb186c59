"""Compilation of kernels, with a cache that survives between commands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

from resettle.model import kernel_cache
from resettle.model.code import digest

F = TypeVar("F", bound=Callable[..., object])


def kernel(function: F) -> F:
    """Compile a function: cached, without the interpreter lock, no fast math."""
    return _compiled(function)


def rule(function: F) -> F:
    """Compile a small function into its callers: a call would copy the tables' descriptions each time."""
    return _compiled(function, forceinline=True)


def _compiled(function: F, **options: Any) -> F:
    dispatcher = numba.njit(nogil=True, error_model="numpy", **options)(function)
    dispatcher._cache = kernel_cache.KernelCache(function)
    return cast(F, dispatcher)


def cache_is_kept() -> bool:
    """Whether compiled kernels are kept for the next command."""
    return kernel_cache.folder() is not None


def cache_is_warm() -> bool:
    """Whether the kernels of this version have been compiled before on this machine."""
    mark = _mark()
    return mark is not None and kernel_cache.read(mark) is not None


def remember() -> None:
    """Remember that all kernels have been compiled."""
    mark = _mark()
    if mark is not None:
        kernel_cache.write(mark, b"")
        kernel_cache.forget_old()


def _mark() -> Path | None:
    folder = kernel_cache.folder()
    return None if folder is None else folder / f"warm-{digest([kernel_cache.MODEL])}"
