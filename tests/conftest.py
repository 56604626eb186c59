"""What tests share: a small scenario made from the bundled plan, and the command in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Programs started in the background of a shell have Ctrl-C ignored, and hand that down to those they start:
# tests that interrupt a command would wait for ever.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# What tests expect of errors is in English, whatever the language of the system is.
os.environ["LC_ALL"] = "C.UTF-8"

SMALL = """\
resettle: 1
name: {name}
title: {{en: "A small county", zh: "小县"}}
extends: guizhou
population:
  households: {{value: 1200, unit: households, source: assumed, range: [1200, 1200], note: small for a test}}
  sites: {{value: 4, unit: sites, source: assumed, range: [4, 4], note: small for a test}}
  counties: {{value: 2, unit: counties, source: assumed, range: [2, 2], note: small for a test}}
"""

Resettle = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A scenario file of 1 200 households with all levers and targets of the plan."""
    path = tmp_path / "small.yaml"
    path.write_text(SMALL.format(name="small"), encoding="utf-8")
    return path


def environment() -> dict[str, str]:
    """The environment of a command: the checkout is importable, the language is English."""
    kept = {key: value for key, value in os.environ.items() if key not in ("LC_ALL", "LC_MESSAGES")}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), "LANG": "C.UTF-8", "PYTHONUTF8": "1"}


@pytest.fixture
def resettle(tmp_path: Path) -> Resettle:
    """Runs the command in an empty folder of its own and returns what it printed and its exit code."""

    def run(*words: str, **options: object) -> subprocess.CompletedProcess[str]:
        given = {"env": environment(), "cwd": tmp_path, "timeout": 300, **options}
        command = [sys.executable, "-m", "resettle", *words]
        return subprocess.run(command, capture_output=True, text=True, check=False, **given)  # type: ignore

    return run
