"""Folders that the program keeps, in which a file is damaged or was edited."""

from __future__ import annotations

import contextlib
import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd

from resettle.calibration.fit.making import kept_runs, posterior_draws, stored_problem
from resettle.calibration.fit.relocated import problem
from resettle.calibration.report.answer import answered
from resettle.calibration.report.stored import read_calibration
from resettle.results.report.answer import Answer
from resettle.results.report.deliver import CompleteAnswer, read
from resettle.results.report.terminal import print_answer
from resettle.results.runs import claim, shards, store, swap
from resettle.results.runs.rows import Row
from tests.results.calibration_factory import write_calibration
from tests.results.factory import make_run
from tests.soak.kind import Kind
from tests.soak.mutations import mutated_bytes, mutated_json

NOTES = ("notes.txt", b"of the user's own")
ROWS: list[Row] = [
    {"key": f"{number:032x}", "seconds": 0.1, "error": "", "figure.x": number / 7, "spent.a": 1.0}
    for number in range(40)
]
"""Finished runs, by tens in a shard."""


def kinds(folder: Path) -> list[Kind]:
    """Folders of an answer, of its runs, of results that are half put in place, and of a fit."""
    answer = _answer(folder / "answer")
    fit = write_fit(folder / "fit")
    runs = folder / "runs"
    for ten in range(0, 40, 10):
        shards.write_shard(runs / store.RUNS, ROWS[ten : ten + 10])
    (shard, *_) = sorted((runs / store.RUNS).iterdir())
    swapping, stage = _swapping(folder, answer)
    right = {name: store.read_frame(answer / f"{name}.parquet") for name in ("monthly", "targets")}
    shown = partial(_shown, right)
    return [
        _kind("manifest", answer, store.MANIFEST, mutated_json, shown, 5),
        _kind("answer", answer, store.ANSWER, mutated_json, shown, 3),
        _kind("frame", answer, "targets.parquet", mutated_bytes, shown, 4),
        _kind("runs", runs, f"{store.RUNS}/{shard.name}", mutated_bytes, _resumed, 15),
        _kind("journal", swapping, f"{stage}/{swap.JOURNAL}", mutated_json, partial(_recovered, right), 2),
        _kind("fit", fit, store.MANIFEST, mutated_json, _fitted, 5),
        _kind("posterior", fit, "posterior.parquet", mutated_bytes, _fitted, 12),
    ]


def _kind(
    name: str, folder: Path, file: str, change: Callable[..., bytes], look: Callable[[Path], None], often: int
) -> Kind:
    """Files of one folder; that of the user must stay as it is."""
    others = [path for path in sorted(folder.rglob("*")) if path.is_file() and path != folder / file]
    beside = tuple((str(path.relative_to(folder)), path.read_bytes()) for path in others)
    depth = len(Path(file).parts) - 1

    def looked(path: Path) -> None:
        own = path.parents[depth]
        try:
            look(own)
        finally:
            assert (own / NOTES[0]).read_bytes() == NOTES[1], "a file of the user is lost"

    return Kind(
        f"kept {name}", file, (folder / file).read_bytes(), change, looked, (*beside, NOTES), True, often
    )


def _answer(folder: Path) -> Path:
    """What `resettle run` leaves, of made-up results."""
    run = make_run()
    whole = run.answer
    sections = tuple(replace(one, charts=one.charts[:1], tables=one.tables[:1]) for one in whole.sections[:2])
    frames = {name: whole.frames[name].head(100) for name in ("monthly", "targets")}
    answer = replace(whole, sections=sections, frames=frames)
    files = [*(f"{name}.parquet" for name in frames), store.REPORT, store.ANSWER, store.MANIFEST]
    CompleteAnswer.of(answer, {**run.manifest, "question": "run", "files": files}, run.scenarios).save(folder)
    return folder


def write_fit(folder: Path) -> Path:
    """What `resettle calibrate` leaves, of made-up draws."""
    write_calibration(folder)
    made = store.plain_json(folder / store.MANIFEST)
    assert made is not None
    for path in folder.glob("*.parquet"):
        store.write_frame(path, pd.read_parquet(path))
    store.write_frame(folder / "runs.parquet", store.read_frame(folder / "prior.parquet"))
    store.write_manifest(folder, {**made, "problem": problem().description()})
    return folder


def _swapping(folder: Path, answer: Path) -> tuple[Path, str]:
    """A folder whose results a process was about to replace by the same when it was killed; and its stage."""
    place = folder / "swapping"
    shutil.copytree(answer, place)
    names = sorted(path.name for path in answer.iterdir())
    staged = place / ".resettle-4711-0123abcd"
    shutil.copytree(answer, staged / "new")
    (staged / "old").mkdir()
    (place / store.MANIFEST).rename(staged / "old" / store.MANIFEST)  # it goes first
    swap._write_journal(staged, state="swapping", new=names, old=names, kept={}, last=store.MANIFEST)
    return place, staged.name


def _shown(right: dict[str, pd.DataFrame], folder: Path) -> None:
    """As `resettle export` and `resettle.read` take a folder."""
    answer = read(folder)
    _same(right, answer)
    with contextlib.redirect_stdout(io.StringIO()):
        print_answer(answer, folder / store.REPORT, "zh")


def _same(right: dict[str, pd.DataFrame], answer: Answer) -> None:
    for name, frame in right.items():
        if name in answer.frames:
            pd.testing.assert_frame_equal(answer.frames[name], frame, check_exact=True)


def _resumed(folder: Path) -> None:
    """As a command that resumes takes what is kept: rows that are as they were, and all of other shards."""
    rows = shards.kept(folder / store.RUNS, {row["key"] for row in ROWS})
    assert all(rows[row["key"]] == row for row in ROWS if row["key"] in rows)
    assert len(rows) in (30, 40)


def _recovered(right: dict[str, pd.DataFrame], folder: Path) -> None:
    """As the next command takes a folder that a killed one left."""
    claim.check_folder(folder)
    _same(right, read(folder))


def _fitted(folder: Path) -> None:
    """As `resettle validate-model --fit` and `resettle calibrate` take a fit."""
    answered(read_calibration(folder))
    stored_problem(folder)
    posterior_draws(folder)
    kept_runs(folder)
