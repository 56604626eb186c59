"""Surfaces: one statistic as a smooth function of some parameters, with an error bar.

A ridge polynomial of degree one or two in the positions of the parameters, or a quadratic one with a
Gaussian process on its residuals. Positions are those in the unit cube, 0 to 1 over the range of each
parameter. Polynomials of several statistics share a basis, so that a position is turned into features
once for all of them.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ALPHAS = np.logspace(-6, 3, 19)
"""Ridge penalties that are tried, per run."""

GP_POINTS = 400
"""Most runs a Gaussian process learns from; beyond some 500 it is not worth its time."""

GP_SEARCH_POINTS = 200
"""Runs that its length scales are sought on."""


@dataclass(frozen=True)
class Basis:
    """Orthogonal coordinates of polynomial features over the runs of a training set.

    Attributes:
        degree: 1 or 2.
        centre: Mean of the positions that it learned from.
        spread: Their standard deviation.
        shift: Mean of the features.
        stretch: Their standard deviation.
        left: Coordinates of the training runs, divided by `singular`; shape (runs, rank).
        singular: Singular values of the standardised features.
        right: Features to coordinates; shape (features, rank).
    """

    degree: int
    centre: Floats
    spread: Floats
    shift: Floats
    stretch: Floats
    left: Floats
    singular: Floats
    right: Floats
    pairs: tuple[NDArray[np.intp], NDArray[np.intp]]

    def standard(self, unit: Floats) -> Floats:
        """Positions, standardised by the training runs."""
        return (unit - self.centre) / self.spread

    def coordinates(self, unit: Floats) -> Floats:
        """Coordinates of positions, shape (m, rank)."""
        rows = _features(self.standard(unit), self.degree, self.pairs)
        return ((rows - self.shift) / self.stretch) @ self.right


def basis_of(unit: Floats, degree: int) -> Basis:
    """Basis of polynomials of degree 1 or 2 over the positions of runs."""
    centre, spread = unit.mean(axis=0), np.maximum(unit.std(axis=0), 1e-9)
    pairs = np.triu_indices(unit.shape[1])
    raw = _features((unit - centre) / spread, degree, pairs)
    shift, stretch = raw.mean(axis=0), np.maximum(raw.std(axis=0), 1e-9)
    left, singular, right = np.linalg.svd((raw - shift) / stretch, full_matrices=False)
    kept = singular > 1e-10 * singular.max(initial=1e-300)
    return Basis(degree, centre, spread, shift, stretch, left[:, kept], singular[kept], right[kept].T, pairs)


def _features(z: Floats, degree: int, pairs: tuple[NDArray[np.intp], NDArray[np.intp]]) -> Floats:
    if degree == 1:
        return z
    return np.concatenate([z, z[:, pairs[0]] * z[:, pairs[1]]], axis=1)


class Surface(Protocol):
    """A fitted mean with its variance."""

    @property
    def basis(self) -> Basis:
        """Basis whose coordinates it reads."""

    def predict(self, unit: Floats, coordinates: Floats | None = None) -> tuple[Floats, Floats]:
        """Mean, and variance of a new run about it, seed noise included.

        Args:
            unit: Positions, shape (m, parameters).
            coordinates: Those of the basis at these positions, if they are known already.
        """


@dataclass(frozen=True)
class Polynomial:
    """A ridge polynomial; the penalty is chosen by leave-one-out errors.

    Attributes:
        basis: Its basis.
        intercept: Mean of the statistic.
        weights: Slope along each coordinate.
        doubt: Variance of each slope, in units of `noise`.
        noise: Variance of residuals.
    """

    basis: Basis
    intercept: float
    weights: Floats
    doubt: Floats
    noise: float

    def predict(self, unit: Floats, coordinates: Floats | None = None) -> tuple[Floats, Floats]:
        """Mean, and variance of a new run about it."""
        at = self.basis.coordinates(unit) if coordinates is None else coordinates
        return self.intercept + at @ self.weights, self.noise * (1.0 + np.square(at) @ self.doubt)


def fit_polynomial(basis: Basis, values: Floats) -> Polynomial:
    """Fit a ridge polynomial to the values of the runs that a basis was made from."""
    count, intercept, singular = len(values), float(values.mean()), basis.singular
    inner = basis.left.T @ (values - intercept)
    best: tuple[float, float, Floats, float] | None = None
    for alpha in ALPHAS * count:
        shrink = singular**2 / (singular**2 + alpha)
        leverage = 1.0 / count + np.square(basis.left) @ shrink
        residuals = values - intercept - basis.left @ (shrink * inner)
        error = float(np.mean(np.square(residuals / np.maximum(1e-6, 1.0 - leverage))))
        if best is None or error < best[0]:
            freedom = max(1.0, count - 1.0 - float(shrink.sum()))
            best = error, float(alpha), shrink, float(residuals @ residuals) / freedom
    assert best is not None
    _, alpha, shrink, noise = best
    weights = shrink * inner / singular
    return Polynomial(basis, intercept, weights, 1.0 / (singular**2 + alpha), max(noise, 1e-300))


@dataclass(frozen=True)
class Scales:
    """What a Gaussian process is tuned by: Matern 5/2, in units of the residuals' standard deviation.

    Attributes:
        amplitude: Variance of the smooth part.
        lengths: Length scale along each standardised parameter.
        noise: Variance of the rough part.
    """

    amplitude: float
    lengths: Floats
    noise: float


@dataclass(frozen=True)
class WithProcess:
    """A quadratic polynomial and a Gaussian process on its residuals.

    The exact variance of a process costs the square of its runs at every position. It is smooth, so
    its logarithm is kept as a quadratic in the same coordinates, fitted between the runs.

    Attributes:
        trend: The polynomial.
        scales: What the process is tuned by.
        learned: Standardised positions that it learned from, divided by the length scales.
        weights: Weight of each in the mean.
        unit_sd: Standard deviation that the residuals were divided by.
        spread: Mean log variance, in units of `unit_sd`.
        spread_weights: Its slope along each coordinate.
        spread_bounds: Least and largest log variance.
    """

    trend: Polynomial
    scales: Scales
    learned: Floats
    weights: Floats
    unit_sd: float
    spread: float
    spread_weights: Floats
    spread_bounds: tuple[float, float]

    @property
    def basis(self) -> Basis:
        """Basis of the polynomial."""
        return self.trend.basis

    def predict(self, unit: Floats, coordinates: Floats | None = None) -> tuple[Floats, Floats]:
        """Mean, and variance of a new run about it."""
        at = self.basis.coordinates(unit) if coordinates is None else coordinates
        mean = self.trend.intercept + at @ self.trend.weights
        cross = _matern(self.basis.standard(unit) / self.scales.lengths, self.learned, self.scales.amplitude)
        spread = np.clip(self.spread + at @ self.spread_weights, *self.spread_bounds)
        return mean + self.unit_sd * (cross @ self.weights), self.unit_sd**2 * np.exp(spread)


def fit_with_process(basis: Basis, unit: Floats, values: Floats, scales: Scales) -> WithProcess:
    """Fit a quadratic polynomial and a Gaussian process.

    Args:
        basis: Basis of degree 2 over `unit`.
        unit: Positions of the runs; the last ones matter most if there are too many.
        values: Their statistic.
        scales: What the process is tuned by; see `find_scales`.
    """
    trend = fit_polynomial(basis, values)
    kept = slice(max(0, len(unit) - GP_POINTS), None)
    left = values[kept] - trend.predict(unit[kept])[0]
    unit_sd = max(float(left.std()), 1e-300)
    left = left / unit_sd
    scaled = basis.standard(unit[kept]) / scales.lengths
    covariance = _matern(scaled, scaled, scales.amplitude)
    covariance[np.diag_indices_from(covariance)] += scales.noise + 1e-8
    root = np.linalg.inv(np.linalg.cholesky(covariance)).T
    between = _between(unit)
    cross = _matern(basis.standard(between) / scales.lengths, scaled, scales.amplitude)
    rest = np.maximum(scales.amplitude - np.square(cross @ root).sum(axis=1), 0.0) + scales.noise
    logs = np.log(rest)
    at = basis.coordinates(between)
    mean, centre = float(logs.mean()), at.mean(axis=0)
    gram = (at - centre).T @ (at - centre) + np.diag(np.full(at.shape[1], 1e-3 * len(at) * at.var()))
    slopes = np.linalg.solve(gram, (at - centre).T @ (logs - mean))
    bounds = float(logs.min()), float(np.log(scales.amplitude + scales.noise))
    weights = root @ (root.T @ left)
    return WithProcess(trend, scales, scaled, weights, unit_sd, mean - centre @ slopes, slopes, bounds)


def _between(unit: Floats) -> Floats:
    """Positions between runs and a little beyond, where nothing was learned."""
    rng = np.random.default_rng(0)
    one, other = rng.integers(len(unit), size=(2, 2 * GP_POINTS))
    steps = rng.uniform(-0.25, 1.25, (2 * GP_POINTS, 1))
    return np.asarray(np.clip(unit[one] + steps * (unit[other] - unit[one]), 0.0, 1.0))


def find_scales(basis: Basis, unit: Floats, values: Floats, start: Scales | None = None) -> Scales:
    """Scales of largest marginal likelihood (scikit-learn): one length for all parameters, or one for each.

    Args:
        basis: Basis of degree 2 over `unit`.
        unit: Positions of the runs.
        values: Their statistic.
        start: Scales with one length, from where one for each is sought; that takes much longer.
    """
    from scipy import optimize
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

    lowest: Any = optimize.minimize  # its overloads know no jac=True with plain callables

    def search(negative: Any, first: Floats, bounds: Any) -> tuple[Floats, float]:
        options = {"maxiter": 30}
        minimum = lowest(negative, first, method="L-BFGS-B", jac=True, bounds=bounds, options=options)
        return np.asarray(minimum.x), float(minimum.fun)

    kept = slice(-GP_SEARCH_POINTS, None)
    left = values[kept] - fit_polynomial(basis, values).predict(unit[kept])[0]
    size = unit.shape[1]
    amplitude, lengths, noise = (
        (0.5, 2.0, 0.5) if start is None else (start.amplitude, start.lengths, start.noise)
    )
    smooth = ConstantKernel(amplitude, (1e-3, 1e3)) * Matern(lengths, (0.3, 1e2), nu=2.5)
    with warnings.catch_warnings():
        # A length scale at its bound is no worry: that parameter has no effect.
        warnings.simplefilter("ignore", ConvergenceWarning)
        process = GaussianProcessRegressor(
            smooth + WhiteKernel(noise, (1e-6, 2.0)), alpha=1e-8, optimizer=search
        )
        kernel = process.fit(basis.standard(unit[kept]), left / max(float(left.std()), 1e-300)).kernel_
    return Scales(
        amplitude=float(kernel.k1.k1.constant_value),
        lengths=np.broadcast_to(kernel.k1.k2.length_scale, (size,)).astype(np.float64),
        noise=float(kernel.k2.noise_level),
    )


def _matern(one: Floats, other: Floats, amplitude: float) -> Floats:
    from scipy.spatial.distance import cdist

    far = np.sqrt(5.0) * cdist(one, other)
    return np.asarray(amplitude * (1.0 + far + far**2 / 3.0) * np.exp(-far))
