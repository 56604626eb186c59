"""What a calibration leaves: draws, how each fact is met, how far all that can be trusted."""

from __future__ import annotations

import hashlib
import platform
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from resettle.calibration.fit.abc_regression import Abc
from resettle.calibration.fit.problem import DISCREPANCY, Floats, Problem, scale_of, to_normal, to_unit
from resettle.calibration.fit.regions import Staged
from resettle.calibration.fit.sampler import Chains
from resettle.results.runs import store
from resettle.results.runs.manifest import LAYOUT as FOLDER

LAYOUT = 1
"""Version of the folder that `Fit.write` leaves."""

QUESTION = "calibrate"
"""Command that such a folder belongs to."""

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)

PACKAGES = ("emcee", "numpy", "pandas", "scikit-learn", "scipy")
"""Packages whose version may move a number."""


@dataclass(frozen=True)
class Fit:
    """A finished calibration.

    Attributes:
        problem: What was fitted.
        posterior: Draws: one column per parameter in its own unit, then `discrepancy_scale`.
        prior: As many draws of the prior, same columns.
        abc: Draws of regression-adjusted ABC: one column per parameter.
        predictions: Statistics at the posterior draws: emulated, with emulator error and seed noise.
        statistics: One row per statistic: observed, errors, quantiles (`prior_q05` ... of runs over the
            prior, `posterior_q05` ... of `predictions`, `predictive_q05` ... with discrepancy and measurement
            error too), `z` (observed against predictive, in standard deviations), emulator kind and errors.
        parameters: One row per parameter: bounds, posterior and ABC quantiles, `contraction` (1 - variance of
            posterior / variance of prior on the normal scale), R-hat, effective sample size.
        runs: Every run: wave (the last one confirms and was not learned from), point, seed, values, error.
        diagnostics: Plain numbers about sampler, emulator, ABC, failures.
        emulator: The emulator that the posterior was sampled with.
    """

    problem: Problem
    posterior: pd.DataFrame
    prior: pd.DataFrame
    abc: pd.DataFrame
    predictions: pd.DataFrame
    statistics: pd.DataFrame
    parameters: pd.DataFrame
    runs: pd.DataFrame
    diagnostics: dict[str, Any]
    emulator: Staged = field(repr=False)

    def write(
        self, folder: Path, notes: dict[str, Any] | None = None, beside: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """Write the tables as Parquet and a manifest, each file whole or not at all.

        Args:
            folder: Created if needed.
            notes: More plain data for the manifest.
            beside: Names of files that others write into the folder, which the next fit replaces too.

        Returns:
            The manifest; it is written last, with a hash of every table.

        Raises:
            OSError: If a file cannot be written.
        """
        folder.mkdir(parents=True, exist_ok=True)
        hashes = {}
        for name in ("posterior", "prior", "abc", "predictions", "statistics", "parameters", "runs"):
            path = folder / f"{'fit' if name == 'statistics' else name}.parquet"
            store.write_frame(path, getattr(self, name))
            hashes[path.name] = frame_hash(getattr(self, name))
        manifest = {
            "resettle": FOLDER,
            "question": QUESTION,
            "files": [*hashes, *beside, store.MANIFEST],
            "calibration": LAYOUT,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "problem": self.problem.description(),
            "digest": self.problem.digest,
            "diagnostics": self.diagnostics,
            "hashes": hashes,
            "python": platform.python_version(),
            "packages": {name: metadata.version(name) for name in PACKAGES},
            **(notes or {}),
        }
        return store.write_manifest(folder, manifest)


def frame_hash(frame: pd.DataFrame) -> str:
    """SHA-256 of a table's numbers, the same whatever wrote the file."""
    return hashlib.sha256(frame.to_csv(index=False, float_format="%.12g").encode()).hexdigest()


def assemble(
    problem: Problem,
    emulator: Staged,
    chains: Chains,
    abc: Abc,
    runs: pd.DataFrame,
    waves: int,
    seed: int,
    diagnostics: dict[str, Any],
) -> Fit:
    """Put draws, tables and diagnostics together.

    Args:
        problem: The problem.
        emulator: The emulator of the last wave.
        chains: Posterior draws of the last wave.
        abc: The cross-check.
        runs: Every run with its `wave`, from 1; those of wave `waves` + 1 confirm.
        waves: Number of waves.
        seed: Seed of prior draws and predictive errors.
        diagnostics: More numbers to keep.
    """
    rng = np.random.default_rng([seed, 13])
    size = len(chains.draws)
    columns = [*problem.parameters, DISCREPANCY]
    prior_normal = rng.standard_normal((size, problem.dimensions + 1))
    abc_frame = pd.DataFrame(abc.theta, columns=list(problem.parameters))
    unit = to_unit(chains.draws[:, :-1])
    mean, covariance = emulator.moments(unit)
    predictions = mean + noise(covariance, rng)
    errors = problem.error_covariance(scale_of(chains.draws[:, -1]))
    predictive = predictions + noise(errors, rng)
    good = runs[runs["error"] == ""]
    over_prior = good.loc[good["wave"] == 1, list(problem.statistics)].to_numpy()
    statistics = pd.DataFrame(
        {
            "statistic": list(problem.statistics),
            "observed": problem.observed,
            "error_sd": problem.error_sd,
            "discrepancy_sd": problem.discrepancy_sd,
            "seed_sd": emulator.latest.noise_sd,
            "emulator": list(emulator.latest.kinds),
            "emulator_sd": np.sqrt(np.mean(emulator.predict(unit)[1] ** 2, axis=0)),
            "emulator_cv_sd": emulator.latest.cv_sd,
            "emulator_explained": emulator.latest.explained,
            **_quantiles("prior", over_prior),
            **_quantiles("posterior", predictions),
            **_quantiles("predictive", predictive),
            "z": (problem.observed - predictive.mean(axis=0)) / predictive.std(axis=0),
        }
    )
    confirming = good[good["wave"] == waves + 1]
    if len(confirming):
        scaled = _scaled_errors(problem, emulator, confirming)
        statistics["confirmed_rms"] = np.sqrt(np.mean(scaled**2, axis=0))
        diagnostics["confirmed_runs"] = len(confirming)
        diagnostics["confirmed_rms"] = float(np.sqrt(np.mean(scaled**2)))
    diagnostics = {
        **diagnostics,
        "acceptance": chains.acceptance,
        "walkers": chains.walkers,
        "steps": chains.steps,
        "draws": size,
        "largest_rhat": float(chains.rhat.max()),
        "smallest_ess": float(chains.ess.min()),
        "discrepancy_scale": _summary(scale_of(chains.draws[:, -1])),
        "discrepancy_scale_rhat": float(chains.rhat[-1]),
        "discrepancy_scale_ess": float(chains.ess[-1]),
        "abc_acceptance": abc.acceptance,
        "abc_ess": abc.ess,
        "abc_power": abc.power,
        "abc_distance": abc.distance,
    }
    return Fit(
        problem=problem,
        posterior=pd.DataFrame(_values(problem, chains.draws), columns=columns),
        prior=pd.DataFrame(_values(problem, prior_normal), columns=columns),
        abc=abc_frame,
        predictions=pd.DataFrame(predictions, columns=list(problem.statistics)),
        statistics=statistics,
        parameters=_parameters(problem, chains, abc),
        runs=runs,
        diagnostics=diagnostics,
        emulator=emulator,
    )


def _values(problem: Problem, normal: Floats) -> Floats:
    """Rows on the normal scale as values, the discrepancy scale last."""
    return np.column_stack([problem.theta(to_unit(normal[:, :-1])), scale_of(normal[:, -1])])


def noise(covariance: Floats, rng: np.random.Generator) -> Floats:
    """One normal draw for each covariance."""
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))[:, None, :]
    return np.asarray(np.einsum("nij,nj->ni", root, rng.standard_normal(covariance.shape[:2])))


def _quantiles(prefix: str, values: Floats) -> dict[str, Floats]:
    return {f"{prefix}_q{round(100 * q):02d}": np.quantile(values, q, axis=0) for q in QUANTILES}


def _summary(values: Floats) -> dict[str, float]:
    return {f"q{round(100 * q):02d}": float(np.quantile(values, q)) for q in QUANTILES}


def _scaled_errors(problem: Problem, emulator: Staged, runs: pd.DataFrame) -> Floats:
    """Errors of emulated statistics at runs not learned from, in the emulator's own errors: about 1."""
    mean, covariance = emulator.moments(problem.unit(runs[list(problem.parameters)].to_numpy()))
    apart = runs[list(problem.statistics)].to_numpy() - mean
    return np.asarray(apart / np.sqrt(np.maximum(np.diagonal(covariance, axis1=1, axis2=2), 1e-300)))


def _parameters(problem: Problem, chains: Chains, abc: Abc) -> pd.DataFrame:

    normal = chains.draws[:, :-1]
    abc_normal = to_normal(problem.unit(abc.theta))
    sd = normal.std(axis=0)
    return pd.DataFrame(
        {
            "parameter": list(problem.parameters),
            "low": problem.low,
            "high": problem.high,
            "log": problem.log,
            **_quantiles("posterior", problem.theta(to_unit(normal))),
            **_quantiles("abc", abc.theta),
            "contraction": 1.0 - sd**2,
            "abc_shift": (np.median(abc_normal, axis=0) - np.median(normal, axis=0)) / sd,
            "abc_width": abc_normal.std(axis=0) / sd,
            "rhat": chains.rhat[:-1],
            "ess": chains.ess[:-1],
            "autocorrelation": chains.autocorrelation[:-1],
        }
    )


@dataclass(frozen=True)
class Finished:
    """Runs that succeeded, as arrays.

    Attributes:
        unit: Points of the unit cube, shape (runs, parameters).
        values: Statistics, shape (runs, statistics).
        points: Number of each run's point.
        waves: Number of each run's wave.
    """

    unit: Floats
    values: Floats
    points: NDArray[np.int64]
    waves: NDArray[np.int64]


def finished(problem: Problem, runs: pd.DataFrame) -> Finished:
    """The runs of a table that succeeded."""
    good = runs[runs["error"] == ""]
    return Finished(
        unit=problem.unit(good[list(problem.parameters)].to_numpy(dtype=np.float64)),
        values=good[list(problem.statistics)].to_numpy(dtype=np.float64),
        points=good["point"].to_numpy(dtype=np.int64),
        waves=good["wave"].to_numpy(dtype=np.int64),
    )
