"""The calibration problem of this project: relocated people of all China, 2019 to 2024."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from resettle.calibration.evidence.facts import SCENARIO, Fact, facts
from resettle.calibration.evidence.observation import measured
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


def problem(chosen: Iterable[Fact] | None = None, households: int = HOUSEHOLDS) -> Problem:
    """What is fitted to what.

    Args:
        chosen: Facts to fit, or to predict; those of use `fit` if left out.
        households: Households of a run.
    """
    used = tuple(facts("fit") if chosen is None else chosen)
    names = tuple(fact.statistic for fact in used)
    unknown = priors()
    return Problem(
        parameters=tuple(one.name for one in unknown),
        low=np.array([one.low for one in unknown]),
        high=np.array([one.high for one in unknown]),
        log=np.array([one.log for one in unknown]),
        statistics=names,
        observed=np.array([fact.value for fact in used]),
        error_sd=np.array([fact.error for fact in used]),
        discrepancy_sd=np.array([fact.discrepancy for fact in used]),
        simulate=Simulator(names, households),
        version=version(households),
        name="relocated",
    )


def version(households: int) -> str:
    """Identifies all that a run's numbers depend on beside its parameters and seed."""
    whole = hashlib.sha256(f"{scenario().digest} {households} {digest([Path(__file__)])}".encode())
    whole.update(PRIORS.read_bytes())
    return whole.hexdigest()
