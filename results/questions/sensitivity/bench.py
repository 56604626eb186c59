"""Runs that a sensitivity analysis needs, as arrays of outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from resettle.results.judge.ensemble import PairedRuns
from resettle.results.judge.outcomes import Outcome
from resettle.results.questions.sensitivity.inputs import RangedInput, values_at
from resettle.results.runs.asking import Asking
from resettle.results.runs.table import Variant
from resettle.results.statistics.intervals import FloatArray
from resettle.scenarios import Scenario


@dataclass(frozen=True)
class Bench:
    """Runs one scenario with some inputs moved and nothing else drawn.

    Attributes:
        asking: Runs what is needed.
        scenario: The scenario as it was asked for.
        outcomes: What is read off each run.
        scale: Part of the population that is simulated.
    """

    asking: Asking
    scenario: Scenario
    outcomes: tuple[Outcome, ...]
    scale: float

    def figures(
        self, inputs: Sequence[RangedInput], positions: FloatArray, replications: Sequence[int], stage: str
    ) -> FloatArray:
        """Outcomes at some positions, all points under the same seeds.

        Args:
            inputs: The inputs that are moved; the others stay at the centre.
            positions: Their positions, shape (points, inputs).
            replications: Numbers of the replications, rising.
            stage: Name of the work, for the progress.

        Returns:
            Shape (points, replications, outcomes), each in its unit; NaN for a run that failed.
        """
        still = replace(self.scenario, uncertainty="none")
        variants = [
            Variant(f"{stage} {number}", still, values_at(inputs, row), self.scale)
            for number, row in enumerate(positions.tolist())
        ]
        frame = self.asking.run(variants, replications, stage=stage).frame
        runs = PairedRuns.of(frame, [variant.name for variant in variants], replications)
        return np.stack([runs.array(one.column) for one in self.outcomes], axis=-1)


def part_simulated(asking: Asking, scenario: Scenario, households: int) -> float:
    """Part of the population that is simulated: what was asked for, or so many households."""
    if asking.scale is not None:
        return asking.scale
    return min(1.0, households / scenario.population["households"].number)
