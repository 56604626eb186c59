"""Runs of posterior draws, and what they say of facts that were fitted or held out."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from resettle.calibration.evidence.facts import as_of
from resettle.calibration.evidence.observation import statistic_names
from resettle.calibration.fit.problem import DISCREPANCY, Floats
from resettle.calibration.fit.relocated import HOUSEHOLDS, problem
from resettle.calibration.fit.runs import run_all, tell
from resettle.calibration.validation.heldout import Assessment, assess
from resettle.calibration.validation.origins import Rolled, emulated, furthest, positions, roll
from resettle.calibration.validation.refits import Refitted, learn

if TYPE_CHECKING:
    from resettle.calibration.fit.problem import Problem
    from resettle.calibration.fit.runs import Report

FIRST_SEED = 900_000
"""Seeds of predictions begin here, far from those of the fit."""

SIMULATED = 2 * HOUSEHOLDS
"""Households of a run that predicts: twice those of the fit."""


def predict(
    problem: Problem,
    draws: pd.DataFrame,
    runs: int,
    seed: int = 1,
    folder: Path | None = None,
    jobs: int | None = None,
    progress: Report | None = None,
) -> tuple[dict[str, Floats], Floats, tuple[str, ...]]:
    """Run posterior draws, each with a seed of its own.

    Args:
        problem: Its statistics are those of the facts to predict; what it observes is not looked at.
        draws: Posterior draws: a column per parameter, and the discrepancy scale (1 if there is none).
        runs: Number of runs; draws are taken evenly from all of them.
        seed: Seed of the first run; the others follow. Take one that the fit did not use.
        folder: Where finished runs are kept; the same call after a kill resumes.
        jobs: Processes; one a core if `None`.
        progress: Told after every batch.

    Returns:
        Statistics of the runs that succeeded, their discrepancy scales, and what failed runs said.

    Raises:
        ValueError: If there are no draws, or every run failed.
    """
    if not len(draws) or runs < 1:
        raise ValueError("a prediction needs at least one draw and one run")
    taken = draws.iloc[[int((n + 0.5) * len(draws) / runs) for n in range(runs)]]
    thetas = taken[list(problem.parameters)].to_numpy(np.float64)
    seeds = [seed + n for n in range(runs)]
    done = run_all(problem, thetas, seeds, folder, jobs, progress, stage="predictions")
    good = (done["error"] == "").to_numpy()
    if not good.any():
        raise ValueError(f"every run failed: {done['error'].iloc[0]}")
    scales = taken[DISCREPANCY].to_numpy(np.float64) if DISCREPANCY in taken else np.ones(runs)
    samples = {name: done.loc[good, name].to_numpy(np.float64) for name in problem.statistics}
    return samples, scales[good], tuple(done.loc[~good, "error"])


def validate(
    draws: pd.DataFrame,
    folder: Path | None = None,
    *,
    runs: int = 200,
    households: int = SIMULATED,
    jobs: int | None = None,
    progress: Report | None = None,
    kept: pd.DataFrame | None = None,
) -> tuple[Assessment, Rolled, tuple[str, ...]]:
    """Predict fitted and sealed facts with posterior draws, and later facts from rolling origins.

    Args:
        draws: Posterior draws of a fit: a column for each prior, and the discrepancy scale.
        folder: Where finished runs are kept.
        runs: Runs, each with its own draw and seed.
        households: Households of a run.
        jobs: Processes; one a core if `None`.
        progress: Told after every batch.
        kept: Runs of the calibration, on which rolling origins are fitted; without them there are none.

    Returns:
        The predictions, those of rolling origins apart as well, and what failed runs said.
    """
    every = [fact for fact in as_of() if fact.statistic]
    samples, scales, failed = predict(
        problem(every, households), draws, runs, FIRST_SEED, folder, jobs, progress
    )
    predicted = assess(every, samples, scales)
    if kept is None:
        return predicted, Rolled(()), failed
    tell(progress, "emulator", 0, 1)
    known = learn(problem(), kept)
    rolled = roll(known, jobs=jobs, report=lambda done, total: tell(progress, "rolling origins", done, total))
    fitted = Refitted("", positions(draws), draws[DISCREPANCY].to_numpy(np.float64))
    apart, apart_of = furthest(predicted, emulated(known, every, fitted, None))
    return predicted.with_origins(rolled.assessments), replace(rolled, apart=apart, apart_of=apart_of), failed


def keep_summary(predicted: Assessment, posterior: str) -> None:
    """Write what reports say of the fit that ships: how many held-out facts it meets, and which it misses.

    Args:
        predicted: The predictions.
        posterior: SHA-256 of the posterior.
    """
    en, zh = statistic_names("en"), statistic_names("zh")
    missed = [
        {
            "en": en[row.statistic],
            "zh": zh[row.statistic],
            "unit": row.unit,
            "observed": row.observed,
            "low": row.most[0],
            "high": row.most[1],
        }
        for row in predicted.held_out
        if not row.inside
    ]
    summary = {
        "made": datetime.date.today().isoformat(),
        "posterior": posterior,
        "held_out": len(predicted.held_out),
        "inside": len(predicted.held_out) - len(missed),
        "missed": missed,
    }
    text = json.dumps(summary, ensure_ascii=False, indent=1) + "\n"
    with resources.as_file(resources.files("resettle.scenarios") / "data") as folder:
        (folder / "validation.json").write_text(text, encoding="utf-8")
