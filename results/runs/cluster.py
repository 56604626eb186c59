"""A cluster as a crew: workers of a `dask.distributed` scheduler on other machines.

Start it with its own two commands, `dask scheduler` and `dask worker tcp://HOST:8786`, in an
environment that has the same version of this program. The cluster only computes: finished runs are
kept on the computer that asks, so that a lost scheduler loses no more than what was being worked on.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import warnings
from concurrent.futures import CancelledError, Executor
from time import monotonic, sleep
from typing import Any, TypeVar

from resettle.model.code import PACKAGES
from resettle.model.text import Text, fill, join, text_of
from resettle.results.runs.code import code_digest, processor
from resettle.results.runs.crew import LOOK_SECONDS, Crew, CrewError
from resettle.results.runs.reach import (
    CONNECT_SECONDS,
    OPEN,
    ClusterError,
    certified,
    greeted,
    is_open,
    within,
)
from resettle.results.text.install import install
from resettle.scenarios.language import SaidWarning
from resettle.scenarios.problems import listed

Result = TypeVar("Result")

WORKER_SECONDS = 30.0
"""How long to wait for workers: for one if there is none, and for all to say which version they have."""

LEAVE_SECONDS = 3.0
"""How long to wait for a farewell to a cluster that gave trouble."""

_SILENT = Text(
    "the cluster {address} does not answer within {seconds:g} seconds; "
    "look whether its workers are busy or stopped",
    "集群{address}在{seconds:g}秒内没有应答；请查看其工作进程是否繁忙或已停止",
)
_NO_WORKERS = Text(
    "the cluster {address} has no workers; start some with: dask worker {address}",
    "集群{address}没有工作进程；启动命令：dask worker {address}",
)
_NO_MORE_WORKERS = Text(
    "the cluster {address} has no workers any more; finished runs are kept",
    "集群{address}已没有工作进程；已完成的模拟均已保留",
)
_GONE = Text(
    "the cluster {address} is gone; finished runs are kept", "集群{address}已断开；已完成的模拟均已保留"
)
_CANNOT_LOAD = Text(
    "the workers of {address} cannot load resettle ({error}); install the same version there",
    "{address}的工作进程无法载入resettle（{error}）；请在其上安装同一版本",
)
_OTHER_VERSIONS = Text(
    "{other} of {all} workers of {address} have another version of resettle, or of Python, {packages} "
    "(the first is {first}); install the same ones there, so that the numbers are the same",
    "{address}的{all}个工作进程中，{other}个的resettle、Python、{packages}版本不同"
    "（第一个为{first}）；请安装相同版本，以使数值一致",
)
_NOT_INSTALLED = Text(
    "a cluster needs the package distributed: {install}", "使用集群需要distributed；安装命令：{install}"
)
_OTHER_PROCESSORS = Text(
    "the workers of {address} have different kinds of processors ({kinds}), on which the last digits of "
    "numbers differ; use workers of one kind",
    "{address}各工作进程的处理器种类不同（{kinds}），数值末位会不一致；请使用同一种类的机器",
)
_NOTHING_SAID = Text("nothing was said within {seconds:g} seconds", "{seconds:g}秒内没有应答")
_NO_ANSWER = Text("no cluster answers at {address} ({reason})", "{address}没有集群应答（{reason}）")


class ClusterCrew(Crew):
    """Workers of a cluster.

    Args:
        address: Address of the scheduler, such as `tcp://127.0.0.1:8786`.

    Raises:
        ClusterError: If `distributed` is not installed, nobody answers, there are no workers, or
            a worker has another version of this program.
    """

    ahead = 2

    def __init__(self, address: str) -> None:
        super().__init__(1, apart=True)
        if is_open(address):
            warnings.warn(SaidWarning(fill(OPEN, address=address)), stacklevel=2)
        self.address = address
        self.code = code_digest()
        self._client = _client(address)
        try:
            self._wait_for_worker()
            self._check_versions()
            self._check_processors()
            self.workers = within(WORKER_SECONDS, self._threads)
        except TimeoutError:
            self._leave()
            raise ClusterError(fill(_SILENT, address=address, seconds=WORKER_SECONDS)) from None
        except BaseException:
            self._leave()
            raise
        self._looked = self._worked = monotonic()

    @property
    def at_once(self) -> int:
        """None: other computers make them."""
        return 0

    def close(self, quickly: bool = False) -> None:
        """Leave the cluster; it goes on for others."""
        executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=not quickly)

    def __exit__(self, *details: Any) -> None:
        super().__exit__(*details)
        if details[0] is None:
            self._client.close(timeout=CONNECT_SECONDS)
        else:
            self._leave()

    def _leave(self) -> None:
        """Leave a cluster that may not even answer a farewell."""
        with contextlib.suppress(Exception):
            within(LEAVE_SECONDS, lambda: self._client.close(timeout=LEAVE_SECONDS))

    def _wait_for_worker(self) -> None:
        deadline = monotonic() + WORKER_SECONDS
        while not within(WORKER_SECONDS, self._threads):
            if monotonic() > deadline:
                raise ClusterError(fill(_NO_WORKERS, address=self.address))
            sleep(0.2)

    def _threads(self) -> int:
        return int(sum(self._client.nthreads().values()))

    def _check_versions(self) -> None:
        try:
            digests = within(WORKER_SECONDS, lambda: self._client.run(code_digest))
        except TimeoutError:
            raise
        except Exception as error:
            raise ClusterError(fill(_CANNOT_LOAD, address=self.address, error=_line(error))) from None
        other = [worker for worker, digest in digests.items() if digest != self.code]
        if other:
            raise ClusterError(
                fill(
                    _OTHER_VERSIONS,
                    address=self.address,
                    other=len(other),
                    all=len(digests),
                    packages=listed(PACKAGES),
                    first=other[0],
                )
            )

    def _check_processors(self) -> None:
        kinds = sorted(set(within(WORKER_SECONDS, lambda: self._client.run(processor)).values()))
        if len(kinds) > 1:
            told = join([text_of(kind) for kind in kinds], "; ", "；")
            raise ClusterError(fill(_OTHER_PROCESSORS, address=self.address, kinds=told))

    def _look(self) -> None:
        if self._client.status != "running":
            raise CrewError(fill(_GONE, address=self.address))
        now = monotonic()
        if now - self._looked < LOOK_SECONDS:
            return
        try:
            self._looked, threads = now, within(WORKER_SECONDS, self._threads)  # workers come and go
        except (OSError, TimeoutError, CancelledError):
            raise CrewError(fill(_GONE, address=self.address)) from None
        if threads:
            self.workers, self._worked = threads, now
        elif now - self._worked > WORKER_SECONDS:
            raise CrewError(fill(_NO_MORE_WORKERS, address=self.address))

    def _open(self) -> Executor:
        self._look()
        if self._executor is None:
            self._executor = self._client.get_executor(pure=False)
        return self._executor

    def _lost(self, error: BaseException) -> bool:
        from distributed.scheduler import KilledWorker

        self._look()
        return isinstance(error, (KilledWorker, CancelledError))


def _client(address: str) -> Any:
    try:
        import distributed  # noqa: F401
    except ModuleNotFoundError:
        raise ClusterError(fill(_NOT_INSTALLED, install=install("cluster"))) from None
    _silence()
    try:
        certified(address)
        within(CONNECT_SECONDS, lambda: greeted(address, CONNECT_SECONDS))
        return within(CONNECT_SECONDS, lambda: _connected(address))
    except TimeoutError:
        reason = fill(_NOTHING_SAID, seconds=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        reason = text_of(_line(error))
    gc.collect()  # the half-made client: collected while another one starts, it would block that for ever
    raise ClusterError(fill(_NO_ANSWER, address=address, reason=reason))


def _connected(address: str) -> Any:
    from distributed import Client

    return Client(address, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]


def _line(error: BaseException) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _silence() -> None:
    """Keep the logs of `distributed` off the terminal; what matters is an error."""
    for name in ("distributed", "tornado", *logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("distributed", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def crew(jobs: int | None, cluster: str | None) -> Crew:
    """A crew of processes here, or of a cluster if one is named.

    Raises:
        ClusterError: If the cluster cannot be used.
    """
    return Crew(jobs) if cluster is None else ClusterCrew(cluster)
