"""Emulators of several regions of the parameters: each answers for the region that it learned in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from resettle.calibration.fit.problem import Floats, to_normal
from resettle.results.statistics.emulator import Emulator

CORE = 0.99
"""Probability of the core of the distribution of a wave in which its emulator is used."""


@dataclass(frozen=True)
class Region:
    """An ellipsoid of normal positions: the core of the distribution that a wave was drawn from."""

    centre: Floats
    root: Floats
    radius: float

    @classmethod
    def core(cls, centre: Floats, root: Floats) -> Region:
        """The part of a normal distribution that holds `CORE` of it."""
        return cls(centre, root, float(np.sqrt(chi2.ppf(CORE, len(centre)))))

    def holds(self, normal: Floats) -> NDArray[np.bool_]:
        """Whether each position lies inside."""
        apart = np.linalg.solve(self.root, (normal - self.centre).T)
        return np.asarray(np.square(apart).sum(axis=0) <= self.radius**2)


@dataclass(frozen=True)
class Staged:
    """Emulators of several regions: a position is looked up in the latest region that contains it.

    So a late emulator, which learned around the posterior only, never answers for far positions.
    """

    stages: Sequence[tuple[Region | None, Emulator]]

    @property
    def latest(self) -> Emulator:
        """Emulator of the last region."""
        return self.stages[-1][1]

    def predict(self, unit: Floats) -> tuple[Floats, Floats]:
        """Expected statistics and the emulator's own standard error; see `Emulator.predict`."""
        mean, covariance = self.moments(unit)
        variance = np.diagonal(covariance, axis1=1, axis2=2)
        return mean, np.sqrt(np.maximum(variance - self.latest.noise_sd**2, 0.0))

    def moments(self, unit: Floats) -> tuple[Floats, Floats]:
        """Mean and covariance of what a new run would give; see `Emulator.moments`."""
        size = len(self.latest.surfaces)
        mean, covariance = np.empty((len(unit), size)), np.empty((len(unit), size, size))
        left = np.ones(len(unit), dtype=np.bool_)
        normal = to_normal(unit)
        for region, emulator in reversed(self.stages):
            here = left if region is None else left & region.holds(normal)
            if here.any():
                mean[here], covariance[here] = emulator.moments(unit[here])
            left = left & ~here
        return mean, covariance
