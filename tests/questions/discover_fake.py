"""Futures of a bundled plan with an analytic verdict in place of the model's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from resettle import scenarios
from resettle.results.judge.futures import draw_of
from resettle.results.runs.draws import Parameters
from resettle.results.runs.frame import Runs
from resettle.results.runs.table import Variant
from resettle.scenarios.futures import futures
from tests.fit import FIT

Misses = Callable[[dict[str, float]], bool]
"""Whether a future misses the first target of the plan."""

PLAN = scenarios.load("guizhou")
FIRST, *OTHERS = PLAN.targets
GROWTH = "behaviour.transfer_growth"
SEATS = "levers.training_subsidy.seats"
PRICES = "parameters.price_drift"
CARE = "parameters.care_cost"


class FakeAsking:
    """Evaluates a function of what each future took where the model would run.

    Args:
        misses: Whether a future misses the first target; the second is missed in every other one, and
            the others in none.
        mode: How parameters are drawn.
        failing: Replications that fail.
    """

    def __init__(self, misses: Misses, mode: str = "posterior", failing: Sequence[int] = ()) -> None:
        self.seed = 5
        self.parameters = Parameters(mode, FIT)  # type: ignore[arg-type]
        self.asked: list[tuple[list[Variant], int]] = []
        self._misses, self._failing = misses, set(failing)

    def run(
        self,
        variants: Sequence[Variant],
        replications: Sequence[int],
        *,
        stage: str = "runs",
    ) -> Runs:
        self.asked.append((list(variants), len(replications)))
        (variant,) = variants
        rows = []
        for number in replications:
            draw = draw_of(number)
            row = {
                "variant": variant.name, "replication": number, "seed": self.seed + number, "draw": draw,
                "status": "succeeded", "error": "", "seconds": 0.1,
            }  # fmt: skip
            if number in self._failing:
                rows.append(row | {"status": "failed", "error": "ValueError: no"})
                continue
            took = futures(variant.scenario, [draw], self.seed, **self.parameters.settings())[0]
            missed = {FIRST: self._misses(took), OTHERS[0]: draw % 2 == 1}
            for name in variant.scenario.targets:
                row |= {
                    f"figure.{name}": float(np.cos(draw)),
                    f"met.{name}": float(not missed.get(name, False)),
                    f"strict_met.{name}": 0.0,
                }
            rows.append(row)
        return Runs(pd.DataFrame(rows))
