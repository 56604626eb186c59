"""The command: how soon it answers, and how soon it judges a plan."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.figures import Figure, at_most, cpu_of_children, plain, say, show

ROOT = Path(__file__).resolve().parent.parent


def _seconds(words: list[str], attempts: int, folder: str | None = None) -> float:
    """Least wall seconds of a command over several attempts.

    Raises:
        RuntimeError: If it fails.
    """
    best = float("inf")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    for _ in range(attempts):
        start = time.perf_counter()
        done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=folder, env=environment)
        best = min(best, time.perf_counter() - start)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(words)} failed:\n{done.stderr}")
    return best


def start_up() -> list[Figure]:
    """`resettle --help` against an interpreter that does nothing."""
    say("start-up")
    python = sys.executable
    nothing = _seconds([python, "-c", "pass"], 5)
    helped = _seconds([python, "-m", "resettle", "--help"], 5)
    note = f"best of five: {show(nothing)} s and {show(helped)} s"
    return [at_most("resettle --help beyond python -c pass", helped - nothing, "s", 0.3, 0.15, note)]


def first_verdict(quick: bool) -> list[Figure]:
    """`resettle run guizhou` with its defaults: the first verdict, and thirty futures to the report."""
    say("the first verdict")
    futures = 6 if quick else 30
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, *["-m", "resettle", "run", "guizhou", "--no-advice"]]
        alone = [*words, "--no-baseline", "--out", "out", "--futures"]
        _seconds([*alone, "1"], 1, folder)  # compiles, if that is still to be done
        attempts = 1 if quick else 2
        before = cpu_of_children()
        seconds = _seconds([*alone, str(futures)], attempts, folder)
        cpu = (cpu_of_children() - before) / attempts
        first = _until("First verdict", [*words, "--out", "first"], folder)
    what = f"resettle run guizhou, {futures} futures"
    note = f"by the clock, warm cache, report written, best of {attempts}; processor time {show(cpu)} s"
    told = at_most(
        "resettle run guizhou, first verdict", first, "s", 10, None, "150 futures of the plan: 8 points"
    )
    if quick:
        return [plain(what, f"{show(seconds)} s", f"{note}; the bar is for 30 futures"), told]
    return [at_most(what, seconds, "s", 10, 3, note), told]


def _until(beginning: str, words: list[str], folder: str) -> float:
    """Wall seconds until a command prints a line that begins so; the command is then ended.

    Raises:
        RuntimeError: If it ends without.
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C.UTF-8"}
    start = time.perf_counter()
    with subprocess.Popen(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=folder, env=environment
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith(beginning):
                process.terminate()
                return time.perf_counter() - start
    raise RuntimeError(f"{' '.join(words)} printed no line that begins with {beginning!r}")
