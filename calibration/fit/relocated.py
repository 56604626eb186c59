"""The calibration problem of this project: relocated people of all China, 2019 to 2024."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from resettle.calibration.evidence.clusters import correlation
from resettle.calibration.evidence.facts import GROUPS, SCENARIO, Fact, as_of
from resettle.calibration.evidence.observation import STATISTICS, measured
from resettle.calibration.fit.priors import FILE as PRIORS
from resettle.calibration.fit.priors import adjustments, priors, split
from resettle.calibration.fit.problem import Problem
from resettle.model.code import digest

if TYPE_CHECKING:
    from resettle.scenarios import Scenario

HOUSEHOLDS = 10_000
"""Households of a run: enough that chance moves income by about one part in a hundred."""


@cache
def scenario() -> Scenario:
    """The scenario that is fitted."""
    from resettle.scenarios import load

    return load(str(SCENARIO))


@dataclass(frozen=True)
class Simulator:
    """Runs the model with fitted behaviour and reads it as statistics would.

    Attributes:
        statistics: Names of what is measured.
        households: Households simulated.
    """

    statistics: tuple[str, ...]
    households: int = HOUSEHOLDS

    def __call__(self, theta: dict[str, float], seed: int) -> dict[str, float]:
        """Statistics by name of one run.

        Args:
            theta: Values of all priors, by name.
            seed: Seed of the run.
        """
        from resettle.model.simulation import ResettlementModel
        from resettle.scenarios.posterior import adjusted

        behaviour, observation = split(theta)
        fitted = scenario()
        scale = min(1.0, self.households / fitted.population["households"].number)
        inputs = adjusted(fitted.inputs(scale=scale), adjustments(), behaviour)
        record = ResettlementModel(inputs, seed=seed).run()
        return measured(record, fitted.period.base_year, observation, self.statistics)


def problem(
    chosen: Iterable[Fact] | None = None,
    households: int = HOUSEHOLDS,
    *,
    origin: int | None = None,
    without: str | None = None,
) -> Problem:
    """What is fitted to what.

    All such problems measure the same and so share their runs, whatever they observe.

    Args:
        chosen: Facts to fit, or to predict; those that the origin knows if left out.
        households: Households of a run.
        origin: Last year whose facts are known; all but the sealed ones are if left out.
        without: Group of facts that is left out.

    Raises:
        ValueError: If there is no such group.
    """
    if without is not None and without not in GROUPS:
        raise ValueError(f"no group {without!r}; there are: {', '.join(GROUPS)}")
    given = [fact for fact in as_of(origin) if fact.use == "fit"] if chosen is None else chosen
    used = tuple(fact for fact in given if fact.group != without)
    unknown, every = priors(), tuple(STATISTICS)
    return Problem(
        parameters=tuple(one.name for one in unknown),
        low=np.array([one.low for one in unknown]),
        high=np.array([one.high for one in unknown]),
        log=np.array([one.log for one in unknown]),
        statistics=tuple(fact.statistic for fact in used),
        observed=np.array([fact.value for fact in used]),
        error_sd=np.array([fact.error for fact in used]),
        discrepancy_sd=np.array([fact.discrepancy for fact in used]),
        simulate=Simulator(every, households),
        version=version(households),
        name="relocated",
        correlation=correlation(used),
        measured=every,
    )


def version(households: int) -> str:
    """Identifies all that a run's numbers depend on beside its parameters and seed."""
    whole = hashlib.sha256(f"{scenario().values_digest} {households} {digest([Path(__file__)])}".encode())
    whole.update(PRIORS.read_bytes())
    return whole.hexdigest()
