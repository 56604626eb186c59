"""A plan whose runs are a formula, so that what is best within limits is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from resettle.model.levers import LEVERS
from resettle.results.judge.measures import MEASURES
from resettle.results.questions.optimise import effects
from resettle.results.questions.optimise.choice import plan_years
from resettle.results.runs.draws import Parameters
from resettle.results.runs.frame import Households, Runs
from resettle.results.runs.table import Variant
from resettle.scenarios import Scenario, load

effects.CHAINS, effects.SWEEPS = 12, 60
# Four levers are searched through sooner than the twelve of a plan.

CHOSEN = ("training_subsidy", "labour_cooperation", "works_relief", "industry_projects")
"""Levers of the toy; the others of the plan are kept as they are stated."""

TARGET, OTHER = "income_growth_15", "no_mass_return"

SEARCH, CHECK = range(500_000, 500_024), range(600_000, 600_040)


@cache
def plan() -> Scenario:
    return load("guizhou")


def kept(*chosen: str) -> tuple[str, ...]:
    return tuple(name for name in plan().levers if name not in (chosen or CHOSEN))


def path(lever: str) -> str:
    return f"levers.{lever}.{LEVERS[lever].scale}"


def monthly(scenario: Scenario, lever: str) -> np.ndarray[Any, Any]:
    """What a scenario states of a lever's scale, month by month of the plan."""
    period, one = plan().period, scenario.levers[lever]
    windows = tuple((w.start, w.end, w.settings[LEVERS[lever].scale].number) for w in one.in_force)
    return np.array(
        [
            next((number for start, end, number in windows if start <= month <= end), 0.0)
            for month in range(period.start, period.end + 1)
        ]
    )


@cache
def planned(lever: str) -> np.ndarray[Any, Any]:
    return monthly(plan(), lever)


@dataclass
class Toy:
    """Meets its target where base + strengths . (amounts beyond the plan) is above the future's own demand.

    Amounts are means over the months of the plan, in multiples of what the plan states. Demands are logistic,
    so that the probability of a mix is a logistic function of the sum.

    Attributes:
        strengths: What each lever does for the target, by name.
        costs: What it costs a year in the plan, in 100 million yuan.
        harms: What it does to the other target, in standard deviations of its figure.
        base: Sum of the plan.
        cash: Part of what a lever does for the target that is handed out and not earned, by name.
        incomes: What a lever does for the income of households, in 100 million yuan, by name.
        hidden: Whether incomes are the same in the futures of search and check whatever levers do.
        tasks: Targets that are met just where a lever does not shrink, and the lever.
        later: What is lost a year after the plan for each multiple.
        noise: Standard deviation of chance that each mix has of its own.
        broken: Replications that fail.
        nobody: Targets that count nobody in any run.
    """

    strengths: dict[str, float] = field(
        default_factory=lambda: dict(zip(CHOSEN, (6.0, 3.0, 1.0, -0.5), strict=True))
    )
    costs: dict[str, float] = field(
        default_factory=lambda: dict(zip(CHOSEN, (2.0, 4.0, 6.0, 5.0), strict=True))
    )
    harms: dict[str, float] = field(default_factory=dict)
    base: float = 0.0
    cash: dict[str, float] = field(default_factory=dict)
    incomes: dict[str, float] = field(default_factory=dict)
    hidden: bool = False
    tasks: dict[str, str] = field(default_factory=dict)
    later: float = 0.0
    noise: float = 0.0
    broken: frozenset[int] = frozenset()
    nobody: frozenset[str] = frozenset()
    scale: float | None = None
    seed: int = 1
    parameters: Parameters = field(default_factory=lambda: Parameters("point"))
    asked: list[tuple[str, tuple[int, ...], float | None]] = field(default_factory=list)
    made: int = 0
    folder: Path | None = None

    def amounts(self, scenario: Scenario) -> dict[str, float]:
        return {
            name: float(np.mean(monthly(scenario, name) / planned(name)))
            for name in {*self.strengths, *self.costs}
        }

    def sum(self, amounts: dict[str, float]) -> float:
        return self.base + sum(one * (amounts[name] - 1.0) for name, one in self.strengths.items())

    def run(
        self,
        variants: Sequence[Variant],
        replications: Sequence[int],
        *,
        stage: str,
        households: bool = False,
    ) -> Runs:
        rows, incomes = [], {}
        for variant in variants:
            known = self.amounts(variant.scenario), self._spent(variant.scenario)
            for number in replications:
                rows.append(self._row(variant, number, *known))
                if households and number not in self.broken:
                    base = np.linspace(1e3, 1e4, 40).astype(np.float32)
                    gain = np.float32(100.0 * (known[0][CHOSEN[0]] - 1.0)) * (base < 5e3)
                    incomes[variant.name, number] = Households(base, base + gain, 10.0)
        self.asked.append((stage, tuple(replications), variants[0].scale if variants else None))
        self.made += len(rows)
        return Runs(pd.DataFrame(rows), incomes)

    def _spent(self, scenario: Scenario) -> dict[tuple[str, int], float]:
        years = plan_years(plan().period)
        made = {}
        for name, cost in self.costs.items():
            ratio = (monthly(scenario, name) / planned(name)).reshape(len(years), 12).mean(axis=1)
            made |= {(name, year): 1e8 * cost * float(one) for year, one in zip(years, ratio, strict=True)}
        return made

    def _row(
        self,
        variant: Variant,
        number: int,
        amounts: dict[str, float],
        spent: dict[tuple[str, int], float],
    ) -> dict[str, Any]:
        future = np.random.default_rng([7, self.seed + number])
        own = np.random.default_rng([8, self.seed + number, *(int(1e6 * one) for one in amounts.values())])
        demand, luck = future.logistic(), future.normal()
        gap = self.sum(amounts) - demand + self.noise * own.normal()
        handed = sum(part * self.strengths[name] * (amounts[name] - 1.0) for name, part in self.cash.items())
        failed = number in self.broken
        row: dict[str, Any] = {
            "variant": variant.name, "replication": number, "seed": self.seed + number, "draw": -1,
            "status": "failed" if failed else "succeeded", "error": "ValueError: broken" if failed else "",
            "seconds": 0.1,
        }  # fmt: skip
        if failed:
            return row
        row |= {"last_year.net_income": 1e4 - self.later * (amounts[CHOSEN[0]] - 1.0) + luck}
        row |= {"last_year.below_line_share": 0.02 + 0.001 * luck}
        if not variant.scenario.targets:
            return row
        for name in plan().targets:
            row |= {f"figure.{name}": 1.0, f"met.{name}": 1.0}
            row |= {f"strict.{name}": 0.9, f"strict_met.{name}": 0.0}
        row |= {f"met.{name}": float(amounts[one] > 0.999) for name, one in self.tasks.items()}
        hurt = sum(one * (amounts[name] - 1.0) for name, one in self.harms.items())
        row |= {f"figure.{OTHER}": 0.005 + 0.001 * (luck + hurt), f"met.{OTHER}": 1.0}
        row |= {f"figure.{TARGET}": 0.15 + 0.01 * gap, f"met.{TARGET}": float(gap >= 0.0)}
        row |= {f"earned.{TARGET}": 0.14 + 0.01 * (gap - handed)}
        for name in self.nobody:
            row |= {f"{one}.{name}": np.nan for one in ("figure", "met", "strict", "strict_met", "earned")}
        row |= {measure.name: 0.5 for measure in MEASURES}
        earned = sum(one * (amounts[name] - 1.0) for name, one in self.incomes.items())
        earned *= not (self.hidden and number >= SEARCH[0])
        row |= {"household_income": 1e10 + 1e8 * (luck + earned), "job_years": 1e5 + 1e3 * luck}
        row |= {"spending": sum(spent.values()), "employment_end": 0.9}
        for (name, year), yuan in spent.items():
            row[f"lever_year.{name}_{year}"] = yuan
            row[f"spent.{name}"] = row.get(f"spent.{name}", 0.0) + yuan
            row[f"spent_year.{year}"] = row.get(f"spent_year.{year}", 0.0) + yuan
        return row
