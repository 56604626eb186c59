"""The commands that keep runs, each as short as it is not refused, and how they are given."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from resettle import scenarios
from tests.conftest import SMALL

TINY = ("--scale", "0.05")
SEATS = "levers.training_subsidy.seats"
TWO = ("--vary", SEATS, "--vary", "levers.public_welfare_jobs.posts")
TWO_ONLY = ("--only", SEATS, "--only", "levers.public_welfare_jobs.posts")
LEVERS = scenarios.load("guizhou").levers
OTHERS = tuple(word for lever in LEVERS if lever not in SEATS for word in ("--keep", lever))
QUESTIONS = ("run", "compare", "sweep", "sensitivity", "optimise", "discover", "explore")
FIT = ("calibrate", "--out", "out", "--waves", "1", "--runs", "76")


@dataclass(frozen=True)
class Command:
    """A command as it is killed.

    Attributes:
        name: What the counts call it.
        words: Its words; its folder is `out`.
        first: Words of commands that are left in peace before it.
        own: Whether its answer is all that its folder holds, so that an older one may lie there.
    """

    name: str
    words: tuple[str, ...]
    first: tuple[tuple[str, ...], ...] = ()
    own: bool = True

    def with_jobs(self, jobs: int) -> tuple[str, ...]:
        """Its words, with so many processes."""
        return (*self.words, "--jobs", str(jobs))


def _asked(question: str, *words: str) -> Command:
    return Command(question, (question, *words, *TINY, "--out", "out"))


COMMANDS = (
    _asked("run", "small.yaml", "--futures", "12", "--no-advice"),
    _asked("compare", "small.yaml", "other.yaml", "--replications", "8"),
    _asked("sweep", "small.yaml", "--vary", f"{SEATS}=0..4000/4", "--replications", "4"),
    _asked("sensitivity", "small.yaml", "--method", "tornado", *TWO_ONLY, "--quick"),
    _asked("optimise", "small.yaml", *OTHERS, "--trials", "8", "--futures", "20"),
    _asked("discover", "small.yaml", "--futures", "50"),
    _asked("explore", "small.yaml", *TWO, "--points", "10", "--futures", "10", "--check", "0"),
    Command("calibrate", FIT, own=False),
    Command("sbc", ("calibrate", "--out", "out", "--sbc", "20"), (FIT,), own=False),
)


def load_modules() -> None:
    """Load what commands load only when they need it, once for all forks."""
    for question in QUESTIONS:
        import_module(f"resettle.results.questions.{question}.question")
    for module in (
        "cli.asking",
        "cli.questions",
        "cli.fitting",
        "calibration.fit.making",
        "results.report.page",
    ):
        import_module(f"resettle.{module}")


def put_files(place: Path) -> None:
    """The files of the user that commands name, in a new folder."""
    (place / "temporary").mkdir(parents=True)
    for stem, above in (("small", "guizhou"), ("other", "guizhou-training")):
        text = SMALL.format(name=stem).replace("extends: guizhou", f"extends: {above}")
        (place / f"{stem}.yaml").write_text(text, encoding="utf-8")


def started(words: tuple[str, ...], place: Path) -> int:
    """A fork that gives a command in a folder, as the leader of a group of its own."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        os.setsid()
        os.chdir(place)
        said = open("said.txt", "a", encoding="utf-8", buffering=1)  # noqa: SIM115
        for stream in (1, 2):
            os.dup2(said.fileno(), stream)
        sys.stdout = sys.stderr = said
        tempfile.tempdir = None
        os.environ["TMPDIR"] = str(place / "temporary")
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.argv = ["resettle", *words]
        from resettle.cli import main

        try:
            main()
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        sys.stdout.flush()
    finally:
        os._exit(code)


def ended(pid: int) -> int | None:
    """Exit code of a fork; `None` while it lives."""
    there, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if there else None


class NotWell(Exception):
    """What is left in peace and does not end well, with what it said."""


def until_it_ends(pid: int, seconds: float = 3600.0) -> int:
    """Exit code of a fork, which is killed after so long.

    Raises:
        NotWell: If it is.
    """
    deadline = time.monotonic() + seconds
    while (code := ended(pid)) is None:
        if time.monotonic() > deadline:
            os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            raise NotWell(f"no end in {seconds:.0f} s")
        time.sleep(0.02)
    return code


def left_in_peace(words: tuple[str, ...], place: Path) -> int:
    """Exit code of a command that nobody kills.

    Raises:
        NotWell: If it is refused or fails, or there is no result of it.
    """
    code = until_it_ends(started(words, place))
    if code not in (0, 1) or not any((place / "out").glob("*.parquet")):
        raise NotWell(f"exit code {code} of resettle {' '.join(words)}: {said(place)}")
    return code


def said(place: Path) -> str:
    return (place / "said.txt").read_text(encoding="utf-8", errors="replace")[-800:]
