"""A fit of all that is fitted, made of its priors: what tests take where any fit will do."""

from __future__ import annotations

from resettle.calibration.fit.priors import adjustments
from resettle.results.runs.draws import Parameters
from resettle.scenarios.draws import uniform
from resettle.scenarios.posterior import Posterior

_NARROWED = 0.5
"""Part of the width of each prior that the fit leaves, around its middle."""

FIT = Posterior(
    adjustments(),
    tuple(
        tuple(one.from_prior(0.5 + _NARROWED * (uniform(7, row, one.name) - 0.5)) for one in adjustments())
        for row in range(200)
    ),
    digest="f" * 64,
)

FIT_HOW = Parameters("posterior", FIT)
"""Parameters as that fit draws them."""
