"""Commands that keep runs, killed at any moment: each ends with the frames of one that never was.

A command is a fork of this process, which has the model loaded, so that a kill costs little more than what
the command has done. Kills are spread over the life of a command, which is given again until it ends.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import psutil

from resettle.model.toy import warm_up
from resettle.results.runs import sealed, store
from tests.conftest import SMALL

TINY = ("--scale", "0.05")
SEATS = "levers.training_subsidy.seats"
TWO = ("--vary", SEATS, "--vary", "levers.public_welfare_jobs.posts")
FIT = ("calibrate", "--out", "out", "--waves", "1", "--runs", "40")


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
    _asked("sensitivity", "small.yaml", "--method", "tornado", *TWO, "--replications", "4"),
    _asked("optimise", "small.yaml", "--vary", f"{SEATS}=0..4000", "--trials", "8", "--futures", "10"),
    _asked("discover", "small.yaml", "--futures", "40"),
    _asked("explore", "small.yaml", *TWO, "--points", "8", "--futures", "4", "--check", "0"),
    Command("calibrate", FIT, own=False),
    Command("sbc", ("calibrate", "--out", "out", "--sbc", "20"), (FIT,), own=False),
)


def started(words: tuple[str, ...], place: Path) -> int:
    """A fork that gives a command in a folder, as the leader of a group of its own."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        os.setsid()
        os.chdir(place)
        said = os.open("said.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        for stream in (1, 2):
            os.dup2(said, stream)
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


def until_it_ends(pid: int, seconds: float = 600.0) -> int:
    """Exit code of a fork, which is killed after so long."""
    deadline = time.monotonic() + seconds
    while (code := ended(pid)) is None:
        if time.monotonic() > deadline:
            os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            raise AssertionError(f"nothing ended in {seconds:.0f} s")
        time.sleep(0.02)
    return code


class Killed:
    """One command, killed and given again in folders of its own; every other one holds an older answer.

    Args:
        command: The command.
        jobs: Its processes.
        folder: An empty folder.
        lot: Says when.
    """

    def __init__(self, command: Command, jobs: int, folder: Path, lot: random.Random) -> None:
        self.command, self.jobs, self.folder, self.lot = command, jobs, folder, lot
        self.counts: Counter[str] = Counter()
        self.whole = self._place("whole")
        self.code = until_it_ends(started(command.with_jobs(1), self.whole))
        self.frames, self.names = frames(self.whole / "out"), _names(self.whole / "out")
        assert self.code in (0, 1) and self.frames, _said(self.whole)
        self.seconds = 1.0

    def kill(self, times: int) -> list[str]:
        """Kill it so often; what went wrong."""
        wrong: list[str] = []
        while self.counts["kills"] < times:
            self.counts["ends"] += 1
            name = f"{self.command.name} {self.jobs} {self.counts['ends']}"
            place, older = self._place(name), None
            if self.command.own and self.counts["ends"] % 2:
                until_it_ends(started((*self.command.with_jobs(1), "--seed", "2"), place))
                older = frames(place / "out")
                (place / "out" / "notes.txt").write_text("mine", encoding="utf-8")
            wrong += [f"{name}: {what}" for what in self._round(place, times, older)]
            print(f"{name}: {self.counts['kills']} kills so far, {len(wrong)} wrong", flush=True)
            shutil.rmtree(place)
        return wrong

    def _round(self, place: Path, times: int, older: Frames | None) -> Iterator[str]:
        """Kills until the command ends by itself, and what is wrong after each and at the end."""
        code = None
        while code is None and self.counts["kills"] < times:
            pid, began = started(self.command.with_jobs(self.jobs), place), time.monotonic()
            deadline = began + self.lot.uniform(0.0, 1.2 * self.seconds)
            while (code := ended(pid)) is None and time.monotonic() < deadline:
                time.sleep(0.005)
            if code is None and self.jobs > 1 and self.lot.random() < 0.5:
                code = self._without_a_worker(pid)
            if code is not None:
                self.seconds = max(self.seconds, time.monotonic() - began)
                continue
            workers = psutil.Process(pid).children(recursive=True)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            self.counts["kills"] += 1
            _, alive = psutil.wait_procs(workers, timeout=60)
            if alive:
                yield f"{len(alive)} workers outlive their command"
            yield from self._half_done(place, older)
        if code is None:
            code = until_it_ends(started(self.command.with_jobs(self.jobs), place))
        if code != self.code:
            yield f"exit code {code}: {_said(place)}"
        else:
            yield from self._different(place, older)

    def _without_a_worker(self, pid: int) -> int | None:
        """Kill one of its workers, and wait for the end; `None` if it has none yet."""
        workers = [one for one in psutil.Process(pid).children() if "spawn_main" in " ".join(one.cmdline())]
        if not workers:
            return None
        self.lot.choice(workers).kill()
        self.counts["kills"] += 1
        self.counts["of workers"] += 1
        return until_it_ends(pid)

    def _half_done(self, place: Path, older: Frames | None) -> Iterator[str]:
        """What is half written, or lost of the user's."""
        out = place / "out"
        for path in out.rglob("*.parquet"):
            if not any(part.startswith(".") for part in path.relative_to(out).parts):
                try:
                    sealed.read(path)
                except sealed.DamageError as error:
                    yield f"{path.name} is half written: {error}"
        if older is not None:
            if (out / "notes.txt").read_text(encoding="utf-8") != "mine":
                yield "a file of the user is lost"
            if self.lot.random() < 0.5:
                now = frames(out)
                if not (same(now, older) or same(now, self.frames)):
                    yield "what is there is neither the older answer nor the new one"

    def _different(self, place: Path, older: Frames | None) -> Iterator[str]:
        """What differs from a command that was left in peace."""
        out = place / "out"
        if not same(frames(out), self.frames):
            yield "the frames differ"
        names = _names(out) - ({"notes.txt"} if older is not None else set())
        if names != self.names:
            yield f"left behind {sorted(names - self.names)}, missing {sorted(self.names - names)}"
        left = list((place / "temporary").iterdir())
        if left:
            yield f"left in the temporary folder: {left}"

    def _place(self, name: str) -> Path:
        place = self.folder / name
        (place / "temporary").mkdir(parents=True)
        for stem, above in (("small", "guizhou"), ("other", "guizhou-training")):
            text = SMALL.format(name=stem).replace("extends: guizhou", f"extends: {above}")
            (place / f"{stem}.yaml").write_text(text, encoding="utf-8")
        for words in self.command.first:
            assert until_it_ends(started((*words, "--jobs", "1"), place)) == 0, _said(place)
        return place


Frames = dict[str, pd.DataFrame]


def frames(out: Path) -> Frames:
    """Frames of a folder, after what a killed process left half done was finished."""
    store.recover(out)
    return {path.stem: store.read_frame(path) for path in sorted(out.glob("*.parquet"))}


def same(one: Frames, other: Frames) -> bool:
    """Whether frames are the same to the last bit, but for how long it took."""
    return one.keys() == other.keys() and all(_plain(one[name]).equals(_plain(other[name])) for name in one)


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop(columns="seconds", errors="ignore")


def _names(out: Path) -> set[str]:
    return {path.name for path in out.iterdir()}


def _said(place: Path) -> str:
    return (place / "said.txt").read_text(encoding="utf-8", errors="replace")[-800:]


def kill(times: int, folder: Path, names: Sequence[str] = (), seed: int = 1) -> int:
    """Kill every command that keeps runs so often in all, tell how each ended, and return what went wrong.

    Args:
        times: Kills, spread over commands, and over one process and two.
        folder: An empty folder.
        names: Names of commands; all if left out.
        seed: Chooses the moments.
    """
    warm_up()
    commands = [one for one in COMMANDS if not names or one.name in names]
    found = 0
    for place, (command, jobs) in enumerate((one, jobs) for one in commands for jobs in (1, 2)):
        share = times // (2 * len(commands)) + (place < times % (2 * len(commands)))
        if share:
            own = folder / f"{command.name}-{jobs}"
            killed = Killed(command, jobs, own, random.Random(f"{seed} {place}"))
            wrong = killed.kill(share)
            found += len(wrong)
            told = ", ".join(f"{count} {what}" for what, count in sorted(killed.counts.items()))
            print(f"{command.name} --jobs {jobs}: {told}, {len(wrong)} wrong", *wrong, sep="\n  ", flush=True)
            shutil.rmtree(own)
    return found
