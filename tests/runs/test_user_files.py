"""Results are written into a folder, and nothing of the user's in it or beside it changes."""

from __future__ import annotations

import errno
import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from resettle.results.runs import claim, store, swap
from tests.runs.folders import FILES, aged, assert_holds, mounted, names, write

NOW = datetime(2026, 1, 2, tzinfo=UTC)


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
        claim.check_folder(folder)
        write(folder, mark)
        assert_holds(folder, mark)


def test_results_may_be_written_to_a_mount_point(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    with mounted(folder):
        claim.check_folder(folder)
        write(folder, 1, comparison=True)
        (folder / "mine.txt").write_text("keep me")
        claim.check_folder(folder)
        write(folder, 2)
        assert_holds(folder, 2)
        assert (folder / "mine.txt").read_text() == "keep me"
    assert names(folder) == set()
    assert names(tmp_path) == {"out"}


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
    claim.check_folder(folder)
    assert_holds(folder, 1)
    with pytest.raises(store.FolderError):
        claim.check_folder(folder, "sweep")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == everything


@pytest.mark.parametrize("mode", [0o700, 0o750, 0o2770])
def test_the_mode_of_a_folder_and_of_all_that_a_user_keeps_in_it_stays(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    folder.chmod(mode)
    for mark in (1, 2):
        claim.check_folder(folder)
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
        claim.check_folder(tmp_path / "loop")


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


def test_two_commands_at_once_do_not_replace_the_results_of_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    with (
        pytest.raises(store.FolderError, match="holds results of 'resettle run'"),
        store.writing(folder) as new,
    ):
        store.write_json(new / store.MANIFEST, {"resettle": 1, "question": "sweep"})
        write(folder, 1)
    assert_holds(folder, 1)
    assert names(folder) == FILES


def test_the_folder_above_may_be_read_only(tmp_path: Path) -> None:
    above = tmp_path / "above"
    with mounted(above):
        (above / "out").mkdir()
        with mounted(above / "out"):
            subprocess.run(["mount", "-o", "remount,ro", str(above)], check=True)
            for mark in (1, 2):
                claim.check_folder(above / "out")
                write(above / "out", mark)
            assert_holds(above / "out", 2)
            assert store.folder_for_incomplete(above / "out", NOW).parent == above / "out"
            with pytest.raises(store.FolderError, match=r"new cannot be written: Read-only file system"):
                claim.check_folder(above / "new")
