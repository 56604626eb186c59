"""The results folder: written whole or not at all, and never half-read.

    monthly.parquet     one row a scenario, replication and month
    levers.parquet      one row a scenario, replication, month and lever
    targets.parquet     one row a scenario, target and reading
    uncertainty.parquet main indicators: spread, and what it comes from
    comparison.parquet  paired differences, if a place has several scenarios
    manifest.json       how it was made
    report.html         the report
    failed-<time>.json  record of a run of which nothing could be judged

The answer to a question has frames of its own, named in its manifest, and the folder `runs`.

A run builds a new folder beside the old one and swaps the two by renaming. Whatever else a
user keeps in the folder moves along. A process that is killed leaves the old folder, or the
new one, or (between two renames) the old one under another name, from where the next reader
or writer puts it back.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from resettle.results.runs.atomic import replacing, to_disk
from resettle.results.runs.manifest import LAYOUT, Manifest

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "manifest.json"
REPORT = "report.html"
FRAMES = ("monthly", "levers", "targets", "uncertainty", "comparison")
OWN_FILES = frozenset((MANIFEST, REPORT, *(f"{frame}.parquet" for frame in FRAMES)))
"""Files that a new run replaces."""

RUN = "run"
"""Command whose results a folder holds if its manifest names no other."""

RUNS = "runs"
"""Folder of finished runs inside the folder of an answer; they serve the next one too."""

STALE_SECONDS = 3600.0
"""Age at which a folder in the making is taken for the remains of a killed process."""


SWAP_TRIES = 10
"""Processes that write to one folder at the same moment may get in each other's way that often."""


class FolderError(ValueError):
    """A folder that results cannot be written to, or read from, for a reason its owner must settle."""


@dataclass(frozen=True)
class Results:
    """What a results folder holds.

    Attributes:
        manifest: How it was made.
        frames: Frames by name; `comparison` is missing if no place has several scenarios.
    """

    manifest: Manifest
    frames: dict[str, pd.DataFrame]


def default_folder(names: list[str]) -> Path:
    """Where results go if no folder is named: `resettle-results/<scenario>[+<scenario>...]`."""
    joined = "+".join(names)
    if len(joined.encode()) > 120:
        joined = f"{names[0][:30]}+{len(names) - 1}-others"
    return Path("resettle-results") / joined


def check_folder(folder: Path, question: str = RUN) -> None:
    """Make sure, before any work is done, that results may and can be written to a folder.

    Nothing is left behind.

    Args:
        folder: The folder; it need not exist.
        question: Command whose results will be written.

    Raises:
        FolderError: If something else lives there, or the results of another command.
        OSError: If the folder cannot be written.
    """
    folder = folder.resolve()
    recover(folder)
    if folder.exists():
        if not folder.is_dir():
            raise FolderError(f"{folder.name} is a file, not a folder")
        held = _manifest(folder)
        if held is not None and held.get("question", RUN) != question:
            raise FolderError(
                f"{folder.name} holds results of 'resettle {held.get('question', RUN)}'; name another folder"
            )
        if held is None and not all(_is_record(entry) or _is_runs(entry) for entry in folder.iterdir()):
            raise FolderError(
                f"{folder.name} holds other things than results of resettle; name an empty or a new folder"
            )
        if not os.access(folder, os.W_OK):
            raise PermissionError(13, "Permission denied", folder.name)
    above = folder.parent
    while not above.exists():
        above = above.parent
    if not above.is_dir():
        raise FolderError(f"{above.name} is a file, not a folder")
    probe = above / f".resettle-{os.getpid()}-{secrets.token_hex(4)}"
    probe.mkdir()
    probe.rmdir()


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[Path]:
    """A new folder to fill, which takes the place of `folder` when the block ends well.

    If the block raises, or the process is killed, what was in `folder` stays as it was.

    Yields:
        The folder to write into.

    Raises:
        OSError: If a file or folder cannot be written.
    """
    folder = folder.resolve()
    recover(folder)
    made = _make_parents(folder)
    new = folder.with_name(f".{folder.name}.new-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        new.mkdir()
        yield new
        _carry_over(folder, new)
        _swap(new, folder)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        recover(folder)
        for parent in made:
            with contextlib.suppress(OSError):
                parent.rmdir()
        raise


def recover(folder: Path) -> None:
    """Undo what a killed process left beside a folder: put results back, remove remains."""
    folder = folder.resolve()
    if not folder.parent.is_dir():
        return
    for entry in sorted(folder.parent.iterdir()):
        if entry.name.startswith(f".{folder.name}.old-"):
            if folder.exists():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):  # another process was quicker
                    entry.rename(folder)
        elif entry.name.startswith(f".{folder.name}.new-"):
            with contextlib.suppress(OSError):
                if time.time() - entry.stat().st_mtime > STALE_SECONDS:
                    shutil.rmtree(entry, ignore_errors=True)


def write_json(path: Path, data: Manifest) -> None:
    """Write plain data, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_frame(path: Path, frame: pd.DataFrame) -> None:
    """Write a frame as Parquet, whole or not at all."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with replacing(path) as temporary:
        pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), temporary, compression="zstd")


def read_frame(path: Path) -> pd.DataFrame:
    """Read a frame that `write_frame` wrote."""
    import pyarrow.parquet as pq

    frame: pd.DataFrame = pq.read_table(path).to_pandas()
    return frame


def read(folder: Path) -> Results:
    """Read a results folder.

    Raises:
        FolderError: If it is none, or was written by a newer version.
        OSError: If a file cannot be read.
    """
    folder = folder.resolve()
    recover(folder)
    manifest = _manifest(folder)
    if manifest is None:
        raise FolderError(f"{folder.name} holds no results of resettle")
    if manifest["resettle"] > LAYOUT:
        raise FolderError(f"{folder.name} was written by a newer version of resettle")
    paths = {name: folder / f"{name}.parquet" for name in FRAMES}
    return Results(manifest, {name: read_frame(path) for name, path in paths.items() if path.exists()})


def folder_for_incomplete(folder: Path, now: datetime) -> Path:
    """Where results go of which some replications failed: never in the place of complete ones."""
    manifest = _manifest(folder)
    if manifest is None or not manifest.get("complete"):
        return folder
    return folder.with_name(f"{folder.name}-incomplete-{now:%Y%m%d-%H%M%S}")


def record_failure(folder: Path, manifest: Manifest, now: datetime) -> Path:
    """Record a run of which nothing could be judged, beside whatever results there are.

    Returns:
        The file written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"failed-{now:%Y%m%d-%H%M%S}.json"
    write_json(path, manifest)
    return path


def _manifest(folder: Path) -> Manifest | None:
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    return data if isinstance(data, dict) and isinstance(data.get("resettle"), int) else None


def _is_record(entry: Path) -> bool:
    return entry.name.startswith("failed-") and entry.suffix == ".json"


def _is_runs(entry: Path) -> bool:
    return entry.name == RUNS and entry.is_dir()


def _make_parents(folder: Path) -> list[Path]:
    """Make the folders above, and return those that were missing, innermost first."""
    missing = [parent for parent in folder.parents if not parent.exists()]
    folder.parent.mkdir(parents=True, exist_ok=True)
    return missing


def _carry_over(old: Path, new: Path) -> None:
    """Take along what is not ours: by hard link where possible, else by copy."""

    def take(source: str, target: str) -> str:
        try:
            os.link(source, target, follow_symlinks=False)
        except (OSError, NotImplementedError):
            shutil.copy2(source, target, follow_symlinks=False)
        return target

    if not old.is_dir():
        return
    replaced = OWN_FILES.union((_manifest(old) or {}).get("files", ()))
    for entry in old.iterdir():
        if entry.name in replaced or (new / entry.name).exists():
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.copytree(entry, new / entry.name, symlinks=True, copy_function=take)
        else:
            take(str(entry), str(new / entry.name))


def _swap(new: Path, folder: Path) -> None:
    """Put `new` in the place of `folder`. Another process may do the same: the last one stays."""
    to_disk(new)
    replaced: list[Path] = []
    for attempt in range(SWAP_TRIES):
        with contextlib.suppress(FileNotFoundError):
            old = folder.with_name(f".{folder.name}.old-{os.getpid()}-{secrets.token_hex(4)}")
            folder.rename(old)
            replaced.append(old)
        try:
            new.rename(folder)
        except OSError:
            if attempt == SWAP_TRIES - 1 or not folder.exists():
                raise
        else:
            break
    to_disk(folder.parent)
    for old in replaced:
        shutil.rmtree(old, ignore_errors=True)
