"""Results folders that tests write, and what they must hold."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from resettle.results.runs import store


def frame(mark: int, rows: int = 2000) -> pd.DataFrame:
    return pd.DataFrame(
        {"scenario": ["甲"] * rows, "mark": np.full(rows, mark), "value": np.arange(rows) / 7.0}
    )


def write(folder: Path, mark: int, comparison: bool = False, complete: bool = True) -> None:
    with store.writing(folder) as new:
        for name in ("monthly", "levers", "targets", *(["comparison"] if comparison else [])):
            store.write_frame(new / f"{name}.parquet", frame(mark))
        store.write_json(new / store.MANIFEST, {"resettle": 1, "complete": complete, "mark": mark})


def assert_holds(folder: Path, mark: int) -> None:
    results = store.read(folder)
    assert results.manifest["mark"] == mark
    assert set(results.frames) >= {"monthly", "levers", "targets"}
    for stored in results.frames.values():
        pd.testing.assert_frame_equal(stored, frame(mark), check_dtype=False)


def names(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


FILES = {"monthly.parquet", "levers.parquet", "targets.parquet", "manifest.json"}
"""What `write` leaves."""


@contextlib.contextmanager
def mounted(place: Path, size: str = "8m") -> Iterator[None]:
    """A small disk."""
    place.mkdir(parents=True, exist_ok=True)
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("needs to mount a small disk")
    words = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("this system lets not even root mount")
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


def aged(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))
