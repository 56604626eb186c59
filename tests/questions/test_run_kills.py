"""A `resettle run` that is killed again and again ends with the frames of one that never was."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import psutil
import pyarrow.parquet as pq
import pytest

from resettle.results.runs import store
from tests.conftest import environment

REPLICATIONS = 30
KILLS = 4

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs signals")


def started(small: Path, out: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "resettle", "run", str(small), "--replications", str(REPLICATIONS)]
    command += ["--no-baseline", "--no-advice", "--seeds-per-draw", "1"]
    return subprocess.Popen(
        [*command, "--out", str(out), *words],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def shards(out: Path) -> list[Path]:
    return list((out / store.RUNS).glob("runs-*.parquet"))


def kept(out: Path) -> int:
    """Runs that are kept, each once."""
    return len(
        {key for path in shards(out) for key in pq.read_table(path, columns=["key"])["key"].to_pylist()}
    )


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_run_that_is_killed_resumes_and_ends_with_the_same_frames(small: Path, tmp_path: Path) -> None:
    whole = started(small, tmp_path / "whole", "--jobs", "1")
    _, errors = whole.communicate(timeout=600)
    assert whole.returncode == 0, errors
    out, lot, before = tmp_path / "out", random.Random(7), 0
    for number in range(KILLS):  # in this process and in two by turns
        files = len(shards(out))
        process = started(small, out, *([], ["--jobs", "2"])[number % 2])
        deadline = time.monotonic() + 300
        while len(shards(out)) <= files and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(lot.uniform(0.0, 0.3))
        workers = psutil.Process(process.pid).children() if process.poll() is None else []
        process.kill()
        process.communicate()
        psutil.wait_procs(workers, timeout=10)
        assert kept(out) >= before, "nothing that was finished is lost"
        before = kept(out)
    assert before > 0
    process = started(small, out)
    _, errors = process.communicate(timeout=600)
    assert process.returncode == 0, errors
    assert kept(out) == REPLICATIONS
    one, other = store.read(tmp_path / "whole"), store.read(out)
    assert one.manifest["complete"] and other.manifest["complete"]
    for name in ("monthly", "levers", "targets", "uncertainty"):
        pd.testing.assert_frame_equal(one.frames[name], other.frames[name], check_exact=True)
    assert {path.name for path in out.iterdir()} == {path.name for path in (tmp_path / "whole").iterdir()}
