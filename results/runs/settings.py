"""What may be set of every question, with the defaults of the command and of the public functions alike."""

from __future__ import annotations

from dataclasses import dataclass

from resettle.model.inputs import DEFAULT_OUTSIDE, Outside
from resettle.results.runs.modes import DEFAULT_MODE, Mode


@dataclass(frozen=True)
class Settings:
    """How a question is worked out; none of it is part of what is asked.

    Attributes:
        seed: Base seed.
        parameters: How parameters are drawn.
        outside: Whether pay, prices and demand since the plan began are foreseen, or taken as published.
        scale: Part of every population that is simulated, in (0, 1]; `None` for what the question or the
            scenario takes by default.
        jobs: Processes; `None` for as many as make it quicker.
        cluster: Address of a cluster that works instead of this computer.

    Raises:
        ValueError: If a number is out of its range, or both processes and a cluster are named.
    """

    seed: int = 1
    parameters: Mode = DEFAULT_MODE
    outside: Outside = DEFAULT_OUTSIDE
    scale: float | None = None
    jobs: int | None = None
    cluster: str | None = None

    def __post_init__(self) -> None:
        if self.seed < 0:
            raise ValueError("seed is at least 0")
        if self.jobs is not None and self.jobs < 1:
            raise ValueError("jobs is at least 1")
        if self.scale is not None and not 0.0 < self.scale <= 1.0:
            raise ValueError("scale lies above 0 and at most at 1")
        if self.jobs is not None and self.cluster is not None:
            raise ValueError("jobs are processes of this computer; name them or a cluster, not both")
