"""The manifest: enough to run the same again, nothing that tells who or where."""

from __future__ import annotations

import getpass
import json
import shlex
import socket
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from resettle import __version__, scenarios
from resettle.results.judge.futures import AGAIN
from resettle.results.questions.run.question import ask
from resettle.results.questions.run.request import Request
from resettle.results.report.answer import NothingToJudge
from resettle.results.report.deliver import Asked, record, save
from resettle.results.report.deliver import described as with_manifest
from resettle.results.runs import manifest, store, table
from resettle.results.runs.asking import opened
from resettle.results.runs.crew import usable_cores
from resettle.results.runs.draws import parameters
from resettle.results.runs.settings import Settings
from tests.runs.quick import QuickWork

ROOT = Path(__file__).resolve().parents[2]


NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def described(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> manifest.Manifest:
    """Two scenarios with random records; of the second one replication fails."""
    monkeypatch.setattr(table, "Work", QuickWork)
    monkeypatch.setenv("QUICK_FAILS", "7")
    plan = scenarios.load("guizhou")
    several = [
        replace(plan, name="a", chain=("scenarios/files/a.yaml", "/home/someone/base.yaml")),
        replace(plan, name="b", uncertainty="none"),
    ]
    settings = Settings(seed=5, parameters="prior", outside="known", scale=0.25, jobs=1)
    with opened(tmp_path / "out", settings) as asking:
        answer = ask(Request(several, 3), asking)
        folder = save(
            with_manifest(answer, asking, Asked(several, "resettle run a b", NOW, 1.25)), asking.folder, "en"
        )
    return store.read(folder).manifest


def test_the_manifest_says_how_parameters_were_drawn(described: manifest.Manifest) -> None:
    assert (described["parameters"], described["posterior"]) == ("prior", None)
    assert described["outside"] == "known"
    assert (described["futures"], described["repeated"], described["seeds_per_draw"]) == (3, 1, None)
    assert described["baseline"] is None
    assert manifest.reproduce(["a"], 3, 1, "default", parameters="point", seeds_per_draw=2).endswith(
        "--parameters point --seeds-per-draw 2"
    )
    assert manifest.reproduce(["a"], 3, 1, "default", baseline=False).endswith("--no-baseline")
    assert manifest.reproduce(["a"], 3, 1, "default", outside="known").endswith("--outside known")


def test_every_run_is_listed_with_seed_draw_and_status(described: manifest.Manifest) -> None:
    runs = [tuple(run[key] for key in ("scenario", "seed", "draw", "status")) for run in described["runs"]]
    assert runs == [
        ("a", 5, 0, "succeeded"),
        ("a", 6, 1, "succeeded"),
        ("a", 7, 2, "failed"),
        ("a", 5 + AGAIN, 0, "succeeded"),
        ("b", 5, None, "succeeded"),
        ("b", 6, None, "succeeded"),
        ("b", 7, None, "failed"),
    ]
    assert described["complete"] is False
    assert described["runs"][6]["error"] == "RuntimeError: people do not add up"
    assert [run["replication"] for run in described["runs"]] == [0, 1, 2, AGAIN, 0, 1, 2]
    assert described["runs"][0]["error"] is None and described["runs"][0]["seconds"] >= 0.0


def test_scenarios_are_named_with_digest_files_scale_and_weight(described: manifest.Manifest) -> None:
    plan = replace(scenarios.load("guizhou"), name="a")
    assert described["scenarios"][0] == {
        "name": "a",
        "digest": plan.digest,
        "files": ["a.yaml", "base.yaml"],
        "scale": 0.25,
        "weight": 4.0,
        "varied": parameters("prior", "known").varied(plan),
    }
    assert described["scenarios"][1]["varied"] == 0


def test_who_worked_on_what_how_long_and_where_it_went_is_told(described: manifest.Manifest) -> None:
    assert (described["jobs"], described["threads"], described["checked"]) == (1, usable_cores(), False)
    assert (described["question"], described["command"]) == ("run", "resettle run a b")
    assert (described["created"], described["seconds"]) == ("2026-01-02T03:04:05+00:00", 1.2)
    assert set(described["timings"]) == {"running", "judging"}
    frames = {f"{name}.parquet" for name in ("monthly", "levers", "targets", "tasks", "uncertainty")}
    assert set(described["files"]) == {*frames, "answer.json", "manifest.json", "report.html"}


def test_it_is_plain_json_and_names_no_host_user_or_path(described: manifest.Manifest) -> None:
    text = json.dumps(described, allow_nan=False)
    assert json.loads(text)["versions"]["resettle"] == __version__
    for told in (socket.gethostname(), str(ROOT), str(Path.home()), "/home/someone"):
        assert told not in text
    if len(getpass.getuser()) > 4:
        assert getpass.getuser() not in text


def test_the_weight_of_a_scenario_without_success_is_left_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "Work", QuickWork)
    monkeypatch.setenv("QUICK_FAILS", "5")
    several = [scenarios.load("guizhou")]
    with opened(tmp_path / "out", Settings(seed=5, jobs=1)) as asking:
        with pytest.raises(NothingToJudge) as caught:
            ask(Request(several, 1), asking)
        path = record("run", caught.value, asking, Asked(several, "resettle run", NOW, 1.0))
    assert path == tmp_path / "out" / "failed-20260102-030405.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    assert (told["complete"], told["scenarios"][0]["weight"], told["seed"]) == (False, None, 5)
    assert told["failed"] == ["guizhou, replication 0: RuntimeError: people do not add up"]


def test_the_command_is_quoted_and_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    references = ["guizhou", "./my plan.yaml", str(tmp_path / "sub" / "b.yaml"), "/elsewhere/c.yaml"]
    command = manifest.reproduce(references, 30, 7, "0.1", check=True)
    assert shlex.split(command) == [
        *("resettle", "run", "guizhou", "./my plan.yaml", "sub/b.yaml", "c.yaml"),
        *("--futures", "30", "--seed", "7", "--scale", "0.1", "--check"),
    ]


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("{here}/sub/b.yaml", "sub/b.yaml"),
        ("/home/someone/b.yaml", "b.yaml"),
        ("../../home/someone/b.yaml", "b.yaml"),
        ("--gate=/home/someone/gate.yaml", "--gate=gate.yaml"),
        ("--vary=levers.workshops.scale=0..60/3", "--vary=levers.workshops.scale=0..60/3"),
        ("levers.workshops.scale=0..60/3", "levers.workshops.scale=0..60/3"),
        ("small.yaml", "small.yaml"),
    ],
)
def test_no_word_of_a_command_tells_where_files_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert manifest.portable_word(word.format(here=tmp_path)) == told


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
