"""Regression-adjusted ABC: a posterior straight from the runs, to check the other one against.

Runs near the observations are kept, weighted by an Epanechnikov kernel, and shifted along a
local-linear regression (Beaumont, Zhang and Balding 2002, Genetics 162, 2025-2035). It needs no
emulator and no Gaussian likelihood, but many more runs for the same sharpness: with the few
hundred of a fit it is blurred, so it checks positions rather than widths.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from resettle.calibration.fit.problem import Floats, Problem, scale_of, to_normal, to_unit

COPIES = 10
"""Times that each run is used, with errors and discrepancy drawn anew: they cost nothing."""

EFFECTIVE = 0.25
"""Least share of the runs inside the kernel that must count; else weights are tempered until they do."""


@dataclass(frozen=True)
class Abc:
    """Draws of regression-adjusted ABC.

    Attributes:
        theta: Draws in the parameters' own units, shape (draws, parameters).
        acceptance: Share of the runs inside the kernel, before weighting.
        ess: Effective number of runs behind the draws, copies counted once.
        power: Exponent put on the runs' weights, 1 if they could be used in full. Below 1, the positions that
            later waves looked at count as prior knowledge in part: widths are then not independent.
        distance: Radius of the kernel, in standard deviations of error, discrepancy and noise.
    """

    theta: Floats
    acceptance: float
    ess: float
    power: float
    distance: float


def regression_abc(
    problem: Problem,
    unit: Floats,
    values: Floats,
    weights: Floats,
    noise_sd: Floats,
    seed: int,
    draws: int = 2_000,
    accept: float | None = None,
) -> Abc:
    """Draw from the posterior by ABC with a local-linear adjustment.

    Args:
        problem: The problem.
        unit: Unit positions of finished runs, shape (runs, parameters).
        values: Their statistics, shape (runs, statistics).
        weights: Prior density over the density that the runs were drawn from, up to a factor.
        noise_sd: Seed noise of the statistics; it is in the runs already and only scales distances.
        seed: Seed of errors and resampling.
        draws: Draws to return.
        accept: Share of the runs to keep; by default what leaves 15 a coefficient, a tenth to a half.

    Raises:
        ValueError: If there are too few runs for the regression.
    """
    count, size = values.shape
    if count < 2 * size + 10:
        raise ValueError(f"{count} runs are too few for a regression on {size} statistics")
    rng = np.random.default_rng([seed, 11])
    which = np.repeat(np.arange(count), COPIES)
    scale = scale_of(rng.standard_normal(len(which)))
    lower = np.linalg.cholesky(problem.error_covariance(scale))
    errors = np.einsum("nij,nj->ni", lower, rng.standard_normal((len(which), size)))
    yardstick = np.sqrt(problem.error_sd**2 + problem.discrepancy_sd**2 + noise_sd**2)
    apart = (values[which] + errors - problem.observed) / yardstick
    distance = np.sqrt(np.square(apart).sum(axis=1))
    kept_share = accept or min(0.5, max(0.1, 15.0 * (size + 1) / count))
    radius = float(np.quantile(distance, kept_share)) * (1.0 + 1e-9)
    near = np.maximum(0.0, 1.0 - (distance / radius) ** 2)
    inside = near > 0
    per_run = np.bincount(which, weights=near, minlength=count).astype(np.float64)
    power = _power(per_run, weights)
    kernel = near[inside] * (weights**power)[which[inside]]
    kernel /= kernel.sum()
    normal = to_normal(unit)[which[inside]]
    design = np.column_stack([np.ones(inside.sum()), apart[inside]])
    root = np.sqrt(kernel)[:, None]
    penalty = np.full(size + 1, 1e-3)
    penalty[0] = 0.0
    gram = (design * root).T @ (design * root) + np.diag(penalty)
    slopes = np.linalg.solve(gram, (design * root).T @ (normal * root))
    adjusted = normal - apart[inside] @ slopes[1:]
    picked = rng.choice(len(kernel), draws, p=kernel)
    return Abc(
        theta=problem.theta(to_unit(adjusted[picked])),
        acceptance=float(inside.mean()),
        ess=_effective(per_run * weights**power),
        power=power,
        distance=float(radius),
    )


def _power(near: Floats, weights: Floats) -> float:
    """Largest exponent on the weights that leaves a quarter of the runs inside effective."""
    wanted = EFFECTIVE * float((near > 0).sum())
    low, high = 0.0, 1.0
    if _effective(near * weights) >= wanted:
        return 1.0
    for _ in range(20):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if _effective(near * weights**middle) >= wanted else (low, middle)
    return low


def _effective(weights: Floats) -> float:
    """Effective number of runs with such weights."""
    return float(weights.sum() ** 2 / np.square(weights).sum())
