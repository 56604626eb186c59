"""Whether results may and can be written to a folder, before any work is done."""

from __future__ import annotations

import errno
import os
import warnings
from pathlib import Path

from resettle.model.text import NOTHING, Text, both
from resettle.results.runs import sealed, swap
from resettle.results.runs.store import (
    ANSWER,
    DAMAGED,
    MANIFEST,
    RUN,
    RUNS,
    FolderError,
    manifest_of,
    of_another,
    plain_json,
    question_of,
    recover,
    resolved,
    said_of,
    write_json,
)
from resettle.scenarios.language import SaidWarning, reason_of
from resettle.scenarios.problems import printable


def check_folder(folder: Path, question: str = RUN) -> None:
    """Make sure, before any work is done, that results may and can be written to a folder.

    Nothing is changed in a folder that is refused, and nothing is left behind in any other: what will be
    done with the results is tried with an empty file.

    Args:
        folder: The folder; it need not exist.
        question: Command whose results will be written.

    Raises:
        FolderError: If something else lives there, or results of another command; if it cannot be written.
        OSError: If the disk is full or fails.
    """
    folder = resolved(folder)
    nearest = next(one for one in (folder, *folder.parents) if one.exists())
    if not nearest.is_dir():
        raise FolderError(said_of("{name} is a file, not a folder", "{name}是文件，不是文件夹", nearest))
    if folder.exists():
        manifest = manifest_of(folder)
        if manifest is not None and question_of(manifest) != question:
            raise FolderError(of_another(folder, manifest))
        lost = manifest is None and _lost_its_manifest(folder)
        if lost:
            _set_manifest_aside(folder, question)
        elif manifest is None and not _is_free(folder):
            damaged = NOTHING
            if (folder / MANIFEST).exists():
                damaged = Text(f" (its {MANIFEST} cannot be read)", f"（其中的{MANIFEST}无法读取）")
            strange = said_of(
                "{name} holds other things than results of resettle{damaged}; name an empty or a new folder",
                "{name}中有resettle结果以外的内容{damaged}；请换一个空的或新的文件夹",
                folder,
                damaged=damaged,
            )
            raise FolderError(strange)
        recover(folder)
    try:
        with swap.stage(folder) as staged:
            write_json(staged / "new" / MANIFEST, {})
            os.replace(staged / "new" / MANIFEST, staged / "old" / MANIFEST)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EIO, errno.ENOMEM):  # no fault of the folder
            raise
        unwritable = both(
            "the folder {name} cannot be written: {reason}; name another with --out",
            "文件夹{name}无法写入：{reason}；请用--out另指定文件夹",
            name=printable(str(folder), 200),
            reason=reason_of(error),
        )
        raise FolderError(unwritable) from error


def _is_free(folder: Path) -> bool:
    """Whether nothing lies in a folder without a manifest that results may not be written beside."""
    return all(map(_is_harmless, folder.iterdir()))


def _lost_its_manifest(folder: Path) -> bool:
    """Whether a folder is ours though its manifest is damaged, now or as it was found before."""
    if (folder / DAMAGED).is_file():
        return True
    ours = (*folder.glob("*.parquet"), *(folder / RUNS).glob("*.parquet"))
    return (folder / MANIFEST).is_file() and any(map(sealed.is_sealed, ours))


def _set_manifest_aside(folder: Path, question: str) -> None:
    """Keep a damaged manifest under another name, and tell of it, unless that was done before.

    Raises:
        FolderError: If the folder holds results of another command.
    """
    if (folder / DAMAGED).is_file():
        return
    answer = plain_json(folder / ANSWER)
    if answer is not None and question_of(answer) != question:
        raise FolderError(of_another(folder, answer))
    (folder / MANIFEST).rename(folder / DAMAGED)
    told = said_of(
        "{manifest} of {name} cannot be read and is set aside as {aside}; finished runs are kept",
        "{name}的{manifest}无法读取，已另存为{aside}；已完成的模拟均已保留",
        folder,
        manifest=MANIFEST,
        aside=DAMAGED,
    )
    warnings.warn(SaidWarning(told), stacklevel=3)


def _is_harmless(entry: Path) -> bool:
    """Whether an entry may lie in a folder without a manifest that results are written to."""
    record = entry.name.startswith("failed-") and entry.suffix == ".json"
    runs = entry.name == RUNS and entry.is_dir()
    return record or runs or entry.name == swap.LOCK or swap.is_stage(entry)
