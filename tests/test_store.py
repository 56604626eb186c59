"""The results folder: whole or not at all, whatever happens while it is written."""

from __future__ import annotations

import errno
import json
import os
import random
import subprocess
import sys
import textwrap
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from resettle.results.runs import store

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


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


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "结果"
    write(folder, 1, comparison=True)
    assert_holds(folder, 1)
    assert set(store.read(folder).frames) == {"monthly", "levers", "targets", "comparison"}
    assert names(folder.parent) == {"结果"}


def test_new_results_replace_all_old_ones_and_keep_what_else_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write(folder, 1, comparison=True)
    (folder / "notes").mkdir()
    (folder / "notes" / "mine.txt").write_text("keep me")
    (folder / "failed-20250101-000000.json").write_text("{}")
    write(folder, 2)
    assert_holds(folder, 2)
    assert "comparison.parquet" not in names(folder)
    assert (folder / "notes" / "mine.txt").read_text() == "keep me"
    assert (folder / "failed-20250101-000000.json").exists()
    assert names(tmp_path) == {"out"}


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, OSError])
def test_a_failure_while_writing_leaves_the_old_results_and_nothing_else(
    tmp_path: Path, error: type[BaseException]
) -> None:
    folder = tmp_path / "out"
    write(folder, 1)
    with pytest.raises(error), store.writing(folder) as new:
        store.write_frame(new / "monthly.parquet", frame(2))
        raise error
    assert_holds(folder, 1)
    assert names(tmp_path) == {"out"}


def test_a_failure_in_a_new_place_leaves_no_folder(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), store.writing(tmp_path / "a" / "b" / "out"):
        raise RuntimeError
    assert names(tmp_path) == set()


def test_an_interruption_between_the_two_renames_puts_the_old_results_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    write(folder, 1)
    rename = Path.rename

    def interrupted(self: Path, target: Any) -> Path:
        if ".new-" in self.name:
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(folder, 2)
    monkeypatch.undo()
    assert_holds(folder, 1)
    assert names(tmp_path) == {"out"}


def test_a_kill_between_the_two_renames_is_mended_by_the_next_reader(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write(folder, 1)
    folder.rename(tmp_path / ".out.old-1-abcd")
    assert_holds(folder, 1)
    assert names(tmp_path) == {"out"}


def test_remains_of_killed_processes_go_when_they_are_old(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write(folder, 1)
    for name, age in (
        (".out.new-1-aa", 2 * store.STALE_SECONDS),
        (".out.new-2-bb", 0.0),
        (".out.old-3-cc", 0.0),
    ):
        (tmp_path / name).mkdir()
        then = time.time() - age
        os.utime(tmp_path / name, (then, then))
    store.recover(folder)
    assert names(tmp_path) == {"out", ".out.new-2-bb"}
    assert_holds(folder, 1)


WRITER = """
    import sys
    from pathlib import Path
    from tests.test_store import write
    print("ready", flush=True)
    for mark in range(int(sys.argv[2]), 10**9):
        write(Path(sys.argv[1]), mark)
"""


@pytest.mark.slow
def test_a_process_killed_at_any_moment_leaves_whole_results(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write(folder, 0)
    chance = random.Random(2)
    mark = 0
    for _ in range(12):
        writer = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(WRITER), str(folder), str(mark + 1)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            stdout=subprocess.PIPE,
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.4))
        writer.kill()
        writer.communicate()
        held = store.read(folder).manifest["mark"]
        assert held >= mark, "results that were there have gone back"
        mark = held
        assert_holds(folder, mark)
    assert mark > 12, "the writer was never quick enough to be killed while writing"


def test_two_processes_writing_at_once_leave_the_results_of_one(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write(folder, 0)
    code = textwrap.dedent(WRITER).replace("10**9", "int(sys.argv[2]) + 15")
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(folder), start],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            stdout=subprocess.DEVNULL,
        )
        for start in ("100", "200")
    ]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0]
    mark = store.read(folder).manifest["mark"]
    assert mark in (114, 214)
    assert_holds(folder, mark)
    assert names(tmp_path) == {"out"}


def full(*_: Any, **__: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("call", ["replace", "fsync", "mkdir"])
def test_a_full_disk_leaves_the_old_results_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    folder = tmp_path / "out"
    write(folder, 1)
    monkeypatch.setattr(os, call, full)
    with pytest.raises(OSError, match="No space left"):
        write(folder, 2)
    monkeypatch.undo()
    assert_holds(folder, 1)
    assert names(tmp_path) == {"out"}


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="needs to mount a small disk")
def test_a_disk_that_really_fills_up_leaves_the_old_results(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mount.returncode:
        pytest.skip("this system lets not even root mount")
    try:
        folder = disk / "out"
        write(folder, 1)
        noise = pd.DataFrame({"value": np.random.default_rng(1).random(100_000)})
        with pytest.raises(OSError, match="No space left") as caught, store.writing(folder) as new:
            store.write_frame(new / "monthly.parquet", noise)
        assert caught.value.errno == errno.ENOSPC
        assert_holds(folder, 1)
        assert names(disk) == {"out"}
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_folders_of_others_are_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    (tmp_path / "file").write_text("x")
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / store.MANIFEST).write_text('{"name": "of another program"}')
    for folder in ("mine", "file", "odd", "file/below"):
        with pytest.raises(store.FolderError):
            store.check_folder(tmp_path / folder)
    assert (tmp_path / "mine" / "letter.txt").read_text() == "dear"
    assert names(tmp_path) == {"mine", "file", "odd"}


def test_new_empty_and_own_folders_are_accepted_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write(tmp_path / "own", 1)
    store.record_failure(tmp_path / "failed", {"resettle": 1}, NOW)
    for folder in ("empty", "own", "failed", "new", "new/below/deep"):
        store.check_folder(tmp_path / folder)
    assert names(tmp_path) == {"empty", "own", "failed"}
    assert names(tmp_path / "failed") == {"failed-20260102-030405.json"}
    write(tmp_path / "empty", 2)
    assert_holds(tmp_path / "empty", 2)


def test_incomplete_results_never_take_the_place_of_complete_ones(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert store.folder_for_incomplete(folder, NOW) == folder
    write(folder, 1, complete=False)
    assert store.folder_for_incomplete(folder, NOW) == folder
    write(folder, 2)
    assert store.folder_for_incomplete(folder, NOW) == tmp_path / "out-incomplete-20260102-030405"


def test_reading_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(store.FolderError, match="holds no results"):
        store.read(tmp_path / "missing")
    write(tmp_path / "out", 1)
    (tmp_path / "out" / store.MANIFEST).write_text(json.dumps({"resettle": 99}))
    with pytest.raises(store.FolderError, match="newer version"):
        store.read(tmp_path / "out")


def test_a_json_file_is_replaced_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    store.write_json(path, {"text": "搬迁"})
    assert json.loads(path.read_text(encoding="utf-8")) == {"text": "搬迁"}
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        store.write_json(path, {"text": "new"})
    monkeypatch.undo()
    assert json.loads(path.read_text(encoding="utf-8")) == {"text": "搬迁"}
    assert names(tmp_path) == {"a.json"}


def test_default_folder_names_stay_short() -> None:
    assert store.default_folder(["guizhou"]) == Path("resettle-results/guizhou")
    assert store.default_folder(["a", "b"]) == Path("resettle-results/a+b")
    assert len(store.default_folder([f"scenario-{n}" for n in range(99)]).name) < 60
