"""Runs of an analytic function of the levers of a bundled plan, in place of the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace

import numpy as np
import pandas as pd

from resettle import scenarios
from resettle.results.questions.explore.request import Request
from resettle.results.runs.draws import Parameters
from resettle.results.runs.frame import Runs
from resettle.results.runs.table import Variant
from resettle.scenarios.settable import inputs_of
from tests.fit import FIT

PLAN = scenarios.load("hanyin")
AMOUNTS = {one.lever: one.central for one in inputs_of(PLAN).values() if one.scale}
SMALL = Request(PLAN, top=3, points=20, futures=24)


def figures(times: Mapping[str, float], future: int) -> dict[str, float]:
    """Training saturates, posts help those without work, works relief costs; nothing else does anything."""
    luck = np.random.default_rng([future, 8]).normal(size=5)
    noise = np.random.default_rng([future, *(int(1e4 * one) for one in times.values())]).normal(size=5)
    training, posts, relief = (
        times[name] - 1.0 for name in ("training_subsidy", "public_welfare_jobs", "works_relief")
    )
    made = {
        "one_employed": 0.995 + 0.004 * luck[0] + 0.003 * training - 0.001 * training**2 + 0.002 * posts,
        "zero_employment_cleared": 36.0 + 9.0 * luck[1] - 6.0 * posts - 2.0 * training * posts,
        "skills_per_worker": 0.9 + 0.1 * luck[2] + 0.1 * training * (1.0 + 0.3 * luck[2]),
        "risk_found": 0.95 + 0.02 * luck[3] + 0.01 * relief,
        "no_mass_return": 0.002 + 0.001 * luck[4] ** 2,
    }
    sizes = {"zero_employment_cleared": 1.0, "skills_per_worker": 0.005}
    row: dict[str, float] = {}
    for (name, value), chance in zip(made.items(), noise, strict=True):
        target = PLAN.targets[name]
        better = 1.0 if target.sense in ("at_least", "above") else -1.0
        figure = value if name == "no_mass_return" else value + sizes.get(name, 2e-4) * chance
        row[f"figure.{name}"] = figure
        row[f"met.{name}"] = float(better * (figure - target.bound.number) >= 0.0)
    row["spending"] = row["spent_year.2022"] = 1e7 * (3.0 + training + 2.0 * posts + relief + 0.2 * luck[0])
    return row


class FakeAsking:
    """Evaluates `figures` where the model would run.

    Args:
        failing: Replications that fail.
    """

    def __init__(self, failing: Sequence[int] = ()) -> None:
        self.seed, self.scale = 1, None
        self.parameters = Parameters("posterior", FIT)
        self.stages: dict[str, int] = {}
        self.crew = SimpleNamespace(workers=2)
        self._failing = set(failing)

    def run(self, variants: Sequence[Variant], replications: Sequence[int], *, stage: str) -> Runs:
        self.stages[stage] = len(variants) * len(replications)
        rows = []
        for variant in variants:
            own = {one.lever: one.central for one in inputs_of(variant.scenario).values() if one.scale}
            times = {name: own[name] / amount for name, amount in AMOUNTS.items()}
            for number in replications:
                status = "failed" if number in self._failing else "succeeded"
                row = {
                    "variant": variant.name, "replication": number, "seed": 1 + number, "draw": number,
                    "status": status, "error": "", "seconds": 0.1,
                }  # fmt: skip
                rows.append(row | figures(times, number))
        return Runs(pd.DataFrame(rows))
