"""Commands that keep runs, killed at any moment: each ends with the frames of one that never was.

A command is a fork of this process, which has the model loaded, so that a kill costs little more than what
the command has done. Kills are spread over the life of a command, which is given again until it ends.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
import psutil

from resettle.model.toy import warm_up
from resettle.results.runs import sealed, store
from resettle.scenarios import posterior
from tests.soak.commands import (
    COMMANDS,
    Command,
    NotWell,
    ended,
    left_in_peace,
    load_modules,
    put_files,
    said,
    started,
    until_it_ends,
)


class Killed:
    """One command, killed and given again in folders of its own; every other one holds an older answer.

    Args:
        command: The command.
        folder: An empty folder.

    Raises:
        NotWell: If the command does not end well though nobody kills it.
    """

    def __init__(self, command: Command, folder: Path) -> None:
        self.command, self.folder = command, folder
        begun = folder / "begun"
        put_files(begun)
        for words in command.first:
            left_in_peace((*words, "--jobs", "1"), begun)
        self.whole = self._place("whole")
        began = time.monotonic()
        self.code = left_in_peace(command.with_jobs(1), self.whole)
        self.seconds = time.monotonic() - began
        self.frames, self.names = frames(self.whole / "out"), _names(self.whole / "out")
        self.older = self._older() if command.own else None

    def kill(self, jobs: int, times: int, lot: random.Random) -> tuple[list[str], Counter[str]]:
        """Kill it so often; what went wrong, and counts.

        Args:
            jobs: Its processes.
            times: Kills.
            lot: Says when.
        """
        self.jobs, self.lot, self.counts = jobs, lot, Counter[str]()
        wrong: list[str] = []
        while self.counts["kills"] < times:
            self.counts["ends"] += 1
            name = f"{self.command.name} {self.jobs} {self.counts['ends']}"
            older = self.older if self.counts["ends"] % 2 else None
            place = self._place(name, "begun" if older is None else "older")
            try:
                wrong += [f"{name}: {what}" for what in self._round(place, times, older)]
            except NotWell as error:
                wrong.append(f"{name}: {error}")
            print(f"{name}: {self.counts['kills']} kills so far, {len(wrong)} wrong", flush=True)
            shutil.rmtree(place)
        return wrong, self.counts

    def _round(self, place: Path, times: int, older: Frames | None) -> Iterator[str]:
        """Kills until the command ends by itself, and what is wrong after each and at the end."""
        code, left = None, 1.0
        while code is None and self.counts["kills"] < times:
            pid, began = started(self.command.with_jobs(self.jobs), place), time.monotonic()
            # what was kept is not run again: without less time after each kill most rounds end unkilled
            deadline = began + self.lot.uniform(0.0, 1.1 * left * self.seconds)
            while (code := ended(pid)) is None and time.monotonic() < deadline:
                time.sleep(0.005)
            if code is None and self.jobs > 1 and self.lot.random() < 0.5:
                code = self._without_a_worker(pid)
            if code is not None:
                if left == 1.0:
                    self.seconds = time.monotonic() - began
                continue
            left *= 0.8
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
            yield f"exit code {code}: {said(place)}"
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
                    if sealed.is_sealed(path):
                        sealed.read(path)
                    else:  # a fit carries no digest
                        posterior.read(path)
                except (ValueError, OSError) as error:
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

    def _older(self) -> Frames:
        """The frames of an older answer, which lies in the folder `older` beside a file of the user."""
        place = self._place("older")
        left_in_peace((*self.command.with_jobs(1), "--seed", "2"), place)
        (place / "out" / "notes.txt").write_text("mine", encoding="utf-8")
        return frames(place / "out")

    def _place(self, name: str, like: str = "begun") -> Path:
        return Path(shutil.copytree(self.folder / like, self.folder / name))


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


def kill(times: int, folder: Path, names: Sequence[str] = (), seed: int = 1) -> int:
    """Kill every command that keeps runs so often in all, tell how each ended, and return what went wrong.

    Args:
        times: Kills, spread over commands, and over one process and two.
        folder: An empty folder.
        names: Names of commands; all if left out.
        seed: Chooses the moments.
    """
    load_modules()
    warm_up()
    commands = [one for one in COMMANDS if not names or one.name in names]
    found = 0
    for place, command in enumerate(commands):
        shares = [
            times // (2 * len(commands)) + (2 * place + jobs < times % (2 * len(commands))) for jobs in (0, 1)
        ]
        found += _killed(command, folder / command.name, f"{seed} {place}", shares)
    return found


def _killed(command: Command, folder: Path, seed: str, shares: Sequence[int]) -> int:
    """Kill a command so often with one process and with two, tell of it, and return what went wrong."""
    if not any(shares):
        return 0
    found = 0
    try:
        killed = Killed(command, folder)
        for jobs, times in enumerate(shares, 1):
            wrong, counts = killed.kill(jobs, times, random.Random(f"{seed} {jobs}"))
            found += len(wrong)
            told = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
            print(f"{command.name} --jobs {jobs}: {told}, {len(wrong)} wrong", *wrong, sep="\n  ", flush=True)
    except NotWell as error:
        print(f"{command.name} is not killed: {error}", flush=True)
        found += 1
    shutil.rmtree(folder)
    return found
