"""Whoever stops reading ends a command with 141, and what it made is kept; so do odd names of folders."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import IO, Any

import pytest

from resettle.cli import usage
from resettle.cli.app import PIPE_CLOSED, app
from tests.report.export_made import made_up, saved


class Gone(io.StringIO):
    """Standard output that nobody reads any more."""

    encoding = "utf-8"

    def __init__(self, terminal: bool, file: IO[bytes]) -> None:
        super().__init__()
        self.terminal, self.file = terminal, file

    def write(self, text: str) -> int:
        raise BrokenPipeError

    def fileno(self) -> int:
        return self.file.fileno()

    def isatty(self) -> bool:
        return self.terminal


def made(*_: Any, **__: Any) -> Any:
    """An answer in place of a long computation."""
    return made_up()


def several(*_: Any, **__: Any) -> tuple[Any, ...]:
    return None, None, None


def without_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `levers` and `validate-model` answer at once."""
    for module in ("levers", "fitting"):
        monkeypatch.setattr(f"resettle.cli.{module}.compile_first", lambda: None)
    for name in ("literature.sizes", "literature.read_gate"):
        monkeypatch.setattr(f"resettle.calibration.validation.{name}", Like)
    monkeypatch.setattr("resettle.scenarios.load", Like)
    monkeypatch.setattr("resettle.calibration.report.levers.measured_sizes", lambda *_: [])
    monkeypatch.setattr("resettle.calibration.report.levers.answered", made)
    monkeypatch.setattr("resettle.calibration.fit.making.posterior_draws", lambda _: (None, ""))
    monkeypatch.setattr("resettle.calibration.fit.making.kept_runs", lambda _: None)
    monkeypatch.setattr("resettle.calibration.validation.predictions.validate", several)
    monkeypatch.setattr("resettle.calibration.report.validation.validated", made)


class Like:
    """Stands for a gate and for a scenario."""

    plan = without = ""
    households, seeds = 10, 1

    def __init__(self, *_: Any) -> None:
        self.population = {"households": self}
        self.number = 100.0

    def inputs(self, *_: Any, **__: Any) -> None:
        return None


def ended(words: list[str]) -> int:
    """How a command ends, as `main` has it."""
    try:
        return usage.run_app(app, words)
    except BrokenPipeError:
        return PIPE_CLOSED


@pytest.mark.parametrize("terminal", [True, False])
@pytest.mark.parametrize("command", ["levers", "validate-model", "export"])
def test_a_reader_that_goes_away_is_no_failure(
    command: str, terminal: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_runs(monkeypatch)
    words, kept = [command, "--write", str(tmp_path / "page.md")], tmp_path / "page.md"
    if command == "export":
        folder = saved(tmp_path / "answer")
        words, kept = [command, str(folder), "--format", "csv"], folder / "exports" / "about.csv"
    monkeypatch.setenv("COLUMNS", "40")
    with monkeypatch.context() as patched, (tmp_path / "pipe").open("wb") as pipe:
        patched.setattr("sys.stdout", Gone(terminal, pipe))
        code = ended([*words, "--lang", "en"])
    assert code == PIPE_CLOSED == 141
    assert kept.stat().st_size > 0


@pytest.mark.skipif(os.name == "nt", reason="names of folders are text there")
def test_an_answer_in_a_folder_whose_name_is_not_utf_8_is_exported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = saved(tmp_path / os.fsdecode("贵州".encode("gbk")))
    words = ["export", str(folder), "--format", "html,xlsx,docx,csv", "--lang", "zh"]
    assert usage.run_app(app, words) == 0
    names = {path.name for path in (folder / "exports").iterdir()}
    assert {"about.csv", "brief.docx", "tables.xlsx", "report.html"} <= names
    said = capsys.readouterr()
    assert said.err == "" and said.out.count("已导出") == len(names)
