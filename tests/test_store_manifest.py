"""The manifest: enough to run the same again, nothing that tells who or where."""

from __future__ import annotations

import getpass
import json
import math
import shlex
import socket
import subprocess
from pathlib import Path

import pytest

from resettle import __version__
from resettle.results.questions.run.experiment import run_experiment
from resettle.results.runs import manifest
from tests.standins import StandInScenario, simulate

ROOT = Path(__file__).resolve().parent.parent


def described() -> manifest.Manifest:
    scenarios = [
        StandInScenario("a", chain=("scenarios/files/a.yaml", "/home/someone/base.yaml")),
        StandInScenario("b", {"raises": 6}, draws=False),
    ]
    experiment = run_experiment(scenarios, 2, 5, 0.25, 1, simulate=simulate)
    return manifest.build(experiment, "resettle run a b", {"running": 1.23456})


def test_the_manifest_says_how_parameters_were_drawn() -> None:
    held = described()
    assert (held["parameters"], held["posterior"]) == ("prior", None)
    assert (held["draws"], held["repeated_draws"], held["seeds_per_draw"]) == (2, 0, None)
    assert manifest.reproduce(["a"], 3, 1, "default", parameters="point", seeds_per_draw=2).endswith(
        "--parameters point --seeds-per-draw 2"
    )


def test_every_run_is_listed_with_seed_draw_and_status() -> None:
    runs = [{key: run[key] for key in ("scenario", "seed", "draw", "status")} for run in described()["runs"]]
    assert runs == [
        {"scenario": "a", "seed": 5, "draw": 0, "status": "succeeded"},
        {"scenario": "a", "seed": 6, "draw": 1, "status": "succeeded"},
        {"scenario": "b", "seed": 5, "draw": None, "status": "succeeded"},
        {"scenario": "b", "seed": 6, "draw": None, "status": "failed"},
    ]
    assert described()["complete"] is False
    assert described()["runs"][3]["error"] == "RuntimeError: identity broken"


def test_scenarios_are_named_with_digest_files_scale_and_weight() -> None:
    assert described()["scenarios"][0] == {
        "name": "a",
        "digest": "0" * 64,
        "files": ["a.yaml", "base.yaml"],
        "scale": 0.25,
        "weight": 4.0,
        "varied": 2,
    }


def test_it_is_plain_json_and_names_no_host_user_or_path() -> None:
    text = json.dumps(described(), allow_nan=False)
    assert json.loads(text)["versions"]["resettle"] == __version__
    for told in (socket.gethostname(), str(ROOT), str(Path.home()), "/home/someone"):
        assert told not in text
    if len(getpass.getuser()) > 4:
        assert getpass.getuser() not in text


def test_the_weight_of_a_scenario_without_success_is_left_open() -> None:
    experiment = run_experiment(
        [StandInScenario("a", {"raises": 5})],
        1,
        5,
        0.25,
        1,
        simulate=simulate,
    )
    assert math.isnan(experiment.parts[0].weight)
    text = json.dumps(manifest.build(experiment, "", {}), allow_nan=False)
    assert json.loads(text)["scenarios"][0]["weight"] is None


def test_the_command_is_quoted_and_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    references = ["guizhou", "./my plan.yaml", str(tmp_path / "sub" / "b.yaml"), "/elsewhere/c.yaml"]
    command = manifest.reproduce(references, 30, 7, "0.1", check=True)
    assert shlex.split(command) == [
        *("resettle", "run", "guizhou", "./my plan.yaml", "sub/b.yaml", "c.yaml"),
        *("--replications", "30", "--seed", "7", "--scale", "0.1", "--check"),
    ]


def git(folder: Path, *words: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-C", str(folder), *words],
        check=True,
        capture_output=True,
    )


def test_a_checkout_tells_its_commit_and_whether_it_was_changed(tmp_path: Path) -> None:
    git(tmp_path, "init")
    (tmp_path / "pyproject.toml").write_text("")
    git(tmp_path, "add", ".")
    assert manifest.git_state(tmp_path) is None, "without a commit there is nothing to tell"
    git(tmp_path, "commit", "-m", "first")
    state = manifest.git_state(tmp_path)
    assert state is not None
    assert len(state["commit"]) == 40
    assert state["changed"] is False
    (tmp_path / "pyproject.toml").write_text("changed")
    assert manifest.git_state(tmp_path) == {**state, "changed": True}


def test_without_git_nothing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert manifest.git_state(tmp_path) is None
    git(tmp_path, "init")
    (tmp_path / "pyproject.toml").write_text("")
    monkeypatch.setenv("PATH", "")
    assert manifest.git_state(tmp_path) is None


def test_the_version_is_the_one_that_the_build_reads() -> None:
    lines = (ROOT / "src" / "resettle" / "__init__.py").read_text(encoding="utf-8").splitlines()
    assert f'__version__ = "{__version__}"' in lines
