"""What is fitted to what: unknown parameters, observed statistics, and a simulator between them.

Nothing here knows the model of this project, so that toys with known answers can test the engine.
Three scales of a parameter are in use:

- *theta*: its own unit, between `low` and `high`;
- *unit*: the position in the prior, 0 at `low` and 1 at `high`, along the logarithm where `log` holds;
- *normal*: the standard normal quantile of the unit position. The prior is a standard normal
  there, without walls, which suits samplers and regressions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

Floats = NDArray[np.float64]

Simulate = Callable[[dict[str, float], int], dict[str, float]]
"""(theta by name, seed) -> statistics by name; picklable, and importable by a new process."""

DISCREPANCY = "discrepancy_scale"
"""Name of the sampled factor on all given discrepancies; its prior is half-normal with sd 1."""

RESERVED = frozenset(("key", "seed", "wave", "seconds", "error", DISCREPANCY))
"""Columns of the tables that hold runs and draws."""

EDGE = 1e-9
"""Unit positions are kept that far from 0 and 1, so that normal quantiles stay finite."""


@dataclass(frozen=True)
class Problem:
    """A calibration problem.

    Attributes:
        parameters: Names of the unknowns.
        low: Lower bound of each, in its own unit.
        high: Upper bound of each.
        log: Whether its prior is uniform in the logarithm instead of the value.
        statistics: Names of what is observed.
        observed: Observed value of each, in the statistic's unit.
        error_sd: Standard deviation of its measurement error.
        discrepancy_sd: Standard deviation of what the model is thought to miss of it, before scaling.
        simulate: The simulator. It may return more statistics than are named here.
        version: Identifies all that the simulator's numbers depend on beside theta and seed.
        name: For messages and manifests.
        correlation: Correlation of error and discrepancy between statistics; independent if `None`.
        measured: All that a run gives and that is kept of it, so that problems which differ in what they
            observe share their runs; the statistics alone if empty.

    Raises:
        ValueError: If lengths, names, bounds or standard deviations make no sense.
    """

    parameters: tuple[str, ...]
    low: Floats
    high: Floats
    log: NDArray[np.bool_]
    statistics: tuple[str, ...]
    observed: Floats
    error_sd: Floats
    discrepancy_sd: Floats
    simulate: Simulate
    version: str
    name: str = "problem"
    correlation: Floats | None = None
    measured: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for names in ("parameters", "statistics", "measured"):
            object.__setattr__(self, names, tuple(getattr(self, names)))
        for numbers in ("low", "high", "observed", "error_sd", "discrepancy_sd"):
            object.__setattr__(self, numbers, np.array(getattr(self, numbers), dtype=np.float64))
        object.__setattr__(self, "log", np.array(self.log, dtype=np.bool_))
        if self.correlation is not None:
            object.__setattr__(self, "correlation", np.array(self.correlation, dtype=np.float64))
        for complaint in _complaints(self):
            raise ValueError(f"{self.name}: {complaint}")

    @property
    def kept(self) -> tuple[str, ...]:
        """Names of the numbers that are kept of a run."""
        return self.measured or self.statistics

    @property
    def dimensions(self) -> int:
        """Number of parameters."""
        return len(self.parameters)

    def with_observed(self, observed: ArrayLike) -> Problem:
        """The same problem with other observations."""
        return replace(self, observed=np.array(observed, dtype=np.float64))

    def theta(self, unit: Floats) -> Floats:
        """Values from unit positions; any number of rows, one column per parameter."""
        low, high = np.where(self.log, 1.0, self.low), np.where(self.log, 1.0, self.high)
        straight = low + unit * (high - low)
        ratio = np.where(self.log, self.high, 1.0) / np.where(self.log, self.low, 1.0)
        bent = np.where(self.log, self.low, 1.0) * ratio**unit
        values: Floats = np.clip(np.where(self.log, bent, straight), self.low, self.high)
        return values

    def unit(self, theta: ArrayLike) -> Floats:
        """Unit positions of values; the inverse of `theta`."""
        values = np.asarray(theta, dtype=np.float64)
        floor, ceiling = np.where(self.log, self.low, 1.0), np.where(self.log, self.high, 2.0)
        bent = np.log(np.where(self.log, values, 1.0) / floor) / np.log(ceiling / floor)
        positions: Floats = np.where(self.log, bent, (values - self.low) / (self.high - self.low))
        return positions

    def named(self, theta: Floats) -> dict[str, float]:
        """One row of values by name, as the simulator takes it."""
        return dict(zip(self.parameters, map(float, theta), strict=True))

    def error_covariance(self, scale: Floats) -> Floats:
        """Covariance of measurement error and discrepancy.

        Args:
            scale: Factors on the given discrepancies, shape (m,).

        Returns:
            Shape (m, statistics, statistics).
        """
        variance = self.error_sd**2 + (scale[:, None] * self.discrepancy_sd) ** 2
        if self.correlation is None:
            return np.asarray(variance[:, :, None] * np.eye(len(self.statistics)))
        sd = np.sqrt(variance)
        return np.asarray(sd[:, :, None] * sd[:, None, :] * self.correlation)

    @cached_property
    def run_digest(self) -> str:
        """Identifies what a run's numbers depend on: simulator, names; not what was observed."""
        return _digest([self.version, self.parameters, self.kept])

    @cached_property
    def digest(self) -> str:
        """Identifies the whole problem."""
        numbers = [self.low, self.high, self.log, self.observed, self.error_sd, self.discrepancy_sd]
        correlation = None if self.correlation is None else self.correlation.tolist()
        return _digest(
            [self.run_digest, self.statistics, *(array.tolist() for array in numbers), correlation]
        )

    def run_key(self, theta: Floats, seed: int) -> str:
        """Identifies one run: same key, same numbers."""
        return _digest([self.run_digest, [float(value).hex() for value in theta], int(seed)])

    def description(self) -> dict[str, Any]:
        """Everything but the simulator, as plain data."""
        names = (one.name for one in fields(self) if one.name != "simulate")
        return {name: _plain(getattr(self, name)) for name in names}


def _plain(value: object) -> object:
    if isinstance(value, np.ndarray):
        return value.tolist()
    return list(value) if isinstance(value, tuple) else value


def described(description: dict[str, Any], simulate: Simulate | None = None) -> Problem:
    """A problem from its description; without a simulator it can be studied but not run.

    Raises:
        ValueError: If the description makes no sense.
    """
    try:
        return Problem(**description, simulate=simulate or no_simulator)
    except TypeError as error:
        raise ValueError(f"this describes no problem: {error}") from error


def no_simulator(theta: dict[str, float], seed: int) -> dict[str, float]:
    """Stands in for a simulator that was not given.

    Raises:
        RuntimeError: Always.
    """
    raise RuntimeError("this problem was read from a file: it has no simulator")


def to_normal(unit: Floats) -> Floats:
    """Standard normal quantiles of unit positions."""
    return np.asarray(ndtri(np.clip(unit, EDGE, 1.0 - EDGE)), dtype=np.float64)


def to_unit(normal: Floats) -> Floats:
    """Unit positions of standard normal quantiles."""
    return np.asarray(np.clip(ndtr(normal), EDGE, 1.0 - EDGE), dtype=np.float64)


def scale_of(normal: Floats) -> Floats:
    """Discrepancy scale (half-normal, sd 1) that stands at a standard normal quantile."""
    return to_normal(0.5 + 0.5 * to_unit(normal))


def _digest(data: object) -> str:
    return hashlib.sha256(json.dumps(data).encode()).hexdigest()[:32]


def _complaints(problem: Problem) -> Sequence[str]:
    """What is wrong with a problem; the first one is enough to refuse it."""
    complaints = []
    names = (*problem.parameters, *problem.kept)
    if not problem.parameters or not problem.statistics:
        complaints.append("it needs at least one parameter and one statistic")
    if len(set(names)) != len(names):
        complaints.append("names of parameters and statistics must all differ")
    if missing := set(problem.statistics) - set(problem.kept):
        complaints.append(f"{sorted(missing)[0]} is observed but not measured")
    if taken := RESERVED & set(names):
        complaints.append(f"{sorted(taken)[0]} cannot be the name of a parameter or statistic")
    for field in ("low", "high", "log"):
        if getattr(problem, field).shape != (len(problem.parameters),):
            complaints.append(f"{field} needs one number per parameter")
    for field in ("observed", "error_sd", "discrepancy_sd"):
        if getattr(problem, field).shape != (len(problem.statistics),):
            complaints.append(f"{field} needs one number per statistic")
        elif not np.isfinite(getattr(problem, field)).all():
            complaints.append(f"{field} must be finite")
    if complaints:
        return complaints
    for name, low, high, log in zip(problem.parameters, problem.low, problem.high, problem.log, strict=True):
        if not (np.isfinite([low, high]).all() and low < high):
            complaints.append(f"{name}: low must be below high")
        elif log and low <= 0:
            complaints.append(f"{name}: a logarithmic prior needs low above 0")
    for name, error, discrepancy in zip(
        problem.statistics, problem.error_sd, problem.discrepancy_sd, strict=True
    ):
        if error <= 0 or discrepancy < 0:
            complaints.append(f"{name}: error_sd must be above 0, discrepancy_sd at least 0")
    matrix = problem.correlation
    if matrix is not None and not _is_correlation(matrix, len(problem.statistics)):
        wanted = "a symmetric positive definite matrix with ones on its diagonal"
        complaints.append(f"correlation must be {wanted}")
    return complaints


def _is_correlation(matrix: Floats, size: int) -> bool:
    if matrix.shape != (size, size) or not np.isfinite(matrix).all():
        return False
    symmetric = np.allclose(matrix, matrix.T) and np.allclose(np.diag(matrix), 1.0)
    return symmetric and bool(np.linalg.eigvalsh(matrix).min() > 1e-9)
