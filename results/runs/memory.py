"""Memory: what runs take, what there is of it, and how a lack of it is told."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from resettle.model.text import NOTHING, Piece, Text, fill
from resettle.scenarios.language import Refused

MB = 1_000_000

READING_SPACE = 750 * MB
"""Address space that reading a scenario takes with all libraries; with less they cannot be loaded."""

EXPORTING_SPACE = 1_000 * MB
"""Address space that files for others take; the browser that prints and draws takes its own."""

BROWSER_SPACE = 100_000 * MB
"""Address space that a browser reserves as it starts; with 70 GB it ends at once."""

RUNNING_SPACE, CORE_SPACE = 1_250 * MB, 75 * MB
"""Address space that a question takes from its libraries to its page, and more for each core."""

PROCESS = 300 * MB
"""Memory of a process with Python, all libraries and the compiled model (measured 260 to 290)."""

HOUSEHOLD = 600
"""Bytes of a run for each household, its workers, and what is worked out of them (measured 390 to 470)."""

FIGURES = 8_000
"""Bytes of the figures of a run, as a row and in frames."""

MONTH = 6_000
"""Bytes of a month of a record, from the run to the frames and tables made of it."""

KEPT_HOUSEHOLD = 24
"""Bytes of a household whose incomes are kept, from the run to the tables made of them."""

_SHORT = Text(
    "about {need} of memory is needed for {runs:,} runs of up to {households:,} households{processes}, and "
    "there is {there} ({where}); {remedy}",
    "{runs:,}次模拟（每次至多{households:,}户{processes}）约需{need}内存，而可用内存为{there}（{where}）；{remedy}",
)
_PROCESSES = Text(" in {count} processes", "，{count}个进程")
_REFUSED = Text(
    "take a smaller --scale, fewer --futures or points, or fewer --jobs",
    "请减小--scale，减少--futures、取值点或--jobs",
)
_DOUBTFUL = Text(
    "it may end for lack of memory; --jobs 1 or a smaller --scale takes less",
    "可能因内存不足而中断；--jobs 1或更小的--scale占用较少",
)
_NO_START = Text(
    "not enough memory: the program alone takes about {need}, and a process may have {there} ({where})",
    "内存不足：程序本身约需{need}，而单个进程限于{there}（{where}）",
)
_OF_PROCESS = Text("limit of a process, ulimit -v", "单个进程的上限，ulimit -v")
_OF_GROUP = Text("left of the limit of its group or container", "所在组或容器的剩余额度")
_OF_MACHINE = Text("free on this machine", "本机空闲内存")


Work = Literal["reading", "exporting", "running"]
"""What a command does, by which more or less of its libraries are loaded."""


class NotEnoughMemory(Refused):
    """What was asked for cannot work in the memory that there is."""


@dataclass(frozen=True)
class Demand:
    """What a table of runs asks of memory.

    Attributes:
        runs: Number of runs.
        households: Households of the largest of them.
        kept: Bytes of all that is kept of them until the answer is made.
    """

    runs: int
    households: int
    kept: int


def kept_of(households: int, months: int, record: bool, incomes: bool) -> int:
    """Bytes that are kept of a run until the answer is made.

    Args:
        households: Households whose incomes may be kept.
        months: Months of the run.
        record: Whether its whole record is kept.
        incomes: Whether incomes of households are kept.
    """
    return FIGURES + (MONTH * months if record else 0) + (KEPT_HOUSEHOLD * households if incomes else 0)


def ensure(demand: Demand, at_once: int, asked: bool = False) -> Text | None:
    """Make sure, before the first run, that runs fit into memory.

    Args:
        demand: What is asked of it.
        at_once: Runs that this computer makes at once; 0 if others make them.
        asked: Whether so many processes were asked for.

    Returns:
        A warning if it is doubtful that they fit; else `None`.

    Raises:
        NotEnoughMemory: If they cannot work, even one after the other; or the processes alone that were
            asked for take more than there is.
    """
    at_once = min(at_once, demand.runs)
    processes = at_once if at_once > 1 else 0
    one = HOUSEHOLD * demand.households
    doubtful = None
    for there, where in _there():
        if where == _OF_PROCESS:  # each process has a limit of its own
            least = least_space() + demand.kept + min(at_once, 1) * one
            most = least_space() + demand.kept + at_once * one
        else:
            most = (1 + processes) * PROCESS + demand.kept + at_once * one
            least = PROCESS + demand.kept + min(at_once, 1) * one
            least = max(least, (1 + processes) * PROCESS if asked else 0)
        if least > there:
            raise NotEnoughMemory(_told(demand, least, there, where, _REFUSED, processes if asked else 0))
        if most > there and doubtful is None:
            doubtful = _told(demand, most, there, where, _DOUBTFUL, processes)
    return doubtful


def ensure_start(work: Work) -> None:
    """Make sure, before anything large is loaded, that the libraries find room in a process.

    Where a process is limited, arrow is kept from reserving 1 GiB of address space at once, after which
    its threads wait for ever for what cannot be had.

    Args:
        work: What is to be done.

    Raises:
        NotEnoughMemory: If they do not.
    """
    limit = limit_of_process()
    need = {"reading": READING_SPACE, "exporting": EXPORTING_SPACE, "running": least_space()}[work]
    if limit is None:
        return
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    if limit < need:
        raise NotEnoughMemory(fill(_NO_START, need=size(need), there=size(limit), where=_OF_PROCESS))


def least_space() -> int:
    """Address space that a question takes without its runs; each core brings threads that take some."""
    return RUNNING_SPACE + CORE_SPACE * min(os.cpu_count() or 1, 64)


def _told(demand: Demand, need: int, there: int, where: Text, remedy: Text, processes: int) -> Text:
    pieces: dict[str, Piece] = {"need": size(need), "there": size(there), "where": where, "remedy": remedy}
    several = fill(_PROCESSES, count=processes) if processes else NOTHING
    return fill(_SHORT, runs=demand.runs, households=demand.households, processes=several, **pieces)


def size(count: int) -> str:
    """So many bytes, in MB or GB."""
    return f"{count / MB:.0f} MB" if count < 1000 * MB else f"{count / MB / 1000:,.1f} GB"


def _there() -> Iterator[tuple[int, Text]]:
    """What there is of memory by each limit that can be read; what this process has counts as free."""
    own = resident()
    for amount, where, extra in (
        (limit_of_process(), _OF_PROCESS, 0),
        (left_of_group(), _OF_GROUP, own),
        (free_of_machine(), _OF_MACHINE, own),
    ):
        if amount is not None:
            yield amount + extra, where


def limit_of_process() -> int | None:
    """Address space that a process may have; `None` without a limit."""
    if sys.platform == "win32":
        return None
    import resource

    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if limit == resource.RLIM_INFINITY else limit


def resident(path: Path = Path("/proc/self/statm")) -> int:
    """Memory that this process has; 0 where the system does not say."""
    try:
        return int(path.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def free_of_machine(path: Path = Path("/proc/meminfo")) -> int | None:
    """Memory that programs may have without swapping; `None` where the system does not say."""
    return _entry(path, "MemAvailable:", 1024)


def left_of_group(named: Path = Path("/proc/self/cgroup"), root: Path = Path("/sys/fs/cgroup")) -> int | None:
    """What is left of the smallest limit of the groups that this process is in; `None` without one."""
    left: list[int] = []
    for folder, limit, used, cache in _groups(named, root):
        try:
            most, taken = int((folder / limit).read_text()), int((folder / used).read_text())
        except (OSError, ValueError):  # no such file, or "max"
            continue
        left.append(max(0, most - taken + (_entry(folder / "memory.stat", cache, 1) or 0)))
    return min(left, default=None)


def _groups(named: Path, root: Path) -> Iterator[tuple[Path, str, str, str]]:
    """Folders of the groups that a process is in, up to the root, with the names of their files."""
    try:
        lines = named.read_text().splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers and "memory" not in controllers.split(","):
            continue
        top = root / "memory" if controllers else root
        new = ("memory.max", "memory.current", "inactive_file")
        old = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
        inside = Path(path.lstrip("/"))
        for part in (inside, *inside.parents):  # within a container the folder of its own group is the top
            yield (top / part, *(old if controllers else new))


def _entry(path: Path, name: str, unit: int) -> int | None:
    """A number of a file of names and numbers."""
    try:
        for line in path.read_text().splitlines():
            if line.split()[:1] == [name]:
                return int(line.split()[1]) * unit
    except (OSError, ValueError, IndexError):
        pass
    return None


_SIGNS = (
    "can't start new thread",
    "failed to launch worker thread",
    "failed to map segment",
    "cannot allocate memory",
    "unable to allocate",
    "out of memory",
    "bad_alloc",
)
"""What libraries say where memory is lacking and they do not raise `MemoryError`."""


def is_lack_of_memory(error: BaseException | None) -> bool:
    """Whether an error, or one that led to it, is a lack of memory."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
            return True
        if any(sign in str(error).lower() for sign in _SIGNS):
            return True
        error = error.__cause__ or error.__context__
    return False
