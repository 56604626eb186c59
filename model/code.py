"""Which sources can move a number: those of a module, and of all that it imports.

What is kept from earlier calls, compiled kernels as well as finished runs, is named after a digest of
these sources, so that an edit of any of them puts it out of use, and an edit of others does not: no
chart, page or sentence is among what a run imports.
"""

from __future__ import annotations

import hashlib
import platform
import re
from collections.abc import Collection, Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

PACKAGE = "resettle"

PACKAGES = ("numba", "numpy", "scipy")

ROOT = Path(__file__).resolve().parents[1]
"""Folder of the rooms: in a checkout its top, else the installed package."""

_TYPES_ONLY = re.compile(r"^if TYPE_CHECKING:\n(?:[ \t]+.*\n|\n)+", re.MULTILINE)
_IMPORT = re.compile(
    rf"^[ \t]*(?:from[ \t]+({PACKAGE}(?:\.\w+)*)[ \t]+import[ \t]+(\([^)]*\)|[^\n#]+)"
    rf"|import[ \t]+({PACKAGE}(?:\.\w+)*))",
    re.MULTILINE,
)
"""Import statements as they are written in this project, matched ten times sooner than parsed."""


def sources(entries: Iterable[Path], beside: Collection[Path] = ()) -> list[Path]:
    """Sources that decide what modules do: their own, and those of all that they import.

    Imports for the type checker do not count; imports within functions do.

    Args:
        entries: Files of modules, of this package or of others.
        beside: Files of modules that are not followed.
    """
    seen: set[Path] = set()
    waiting = list(entries)
    while waiting:
        path = waiting.pop()
        if path not in seen and path not in beside:
            seen.add(path)
            waiting += _imported(path)
    return sorted(seen)


def digest(entries: Iterable[Path], beside: Collection[Path] = ()) -> str:
    """Digest of `sources`, wherever they are installed, and of the versions of what computes with them."""
    whole = hashlib.blake2b(_versions(), digest_size=16)
    for path in sources(entries, beside):
        name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
        whole.update(f"{name} {_content(path)}\n".encode())
    return whole.hexdigest()


def source(module: str) -> Path:
    """File of a module of this package.

    Raises:
        ValueError: If there is none.
    """
    path = _file(module)
    if path is None:
        raise ValueError(f"there is no module {module}")
    return path


@cache
def _versions() -> bytes:
    """Python and packages that may move the last digits of a number."""
    numbers = [f"{name} {metadata.version(name)}" for name in PACKAGES]
    return f"Python {platform.python_version_tuple()[:2]}, {', '.join(numbers)}".encode()


@cache
def _content(path: Path) -> str:
    return hashlib.blake2b(path.read_bytes()).hexdigest()


@cache
def _imported(path: Path) -> frozenset[Path]:
    """Files of the modules that one imports, and of the packages that these lie in."""
    names: set[str] = set()
    for module, members, plain in _IMPORT.findall(_TYPES_ONLY.sub("", path.read_text(encoding="utf-8"))):
        names.add(module or plain)
        names |= {f"{module}.{word}" for word in re.findall(r"(\w+)(?: as \w+)?\s*(?:,|\)|$)", members)}
    names |= {name[: dot.start()] for name in tuple(names) for dot in re.finditer(r"\.", name)}
    return frozenset(file for file in map(_file, names) if file is not None)


@cache
def _file(module: str) -> Path | None:
    """File of a module; `None` for what is no module, and for the package itself, which is only a name."""
    parts = module.split(".")[1:]
    if not parts:
        return None
    base = ROOT.joinpath(*parts)
    for path in (base.with_suffix(".py"), base / "__init__.py"):
        if path.is_file():
            return path
    return None
