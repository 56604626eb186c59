"""A cluster as a crew: workers of a `dask.distributed` scheduler on other machines.

Start it with its own two commands, `dask scheduler` and `dask worker tcp://HOST:8786`, in an
environment that has the same version of this program. The cluster only computes: finished runs are
kept on the computer that asks, so that a lost scheduler loses no more than what was being worked on.
"""

from __future__ import annotations

import gc
import logging
from concurrent.futures import CancelledError, Executor
from time import monotonic
from typing import Any

from resettle.results.runs.code import code_digest
from resettle.results.runs.crew import LOOK_SECONDS, Crew, CrewError

CONNECT_SECONDS = 10.0

WORKER_SECONDS = 30.0
"""How long to wait for a worker if there is none."""


class ClusterError(ValueError):
    """A cluster that cannot be used: not there, no workers, or another version of the program."""


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
        self.address = address
        self._client = _client(address)
        try:
            self._client.wait_for_workers(1, timeout=WORKER_SECONDS)
        except TimeoutError:
            self._client.close()
            raise ClusterError(
                f"the cluster {address} has no workers; start some with: dask worker {address}"
            ) from None
        self.code = code_digest()
        self.workers = self._threads()
        self._looked = self._worked = monotonic()
        self._check_versions()

    def close(self, quickly: bool = False) -> None:
        """Leave the cluster; it goes on for others."""
        executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=not quickly)

    def __exit__(self, *details: Any) -> None:
        super().__exit__(*details)
        self._client.close(timeout=CONNECT_SECONDS)

    def _threads(self) -> int:
        return int(sum(self._client.nthreads().values()))

    def _check_versions(self) -> None:
        try:
            found = self._client.run(code_digest)
        except Exception as error:
            self._client.close()
            raise ClusterError(
                f"the workers of {self.address} cannot load resettle ({type(error).__name__}: {error}); "
                "install the same version there"
            ) from None
        other = [worker for worker, digest in found.items() if digest != self.code]
        if other:
            self._client.close()
            raise ClusterError(
                f"{len(other)} of {len(found)} workers of {self.address} have another version of resettle "
                f"(the first is {other[0]}); install the same one there, so that the numbers are the same"
            )

    def _look(self) -> None:
        if self._client.status != "running":
            raise CrewError(f"the cluster {self.address} is gone; finished runs are kept")
        now = monotonic()
        if now - self._looked < LOOK_SECONDS:
            return
        try:
            self._looked, found = now, self._threads()  # workers come and go
        except (OSError, TimeoutError, CancelledError):
            raise CrewError(f"the cluster {self.address} is gone; finished runs are kept") from None
        if found:
            self.workers, self._worked = found, now
        elif now - self._worked > WORKER_SECONDS:
            raise CrewError(f"the cluster {self.address} has no workers any more; finished runs are kept")

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
        from distributed import Client
    except ModuleNotFoundError:
        raise ClusterError(
            "a cluster needs the package distributed: python -m pip install 'resettle[cluster]'"
        ) from None
    _silence()
    try:
        return Client(address, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    gc.collect()  # the half-made client: collected while another one starts, it would block that for ever
    raise ClusterError(f"no cluster answers at {address} ({reason})")


def _silence() -> None:
    """Keep the logs of `distributed` off the terminal; what matters is told as an error."""
    for name in ("distributed", "tornado", *logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("distributed", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def crew(jobs: int | None, cluster: str | None) -> Crew:
    """A crew of processes here, or of a cluster if one is named.

    Raises:
        ClusterError: If the cluster cannot be used.
    """
    return Crew(jobs) if cluster is None else ClusterCrew(cluster)
