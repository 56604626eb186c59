"""The command end to end, in processes of its own."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from resettle.results.runs import store
from tests.conftest import ROOT, SMALL, Resettle, environment


def names(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


def test_a_run_prints_verdicts_and_leaves_a_whole_folder(
    resettle: Resettle, small: Path, tmp_path: Path
) -> None:
    done = resettle("run", "small.yaml", "--replications", "2", "--check")
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "resettle-results" / "small"
    tried = {"margins.parquet", "causes.parquet"}
    assert names(folder) == {*store.OWN_FILES, store.RUNS} - tried, "two futures are too few to try levers in"
    assert done.stdout.rstrip().endswith(f"Report: {Path('resettle-results/small/report.html')}")
    assert "%" in done.stdout
    assert "Traceback" not in done.stderr
    held = store.read(folder)
    assert held.manifest["complete"] is True
    assert held.manifest["checked"] is True
    assert sorted(held.frames["monthly"]["replication"].unique()) == [0, 1]
    assert held.frames["monthly"]["month"].nunique() == 48
    assert {"income_growth_15", "zero_employment_cleared"} <= set(held.frames["targets"]["target"])
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "A small county" in page
    assert "小县" in page
    assert str(tmp_path) not in page


def test_the_command_in_the_manifest_gives_the_same_numbers(
    resettle: Resettle, small: Path, tmp_path: Path
) -> None:
    first = resettle(
        "run", str(small), "--replications", "3", "--seed", "9", "--scale", "0.5", "--out", "a", "--jobs", "2"
    )
    assert first.returncode == 0, first.stderr
    command = shlex.split(store.read(tmp_path / "a").manifest["command"])
    assert command[0] == "resettle"
    again = resettle(*command[1:], "--out", "b", "--jobs", "1", "--lang", "zh")
    assert again.returncode == 0, again.stderr
    one, other = store.read(tmp_path / "a"), store.read(tmp_path / "b")
    assert (one.manifest["jobs"], other.manifest["jobs"]) == (2, 1)
    for frame in ("monthly", "levers", "targets"):
        pd.testing.assert_frame_equal(one.frames[frame], other.frames[frame], check_exact=True)


def test_several_scenarios_are_compared_and_paired(resettle: Resettle, small: Path, tmp_path: Path) -> None:
    without = SMALL.format(name="without") + "levers:\n  public_welfare_jobs: {stop_from: 2022-01}\n"
    (tmp_path / "without.yaml").write_text(without, encoding="utf-8")
    done = resettle(
        "run", "small.yaml", "without.yaml", "--replications", "2", "--lang", "zh", "--out", "out"
    )
    assert done.returncode == 0, done.stderr
    assert "报告：" in done.stdout
    assert "small: " in done.stdout and "without: " in done.stdout, "one sentence a scenario"
    held = store.read(tmp_path / "out")
    assert set(held.frames["monthly"]["scenario"]) == {"small", "without"}
    assert set(held.frames["comparison"]["reference"]) == {"small"}
    base = held.frames["monthly"].query("month < '2022-01'")
    income = [base.query(f"scenario == '{name}'")["income"].to_numpy() for name in ("small", "without")]
    assert (income[0] == income[1]).all(), "until they differ, both live the same months"


def test_places_are_judged_side_by_side_and_never_subtracted(
    resettle: Resettle, small: Path, tmp_path: Path
) -> None:
    words = ("small.yaml", "hanyin", "--replications", "2", "--scale", "0.5", "--out", "out")
    done = resettle("run", *words)
    assert done.returncode == 0, done.stderr
    assert "no such target" in done.stdout
    assert "small: " in done.stdout and "hanyin: " in done.stdout
    held = store.read(tmp_path / "out")
    assert "comparison" not in held.frames
    months = held.frames["monthly"].groupby("scenario")["month"].nunique()
    assert months.to_dict() == {"small": 48, "hanyin": 24}
    assert "Regions side by side" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["run", "guizou"], "did you mean guizhou"),
        (["run", "missing.yaml"], "missing.yaml"),
        (["run", "guizhou", "guizhou"], "given twice"),
        (["run", "small.yaml", "twin.yaml"], "two scenarios are named 'small'"),
        (["run", "guizhou", "--scale", "2"], "'2' is not"),
        (["run", "guizhou", "--scale", "nan"], "'nan' is not"),
        (["run", "guizhou", "--replications", "0"], "--replications"),
        (["run", "guizhou", "--jobs", "0"], "--jobs"),
        (["run", "guizhou", "--lang", "fr"], "--lang"),
        (["run"], "SCENARIO"),
        (["show", "faulty.yaml"], "faulty.yaml:5:1"),
        (["validate", "faulty.yaml", "small.yaml"], "faulty.yaml:5:1"),
        (["run", "faulty.yaml", "guizou"], "did you mean guizhou"),
        (["run", "small.yaml", "--out", "taken"], "other things"),
        (["run", "small.yaml", "--out", "small.yaml"], "is a file"),
        (["nonsense"], "nonsense"),
    ],
)
def test_what_cannot_be_done_is_told_plainly_and_nothing_is_written(
    resettle: Resettle, small: Path, tmp_path: Path, words: list[str], told: str
) -> None:
    (tmp_path / "twin.yaml").write_text(SMALL.format(name="small"), encoding="utf-8")
    faulty = SMALL.format(name="faulty").replace("population:", "poplation:")
    (tmp_path / "faulty.yaml").write_text(faulty, encoding="utf-8")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "letter.txt").write_text("dear")
    before = names(tmp_path)
    done = resettle(*words)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert names(tmp_path) == before
    assert names(tmp_path / "taken") == {"letter.txt"}


def test_problems_of_all_files_are_told_at_once(resettle: Resettle, tmp_path: Path) -> None:
    for name in ("one", "two"):
        text = SMALL.format(name=name).replace("unit: sites", "unit: towns")
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    done = resettle("run", "one.yaml", "two.yaml")
    assert done.returncode == 2
    assert "one.yaml:7" in done.stderr
    assert "two.yaml:7" in done.stderr


def test_validate_says_which_files_are_right(resettle: Resettle, small: Path) -> None:
    done = resettle("validate", "small.yaml", "guizhou", "guizhou-baseline")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    right = [line for line in lines if not line.startswith(("note: ", "  "))]
    assert right == ["small.yaml: correct", "guizhou: correct", "guizhou-baseline: correct"]
    implied = [line for line in lines if line.startswith("  ")]
    assert implied[0].startswith(
        "  1,200 households with 5,341 persons (4.45 each) at 4 settlements (300 households each)"
    )
    notes = [line for line in lines if line.startswith("note: ")]
    assert "settlements have room for 12" in notes[0], "1 200 households"
    assert "fitted for guizhou-base, not for what this file states; remedy: resettle fit-base" in notes[1]


def test_the_scenario_in_the_readme_is_right(resettle: Resettle, tmp_path: Path) -> None:
    found = re.search(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    (tmp_path / "more-training.yaml").write_text(found[1], encoding="utf-8")
    done = resettle("validate", "more-training.yaml")
    assert (done.returncode, done.stderr) == (0, "")


def test_list_names_what_can_be_run_and_no_parts(resettle: Resettle) -> None:
    done = resettle("list")
    listed = [line.split()[0] for line in done.stdout.splitlines()]
    assert {"guizhou", "guizhou-baseline", "guizhou-no-levers", "guizhou-training"} <= set(listed)
    assert "behaviour" not in listed


def test_what_show_prints_is_the_same_scenario(resettle: Resettle, small: Path, tmp_path: Path) -> None:
    from resettle.scenarios import load

    shown = resettle("show", "small.yaml")
    assert shown.returncode == 0
    (tmp_path / "shown.yaml").write_text(shown.stdout, encoding="utf-8")
    assert load(str(tmp_path / "shown.yaml")).numbers_digest == load(str(small)).numbers_digest


def test_sources_name_documents_and_facts_with_addresses(resettle: Resettle) -> None:
    done = resettle("sources", "guizhou")
    assert done.returncode == 0
    assert "guizhou" in done.stdout
    assert "items cited: " in done.stdout
    assert "http" in done.stdout
    assert len(resettle("sources").stdout) >= len(done.stdout)


def test_schema_is_json_schema(resettle: Resettle) -> None:
    assert json.loads(resettle("schema").stdout)["$schema"].startswith("https://json-schema.org/")


def test_version_and_help_load_nothing_heavy() -> None:
    code = (
        "import sys, runpy; sys.argv = ['resettle', '--help']\n"
        "try: runpy.run_module('resettle', run_name='__main__')\n"
        "except SystemExit as end: assert end.code in (0, None), end.code\n"
        "heavy = {'numpy', 'pandas', 'numba', 'mesa', 'plotly', 'pyarrow', 'scipy', 'yaml', 'rich'}\n"
        "sys.stderr.write(' '.join(sorted(heavy & set(sys.modules))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    assert "run" in done.stdout


GATE_HELD = """
import sys
from resettle.results.report.answer import Answer
from resettle.results.report import deliver
from resettle.results.questions.sensitivity import gate
from resettle.model.text import Text
gate.check_gate = lambda *_, **__: Answer("sensitivity", Text("t", "t"), (Text("held", "held"),) * 9000, ())
sys.argv[0] = "resettle"
from resettle.cli import main
main()
"""


def closed(
    words: list[str], cwd: Path, *streams: str, code: str = "", unbuffered: str = ""
) -> subprocess.CompletedProcess[str]:
    """A command whose streams nobody reads any more."""
    reading, writing = os.pipe()
    os.close(reading)
    kept = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **dict.fromkeys(streams, writing)}
    program = ["-c", code] if code else ["-m", "resettle"]
    done = subprocess.run(
        [sys.executable, *program, *words],
        env={**environment(), "PYTHONUNBUFFERED": unbuffered},
        cwd=cwd,
        text=True,
        check=False,
        timeout=300,
        stdout=kept["stdout"],
        stderr=kept["stderr"],
    )
    os.close(writing)
    return done


@pytest.mark.parametrize(
    "words",
    [["list"], ["schema"], ["--help"], ["run", "--help"], ["--version"], ["coverage"], ["show", "hanyin"]],
)
def test_a_reader_that_goes_away_is_no_error(tmp_path: Path, words: list[str]) -> None:
    done = closed(words, tmp_path, "stdout")
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", [["nonsense"], ["run"], ["show", "nowhere"]])
def test_a_reader_of_errors_that_goes_away_is_none_either(
    tmp_path: Path, words: list[str], unbuffered: str
) -> None:
    assert closed(words, tmp_path, "stdout", "stderr", unbuffered=unbuffered).returncode == 141


def test_a_gate_that_holds_is_not_broken_by_a_reader_that_goes_away(tmp_path: Path) -> None:
    words = ["sensitivity", "--gate", str(ROOT / "tests" / "gates" / "guizhou.yaml")]
    done = closed(words, tmp_path, "stdout", code=GATE_HELD)
    assert (done.returncode, done.stderr) == (141, "")
    (folder,) = (tmp_path / "resettle-results").iterdir()
    assert store.read(folder).manifest["question"] == "sensitivity", "the answer is kept"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_output_to_a_full_disk_is_told_in_one_line(tmp_path: Path) -> None:
    for words in (["schema"], ["show", "guizhou"], ["--help"]):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run(
                [sys.executable, "-m", "resettle", *words],
                env=environment(),
                cwd=tmp_path,
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1
        assert "No space left" in done.stderr


def _start_long_run(tmp_path: Path) -> subprocess.Popen[str]:
    """A run into `out` that would take long; returns when its processes are at work."""
    started = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "resettle",
            "run",
            "small.yaml",
            "--replications",
            "10000",
            "--jobs",
            "2",
            "--out",
            "out",
        ],
        env=environment(),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    import psutil

    parent = psutil.Process(started.pid)
    deadline = time.monotonic() + 120
    while len(parent.children()) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(1.0)
    assert started.poll() is None, started.communicate()
    return started


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
@pytest.mark.parametrize(
    ("how", "code", "told"), [(signal.SIGINT, 130, "resettle: interrupted"), (signal.SIGTERM, 143, "")]
)
def test_an_interrupted_run_leaves_earlier_results_and_nothing_else(
    resettle: Resettle, small: Path, tmp_path: Path, how: signal.Signals, code: int, told: str
) -> None:
    assert resettle("run", "small.yaml", "--replications", "1", "--out", "out").returncode == 0
    before = (tmp_path / "out" / "manifest.json").read_bytes()
    there = names(tmp_path)
    running = _start_long_run(tmp_path)
    os.killpg(running.pid, how)
    _, errors = running.communicate(timeout=60)
    assert running.returncode == code
    assert errors.startswith(told)
    assert len(errors.splitlines()) <= 1
    assert names(tmp_path) == there
    assert (tmp_path / "out" / "manifest.json").read_bytes() == before


def test_progress_is_drawn_on_a_terminal_only(small: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-m", "resettle", "run", "small.yaml", "--replications", "3", "--jobs", "1"],
        env={**environment(), "TERM": "xterm", "COLUMNS": "40"},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
    )
    os.close(theirs)
    drawn = b""
    with (
        contextlib.suppress(OSError),
        open(ours, "rb", buffering=0) as terminal,
    ):  # ends when nobody writes any more
        while piece := terminal.read(4096):
            drawn += piece
    printed, _ = running.communicate(timeout=120)
    assert running.returncode == 0
    assert "small" in drawn.decode(errors="replace")
    assert b"\x1b[" in drawn
    assert "\x1b[" not in printed
    assert printed.rstrip().endswith("report.html"), "what is printed goes to the file, not to the bar"
    assert "report.html" not in drawn.decode(errors="replace")
