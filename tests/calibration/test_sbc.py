"""Fits of the quick engine find what is known, and errors that are understated are caught."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from resettle.calibration.fit.problem import Problem
from resettle.calibration.fit.runs import run_all
from resettle.calibration.report.sbc import answered
from resettle.calibration.validation.coverage import Verdict, within_limits
from resettle.calibration.validation.sbc import Sbc, simulation_based, with_ranks
from resettle.results.report.markdown import markdown
from tests.calibration.toys import Linear, linear

REPEATS = 40


def runs_of(toy: Problem) -> pd.DataFrame:
    theta = toy.theta(np.random.default_rng(1).random((120, 3)))
    return run_all(toy, theta, list(range(120)), None, jobs=1).assign(wave=1)


@pytest.fixture(scope="module")
def found() -> Sbc:
    toy = linear()
    return simulation_based(toy, runs_of(toy), None, REPEATS, jobs=1)


def test_the_truth_lies_anywhere_among_the_draws(found: Sbc) -> None:
    assert found.failed == ()
    assert within_limits(found.table)
    assert (found.table["uniform"] > 0.001).all() and (found.table["bins"] > 0.001).all()
    assert all(sum(counts) == REPEATS for counts in found.table["counts"])
    assert found.table["inside_90"].mean() == pytest.approx(0.9, abs=0.09)


@dataclass(frozen=True)
class Restless(Linear):
    """The toy with ten times the noise, once its emulator has been learned."""

    noise: float = 0.5


def test_a_simulator_that_is_noisier_than_its_runs_were_is_caught() -> None:
    toy = linear()
    restless = replace(toy, simulate=Restless(), version="restless")
    assert not within_limits(simulation_based(restless, runs_of(toy), None, REPEATS, jobs=1).table)


def test_the_same_call_takes_over_what_is_kept_and_says_the_same(tmp_path: Path, found: Sbc) -> None:
    toy, told = linear(), []
    runs = runs_of(toy)
    first = simulation_based(toy, runs, tmp_path, 20, jobs=1)
    again = simulation_based(toy, runs, tmp_path, 20, jobs=1, progress=told.append)
    assert again.table.equals(first.table)
    assert [one.done for one in told] == [20, 20]  # nothing was left to do
    assert not first.table.equals(found.table)


def test_a_run_that_fails_is_told_and_left_out() -> None:
    toy = linear()
    broken = replace(toy, simulate=fails_sometimes, version="broken")
    found = simulation_based(broken, runs_of(toy), None, 20, jobs=1)
    assert 0 < len(found.failed) < 20
    assert found.table["fits"].iloc[0] == 20 - len(found.failed)
    assert f"Fits that could not be made: {len(found.failed)}; first: ValueError: no." in markdown(
        answered(found)
    )


def fails_sometimes(theta: dict[str, float], seed: int) -> dict[str, float]:
    if theta["first"] > 0.8:
        raise ValueError("no")
    return Linear()(theta, seed)


def at(positions: np.ndarray) -> Sbc:
    table = with_ranks(linear(), [Verdict(n, tuple(row)) for n, row in enumerate(positions)])
    return Sbc(table, (), 1.0, 2.0, 100)


def example() -> Sbc:
    """Positions of three parameters in 100 fits, those of the second too often at the ends."""
    rng = np.random.default_rng(3)
    positions = np.column_stack([rng.random(100), rng.beta(0.3, 0.3, 100), rng.random(100)])
    return replace(at(positions), failed=("two groups of particles end 0.40 standard deviations apart",))


def test_the_page_names_what_lies_outside_and_counts_the_tenths() -> None:
    rng = np.random.default_rng(3)
    even, sure = rng.random((100, 3)), rng.random((100, 3))
    sure[:, 1] = rng.beta(0.3, 0.3, 100)
    page = markdown(answered(at(even)))
    assert "✓ Every parameter lies within what chance allows." in page
    assert "One repeat took 1.0 s for its run and 2.0 s for its fit." in page
    assert "on 2 cores 100 of them take about 2 minutes" in page  # 100 times 3 s, by 2 cores: 150 s
    page = markdown(answered(at(sure)))
    assert "✗ Outside of what chance allows: second." in page
    row = next(line for line in page.splitlines() if line.startswith("| second"))
    assert "✗" in row
    counts = [int(word) for word in row.split("|")[-2].split()]
    assert len(counts) == 10 and sum(counts) == 100 and counts[0] > 15
    assert float(row.split("|")[-3]) < 0.001
    assert markdown(answered(at(sure)), "zh")
