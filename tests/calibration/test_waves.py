"""Whole fits: the known answer is found, a resumed fit is the same fit, and what went wrong is said."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from resettle.calibration.fit.problem import described
from resettle.calibration.fit.result import Fit, frame_hash
from resettle.calibration.fit.runs import Progress
from resettle.calibration.fit.sampler import CalibrationError
from resettle.calibration.fit.waves import fit, latin_hypercube
from tests.calibration.simulators import linear_answer, problem
from tests.calibration.toys import BENT_TRUTH, bent, linear


@pytest.fixture(scope="module")
def known() -> Fit:
    """The linear toy without discrepancy, so that its posterior is normal and known."""
    toy = replace(linear(), discrepancy_sd=np.zeros(5))
    return fit(toy, None, waves=2, runs=150, jobs=1, confirm=30)


@pytest.fixture(scope="module")
def market() -> Fit:
    """The bent toy."""
    return fit(bent(), None, waves=2, runs=120, jobs=1, confirm=30)


def test_the_posterior_is_the_known_one(known: Fit) -> None:
    mean, covariance = linear_answer(known.problem, scale=0.0)
    sd = np.sqrt(np.diag(covariance))
    draws = known.posterior[list(known.problem.parameters)]
    assert np.abs(draws.mean() - mean).max() < 0.35 * sd.min()
    assert draws.std().to_numpy() == pytest.approx(sd, rel=0.2)
    assert np.corrcoef(draws.T)[0, 2] == pytest.approx(covariance[0, 2] / sd[0] / sd[2], abs=0.15)


def test_known_parameters_lie_within_their_90_percent_intervals(market: Fit) -> None:
    table = market.parameters.set_index("parameter")
    for name, value in BENT_TRUTH.items():
        assert table.loc[name, "posterior_q05"] < value < table.loc[name, "posterior_q95"]
    assert (table["contraction"] > 0.9).all(), "each of them is learned"


def test_abc_on_the_same_runs_agrees(market: Fit) -> None:
    assert market.parameters["abc_shift"].abs().max() < 1.0
    assert market.parameters["abc_width"].between(0.5, 2.5).all()


def test_the_emulator_is_as_good_as_it_says_where_it_matters(market: Fit) -> None:
    assert market.diagnostics["confirmed_runs"] == 30
    assert 0.75 < market.diagnostics["confirmed_rms"] < 1.3
    assert (market.runs["wave"] == 3).sum() == 30


def test_a_fact_that_says_nothing_new_leaves_the_discrepancy_at_its_prior(known: Fit) -> None:
    scale = known.posterior["discrepancy_scale"]
    assert scale.median() == pytest.approx(0.67, abs=0.12)
    assert known.prior["discrepancy_scale"].median() == pytest.approx(0.67, abs=0.06)


def test_facts_that_contradict_each_other_raise_the_discrepancy_and_widen_the_answer() -> None:
    toy = linear()
    quiet = fit(toy, None, waves=1, runs=80, jobs=1, confirm=0)
    torn = toy.with_observed(toy.observed + np.array([0.6, -0.6, 0.6, -0.6, 0.0]))  # no sums can be that
    found = fit(torn, None, waves=1, runs=80, jobs=1, confirm=0)
    scale = "discrepancy_scale"
    assert found.posterior[scale].median() > quiet.posterior[scale].median() + 0.5
    assert found.posterior["first"].std() > 1.3 * quiet.posterior["first"].std()


def test_draws_and_tables_are_complete(market: Fit) -> None:
    columns = [*market.problem.parameters, "discrepancy_scale"]
    assert list(market.posterior.columns) == list(market.prior.columns) == columns
    assert len(market.posterior) == len(market.prior) == len(market.predictions) == 2_000
    for name, low, high in zip(columns, market.problem.low, market.problem.high, strict=False):
        assert market.posterior[name].between(low, high).all()
    table = market.statistics
    for kind in ("prior", "posterior", "predictive"):
        quantiles = table[[f"{kind}_q{q}" for q in ("05", "25", "50", "75", "95")]].to_numpy()
        assert (np.diff(quantiles, axis=1) > 0).all()
    assert (
        table["predictive_q95"] - table["predictive_q05"] > table["posterior_q95"] - table["posterior_q05"]
    ).all()
    assert table["z"].abs().max() < 1.0
    assert market.diagnostics["largest_rhat"] <= 1.05 and market.diagnostics["smallest_ess"] >= 400


def test_a_fit_is_written_so_that_it_can_be_read_back(market: Fit, tmp_path: Path) -> None:
    manifest = market.write(tmp_path / "fit", notes={"scenario": "toy"})
    assert json.loads((tmp_path / "fit" / "manifest.json").read_text(encoding="utf-8")) == manifest
    assert described(manifest["problem"]).digest == market.problem.digest == manifest["digest"]
    assert manifest["scenario"] == "toy"
    for name, digest in manifest["hashes"].items():
        assert frame_hash(pd.read_parquet(tmp_path / "fit" / name)) == digest
    assert not list((tmp_path / "fit").glob(".*"))


def test_a_resumed_fit_runs_nothing_twice_and_ends_with_the_same_numbers(tmp_path: Path) -> None:
    (tmp_path / "marks").mkdir()
    toy = problem(mark=tmp_path / "marks")
    whole = fit(toy, None, waves=2, runs=60, jobs=1, confirm=10)
    made = len(list((tmp_path / "marks").iterdir()))

    def stop(progress: Progress) -> None:
        if progress.done > 80:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit(toy, tmp_path / "kept", waves=2, runs=60, jobs=1, confirm=10, progress=stop)
    first = len(list((tmp_path / "marks").iterdir())) - made
    assert 60 < first <= 120
    resumed = fit(toy, tmp_path / "kept", waves=2, runs=60, jobs=1, confirm=10)
    again = len(list((tmp_path / "marks").iterdir())) - made
    assert again == 130, "what was finished before is not run again"
    pd.testing.assert_frame_equal(resumed.posterior, whole.posterior)
    pd.testing.assert_frame_equal(resumed.abc, whole.abc)


def test_progress_covers_the_whole_fit() -> None:
    told: list[Progress] = []
    fit(linear(), None, waves=2, runs=60, jobs=1, confirm=10, progress=told.append)
    assert {progress.total for progress in told} == {130}
    assert [progress.done for progress in told] == sorted(progress.done for progress in told)
    assert told[-1].done == 130
    assert {"wave 1 of 2", "posterior, wave 2 of 2", "confirmation"} <= {progress.stage for progress in told}


@pytest.fixture(scope="module")
def seeds() -> list[int]:
    """Seeds of the runs of a small fit."""
    found = fit(problem(), None, waves=1, runs=60, jobs=1, confirm=0).runs["seed"]
    return [int(seed) for seed in found]


def test_a_few_failed_runs_are_left_out_and_counted(seeds: list[int]) -> None:
    bad = problem(trouble="raise", when=frozenset(seeds[:5]))
    found = fit(bad, None, waves=1, runs=60, jobs=1, confirm=0)
    assert found.diagnostics["failed_runs"] == 5
    assert found.diagnostics["learned_from"] == [55]


def test_many_failed_runs_stop_the_fit_with_the_first_message(seeds: list[int]) -> None:
    bad = problem(trouble="raise", when=frozenset(seeds[:20]))
    with pytest.raises(CalibrationError, match=r"wave 1 of 1: 20 of 60 runs failed, first: ArithmeticError"):
        fit(bad, None, waves=1, runs=60, jobs=1, confirm=0)


def test_numbers_out_of_range_are_refused() -> None:
    for wrong in ({"waves": 0}, {"runs": 10}, {"draws": 500}, {"confirm": -1}):
        with pytest.raises(ValueError, match="at least"):
            fit(linear(), None, **wrong)  # type: ignore[arg-type]


def test_a_latin_hypercube_has_one_point_in_every_slice() -> None:
    points = latin_hypercube(50, 4, np.random.default_rng(1))
    for column in points.T:
        assert sorted((column * 50).astype(int)) == list(range(50))
