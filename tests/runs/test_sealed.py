"""Flipped bits anywhere in a file are noticed; other programs read it as they read any other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from resettle.results.runs import sealed, store
from resettle.results.runs.crew import Crew
from resettle.results.runs.shards import join_shards, kept, write_shard
from resettle.results.runs.store import FolderError
from resettle.results.runs.work import work_off
from tests.runs.quick import Named, Rows, died

FRAME = pd.DataFrame(
    {"scenario": ["甲", "乙", None] * 20, "number": np.arange(60) / 7.0, "count": range(60)}
).convert_dtypes()


def test_a_sealed_file_is_read_back_by_this_and_by_other_programs(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table({"key": ["a", "b"], "x": [1.0, None]}, metadata={b"mine": b"kept"})
    sealed.write(path, table, compression="zstd")
    for read in (pq.read_table(sealed.read(path)), pq.read_table(path)):
        assert read.equals(table)
        assert read.schema.metadata[b"mine"] == b"kept"
    assert pd.read_parquet(path)["x"].tolist()[0] == 1.0
    assert [one.name for one in tmp_path.iterdir()] == ["a.parquet"]


def test_the_same_table_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        store.write_frame(tmp_path / name, FRAME)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_any_bit_that_flips_in_a_frame_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "monthly.parquet"
    store.write_frame(path, FRAME)
    whole = path.read_bytes()
    pd.testing.assert_frame_equal(store.read_frame(path), pd.read_parquet(path))
    for position in range(len(whole)):
        flipped = bytearray(whole)
        flipped[position] ^= 1 << position % 8
        path.write_bytes(flipped)
        with pytest.raises(FolderError, match=r"^monthly\.parquet is damaged: [^\n]+$"):
            store.read_frame(path)
    for size in (0, 3, 100, len(whole) - 1):
        path.write_bytes(whole[:size])
        with pytest.raises(FolderError, match=r"monthly\.parquet is damaged"):
            store.read_frame(path)


def test_a_frame_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    FRAME.to_parquet(tmp_path / "early.parquet")
    assert len(store.read_frame(tmp_path / "early.parquet")) == 60
    with pytest.raises(sealed.NotSealedError):
        sealed.read(tmp_path / "early.parquet")


TASKS = [Named(f"k{number}", number) for number in range(6)]


def worked(folder: Path, marks: Path | None = None) -> dict[str, dict[str, object]]:
    with Crew(1) as crew:
        rows = work_off(Rows(marks=marks), TASKS, died, crew, folder)
    return {
        key: {name: value for name, value in row.items() if name != "seconds"} for key, row in rows.items()
    }


@pytest.mark.parametrize("joined", [False, True])
def test_any_bit_that_flips_in_kept_runs_has_them_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, joined: bool
) -> None:
    folder = tmp_path / "kept"
    whole = {task.key: Rows()(task) for task in TASKS}
    if joined:
        monkeypatch.setattr("resettle.results.runs.shards.MANY_SHARDS", 2)
        for task in TASKS:
            write_shard(folder, [whole[task.key]])
        join_shards(folder)
    else:
        write_shard(folder, list(whole.values()))
    (path,) = folder.iterdir()
    content = path.read_bytes()
    assert {key: dict(row) for key, row in kept(folder, whole).items()} == whole
    for position in range(len(content)):
        flipped = bytearray(content)
        flipped[position] ^= 1 << position % 8
        path.write_bytes(flipped)
        with pytest.warns(UserWarning, match="cannot be read, its runs are done again"):
            assert kept(folder, whole) == {}
        (aside,) = folder.iterdir()
        assert aside.name == f"{path.name}.damaged"
        aside.unlink()


def test_runs_of_a_damaged_shard_are_done_again_once_and_others_are_not(tmp_path: Path) -> None:
    folder, marks = tmp_path / "kept", tmp_path / "marks"
    marks.mkdir()
    undamaged = worked(tmp_path / "other")
    rows = [Rows()(task) for task in TASKS]
    first, _ = write_shard(folder, rows[:3]), write_shard(folder, rows[3:])
    content = bytearray(first.read_bytes())
    content[len(content) // 3] ^= 4
    first.write_bytes(content)
    with pytest.warns(
        UserWarning, match=f"{first.name} cannot be read, its runs are done again: it is not as it was"
    ):
        assert worked(folder, marks) == undamaged
    assert len(list(marks.iterdir())) == 3
    assert worked(folder, marks) == undamaged, "and without a warning"
    assert len(list(marks.iterdir())) == 3


def test_results_that_are_damaged_give_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    with store.writing(folder) as new:
        store.write_frame(new / "monthly.parquet", FRAME)
        files = ["monthly.parquet", "manifest.json"]
        said = {"resettle": 1, "files": files, "seed": 12, "name": "县"}
        store.write_manifest(new, said)
    manifest = folder / "manifest.json"
    assert store.read(folder).manifest["seed"] == 12
    text = manifest.read_bytes()
    for position in range(len(text)):
        flipped = bytearray(text)
        flipped[position] ^= 1
        manifest.write_bytes(flipped)
        try:
            manifest_read = store.read(folder).manifest
        except FolderError as error:
            assert len(str(error).splitlines()) == 1
        else:  # a space between two words, or the name of the checksum
            assert said.items() <= manifest_read.items()
    manifest.write_bytes(text)
    (folder / "monthly.parquet").unlink()
    with pytest.raises(FolderError, match=r"out is damaged: monthly\.parquet missing"):
        store.read(folder)
    manifest.write_text('{"resettle": 1, "files": [], "seed": 13}')
    assert store.read(folder).manifest["seed"] == 13, "a manifest that was edited on purpose"
