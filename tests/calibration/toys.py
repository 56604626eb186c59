"""Small simulators with known answers, to test the engine on."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from resettle.calibration.fit.problem import Problem


def spread_of(variation: float) -> float:
    """Standard deviation of the log of a log-normal variable with this coefficient of variation."""
    return math.sqrt(math.log1p(variation**2))


MATRIX = np.array([[1.0, 0.5, 0.0], [0.0, 1.0, -0.5], [0.3, 0.0, 1.0], [1.0, 1.0, 1.0], [1.0, -1.0, 0.5]])


@dataclass(frozen=True)
class Linear:
    """Statistics that are sums of the parameters, with normal seed noise.

    Attributes:
        noise: Standard deviation between seeds.
    """

    noise: float = 0.05

    def __call__(self, theta: dict[str, float], seed: int) -> dict[str, float]:
        """Statistics of one run."""
        exact = MATRIX @ np.array([theta["first"], theta["second"], theta["third"]])
        noisy = exact + self.noise * np.random.default_rng(seed).standard_normal(len(exact))
        return {f"sum_{number}": float(value) for number, value in enumerate(noisy)}


def linear() -> Problem:
    """Linear toy: with bounds far away, its posterior is normal and known."""
    return Problem(
        parameters=("first", "second", "third"),
        low=np.full(3, -2.0),
        high=np.full(3, 2.0),
        log=np.zeros(3, dtype=np.bool_),
        statistics=tuple(f"sum_{number}" for number in range(5)),
        observed=MATRIX @ np.array([0.5, -0.3, 0.2]),
        error_sd=np.full(5, 0.1),
        discrepancy_sd=np.full(5, 0.1),
        simulate=Linear(),
        version="toy-1",
        name="linear",
    )


@dataclass(frozen=True)
class Bent:
    """A small labour market: shares, levels and growth that bend with the parameters.

    Attributes:
        noise: Seed noise, in parts of each statistic's error.
    """

    noise: float = 0.5

    def __call__(self, theta: dict[str, float], seed: int) -> dict[str, float]:
        """Statistics of one run."""
        finding, leaving = theta["finding"], theta["leaving"]
        rate = finding / (finding + leaving)
        later = rate * (1.0 - np.exp(-3.0 * (finding + leaving)))
        pay = 10.0 * theta["intensity"]
        exact = {
            "rate": rate,
            "rate_early": later,
            "pay": pay * rate,
            "pay_later": pay * rate * (1.0 + theta["growth"]) ** 4,
            "spell": 1.0 / (0.5 + 10.0 * finding),
            "moves": rate * leaving * 10.0,
        }
        noise = np.random.default_rng(seed).standard_normal(len(exact))
        pairs = zip(exact.items(), noise, strict=True)
        return {name: float(value + self.noise * BENT_ERRORS[name] * draw) for (name, value), draw in pairs}


BENT_ERRORS = {"rate": 0.02, "rate_early": 0.03, "pay": 0.2, "pay_later": 0.3, "spell": 0.05, "moves": 0.05}
BENT_TRUTH = {"finding": 0.2, "leaving": 0.04, "intensity": 0.8, "growth": 0.05}


def bent(noise: float = 0.5) -> Problem:
    """Bent toy, observed without error at `BENT_TRUTH`."""
    errors = np.array(list(BENT_ERRORS.values()))
    exact = Bent(0.0)(BENT_TRUTH, 0)
    return Problem(
        parameters=tuple(BENT_TRUTH),
        low=np.array([0.05, 0.01, 0.4, -0.05]),
        high=np.array([0.6, 0.15, 1.2, 0.15]),
        log=np.array([True, True, False, False]),
        statistics=tuple(BENT_ERRORS),
        observed=np.array([exact[name] for name in BENT_ERRORS]),
        error_sd=errors,
        discrepancy_sd=0.5 * errors,
        simulate=Bent(noise),
        version=f"toy-1 noise {noise}",
        name="bent",
    )
