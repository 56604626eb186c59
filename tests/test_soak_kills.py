"""The commands that the soak kills come to their runs, and one that does not end well is told of."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from resettle.calibration.fit import runs as runs_of_fits
from resettle.calibration.validation import sbc
from resettle.cli import asking, fitting, main
from resettle.results.runs import table
from tests.soak import kills
from tests.soak.commands import COMMANDS, Command, put_files
from tests.soak.kept import write_fit

ONE = Command("run", ("run", "small.yaml", "--futures", "x", "--out", "out"))


class Reached(BaseException):
    """Stands for the first run, or for what is learnt from runs that are kept."""


def reached(*_: Any, **__: Any) -> None:
    raise Reached


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.name)
def test_a_command_of_the_soak_is_not_refused(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_files(tmp_path / "place")
    monkeypatch.chdir(tmp_path / "place")
    if command.first:
        write_fit(Path("out"))
    for module, name in ((table, "work_off"), (runs_of_fits, "work_off"), (sbc, "learn")):
        monkeypatch.setattr(module, name, reached)
    for module in (asking, fitting):
        monkeypatch.setattr(module, "compile_first", lambda: None)
    monkeypatch.setattr(sys, "argv", ["resettle", *command.with_jobs(1)])
    with pytest.raises(Reached):
        main()


def test_a_command_that_is_refused_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(kills, "warm_up", lambda: None)
    monkeypatch.setattr(kills, "COMMANDS", (ONE,))
    assert kills.kill(2, tmp_path) == 1
    said = capsys.readouterr().out
    assert said.startswith("run is not killed: exit code 2 of resettle run small.yaml --futures x")
    assert "should be a valid integer" in said
    assert list(tmp_path.iterdir()) == []
