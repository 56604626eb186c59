"""The results folder: written whole or not at all, and never half-read.

    monthly.parquet     one row a scenario, replication and month
    levers.parquet      one row a scenario, replication, month and lever
    targets.parquet     one row a scenario, target and reading
    tasks.parquet       one row a scenario and task: what limits it
    uncertainty.parquet main indicators: spread, and what it comes from
    comparison.parquet  paired differences, if a region has several scenarios
    transitions.parquet one row a scenario, replication, channel before the plan and channel at its end
    without_work.parquet one row a scenario, replication and reason: labour without work at the end
    settlements.parquet one row a scenario, replication and settlement, at the end
    tenths.parquet      one row a tenth of households by income in the base year, of a single plan
    manifest.json       how it was made
    report.html         the report
    answer.json         what the report says, for programs
    failed-<time>.json  record of a run of which nothing could be judged

The answer to a question has frames of its own, named in its manifest, and the folder `runs`.

New files are written beside the old ones and take their place only when all of them are there;
see `results.runs.swap`. Whatever else a user keeps in the folder stays as it is. A process that is
killed leaves the old results or the new ones, if need be after the next reader or writer has finished
the work.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from resettle.model.text import NOTHING, Piece, Text, both, fill
from resettle.results.runs import sealed, swap
from resettle.results.runs.atomic import replacing
from resettle.results.runs.manifest import LAYOUT, Manifest, unfit
from resettle.scenarios.language import SaidError
from resettle.scenarios.problems import hint, listed, printable

MANIFEST = "manifest.json"
DAMAGED = f"{MANIFEST}.damaged"
"""A manifest that could not be read, until new results replace it."""

REPORT = "report.html"
ANSWER = "answer.json"
FRAMES = (
    *("monthly", "levers", "targets", "tasks", "uncertainty", "comparison"),
    *("margins", "causes", "transitions", "without_work", "settlements", "tenths"),
)
OWN_FILES = frozenset((MANIFEST, REPORT, ANSWER, *(f"{frame}.parquet" for frame in FRAMES)))
"""Files that a new run replaces."""

RUN = "run"
"""Command whose results a folder holds if its manifest names no other."""

RUNS = "runs"
"""Folder of finished runs inside the folder of an answer; they serve the next one too."""


class FolderError(SaidError, ValueError):
    """A folder that results cannot be written to, or read from, for a reason its owner must settle."""


@dataclass(frozen=True)
class Results:
    """What a results folder holds.

    Attributes:
        manifest: How it was made.
        frames: Frames by name; `comparison` is missing if no region has several scenarios.
    """

    manifest: Manifest
    frames: dict[str, pd.DataFrame]


def default_folder(names: list[str]) -> Path:
    """Where results go if no folder is named: `resettle-results/<scenario>[+<scenario>...]`."""
    joined = "+".join(names)
    if len(joined.encode()) > 120:
        joined = f"{names[0][:30]}+{len(names) - 1}-others"
    return Path("resettle-results") / joined


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[Path]:
    """A folder for new results, which replace those in `folder` when the block ends well.

    If the block raises, or the process is killed, what was in `folder` stays as it was.

    Yields:
        The folder to write into.

    Raises:
        FolderError: If another command has written its results there meanwhile.
        OSError: If a file or folder cannot be written.
    """
    folder = resolved(folder)
    with swap.stage(folder) as staged:
        yield staged / "new"
        with swap.alone(folder):
            swap.finish(folder)
            there, new = manifest_of(folder), manifest_of(staged / "new")
            if there is not None and new is not None and question_of(there) != question_of(new):
                raise FolderError(of_another(folder, there))  # it was quicker
            swap.put_in_place(staged, _own_files(folder), MANIFEST)


def recover(folder: Path) -> None:
    """Finish what a killed process left half done in a folder.

    Raises:
        OSError: If that cannot be done.
    """
    folder = resolved(folder)
    if swap.stages(folder):
        with swap.alone(folder):
            swap.finish(folder)


def write_json(path: Path, data: Manifest) -> None:
    """Write plain data, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_manifest(folder: Path, data: Manifest) -> Manifest:
    """Write the manifest of a folder, with a checksum of all that it says, and return it."""
    return sealed.write_json(folder / MANIFEST, data, indent=1)


def write_frame(path: Path, frame: pd.DataFrame) -> None:
    """Write a frame as Parquet, whole or not at all, so that `read_frame` notices any damage to it."""
    sealed.write(path, pa.Table.from_pandas(frame, preserve_index=False), compression="zstd")


def read_frame(path: Path) -> pd.DataFrame:
    """Read a frame that `write_frame` wrote, of this version or an earlier one.

    Raises:
        FolderError: If it is not as it was written.
        OSError: If it cannot be read.
    """
    try:
        try:
            table = pq.read_table(sealed.read(path))
        except sealed.NotSealedError:
            table = pq.read_table(path)
            if sealed.KEY in (table.schema.metadata or {}):
                raise
    except (ValueError, OSError, pa.ArrowException) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # of the disk, not of what reads the format
        no_frame = Text("it is no whole Parquet file", "不是完整的Parquet文件")
        reason = error.text if isinstance(error, SaidError) else no_frame
        raise FolderError(
            said_of("{name} is damaged: {why}", "{name}已损坏：{why}", path, why=reason)
        ) from None
    frame: pd.DataFrame = table.to_pandas()
    return frame


def read(folder: Path) -> Results:
    """Read a results folder.

    Raises:
        FolderError: If it is none, is damaged, or was written by a newer version.
        OSError: If a file cannot be read.
    """
    folder = resolved(folder)
    recover(folder)
    manifest = manifest_of(folder)
    if manifest is None and not folder.exists():
        beside = [one.parent.name for one in folder.parent.glob(f"*/{MANIFEST}")]
        near = hint(folder.name, beside)
        raise FolderError(
            said_of("there is no folder {name}{near}", "没有文件夹{name}{near}", folder, near=near)
        )
    if manifest is None:
        damaged = NOTHING
        if (folder / MANIFEST).exists():
            damaged = Text(f": its {MANIFEST} cannot be read", f"：其中的{MANIFEST}无法读取")
        none = said_of(
            "{name} holds no results of resettle{why}", "{name}中没有resettle的结果{why}", folder, why=damaged
        )
        raise FolderError(none)
    if manifest["resettle"] > LAYOUT:
        newer = said_of(
            "{name} was written by a newer version of resettle", "{name}由更新版本的resettle写成", folder
        )
        raise FolderError(newer)
    try:
        sealed.read_json(folder / MANIFEST, edited=True)
    except sealed.DamageError as error:
        raise damage_of(folder / MANIFEST, error.text) from None
    for key in unfit(manifest):
        raise damage_of(folder / MANIFEST, both("{key} cannot be so", "{key}的内容不对", key=key))
    paths = sorted(folder / name for name in _own_files(folder) if name.endswith(".parquet"))
    missing = [path.name for path in paths if not path.exists()]
    if missing and "files" in manifest:
        gone = said_of(
            "{name} is damaged: {files} missing", "{name}已损坏：缺少{files}", folder, files=listed(missing)
        )
        raise FolderError(gone)
    return Results(manifest, {path.stem: read_frame(path) for path in paths if path.exists()})


def damage_of(path: Path, why: Text) -> FolderError:
    """The refusal of a file of a folder."""
    words = Text("{file} of {name} is damaged: {why}", "{name}的{file}已损坏：{why}")
    return FolderError(fill(words, file=path.name, name=printable(path.parent.name), why=why))


def folder_for_incomplete(folder: Path, now: datetime) -> Path:
    """Where results go of which some replications failed: never in the place of complete ones.

    They go beside those, or inside their folder if nothing can be kept beside it, as beside a mount point.
    """
    folder = resolved(folder)
    manifest = manifest_of(folder)
    if manifest is None or not manifest.get("complete"):
        return folder
    name = f"incomplete-{now:%Y%m%d-%H%M%S}"
    if os.path.ismount(folder) or not os.access(folder.parent, os.W_OK):
        return folder / name
    return folder.with_name(f"{folder.name}-{name}")


def record_failure(folder: Path, manifest: Manifest, now: datetime) -> Path:
    """Record a run of which nothing could be judged, beside whatever results there are.

    Returns:
        The file written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"failed-{now:%Y%m%d-%H%M%S}.json"
    write_json(path, manifest)
    return path


def manifest_of(folder: Path) -> Manifest | None:
    """What a folder says of its own making, even if a process was killed while it was replaced."""
    for one in (folder, *(staged / "new" for staged in swap.pending(folder))):
        data = plain_json(one / MANIFEST)
        if data is not None and isinstance(data.get("resettle"), int):
            return data
    return None


def plain_json(path: Path) -> dict[str, Any] | None:
    """What a file of plain data says; `None` without one that can be read."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def question_of(manifest: Manifest) -> str:
    """Command that made results."""
    return str(manifest.get("question", RUN))


def of_another(folder: Path, manifest: Manifest) -> Text:
    """The refusal of a folder that holds results of another command."""
    return said_of(
        "{name} holds results of 'resettle {question}'; name another folder",
        "{name}中是“resettle {question}”的结果；请换一个文件夹",
        folder,
        question=question_of(manifest),
    )


def _own_files(folder: Path) -> frozenset[str]:
    """Files in a folder that new results replace."""
    manifest = manifest_of(folder)
    if manifest is None and (folder / DAMAGED).is_file():
        frames = (path.name for path in folder.glob("*.parquet") if sealed.is_sealed(path))
        return frozenset((*OWN_FILES, DAMAGED, *frames))
    if manifest is None:
        return frozenset()
    files = manifest.get("files")
    if not isinstance(files, list):
        return OWN_FILES
    return frozenset(name for name in map(str, files) if Path(name).name == name)


def resolved(folder: Path) -> Path:
    """A folder behind links.

    Raises:
        FolderError: If a link leads back to itself.
    """
    try:
        return folder.resolve()
    except RuntimeError:
        circle = said_of("{name} is a link that leads back to itself", "{name}是指向自身的链接", folder)
        raise FolderError(circle) from None


def said_of(english: str, chinese: str, path: Path, **pieces: Piece) -> Text:
    """What is said of a file or folder."""
    return both(english, chinese, name=_name(path), **pieces)


def _name(path: Path) -> str:
    """The name of a file or folder, on one line."""
    name = path.name or str(path)
    return name if name.isprintable() else ascii(name)
