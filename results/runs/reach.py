"""Reaching a cluster: who answers at an address, whether that can be trusted, and not waiting for ever."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from time import monotonic, sleep
from typing import Any, TypeVar

from resettle.model.text import Text, fill
from resettle.scenarios.language import SaidError
from resettle.scenarios.problems import listed

Result = TypeVar("Result")

CONNECT_SECONDS = 10.0
"""How long to wait for the scheduler."""

GREETING = b"pickle-protocol"
"""Part of what a scheduler says first, to whoever connects."""

LONGEST_GREETING = 65_536


class ClusterError(SaidError, ValueError):
    """A cluster that cannot be used: not there, no workers, or another version of the program."""


OPEN = Text(
    "the cluster {address} is on another machine, and what goes there is not encrypted: whoever reaches its "
    "port can read it, and run programs there; docs/security.md shows how to use tls://",
    "集群{address}在其他机器上，传输未加密：能访问该端口的人可以读取内容并在其上运行程序；"
    "改用tls://的方法见docs/security.zh.md",
)
TLS = tuple(f"DASK_DISTRIBUTED__COMM__TLS__{name}" for name in ("CA_FILE", "CLIENT__CERT", "CLIENT__KEY"))
"""Variables that name the certificates of whoever asks a cluster over TLS."""

_NO_CERTIFICATES = Text(
    "{address} needs certificates: name their files in {variables}; see docs/security.md",
    "{address}需要证书：请用{variables}指定证书文件；见docs/security.zh.md",
)


def certified(address: str) -> None:
    """Make sure that there are certificates where an address asks for some; `distributed` would hang without.

    Raises:
        ClusterError: If there are none.
        OSError: If they cannot be read.
    """
    from distributed.security import Security

    if address.startswith("tls://"):
        security: Any = Security()  # type: ignore[no-untyped-call]
        if security.get_connection_args("client")["ssl_context"] is None:
            raise ClusterError(fill(_NO_CERTIFICATES, address=address, variables=listed(TLS)))


def greeted(address: str, seconds: float) -> None:
    """Make sure that whoever answers at an address is a scheduler, before its words are taken for any.

    Raises:
        OSError: If nobody answers, or something else.
        ValueError: If it is no address.
    """
    from distributed.comm.addressing import parse_address, parse_host_port

    scheme, place = parse_address(address)
    if scheme != "tcp":
        return
    host, port = parse_host_port(place)
    deadline = monotonic() + 0.9 * seconds
    while True:
        try:
            with socket.create_connection((host, port)) as link, link.makefile("rb") as heard:
                size = int.from_bytes(heard.read(8), "little")
                if size > LONGEST_GREETING or GREETING not in heard.read(size):
                    raise ConnectionError("something else answers there, no dask scheduler")
                return
        except ConnectionRefusedError:  # it may be about to start
            if monotonic() + 0.2 > deadline:
                raise
            sleep(0.2)


def is_open(address: str) -> bool:
    """Whether an address leads to another machine without encryption."""
    scheme, _, place = address.rpartition("://")
    host = place.rsplit(":", 1)[0].strip("[]")
    if scheme not in ("", "tcp", "ws"):
        return False
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"


def within(seconds: float, work: Callable[[], Result]) -> Result:
    """What a call returns that may wait for ever.

    Raises:
        TimeoutError: If it takes longer; it is left to itself.
    """
    promise: Future[Result] = Future()

    def run() -> None:
        try:
            promise.set_result(work())
        except BaseException as error:
            promise.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return promise.result(timeout=seconds)
