"""Which choice does well in most futures, and which unknown would be worth knowing before choosing.

*Regret* of a choice in a future is what the best choice of that future would have brought more (Savage
(1951), Journal of the American Statistical Association 46, 55-67); its *expected shortfall* is the mean of
its worst tenth of futures (Rockafellar and Uryasev (2000), Journal of Risk 2, 21-41).

The *value of information* on one unknown is what could be gained on average by choosing after it is known:
E_x max_a E[value_a | x] - max_a E[value_a] (expected value of partial perfect information; Strong, Oakley
and Brennan (2014), Medical Decision Making 34, 311-326). The inner means are read off regressions of the
differences between choices on the unknown, over futures that were run anyway. A curve through noise finds
value where there is none, so that what such curves find in shuffled futures is taken off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from resettle.results.statistics.intervals import FloatArray

WORST = 0.1
"""Part of the futures that expected shortfall looks at."""

DEGREE = 2
"""Degree of the regressions."""

SHUFFLES = 40
"""Times that futures are shuffled to see what noise alone would be worth."""


@dataclass(frozen=True)
class Regret:
    """How a choice does over futures, in the unit of its values.

    Attributes:
        mean: Its mean.
        shortfall: Mean of its worst tenth of futures.
        largest: Largest regret.
        best: Share of futures in which no other choice does better.
    """

    mean: float
    shortfall: float
    largest: float
    best: float


def regrets(values: FloatArray) -> tuple[Regret, ...]:
    """Regret of each choice.

    Args:
        values: Value of each choice in each future, more is better, [choice, future].

    Raises:
        ValueError: If there is no choice, no future or a gap.
    """
    if values.ndim != 2 or not values.size or not np.isfinite(values).all():
        raise ValueError("regret needs the value of every choice in every future")
    lost = values.max(axis=0) - values
    worst = max(1, round(WORST * values.shape[1]))
    return tuple(
        Regret(
            float(own.mean()),
            float(np.sort(own)[:worst].mean()),
            float(missed.max()),
            float((missed <= 0.0).mean()),
        )
        for own, missed in zip(values, lost, strict=True)
    )


def least_regret(found: Sequence[Regret]) -> int:
    """The choice whose largest regret is smallest."""
    return min(range(len(found)), key=lambda one: (found[one].largest, -found[one].mean))


def worth_knowing(values: FloatArray, unknowns: Mapping[str, FloatArray], seed: int = 1) -> dict[str, float]:
    """What could be gained on average by knowing one unknown before choosing, the largest first.

    Args:
        values: Value of each choice in each future, [choice, future].
        unknowns: What each future took of each unknown, by name.
        seed: Seed of the shuffles.

    Returns:
        For each unknown its worth in the unit of the values; 0 where shuffled futures show as much.

    Raises:
        ValueError: If lengths differ, or there is a gap.
    """
    regrets(values)  # refuses what cannot be judged
    rng = np.random.default_rng([seed, 41])
    order = [rng.permutation(values.shape[1]) for _ in range(SHUFFLES)]
    gains, noise = {}, {}
    for name, taken in unknowns.items():
        if len(taken) != values.shape[1]:
            raise ValueError(f"{name} has {len(taken)} numbers for {values.shape[1]} futures")
        curves = _curves(np.asarray(taken, dtype=np.float64))
        gains[name] = _gain(values, curves)
        noise[name] = [_gain(values, curves[one]) for one in order]
    if not gains:
        return {}
    # of many unknowns some look worth something by chance: the largest of each shuffle says how much
    bar = float(np.quantile(np.max(list(noise.values()), axis=0), 0.95))
    found = {name: gain - float(np.mean(noise[name])) if gain > bar else 0.0 for name, gain in gains.items()}
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def _curves(taken: FloatArray) -> FloatArray:
    """Orthonormal polynomials of an unknown, without the constant, [future, degree]; none if flat."""
    spread = float(taken.std())
    if spread <= 1e-12 * max(1.0, float(np.abs(taken).max())):
        return np.zeros((len(taken), 0))
    standard = (taken - taken.mean()) / spread
    powers = np.stack([standard**power for power in range(DEGREE + 1)], axis=1)
    return np.asarray(np.linalg.qr(powers)[0][:, 1:])


def _gain(values: FloatArray, curves: FloatArray) -> float:
    """What choosing by the curves gains over the best choice on average."""
    reference = int(np.argmax(values.mean(axis=1)))
    apart = values - values[reference]
    means = apart.mean(axis=1)
    told = means[:, None] + ((apart - means[:, None]) @ curves) @ curves.T
    return float(told.max(axis=0).mean() - means.max())
