"""Commands of docs/questions.md are taken as they stand, in both languages; some run, small, to their end."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from resettle.cli import app as command_line
from resettle.results.runs.asking import Asking
from tests.conftest import ROOT
from tests.docs.test_twins import FENCE

PAGES = {"en": "questions.md", "zh": "questions.zh.md"}
ELSEWHERE = re.compile(r"python -m pip |dask |.* --cluster ")
"""Commands that install something, or need other machines."""
SMALL = ("--scale", "0.001", "--jobs", "1")
QUICK = {
    "compare guizhou-baseline guizhou": ("--futures", "2", "--no-levers"),
    "sweep seats.yaml": ("--futures", "1"),
}
"""What is added to commands that run to their end; the other questions have tests with made-up runs."""


def text(lang: str) -> str:
    return (ROOT / "docs" / PAGES[lang]).read_text(encoding="utf-8")


def commands(lang: str) -> list[str]:
    """Commands in blocks, without what is said beside them."""
    blocks = [block for kind, block in FENCE.findall(text(lang)) if not kind]
    lines = [re.split(r" {2,}", line)[0] for block in blocks for line in block.splitlines()]
    return [line for line in lines if not ELSEWHERE.match(line)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with what the commands read: the gates of a checkout, and the file of the page."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "gates").symlink_to(ROOT / "tests" / "gates")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(command: str, lang: str, *more: str) -> Any:
    program, *words = shlex.split(command)
    assert program == "resettle"
    (sweep,) = [block for kind, block in FENCE.findall(text(lang)) if kind == "yaml"]
    Path("seats.yaml").write_text(sweep, encoding="utf-8")
    return CliRunner().invoke(command_line.app, [*words, *more, "--lang", lang])


@pytest.mark.parametrize("lang", PAGES)
@pytest.mark.parametrize("command", commands("en"))
def test_every_command_gets_as_far_as_its_first_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, command: str, lang: str
) -> None:
    def begin(asking: Asking, variants: list[Any], *_: object, **__: object) -> None:
        assert variants
        raise KeyboardInterrupt

    assert command in commands(lang)
    monkeypatch.setattr(Asking, "run", begin)
    done = put(command, lang, "--jobs", "1")
    assert (done.exit_code, "interrupted" in done.output) == (130, lang == "en"), done.output


@pytest.mark.slow
@pytest.mark.parametrize(("command", "lang"), zip(QUICK, ("en", "zh"), strict=True))
def test_a_command_runs_to_its_end(folder: Path, command: str, lang: str) -> None:
    whole = f"resettle {command}"
    assert whole in commands(lang)
    done = put(whole, lang, *SMALL, *QUICK[command])
    assert done.exit_code == 0, done.output
    (answer,) = (folder / "resettle-results").iterdir()
    assert {"report.html", "manifest.json"} <= {path.name for path in answer.iterdir()}
    assert (answer / "report.html").stat().st_size > 100_000


def test_the_table_of_questions_names_commands_of_the_page() -> None:
    named = re.findall(r"^\| \[.*\| `(resettle [^`]*)` \|$", text("en"), re.MULTILINE)
    assert len(named) == 6
    assert set(named) <= set(commands("en"))
