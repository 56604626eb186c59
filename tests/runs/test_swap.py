"""New results take the place of old ones whole or not at all, whatever happens meanwhile."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import random
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from resettle.results.runs import store, swap
from tests.conftest import ROOT, environment
from tests.runs.folders import assert_holds, frame, names, write


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


FILES = {"monthly.parquet", "levers.parquet", "targets.parquet", "manifest.json"}


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
    store.check_folder(folder)
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


@pytest.mark.parametrize("number", [errno.EBUSY, errno.EXDEV, errno.EACCES])
def test_the_folder_itself_need_not_be_renamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """As if it were a mount point."""
    folder = tmp_path / "out"
    folder.mkdir()
    replace, rename = os.replace, os.rename

    def refusing(plain: Any) -> Any:
        def move(source: Any, target: Any, **options: Any) -> None:
            if folder in (Path(source), Path(target)):
                raise OSError(number, os.strerror(number))
            plain(source, target, **options)

        return move

    monkeypatch.setattr(os, "replace", refusing(replace))
    monkeypatch.setattr(os, "rename", refusing(rename))
    for mark in (1, 2):
        store.check_folder(folder)
        write(folder, mark)
        assert_holds(folder, mark)


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


def test_results_may_be_written_to_a_mount_point(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    with mounted(folder):
        store.check_folder(folder)
        write(folder, 1, comparison=True)
        (folder / "mine.txt").write_text("keep me")
        store.check_folder(folder)
        write(folder, 2)
        assert_holds(folder, 2)
        assert (folder / "mine.txt").read_text() == "keep me"
    assert names(folder) == set()
    assert names(tmp_path) == {"out"}


def aged(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_remains_of_killed_processes_go_when_they_are_old(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write(folder, 1)
    for name, age in ((".resettle-1-0000000a", 2 * swap.STALE_SECONDS), (".resettle-2-0000000b", 0.0)):
        staged = folder / name
        (staged / "new").mkdir(parents=True)
        (staged / "new" / "monthly.parquet").write_text("half")
        (staged / swap.JOURNAL).write_text('{"resettle": 1, "state": "filling"}')
        aged(staged, age)
    (folder / ".resettle-3-0000000c").mkdir()  # killed before it wrote a journal
    aged(folder / ".resettle-3-0000000c", 2 * swap.STALE_SECONDS)
    store.recover(folder)
    assert ".resettle-2-0000000b" in names(folder)
    assert len(names(folder)) == 5
    assert_holds(folder, 1)


def test_folders_of_the_user_are_never_taken_for_remains(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    write(folder, 1)
    others = [".plan.old-2023", ".plan.old-1-0000000a", ".plan.new-1-0000000b"]
    inside = [".resettle-2023", ".resettle-1-0000000c", ".resettle-2-0000000d", ".resettle-3-0000000e"]
    for place in (*(tmp_path / name for name in others), *(folder / name for name in inside)):
        place.mkdir()
        (place / "thesis.txt").write_text("years of work")
    todo = {"resettle": 1, "state": "swapping", "new": ["../../x"], "old": [], "kept": {}, "last": "x"}
    for name, journal in (
        ("c", '{"name": "of another program"}'),
        ("d", "not even json"),
        ("e", json.dumps(todo)),
    ):
        (next(folder.glob(f".resettle-*{name}")) / swap.JOURNAL).write_text(journal)
    everything = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for path in (*tmp_path.iterdir(), *folder.iterdir()):
        aged(path, 2 * swap.STALE_SECONDS)
    store.recover(folder)
    store.check_folder(folder)
    assert_holds(folder, 1)
    with pytest.raises(store.FolderError):
        store.check_folder(folder, "sweep")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == everything


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
        store.check_folder(folder, "sweep")
    assert names(folder) == before


@pytest.mark.parametrize("mode", [0o700, 0o750, 0o2770])
def test_the_mode_of_a_folder_and_of_all_that_a_user_keeps_in_it_stays(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    folder.chmod(mode)
    for mark in (1, 2):
        store.check_folder(folder)
        write(folder, mark)
        (folder / "private").mkdir(mode=0o700, exist_ok=True)
        (folder / "private" / "key").touch(mode=0o600)
    assert folder.stat().st_mode & 0o7777 == mode
    assert (folder / "private").stat().st_mode & 0o777 == 0o700
    assert (folder / "private" / "key").stat().st_mode & 0o777 == 0o600


def test_links_stay_links(tmp_path: Path) -> None:
    (tmp_path / "big").mkdir()
    folder = tmp_path / "out"
    folder.symlink_to("big", target_is_directory=True)
    write(folder, 1)
    (folder / "runs").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "page.html").write_text("mine")
    (folder / "report.html").symlink_to(tmp_path / "page.html")
    write(folder, 2)
    assert folder.is_symlink() and (folder / "runs").is_symlink()
    assert (tmp_path / "page.html").read_text() == "mine", "a link is replaced, not what it leads to"
    assert_holds(tmp_path / "big", 2)
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises((store.FolderError, OSError)):
        store.check_folder(tmp_path / "loop")


def test_a_file_of_the_user_that_has_the_name_of_a_new_one_is_kept_under_another(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    with store.writing(folder) as new:
        store.write_json(new / store.MANIFEST, {"resettle": 1, "files": ["manifest.json"]})
    (folder / "monthly.parquet").write_text("mine")
    (folder / "levers.parquet").mkdir()
    (folder / "levers.parquet" / "part").write_text("mine too")
    (folder / "comparison.parquet").write_text("in nobody's way")
    write(folder, 1)
    kept = {name for name in names(folder) if "-kept-" in name}
    assert {name.split("-kept-")[0] for name in kept} == {"monthly", "levers"}
    assert {name: (folder / name).is_dir() for name in kept} == {
        name: name.startswith("levers") for name in kept
    }
    assert [path.read_text() for path in folder.glob("monthly-kept-*")] == ["mine"]
    assert [path.read_text() for path in folder.glob("levers-kept-*/part")] == ["mine too"]
    assert (folder / "comparison.parquet").read_text() == "in nobody's way"


def test_a_manifest_that_claims_files_elsewhere_removes_none(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write(folder, 1)
    (tmp_path / "mine.txt").write_text("mine")
    manifest = {"resettle": 1, "files": ["../mine.txt", "..", ".", "", "runs", 7, "manifest.json"]}
    (folder / store.MANIFEST).write_text(json.dumps(manifest))
    (folder / "runs").mkdir()
    write(folder, 2)
    assert names(tmp_path) == {"out", "mine.txt"} and (folder / "runs").is_dir()


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
