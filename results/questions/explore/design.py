"""Where an exploration is run: the plan, both ends of each slider, and points that fill the space between."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from resettle.results.questions.explore.sliders import Slider
from resettle.results.statistics.intervals import FloatArray


def alone(sliders: Sequence[Slider]) -> FloatArray:
    """Each slider at each of its ends and all others as the plan has them, in multiples of the plan."""
    rows = [[end if other is one else 1.0 for other in sliders] for one in sliders for end in one.ends]
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(sliders))


def filling(sliders: Sequence[Slider], count: int, seed: int) -> FloatArray:
    """Points of a scrambled Sobol sequence, in multiples of the plan; always the same for a seed.

    Sobol' (1967), "On the distribution of points in a cube and the approximate evaluation of integrals";
    scrambled as Owen (1998), "Scrambling Sobol' and Niederreiter-Xing points", J. Complexity 14.

    Returns:
        Shape (count, sliders).
    """
    from scipy.stats import qmc

    generator = np.random.default_rng([seed, len(sliders)])
    unit = qmc.Sobol(len(sliders), scramble=True, rng=generator).random_base2(
        max(0, (count - 1).bit_length())
    )
    return _between(sliders, unit[:count])


def anywhere(sliders: Sequence[Slider], count: int, seed: int) -> FloatArray:
    """New positions at which a page is checked, where sliders can stand, in multiples of the plan."""
    generator = np.random.default_rng([seed, len(sliders), count])
    return np.stack([generator.choice(np.array(one.stops), count) for one in sliders], axis=1)


def _between(sliders: Sequence[Slider], unit: FloatArray) -> FloatArray:
    low, high = (np.array([getattr(one, end) for one in sliders]) for end in ("low", "high"))
    return np.asarray(np.round(low + unit * (high - low), 4))
