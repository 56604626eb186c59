"""A posterior is made from the facts, predicts held-out facts, and can be shipped."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from resettle.calibration.evidence.facts import facts
from resettle.calibration.fit import making
from resettle.calibration.fit.priors import adjustments, priors
from resettle.calibration.fit.problem import DISCREPANCY
from resettle.calibration.fit.relocated import Simulator, problem, scenario, version
from resettle.calibration.report.validation import digest
from resettle.calibration.validation.predictions import validate
from resettle.scenarios.posterior import read, shipped

HOUSEHOLDS = 250


def centre() -> dict[str, float]:
    """The middle of every prior."""
    held = problem()
    return held.named(held.theta(np.full(held.dimensions, 0.5)))


def test_the_problem_asks_for_every_fact_that_is_fitted_and_for_no_other() -> None:
    held = problem()
    assert held.statistics == tuple(fact.statistic for fact in facts("fit"))
    assert set(held.statistics).isdisjoint(fact.statistic for fact in facts("sealed"))
    assert held.parameters == tuple(one.name for one in priors())
    assert (held.error_sd > 0).all()


def test_a_run_gives_a_finite_number_for_every_statistic_and_the_same_for_a_seed() -> None:
    simulate = Simulator(problem().statistics, HOUSEHOLDS)
    first, again, other = simulate(centre(), 1), simulate(centre(), 1), simulate(centre(), 2)
    assert all(np.isfinite(value) for value in first.values())
    assert first == again
    assert first != other


def test_more_offers_mean_shorter_waits_and_better_pay_more_income() -> None:
    simulate = Simulator(("job_finding", "net_income_2019"), HOUSEHOLDS)
    base, more = simulate(centre(), 1), simulate(centre() | {"offer_rate": 1.7, "pay_gap": 0.3}, 1)
    assert more["job_finding"] > base["job_finding"]
    assert more["net_income_2019"] > base["net_income_2019"]


def test_runs_of_another_size_are_not_taken_for_those_of_this_one() -> None:
    assert version(100) != version(200)
    assert version(100) == version(100)


def test_predictions_are_made_of_fitted_and_held_out_facts() -> None:
    held = problem()
    rng = np.random.default_rng(1)
    draws = pd.DataFrame(held.theta(rng.random((8, held.dimensions))), columns=list(held.parameters))
    draws[DISCREPANCY] = 1.0
    found, rolled, failed = validate(draws, runs=6, households=HOUSEHOLDS, jobs=1)
    assert failed == () and rolled.assessments == () and found.rolled == ()
    assert [row.id for row in found.held_out] == [fact.id for fact in facts("sealed")]
    assert [row.id for row in found.fitted] == [fact.id for fact in facts("fit")]
    for row in found.held_out:
        assert row.most[0] <= row.half[0] <= row.median <= row.half[1] <= row.most[1]


def test_names_are_there_in_both_languages_for_every_fitted_number_and_statistic() -> None:
    told = making.labels()
    for name in (*problem().parameters, *problem().statistics):
        assert told[name]["en"]
        assert told[name]["zh"]


def test_without_a_posterior_it_is_said_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make one with `resettle calibrate`"):
        making.posterior_draws(tmp_path)


def test_the_fit_that_ships_is_that_of_the_facts_and_priors_as_they_are() -> None:
    held = shipped()
    assert held is not None
    assert held.adjustments == adjustments()
    assert held.about["facts"] == [fact.id for fact in facts("fit")]
    assert held.about["scenario"] == scenario().values_digest
    assert len(held.rows) >= 500
    draws, _ = making.posterior_draws()
    assert list(draws.columns) == [*(one.name for one in priors()), DISCREPANCY]
    assert draws[[one.name for one in adjustments()]].to_numpy() == pytest.approx(np.array(held.rows))
    for one in priors():
        assert draws[one.name].between(one.low, one.high).all()


def test_the_shipped_chains_have_converged() -> None:
    held = shipped()
    assert held is not None
    assert held.about["largest_rhat"] < 1.05
    assert held.about["smallest_ess"] > 400


def test_what_is_said_of_the_fit_is_said_of_the_one_that_ships() -> None:
    _, posterior = making.posterior_draws()
    page = (Path(making.__file__).parents[2] / "docs" / "validation.md").read_text(encoding="utf-8")
    assert posterior in page
    assert digest(facts()) in page
    assert scenario().values_digest in page
    held = resources.files("resettle.scenarios") / "data" / "validation.json"
    told = json.loads(held.read_text(encoding="utf-8"))
    assert told["posterior"] == posterior
    assert told["held_out"] == len(facts("sealed"))
    assert told["inside"] + len(told["missed"]) == told["held_out"]
    assert all(f"| {one['en']} |" in page for one in told["missed"])


def test_what_is_written_of_a_fit_can_be_read_by_a_run(tmp_path: Path) -> None:
    held = shipped()
    assert held is not None
    held.write(tmp_path / "again.parquet")
    assert read(tmp_path / "again.parquet").rows == held.rows
