"""Which version of the program made a number: a digest of every source that can move a figure of a run."""

from __future__ import annotations

from functools import cache

from resettle.model.code import digest, source

RUNS = "resettle.results.runs.table"
"""Where runs are made."""

_HANDS_OUT = ("code", "crew", "frame", "here", "progress", "rows", "shards", "work")
BESIDE = tuple(f"resettle.results.runs.{name}" for name in _HANDS_OUT)
"""What hands runs out, counts and keeps them, and makes none."""


@cache
def code_digest() -> str:
    """Digest of the sources, and of the packages that compute; runs kept by others are not taken over.

    Scenario files and fits have digests of their own.
    """
    return digest([source(RUNS)], [source(name) for name in BESIDE])
