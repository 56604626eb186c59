"""Running an experiment: every scenario of it, replication by replication.

Replication *i* has seed = base seed + *i* and the parameter draw that the design gives it, in every
scenario, so that scenarios are compared under the same luck and the same unknowns. The numbers do
not depend on the number of processes or threads, nor on the order in which runs end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from resettle.model.record import LEDGER_COLUMNS
from resettle.results.questions.run.runner import Runner
from resettle.results.questions.run.workers import Job, Outcome, Simulate, Task, simulate
from resettle.results.runs.draws import Design, Parameters

if TYPE_CHECKING:
    import pandas as pd

    from resettle.scenarios import Scenario

Progress = Callable[[int, int], None]
"""Called with the number of runs that have ended and the number of all."""


@dataclass(frozen=True)
class Part:
    """A scenario within an experiment.

    Attributes:
        scenario: The scenario.
        scale: Part of its population that was simulated.
        varied: Number of its uncertain values that were drawn anew from draw to draw.
        weight: Households that one simulated household stands for; NaN if no run succeeded.
    """

    scenario: Scenario
    scale: float
    varied: int
    weight: float


@dataclass(frozen=True)
class Run:
    """What became of one replication of one scenario.

    Attributes:
        scenario: Name of the scenario.
        replication: Number of the replication, from 0.
        seed: Its seed.
        draw: Its parameter draw; `None` where nothing is varied.
        status: `succeeded` or `failed`.
        seconds: Time it took.
        error: One line on why it failed.
        trace: Traceback of the failure, if there is one.
    """

    scenario: str
    replication: int
    seed: int
    draw: int | None
    status: str
    seconds: float
    error: str | None = None
    trace: str | None = None


@dataclass(frozen=True)
class Experiment:
    """An experiment that has been run.

    Attributes:
        parts: The scenarios, in the order given.
        replications: Replications of each.
        seed: Base seed.
        jobs: Processes that ran it; 1 if it ran in this one.
        threads: Threads of this process: of each run, or runs at a time.
        checked: Whether the identities were checked every month.
        runs: Every replication, in order of scenario and replication.
        outcomes: What the runs that succeeded left, in the same order.
        parameters: How the parameters were drawn.
        design: Which replication took which draw.
    """

    parts: tuple[Part, ...]
    replications: int
    seed: int
    jobs: int
    threads: int
    checked: bool
    runs: tuple[Run, ...]
    outcomes: tuple[Outcome, ...]
    parameters: Parameters = field(default_factory=lambda: Parameters("prior"))
    design: Design = field(default_factory=Design)

    @property
    def complete(self) -> bool:
        """Whether every replication succeeded."""
        return not self.failed

    @property
    def failed(self) -> tuple[Run, ...]:
        """The replications that failed."""
        return tuple(run for run in self.runs if run.status == "failed")

    @property
    def judgeable(self) -> bool:
        """Whether every scenario has at least one replication that succeeded."""
        return {outcome.task.scenario for outcome in self.outcomes} == set(range(len(self.parts)))

    @cached_property
    def monthly(self) -> pd.DataFrame:
        """One row a scenario, replication and month: its identity and every indicator."""
        import numpy as np
        import pandas as pd

        from resettle.model.indicators import INDICATORS

        names = list(INDICATORS)
        values = [outcome.indicators for outcome in self.outcomes]
        table = np.concatenate(values) if values else np.empty((0, len(names)))
        frame = pd.DataFrame(self._identity([len(rows) for rows in values]))
        return pd.concat([frame, pd.DataFrame(table, columns=names)], axis=1)

    @cached_property
    def levers(self) -> pd.DataFrame:
        """One row a scenario, replication, month and lever: its ledger."""
        import numpy as np
        import pandas as pd

        rows = [len(outcome.months) * len(outcome.levers) for outcome in self.outcomes]
        identity = self._identity(rows)
        identity["lever"] = [
            name for outcome in self.outcomes for name in outcome.levers for _ in outcome.months
        ]
        values = [ledger for outcome in self.outcomes for ledger in outcome.levers.values()]
        table = np.concatenate(values) if values else np.empty((0, len(LEDGER_COLUMNS)))
        return pd.concat([pd.DataFrame(identity), pd.DataFrame(table, columns=list(LEDGER_COLUMNS))], axis=1)

    def _identity(self, rows: Sequence[int]) -> dict[str, object]:
        """Identity columns for so many rows of each outcome; the months repeat to fill them."""
        import numpy as np

        tasks = [outcome.task for outcome in self.outcomes]
        replication = np.array([task.replication for task in tasks], dtype=np.int64)
        draw = np.array([self.design.draw(task.replication) for task in tasks], dtype=np.int64)
        drawn = np.array([self.parts[task.scenario].varied > 0 for task in tasks], dtype=bool)
        return {
            "scenario": np.repeat(
                np.array([self.parts[task.scenario].scenario.name for task in tasks], dtype=object), rows
            ),
            "replication": np.repeat(replication, rows),
            "seed": np.repeat(self.seed + replication, rows),
            "draw": np.repeat(np.where(drawn, draw, -1), rows),
            "month": [
                outcome.months[row % len(outcome.months)]
                for outcome, count in zip(self.outcomes, rows, strict=True)
                for row in range(count)
            ],
        }


def run_experiment(
    scenarios: Sequence[Scenario],
    replications: int = 30,
    seed: int = 1,
    scale: float | None = None,
    jobs: int | None = None,
    check: bool = False,
    progress: Progress | None = None,
    simulate: Simulate = simulate,
    parameters: Parameters | None = None,
    design: Design | None = None,
) -> Experiment:
    """Run every replication of every scenario.

    Args:
        scenarios: Scenarios with different names.
        replications: Replications of each, at least 1.
        seed: Base seed.
        scale: Part of every population that is simulated, in (0, 1]; `None` for the default of each.
        jobs: Processes; `None` for as many as make it quicker.
        check: Whether the identities are checked every month.
        progress: Called after every run.
        simulate: What runs the model; tests put something smaller here.
        parameters: How the parameters are drawn; over their assumed ranges if left out.
        design: Which replication takes which draw.

    Returns:
        The experiment; runs that failed are recorded in it, not raised.

    Raises:
        ValueError: If two scenarios have the same name, or a number is out of its range.
    """
    if len({scenario.name for scenario in scenarios}) != len(scenarios):
        raise ValueError("scenarios of one experiment need different names")
    if replications < 1 or (jobs is not None and jobs < 1) or (scale is not None and not 0 < scale <= 1):
        raise ValueError("replications and jobs are at least 1, and scale lies in (0, 1]")
    parameters, design = parameters or Parameters("prior"), design or Design()
    varied = [parameters.varied(scenario) for scenario in scenarios]
    job = Job(
        tuple(scenarios),
        tuple(scale or _default_scale(scenario) for scenario in scenarios),
        tuple(count > 0 for count in varied),
        seed,
        check,
        simulate,
        parameters,
        design,
    )
    tasks = [Task(position, number) for position in range(len(scenarios)) for number in range(replications)]
    runner = Runner(job, tasks, jobs)
    outcomes: dict[Task, Outcome] = {}
    with closing(runner.outcomes()) as ended:  # processes end at once if the loop is left by Ctrl-C
        for outcome in ended:
            outcomes[outcome.task] = outcome
            if progress is not None:
                progress(len(outcomes), len(tasks))
    succeeded = tuple(outcomes[task] for task in tasks if outcomes[task].error is None)
    weights = {outcome.task.scenario: outcome.weight for outcome in succeeded}
    return Experiment(
        parts=tuple(
            Part(scenario, job.scales[position], varied[position], weights.get(position, float("nan")))
            for position, scenario in enumerate(scenarios)
        ),
        replications=replications,
        seed=seed,
        jobs=runner.jobs,
        threads=runner.threads,
        checked=check,
        runs=tuple(_run(job, outcomes[task], scenarios[task.scenario].name) for task in tasks),
        outcomes=succeeded,
        parameters=parameters,
        design=design,
    )


def _default_scale(scenario: Scenario) -> float:
    from resettle.scenarios import default_scale

    return default_scale(scenario)


def _run(job: Job, outcome: Outcome, name: str) -> Run:
    return Run(
        scenario=name,
        replication=outcome.task.replication,
        seed=job.seed + outcome.task.replication,
        draw=job.draw(outcome.task),
        status="succeeded" if outcome.error is None else "failed",
        seconds=outcome.seconds,
        error=outcome.error,
        trace=outcome.trace,
    )
