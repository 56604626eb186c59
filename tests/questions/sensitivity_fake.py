"""Something that can be asked for runs and answers with a formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from resettle.results.runs.draws import Parameters
from resettle.results.runs.frame import Runs
from resettle.results.runs.table import Variant
from tests.fit import FIT_HOW

Formula = Callable[[Mapping[str, float], np.random.Generator], dict[str, float]]
"""Numbers that were set and the chance of a seed, to figures by column."""


@dataclass
class Fake:
    """Answers every run with a formula of the numbers that are set and of the chance of the seed."""

    formula: Formula
    seed: int = 1
    parameters: Parameters = FIT_HOW
    scale: float | None = None
    fails: Callable[[Variant, int], bool] = lambda variant, replication: False
    asked: list[tuple[Variant, int]] = field(default_factory=list)

    def run(self, variants: Sequence[Variant], replications: Sequence[int], *, stage: str = "runs") -> Runs:
        rows = []
        for variant in variants:
            for number in replications:
                self.asked.append((variant, number))
                failed = self.fails(variant, number)
                chance = np.random.default_rng(self.seed + number)
                figures = {} if failed else self.formula(dict(variant.values), chance)
                rows.append(
                    {
                        "variant": variant.name,
                        "replication": number,
                        "status": "failed" if failed else "succeeded",
                        **figures,
                    }
                )
        return Runs(pd.DataFrame(rows))
