"""Shards and working off: what is kept is taken over, what is damaged or died is done again."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from resettle.results.runs import shards
from resettle.results.runs import work as working
from resettle.results.runs.crew import DIED, Crew
from resettle.results.runs.frame import frame_of
from resettle.results.runs.progress import Clock, Progress
from resettle.results.runs.rows import Row, lines_of
from resettle.results.runs.shards import join_shards, kept, write_shard
from resettle.results.runs.work import work_off
from tests.runs.quick import Named, Rows, died

TASKS = [Named(f"k{number}", number) for number in range(8)]


def worked(work: Rows, folder: Path | None, tasks: list[Named] = TASKS) -> dict[str, Row]:
    with Crew(1) as crew:
        return work_off(work, tasks, died, crew, folder)


def marks(folder: Path) -> list[int]:
    return sorted(int(path.name.split("-")[0]) for path in folder.iterdir())


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("runs-*.parquet"))


def plain(rows: dict[str, Row]) -> dict[str, dict[str, object]]:
    return {key: dict(row) for key, row in rows.items()}


def test_rows_come_back_as_they_were_kept(tmp_path: Path) -> None:
    first = worked(Rows(), tmp_path)
    assert dict(first["k3"]) == {"key": "k3", "seconds": 0.01, "error": "", "figure.x": 3.0, "spent.1": 1.0}
    assert plain(kept(tmp_path, first)) == plain(first)
    assert plain(kept(tmp_path, {"k2"})) == {"k2": dict(first["k2"])}
    assert set(kept(tmp_path, {"k2"}, {"figure.x"})["k2"]) == {"key", "figure.x"}
    assert kept(tmp_path / "nowhere", first) == {}


def test_a_task_is_done_once_whatever_the_number_of_calls(tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.mkdir()
    work = Rows(marks=made)
    again = [worked(work, tmp_path / "kept", tasks) for tasks in (TASKS[:3], TASKS, TASKS + TASKS)]
    assert marks(made) == list(range(8))
    assert plain(again[1]) == plain(again[2])
    worked(work, None)
    assert len(marks(made)) == 16, "nothing is kept where nothing is asked for"


@pytest.mark.parametrize(
    ("message", "repeats"),
    [
        (DIED, True),
        ("MemoryError: no", True),
        ("OSError: [Errno 28] No space left on device", True),
        ("ValueError: no world can be made", False),
        ("PathError: no", False),
    ],
)
def test_a_failure_is_kept_unless_it_may_have_been_the_machine(
    tmp_path: Path, message: str, repeats: bool
) -> None:
    made = tmp_path / "made"
    made.mkdir()
    folder = tmp_path / "kept"
    first = worked(Rows(((2, message),), made), folder)
    assert first["k2"]["error"] == message and "figure.x" not in first["k2"]
    second = worked(Rows((), made), folder)
    assert marks(made).count(2) == 1 + repeats and len(marks(made)) == 8 + repeats
    assert second["k2"]["error"] == ("" if repeats else message)
    assert worked(Rows((), made), folder)["k2"]["error"] == second["k2"]["error"]


def test_damaged_and_foreign_files_are_passed_over_and_their_runs_done_again(tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.mkdir()
    folder = tmp_path / "kept"
    worked(Rows(marks=made), folder, TASKS[:4])
    for path in files(folder):
        path.write_bytes(path.read_bytes()[:-40])
    (folder / "runs-x.parquet").write_bytes(b"")
    pq.write_table(pa.table({"other": [1, 2]}), folder / "runs-other.parquet")
    with pytest.warns(UserWarning, match="cannot be read, its runs are done again"):
        rows_again = worked(Rows(marks=made), folder)
    assert sorted(rows_again) == [task.key for task in TASKS]
    assert len(marks(made)) == 4 + 8


def test_what_another_process_is_still_writing_is_not_read(tmp_path: Path) -> None:
    worked(Rows(), tmp_path)
    (tmp_path / ".runs-1-a.parquet.7-ff").write_bytes(b"half")
    assert len(kept(tmp_path, {task.key for task in TASKS})) == 8


def test_many_shards_are_joined_and_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "MANY_SHARDS", 4)
    monkeypatch.setattr(working, "MANY_SHARDS", 4)
    tasks = [Named(f"k{number}", number) for number in range(30)]
    monkeypatch.setattr(Clock, "batch", lambda self: 1)
    first = worked(Rows(((3, "ValueError: bad"),)), tmp_path, tasks)
    assert len(files(tmp_path)) <= 4
    assert plain(kept(tmp_path, first)) == plain(first)
    # Both are in the folder if the command is killed between joining and removing.
    before = {path: path.read_bytes() for path in files(tmp_path)}
    for number in range(4):
        write_shard(tmp_path, [first[f"k{number}"]])
    join_shards(tmp_path)
    for path, content in before.items():
        path.write_bytes(content)
    assert plain(kept(tmp_path, first)) == plain(first)


def test_large_shards_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "MANY_SHARDS", 3)
    large = write_shard(tmp_path, [Rows()(task) for task in TASKS])
    monkeypatch.setattr(shards, "LARGE_BYTES", large.stat().st_size)
    small = [write_shard(tmp_path, [Rows()(task)]) for task in TASKS[:3]]
    join_shards(tmp_path)
    assert large.exists() and not any(path.exists() for path in small)
    assert len(files(tmp_path)) == 2


def test_a_foreign_file_does_not_stop_the_joining(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "MANY_SHARDS", 2)
    pq.write_table(pa.table({"key": ["k1"], "seconds": ["long"]}), tmp_path / "runs-a.parquet")
    (tmp_path / "runs-b.parquet").write_bytes(b"no")
    write_shard(tmp_path, [Rows()(task) for task in TASKS])
    join_shards(tmp_path)
    assert len(files(tmp_path)) == 3


def test_the_disk_that_is_full_ends_the_call_and_keeps_what_was_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Clock, "batch", lambda self: 1)
    write, calls = shards.write_shard, []

    def full(folder: Path, rows: list[Row]) -> Path:
        calls.append(rows)
        if len(calls) == 4:
            raise OSError(28, "No space left on device")
        return write(folder, rows)

    monkeypatch.setattr(working, "write_shard", full)
    with pytest.raises(OSError, match="No space"):
        worked(Rows(), tmp_path)
    assert len(kept(tmp_path, {task.key for task in TASKS})) == 3
    assert not list(tmp_path.glob(".*"))
    assert len(worked(Rows(), tmp_path)) == 8


def test_progress_counts_what_was_kept_and_ends_at_the_whole(tmp_path: Path) -> None:
    worked(Rows(), tmp_path, TASKS[:3])
    seen: list[Progress] = []
    with Crew(1) as crew:
        work_off(Rows(), TASKS, died, crew, tmp_path, seen.append, "all")
    assert (seen[0].done, seen[0].total, seen[0].stage, seen[0].seconds_left) == (3, 8, "all", None)
    assert [one.done for one in seen] == sorted(one.done for one in seen)
    assert (seen[-1].done, seen[-1].seconds_left) == (8, 0.0)


def test_no_time_is_told_before_enough_runs_say_how_long_one_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("resettle.results.runs.progress.perf_counter", lambda: now)
    told: list[Progress] = []
    clock = Clock("runs", 1000, 0, told.append)
    clock.tell()
    for runs, at in ((1, 100.5), (6, 103.0), (1, 104.0)):
        now = at
        clock.add(runs, 1.0)
    assert [one.seconds_left for one in told] == [None, None, None, 4.0 / 8 * 992]
    quick = Clock("runs", 1000, 0, told.append)
    now = 105.9
    quick.add(500, 1.0)
    assert told[-1].seconds_left is None  # too short a time
    now = 106.0
    quick.add(100, 1.0)
    assert told[-1].seconds_left == 2.0 / 600 * 400


def test_batches_fill_a_second_and_are_never_too_large() -> None:
    clock = Clock("runs", 1000, 0, None)
    assert clock.batch() == 1
    clock.add(2, 0.5)
    assert clock.batch() == 4
    clock.add(1, 1000.0)
    assert clock.batch() == 1
    clock = Clock("runs", 1000, 0, None)
    clock.add(10, 0.0)
    assert clock.batch() == 200


def test_a_frame_does_not_depend_on_how_its_rows_were_kept(tmp_path: Path) -> None:
    work = Rows(((5, "ValueError: bad"),))
    rows = [work(task) for task in TASKS]
    loose = frame_of([("v", 9, task, row) for task, row in zip(TASKS, rows, strict=True)]).frame
    for size in (3, 8):
        for first in range(0, 8, size):
            write_shard(tmp_path / str(size), rows[first : first + size])
        kept_rows = kept(tmp_path / str(size), {task.key for task in TASKS})
        mixed = [
            kept_rows[task.key] if task.number % 2 else lines_of([rows[task.number]])[0] for task in TASKS
        ]
        rows_again = frame_of([("v", 9, task, row) for task, row in zip(TASKS, mixed, strict=True)]).frame
        assert loose.equals(rows_again)
    assert list(loose.columns[-3:]) == ["figure.x", "spent.0", "spent.1"]
    assert loose["status"].tolist() == ["failed" if number == 5 else "succeeded" for number in range(8)]
    # Columns that no row of the table has are not there, though the shards have them.
    even = [task for task in TASKS if task.number in (0, 2)]
    kept_rows = kept(tmp_path / "8", {task.key for task in even})
    assert "spent.1" not in frame_of([("v", 9, task, kept_rows[task.key]) for task in even]).frame
