"""Tables of runs: what they cost beyond their runs, and how soon many kept rows are read back."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.figures import Figure, at_most, say, show
from benchmarks.many import HOUSEHOLDS
from resettle import scenarios
from resettle.model.fields import number
from resettle.model.simulation import ResettlementModel
from resettle.results.runs.crew import Crew
from resettle.results.runs.draws import parameters
from resettle.results.runs.table import Common, Variant, run_table

ROWS, COLUMNS, SHARD = 100_000, 130, 2_000


def _variants(count: int) -> list[Variant]:
    """Variants of the Guizhou plan with 10 000 households, two levers and one behaviour set in each."""
    plan = scenarios.load("guizhou")
    scale = HOUSEHOLDS / number(plan.inputs().population, "households")
    return [
        Variant(
            f"variant {position}",
            plan,
            (
                ("levers.training_subsidy.seats", 10_000.0 + 100.0 * position),
                ("levers.public_welfare_jobs.posts", 2_000.0 + 100.0 * position),
                ("behaviour.offer_rate", 1.0 + 0.001 * position),
            ),
            scale,
        )
        for position in range(count)
    ]


def _plain(several: list[Variant], common: Common) -> None:
    """The same runs, by nothing but the model."""
    for variant in several:
        inputs = variant.scenario.inputs(
            scale=variant.scale or 1.0, draw=0, seed=common.seed, **common.parameters.settings()
        )
        ResettlementModel(inputs, seed=common.seed).run()


def _workers() -> float:
    """Processor seconds of the processes that this one has started and that live."""
    import psutil

    times = [one.cpu_times() for one in psutil.Process().children()]
    return sum(one.user + one.system for one in times)


def overhead(quick: bool) -> list[Figure]:
    """Setting numbers, figures of runs and keeping them, beside the runs themselves."""
    say("what a table of runs costs beyond its runs")
    several, common = _variants(8 if quick else 16), Common(parameters=parameters())
    alone = whole = 0.0
    _plain(several[:2], common)
    for _ in range(2 if quick else 3):
        started = time.process_time()
        _plain(several, common)
        alone += time.process_time() - started
        with tempfile.TemporaryDirectory() as folder, Crew(1) as crew:
            started = time.process_time()
            run_table(several, range(1), common, crew, Path(folder))
            whole += time.process_time() - started
    with tempfile.TemporaryDirectory() as folder, Crew(2) as crew:
        run_table(several[:4], range(1), common, crew, Path(folder))  # starts the processes
        before, started = _workers(), time.process_time()
        run_table(several, range(1, 4), common, crew, Path(folder))
        own = time.process_time() - started
        asked = own + _workers() - before
    note = f"processor time, {show(whole)} s with and {show(alone)} s without, interleaved"
    spent = f"processor time of the process that asks, {show(own)} s of {show(asked)} s"
    return [
        at_most("table of runs beyond its runs", 100.0 * (1.0 - alone / whole), "%", 5, 2, note),
        at_most("handing out and keeping, 2 processes", 100.0 * own / asked, "%", 5, 2, spent),
    ]


READ = f"""
import resource, sys, time
from pathlib import Path
from benchmarks.table import Kept
from resettle.results.runs.frame import frame_of
from resettle.results.runs.shards import kept
keys = [f"{{number:032x}}" for number in range({ROWS})]
started = time.process_time()
rows = kept(Path(sys.argv[1]), set(keys))
frame = frame_of([("v", 1, Kept(number), rows[key]) for number, key in enumerate(keys)]).frame
seconds = time.process_time() - started
assert frame.shape[0] == {ROWS} and frame.shape[1] >= {COLUMNS}
print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)
"""


class Kept:
    """A task that was run before."""

    def __init__(self, replication: int) -> None:
        self.replication, self.draw = replication, replication


def read_back() -> list[Figure]:
    """A hundred thousand rows of a hundred and thirty figures, in a process of its own."""
    import numpy as np

    from resettle.results.runs.shards import write_rows

    say("reading many kept runs")
    lot = np.random.default_rng(1)
    with tempfile.TemporaryDirectory() as folder:
        for first in range(0, ROWS, SHARD):
            figures = lot.random((SHARD, COLUMNS))
            rows = [
                {"key": f"{first + row:032x}", "seconds": 0.1, "error": ""}
                | {f"figure.{column}": float(value) for column, value in enumerate(figures[row])}
                for row in range(SHARD)
            ]
            write_rows(Path(folder) / f"runs-{first}.parquet", rows)
        done = subprocess.run(
            [sys.executable, "-c", READ, folder], capture_output=True, text=True, check=True
        )
    seconds, memory = (float(word) for word in done.stdout.split())
    note = f"{ROWS} rows of {COLUMNS} figures in {ROWS // SHARD} shards, to a frame"
    return [
        at_most("reading kept runs", seconds, "s", 20, 5, f"processor time; {note}"),
        at_most("memory for that", memory, "GiB", 2, 1, "largest resident size of the process"),
    ]
