"""The package as it is imported: one name, its public names loaded late, nothing else at the top."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import resettle
from tests.conftest import environment


def python(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-c", code]
    return subprocess.run(words, cwd=folder, env=environment(), capture_output=True, text=True, check=False)


def test_a_scenario_loads_from_any_folder(tmp_path: Path) -> None:
    done = python(tmp_path, "import resettle; print(resettle.load('guizhou').digest)")
    assert done.stdout.strip() == resettle.load("guizhou").digest


@pytest.mark.parametrize("name", ["model", "scenarios", "results", "calibration", "cli"])
def test_no_folder_of_the_project_can_be_imported_by_itself(tmp_path: Path, name: str) -> None:
    done = python(tmp_path, f"import {name}")
    assert f"No module named '{name}'" in done.stderr


def test_files_of_the_user_do_not_hide_those_of_the_package(tmp_path: Path) -> None:
    (tmp_path / "results.py").write_text("raise SystemExit('the wrong results')", encoding="utf-8")
    done = python(tmp_path, "from resettle.results.text.numbers import money; print('ours')")
    assert done.stdout.strip() == "ours", done.stderr


def test_importing_the_package_loads_nothing(tmp_path: Path) -> None:
    done = python(tmp_path, "import sys, resettle; print(len([m for m in sys.modules if 'resettle.' in m]))")
    assert done.stdout.strip() == "0"


def test_every_public_name_is_there_and_listed() -> None:
    for name in resettle.__all__:
        assert getattr(resettle, name) is not None
    assert set(resettle.__all__) <= set(dir(resettle))


def test_a_misspelt_name_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(AttributeError, match="did you mean bundled"):
        _ = resettle.bundeld


def test_bundled_names_can_all_be_loaded() -> None:
    names = resettle.bundled()
    assert {"guizhou", "wanzhou", "hanyin", "yinchuan", "chongqing"} <= set(names)
    assert "behaviour" not in names and list(names) == sorted(names)
    assert [resettle.load(name).name for name in names] == list(names)


def test_the_model_runs_from_a_scenario() -> None:
    inputs = resettle.load("hanyin").inputs(scale=0.05)
    record = resettle.Model(inputs, seed=1).run()
    assert record.months[0] == "2021-01" and len(record.months) == inputs.period.months
