"""New contents for a folder: all of them or none, whenever the process is killed.

A stage is a folder inside the one that is written to, named `.resettle-<process>-<8 hex digits>`:

    journal.json  what it is, so that a folder of somebody else is never taken for one; where its process runs
    new/          files being written
    old/          files that they replace, until all is in place

Nothing outside `new/` changes until the journal lists what goes where; from then on whoever opens
the folder next can finish the work. The folder itself is never renamed, so that it may be a mount
point, its parent read-only, and its mode, its owner and whatever else it holds stay as they are.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from resettle.results.runs import gone, sealed
from resettle.results.runs.atomic import to_disk

JOURNAL = "journal.json"
LOCK = ".resettle-lock"
STAGE = re.compile(r"\.resettle-\d+-[0-9a-f]{8}")

_PLAIN = re.compile(r"(?!\.{0,2}$)[^/\\:\0]+")
"""Names of files in one folder."""

LAYOUT = 1
"""Version of the journal."""

STATES = ("filling", "swapping", "done")
"""What a stage is in: its files are written, put in place, or are there."""

STALE_SECONDS = 3600.0
"""Age at which a stage that is still being filled is taken for the remains of a killed process.

It goes at once if that process is seen to be dead, which cannot be seen of one on another machine."""


@contextlib.contextmanager
def stage(folder: Path) -> Iterator[Path]:
    """A stage in a folder, which is made with its parents if it is missing.

    When the block ends the stage is removed, and so are folders that were made and hold nothing.

    Yields:
        The stage, with an empty `new/`.

    Raises:
        OSError: If a file or folder cannot be written.
    """
    made = [one for one in (folder, *folder.parents) if not one.exists()]
    staged = folder / f".resettle-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        staged.mkdir()
        _write_journal(staged, state="filling", where=gone.here())
        (staged / "new").mkdir()
        (staged / "old").mkdir()
        yield staged
    finally:
        if _journal(staged).get("state") != "swapping":  # or else the next command finishes it
            _remove(staged)
        for one in made:
            with contextlib.suppress(OSError):  # holds something now, or was never made
                one.rmdir()


def put_in_place(staged: Path, replaced: Collection[str], last: str) -> None:
    """Move the files of `new/` into the folder of their stage, which must be held `alone`.

    Args:
        staged: The stage.
        replaced: Names of files that are removed, or replaced. Anything else that is in the way of a
            new file is kept, under another name.
        last: Name of the file that is removed first and put in place last.

    Raises:
        OSError: If that cannot be done; the folder is then as it was.
    """
    folder, names = staged.parent, sorted(entry.name for entry in (staged / "new").iterdir())
    here = sorted(folder.iterdir())
    old = [one.name for one in here if one.name in replaced and (one.is_file() or one.is_symlink())]
    kept = {
        one.name: _spare_name(folder, one.name) for one in here if one.name in names and one.name not in old
    }
    to_disk(staged / "new")
    try:
        _write_journal(staged, state="swapping", new=names, old=old, kept=kept, last=last)
        _forward(staged)
    except BaseException:
        _backward(staged)
        _write_journal(staged, state="filling", where=gone.here())
        raise
    _write_journal(staged, state="done")


def finish(folder: Path) -> None:
    """Finish what killed processes left in a folder, which must be held `alone`."""
    for staged in stages(folder):
        state = _journal(staged).get("state", "filling")
        if state == "swapping":
            _forward(staged)
            _write_journal(staged, state="done")
        if state != "filling" or _is_left(staged):
            _remove(staged)


def _is_left(staged: Path) -> bool:
    """Whether nobody fills a stage any more, as its process is seen to be dead or must be by now."""
    process, where = int(staged.name.split("-")[1]), _journal(staged).get("where")
    return gone.is_dead(process, where) or _age(staged) > STALE_SECONDS


def _age(staged: Path) -> float:
    """Seconds since a stage was changed; none if its own process has removed it meanwhile."""
    try:
        return time.time() - staged.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def stages(folder: Path) -> list[Path]:
    """Stages in a folder; it need not exist."""
    return sorted(entry for entry in folder.iterdir() if is_stage(entry)) if folder.is_dir() else []


def pending(folder: Path) -> list[Path]:
    """Stages whose files are being put in place, or were when a process was killed."""
    return [staged for staged in stages(folder) if _journal(staged).get("state") == "swapping"]


def is_stage(entry: Path) -> bool:
    """Whether an entry of a folder was made by `stage`: it has the name and the journal of one.

    Of a process that was killed too early there is not even a journal, but then there is nothing else.
    """
    if STAGE.fullmatch(entry.name) is None or entry.is_symlink() or not entry.is_dir():
        return False
    try:
        names = [one.name for one in entry.iterdir()]
    except FileNotFoundError:  # removed by its own process meanwhile
        return False
    return bool(_journal(entry)) or all(name.startswith(f".{JOURNAL}.") for name in names)


def _journal(staged: Path) -> dict[str, Any]:
    """Journal of a stage; empty if there is none that is whole and names nothing outside the folder."""
    try:
        data = sealed.read_json(staged / JOURNAL)
        if data["resettle"] != LAYOUT or data["state"] not in STATES:
            return {}
        if data["state"] == "swapping":
            names = [*data["new"], *data["old"], *data["kept"], *data["kept"].values(), data["last"]]
            return data if all(_PLAIN.fullmatch(name) for name in names) else {}
        return data
    except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write_journal(staged: Path, **todo: Any) -> None:
    sealed.write_json(staged / JOURNAL, {"resettle": LAYOUT, **todo})


def _forward(staged: Path) -> None:
    """Do what a journal says, however much of it has been done."""
    folder, todo = staged.parent, _journal(staged)
    for name in _ordered([*todo["old"], *todo["kept"]], todo["last"])[::-1]:
        if name not in todo["new"] or os.path.lexists(staged / "new" / name):
            _move(folder / name, _aside(staged, todo, name))
    to_disk(folder)
    for name in _ordered(todo["new"], todo["last"]):
        _move(staged / "new" / name, folder / name)
    to_disk(folder)


def _backward(staged: Path) -> None:
    """Undo what was done of a journal."""
    folder, todo = staged.parent, _journal(staged)
    if todo.get("state") != "swapping":
        return
    for name in _ordered(todo["new"], todo["last"])[::-1]:
        if not os.path.lexists(staged / "new" / name):
            _move(folder / name, staged / "new" / name)
    for name in _ordered([*todo["old"], *todo["kept"]], todo["last"]):
        _move(_aside(staged, todo, name), folder / name)


def _ordered(names: Sequence[str], last: str) -> list[str]:
    return sorted(names, key=lambda name: name == last)


def _aside(staged: Path, todo: dict[str, Any], name: str) -> Path:
    """Where a file goes that is in the way: out of the way, and if it is not ours, for good."""
    return staged.parent / todo["kept"][name] if name in todo["kept"] else staged / "old" / name


def _move(source: Path, target: Path) -> None:
    if os.path.lexists(source):
        os.replace(source, target)


def _remove(staged: Path) -> None:
    """Remove a stage, its journal last."""
    with contextlib.suppress(OSError):  # left to the next command
        for part in ("old", "new"):
            shutil.rmtree(staged / part, ignore_errors=True)
        for entry in sorted(staged.glob(f"*{JOURNAL}*")):
            entry.unlink()
        staged.rmdir()


def _spare_name(folder: Path, name: str) -> str:
    """A name for a file of somebody else that is in the way."""
    stem, suffix = os.path.splitext(name)
    while True:
        spare = f"{stem}-kept-{secrets.token_hex(3)}{suffix}"
        if not os.path.lexists(folder / spare):
            return spare


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a folder against other processes of this program; a process that dies lets go of it.

    Raises:
        OSError: If the folder cannot be written.
    """
    path = folder / LOCK
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        try:
            _lock(handle)
            same = os.path.samestat(os.fstat(handle), os.stat(path))
        except FileNotFoundError:
            same = False
        except BaseException:
            os.close(handle)
            raise
        if same:
            break
        os.close(handle)  # its holder has removed the file meanwhile
    try:
        yield
    finally:
        with contextlib.suppress(OSError):  # Windows removes no file that is open; the next holder will
            path.unlink()
        os.close(handle)


def _lock(handle: int) -> None:
    """Wait for a lock; where the file system knows none, two commands at once are on their own."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
