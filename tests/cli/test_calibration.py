"""The commands that fit and check the model."""

from __future__ import annotations

import functools
import subprocess
import sys
from pathlib import Path

import pytest


def resettle(*words: str, timeout: float = 280.0) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "resettle", *words],
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


@functools.cache
def predicted() -> str:
    done = resettle("validate-model", "--runs", "20", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_held_out_facts_are_predicted_beside_naive_forecasts_with_the_scores() -> None:
    told = predicted()
    assert "Employment rate, end of 2022" in told
    assert "90 %" in told
    assert "last value" in told


def test_a_folder_without_a_fit_is_told_in_one_line(tmp_path: Path) -> None:
    shipped = resettle("validate-model", "--fit", str(tmp_path), "--ship")
    assert shipped.returncode == 2 and "leave --fit out" in shipped.stderr
    done = resettle("validate-model", "--fit", str(tmp_path))
    assert done.returncode in (1, 2)
    assert "resettle calibrate" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [("calibrate", "--runs", "3"), ("calibrate", "--waves", "0")])
def test_too_few_runs_are_refused_before_anything_is_written(words: tuple[str, ...], tmp_path: Path) -> None:
    done = resettle(*words, "--out", str(tmp_path / "fit"))
    assert done.returncode == 2
    assert not (tmp_path / "fit").exists()
