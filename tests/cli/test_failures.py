"""Runs that fail: told in a line, recorded, and never at the cost of earlier results."""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from resettle.cli.app import _in_a_line, app, plainly, state
from resettle.model.simulation import ResettlementModel
from resettle.model.text import Text
from resettle.results.runs import store

Failing = Callable[..., None]


@pytest.fixture
def run(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Three replications of the small scenario into `out`, in this process."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(state, "debug", False)

    def call(*words: str, before: tuple[str, ...] = ()) -> Result:
        command = [*before, "run", "small.yaml", "--replications", "3", "--jobs", "1", "--out", "out"]
        command += ["--no-baseline", "--seeds-per-draw", "1", *words]
        return CliRunner().invoke(app, command)

    return call


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Failing:
    """Lets the given calls of the model fail (numbered from 0)."""

    def fail(*calls: int, error: type[BaseException] = RuntimeError) -> None:
        count = iter(range(1000))
        real = ResettlementModel.run

        def run(self: ResettlementModel) -> Any:
            if next(count) in calls:
                raise error("people do not add up")
            return real(self)

        monkeypatch.setattr(ResettlementModel, "run", run)

    return fail


def names(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


def test_results_of_the_runs_that_succeeded_are_kept_and_the_exit_code_tells(
    run: Callable[..., Result], failing: Failing, tmp_path: Path
) -> None:
    failing(1)
    done = run()
    assert done.exit_code == 1
    assert "1 of 3 runs failed" in done.stderr
    assert "small, replication 1: RuntimeError: people do not add up" in done.stderr
    assert "Traceback" not in done.stderr
    held = store.read(tmp_path / "out")
    assert held.manifest["complete"] is False
    assert [entry["status"] for entry in held.manifest["runs"]] == ["succeeded", "failed", "succeeded"]
    assert set(held.frames["monthly"]["replication"]) == {0, 2}
    assert set(held.frames["targets"]["replications"]) == {2}
    assert "report.html" in names(tmp_path / "out")


def test_incomplete_results_go_beside_complete_ones(
    run: Callable[..., Result], failing: Failing, tmp_path: Path
) -> None:
    assert run().exit_code == 0
    before = (tmp_path / "out" / "manifest.json").read_bytes()
    failing(0)
    done = run("--seed", "5")
    assert done.exit_code == 1
    assert (tmp_path / "out" / "manifest.json").read_bytes() == before
    beside = [name for name in names(tmp_path) if name.startswith("out-incomplete-")]
    assert len(beside) == 1
    assert beside[0] in done.stdout
    assert store.read(tmp_path / beside[0]).manifest["seed"] == 5


def test_a_run_of_which_nothing_is_left_is_recorded_and_leaves_earlier_results(
    run: Callable[..., Result], failing: Failing, tmp_path: Path
) -> None:
    assert run().exit_code == 0
    before = (tmp_path / "out" / "manifest.json").read_bytes()
    failing(0, 1, 2)
    done = run("--seed", "5")  # with the first seed nothing would be left to run
    assert done.exit_code == 1
    assert done.stderr.startswith(
        "resettle: no replication of small succeeded: RuntimeError: people do not add up; recorded in out"
    )
    assert done.stderr.endswith("earlier results are as they were\n")
    assert len(done.stderr.splitlines()) == 1
    assert (tmp_path / "out" / "manifest.json").read_bytes() == before
    records = names(tmp_path / "out") - store.OWN_FILES - {store.RUNS}
    assert len(records) == 1
    record = json.loads((tmp_path / "out" / records.pop()).read_text(encoding="utf-8"))
    assert (record["seed"], record["complete"], len(record["failed"])) == (5, False, 3)
    assert {one["status"] for one in record["runs"]} == {"failed"}


def test_the_same_command_runs_nothing_again(run: Callable[..., Result], failing: Failing) -> None:
    first = run()
    assert first.exit_code == 0
    failing(0, 1, 2, error=AssertionError)
    again = run()
    assert (again.exit_code, again.stdout) == (0, first.stdout)


def test_debug_shows_where_a_run_failed(run: Callable[..., Result], failing: Failing) -> None:
    failing(0, 1, 2)
    done = run(before=("--debug",))
    assert done.exit_code == 1
    assert "Traceback" in done.stderr
    assert "people do not add up" in done.stderr


def test_ctrl_c_is_one_line_and_keeps_the_runs_that_were_finished(
    run: Callable[..., Result], failing: Failing, tmp_path: Path
) -> None:
    failing(2, error=KeyboardInterrupt)
    done = run()
    assert done.exit_code == 130
    assert done.stderr == "resettle: interrupted; earlier results are as they were\n"
    assert names(tmp_path / "out") == {store.RUNS}
    kept = pd.concat(pd.read_parquet(path) for path in (tmp_path / "out" / store.RUNS).iterdir())
    assert len(kept) == 2
    failing(1, 2, 3, error=AssertionError)  # one more run is all that is left
    assert run().exit_code == 0


@pytest.mark.parametrize("call", ["replace", "fsync"])
def test_a_full_disk_is_one_line_and_changes_nothing(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    before = names(tmp_path)

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, call, full)
    done = run()
    monkeypatch.undo()
    assert done.exit_code == 1
    assert done.stderr == "resettle: No space left on device; earlier results are as they were\n"
    assert names(tmp_path) == before


def test_a_folder_that_cannot_be_written_is_told_before_any_work(
    run: Callable[..., Result], failing: Failing, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(0, error=AssertionError)

    def denied(path: str, *_: Any) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)

    monkeypatch.setattr(os, "mkdir", denied)
    done = run()
    monkeypatch.undo()
    assert done.exit_code == 2
    assert re.fullmatch(
        r"resettle: the folder .* cannot be written: Permission denied; .*--out\n", done.stderr
    )
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("words", [("run", "small.yaml"), ("compare", "small.yaml", "guizhou")])
def test_a_command_that_is_refused_leaves_all_that_lies_in_and_beside_its_folder(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("plan", ".plan.old-2023", ".plan.new-7", ".plan.old-1-0123abcd"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text('{"name": "of the user"}', encoding="utf-8")
        (tmp_path / name / "posterior.parquet").write_text("of the user", encoding="utf-8")
        os.utime(tmp_path / name, (0, 0))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    done = CliRunner().invoke(app, [*words, "--out", "plan"])
    assert done.exit_code == 2
    assert done.stderr.startswith("resettle: plan holds other things than results of resettle")
    assert len(done.stderr.splitlines()) == 1
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_what_users_are_warned_of_is_one_line_and_what_developers_are_warned_of_says_where() -> None:
    told = _in_a_line("runs-1.parquet cannot be read", UserWarning, "work.py", 3)
    assert told == "resettle: runs-1.parquet cannot be read\n"
    assert "work.py:3: DeprecationWarning" in _in_a_line("old", DeprecationWarning, "work.py", 3)


def test_a_full_disk_under_a_workbook_is_told_as_one() -> None:
    from xlsxwriter.exceptions import FileCreateError

    full = FileCreateError(OSError(errno.ENOSPC, "No space left on device"))
    assert plainly(full) == (
        1,
        Text(
            "resettle: No space left on device; earlier results are as they were",
            "resettle: 磁盘空间不足；原有结果未受影响",
        ),
    )
