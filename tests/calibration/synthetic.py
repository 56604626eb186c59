"""Does the engine find what is known? Fits to data that were made with known parameters.

    python -m tests.calibration.synthetic               toys, whole fits, repeated
    python -m tests.calibration.synthetic --fit FOLDER  a finished fit, through its runs

Parameters are drawn from the prior, data are made from them with every error that the
likelihood knows, and the fit is repeated. If engine and likelihood are right, the rank of the
truth among the draws is uniform, and 50 % and 90 % intervals hold it that often
(simulation-based calibration: Talts and others 2018, arXiv:1804.06788).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from resettle.calibration.fit.making import kept_runs, stored_problem
from resettle.calibration.fit.problem import Problem, to_unit
from resettle.calibration.fit.result import finished
from resettle.calibration.fit.sampler import CalibrationError, sample_posterior
from resettle.calibration.fit.waves import fit
from resettle.calibration.validation.coverage import Verdict, coverage, judge, within_limits
from resettle.calibration.validation.sbc import SyntheticData, with_errors
from resettle.results.runs.crew import Crew, usable_cores
from resettle.results.runs.here import Worker
from resettle.results.statistics.emulator import Emulator, fit_emulator
from tests.calibration.toys import bent, linear

if TYPE_CHECKING:
    import pandas as pd

HELD_OUT = 0.2
"""Most of the points of the first wave that serve as data instead of being learned from."""


def trials(problem: Problem, repeats: int, seed: int) -> list[SyntheticData]:
    """Data sets from parameters of the prior, by the problem's own simulator."""
    made = []
    for number in range(repeats):
        rng = np.random.default_rng([seed, 17, number])
        theta = problem.theta(rng.random(problem.dimensions))
        values = problem.simulate(problem.named(theta), int(rng.integers(1, 2**31 - 1)))
        exact = np.array([values[name] for name in problem.statistics])
        made.append(SyntheticData(number, theta, with_errors(problem, exact, rng)))
    return made


@dataclass(frozen=True)
class WholeFit:
    """Fits a trial from the first wave to the last, with runs of the simulator in this process."""

    problem: Problem
    waves: int
    runs: int
    seed: int

    def __call__(self, trial: SyntheticData, threads: int = 1) -> Verdict:
        """Fit and judge; a fit that fails is a verdict with a message."""
        seed = self.seed + 1_000 * trial.number
        try:
            observed = self.problem.with_observed(trial.observed)
            fitted = fit(observed, None, waves=self.waves, runs=self.runs, jobs=1, seed=seed, confirm=0)
        except (CalibrationError, ValueError) as error:
            return Verdict(trial.number, (), str(error))
        return judge(trial.number, trial.theta, fitted.posterior.to_numpy()[:, :-1])


@dataclass(frozen=True)
class SamplerOnly:
    """Samples the posterior of a trial with an emulator that is ready."""

    problem: Problem
    emulator: Emulator
    seed: int

    def __call__(self, trial: SyntheticData, threads: int = 1) -> Verdict:
        """Sample and judge; a sampler that fails is a verdict with a message."""
        try:
            observed = self.problem.with_observed(trial.observed)
            chains = sample_posterior(observed, self.emulator, self.seed + trial.number)
        except CalibrationError as error:
            return Verdict(trial.number, (), str(error))
        draws = self.problem.theta(to_unit(chains.draws[:, :-1]))
        return judge(trial.number, trial.theta, draws)


def repeated(
    work: Worker[SyntheticData, Verdict],
    data: Sequence[SyntheticData],
    jobs: int = 1,
    report: Callable[[int, int], None] | None = None,
) -> list[Verdict]:
    """Verdicts on all trials, in their order."""
    verdicts: list[Verdict] = []
    with Crew(jobs) as crew:
        for batch in crew.map(work, data, lambda trial: Verdict(trial.number, (), "the process died")):
            verdicts.extend(batch)
            if report is not None:
                report(len(verdicts), len(data))
    return sorted(verdicts, key=lambda verdict: verdict.number)


def held_out(
    problem: Problem, runs: pd.DataFrame, repeats: int, seed: int
) -> tuple[Emulator, list[SyntheticData]]:
    """Runs of the first wave as data, and an emulator that learned from the others.

    The data come from the simulator itself, so the emulator's errors count, at no further run.

    Args:
        problem: The problem; its simulator is not used.
        runs: Runs of a fit, as `Fit.runs`.
        repeats: Trials wanted; at most a fifth of the points can serve.
        seed: Chooses the runs and their errors.
    """
    rng = np.random.default_rng([seed, 19])
    known = finished(problem, runs[runs["wave"] == 1])
    numbers, counts = np.unique(known.points, return_counts=True)
    chosen = rng.choice(numbers[counts == 1], min(repeats, int(HELD_OUT * len(numbers))), replace=False)
    apart = np.isin(known.points, chosen)
    emulator = fit_emulator(known.unit[~apart], known.values[~apart], known.points[~apart], problem.error_sd)
    data = [
        SyntheticData(number, problem.theta(known.unit[row]), with_errors(problem, known.values[row], rng))
        for number, row in enumerate(np.flatnonzero(apart))
    ]
    return emulator, data


def emulated(problem: Problem, emulator: Emulator) -> Problem:
    """The same problem with an emulator in the simulator's place, so that whole fits are cheap."""
    return replace(problem, simulate=Emulated(problem, emulator), version=f"{problem.version} emulated")


@dataclass(frozen=True)
class Emulated:
    """An emulator that acts as a simulator: its mean plus seed noise."""

    problem: Problem
    emulator: Emulator

    def __call__(self, theta: dict[str, float], seed: int) -> dict[str, float]:
        """Statistics of one run."""
        unit = self.problem.unit([theta[name] for name in self.problem.parameters])
        mean, _ = self.emulator.predict(unit[None, :])
        noise = np.random.default_rng(seed).standard_normal(len(self.emulator.noise_sd))
        return dict(zip(self.problem.statistics, mean[0] + noise * self.emulator.noise_sd, strict=True))


def text_table(name: str, table: pd.DataFrame, failed: int) -> str:
    """The coverage as text, with the verdict below it."""
    first, all_inside = table.iloc[0], table[["inside_50", "inside_90"]].mean()
    limits = ", ".join(f"{first[f'low_{n}']:.2f}-{first[f'high_{n}']:.2f} at {n} %" for n in ("50", "90"))
    rows = [
        f"{row['parameter']:32}{row['inside_50']:8.2f}{row['inside_90']:8.2f}{row['uniform']:11.3f}"
        for row in table.to_dict("records")
    ]
    return "\n".join(
        [
            f"{name}: {int(first['fits'])} fits, {failed} failed",
            f"{'parameter':32}{'50 %':>8}{'90 %':>8}{'uniform p':>11}",
            *rows,
            f"{'all':32}{all_inside['inside_50']:8.2f}{all_inside['inside_90']:8.2f}",
            f"{'within' if within_limits(table) else 'OUTSIDE'} binomial limits ({limits})",
        ]
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the slow checks and print their tables; 1 if coverage leaves its limits."""

    parser = argparse.ArgumentParser(prog="python -m tests.calibration.synthetic", description=__doc__)
    parser.add_argument("--fit", type=Path, help="folder that a calibration wrote")
    parser.add_argument("--repeats", type=int, default=100)
    parser.add_argument("--waves", type=int, default=2)
    parser.add_argument("--runs", type=int, default=150, help="runs per wave")
    parser.add_argument("--jobs", type=int, default=usable_cores())
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    checks: list[tuple[str, Problem, Worker[SyntheticData, Verdict], list[SyntheticData]]] = []
    whole = [(f"toy {one.name}", one) for one in (linear(), bent())]
    if asked.fit is not None:
        problem, runs = stored_problem(asked.fit), kept_runs(asked.fit)
        emulator, data = held_out(problem, runs, asked.repeats, asked.seed)
        checks.append(("held-out runs as data", problem, SamplerOnly(problem, emulator, asked.seed), data))
        whole = [("whole fits, emulator as simulator", emulated(problem, emulator))]
    for name, problem in whole:
        work = WholeFit(problem, asked.waves, asked.runs, asked.seed)
        checks.append((name, problem, work, trials(problem, asked.repeats, asked.seed)))
    fine = True
    for name, problem, worker, data in checks:
        verdicts = repeated(worker, data, asked.jobs, _on_terminal)
        table = coverage(problem, verdicts)
        failed = sum(bool(verdict.error) for verdict in verdicts)
        print(text_table(name, table, failed), end="\n\n", flush=True)
        fine = fine and within_limits(table)
    return 0 if fine else 1


def _on_terminal(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}/{total} ", end="\n" if done == total else "", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
