"""Making a posterior, and finding the draws of one again."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from resettle.calibration.evidence.facts import facts
from resettle.calibration.evidence.observation import STATISTICS
from resettle.calibration.fit.priors import adjustments, priors
from resettle.calibration.fit.problem import Problem, described
from resettle.calibration.fit.relocated import HOUSEHOLDS, problem, scenario
from resettle.calibration.fit.result import QUESTION
from resettle.calibration.fit.runs import Report
from resettle.calibration.fit.waves import fit
from resettle.model.text import Text, fill
from resettle.results.runs import claim, sealed, store
from resettle.scenarios.language import Missing

if TYPE_CHECKING:
    from resettle.calibration.fit.result import Fit
    from resettle.scenarios.posterior import Posterior

_NO_POSTERIOR = Text(
    "no posterior at {path}; make one with `resettle calibrate`",
    "{path}没有后验；请用`resettle calibrate`生成",
)
_NO_RUNS = Text(
    "no runs at {path}; make them with `resettle calibrate`", "{path}没有模拟；请用`resettle calibrate`生成"
)
_NO_CALIBRATION = Text(
    "no calibration in {folder}; make one with `resettle calibrate`",
    "{folder}中没有校准；请用`resettle calibrate`生成",
)

ROWS = 1_000
"""Draws that are kept of a fit."""

ADJUSTMENTS = "adjustments.parquet"
PAGE = "calibration.html"

SHIPPED = Path(__file__).with_name("posterior.parquet")
"""Draws of the fit that comes with the program: behaviour, observation and discrepancy."""

SHIPPED_RUNS = Path(__file__).with_name("runs.parquet")
"""Its runs, on which rolling origins are fitted."""


def calibrate(
    folder: Path,
    *,
    waves: int = 3,
    runs: int = 400,
    households: int = HOUSEHOLDS,
    jobs: int | None = None,
    seed: int = 1,
    progress: Report | None = None,
    page: Callable[[Path], None] | None = None,
) -> tuple[Fit, Posterior]:
    """Fit behaviour to the facts and write everything into a folder, whole or not at all.

    The same call after a kill resumes. The folder then holds what `Fit.write` writes, and
    `adjustments.parquet`, which scenarios can be run with.

    Args:
        folder: Where runs and results are kept.
        waves: Times that an emulator is made, the later ones where the posterior lies.
        runs: Runs of the model per wave.
        households: Households of a run.
        jobs: Processes; one a core if `None`.
        seed: Seed of designs and chains.
        progress: Told after every batch.
        page: Writes `calibration.html` into a folder that holds all else.

    Raises:
        results.runs.store.FolderError: If the folder holds something else.
        OSError: If it cannot be written.
    """
    claim.check_folder(folder, QUESTION)
    result = fit(problem(households=households), folder / store.RUNS, waves, runs, jobs, seed, progress)
    posterior = as_posterior(result)
    with store.writing(folder) as new:
        result.write(new, {"names": labels()}, (ADJUSTMENTS, PAGE))
        posterior.write(new / ADJUSTMENTS)
        if page is not None:
            page(new)
    return result, posterior


def as_posterior(result: Fit) -> Posterior:
    """The part of a fit that changes scenarios, with what is needed to judge it."""
    from resettle.scenarios.posterior import Posterior

    names = [one.name for one in adjustments()]
    step = max(1, len(result.posterior) // ROWS)
    rows = result.posterior[names].iloc[::step].head(ROWS).to_numpy().tolist()
    about = {
        "made": datetime.date.today().isoformat(),
        "facts": [fact.id for fact in facts("fit")],
        "scenario": scenario().values_digest,
        "runs": len(result.runs),
        "largest_rhat": result.diagnostics.get("largest_rhat"),
        "smallest_ess": result.diagnostics.get("smallest_ess"),
    }
    return Posterior(adjustments(), tuple(tuple(row) for row in rows), about=about)


def ship(result: Fit, posterior: Posterior) -> None:
    """Make a fit the one that comes with the program: draws and runs here, adjustments with the scenarios."""
    from importlib import resources

    from resettle.scenarios.posterior import SHIPPED as NAME

    step = max(1, len(result.posterior) // ROWS)
    store.write_frame(SHIPPED, result.posterior.iloc[::step].head(ROWS))
    good = result.runs[result.runs["error"] == ""]
    store.write_frame(SHIPPED_RUNS, good[["wave", *result.problem.parameters, *result.problem.kept]])
    with resources.as_file(resources.files("resettle.scenarios") / "data") as folder:
        posterior.write(folder / NAME)


def posterior_draws(folder: Path | None = None) -> tuple[pd.DataFrame, str]:
    """Posterior draws of a fit, and the SHA-256 of their file.

    Args:
        folder: Folder of a calibration; the fit that comes with the program if left out.

    Raises:
        FileNotFoundError: If there is none.
        results.runs.store.FolderError: If it is damaged.
    """
    path = SHIPPED if folder is None else folder / "posterior.parquet"
    if not path.is_file():
        raise Missing(fill(_NO_POSTERIOR, path=str(path)))
    return store.read_frame(path), hashlib.sha256(path.read_bytes()).hexdigest()


def kept_runs(folder: Path | None = None) -> pd.DataFrame:
    """Runs of a fit.

    Args:
        folder: Folder of a calibration; the fit that comes with the program if left out.

    Raises:
        FileNotFoundError: If there are none.
        results.runs.store.FolderError: If they are damaged.
    """
    path = SHIPPED_RUNS if folder is None else folder / SHIPPED_RUNS.name
    if not path.is_file():
        raise Missing(fill(_NO_RUNS, path=str(path)))
    return store.read_frame(path)


def stored_problem(folder: Path) -> Problem:
    """What a calibration fitted, without a simulator.

    Raises:
        FileNotFoundError: If the folder holds no finished calibration.
        results.runs.store.FolderError: If its manifest is damaged.
    """
    path = folder / store.MANIFEST
    if not path.is_file():
        raise Missing(fill(_NO_CALIBRATION, folder=str(folder)))
    try:
        return described(sealed.read_json(path)["problem"])
    except sealed.DamageError as error:
        raise store.damage_of(path, error.text) from None
    except (KeyError, ValueError):
        other = Text("it tells of no fit of this version of resettle", "不是本版本resettle的校准")
        raise store.damage_of(path, other) from None


def labels() -> dict[str, dict[str, str]]:
    """What fitted numbers and statistics are called, in both languages, with source and reason."""
    fitted = {
        one.name: {"en": one.en, "zh": one.zh, "source": one.source.text, "note": one.note}
        for one in priors()
    }
    measured = {name: {"en": one.en, "zh": one.zh, "unit": one.unit} for name, one in STATISTICS.items()}
    return fitted | measured
