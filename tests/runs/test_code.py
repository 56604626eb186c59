"""An edit of what moves a number puts kept runs out of use, and an edit of nothing else does."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from resettle.calibration.fit import relocated
from resettle.model import code
from resettle.results.runs.code import BESIDE, RUNS, code_digest
from tests.conftest import ROOT, SMALL, environment

ROOMS = ("model", "scenarios", "results", "calibration", "cli", "src")


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the sources, of which digests are made."""
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            copy = tmp_path / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
    monkeypatch.setattr(code, "ROOT", tmp_path)
    forget()
    yield tmp_path
    monkeypatch.undo()
    forget()


def forget() -> None:
    for one in (code._content, code._imported, code._file, code_digest):
        one.cache_clear()


def edited(*paths: Path) -> str:
    """Digest of runs after an edit of files, which is undone."""
    before = {path: path.read_bytes() for path in paths}
    for path, content in before.items():
        path.write_bytes(content + b"\n# edited\n")
    forget()
    whole = code_digest()
    for path, content in before.items():
        path.write_bytes(content)
    forget()
    return whole


MOVING = (
    *("model/levers/training_subsidy.py", "model/kernels/income.py", "model/kernels/people.py"),
    *("model/month/matching.py", "model/parameters.py", "model/chance.py"),
    *(
        "scenarios/read/values.py",
        "scenarios/read/changes.py",
        "scenarios/posterior.py",
        "scenarios/draws.py",
    ),
    *("results/judge/measures.py", "results/judge/readings.py", "results/judge/readings.py"),
    *("results/statistics/intervals.py", "results/runs/table.py", "results/runs/draws.py"),
)

SHOWING = (
    *("cli/**/*.py", "src/**/*.py", "calibration/**/*.py", "results/report/**/*.py", "results/text/**/*.py"),
    *(
        "results/questions/**/*.py",
        "scenarios/sources/coverage*.py",
        "results/runs/s*.py",
        "results/runs/c*.py",
    ),
)


@pytest.mark.parametrize("name", MOVING)
def test_an_edit_of_what_moves_a_number_puts_kept_runs_out_of_use(tree: Path, name: str) -> None:
    assert edited(tree / name) != code_digest()


def test_an_edit_of_what_shows_a_number_leaves_them_in_use(tree: Path) -> None:
    shows = [path for pattern in SHOWING for path in tree.glob(pattern)]
    assert len(shows) > 100
    assert edited(*shows) == code_digest()


def test_a_file_that_is_new_and_imported_counts(tree: Path) -> None:
    whole = code_digest()
    (tree / "model" / "extra.py").write_text("RATE = 1.0\n")
    forget()
    assert code_digest() == whole
    with (tree / "model" / "incomes.py").open("a") as file:
        file.write("from resettle.model.extra import RATE\n")
    forget()
    second = code_digest()
    (tree / "model" / "extra.py").write_text("RATE = 2.0\n")
    forget()
    assert len({whole, second, code_digest()}) == 3


def test_runs_of_other_packages_that_compute_are_not_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [code.source(RUNS)]
    whole = code.digest(entries)
    real = code.metadata.version
    code._versions.cache_clear()
    monkeypatch.setattr(code.metadata, "version", lambda name: "9.9" if name == "numpy" else real(name))
    assert code.digest(entries) != whole
    monkeypatch.undo()
    code._versions.cache_clear()
    assert code.digest(entries) == whole


def test_runs_of_a_calibration_depend_on_the_model_the_scenarios_and_what_reads_the_facts() -> None:
    names = {path.relative_to(code.ROOT).as_posix() for path in code.sources([Path(relocated.__file__)])}
    assert names >= {
        *("model/simulation.py", "model/kernels/income.py", "scenarios/read/resolve.py"),
        *(
            "scenarios/posterior.py",
            "calibration/evidence/observation.py",
            "calibration/evidence/measures.py",
        ),
    }
    assert not {name for name in names if name.startswith(("results/", "cli/", "calibration/report/"))}


RUN = """
import json, sys
from resettle.results.runs.crew import Crew
from resettle.results.runs.draws import parameters
from resettle.results.runs.table import Common, Variant, run_table
from resettle.scenarios import load
variants = [Variant("v", load(sys.argv[1]), (("levers.training_subsidy.seats", 20.0),))]
runs = run_table(variants, range(1), Common(parameters=parameters("posterior"), households=True), Crew(1))
assert (runs.frame["status"] == "succeeded").all(), runs.frame["error"]
modules = [module for name, module in sys.modules.items() if name.startswith("resettle.")]
print(json.dumps([module.__file__ for module in modules if getattr(module, "__file__", None)]))
"""


def test_all_that_a_run_loads_counts_but_what_hands_it_out(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SMALL.format(name="small"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(tmp_path / "small.yaml")],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {Path(file).resolve() for file in json.loads(done.stdout)}
    beside = {code.source(name) for name in BESIDE}
    counted = set(code.sources([code.source(RUNS)], beside))
    assert len(loaded) > 100
    apart = {path.relative_to(ROOT).as_posix() for path in loaded - counted - beside}
    assert apart <= {"model/code.py", "results/runs/atomic.py", "results/runs/sealed.py"}
