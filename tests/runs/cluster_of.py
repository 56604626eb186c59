"""A dask cluster of this computer, in processes of its own, as a user would start it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.conftest import ROOT, environment

QUIET = {"DASK_LOGGING__DISTRIBUTED": "warning", "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "5s"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Cluster:
    """A scheduler with its workers; what they say goes to files of `folder`."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def start(self, workers: int = 2) -> Cluster:
        self._start("scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard")
        deadline = time.monotonic() + 60
        while not self._answers() and time.monotonic() < deadline:
            time.sleep(0.05)
        for _ in range(workers):
            self.add_worker()
        return self

    def add_worker(self, threads: int = 1) -> None:
        self._start(
            "worker", self.address, "--nthreads", str(threads), "--memory-limit", "1GB", "--no-dashboard",
            "--local-directory", str(self.folder / "scratch"),
        )  # fmt: skip

    def kill_scheduler(self) -> None:
        self.started[0].kill()
        self.started[0].wait()

    def working(self) -> list[psutil.Process]:
        """Processes that do the work: the children of the workers' nannies."""
        return [
            child
            for nanny in self.started[1:]
            for child in psutil.Process(nanny.pid).children()
            if "spawn_main" in " ".join(child.cmdline())
        ]

    def stop(self) -> None:
        everyone = []
        for one in self.started:
            if one.poll() is None:
                everyone += psutil.Process(one.pid).children(recursive=True)
                one.kill()
        for child in everyone:
            if child.is_running():
                child.kill()
        for one in self.started:
            one.wait()

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def _path(self) -> str:
        """Workers import this program and what tests send them."""
        return os.pathsep.join((environment()["PYTHONPATH"], str(ROOT)))

    def _start(self, *words: str) -> None:
        with (self.folder / f"{words[0]}-{len(self.started)}.log").open("wb") as log:
            self.started.append(
                subprocess.Popen(
                    [sys.executable, "-m", "dask", *words],
                    env={**environment(), **QUIET, "PYTHONPATH": self._path(), **self.environment},
                    cwd=self.folder,
                    stdout=log,
                    stderr=log,
                    stdin=subprocess.DEVNULL,
                )
            )


def with_variables(**variables: str) -> dict[str, str]:
    """The environment of a test's command."""
    return {**os.environ, **environment(), **variables}
