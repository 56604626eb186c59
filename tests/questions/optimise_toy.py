"""A plan whose runs are a formula, so that the cheapest mix is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from resettle.model.levers import LEVERS
from resettle.results.judge.measures import MEASURES
from resettle.results.runs.draws import Design
from resettle.results.runs.frame import Runs
from resettle.results.runs.table import Variant
from resettle.scenarios import Scenario, load

CHOSEN = ("training_subsidy", "labour_cooperation", "works_relief", "industry_projects")
"""Levers of the toy; the others of the plan are kept as they are stated."""

TARGET = "income_growth_15"


@cache
def plan() -> Scenario:
    return load("guizhou")


def path(lever: str) -> str:
    return f"levers.{lever}.{LEVERS[lever].scale}"


def kept() -> tuple[str, ...]:
    return tuple(name for name in plan().levers if name not in CHOSEN)


def stated(lever: str) -> float:
    return plan().levers[lever].in_force[-1].settings[LEVERS[lever].scale].number


@dataclass
class Toy:
    """Meets its target where base + strengths . x + together x0 x1 is above the future's own demand.

    x is each lever's setting over three times what the plan states, so that 0 <= x <= 1, and demands are
    logistic: the probability of a mix is a logistic function of the sum.

    Attributes:
        strengths: What each of `CHOSEN` does at its upper bound.
        costs: What it costs there, in 100 million yuan.
        together: What the first two do together.
        base: Sum of nothing.
        noise: Standard deviation of chance that each mix has of its own.
        broken: Names of variants that fail, by replication.
    """

    strengths: tuple[float, ...] = (3.0, 3.0, 1.0, -0.5)
    costs: tuple[float, ...] = (2.0, 4.0, 6.0, 5.0)
    together: float = 0.0
    base: float = -1.0
    noise: float = 0.0
    broken: frozenset[int] = frozenset()
    scale: float | None = None
    seed: int = 1
    asked: list[tuple[str, int]] = field(default_factory=list)
    made: int = 0

    def shares(self, values: Mapping[str, float]) -> np.ndarray[Any, Any]:
        return np.array([values.get(path(name), stated(name)) / (3.0 * stated(name)) for name in CHOSEN])

    def sum(self, x: np.ndarray[Any, Any]) -> float:
        return float(self.base + np.dot(self.strengths, x) + self.together * x[0] * x[1])

    def probability(self, values: Mapping[str, float]) -> float:
        return float(1.0 / (1.0 + np.exp(-self.sum(self.shares(values)))))

    def cost(self, values: Mapping[str, float]) -> float:
        return 1e8 * float(np.dot(self.costs, self.shares(values)))

    def run(
        self, variants: Sequence[Variant], replications: Sequence[int], *, design: Design, stage: str
    ) -> Runs:
        rows = [self._row(variant, number, design) for variant in variants for number in replications]
        self.asked += [(stage, len(variants) * len(replications))]
        self.made += len(rows)
        return Runs(pd.DataFrame(rows))

    def _row(self, variant: Variant, number: int, design: Design) -> dict[str, Any]:
        values = dict(variant.values)
        x = self.shares(values)
        future = np.random.default_rng([7, self.seed + number])
        own = np.random.default_rng([8, self.seed + number, *(int(1e6 * share) for share in x)])
        gap = self.sum(x) - future.logistic() + self.noise * own.normal()
        failed = number in self.broken
        row: dict[str, Any] = {
            "variant": variant.name, "replication": number, "seed": self.seed + number,
            "draw": design.draw(number), "status": "failed" if failed else "succeeded",
            "error": "ValueError: broken" if failed else "", "seconds": 0.1,
        }  # fmt: skip
        if failed:
            return row
        for name in plan().targets:
            row |= {f"figure.{name}": 1.0, f"met.{name}": 1.0}
            row |= {f"strict.{name}": 0.9, f"strict_met.{name}": 0.0}
        row |= {f"figure.{TARGET}": 0.15 + 0.01 * gap, f"met.{TARGET}": float(gap >= 0.0)}
        row |= {measure.name: 0.5 for measure in MEASURES}
        row |= {"spending": self.cost(values), "employment_end": 0.9 + 0.01 * x[0]}
        return row | {
            f"spent.{name}": 1e8 * price * share
            for name, price, share in zip(CHOSEN, self.costs, x, strict=True)
        }
