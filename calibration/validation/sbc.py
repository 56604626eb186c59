"""Simulation-based calibration of the real problem: do fits find what is known?

Parameters are drawn from the prior, the model is run with each, discrepancy and error are added as the facts
are taken to have them, and each data set is fitted like the facts, on the runs that the calibration kept
(`refits`): the emulator is learned once, as it does not depend on what is observed, and data of a run of the
model put its errors to the test. The sampler is that of all refits. If emulator, likelihood and
sampler are right together, the rank of the truth among the draws is uniform (Talts and others 2018,
arXiv:1804.06788).

A repeat costs one run and one sampler; both are kept as they finish, so that the same call goes on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd
from scipy.stats import chisquare

from resettle.calibration.fit.problem import Floats, Problem, to_unit
from resettle.calibration.fit.runs import Report, run_all
from resettle.calibration.fit.sampler import CalibrationError, Moments
from resettle.calibration.validation.coverage import Verdict, coverage, judge
from resettle.calibration.validation.refits import learn, sampled
from resettle.results.runs.crew import DIED, Crew
from resettle.results.runs.rows import Row
from resettle.results.runs.work import work_off

BINS = 10
"""Bins of the histogram of positions."""


@dataclass(frozen=True)
class Sbc:
    """What came of it.

    Attributes:
        table: See `coverage.coverage`, with the columns `bins` (p-value of the chi-squared test of even
            counts) and `counts` (positions of the truth in each tenth of the draws).
        failed: What failed runs and fits said.
        run_seconds: Mean time of a run.
        fit_seconds: Mean time of a fit.
        repeats: Repeats that were asked for.
    """

    table: pd.DataFrame
    failed: tuple[str, ...]
    run_seconds: float
    fit_seconds: float
    repeats: int


@dataclass(frozen=True)
class SyntheticData:
    """One data set with known parameters.

    Attributes:
        number: Its number.
        theta: The parameters behind it.
        observed: The data.
    """

    number: int
    theta: Floats
    observed: Floats


def with_errors(problem: Problem, values: Floats, rng: np.random.Generator) -> Floats:
    """Statistics of a run as they would be observed: with discrepancy and measurement error."""
    scale = np.abs(rng.standard_normal(1))
    lower = np.linalg.cholesky(problem.error_covariance(scale)[0])
    return np.asarray(values + lower @ rng.standard_normal(len(values)))


@dataclass(frozen=True)
class _Trial:
    key: str
    data: SyntheticData


@dataclass(frozen=True)
class _Fit:
    """Fits one data set; a row says where the truth lies among the draws of each parameter."""

    problem: Problem
    emulator: Moments
    seed: int

    def __call__(self, trial: _Trial, threads: int = 1) -> Row:
        started = perf_counter()
        observed = self.problem.with_observed(trial.data.observed)
        try:
            found, _ = sampled(observed, self.emulator, self.seed + trial.data.number)
        except CalibrationError as error:
            return self.row(trial, (), perf_counter() - started, str(error))
        draws = self.problem.theta(to_unit(found[:, :-1]))
        verdict = judge(trial.data.number, trial.data.theta, draws)
        return self.row(trial, verdict.positions, perf_counter() - started, "")

    def died(self, trial: _Trial) -> Row:
        return self.row(trial, (), 0.0, DIED)

    def row(self, trial: _Trial, positions: Sequence[float], seconds: float, error: str) -> Row:
        filled = positions or (float("nan"),) * self.problem.dimensions
        return {
            "key": trial.key,
            **dict(zip(self.problem.parameters, filled, strict=True)),
            "seconds": seconds,
            "error": error,
        }


def simulation_based(
    problem: Problem,
    runs: pd.DataFrame,
    folder: Path | None,
    repeats: int = 100,
    jobs: int | None = None,
    seed: int = 1,
    progress: Report | None = None,
) -> Sbc:
    """Fit data with known parameters, again and again.

    Args:
        problem: What is fitted to what; its simulator makes the data.
        runs: Runs of the same simulator, as a calibration keeps them; the emulator learns from them.
        folder: Where finished runs and fits are kept; nowhere if `None`.
        repeats: Number of data sets.
        jobs: Processes; one a core if `None`.
        seed: Seed of parameters, runs, errors and samplers.
        progress: Told after every batch.

    Raises:
        ValueError: If the runs are too few or were not measured alike.
        CalibrationError: If every fit failed.
        OSError: If the folder cannot be written.
    """
    emulator = learn(problem, runs).of(problem.statistics)
    rng = np.random.default_rng([seed, 29])
    thetas = problem.theta(rng.random((repeats, problem.dimensions)))
    seeds = [int(one) for one in rng.integers(1, 2**31 - 1, repeats)]
    done = run_all(problem, thetas, seeds, folder, jobs, progress, "runs of known parameters")
    good = (done["error"] == "").to_numpy()
    values = done[list(problem.statistics)].to_numpy(np.float64)
    learned_from = hashlib.sha256(runs[list(problem.kept)].to_numpy(np.float64).tobytes()).hexdigest()
    trials = [
        _Trial(
            hashlib.sha256(f"{problem.digest} {learned_from} {seed} {number}".encode()).hexdigest()[:32],
            SyntheticData(number, thetas[number], _observed(problem, values[number], seed, number)),
        )
        for number in map(int, np.flatnonzero(good))
    ]
    work = _Fit(problem, emulator, seed)
    with Crew(jobs) as crew:
        rows = work_off(work, trials, work.died, crew, folder, progress, "fits")
    ordered = [rows[trial.key] for trial in trials]
    verdicts = [
        Verdict(trial.data.number, tuple(float(row[name]) for name in problem.parameters), str(row["error"]))
        for trial, row in zip(trials, ordered, strict=True)
    ]
    return Sbc(
        table=with_ranks(problem, verdicts),
        failed=(*done.loc[~good, "error"], *(one.error for one in verdicts if one.error)),
        run_seconds=float(done["seconds"].mean()),
        fit_seconds=float(np.mean([row["seconds"] for row in ordered])) if ordered else 0.0,
        repeats=repeats,
    )


def _observed(problem: Problem, values: Floats, seed: int, number: int) -> Floats:
    return with_errors(problem, values, np.random.default_rng([seed, 31, number]))


def with_ranks(problem: Problem, verdicts: Sequence[Verdict]) -> pd.DataFrame:
    """The coverage of verdicts, with the counts of positions in bins and how even these are."""
    table = coverage(problem, verdicts)
    positions = np.array([one.positions for one in verdicts if not one.error])
    counts = [np.histogram(column, BINS, (0.0, 1.0))[0] for column in positions.T]
    table["bins"] = [float(chisquare(one).pvalue) for one in counts]
    table["counts"] = [one.tolist() for one in counts]
    return table
