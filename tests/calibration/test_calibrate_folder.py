"""`resettle calibrate` writes whole results into its own folder, resumes there, and takes no other."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from resettle.calibration.fit import making
from resettle.calibration.fit.problem import Problem
from resettle.calibration.report.stored import read_calibration
from resettle.cli.app import app
from resettle.results.runs import claim, store
from resettle.scenarios.posterior import shipped
from tests.calibration.simulators import problem as marking
from tests.calibration.toys import linear

TABLES = ("posterior", "prior", "abc", "predictions", "fit", "parameters", "runs")
FILES = {
    *(f"{name}.parquet" for name in TABLES),
    *("adjustments.parquet", "calibration.html", "manifest.json"),
}


@pytest.fixture(autouse=True)
def _toy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fits the linear toy instead of the facts, which takes a second."""
    fitted(monkeypatch, linear())
    monkeypatch.setattr(making, "as_posterior", lambda result: shipped())


def fitted(monkeypatch: pytest.MonkeyPatch, toy: Problem) -> None:
    monkeypatch.setattr(making, "problem", lambda households: toy)


def calibrate(folder: Path, *words: str) -> Result:
    command = ["calibrate", "--out", str(folder), "--waves", "1", "--runs", "60", "--jobs", "1", *words]
    return CliRunner().invoke(app, command)


def names(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("manifest.json", '{"name": "of the user"}'),
        ("posterior.parquet", "a fit of somebody else"),
        ("manifest.json", '{"resettle": 1, "complete": true}'),
        ("notes.txt", "dear"),
    ],
)
def test_a_folder_that_is_not_of_a_calibration_is_refused_before_the_first_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("it was begun")

    monkeypatch.setattr(making, "fit", never)
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / name).write_text(text)
    os.utime(folder, (0, 0))
    done = calibrate(folder)
    assert done.exit_code == 2, done.stderr
    assert done.stderr.startswith("resettle: mine holds ") and len(done.stderr.splitlines()) == 1
    assert (folder / name).read_text() == text
    assert names(folder) == {name} and names(tmp_path) == {"mine"}
    assert folder.stat().st_mtime == 0, "nothing was even tried in it"


def test_a_calibration_is_written_whole_and_its_folder_serves_it_alone(tmp_path: Path) -> None:
    folder = tmp_path / "fit"
    folder.mkdir(mode=0o700)
    for seed in ("1", "2"):
        done = calibrate(folder, "--seed", seed)
        assert done.exit_code == 0, done.stderr
        (folder / "mine.txt").write_text("keep me")
    assert names(folder) == {*FILES, "runs", "mine.txt"}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert read_calibration(folder).manifest["diagnostics"]["seed"] == 2
    assert set(store.read(folder).manifest["files"]) == FILES
    draws, _ = making.posterior_draws(folder)
    pd.testing.assert_frame_equal(draws, store.read(folder).frames["posterior"])
    with pytest.raises(store.FolderError, match="holds results of 'resettle calibrate'"):
        claim.check_folder(folder)


@pytest.mark.slow
def test_an_interrupted_calibration_resumes_and_ends_with_the_same_posterior(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    fitted(monkeypatch, marking(mark=marks))
    folder, stopped = tmp_path / "fit", 0

    def interrupted(*_: Any) -> None:
        nonlocal stopped
        stopped += 1
        if stopped == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        making.calibrate(folder, waves=1, runs=60, jobs=1, progress=interrupted)
    first = len(list(marks.iterdir()))
    assert names(folder) == {"runs"} and 0 < first < 100
    assert calibrate(folder).exit_code == 0
    assert len(list(marks.iterdir())) == 100, "60 runs and 40 that confirm, each once"
    fitted(monkeypatch, linear())
    assert calibrate(tmp_path / "other").exit_code == 0
    one, other = (making.posterior_draws(place)[0] for place in (folder, tmp_path / "other"))
    pd.testing.assert_frame_equal(one, other, check_exact=True)


@pytest.mark.slow
def test_a_design_that_is_damaged_is_made_again(tmp_path: Path) -> None:
    assert calibrate(tmp_path / "fit").exit_code == 0
    first, _ = making.posterior_draws(tmp_path / "fit")
    (design,) = (tmp_path / "fit" / "runs").glob("design-1-*.json")
    said = json.loads(design.read_text())
    said["theta"][0][0] += 0.1
    design.write_text(json.dumps(said))
    assert calibrate(tmp_path / "fit").exit_code == 0
    again, _ = making.posterior_draws(tmp_path / "fit")
    pd.testing.assert_frame_equal(first, again, check_exact=True)


def test_a_posterior_that_is_damaged_is_refused_in_one_line(tmp_path: Path) -> None:
    assert calibrate(tmp_path / "fit").exit_code == 0
    path = tmp_path / "fit" / "posterior.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 16
    path.write_bytes(content)
    done = CliRunner().invoke(app, ["validate-model", "--fit", str(tmp_path / "fit")])
    assert done.exit_code == 2
    assert done.stderr == "resettle: posterior.parquet is damaged: it is not as it was written\n"
