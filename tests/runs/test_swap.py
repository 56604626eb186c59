"""New results take the place of old ones whole or not at all, whatever happens meanwhile."""

from __future__ import annotations

import contextlib
import errno
import os
import random
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from resettle.results.runs import claim, store, swap
from tests.conftest import ROOT, environment
from tests.runs.folders import FILES, aged, assert_holds, mounted, names, write


class Killed(BaseException):
    """Stands for a kill: nothing is cleaned up after it."""


def killed_after(monkeypatch: pytest.MonkeyPatch, moves: int) -> None:
    """Let a process die after so many files have been moved, with no chance to undo anything."""
    move, count = swap._move, iter(range(moves))

    def dying(source: Path, target: Path) -> None:
        if os.path.lexists(source) and next(count, None) is None:
            monkeypatch.setattr(swap, "_backward", die)
            raise Killed
        move(source, target)

    def die(_: Path) -> None:
        raise Killed

    monkeypatch.setattr(swap, "_move", dying)


@pytest.mark.parametrize("moves", range(9))
def test_a_kill_while_files_are_put_in_place_is_mended_by_the_next_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    folder = tmp_path / "out"
    write(folder, 1, comparison=True)
    (folder / "mine.txt").write_text("keep me")
    killed_after(monkeypatch, moves)
    with pytest.raises(Killed):
        write(folder, 2)
    monkeypatch.undo()
    assert len(swap.pending(folder)) == 1
    claim.check_folder(folder)
    assert_holds(folder, 2)
    assert names(folder) == {*FILES, "mine.txt"}
    assert names(tmp_path) == {"out"}


@pytest.mark.parametrize("first", range(9))
@pytest.mark.parametrize("second", [0, 1, 3])
def test_a_kill_while_that_is_mended_is_mended_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: int, second: int
) -> None:
    folder = tmp_path / "out"
    write(folder, 1, comparison=True)
    for moves, work in ((first, lambda: write(folder, 2)), (second, lambda: store.recover(folder))):
        killed_after(monkeypatch, moves)
        with contextlib.suppress(Killed):
            work()
        monkeypatch.undo()
    assert_holds(folder, 2)
    assert "comparison" not in store.read(folder).frames


@pytest.mark.parametrize("moves", range(9))
@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_a_failure_while_files_are_put_in_place_leaves_the_old_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moves: int, error: type[BaseException]
) -> None:
    folder = tmp_path / "out"
    write(folder, 1, comparison=True)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    move, count = swap._move, iter(range(moves))

    def failing(source: Path, target: Path) -> None:
        if os.path.lexists(source) and next(count, None) is None:
            monkeypatch.setattr(swap, "_move", move)
            raise error
        move(source, target)

    monkeypatch.setattr(swap, "_move", failing)
    with pytest.raises(error):
        write(folder, 2)
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert_holds(folder, 1)


def test_remains_of_killed_processes_go_when_they_are_old(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write(folder, 1)
    for name, age in ((".resettle-1-0000000a", 2 * swap.STALE_SECONDS), (".resettle-2-0000000b", 0.0)):
        staged = folder / name
        (staged / "new").mkdir(parents=True)
        (staged / "new" / "monthly.parquet").write_text("half")
        swap._write_journal(staged, state="filling")
        aged(staged, age)
    (folder / ".resettle-3-0000000c").mkdir()  # killed before it wrote a journal
    aged(folder / ".resettle-3-0000000c", 2 * swap.STALE_SECONDS)
    store.recover(folder)
    assert ".resettle-2-0000000b" in names(folder)
    assert len(names(folder)) == 5
    assert_holds(folder, 1)


def test_nothing_is_finished_in_a_folder_that_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    write(folder, 1)
    killed_after(monkeypatch, 3)
    with pytest.raises(Killed):
        write(folder, 2)
    monkeypatch.undo()
    before = names(folder)
    with pytest.raises(store.FolderError, match="holds results of 'resettle run'"):
        claim.check_folder(folder, "sweep")
    assert names(folder) == before


WRITER = """
    import sys
    from pathlib import Path
    from tests.runs.folders import write
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
            env=environment(),
            stdout=subprocess.PIPE,
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.4))
        writer.kill()
        writer.communicate()
        read = store.read(folder).manifest["mark"]
        assert read >= mark, "results that were there have gone back"
        mark = read
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
            env=environment(),
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


def test_a_disk_that_really_fills_up_leaves_the_old_results(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with mounted(disk, "128k"):
        folder = disk / "out"
        write(folder, 1)
        noise = pd.DataFrame({"value": np.random.default_rng(1).random(100_000)})
        with pytest.raises(OSError, match="No space left") as caught, store.writing(folder) as new:
            store.write_frame(new / "monthly.parquet", noise)
        assert caught.value.errno == errno.ENOSPC
        assert_holds(folder, 1)
        assert names(disk) == {"out"}
        assert names(folder) == FILES
