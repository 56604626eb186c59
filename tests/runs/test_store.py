"""The results folder: what it holds is read back, what is not ours is refused and left alone."""

from __future__ import annotations

import errno
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from resettle.results.runs import claim, store
from resettle.scenarios.language import SaidWarning
from tests.runs.folders import FILES, assert_holds, names, write

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


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


def test_a_folder_that_is_refused_is_left_alone_with_all_that_lies_beside_it(tmp_path: Path) -> None:
    for name in ("plan", ".plan.old-2023"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mine.txt").write_text("dear")
    with pytest.raises(store.FolderError, match="plan holds other things"):
        claim.check_folder(tmp_path / "plan")
    assert (tmp_path / ".plan.old-2023" / "mine.txt").read_text() == "dear"
    assert names(tmp_path) == {"plan", ".plan.old-2023"}


def test_messages_stay_on_one_line_whatever_the_name_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "two\nlines"
    folder.mkdir()
    (folder / "x").touch()
    with pytest.raises(store.FolderError) as refused:
        claim.check_folder(folder)
    assert str(refused.value).startswith(r"'two\nlines' holds other things")
    write(tmp_path / "a\nb", 1)
    assert_holds(tmp_path / "a\nb", 1)


def test_folders_of_others_are_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    (tmp_path / "file").write_text("x")
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / store.MANIFEST).write_text('{"name": "of another program"}')
    for folder in ("mine", "file", "odd", "file/below"):
        with pytest.raises(store.FolderError):
            claim.check_folder(tmp_path / folder)
    assert (tmp_path / "mine" / "letter.txt").read_text() == "dear"
    assert names(tmp_path) == {"mine", "file", "odd"}


def test_new_empty_and_own_folders_are_accepted_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write(tmp_path / "own", 1)
    store.record_failure(tmp_path / "failed", {"resettle": 1}, NOW)
    for folder in ("empty", "own", "failed", "new", "new/below/deep"):
        claim.check_folder(tmp_path / folder)
    assert names(tmp_path) == {"empty", "own", "failed"}
    assert names(tmp_path / "failed") == {"failed-20260102-030405.json"}
    write(tmp_path / "empty", 2)
    assert_holds(tmp_path / "empty", 2)


def test_incomplete_results_never_take_the_place_of_complete_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    assert store.folder_for_incomplete(folder, NOW) == folder
    write(folder, 1, complete=False)
    assert store.folder_for_incomplete(folder, NOW) == folder
    write(folder, 2)
    assert store.folder_for_incomplete(folder, NOW) == tmp_path / "out-incomplete-20260102-030405"
    # Beside a mount point nothing would last, or nothing can be written.
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == folder)
    inside = store.folder_for_incomplete(folder, NOW)
    assert inside == folder / "incomplete-20260102-030405"
    claim.check_folder(inside)
    write(inside, 3, complete=False)
    write(folder, 4)
    assert_holds(folder, 4)
    assert_holds(inside, 3)


def test_reading_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(store.FolderError, match="holds no results"):
        store.read(tmp_path)
    write(tmp_path / "out", 1)
    for name, near in (("outt", "; did you mean out?"), ("missing", "")):
        with pytest.raises(store.FolderError) as absent:
            store.read(tmp_path / name)
        assert absent.value.text.en == f"there is no folder {name}{near}"
    (tmp_path / "out" / store.MANIFEST).write_text(json.dumps({"resettle": 99}))
    with pytest.raises(store.FolderError, match="newer version"):
        store.read(tmp_path / "out")


def full_disk(*_: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_json_file_is_replaced_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    store.write_json(path, {"text": "搬迁"})
    assert json.loads(path.read_text(encoding="utf-8")) == {"text": "搬迁"}
    monkeypatch.setattr(os, "replace", full_disk)
    with pytest.raises(OSError, match="No space"):
        store.write_json(path, {"text": "new"})
    monkeypatch.undo()
    assert json.loads(path.read_text(encoding="utf-8")) == {"text": "搬迁"}
    assert names(tmp_path) == {"a.json"}


def test_default_folder_names_stay_short() -> None:
    assert store.default_folder(["guizhou"]) == Path("resettle-results/guizhou")
    assert store.default_folder(["a", "b"]) == Path("resettle-results/a+b")
    assert len(store.default_folder([f"scenario-{n}" for n in range(99)]).name) < 60


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe", b"[1]"])
def test_a_damaged_manifest_of_our_own_is_set_aside_and_replaced(tmp_path: Path, damage: bytes) -> None:
    folder = tmp_path / "out"
    write(folder, 1, comparison=True)
    (folder / "mine.txt").write_text("keep me")
    (folder / store.RUNS).mkdir()
    (folder / store.RUNS / "runs-1.parquet").write_text("kept")
    (folder / store.MANIFEST).write_bytes(damage)
    with pytest.warns(SaidWarning, match=r"manifest.json of out cannot be read and is set aside as manifest"):
        claim.check_folder(folder)
    assert (folder / store.DAMAGED).read_bytes() == damage
    claim.check_folder(folder)  # after a kill
    write(folder, 2)
    assert_holds(folder, 2)
    assert {path.name for path in folder.iterdir()} == {*FILES, "mine.txt", store.RUNS}
    assert (folder / store.RUNS / "runs-1.parquet").read_text() == "kept"


def test_a_damaged_manifest_of_another_command_or_program_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write(folder, 1)
    store.write_json(folder / store.ANSWER, {"question": "sweep"})
    (folder / store.MANIFEST).write_text("")
    with pytest.raises(store.FolderError, match="holds results of 'resettle sweep'"):
        claim.check_folder(folder)
    strange = tmp_path / "site"
    strange.mkdir()
    (strange / store.MANIFEST).write_text("")
    with pytest.raises(store.FolderError, match=r"its manifest.json cannot be read"):
        claim.check_folder(strange)
    assert [path.name for path in strange.iterdir()] == [store.MANIFEST]
