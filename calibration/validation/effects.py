"""What each lever of a plan did, alone and on top of the others, with what it cost.

The same people and the same draw of behaviour with and without a lever; differences are means over draws
with 95 % intervals (Student's t). Figures of work are means of the last year of the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf, nan
from operator import itemgetter

import numpy as np

from resettle.calibration.validation.lives import yearly_growth
from resettle.model.channels import WAGE_CHANNELS
from resettle.model.inputs import ModelInputs
from resettle.model.record import RunRecord
from resettle.model.simulation import ResettlementModel
from resettle.results.runs.crew import Crew
from resettle.results.statistics.intervals import Estimate, mean_interval
from resettle.scenarios import Scenario
from resettle.scenarios.posterior import shipped


@dataclass(frozen=True)
class LeverEffect:
    """What one lever did in one place.

    Attributes:
        place: Name of the plan.
        lever: Name of the lever.
        employed: More people in work, alone.
        steady: More steady jobs of the market, alone.
        growth: Yearly growth of income, alone.
        growth_on_top: The same, taken from the whole plan.
        employed_on_top: More people in work than the plan would have without it.
        spent: Public money a year, in yuan.
        reached: Persons or households reached in a mean month.
    """

    place: str
    lever: str
    employed: Estimate
    steady: Estimate
    growth: Estimate
    growth_on_top: Estimate
    employed_on_top: Estimate
    spent: float
    reached: float

    @property
    def deadweight(self) -> float:
        """Part of those reached who would have had work without it, or whose work was lost by others."""
        return 1.0 - self.employed.middle / self.reached if self.reached else nan

    @property
    def cost_per_steady_job(self) -> float:
        """Yuan a year for each additional steady job; infinite if there is none for sure."""
        return self.spent / self.steady.middle if self.steady.low > 0 else inf


def effects(plan: Scenario, draws: int, households: int, crew: Crew, seed: int = 1) -> list[LeverEffect]:
    """Effects of every lever of a plan, each over the same draws.

    Args:
        plan: The plan.
        draws: Draws of behaviour, each with a seed of its own.
        households: Households simulated.
        crew: Runs the model.
        seed: Base seed.

    Raises:
        RuntimeError: If a run kills the process that works on it.
    """
    scale = min(1.0, households / plan.population["households"].number)
    posterior, names = shipped(), [name for name, lever in plan.levers.items() if lever.in_force]
    arms = 2 + 2 * len(names)
    tasks = [
        Task(draw * arms + arm, inputs, seed * 1000 + draw)
        for draw in range(draws)
        for arm, inputs in enumerate(_arms(plan.inputs(scale, draw, seed, posterior), names))
    ]
    done = sorted((one for batch in crew.map(_figures, tasks, _died) for one in batch), key=itemgetter(0))
    by_arm = [[figures for number, figures in done if number % arms == arm] for arm in range(arms)]
    none, whole = by_arm[0], by_arm[1]
    result = []
    for position, name in enumerate(names):
        alone, without = by_arm[2 + 2 * position], by_arm[3 + 2 * position]
        result.append(
            LeverEffect(
                plan.name,
                name,
                _paired(alone, none, "employed"),
                _paired(alone, none, "steady"),
                _paired(alone, none, "growth"),
                _paired(whole, without, "growth"),
                _paired(whole, without, "employed"),
                float(np.mean([one[f"spent.{name}"] for one in alone])),
                float(np.mean([one[f"reached.{name}"] for one in alone])),
            )
        )
    return result


def _arms(inputs: ModelInputs, names: Sequence[str]) -> Iterator[ModelInputs]:
    """No lever, all levers, and for each the lever alone and all but it."""
    yield replace(inputs, levers={})
    yield inputs
    for name in names:
        yield replace(inputs, levers={name: inputs.levers[name]})
        yield replace(inputs, levers={key: value for key, value in inputs.levers.items() if key != name})


@dataclass(frozen=True)
class Task:
    """A run.

    Attributes:
        number: Place of it among all.
        inputs: What the model is made from.
        seed: Seed.
    """

    number: int
    inputs: ModelInputs
    seed: int


def _died(task: Task) -> tuple[int, Mapping[str, float]]:
    raise RuntimeError(f"run {task.number} kills the process that works on it")


def _figures(task: Task, threads: int) -> tuple[int, Mapping[str, float]]:
    record = ResettlementModel(task.inputs, task.seed, threads).run()
    start = task.inputs.period.start
    books = {
        key: value
        for name, book in record.levers.items()
        for key, value in (
            (f"spent.{name}", 12.0 * float(book["spent_yuan"][start:].mean())),
            (f"reached.{name}", float(book["beneficiaries"][start:].mean())),
        )
    }
    return task.number, {
        "employed": float(record.indicators["employed"][-12:].mean()),
        "steady": _steady(record),
        "growth": yearly_growth(record.indicators["income"]),
        **books,
    }


def _steady(record: RunRecord) -> float:
    market = sum(record.indicators[f"channel_{name}"][-12:] for name in WAGE_CHANNELS)
    return float((record.indicators["steady_job_share"][-12:] * market).mean())


def _paired(
    given: Sequence[Mapping[str, float]], without: Sequence[Mapping[str, float]], name: str
) -> Estimate:
    differences = np.array([a[name] - b[name] for a, b in zip(given, without, strict=True)])
    return mean_interval(differences)
