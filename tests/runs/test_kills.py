"""A command that is killed again and again at any moment ends with the numbers of one that never was."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pandas as pd
import psutil
import pyarrow.parquet as pq
import pytest

from tests.runs.cluster_of import with_variables

VARIANTS, RUNS = 120, 5
SECONDS = 0.01
KILLS = 8
"""For each number of processes."""

MOST_IN_A_BATCH = 1 + int(0.08 / SECONDS)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs signals")


def command(folder: Path, jobs: int, marks: Path) -> subprocess.Popen[bytes]:
    words = [str(folder), "--variants", str(VARIANTS), "--runs", str(RUNS), "--jobs", str(jobs)]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.questions.answer_asked", *words],
        env=with_variables(QUICK_SECONDS=str(SECONDS), QUICK_MARKS=str(marks)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def count(folder: Path) -> int:
    return sum(1 for _ in folder.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_kills_at_any_moment_cost_no_more_than_what_was_being_worked_on(tmp_path: Path, jobs: int) -> None:
    marks, lot, kills = tmp_path / "marks", random.Random(jobs), 0
    marks.mkdir()
    folder, allowed = tmp_path / "answer", 0
    while True:
        before = count(marks)
        process = command(folder, jobs, marks)
        if kills < KILLS:
            # Some of them early, most while runs are worked off, joined and kept.
            deadline = time.monotonic() + 60
            while count(marks) == before and process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.002)
            time.sleep(lot.uniform(0.0, 0.5) if lot.random() < 0.8 else 0.0)
            workers = psutil.Process(process.pid).children() if process.poll() is None else []
            process.kill()
            process.wait()
            assert process.stderr is not None
            process.stderr.close()
            psutil.wait_procs(workers, timeout=10)
            kills += 1
            allowed += jobs * MOST_IN_A_BATCH
            for path in (folder / "runs").glob("runs-*.parquet"):
                assert pq.read_table(path).num_rows > 0, "whole or not at all"
            assert not (folder / "manifest.json").exists() or (folder / "cells.parquet").exists()
            continue
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors.decode()
        break
    done = Counter(path.name.split("-")[0] for path in marks.iterdir())
    assert len(done) == VARIANTS * RUNS
    assert sum(done.values()) - len(done) <= allowed
    assert kills == KILLS
    undisturbed = tmp_path / "undisturbed"
    other = tmp_path / "other"
    other.mkdir()
    process = command(undisturbed, 1, other)
    assert process.communicate(timeout=120) and process.returncode == 0
    resumed, expected = (pd.read_parquet(one / "cells.parquet") for one in (folder, undisturbed))
    pd.testing.assert_frame_equal(resumed, expected, check_exact=True)
    # The same question once more runs nothing.
    before = count(marks)
    process = command(folder, 2, marks)
    assert process.communicate(timeout=120) and process.returncode == 0
    assert count(marks) == before
