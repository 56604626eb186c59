"""Results folders that tests write, and what they must hold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

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
    for held in results.frames.values():
        pd.testing.assert_frame_equal(held, frame(mark), check_dtype=False)


def names(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}
