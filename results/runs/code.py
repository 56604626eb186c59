"""Which version of the program made a number: a digest of every source that can move a figure of a run."""

from __future__ import annotations

import platform
from functools import cache
from typing import Any

from resettle.model.code import digest, source

RUNS = "resettle.results.runs.table"
"""Where runs are made."""

_HANDS_OUT = ("code", "crew", "frame", "here", "progress", "rows", "shards", "work")
BESIDE = tuple(f"resettle.results.runs.{name}" for name in _HANDS_OUT)
"""What hands runs out, counts and keeps them, and makes none."""


def processor() -> str:
    """Kind of this machine's processor: the sets of instructions for which numpy has code of its own.

    Their last digits may differ.
    """
    import numpy as np

    known: Any = np.show_config(mode="dicts")
    return " ".join([platform.machine(), *known["SIMD Extensions"].get("found", ())])


@cache
def code_digest() -> str:
    """Digest of the sources, and of the packages that compute; runs kept by others are not taken over.

    Scenario files and fits have digests of their own.
    """
    return digest([source(RUNS)], [source(name) for name in BESIDE])
