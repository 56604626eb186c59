"""Runs: same numbers however they are made, nothing finished is lost, failures are rows."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from resettle.calibration.fit.runs import DIED, Progress, run_all
from resettle.results.runs import shards as module
from tests.calibration.simulators import points, problem
from tests.calibration.toys import linear
from tests.conftest import ROOT, environment

VALUES = [*linear().parameters, *linear().statistics, "key", "seed", "error"]


def marks(folder: Path) -> list[int]:
    return sorted(int(path.name.split("-")[0]) for path in folder.iterdir() if path.name[0].isdigit())


def test_two_processes_give_the_numbers_of_one(tmp_path: Path) -> None:
    thetas, seeds = points(24), list(range(1, 25))
    one = run_all(linear(), thetas, seeds, tmp_path / "one", jobs=1)
    two = run_all(linear(), thetas, seeds, tmp_path / "two", jobs=2)
    pd.testing.assert_frame_equal(one[VALUES], two[VALUES])
    assert (one["error"] == "").all() and one["seed"].tolist() == seeds
    assert np.allclose(one[list(linear().parameters)], thetas)


def test_the_same_call_again_runs_nothing(tmp_path: Path) -> None:
    made = tmp_path / "marks"
    made.mkdir()
    first = run_all(problem(mark=made), points(6), range(6), tmp_path / "kept", jobs=1)
    again = run_all(problem(mark=made), points(6), range(6), tmp_path / "kept", jobs=1)
    assert marks(made) == [0, 1, 2, 3, 4, 5]
    pd.testing.assert_frame_equal(first, again)


def test_only_runs_of_the_same_problem_point_and_seed_are_taken_over(tmp_path: Path) -> None:
    made = tmp_path / "marks"
    made.mkdir()
    toy = problem(mark=made)
    run_all(toy, points(3), [1, 2, 3], tmp_path / "kept", jobs=1)
    run_all(toy, points(4), [1, 2, 30, 4], tmp_path / "kept", jobs=1)
    assert marks(made) == [1, 2, 3, 4, 30]
    run_all(replace(toy, version="newer"), points(1), [1], tmp_path / "kept", jobs=1)
    assert marks(made) == [1, 1, 2, 3, 4, 30]


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("raise", "ArithmeticError: seed 3 is bad"),
        ("nan", "ValueError: statistic sum_2 is nan"),
        ("missing", "KeyError: 'sum_2'"),
    ],
)
def test_a_run_that_fails_is_a_row_with_a_message(tmp_path: Path, trouble: str, words: str) -> None:
    found = run_all(problem(trouble=trouble, when=frozenset([3])), points(5), range(5), tmp_path, jobs=1)
    assert found["error"].tolist() == ["", "", "", words, ""]
    assert found.loc[3, list(linear().statistics)].isna().all()
    again = run_all(problem(trouble=trouble, when=frozenset([3])), points(5), range(5), tmp_path, jobs=1)
    pd.testing.assert_frame_equal(found, again)


def test_a_process_that_is_killed_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "marks").mkdir()
    toy = problem(trouble="die_once", when=frozenset([4]), mark=tmp_path / "marks")
    found = run_all(toy, points(12), range(12), tmp_path / "kept", jobs=2)
    assert (found["error"] == "").all()
    exact = run_all(linear(), points(12), range(12), None, jobs=1)
    assert np.array_equal(found[list(linear().statistics)], exact[list(linear().statistics)])


def test_a_run_that_kills_its_process_twice_fails_alone_and_is_tried_again_by_the_next_call(
    tmp_path: Path,
) -> None:
    toy = problem(trouble="die", when=frozenset([2]))
    found = run_all(toy, points(6), range(6), tmp_path, jobs=2)
    assert found["error"].tolist() == ["", "", DIED, "", "", ""]
    healed = run_all(linear(), points(6), range(6), tmp_path, jobs=1)
    assert (healed["error"] == "").all()


WHOLE = """
import sys
from pathlib import Path
from resettle.calibration.fit.runs import run_all
from tests.calibration.simulators import points, problem
if __name__ == "__main__":
    folder, jobs = Path(sys.argv[1]), int(sys.argv[2])
    toy = problem(mark=folder / "marks", seconds=0.15)
    run_all(toy, points(40), range(40), folder / "kept", jobs=jobs)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(("jobs", "kill"), [(1, True), (2, True), (1, False), (2, False)])
def test_a_call_that_was_killed_or_interrupted_is_resumed(tmp_path: Path, jobs: int, kill: bool) -> None:
    import signal

    (tmp_path / "marks").mkdir()
    script = tmp_path / "whole.py"
    script.write_text(WHOLE, encoding="utf-8")
    command = [sys.executable, str(script), str(tmp_path), str(jobs)]
    env = environment()
    env["PYTHONPATH"] = os.pathsep.join((env["PYTHONPATH"], str(ROOT)))  # the script imports from the tests
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE) as process:
        deadline = time.monotonic() + 60
        while len(marks(tmp_path / "marks")) < 12 and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL if kill else signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode != 0
    time.sleep(0.3)  # workers notice that their parent is gone
    before = marks(tmp_path / "marks")
    assert 12 <= len(before) < 40
    toy = problem(mark=tmp_path / "marks")
    found = run_all(toy, points(40), range(40), tmp_path / "kept", jobs=1)
    after = marks(tmp_path / "marks")
    assert set(after) == set(range(40))
    assert len(after) - 40 <= 2 * 8, "what was lost is at most what was being worked on"
    if not kill and jobs == 1:
        assert len(after) - 40 <= 1, "Ctrl-C keeps everything that is finished"
    exact = run_all(linear(), points(40), range(40), None, jobs=1)
    assert np.array_equal(found[list(linear().statistics)], exact[list(linear().statistics)])


def test_a_file_that_is_no_shard_is_passed_over_with_a_warning(tmp_path: Path) -> None:
    run_all(linear(), points(3), range(3), tmp_path, jobs=1)
    shard = next(tmp_path.glob("runs-*.parquet"))
    (tmp_path / "runs-half.parquet").write_bytes(shard.read_bytes()[:200])
    with pytest.warns(UserWarning, match="runs-half.parquet cannot be read"):
        found = run_all(linear(), points(3), range(3), tmp_path, jobs=1)
    assert (found["error"] == "").all()


def test_many_shards_become_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MANY_SHARDS", 4)
    for seed in range(5):
        run_all(linear(), points(1), [seed], tmp_path, jobs=1)
    assert len(list(tmp_path.glob("runs-*.parquet"))) < 4
    made = tmp_path / "marks"
    made.mkdir()
    run_all(problem(mark=made), points(1).repeat(5, axis=0), range(5), tmp_path, jobs=1)
    assert marks(made) == []
    assert not list(tmp_path.glob(".*")), "no temporary file stays"


def test_progress_counts_kept_runs_and_ends_at_the_total(tmp_path: Path) -> None:
    run_all(linear(), points(4), range(4), tmp_path, jobs=1)
    told: list[Progress] = []
    run_all(linear(), points(10), range(10), tmp_path, jobs=1, progress=told.append, stage="wave 1")
    assert (told[0].done, told[0].total, told[0].seconds_left) == (4, 10, None)
    assert (told[-1].done, told[-1].seconds_left, told[-1].stage) == (10, 0.0, "wave 1")


def test_a_folder_that_cannot_be_written_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError):
        run_all(linear(), points(1), [1], tmp_path / "file" / "below", jobs=1)


def test_shapes_that_disagree_are_refused() -> None:
    with pytest.raises(ValueError, match="one row per seed"):
        run_all(linear(), points(3), [1, 2], None)
