"""A new county: its files are written and its base year is fitted, all of it or nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from resettle.calibration.fit.base_file import FittedBase, fit_base
from resettle.model.joint_types import HouseholdTypes
from resettle.model.text import Text
from resettle.scenarios.county.answer_file import read_answers
from resettle.scenarios.county.answers import Answers
from resettle.scenarios.county.figures import Figure
from resettle.scenarios.county.making import made
from resettle.scenarios.county.table import read_table
from resettle.scenarios.county.writer import BASELINE, FITTED, file_name
from resettle.scenarios.language import Refused, reason_of
from resettle.scenarios.read.loading import load

STAND_IN = """\
resettle: 1
name: {name}-fitted
title: x
abstract: true
extends: ./base.yaml
fitted_to: {{digest: "-", employment_rate: 0, income: 0}}
"""


def new(
    folder: Path,
    answers: Answers,
    lang: str,
    figures: Sequence[Figure] = (),
    types: HouseholdTypes | None = None,
) -> FittedBase:
    """Writes the files of a county into a new folder and fits its base year.

    Args:
        folder: A folder that does not exist yet, or an empty one; its name is that of the scenarios.
        answers: What was answered.
        lang: Language of titles and remarks.
        figures: Figures that came in by another door, such as a ledger.
        types: Joint household types of a ledger, if households are to be made of them.

    Returns:
        The fitted base year, with paths in the folder.

    Raises:
        ScenarioErrors: With everything that is wrong; nothing is written.
        Refused: If the folder holds something, or cannot be written.
    """
    check_new(folder)
    county, texts = made(folder.name, answers, lang, figures, types)
    return replace(_written(folder, texts, lang), unstated=county.unstated)


def stated(table: str | Path | None, answers: str | Path | None) -> Answers:
    """What a county states in a filled table or a file of answers; nothing without either.

    Raises:
        ScenarioErrors: With everything that is wrong in the file.
    """
    if table is not None:
        return read_table(Path(table))
    return Answers() if answers is None else read_answers(Path(answers))


def check_new(folder: Path) -> None:
    """Makes sure that a folder may be made.

    Raises:
        Refused: If it holds something, or cannot be written.
    """
    try:
        taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
        nearest = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    except (OSError, ValueError) as error:
        raise _unwritable(folder, error) from error
    if taken:
        there = Text(
            f"{folder} is there already; name a new folder, or change its files and give 'resettle "
            f"fit-base {folder}'",
            f"{folder}已存在；请换一个文件夹名，或直接修改其中的文件后运行“resettle fit-base {folder}”",
        )
        raise Refused(there)
    if not (nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)):
        raise _unwritable(folder, PermissionError(13, "Permission denied"))


def _unwritable(folder: Path, error: Exception) -> Refused:
    reason = reason_of(error) if isinstance(error, OSError) else Text("not a file name", "不是文件名")
    return Refused(
        Text(f"the folder {folder} cannot be written: {reason.en}", f"文件夹{folder}无法写入：{reason.zh}")
    )


def _written(folder: Path, texts: Mapping[str, str], lang: str) -> FittedBase:
    """Writes everything beside the folder first, so that a failure leaves nothing behind."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        for name, text in {**texts, FITTED: STAND_IN.format(name=folder.name)}.items():
            (part / file_name(name)).write_text(text, encoding="utf-8")
        made_of = fit_base(part, lang, shown=str(folder))
        part.chmod(0o755)
        if folder.is_dir():
            folder.rmdir()
        os.replace(part, folder)
    except OSError as error:
        raise _unwritable(folder, error) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return FittedBase(folder / f"{FITTED}.yaml", load(folder / f"{BASELINE}.yaml"), made_of.held)
