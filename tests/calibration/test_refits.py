"""Fits on kept runs: what is known of toys comes out, and what is left out is missed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from resettle.calibration.evidence.facts import as_of
from resettle.calibration.fit.problem import Floats, Problem, scale_of
from resettle.calibration.fit.relocated import problem as real
from resettle.calibration.fit.runs import run_all
from resettle.calibration.fit.sampler import CalibrationError
from resettle.calibration.validation import refits
from resettle.calibration.validation.origins import emulated, furthest, roll
from resettle.calibration.validation.refits import Kept, Refitted, Stretched, Variant, learn, refit
from resettle.calibration.validation.smc import Particles
from tests.calibration.toys import MATRIX, linear


def observing(problem: Problem, *names: str) -> Problem:
    """The toy with some of its facts, all else measured."""
    kept = [problem.statistics.index(name) for name in names]
    parts = ("observed", "error_sd", "discrepancy_sd")
    return replace(
        problem,
        statistics=names,
        measured=problem.statistics,
        **{part: getattr(problem, part)[kept] for part in parts},
    )


@pytest.fixture(scope="module")
def kept() -> Kept:
    toy = linear()
    theta = toy.theta(np.random.default_rng(1).random((120, 3)))
    runs = run_all(toy, theta, list(range(1, 121)), None, jobs=1)
    return learn(toy, runs.assign(wave=1))


def fitted(kept: Kept, problem: Problem, **factors: float) -> Refitted:
    return refit(kept, [Variant("one", problem, factors)], jobs=1)["one"]


def test_a_fit_on_kept_runs_finds_the_known_parameters(kept: Kept) -> None:
    toy = linear()
    found = fitted(kept, toy)
    assert not found.error and found.apart < 0.25
    theta = toy.theta(found.unit)
    assert theta.mean(axis=0) == pytest.approx([0.5, -0.3, 0.2], abs=0.06)
    spread = np.hypot(0.1, 0.1 * scale_of(np.zeros(1))[0])  # at a middling discrepancy
    exact = np.sqrt(np.diag(np.linalg.inv(MATRIX.T @ MATRIX))) * np.hypot(spread, 0.05)
    assert theta.std(axis=0) == pytest.approx(exact, rel=0.35)


def test_a_fit_that_sees_fewer_facts_knows_less_and_only_of_what_they_speak_of(kept: Kept) -> None:
    toy = linear()
    all_of_them, one = fitted(kept, toy), fitted(kept, observing(toy, "sum_0"))
    assert (one.unit.std(axis=0) > 1.5 * all_of_them.unit.std(axis=0)).all()
    assert one.unit[:, 2].std() == pytest.approx(1 / np.sqrt(12), rel=0.1)  # sum_0 holds nothing of the third


def test_where_the_quick_sampler_does_not_agree_with_itself_the_slow_one_takes_its_place(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = fitted(kept, linear())

    def apart(*_: object) -> None:
        raise CalibrationError("two groups of particles end apart")

    monkeypatch.setattr(refits, "sample_particles", apart)
    slow = fitted(kept, linear())
    assert slow.error == "" and len(slow.unit) == len(quick.unit)
    assert slow.unit.mean(axis=0) == pytest.approx(quick.unit.mean(axis=0), abs=0.01)
    monkeypatch.setattr(refits, "sample_posterior", apart)
    assert "apart" in fitted(kept, linear()).error


def test_a_hard_fit_is_tried_with_more_particles_and_then_with_more_moves(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[tuple[int, int]] = []
    sample = refits.sample_particles

    def only_the_last(*asked: Any) -> Particles:
        tried.append(asked[3:])
        if len(tried) < 3:
            raise CalibrationError("two groups of particles end apart")
        return sample(*asked)

    monkeypatch.setattr(refits, "sample_particles", only_the_last)
    hard = fitted(kept, linear())
    assert tried == [(1_000, 1), (4_000, 1), (4_000, 4)]
    assert hard.error == "" and 0 < hard.apart < 0.25


def test_a_halved_prior_of_what_no_fact_speaks_of_halves_its_spread(kept: Kept) -> None:
    found = fitted(kept, observing(linear(), "sum_0"), third=0.5)
    third = found.unit[:, 2]
    assert third.std() == pytest.approx(0.5 / np.sqrt(12), rel=0.1)
    assert third.min() >= 0.25 and third.max() <= 0.75
    assert third.mean() == pytest.approx(0.5, abs=0.03)


def test_what_a_doubled_prior_has_beyond_the_runs_lies_at_their_ends(kept: Kept) -> None:
    third = fitted(kept, observing(linear(), "sum_0"), third=2.0).unit[:, 2]
    assert np.mean((third < 1e-6) | (third > 1.0 - 1e-6)) == pytest.approx(0.5, abs=0.06)


def test_positions_keep_their_centre_and_never_leave_the_runs() -> None:
    stretched = Stretched(None, np.array([0.5, 1.0, 2.0]))  # type: ignore[arg-type]
    found = stretched.positions(np.array([[0.0, 0.3, 0.0], [0.5, 0.5, 0.5], [1.0, 1.0, 0.9]]))
    assert found[:, 0] == pytest.approx([0.25, 0.5, 0.75])
    assert found[:, 1] == pytest.approx([0.3, 0.5, 1.0], abs=1e-8)
    assert found[:, 2] == pytest.approx([0.0, 0.5, 1.0], abs=1e-8)


def test_a_later_wave_answers_where_it_ran_and_the_rest_is_answered_by_all_runs() -> None:
    toy = linear()
    rng = np.random.default_rng(2)
    wide, near = rng.random((100, 3)), 0.5 + 0.05 * rng.standard_normal((60, 3))
    runs = run_all(toy, toy.theta(np.vstack([wide, near])), list(range(160)), None, jobs=1)
    known = learn(toy, runs.assign(wave=[1] * 100 + [2] * 60))
    (_, everywhere), (region, core) = known.emulator.stages
    assert everywhere.runs == 160
    assert 60 <= core.runs < 160 and region is not None
    few = learn(toy, runs.assign(wave=[1] * 150 + [2] * 10))
    assert len(few.emulator.stages) == 1  # too few to know their spread
    assert known.of(["sum_3", "sum_0"]).moments(np.full((1, 3), 0.5))[0].shape == (1, 2)


def test_failed_runs_are_left_out_and_what_was_never_measured_is_said() -> None:
    toy = linear()
    runs = run_all(toy, toy.theta(np.random.default_rng(3).random((40, 3))), list(range(40)), None, jobs=1)
    runs.loc[:4, "error"] = "broken"
    runs.loc[:4, list(toy.statistics)] = np.nan
    assert learn(toy, runs.assign(wave=1)).runs == 35
    with pytest.raises(ValueError, match=r"sum_4.*calibrate again"):
        learn(toy, runs.drop(columns="sum_4").assign(wave=1))


# -- rolling origins on the real facts, with a made-up simulator -----------------------------


def made_up(asked: Problem, count: int) -> pd.DataFrame:
    """Runs whose statistics lie around the facts and follow a few parameters straight."""
    rng = np.random.default_rng(4)
    unit = rng.random((count, asked.dimensions))
    facts = {fact.statistic: fact for fact in as_of() if fact.statistic}
    columns: dict[str, Floats] = dict(zip(asked.parameters, asked.theta(unit).T, strict=True))
    for number, name in enumerate(asked.kept):
        fact = facts[name]
        wide = 3.0 * np.hypot(fact.error, fact.discrepancy)
        columns[name] = fact.value + wide * (unit[:, number % 3] - 0.5)
        columns[name] += 0.05 * wide * rng.standard_normal(count)
    return pd.DataFrame({"wave": 1, **columns})


@pytest.mark.slow
def test_every_origin_predicts_what_came_after_it_from_what_was_known() -> None:
    asked = real()
    known = learn(asked, made_up(asked, 150))
    rolled = roll(known, origins=(2020, 2022), jobs=1)
    assert rolled.failed == ()
    early, late = rolled.assessments
    later = {fact.id for fact in as_of(2020) if fact.use == "check" and fact.year > 2020}
    assert {row.id for row in early.held_out} == later
    assert {row.id for row in late.held_out} == {
        fact.id for fact in as_of() if fact.year > 2022 and fact.statistic
    }
    assert {row.id for row in early.fitted} == {fact.id for fact in as_of(2020) if fact.use == "fit"}
    inside = np.mean([row.inside for row in (*early.held_out, *late.held_out)])
    assert inside > 0.8  # facts lie where the made-up runs say


def test_the_emulator_is_held_against_runs_of_the_same_posterior(kept: Kept) -> None:
    from tests.calibration.test_heldout import Fact

    toy = linear()
    facts = [Fact(f"S{n}", f"sum_{n}", 0.5, "fit", 0.1, unit="share") for n in range(2)]
    unit = np.random.default_rng(5).random((300, 3))
    by_emulator = emulated(kept, facts, Refitted("", unit, np.ones(300)), None)  # type: ignore[arg-type]
    assert furthest(by_emulator, by_emulator)[0] == 0.0
    moved = replace(
        by_emulator, fitted=tuple(replace(row, median=row.median + 0.2) for row in by_emulator.fitted[:1])
    )
    assert furthest(moved, by_emulator) == (pytest.approx(2.0), "S0")  # errors of 0.1 each
    exact = MATRIX[:2] @ toy.theta(unit).T
    assert [row.median for row in by_emulator.fitted] == pytest.approx(
        list(np.clip(np.median(exact, axis=1), 0.0, 1.0)), abs=0.1
    )
