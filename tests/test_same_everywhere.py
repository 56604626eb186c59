"""The same run anywhere: hash seeds, languages, time zones, processes and threads change no figure."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import environment

DIGEST = """
import hashlib, sys
import resettle
jobs = int(sys.argv[1])
made = resettle.run("small.yaml", replications=2, scale=0.2, jobs=jobs, baseline=False, advice=False)
for name, frame in sorted(made.frames.items()):
    print(name, hashlib.sha256(frame.to_csv(index=False).encode()).hexdigest())
"""

PLACES = (
    ("1", {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC"}),
    ("2", {"PYTHONHASHSEED": "1", "LC_ALL": "zh_CN.UTF-8", "TZ": "Asia/Shanghai", "NUMBA_NUM_THREADS": "2"}),
)


@pytest.mark.slow
def test_hash_seeds_languages_time_zones_and_processes_change_no_figure(small: Path) -> None:
    told = []
    for jobs, place in PLACES:
        words = [sys.executable, "-c", DIGEST, jobs]
        done = subprocess.run(
            words,
            cwd=small.parent,
            env={**environment(), **place},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        told.append(done.stdout.splitlines())
    first, second = told
    assert first == second
    assert [line.partition(" ")[0] for line in first if line.startswith("monthly")] == ["monthly"]
