"""What a killed process was still filling goes at once if it is seen to be dead, and only then."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from resettle.results.runs import gone, sealed, store, swap
from tests.conftest import ROOT, environment
from tests.runs.folders import FILES, aged, assert_holds, names, write

if gone.here() is None:
    pytest.skip("this system does not say where its processes count", allow_module_level=True)

FILLING = """
    import sys
    from pathlib import Path
    from resettle.results.runs import store
    with store.writing(Path(sys.argv[1])) as new:
        (new / "monthly.parquet").write_text("half")
        print(new.parent.name, flush=True)
        sys.stdin.read()
        raise SystemExit
"""


@contextmanager
def filling(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process that fills a stage in a folder, and the name of the stage."""
    command = [sys.executable, "-c", textwrap.dedent(FILLING), str(folder)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, env=environment(), text=True, **pipes) as process:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()


def test_a_stage_goes_when_its_process_is_killed_and_not_before(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write(folder, 1)
    with filling(folder) as (process, stage):
        assert stage.startswith(f".resettle-{process.pid}-")
        store.recover(folder)
        write(folder, 2)
        assert names(folder) == {*FILES, stage}
        assert (folder / stage / "new" / "monthly.parquet").read_text() == "half"
        process.kill()
        process.wait()
        assert names(folder) == {*FILES, stage}
    store.recover(folder)
    assert names(folder) == FILES
    assert_holds(folder, 2)


@pytest.fixture
def dead() -> int:
    """The number of a process that was."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


HERE = gone.here() or ""
HOST, BOOT, NUMBERS = HERE.split(" ")


@pytest.mark.parametrize(
    "where",
    [
        None,
        "",
        7,
        [HERE],
        f"another-{HOST} {BOOT} {NUMBERS}",
        f"{HOST} 00000000-0000-0000-0000-000000000000 {NUMBERS}",
        f"{HOST} {BOOT} pid:[1]",
    ],
    ids=["nothing", "empty", "a number", "a list", "another host", "another boot", "another namespace"],
)
def test_a_stage_of_another_place_stays_for_an_hour(tmp_path: Path, dead: int, where: object) -> None:
    staged = stage_of(tmp_path, dead, where)
    swap.finish(tmp_path)
    assert (staged / "new" / "half").read_text() == "half"
    aged(staged, swap.STALE_SECONDS + 60)
    swap.finish(tmp_path)
    assert names(tmp_path) == set()


def stage_of(folder: Path, process: int, where: object) -> Path:
    staged = folder / f".resettle-{process}-0123abcd"
    (staged / "new").mkdir(parents=True)
    (staged / "new" / "half").write_text("half")
    sealed.write_json(staged / "journal.json", {"resettle": 1, "state": "filling", "where": where})
    return staged


def test_what_is_not_surely_a_stage_of_a_dead_process_stays(tmp_path: Path, dead: int) -> None:
    def made(name: str, *files: tuple[str, str]) -> None:
        (tmp_path / name).mkdir()
        for file, content in files:
            (tmp_path / name / file).write_text(content)

    plain = f'{{"resettle": 1, "state": "filling", "where": "{HERE}"}}'
    made(f".resettle-{dead}-00000001", ("notes.txt", "mine"))
    made(f".resettle-{dead}-00000002", ("journal.json", plain), ("notes.txt", "mine"))
    made(f".resettle-{dead}-00000003")  # killed before it could say where it was
    made(f"resettle-{dead}-00000004", ("notes.txt", "mine"))
    edited = stage_of(tmp_path, dead, "elsewhere") / "journal.json"
    edited.write_text(edited.read_text().replace("elsewhere", HERE))
    before = sorted(tmp_path.rglob("*"))
    swap.finish(tmp_path)
    assert sorted(tmp_path.rglob("*")) == before
    edited.unlink()
    sealed.write_json(edited, {"resettle": 1, "state": "filling", "where": HERE})
    edited.with_name("notes.txt").write_text("mine")
    swap.finish(tmp_path)
    assert (tmp_path / f".resettle-{dead}-0123abcd" / "notes.txt").read_text() == "mine"


def test_a_number_that_lives_or_is_none_is_not_dead() -> None:
    for process in (os.getpid(), os.getppid(), 1, 0, 10**30):
        assert not gone.is_dead(process, HERE), process


def test_where_the_system_does_not_say_nobody_is_dead(dead: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert gone.is_dead(dead, HERE)
    monkeypatch.setattr(gone, "_BOOT", Path("/nowhere"))
    assert gone.here() is None
    assert not gone.is_dead(dead, HERE) and not gone.is_dead(dead, None)


def test_a_process_of_another_user_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(process: int, signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refused)
    assert not gone.is_dead(4711, HERE)
