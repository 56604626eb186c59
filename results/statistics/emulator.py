"""Emulators: quick stand-ins for the simulator that know how wrong they may be.

Every statistic gets its own surface: linear, quadratic, or quadratic with a Gaussian process.
Cross-validation chooses, with runs at one point kept in one fold. The cross-validated residuals
also give the emulator's error, and its correlation between statistics; replicated runs say how
much of that is chance.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from resettle.results.statistics.surfaces import (
    Basis,
    Floats,
    Scales,
    Surface,
    basis_of,
    find_scales,
    fit_polynomial,
    fit_with_process,
)

KINDS = ("linear", "quadratic", "quadratic+gp")

FOLDS = 5
"""Parts that the runs are split into for cross-validation."""

GP_GAIN = 0.05
"""Gain in mean log score (nats per run) that a Gaussian process must bring to be preferred."""

LACK_THAT_MATTERS = 0.05
"""A Gaussian process is tried where lack of fit exceeds this part of the variance of seeds and error."""

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Emulator:
    """Emulators of all statistics around one region.

    Attributes:
        surfaces: One per statistic.
        kinds: What each is, one of `KINDS`.
        noise_sd: Seed noise of each statistic.
        lack: Cross-validated variance beyond seed noise and the average uncertainty of the surface itself.
        inflation: Factor that brings each surface's variances to the cross-validated size, at least 1.
        cv_sd: Cross-validated error of each, seed noise included.
        explained: Share of variance that cross-validated predictions explain.
        correlation: Correlation of cross-validated errors between statistics.
        runs: Number of runs it learned from.
    """

    surfaces: tuple[Surface, ...]
    kinds: tuple[str, ...]
    noise_sd: Floats
    lack: Floats
    inflation: Floats
    cv_sd: Floats
    explained: Floats
    correlation: Floats
    runs: int

    def predict(self, unit: Floats) -> tuple[Floats, Floats]:
        """Expected statistics and the emulator's own standard error.

        Args:
            unit: Positions in the unit cube, shape (m, parameters).

        Returns:
            Both of shape (m, statistics); seed noise is not in the error.
        """
        mean, total = self._total(unit)
        return mean, np.sqrt(np.maximum(total - self.noise_sd**2, 0.0))

    def moments(self, unit: Floats) -> tuple[Floats, Floats]:
        """Mean and covariance of what a new run would give, emulator error and seed noise included."""
        mean, total = self._total(unit)
        sd = np.sqrt(total)
        return mean, sd[:, :, None] * sd[:, None, :] * self.correlation

    def _total(self, unit: Floats) -> tuple[Floats, Floats]:
        known: dict[int, Floats] = {}
        for surface in self.surfaces:
            if id(surface.basis) not in known:
                known[id(surface.basis)] = surface.basis.coordinates(unit)
        pairs = [surface.predict(unit, known[id(surface.basis)]) for surface in self.surfaces]
        mean = np.stack([pair[0] for pair in pairs], axis=1)
        variance = np.stack([pair[1] for pair in pairs], axis=1)
        return mean, np.maximum(variance * self.inflation, self.noise_sd**2)


def fit_emulator(
    unit: Floats, values: Floats, points: Integers, error_sd: Floats, noise_sd: Floats | None = None
) -> Emulator:
    """Fit and choose an emulator for every statistic.

    Args:
        unit: Positions of the runs in the unit cube, shape (runs, parameters).
        values: Their statistics, shape (runs, statistics).
        points: A number for each run, the same for replicates at one point.
        error_sd: Error of the observations; it says which lack of fit matters.
        noise_sd: Seed noise, if known from elsewhere; else estimated from the replicates.

    Raises:
        ValueError: If there are fewer runs than parameters + 10.
    """
    if len(unit) < unit.shape[1] + 10:
        raise ValueError(f"{len(unit)} runs are too few to learn {unit.shape[1]} parameters from")
    noise = seed_noise(values, points) if noise_sd is None else noise_sd
    training = _Training(unit, points)
    chosen = [
        _choose(training, column, float(noise[k]), float(error_sd[k])) for k, column in enumerate(values.T)
    ]
    residuals = np.stack([choice[2] for choice in chosen], axis=1)
    cv_sd = np.sqrt(np.mean(residuals**2, axis=0))
    noise = np.minimum(noise, cv_sd) if noise_sd is None else noise
    inflation = np.array([max(1.0, float(np.mean(c[2] ** 2 / c[3]))) for c in chosen])
    return Emulator(
        surfaces=tuple(choice[1] for choice in chosen),
        kinds=tuple(choice[0] for choice in chosen),
        noise_sd=noise,
        lack=np.maximum(cv_sd**2 - noise**2, 0.0),
        inflation=inflation,
        cv_sd=cv_sd,
        explained=1.0 - cv_sd**2 / np.maximum(values.var(axis=0), 1e-300),
        correlation=_correlation(residuals),
        runs=len(unit),
    )


def seed_noise(values: Floats, points: Integers) -> Floats:
    """Standard deviation between runs that differ by the seed only, pooled; 0 without replicates."""
    _, member, counts = np.unique(points, return_inverse=True, return_counts=True)
    sums = np.zeros((len(counts), values.shape[1]))
    np.add.at(sums, member, values)
    apart = values - (sums / counts[:, None])[member]
    freedom = int((counts - 1).sum())
    return np.sqrt((apart**2).sum(axis=0) / freedom) if freedom else np.zeros(values.shape[1])


class _Training:
    """Runs to learn from, in folds; bases are made once for all statistics.

    Replicates share a fold; which points do is drawn by lot.
    """

    def __init__(self, unit: Floats, points: Integers) -> None:
        _, member = np.unique(points, return_inverse=True)
        order = np.random.default_rng(0).permutation(int(member.max()) + 1)
        self.unit = unit
        folds = order[member] % FOLDS
        self.left_out = [folds == fold for fold in range(FOLDS)]
        self.bases: dict[int, list[Basis]] = {
            degree: [basis_of(unit[~out], degree) for out in self.left_out] for degree in (1, 2)
        }
        self.whole: dict[int, Basis] = {degree: basis_of(unit, degree) for degree in (1, 2)}

    def cross_validate(self, degree: int, values: Floats, fit: Fitting) -> tuple[Floats, Floats]:
        """Residuals and predicted variances of runs that the surface did not learn from."""
        residuals, variances = np.empty(len(values)), np.empty(len(values))
        for out, basis in zip(self.left_out, self.bases[degree], strict=True):
            mean, variance = fit(basis, self.unit[~out], values[~out]).predict(self.unit[out])
            residuals[out], variances[out] = values[out] - mean, np.maximum(variance, 1e-300)
        return residuals, variances


Fitting = Callable[[Basis, Floats, Floats], Surface]
"""(basis, positions, values) -> surface."""


def _plain(basis: Basis, unit: Floats, values: Floats) -> Surface:
    return fit_polynomial(basis, values)


def _with_process(scales: Scales, basis: Basis, unit: Floats, values: Floats) -> Surface:
    return fit_with_process(basis, unit, values, scales)


def _choose(
    training: _Training, values: Floats, noise: float, error: float
) -> tuple[str, Surface, Floats, Floats]:
    """Best kind by cross-validated log score: its name, surface, residuals and variances."""
    if float(values.std()) <= 1e-12 * max(1.0, abs(float(values.mean()))):  # the same in every run
        flat = fit_polynomial(training.whole[1], values)
        return "linear", flat, values - values.mean(), np.full(len(values), flat.noise)
    degree, (residuals, variances) = max(
        ((degree, training.cross_validate(degree, values, _plain)) for degree in (1, 2)),
        key=lambda candidate: _log_score(*candidate[1]),
    )
    lack = float(np.mean(residuals**2)) - noise**2
    if lack > LACK_THAT_MATTERS * (error**2 + noise**2):
        least = _log_score(residuals, variances) + GP_GAIN
        scales = find_scales(training.whole[2], training.unit, values)
        errors = training.cross_validate(2, values, partial(_with_process, scales))
        if _log_score(*errors) > least - 2 * GP_GAIN:  # near enough for the longer search
            each = find_scales(training.whole[2], training.unit, values, scales)
            other = training.cross_validate(2, values, partial(_with_process, each))
            if _log_score(*other) > _log_score(*errors):
                scales, errors = each, other
        if _log_score(*errors) > least:
            surface = fit_with_process(training.whole[2], training.unit, values, scales)
            return "quadratic+gp", surface, *errors
    return KINDS[degree - 1], fit_polynomial(training.whole[degree], values), residuals, variances


def _log_score(residuals: Floats, variances: Floats) -> float:
    """Mean log density of residuals, variances being widened to the size of the residuals if too narrow."""
    spread = variances * max(1.0, float(np.mean(residuals**2 / variances)))
    return float(np.mean(-0.5 * np.log(spread) - 0.5 * residuals**2 / spread))


def _correlation(residuals: Floats) -> Floats:
    """Correlation, drawn a little towards independence the fewer runs there are."""
    count, size = residuals.shape
    scaled = residuals / np.maximum(np.sqrt(np.mean(residuals**2, axis=0)), 1e-300)
    weight = size / (size + count)
    correlation = (1.0 - weight) * (scaled.T @ scaled) / count
    np.fill_diagonal(correlation, 1.0)
    return np.asarray(correlation)
