"""Rolling origins: fits to what was known by the end of a year, and what they say of later years.

No run is made: each origin is a fit on the runs that a calibration kept (`refits`), and its statistics are
those that the emulator expects at its draws, with emulator error and seed noise beside error and discrepancy.
A fact is predicted by every origin before it and fitted by those after it (Tashman 2000, International
Journal of Forecasting 16, 437-450).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from resettle.calibration.evidence.facts import as_of
from resettle.calibration.fit.relocated import problem
from resettle.calibration.validation.heldout import Assessment, Floats, PredictedFact, assess
from resettle.calibration.validation.refits import Kept, Refitted, Report, Variant, refit

if TYPE_CHECKING:
    from resettle.calibration.evidence.facts import Fact

ORIGINS = (2020, 2021, 2022)
"""Last years whose facts are known, in turn."""


@dataclass(frozen=True)
class Rolled:
    """What came of rolling origins.

    Attributes:
        assessments: What each origin predicted; those that failed are left out.
        failed: What fits that failed said.
        apart: Largest distance between the medians that the emulator and the runs of the posterior that ships
            give of one fact, in standard deviations of its error and discrepancy; nil without such runs.
        apart_of: That fact.
    """

    assessments: tuple[Assessment, ...]
    failed: tuple[str, ...] = ()
    apart: float = 0.0
    apart_of: str = ""


def roll(
    kept: Kept,
    origins: Sequence[int] = ORIGINS,
    jobs: int | None = None,
    seed: int = 1,
    report: Report | None = None,
) -> Rolled:
    """Fit at every origin, and predict the facts after it.

    Args:
        kept: What was learned of the runs of a calibration.
        origins: Last years whose facts are known.
        jobs: Processes; one a core if `None`.
        seed: Seed of the sampler.
        report: Told how many fits are done.
    """
    variants = [Variant(str(origin), problem(origin=origin)) for origin in origins]
    made = refit(kept, variants, seed, jobs, report)
    good = [origin for origin in origins if not made[str(origin)].error]
    return Rolled(
        tuple(emulated(kept, as_of(origin), made[str(origin)], origin) for origin in good),
        tuple(f"{name}: {one.error}" for name, one in made.items() if one.error),
    )


def emulated(kept: Kept, facts: Iterable[Fact], fitted: Refitted, origin: int | None) -> Assessment:
    """What a fit predicts, by the emulator."""
    every = [fact for fact in facts if fact.statistic]
    samples, doubts = expected(kept, [fact.statistic for fact in every], fitted.unit)
    return assess(every, samples, fitted.scales, origin, doubts)


def expected(kept: Kept, names: Sequence[str], unit: Floats) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Mean of each statistic at positions, and the standard deviation of a run about it."""
    mean, covariance = kept.of(names).moments(unit)
    sd = np.sqrt(np.diagonal(covariance, axis1=1, axis2=2))
    return dict(zip(names, mean.T, strict=True)), dict(zip(names, sd.T, strict=True))


def furthest(by_runs: Assessment, by_emulator: Assessment) -> tuple[float, str]:
    """Largest distance between two medians of one fact in its standard deviations, and the fact."""
    other: Mapping[str, PredictedFact] = {row.id: row for row in (*by_emulator.held_out, *by_emulator.fitted)}
    rows = [row for row in (*by_runs.held_out, *by_runs.fitted) if row.id in other]
    return max(
        ((abs(row.median - other[row.id].median) / row.spread, row.id) for row in rows), default=(0.0, "")
    )


def positions(draws: pd.DataFrame) -> Floats:
    """Posterior draws of a fit as positions among its runs."""
    asked = problem()
    return asked.unit(draws[list(asked.parameters)].to_numpy(np.float64))
