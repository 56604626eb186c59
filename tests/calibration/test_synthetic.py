"""Small versions of the slow checks: intervals hold the truth as often as they say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from resettle.calibration.fit.result import Fit
from resettle.calibration.fit.sampler import CalibrationError
from resettle.calibration.fit.waves import fit
from resettle.calibration.validation.coverage import Verdict, coverage, judge, within_limits
from tests.calibration import synthetic
from tests.calibration.synthetic import (
    SamplerOnly,
    SyntheticData,
    WholeFit,
    held_out,
    repeated,
    text_table,
    trials,
)
from tests.calibration.toys import MATRIX, linear


@pytest.fixture(scope="module")
def finished() -> Fit:
    return fit(linear(), None, waves=1, runs=140, jobs=1, confirm=0)


@pytest.mark.slow
def test_intervals_of_whole_fits_hold_known_parameters_as_often_as_they_say() -> None:
    problem = linear()
    verdicts = repeated(WholeFit(problem, waves=1, runs=60, seed=1), trials(problem, 12, seed=2))
    table = coverage(problem, verdicts)
    assert table["fits"].iloc[0] == 12
    assert within_limits(table), text_table("linear", table, 0)
    assert table["inside_90"].mean() > 0.75


@pytest.mark.slow
def test_intervals_hold_known_parameters_when_real_runs_are_the_data(finished: Fit) -> None:
    emulator, data = held_out(finished.problem, finished.runs, repeats=14, seed=1)
    assert len(data) == 14 and emulator.runs == 140 - 14
    verdicts = repeated(SamplerOnly(finished.problem, emulator, seed=1), data)
    table = coverage(finished.problem, verdicts)
    assert within_limits(table), text_table("held out", table, 0)


def verdicts_at(sample: np.ndarray) -> list[Verdict]:
    return [Verdict(number, tuple(row)) for number, row in enumerate(sample)]


def test_uniform_positions_pass_and_overconfident_ones_are_caught() -> None:
    rng = np.random.default_rng(3)
    right = coverage(linear(), verdicts_at(rng.random((100, 3))))
    assert within_limits(right) and (right["uniform"] > 0.001).all()
    sure = coverage(linear(), verdicts_at(rng.beta(0.4, 0.4, (100, 3))))
    assert not within_limits(sure)
    assert "OUTSIDE" in text_table("sure", sure, 0)
    shifted = coverage(linear(), verdicts_at(rng.beta(1.0, 3.0, (100, 3))))
    assert (shifted["uniform"] < 0.01).all()


def test_a_truth_has_a_position_among_the_draws() -> None:
    draws = np.linspace(0.0, 1.0, 1_000)[:, None].repeat(3, axis=1)
    verdict = judge(4, np.array([-1.0, 0.25, 2.0]), draws)
    assert verdict.positions == pytest.approx((0.0, 0.25, 1.0))


def test_data_have_the_errors_that_the_likelihood_knows() -> None:
    data = trials(linear(), 400, seed=1)
    exact = [MATRIX @ trial.theta for trial in data]
    apart = np.array([trial.observed for trial in data]) - np.array(exact)
    assert apart.std() == pytest.approx(np.sqrt(0.1**2 + 0.1**2 + 0.05**2), rel=0.08)
    assert np.array_equal(data[7].observed, trials(linear(), 400, seed=1)[7].observed)


def test_a_fit_that_fails_is_counted_and_the_rest_continues() -> None:
    def work(trial: SyntheticData, threads: int = 1) -> Verdict:
        if trial.number == 0:
            return Verdict(0, (), "no convergence")
        return Verdict(trial.number, (0.4, 0.5, 0.6))

    verdicts = repeated(work, trials(linear(), 3, seed=1))
    assert [verdict.error for verdict in verdicts] == ["no convergence", "", ""]
    assert coverage(linear(), verdicts)["fits"].iloc[0] == 2
    with pytest.raises(CalibrationError, match="every fit failed, first: no convergence"):
        coverage(linear(), verdicts[:1])


def test_the_command_checks_a_written_fit_in_two_ways(
    finished: Fit, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    finished.write(tmp_path)
    words = ["--fit", str(tmp_path), "--repeats", "2", "--waves", "1", "--runs", "60", "--jobs", "1"]
    assert synthetic.main(words) in (0, 1)
    printed = capsys.readouterr().out
    assert "held-out runs as data: 2 fits, 0 failed" in printed
    assert "whole fits, emulator as simulator: 2 fits, 0 failed" in printed
    assert "second" in printed and "binomial limits" in printed
