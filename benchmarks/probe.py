"""One run in a process of its own, so that its memory can be told from that of others.

`python -m benchmarks.probe '{"workers": 100000, "months": 36, "threads": 1}'` prints JSON.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

STATUS = Path("/proc/self/status")


@dataclass(frozen=True)
class Probe:
    """What a run took.

    Attributes:
        workers: Rows of the worker table.
        households: Rows of the household table.
        synthesis: Seconds to make the population.
        wall: Seconds for all months, by the clock.
        cpu: Seconds for all months, of processors.
        state: Bytes of state a worker.
        peak: Bytes a worker at the peak of the whole run, beyond a program that has run a tiny model.
        peak_months: The same for the months alone, after the population was made; `None` if unknown.
    """

    workers: int
    households: int
    synthesis: float
    wall: float
    cpu: float
    state: float
    peak: float
    peak_months: float | None


def probe(workers: int | None, months: int, threads: int) -> Probe:
    """Run the Guizhou plan in a new process; see `Probe`."""
    wanted = json.dumps({"workers": workers, "months": months, "threads": threads})
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.probe", wanted], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"a run for measurement failed:\n{done.stderr}")
    return Probe(**json.loads(done.stdout))


def _peak_bytes() -> float:
    """Most memory this program has held since it began, or since `_forget_peak`."""
    if STATUS.exists():
        for line in STATUS.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return float(line.split()[1]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * unit


def _forget_peak() -> bool:
    """Let the peak begin anew; only Linux can."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return False
    return True


def _run(workers: int | None, months: int, threads: int) -> Probe:
    from benchmarks.worlds import guizhou
    from resettle.model.simulation import ResettlementModel
    from resettle.model.toy import toy_inputs

    inputs = guizhou(workers, months)
    ResettlementModel(toy_inputs(), seed=1, threads=threads).run()  # loads every kernel
    base = _peak_bytes()
    start = time.perf_counter()
    model = ResettlementModel(inputs, seed=1, threads=threads)
    synthesis = time.perf_counter() - start
    state = model.world.state
    count = len(state.workers.household)
    peak = _peak_bytes()
    can_forget = _forget_peak()
    start, start_cpu = time.perf_counter(), time.process_time()
    model.run()
    wall, cpu = time.perf_counter() - start, time.process_time() - start_cpu
    in_months = _peak_bytes()
    return Probe(
        workers=count,
        households=len(state.households.site),
        synthesis=synthesis,
        wall=wall,
        cpu=cpu,
        state=sum(column.nbytes for table in state for column in table) / count,
        peak=(max(peak, in_months) - base) / count,
        peak_months=(in_months - base) / count if can_forget else None,
    )


if __name__ == "__main__":
    asked: dict[str, Any] = json.loads(sys.argv[1])
    print(json.dumps(asdict(_run(**asked))))
