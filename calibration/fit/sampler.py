"""The posterior: likelihood of the observations under an emulator, and an ensemble sampler (emcee).

Gaussian likelihood with the sum of measurement error, discrepancy (its scale is sampled too),
emulator error and seed noise as its covariance. Everything is sampled as standard normal
quantiles of the prior, so the prior has no walls. Convergence is the split R-hat over walkers
(Gelman and others, Bayesian Data Analysis, 3rd edition, section 11.4); the chain is lengthened
until that and the effective sample size are good enough, and its first half is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from resettle.calibration.fit.problem import DISCREPANCY, Floats, Problem, scale_of, to_unit
from resettle.model.text import Text, both, join
from resettle.scenarios.language import SaidError

GOOD_RHAT = 1.05
"""Split R-hat up to which chains count as mixed and a posterior is given out; Vehtari et al. (2021), Bayesian
Analysis 16, ask for 1.01 of many short chains, Gelman and Rubin (1992) for 1.1."""

GOOD_ESS = 400.0
"""Effective draws that it needs besides, from which quantiles are stable (Vehtari et al. 2021)."""

ROUGH_RHAT = 1.2
"""Enough for a posterior that the next wave is only placed around."""

FIRST_STEPS = 600
MOST_STEPS = 40_000

STORED = 4
"""One step in so many is kept; neighbours add little that is new."""

START_POINTS = 4_000
"""Draws of the prior among which walkers choose where to start."""

LogDensity = Callable[[Floats], Floats]
"""Log density of each row of positions."""


class CalibrationError(SaidError, RuntimeError):
    """A fit that cannot be finished or trusted, in words for a user."""


class Moments(Protocol):
    """What the likelihood needs of an emulator."""

    def moments(self, unit: Floats) -> tuple[Floats, Floats]:
        """Mean (m, statistics) and covariance (m, statistics, statistics) of what a run would give."""


@dataclass(frozen=True)
class Likelihood:
    """Log likelihood of the observations at positions of parameters and discrepancy scale.

    Attributes:
        problem: The problem.
        emulator: Stands in for its simulator.
    """

    problem: Problem
    emulator: Moments

    def __call__(self, normal: Floats) -> Floats:
        """Log likelihood of rows of normal positions: the parameters, then the discrepancy scale."""
        mean, covariance = self.emulator.moments(to_unit(normal[:, :-1]))
        covariance = covariance + self.problem.error_covariance(scale_of(normal[:, -1]))
        lower = np.linalg.cholesky(covariance)
        apart = _solved(np.asarray(lower, np.float64), self.problem.observed - mean)
        half_logs = np.log(np.diagonal(lower, axis1=1, axis2=2)).sum(axis=1)
        value: Floats = -0.5 * np.square(apart).sum(axis=1) - half_logs
        return np.where(np.isfinite(value), value, -np.inf)


def _solved(lower: Floats, values: Floats) -> Floats:
    """Solves each lower triangle for its row; several times quicker than numpy's solver for any matrix."""
    solved = np.empty_like(values)
    for k in range(values.shape[1]):
        rest = values[:, k] - np.einsum("mi,mi->m", lower[:, k, :k], solved[:, :k])
        solved[:, k] = rest / lower[:, k, k]
    return solved


@dataclass(frozen=True)
class Chains:
    """Draws of a posterior and how far they can be trusted.

    Attributes:
        draws: Normal positions, shape (draws, parameters + 1).
        names: Names of the columns.
        rhat: Split R-hat of each column.
        ess: Effective sample size of each column, of all kept steps.
        autocorrelation: Integrated autocorrelation time of each column, in steps.
        acceptance: Share of moves accepted.
        walkers: Number of walkers.
        steps: Steps taken by each, half of which were dropped.
        thin: Steps between kept draws of a walker.
    """

    draws: Floats
    names: tuple[str, ...]
    rhat: Floats
    ess: Floats
    autocorrelation: Floats
    acceptance: float
    walkers: int
    steps: int
    thin: int


def sample_posterior(
    problem: Problem,
    emulator: Moments,
    seed: int,
    draws: int = 2_000,
    rough: bool = False,
) -> Chains:
    """Sample parameters and discrepancy scale given the observations.

    Args:
        problem: The problem.
        emulator: Stands in for its simulator.
        seed: Seed of the sampler.
        draws: Draws to return.
        rough: See `sample`.

    Raises:
        CalibrationError: If the chains do not agree with each other after the longest run.
    """
    names = (*problem.parameters, DISCREPANCY)
    return sample(Likelihood(problem, emulator), names, seed, draws, rough=rough)


def sample(
    likelihood: LogDensity,
    names: Sequence[str],
    seed: int,
    draws: int = 2_000,
    most_steps: int = MOST_STEPS,
    rough: bool = False,
) -> Chains:
    """Sample a density that is a standard normal times a likelihood.

    Args:
        likelihood: Log likelihood of rows of positions.
        names: A name for each column of positions.
        seed: Seed of the sampler.
        draws: Draws to return.
        most_steps: Steps after which it gives up.
        rough: Whether draws are good enough that only say where the bulk lies; these are never refused.

    Raises:
        CalibrationError: If the chains do not agree with each other after `most_steps`.
    """
    import emcee

    rng = np.random.default_rng([seed, 7])
    size = len(names)
    walkers = 2 * max(16, 2 * size)

    def density(positions: Floats) -> Floats:
        return np.asarray(likelihood(positions) - 0.5 * np.square(positions).sum(axis=1))

    moves = [
        (emcee.moves.DEMove(), 0.8),
        (emcee.moves.DEMove(gamma0=1.0), 0.1),  # leaps between separate answers
        (emcee.moves.StretchMove(), 0.1),
    ]
    sampler = emcee.EnsembleSampler(walkers, size, density, vectorize=True, moves=moves)
    sampler.log_prob_fn = density  # without emcee's wrapper, which prints everything if Ctrl-C falls into it
    sampler.random_state = np.random.RandomState(int(rng.integers(2**31))).get_state()
    state: Any = _start(likelihood, size, walkers, rng)
    steps = min(FIRST_STEPS, most_steps)
    while True:
        more = -(-steps // STORED) - sampler.iteration
        state = sampler.run_mcmc(state, more, thin_by=STORED, skip_initial_state_check=True)
        chain = np.asarray(sampler.get_chain())[sampler.iteration // 2 :]
        rhat, tau = split_rhat(chain), autocorrelation_time(chain)
        ess = chain.shape[0] * walkers / tau
        if rhat.max() <= (ROUGH_RHAT if rough else GOOD_RHAT) and (rough or ess.min() >= GOOD_ESS):
            break
        if rough and 10 * steps >= most_steps:
            break
        if steps >= most_steps:
            raise CalibrationError(_not_converged(names, rhat, ess, steps))
        steps = min(3 * steps // 2, most_steps)
    thin = max(1, len(chain) // -(-draws // walkers))
    flat = chain[::-1][::thin].reshape(-1, size)
    picked = rng.choice(len(flat), draws, replace=len(flat) < draws)
    return Chains(
        draws=flat[picked],
        names=tuple(names),
        rhat=rhat,
        ess=ess,
        autocorrelation=STORED * tau,
        acceptance=float(np.mean(sampler.acceptance_fraction)),
        walkers=walkers,
        steps=steps,
        thin=STORED * thin,
    )


def _start(likelihood: LogDensity, size: int, walkers: int, rng: np.random.Generator) -> Floats:
    """Starts spread over the better part of the prior, so that walkers can disagree about modes."""
    positions = rng.standard_normal((START_POINTS, size))
    better = np.argsort(likelihood(positions))[-4 * walkers :]
    return np.asarray(positions[rng.choice(better, walkers, replace=False)])


def split_rhat(chain: Floats) -> Floats:
    """Split R-hat of each column.

    Args:
        chain: Shape (steps, walkers, columns); each half of each walker counts as a chain.
    """
    half = chain.shape[0] // 2
    halves = np.concatenate([chain[:half], chain[half : 2 * half]], axis=1)
    within = halves.var(axis=0, ddof=1).mean(axis=0)
    between = halves.mean(axis=0).var(axis=0, ddof=1)
    return np.asarray(np.sqrt((half - 1) / half + between / np.maximum(within, 1e-300)))


def autocorrelation_time(chain: Floats) -> Floats:
    """Integrated autocorrelation time of each column in steps, at least 1."""
    from emcee.autocorr import integrated_time

    return np.asarray(np.maximum(1.0, np.nan_to_num(integrated_time(chain, quiet=True, tol=0), nan=np.inf)))


def _not_converged(names: Sequence[str], rhat: Floats, ess: Floats, steps: int) -> Text:
    worst = [
        Text(
            f"{name} (R-hat {value:.3f}, {count:.0f} effective draws)",
            f"{name}（R-hat {value:.3f}，有效抽取{count:.0f}次）",
        )
        for value, name, count in sorted(zip(rhat, names, ess, strict=True), reverse=True)[:3]
    ]
    return both(
        "the sampler did not converge in {steps} steps: {worst}; "
        "several separate answers may fit the facts: more runs per wave, or narrower priors, may settle it",
        "抽样{steps}步后仍未收敛：{worst}；可能有几组不同的参数都符合事实：增加每轮模拟次数或收窄先验，或可解决",
        steps=steps,
        worst=join(worst, ", ", "、"),
    )
