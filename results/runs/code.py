"""Which version of the program made a number: a digest of every source that can move one."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

MOVING = (
    "model/**/*.py",
    "scenarios/**/*.py",
    "results/judge/*.py",
    "results/statistics/*.py",
    "results/runs/*.py",
)
"""Sources that can move a figure of a run; scenario files and fits have digests of their own."""


@cache
def code_digest() -> str:
    """Digest of the sources; runs that were kept by other sources are not taken over."""
    root = Path(__file__).resolve().parent.parent.parent
    digest = hashlib.sha256()
    for path in sorted({path for pattern in MOVING for path in root.glob(pattern)}):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
