"""Two scenarios whose levers do known things, and runs of that function in place of the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from resettle.results.judge.futures import draw_of
from resettle.results.runs.draws import Parameters
from resettle.results.runs.frame import Households, Runs
from resettle.results.runs.table import Variant
from resettle.scenarios import LeverSpec, Scenario, Text, WindowSpec
from tests.results.factory import TARGETS, WHERE, make_scenario, value

A, B, C = "public_welfare_jobs", "training_subsidy", "safety_net"
"""The levers of the fake."""
HOUSEHOLDS = 200
Failing = Callable[[str, int], bool]
Levels = Mapping[str, float]


def lever(name: str, level: float) -> LeverSpec:
    """A lever that does so much; its one setting says how much."""
    setting = {A: "posts", B: "seats", C: "coverage"}[name]
    settings = {setting: value(level, "posts", range=(0.5, 1.5))}
    return LeverSpec(name, (WindowSpec(0, 47, settings, where=WHERE),), WHERE)


def scenario(name: str, levels: Levels, **changes: object) -> Scenario:
    """A scenario with levers at these levels, in an order that is not the catalogue's."""
    titles = {"before": Text("Place: before", "某地：原有政策"), "plan": Text("Place: plan", "某地：新方案")}
    held = {one: lever(one, level) for one, level in levels.items()}
    return make_scenario(
        name, titles.get(name, Text(f"Place: {name}", f"某地：{name}")), levers=held, **changes
    )


def levels_of(one: Scenario) -> dict[str, float]:
    """Level of each lever; 0 for one that is not there."""
    found = {name: next(iter(spec.windows[0].settings.values())).number for name, spec in one.levers.items()}
    return {name: found.get(name, 0.0) for name in (A, B, C)}


class Fake:
    """Evaluates income, work and spending from the levels of the levers.

    Args:
        income: Yuan a head from the levels.
        work: Share of labour in work from the levels.
        jobs: Years of work from the levels.
        failing: Which runs fail.
        luck: Size of the luck that all scenarios of a replication share.
    """

    def __init__(
        self,
        income: Callable[[Levels], float] = lambda at: 10.0 * at[A] + 5.0 * at[B],
        work: Callable[[Levels], float] = lambda at: 0.01 * at[A],
        jobs: Callable[[Levels], float] = lambda at: 100.0 * at[A] + 50.0 * at[B],
        failing: Failing = lambda name, number: False,
        luck: float = 500.0,
    ) -> None:
        self.asked: list[tuple[str, tuple[str, ...], bool]] = []
        self.parameters, self.seed = Parameters("point"), 1
        self._income, self._work, self._jobs = income, work, jobs
        self._failing, self._luck = failing, luck

    def run(
        self,
        variants: Sequence[Variant],
        replications: Sequence[int],
        *,
        households: bool = False,
        record: bool = False,
        stage: str = "runs",
    ) -> Runs:
        self.asked.append((stage, tuple(one.name for one in variants), households))
        rows, kept = [], {}
        for variant in variants:
            for number in replications:
                failed = self._failing(variant.name, number)
                row = {
                    "variant": variant.name,
                    "replication": number,
                    "seed": 1 + number,
                    "draw": draw_of(number),
                    "status": "failed" if failed else "succeeded",
                    "error": "ZeroDivisionError: made to fail" if failed else "",
                    "seconds": 0.1,
                }
                figures = self._figures(levels_of(variant.scenario), number, variant.scenario)
                rows.append(row | {name: np.nan if failed else held for name, held in figures.items()})
                if households and not failed:
                    kept[variant.name, number] = self._households(variant.scenario, number)
        return Runs(pd.DataFrame(rows), kept)

    def _figures(self, at: Levels, number: int, one: Scenario) -> dict[str, float]:
        noise = np.random.default_rng(number)
        income = 12000.0 + self._luck * noise.normal() + self._income(at)
        found = {
            "employment_end": 0.9 + self._work(at),
            "employment_without_posts_end": 0.85 + 0.01 * noise.normal() + self._work(at),
            "income_last_year": income,
            "income_growth": (income / 9000.0) ** (1 / 3) - 1.0,
            "zero_employment": 100.0,
            "spending": 1e6 * (at[A] + at[B] + at[C]),
            "job_years": 1000.0 + self._jobs(at),
            "job_years_without_posts": 1000.0 + self._jobs({**at, A: 0.0}),
            "household_income": 1e5 * income,
            "last_year.income": income,
            "last_year.persons": 1e5,
        }
        for target in one.targets.values():
            found[f"figure.{target.name}"] = income
            found[f"met.{target.name}"] = float(income >= 12200.0)
            if target.concept is not None:
                found |= {f"strict.{target.name}": income - 5000.0, f"strict_met.{target.name}": 0.0}
        return found

    def _households(self, one: Scenario, number: int) -> Households:
        """The poorer half gains what the levers bring, every tenth household of the richer half loses 300."""
        noise = np.random.default_rng(1000 + number)
        base = noise.permutation(np.linspace(2000.0, 40000.0, HOUSEHOLDS))
        gain = 50.0 * levels_of(one)[A]
        last = base * 1.5 + np.where(base < 21000.0, gain, 0.0)
        rich = np.flatnonzero(base >= 21000.0)
        last[rich[::10]] -= 300.0 * (gain > 0.0)
        return Households(base.astype(np.float32), last.astype(np.float32), 20.0)


def pair(before: Levels | None = None, plan: Levels | None = None) -> tuple[Scenario, Scenario]:
    """Reference and plan; by default the plan doubles one lever and adds another."""
    first = scenario("before", {C: 1.0, A: 1.0} if before is None else before)
    second = scenario("plan", {C: 1.0, B: 4.0, A: 5.0} if plan is None else plan)
    return first, second


def bounded(one: Scenario, **bounds: float) -> Scenario:
    """The scenario with other bounds of its targets."""
    held = {
        target.name: replace(
            target, bound=replace(target.bound, value=bounds.get(target.name, target.bound.number))
        )
        for target in TARGETS
    }
    return replace(one, targets=held)
