"""Whether the process that left something behind is certainly dead.

Folders are shared between machines and containers, and numbers of processes come again. So a process is
named by its number and by where it counts: host, start of the system, and namespace of its numbers.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_NUMBERS = Path("/proc/self/ns/pid")


def here() -> str | None:
    """Where numbers of processes are those that this process sees; `None` where the system does not say.

    A namespace that comes again under the same number is one whose processes have all ended.
    """
    if sys.platform != "linux":
        return None
    try:
        boot = _BOOT.read_text(encoding="ascii").strip()
        numbers = os.readlink(_NUMBERS)
    except (OSError, ValueError):
        return None
    host = os.uname().nodename
    return f"{host} {boot} {numbers}" if host and boot else None


def is_dead(process: int, where: object) -> bool:
    """Whether a process of a place is dead for certain: of any other place that cannot be known.

    Args:
        process: Its number.
        where: What `here` said to it.
    """
    if where is None or where != here() or process <= 0:
        return False
    try:
        os.kill(process, 0)  # sends nothing
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):  # that of another user, or no number of a process
        return False
    return False
