"""Many runs: processes over replications."""

from __future__ import annotations

import time
from dataclasses import dataclass

from benchmarks.figures import Figure, at_least, at_most, cpu_of_children, say, show
from resettle import scenarios
from resettle.model.fields import number
from resettle.results.runs.crew import Crew
from resettle.results.runs.draws import parameters
from resettle.results.runs.progress import Progress
from resettle.results.runs.table import Common, Variant, run_table

HOUSEHOLDS = 10_000
RUNS = 1_000


@dataclass(frozen=True)
class Pace:
    """How quickly processes work off runs.

    Attributes:
        start: Seconds until the processes had started and loaded all kernels.
        a_run: Seconds a run from then on.
        whole: Seconds for everything.
        cpu: Seconds of processors for everything.
    """

    start: float
    a_run: float
    whole: float
    cpu: float


def _pace(runs: int, processes: int) -> Pace:
    """Work off runs of the Guizhou plan with 10 000 households, every parameter draw its own.

    Raises:
        RuntimeError: If a run fails.
    """
    scenario = scenarios.load("guizhou")
    scale = HOUSEHOLDS / number(scenario.inputs().population, "households")
    common = Common(parameters("prior"))
    start, start_cpu = time.perf_counter(), cpu_of_children()
    arrived: list[float] = []

    def tell(step: Progress) -> None:
        arrived.extend([time.perf_counter() - start] * (step.done - len(arrived)))

    with Crew(processes, apart=True) as crew:
        made = run_table([Variant("plan", scenario, (), scale)], range(runs), common, crew, report=tell)
    for error in made.failed["error"]:
        raise RuntimeError(error)
    first = processes  # these waited for the start
    a_run = (arrived[-1] - arrived[first - 1]) / (runs - first)
    until_then = max(0.0, arrived[first - 1] - a_run)
    return Pace(until_then, a_run, time.perf_counter() - start, cpu_of_children() - start_cpu)


def many_runs(quick: bool, full: bool) -> list[Figure]:
    """A thousand runs on two processes, and what the second process is worth."""
    say("many runs on one and on two processes")
    runs = 30 if quick else 80
    one = _pace(runs, 1)
    two = _pace(RUNS if full else runs, 2)
    runs_two = RUNS if full else runs
    whole, how = two.whole, "measured whole, by the clock"
    if not full:
        whole = two.start + RUNS * two.a_run
        how = f"scaled from {runs} runs, by the clock, {show(two.start)} s to start the processes included"
    note = f"{how}; {show(one.a_run)} s a run on one process, {show(two.a_run)} s on two"
    apart = (
        "by the clock, the start of the processes left out; processor time a run, start included, "
        f"{show(one.cpu / runs)} s on one and {show(two.cpu / runs_two)} s on two: "
        "where these agree, other programs are what holds the second process back"
    )
    return [
        at_most("1 000 runs of 10 000 households, 2 processes", whole, "s", 60, 25, note),
        at_least("second process over replications", one.a_run / two.a_run, "x", 1.8, None, apart),
    ]
