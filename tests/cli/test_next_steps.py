"""What comes next: what `resettle` says by itself, and the page with sliders beside an answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from resettle.cli import asking, next_steps
from resettle.cli.app import app
from resettle.cli.usage import run_app
from resettle.model.text import LANGS
from tests.conftest import Resettle


def test_by_itself_the_program_says_what_to_do_next(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for locale, first in (
        ("en_US.UTF-8", "Will a relocation"),
        ("zh_CN.UTF-8", "后续扶持规划的目标能否实现"),
    ):
        monkeypatch.setenv("LC_ALL", locale)
        assert run_app(app, []) == 0
        told = capsys.readouterr().out
        assert told.startswith(first)
        for command in ("run guizhou", "new ", "optimise guizhou", "explore guizhou", "--help"):
            assert f"  resettle {command}" in told


def test_a_shell_that_does_not_find_the_program_is_told_how(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(next_steps.sys, "executable", str(tmp_path / ".venv" / "bin" / "python"))
    monkeypatch.setattr(next_steps.sys, "prefix", str(tmp_path / ".venv"))
    found: list[str | None] = [None]
    monkeypatch.setattr(next_steps.shutil, "which", lambda name: found[0])
    english, chinese = (next_steps.next_steps().in_(lang).splitlines()[-1] for lang in LANGS)
    assert english == "This shell does not find `resettle` yet: run `source .venv/bin/activate` first."
    assert chinese == "当前终端还找不到resettle：请先执行`source .venv/bin/activate`。"
    (tmp_path / "Makefile").touch()
    (tmp_path / "src" / "resettle").mkdir(parents=True)
    assert next_steps.next_steps().in_("en").endswith("first, or `make shell`.")
    found[0] = "/usr/bin/resettle"
    assert "shell" not in next_steps.next_steps().in_("en")


def test_sliders_are_made_beside_an_answer(
    monkeypatch: pytest.MonkeyPatch, small: Path, tmp_path: Path
) -> None:
    made: list[Any] = []
    monkeypatch.setattr(asking, "explored", lambda *given: made.append(given))
    words = [
        "run",
        "hanyin",
        "--futures",
        "2",
        "--scale",
        "0.01",
        "--seed",
        "7",
        "--jobs",
        "1",
        "--no-advice",
    ]
    assert run_app(app, [*words, "--no-baseline", "--out", str(tmp_path / "a"), "--explore"]) == 0
    ((request, how, command),) = made
    assert request.scenario.name == "hanyin" and (request.points, request.futures) == (None, 40)
    assert (how.out, how.seed, how.scale, how.explore) == (tmp_path / "explore-a", 7, "0.01", False)
    assert command == (
        "resettle explore hanyin --seed 7 --scale 0.01 --parameters posterior --outside forecast"
    )


def test_a_page_with_sliders_does_not_ask_for_another(resettle: Resettle) -> None:
    done = resettle("explore", "hanyin", "--explore")
    assert done.returncode == 2 and "No such option: --explore" in done.stderr
