"""Fits again on runs that are kept: other facts, other priors, no new run of the model.

Runs keep all that is measured of them, whatever was fitted, so one emulator of everything serves every fit:
it learns from all runs, and once more from those of the core of the last wave. Its surfaces are polynomials:
Gaussian processes would take minutes to tune and seldom win. A fit then costs a few seconds of the quick
sampler (`smc`), which tests hold against the one that a calibration uses.
Emulator error and seed noise are in its likelihood, so a fit to fewer facts, which reaches where runs are
few, is the less sure of itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter

import numpy as np
import pandas as pd

from resettle.calibration.fit.problem import (
    EDGE,
    Floats,
    Problem,
    scale_of,
    to_normal,
    to_unit,
)
from resettle.calibration.fit.regions import Region, Staged
from resettle.calibration.fit.sampler import CalibrationError, Likelihood, Moments, sample_posterior
from resettle.calibration.validation.smc import PARTICLES, sample_particles
from resettle.model.text import Text, fill
from resettle.results.runs.crew import Crew
from resettle.results.statistics.emulator import Emulator, Integers, fit_emulator
from resettle.scenarios.language import Refused

Report = Callable[[int, int], None]
"""Told how many fits are done, and of how many."""


@dataclass(frozen=True)
class Kept:
    """What was learned of the runs of a calibration.

    Attributes:
        names: What is emulated.
        emulator: Emulators of all of it, in this order.
        runs: Number of runs that succeeded.
    """

    names: tuple[str, ...]
    emulator: Staged
    runs: int

    def of(self, names: Sequence[str]) -> Staged:
        """The emulators of some of it, in the order given."""
        columns = np.array([self.names.index(name) for name in names])
        stages = [(region, only(emulator, columns)) for region, emulator in self.emulator.stages]
        return Staged(tuple(stages))


@dataclass(frozen=True)
class Stretched:
    """An emulator seen through priors that are narrower or wider than those that its runs were drawn from.

    Attributes:
        emulator: The emulator.
        factors: Width of each prior by that of the runs, about the same centre, on the scale on which it is
            even. What lies beyond the runs is taken at the nearest end of them.
    """

    emulator: Moments
    factors: Floats

    def positions(self, unit: Floats) -> Floats:
        """Positions among the runs that stand for positions in the new priors."""
        return np.clip(0.5 + self.factors * (unit - 0.5), EDGE, 1.0 - EDGE)

    def moments(self, unit: Floats) -> tuple[Floats, Floats]:
        """Mean and covariance of what a run would give."""
        return self.emulator.moments(self.positions(unit))


@dataclass(frozen=True)
class Variant:
    """A fit to be made.

    Attributes:
        name: Unique among those that are made together.
        problem: What is fitted to what.
        factors: Width of priors by name, where it is not that of the runs.
    """

    name: str
    problem: Problem
    factors: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Refitted:
    """A fit that was made.

    Attributes:
        name: Name of the variant.
        unit: Draws as positions among the runs, shape (draws, parameters).
        scales: Discrepancy scale of each.
        apart: Largest distance between groups of draws that know nothing of each other, in
            standard deviations.
        seconds: Time that the sampler took.
        error: Why there is none; empty if there is.
    """

    name: str
    unit: Floats
    scales: Floats
    apart: float = 0.0
    seconds: float = 0.0
    error: str = ""


@dataclass(frozen=True)
class Refitting:
    """Makes fits on kept runs."""

    kept: Kept
    seed: int
    draws: int = 2_000

    def __call__(self, variant: Variant, threads: int = 1) -> Refitted:
        """Fit; a sampler that does not converge is told, not raised."""
        started = perf_counter()
        problem = variant.problem
        factors = np.array([variant.factors.get(name, 1.0) for name in problem.parameters])
        emulator = Stretched(self.kept.of(problem.statistics), factors)
        try:
            found, apart = sampled(problem, emulator, self.seed)
        except CalibrationError as error:
            return _failed(variant, str(error))
        draws = found[:: max(1, len(found) // self.draws)][: self.draws]
        unit, seconds = emulator.positions(to_unit(draws[:, :-1])), perf_counter() - started
        return Refitted(variant.name, unit, scale_of(draws[:, -1]), apart, seconds)


ATTEMPTS = ((1, 1), (4, 1), (4, 4))
"""Times as many particles and as many moves in each attempt: even the last takes a minute or two where the
ensemble sampler takes many."""


def sampled(problem: Problem, emulator: Moments, seed: int) -> tuple[Floats, float]:
    """Draws on the normal scale, and how far two groups of them are apart.

    Where the quick sampler does not agree with itself it tries again with more particles and moves; where
    that does not help either, as in a posterior of several lobes, the one of a calibration takes its place,
    which tests its own convergence. No fit is left out because it is hard.

    Raises:
        CalibrationError: If that one does not converge either.
    """
    from threadpoolctl import threadpool_limits

    likelihood, size = Likelihood(problem, emulator), problem.dimensions + 1
    with threadpool_limits(1):  # small matrices: handing them round takes longer than the work
        for more, longer in ATTEMPTS:
            try:
                found = sample_particles(likelihood, size, seed, more * PARTICLES, longer)
            except CalibrationError:
                continue
            return found.draws, found.apart
        return sample_posterior(problem, emulator, seed).draws, 0.0


def refit(
    kept: Kept,
    variants: Sequence[Variant],
    seed: int = 1,
    jobs: int | None = None,
    report: Report | None = None,
) -> dict[str, Refitted]:
    """Fits of all variants by name; those that failed have an error."""
    found: dict[str, Refitted] = {}
    with Crew(jobs) as crew:
        for batch in crew.map(Refitting(kept, seed), variants, lambda one: _failed(one, "the process died")):
            found.update((one.name, one) for one in batch)
            if report is not None:
                report(len(found), len(variants))
    return {one.name: found[one.name] for one in variants}


def _failed(variant: Variant, error: str) -> Refitted:
    return Refitted(variant.name, np.empty((0, variant.problem.dimensions)), np.empty(0), error=error)


def learn(problem: Problem, runs: pd.DataFrame) -> Kept:
    """Emulators of all that runs measure.

    Args:
        problem: Its parameters and all that it measures are those of the runs.
        runs: Runs of a calibration: a column each for wave, parameters and what is measured; if there is a
            column `error`, runs with a message there are left out.

    Raises:
        ValueError: If there are too few runs, or something is not measured.
    """
    if missing := [name for name in (*problem.parameters, *problem.kept) if name not in runs]:
        silent = Text(
            "the runs that are kept say nothing of {name}; calibrate again",
            "保留的模拟中没有{name}；请重新校准",
        )
        raise Refused(fill(silent, name=missing[0]))
    good = runs[runs["error"] == ""] if "error" in runs else runs
    unit = problem.unit(good[list(problem.parameters)].to_numpy(np.float64))
    values = good[list(problem.kept)].to_numpy(np.float64)
    points: Integers = np.asarray(
        good.groupby(list(problem.parameters), sort=False).ngroup().to_numpy(), np.int64
    )
    waves: Integers = np.asarray(good["wave"].to_numpy(), np.int64)
    rough = np.full(len(problem.kept), np.inf)  # no process is worth its time
    stages: list[tuple[Region | None, Emulator]] = [(None, fit_emulator(unit, values, points, rough))]
    normal = to_normal(unit)
    wave = _last_wave(waves, problem.dimensions)
    if wave > 1:
        region = _region(normal[waves == wave])
        inside = region.holds(normal) | (waves >= wave)
        stages.append((region, fit_emulator(unit[inside], values[inside], points[inside], rough)))
    return Kept(problem.kept, Staged(tuple(stages)), len(good))


def _last_wave(waves: Integers, dimensions: int) -> int:
    """The last wave with enough runs to know its spread; the runs that confirm are too few for that."""
    numbers, counts = np.unique(waves, return_counts=True)
    enough = numbers[counts >= 2 * dimensions + 10]
    return int(enough.max()) if len(enough) else 1


def _region(normal: Floats) -> Region:
    size = normal.shape[1]
    covariance = np.cov(normal, rowvar=False).reshape(size, size) + 1e-9 * np.eye(size)
    root: Floats = np.asarray(np.linalg.cholesky(covariance), np.float64)
    return Region.core(normal.mean(axis=0), root)


BY_STATISTIC = ("noise_sd", "lack", "inflation", "cv_sd", "explained")
"""What an emulator holds one number of for each statistic."""


def only(emulator: Emulator, columns: Integers) -> Emulator:
    """The emulator of some statistics."""
    return replace(
        emulator,
        surfaces=tuple(emulator.surfaces[column] for column in columns),
        kinds=tuple(emulator.kinds[column] for column in columns),
        **{name: getattr(emulator, name)[columns] for name in BY_STATISTIC},
        correlation=emulator.correlation[np.ix_(columns, columns)],
    )
