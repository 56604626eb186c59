"""Runs that a sensitivity analysis needs, as arrays of figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from resettle.results.questions.sensitivity.inputs import Knob, values_at
from resettle.results.statistics.intervals import FloatArray

if TYPE_CHECKING:
    from resettle.results.judge.outcomes import Outcome
    from resettle.results.runs.draws import Parameters
    from resettle.results.runs.frame import Runs
    from resettle.results.runs.table import Variant
    from resettle.scenarios import Scenario

HOUSEHOLDS = 10_000
"""Households that are simulated when nothing else is asked for; effects are paired, so few are enough."""


class Asks(Protocol):
    """What runs a table of runs; see `results.runs.asking.Asking`."""

    @property
    def seed(self) -> int:
        """Base seed."""

    @property
    def parameters(self) -> Parameters:
        """How parameters are drawn."""

    @property
    def scale(self) -> float | None:
        """Part of the population that is simulated, if it was asked for."""

    def run(self, variants: Sequence[Variant], replications: Sequence[int], *, stage: str = "runs") -> Runs:
        """Run variants, paired by replication."""


@dataclass(frozen=True)
class Bench:
    """Runs one scenario with some inputs moved and nothing else drawn.

    Attributes:
        ask: What runs it.
        scenario: The scenario as it was asked for.
        knobs: The inputs.
        outcomes: The figures.
        scale: Part of the population that is simulated.
    """

    ask: Asks
    scenario: Scenario
    knobs: tuple[Knob, ...]
    outcomes: tuple[Outcome, ...]
    scale: float

    def figures(
        self, places: FloatArray, replications: Sequence[int], stage: str, which: Sequence[int] | None = None
    ) -> FloatArray:
        """Figures at some places.

        Args:
            places: Places of inputs, shape (points, inputs).
            replications: Numbers of the replications: all points have the same luck.
            stage: Name of the work, for the progress.
            which: Positions of the inputs in `knobs`, the others staying at the centre; all if left out.

        Returns:
            Shape (points, replications, outcomes), each in its unit; NaN for a run that failed.
        """
        from resettle.results.runs.table import Variant

        moved = self.knobs if which is None else [self.knobs[number] for number in which]
        still = replace(self.scenario, uncertainty="none")
        variants = [
            Variant(f"{stage} {number}", still, values_at(moved, row), self.scale)
            for number, row in enumerate(places.tolist())
        ]
        return self._array(self.ask.run(variants, replications, stage=stage), variants, replications)

    def _array(self, runs: Runs, variants: Sequence[Variant], replications: Sequence[int]) -> FloatArray:
        good = runs.frame[runs.frame["status"] == "succeeded"].set_index(["variant", "replication"])
        columns = [one.column for one in self.outcomes]
        order = [(variant.name, number) for variant in variants for number in replications]
        values = good.reindex(columns=columns).reindex(order).to_numpy(dtype=np.float64)
        return np.asarray(values.reshape(len(variants), len(replications), len(columns)))


def scale_of(ask: Asks, scenario: Scenario, households: int) -> float:
    """Part of the population that is simulated: what was asked for, or so many households."""
    if ask.scale is not None:
        return ask.scale
    return min(1.0, households / scenario.population["households"].number)
