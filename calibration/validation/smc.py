"""A quick sampler for posteriors that are close to normal: tempered particles.

Repeated fits (changed priors, rolling origins, known parameters) would cost hours with the ensemble sampler
of a calibration. Here particles begin in the prior, which is a standard normal, and the likelihood is let in
by steps that keep half of them effective (Del Moral, Doucet and Jasra 2006, Journal of the Royal Statistical
Society B 68, 411-436). At each step they are moved by proposals that leave the normal distribution with
their own mean and covariance unchanged (Rudolf and Sprungk 2018, Foundations of Computational Mathematics
18, 309-343); where the target is that distribution every move is accepted and forgets where it came from.
At the end proposals stop adapting, so that the last moves keep the posterior exactly, and two groups of
particles that know nothing of each other must agree.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from resettle.calibration.fit.problem import Floats
from resettle.calibration.fit.sampler import CalibrationError, LogDensity
from resettle.model.text import Text, fill

PARTICLES = 1_000
"""Particles, half of them in each of two groups that know nothing of each other."""

MOVES = 6
"""Moves after each step of the likelihood."""

LAST_MOVES = 30
"""Moves after the last one, of which those with an even number are kept once proposals no longer adapt."""

WIDER = 1.2
"""Factor on the covariance of proposals, so that no tail is out of their reach."""

MOST_STEPS = 60
"""Steps after which it gives up."""

APART = 0.25
"""Largest distance between the means of the two groups, in standard deviations."""


@dataclass(frozen=True)
class Particles:
    """Draws of a posterior.

    Attributes:
        draws: Normal positions, shape (draws, columns).
        apart: Largest distance between the means of the two groups, in standard deviations.
        acceptance: Share of the last moves that was accepted.
        steps: Steps in which the likelihood was let in.
    """

    draws: Floats
    apart: float
    acceptance: float
    steps: int


def sample_particles(
    likelihood: LogDensity, size: int, seed: int, count: int = PARTICLES, longer: int = 1
) -> Particles:
    """Sample a standard normal times a likelihood.

    Args:
        likelihood: Log likelihood of rows of positions.
        size: Columns of a position.
        seed: Seed.
        count: Particles; twelve draws of each come back.
        longer: Times as many moves, for posteriors in which particles forget slowly where they came from.

    Raises:
        CalibrationError: If the groups do not agree, or the likelihood cannot be let in.
    """
    groups = [
        _group(likelihood, size, np.random.default_rng([seed, 37, number]), count // 2, longer)
        for number in (0, 1)
    ]
    draws = np.concatenate([group[0] for group in groups])
    means = [group[0].mean(axis=0) for group in groups]
    apart = float(np.max(np.abs(means[0] - means[1]) / draws.std(axis=0)))
    if apart > APART:
        raise CalibrationError(fill(_APART, apart=apart))
    return Particles(draws, apart, float(np.mean([group[1] for group in groups])), groups[0][2])


def _group(
    likelihood: LogDensity, size: int, rng: np.random.Generator, count: int, longer: int
) -> tuple[Floats, float, int]:
    """Draws of one group, the share of its last moves that was accepted, and its steps."""
    places = rng.standard_normal((count, size))
    logs = likelihood(places)
    power = 0.0
    for steps in range(1, MOST_STEPS + 1):
        new = _next_power(logs, power)
        weights = _weights(logs, new - power)
        kept = _systematic(weights, rng)
        centre, root = _moments(places, weights)
        places, logs, power = places[kept], logs[kept], new
        last = power >= 1.0
        stride = 0.9
        rates, stored = [], []
        for move in range(longer * (LAST_MOVES if last else MOVES)):
            places, logs, rate = _moved(likelihood, places, logs, power, centre, root, stride, rng)
            rates.append(rate)
            if not last or move < longer * MOVES:
                stride = float(np.clip(stride * (1.2 if rate > 0.35 else 0.7), 0.05, 0.95))
                centre, root = _moments(places, np.full(count, 1.0 / count))
            elif move % (2 * longer) == 1:
                stored.append(places)
        if last:
            return np.concatenate(stored), float(np.mean(rates)), steps
    raise CalibrationError(fill(_TOO_SLOW, steps=MOST_STEPS))


_APART = Text(
    "two groups of particles end {apart:.2f} standard deviations apart; "
    "several separate answers may fit the facts",
    "两组粒子最终相差{apart:.2f}个标准差；可能有几组不同的参数都符合事实",
)
_TOO_SLOW = Text("the likelihood could not be let in within {steps} steps", "{steps}步内未能完全引入似然函数")


def _moved(
    likelihood: LogDensity,
    places: Floats,
    logs: Floats,
    power: float,
    centre: Floats,
    root: Floats,
    stride: float,
    rng: np.random.Generator,
) -> tuple[Floats, Floats, float]:
    """One move of each particle, by a proposal that a normal distribution does not notice."""
    jump = rng.standard_normal(places.shape) @ root.T
    proposed = centre + np.sqrt(1.0 - stride**2) * (places - centre) + stride * jump
    found = likelihood(proposed)
    gain = power * (found - logs)
    gain += 0.5 * (np.square(places).sum(axis=1) - np.square(proposed).sum(axis=1))
    gain += 0.5 * (_distance(proposed, centre, root) - _distance(places, centre, root))
    taken = np.log(rng.random(len(places))) < gain
    return np.where(taken[:, None], proposed, places), np.where(taken, found, logs), float(taken.mean())


def _distance(places: Floats, centre: Floats, root: Floats) -> Floats:
    """Squared distance from the centre, in the metric of the covariance."""
    return np.asarray(np.square(np.linalg.solve(root, (places - centre).T)).sum(axis=0))


def _moments(places: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Mean and root of the covariance, drawn a little towards its diagonal."""
    centre = weights @ places
    apart = (places - centre) * np.sqrt(weights)[:, None]
    covariance = apart.T @ apart
    shrink = places.shape[1] / (places.shape[1] + 1.0 / np.square(weights).sum())
    mixed = WIDER * (1.0 - shrink) * covariance + WIDER * shrink * np.diag(np.diag(covariance))
    return centre, np.asarray(np.linalg.cholesky(mixed + 1e-9 * np.eye(len(centre))))


def _next_power(logs: Floats, power: float) -> float:
    """Largest power of the likelihood at which half of the particles still count."""
    low, high = power, 1.0
    if _effective(_weights(logs, 1.0 - power)) >= 0.5 * len(logs):
        return 1.0
    for _ in range(40):
        middle = 0.5 * (low + high)
        enough = _effective(_weights(logs, middle - power)) >= 0.5 * len(logs)
        low, high = (middle, high) if enough else (low, middle)
    return max(low, power + 1e-6)


def _weights(logs: Floats, power: float) -> Floats:
    raw = np.exp(power * (logs - logs.max()))
    return np.asarray(raw / raw.sum())


def _effective(weights: Floats) -> float:
    return float(1.0 / np.square(weights).sum())


def _systematic(weights: Floats, rng: np.random.Generator) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Numbers of particles that go on, each about as often as its weight says."""
    ends = np.cumsum(weights)
    ends[-1] = 1.0
    return np.searchsorted(ends, (rng.random() + np.arange(len(weights))) / len(weights))
