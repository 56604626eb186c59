"""The fit: waves of runs, each around the posterior of the one before.

The first wave spreads over the prior. Each later one spreads over a normal distribution with the
mean and the inflated covariance of the current posterior, never wider than the prior, and its
emulator learns from all runs inside the core of that distribution. Designs are Latin hypercubes;
some points are run with several seeds, which separates seed noise from lack of fit. Designs are
kept beside the runs, so that a resumed fit asks for the very same runs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd

from resettle.calibration.fit.abc_regression import Abc, regression_abc
from resettle.calibration.fit.problem import Floats, Problem, to_normal, to_unit
from resettle.calibration.fit.regions import Region, Staged
from resettle.calibration.fit.result import Fit, assemble, finished
from resettle.calibration.fit.runs import Progress, Report, run_all, tell
from resettle.calibration.fit.sampler import CalibrationError, Chains, sample_posterior
from resettle.model.text import Text, fill
from resettle.results.runs import sealed
from resettle.results.statistics.emulator import Emulator, Integers, fit_emulator
from resettle.scenarios.language import Refused

REPLICATED = 20
"""One point in so many runs is run with more seeds."""

MORE_SEEDS = 2
"""Further seeds of such a point."""

INFLATION = 1.5
"""Factor on the posterior's standard deviations that a wave is spread with."""

MOST_FAILURES = 0.2
"""Share of a wave's runs that may fail before the fit stops."""


@dataclass(frozen=True)
class Design:
    """Points of a wave.

    Attributes:
        theta: Points in the parameters' own units, shape (runs, parameters).
        seeds: Seed of each run.
        points: Number of the point of each run, the same for replicates.
        centre: Mean of the distribution they were drawn from, on the normal scale.
        root: Lower triangular root of its covariance.
    """

    theta: Floats
    seeds: tuple[int, ...]
    points: Integers
    centre: Floats
    root: Floats

    def log_density(self, normal: Floats) -> Floats:
        """Log density of the distribution at normal positions, up to a constant that all waves share."""
        apart = np.linalg.solve(self.root, (normal - self.centre).T)
        return np.asarray(-0.5 * np.square(apart).sum(axis=0) - np.log(np.diag(self.root)).sum())


def fit(
    problem: Problem,
    folder: Path | None,
    waves: int = 3,
    runs: int = 300,
    jobs: int | None = None,
    seed: int = 1,
    progress: Report | None = None,
    draws: int = 2_000,
    confirm: int = 40,
) -> Fit:
    """Fit a problem.

    Args:
        problem: The problem.
        folder: Where runs and designs are kept, for resuming; nowhere if `None`.
        waves: Number of waves, at least 1.
        runs: Runs of each wave, replicates included.
        jobs: Processes; `None` for one a core.
        seed: Seed of designs, runs and sampler.
        progress: Told after every batch of runs; totals cover the whole fit.
        draws: Posterior draws, at least 1 000.
        confirm: Runs at posterior draws that nothing learns from: they test the emulator where it matters.

    Returns:
        The fit.

    Raises:
        ValueError: If a number is out of its range.
        CalibrationError: If too many runs fail, or the sampler does not converge.
        OSError: If the folder cannot be written.
    """
    fewest = max(40, 2 * problem.dimensions + 20, 2 * len(problem.statistics) + 20)
    if waves < 1 or runs < fewest or draws < 1_000 or confirm < 0:
        few = Text(
            "this problem needs at least 1 wave, {fewest} runs per wave and 1000 draws; "
            "asked for were {waves} waves of {runs} runs and {draws} draws",
            "此问题至少需要1轮、每轮{fewest}次模拟和1000次抽取；所要求的是{waves}轮、每轮{runs}次和{draws}次抽取",
        )
        raise Refused(fill(few, fewest=fewest, waves=waves, runs=runs, draws=draws))
    started = perf_counter()
    total = waves * runs + confirm
    tables: list[pd.DataFrame] = []
    designs: list[Design] = []
    stages: list[tuple[Region | None, Emulator]] = []
    chains: Chains | None = None

    def run_wave(design: Design, number: int, stage: str) -> None:
        before = sum(map(len, tables))
        table = run_all(
            problem, design.theta, design.seeds, folder, jobs, _shifted(progress, before, total), stage
        )
        table.insert(0, "wave", number)
        table.insert(1, "point", design.points + 100_000 * number)
        _check_failures(table, stage)
        tables.append(table)

    for number in range(1, waves + 1):
        stage = f"wave {number} of {waves}"
        positions = None if chains is None else chains.draws[:, :-1]
        make = partial(_design, problem, number, runs, seed, positions)
        design = _kept_design(problem, folder, number, (seed, runs), make)
        designs.append(design)
        run_wave(design, number, stage)
        tell(progress, f"posterior, {stage}", sum(map(len, tables)), total)
        region = None if number == 1 else Region.core(design.centre, design.root)
        stages.append((region, _learn(problem, _joined(tables), region)))
        chains = sample_posterior(problem, Staged(tuple(stages)), seed + number, draws, rough=number < waves)
    assert chains is not None
    emulator = Staged(tuple(stages))
    if confirm:
        make = partial(_confirming, problem, confirm, seed, chains.draws[:, :-1])
        design = _kept_design(problem, folder, waves + 1, (seed, runs, confirm), make)
        run_wave(design, waves + 1, "confirmation")
    everything = _joined(tables)
    learned = everything[everything["wave"] <= waves]
    abc = _cross_check(problem, learned, designs, emulator, seed, draws)
    diagnostics = {
        "waves": waves,
        "runs": len(everything),
        "failed_runs": int((everything["error"] != "").sum()),
        "learned_from": [emulator.runs for _, emulator in stages],
        "seconds": round(perf_counter() - started, 1),
        "run_seconds": round(float(everything["seconds"].sum()), 1),
        "seed": seed,
    }
    return assemble(problem, emulator, chains, abc, everything, waves, seed, diagnostics)


def latin_hypercube(count: int, dimensions: int, rng: np.random.Generator) -> Floats:
    """Points of the unit cube, one in each of `count` slices of every dimension."""
    cells = np.argsort(rng.random((dimensions, count)), axis=1).T
    return np.asarray((cells + rng.random((count, dimensions))) / count)


def _design(problem: Problem, number: int, runs: int, seed: int, positions: Floats | None) -> Design:
    """Design of a wave: over the prior, or around normal positions of a posterior."""
    rng = np.random.default_rng([seed, number])
    size = problem.dimensions
    centre, root = np.zeros(size), np.eye(size)
    if positions is not None:
        centre = positions.mean(axis=0)
        values, vectors = np.linalg.eigh(INFLATION**2 * np.cov(positions, rowvar=False).reshape(size, size))
        root = np.linalg.cholesky(vectors * np.clip(values, 1e-8, 1.0) @ vectors.T)
    again = max(2, runs // REPLICATED)
    count = runs - MORE_SEEDS * again
    normal = centre + to_normal(latin_hypercube(count, size, rng)) @ root.T
    points = np.concatenate([np.arange(count), np.repeat(np.arange(again), MORE_SEEDS)])
    theta = problem.theta(to_unit(normal))[points]
    return Design(theta, _seeds(runs, rng), points.astype(np.int64), centre, root)


def _confirming(problem: Problem, count: int, seed: int, positions: Floats) -> Design:
    rng = np.random.default_rng([seed, 999])
    chosen = rng.choice(len(positions), count, replace=False)
    size = problem.dimensions
    theta = problem.theta(to_unit(positions[chosen]))
    return Design(theta, _seeds(count, rng), np.arange(count), np.zeros(size), np.eye(size))


def _seeds(count: int, rng: np.random.Generator) -> tuple[int, ...]:
    return tuple(int(seed) for seed in rng.integers(1, 2**31 - 1, count))


def _kept_design(
    problem: Problem, folder: Path | None, number: int, numbers: tuple[int, ...], make: Callable[[], Design]
) -> Design:
    """The design that an earlier call left for this very fit, or a new one, kept for the next call."""
    if folder is None:
        return make()
    key = hashlib.sha256(f"{problem.digest} {number} {numbers}".encode()).hexdigest()[:16]
    path = folder / f"design-{number}-{key}.json"
    try:
        data = sealed.read_json(path)
        return Design(
            np.array(data["theta"]),
            tuple(data["seeds"]),
            np.array(data["points"], dtype=np.int64),
            np.array(data["centre"]),
            np.array(data["root"]),
        )
    except (FileNotFoundError, ValueError, KeyError):
        design = make()
    data = {name: np.asarray(column).tolist() for name, column in vars(design).items()}
    folder.mkdir(parents=True, exist_ok=True)
    sealed.write_json(path, data)
    return design


def _joined(tables: list[pd.DataFrame]) -> pd.DataFrame:

    return pd.concat(tables, ignore_index=True)


def _learn(problem: Problem, runs: pd.DataFrame, region: Region | None) -> Emulator:
    """Emulator of a region from all runs inside it."""
    known = finished(problem, runs)
    inside = np.ones(len(known.unit), dtype=np.bool_)
    if region is not None:
        inside = region.holds(to_normal(known.unit)) | (known.waves == known.waves.max())
    return fit_emulator(known.unit[inside], known.values[inside], known.points[inside], problem.error_sd)


def _cross_check(
    problem: Problem, runs: pd.DataFrame, designs: list[Design], emulator: Staged, seed: int, draws: int
) -> Abc:
    """ABC on all runs, weighted back from the waves' distributions to the prior."""
    known = finished(problem, runs)
    normal = to_normal(known.unit)
    sizes = np.array([len(design.seeds) for design in designs], dtype=np.float64)
    logs = np.stack([design.log_density(normal) for design in designs]) + np.log(sizes / sizes.sum())[:, None]
    ratio = -0.5 * np.square(normal).sum(axis=1) - np.logaddexp.reduce(logs, axis=0)
    weights = np.exp(ratio - ratio.max())
    return regression_abc(problem, known.unit, known.values, weights, emulator.latest.noise_sd, seed, draws)


def _check_failures(runs: pd.DataFrame, stage: str) -> None:
    failed = runs[runs["error"] != ""]
    if len(failed) > MOST_FAILURES * len(runs):
        many = Text(
            "{stage}: {failed} of {all} runs failed, first: {error}",
            "{stage}：{all}次模拟中{failed}次失败，第一次为：{error}",
        )
        error = str(failed["error"].iloc[0])
        raise CalibrationError(fill(many, stage=stage, failed=len(failed), all=len(runs), error=error))


def _shifted(progress: Report | None, before: int, total: int) -> Report | None:
    """Progress of one wave as progress of the whole fit."""
    if progress is None:
        return None
    report = progress

    def shifted(wave: Progress) -> None:
        left = wave.seconds_left
        missing = wave.total - wave.done
        if left is not None and missing:
            left *= (total - before - wave.done) / missing
        report(replace(wave, done=before + wave.done, total=total, seconds_left=left))

    return shifted
