"""A cluster computes what processes compute; what is lost of it is reported, and costs no finished run."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import dask
import numpy as np
import pandas as pd
import psutil
import pytest

from resettle import scenarios
from resettle.model.text import Text
from resettle.results.runs import cluster as module
from resettle.results.runs import code, table
from resettle.results.runs.cluster import ClusterCrew, ClusterError, crew
from resettle.results.runs.crew import Crew, CrewError
from resettle.results.runs.draws import Parameters
from resettle.results.runs.records import packed
from resettle.results.runs.table import Common, Variant, run_table
from tests.conftest import SMALL
from tests.fit import FIT_HOW
from tests.runs.cluster_of import Cluster, free_port, with_variables
from tests.runs.quick import Double, QuickWork, gone

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs signals")

SEATS = "levers.training_subsidy.seats"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        yield made.start()
    finally:
        made.stop()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster that a test may break."""
    folder = tmp_path / "cluster"
    folder.mkdir()
    made = Cluster(folder)
    try:
        yield made
    finally:
        made.stop()


class Elsewhere:
    """The digest of other sources here, and of its own wherever it arrives."""

    def __call__(self) -> str:
        return "other sources"

    def __reduce__(self) -> tuple[object, ...]:
        return getattr, (code, "code_digest")


def done(workers: Crew, work: Double, items: int) -> dict[int, int]:
    doubled = [one for results in workers.map(work, list(range(items)), gone) for one in results]
    assert len(doubled) == items, "every item exactly once"
    return dict(doubled)


@pytest.mark.slow
def test_the_cluster_gives_the_numbers_of_processes(cluster: Cluster, tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL.format(name="small"), encoding="utf-8")
    small = scenarios.load(path)
    several = [Variant("plain", small), Variant("more", small, ((SEATS, 20.0),))]
    common = Common(seed=3, parameters=FIT_HOW, households=True, record=True)
    with crew(None, cluster.address) as far, Crew(2) as near:
        there = run_table(several, range(2), common, far, tmp_path / "there")
        here = run_table(several, range(2), common, near)
    pd.testing.assert_frame_equal(
        there.frame.drop(columns="seconds"), here.frame.drop(columns="seconds"), check_exact=True
    )
    assert (here.frame["status"] == "succeeded").all()
    for name in ("plain", "more"):
        for number, incomes in there.households(name).items():
            np.testing.assert_array_equal(incomes.last, here.households(name)[number].last)
    assert len(here.records) == 4
    for run, record in here.records.items():
        assert packed(there.records[run]) == packed(record), "every month, bit for bit"
    with Crew(1) as crew_here:
        kept = run_table(several, range(2), common, crew_here, tmp_path / "there")
    pd.testing.assert_frame_equal(kept.frame, there.frame, check_exact=True)


@pytest.mark.slow
def test_a_worker_that_is_killed_costs_nothing(cluster: Cluster, capfd: pytest.CaptureFixture[str]) -> None:
    with ClusterCrew(cluster.address) as far:
        doubled: list[tuple[int, int]] = []
        for results in far.map(Double(seconds=0.05), list(range(60)), gone):
            doubled += results
            if len(doubled) == 5:
                cluster.working()[0].kill()
        assert sorted(doubled) == [(item, 2 * item) for item in range(60)]
        assert done(far, Double(), 5) == {item: 2 * item for item in range(5)}, "the crew works on"
    assert capfd.readouterr().err == ""


def test_an_error_of_the_work_comes_through(cluster: Cluster) -> None:
    with ClusterCrew(cluster.address) as far:
        with pytest.raises(ArithmeticError, match="3 is bad"):
            done(far, Double(raises=frozenset([3])), 5)
        assert done(far, Double(), 5) == {item: 2 * item for item in range(5)}


def test_workers_of_another_version_are_refused(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "code_digest", Elsewhere())
    with pytest.raises(ClusterError, match=r"of \d workers of tcp.* have another version of resettle"):
        ClusterCrew(cluster.address)


def test_a_worker_of_another_version_that_comes_later_is_refused(cluster: Cluster) -> None:
    with ClusterCrew(cluster.address) as far:
        far.code = "other sources"
        with pytest.raises(CrewError, match="has another version of resettle"):
            done(far, Double(), 5)


def test_workers_of_different_kinds_of_processors_are_refused(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "processor", tempfile.mktemp)  # says something else in each process
    with pytest.raises(ClusterError, match=r"different kinds of processors \(/\S+; /\S+\)"):
        ClusterCrew(cluster.address)


@pytest.mark.parametrize(
    ("address", "warned"),
    [
        ("tcp://127.0.0.1:8786", False),
        ("localhost:8786", False),
        ("tcp://[::1]:8786", False),
        ("tls://10.0.0.1:8786", False),
        ("tcp://10.0.0.1:8786", True),
        ("node1:8786", True),
        ("tcp://[2001:db8::1]:8786", True),
    ],
)
def test_a_cluster_that_is_open_to_others_is_warned_of(
    address: str, warned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(_: str) -> None:
        raise ClusterError(Text("nobody", "没有"))

    monkeypatch.setattr(module, "_client", nobody)
    with warnings.catch_warnings(record=True) as told, pytest.raises(ClusterError):
        warnings.simplefilter("always")
        ClusterCrew(address)
    said = [str(one.message) for one in told]
    assert [address in one and "not encrypted" in one for one in said] == [True] * warned


def test_an_address_with_tls_needs_certificates_that_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ClusterError, match=r"needs certificates: .*TLS__CA_FILE.*CLIENT__CERT.*CLIENT__KEY"):
        ClusterCrew("tls://127.0.0.1:8786")
    names = ("ca-file", "client.cert", "client.key")
    absent = {f"distributed.comm.tls.{name}": "absent.pem" for name in names}
    with (
        dask.config.set(absent),
        pytest.raises(ClusterError, match=r"no cluster answers at tls.* No such"),
    ):
        ClusterCrew("tls://127.0.0.1:8786")


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CONNECT_SECONDS", 2.0)
    started = time.monotonic()
    with pytest.raises(ClusterError, match="no cluster answers at tcp"):
        ClusterCrew(f"tcp://127.0.0.1:{free_port()}")
    assert time.monotonic() - started < 15.0


def greeting() -> bytes:
    """What a scheduler says first."""

    async def said() -> bytes:
        from distributed.comm.tcp import TCPListener

        async def ignored(_: object) -> None:
            return None

        listener = TCPListener("127.0.0.1:0", ignored)
        await listener.start()
        reader, writer = await asyncio.open_connection(*listener.get_host_port())
        size = int.from_bytes(head := await reader.readexactly(8), "little")
        whole = head + await reader.readexactly(size)
        writer.close()
        listener.stop()
        return whole

    return asyncio.run(said())


def silence(_: socket.socket) -> None:
    time.sleep(60.0)


def letters(link: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while True:
            link.sendall(b"\0")
            time.sleep(0.4)


def web(link: socket.socket) -> None:
    link.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
    link.close()


def shell(link: socket.socket) -> None:
    link.sendall(b"SSH-2.0-OpenSSH_9.2p1 Debian\r\n")
    time.sleep(60.0)


def farewell(link: socket.socket) -> None:
    link.close()


def greets(link: socket.socket) -> None:
    link.sendall(GREETED)
    time.sleep(60.0)


GREETED = greeting()
OTHERS = {
    silence: "nothing was said within 1 seconds",
    letters: "(something else answers there, no dask scheduler|nothing was said within 1 seconds)",
    web: "something else answers there, no dask scheduler",
    shell: "something else answers there, no dask scheduler",
    farewell: "something else answers there, no dask scheduler",
    greets: "nothing was said within 1 seconds",
}


@pytest.fixture
def other() -> Iterator[Callable[[Callable[[socket.socket], None]], str]]:
    """Starts a server of something else and gives its address."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen(16)

        def start(server: Callable[[socket.socket], None]) -> str:
            def serve() -> None:
                with contextlib.suppress(OSError):
                    while True:
                        threading.Thread(target=server, args=[door.accept()[0]], daemon=True).start()

            threading.Thread(target=serve, daemon=True).start()
            return f"tcp://127.0.0.1:{door.getsockname()[1]}"

        yield start


@pytest.mark.parametrize("server", OTHERS)
def test_the_port_of_something_else_is_refused_within_the_limit(
    monkeypatch: pytest.MonkeyPatch,
    other: Callable[[Callable[[socket.socket], None]], str],
    server: Callable[[socket.socket], None],
) -> None:
    monkeypatch.setattr(module, "CONNECT_SECONDS", 1.0)
    address, started = other(server), time.monotonic()
    with pytest.raises(ClusterError, match=rf"no cluster answers at {address} \({OTHERS[server]}\)"):
        ClusterCrew(address)
    assert time.monotonic() - started < 15.0


@pytest.mark.slow
@pytest.mark.parametrize("server", [silence, web, greets])
def test_a_command_that_is_given_the_port_of_something_else_ends_in_one_line(
    other: Callable[[Callable[[socket.socket], None]], str],
    tmp_path: Path,
    server: Callable[[socket.socket], None],
) -> None:
    address = other(server)
    started = time.monotonic()
    process = asked(tmp_path / "answer", tmp_path, "--cluster", address)
    out, errors = process.communicate(timeout=120)
    assert process.returncode == 2 and out == ""
    assert errors.startswith(f"resettle: no cluster answers at {address}"), errors
    assert len(errors.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
    assert time.monotonic() - started < 60.0


def stopped(process: psutil.Process) -> contextlib.ExitStack:
    """Stops a process, as a machine that hangs would, until the block ends."""
    process.suspend()
    stack = contextlib.ExitStack()
    stack.callback(process.resume)
    return stack


@pytest.mark.slow
def test_workers_that_hang_are_reported_within_the_limit(
    own: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.start(1)
    with ClusterCrew(own.address) as far:
        assert done(far, Double(), 2) == {0: 0, 1: 2}
    monkeypatch.setattr(module, "WORKER_SECONDS", 2.0)
    started = time.monotonic()
    with stopped(own.working()[0]), pytest.raises(ClusterError, match="does not answer within 2 seconds"):
        ClusterCrew(own.address)
    assert time.monotonic() - started < 20.0


@pytest.mark.slow
def test_a_scheduler_that_hangs_while_runs_are_made_is_reported_within_the_limit(
    own: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.start(1)
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.2)
    monkeypatch.setattr("resettle.results.runs.crew.LOOK_SECONDS", 0.2)
    with ClusterCrew(own.address) as far:
        monkeypatch.setattr(module, "WORKER_SECONDS", 2.0)
        running = far.map(Double(seconds=0.05), list(range(500)), gone)
        next(running)
        started = time.monotonic()
        with stopped(psutil.Process(own.started[0].pid)), pytest.raises(CrewError, match="is gone"):
            for _ in running:
                pass
        assert time.monotonic() - started < 30.0


@pytest.mark.parametrize("address", ["nonsense://127.0.0.1:1", "127.0.0.1", "tcp://127.0.0.1:port"])
def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(module, "CONNECT_SECONDS", 1.0)
    with pytest.raises(ClusterError, match="no cluster answers"):
        ClusterCrew(address)


def test_without_distributed_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"\[cluster\]"):
        ClusterCrew("tcp://127.0.0.1:1")


def test_a_cluster_without_workers_is_refused(own: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WORKER_SECONDS", 1.0)
    own.start(0)
    with pytest.raises(ClusterError, match=f"has no workers; start some with: dask worker {own.address}"):
        ClusterCrew(own.address)


@pytest.mark.slow
def test_workers_that_all_go_away_are_reported(own: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.2)
    own.start(1)
    doubled: list[tuple[int, int]] = []
    with ClusterCrew(own.address) as far:
        monkeypatch.setattr(module, "WORKER_SECONDS", 1.0)
        with pytest.raises(CrewError, match="has no workers any more"):
            for results in far.map(Double(seconds=0.1), list(range(500)), gone):
                doubled += results
                if len(doubled) == 3:
                    working = psutil.Process(own.started[1].pid).children(recursive=True)
                    own.started[1].kill()
                    for one in working:
                        one.kill()
    assert 3 <= len(doubled) < 500


def asked(folder: Path, marks: Path, *words: str, variants: int = 60) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.questions.answer_asked", str(folder), "--variants", str(variants)]
    return subprocess.Popen(
        [*command, *words],
        env=with_variables(QUICK_SECONDS="0.03", QUICK_MARKS=str(marks)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def count(folder: Path) -> int:
    return sum(1 for _ in folder.iterdir())


@pytest.mark.slow
def test_a_scheduler_that_is_killed_ends_the_command_which_resumes_with_processes(
    own: Cluster, tmp_path: Path
) -> None:
    marks, folder = tmp_path / "marks", tmp_path / "answer"
    marks.mkdir()
    own.environment = {"QUICK_SECONDS": "0.03", "QUICK_MARKS": str(marks)}
    own.start(2)
    process = asked(folder, marks, "--cluster", own.address)
    deadline = time.monotonic() + 120
    while count(marks) < 30 and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)
    own.kill_scheduler()
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 1, errors
    messages = [line for line in errors.splitlines() if line.startswith("resettle: ")]
    assert len(messages) == 1 and "is gone; finished runs are kept" in messages[0]
    assert "the same command resumes" in messages[0]
    assert "Traceback" not in errors and "distributed" not in errors
    assert not (folder / "manifest.json").exists()
    time.sleep(1.0)  # what the workers have begun
    before = count(marks)
    assert before < 180
    shards = list((folder / "runs").glob("runs-*.parquet"))
    kept = set().union(*(pd.read_parquet(path, columns=["key"])["key"] for path in shards))
    assert len(kept) >= 10
    process = asked(folder, marks, "--jobs", "1")
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert count(marks) - before == 180 - len(kept), "only what is missing is run"
    assert len(pd.read_parquet(folder / "cells.parquet")) == 180


@pytest.mark.slow
def test_a_cluster_that_is_not_there_ends_the_command_with_nothing_written(tmp_path: Path) -> None:
    address = f"tcp://127.0.0.1:{free_port()}"
    process = asked(tmp_path / "answer", tmp_path, "--cluster", address)
    out, errors = process.communicate(timeout=120)
    assert process.returncode == 2, errors
    assert errors.startswith(f"resettle: no cluster answers at {address}")
    assert len(errors.splitlines()) == 1 and out == ""
    assert list(tmp_path.iterdir()) == []


def test_jobs_and_a_cluster_together_are_refused(tmp_path: Path) -> None:
    process = asked(tmp_path / "answer", tmp_path, "--cluster", "tcp://127.0.0.1:1", "--jobs", "2")
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 2 and "not both" in errors
    assert list(tmp_path.iterdir()) == []


def test_a_table_of_many_calls_keeps_one_cluster(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "Work", QuickWork)
    plan = scenarios.load("guizhou")
    several = [Variant(f"v{number}", plan, ((SEATS, 10.0 * number),)) for number in range(6)]
    common = Common(Parameters("prior"))
    with ClusterCrew(cluster.address) as far, Crew(1) as near:
        for replications in (range(1), range(2), range(3)):
            there, here = (run_table(several, replications, common, one) for one in (far, near))
            assert there.frame.drop(columns="seconds").equals(here.frame.drop(columns="seconds"))
