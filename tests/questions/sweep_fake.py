"""Runs of an analytic function in place of the model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace

import numpy as np
import pandas as pd

from resettle.results.runs.frame import Runs
from resettle.results.runs.table import Variant

Of = Callable[[dict[str, float], int], dict[str, float]]
"""Figures of a run from the numbers that are set and the replication."""


class FakeAsking:
    """Evaluates a function where the model would run.

    Args:
        of: Figures of a run; raises for a run that fails.
        draws: Replications of each parameter draw; 0 without draws.
    """

    def __init__(self, of: Of, draws: int = 2) -> None:
        self.crew = SimpleNamespace(workers=2)
        self.stages: list[int] = []
        self._of, self._draws = of, draws

    def run(self, variants: Sequence[Variant], replications: Sequence[int], *, stage: str) -> Runs:
        self.stages.append(len(variants) * len(replications))
        rows = []
        for variant in variants:
            for number in replications:
                row = {
                    "variant": variant.name,
                    "replication": number,
                    "seed": 1 + number,
                    "draw": number // self._draws if self._draws else -1,
                    "status": "succeeded",
                    "error": "",
                    "seconds": 0.5,
                }
                try:
                    row |= self._of(dict(variant.values), number)
                except ValueError as error:
                    row |= {"status": "failed", "error": str(error)}
                rows.append(row)
        return Runs(pd.DataFrame(rows))


def luck(replication: int) -> float:
    """The same for a replication at every point."""
    return float(np.random.default_rng(replication).normal())
