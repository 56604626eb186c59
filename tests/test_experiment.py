"""Running experiments: same numbers however they are run, and failures that stay where they happen."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pytest

from resettle.model.indicators import INDICATORS
from resettle.model.record import LEDGER_COLUMNS
from resettle.results.questions.run.experiment import Experiment, run_experiment
from resettle.results.questions.run.workers import Job, Task, run_in_processes
from resettle.results.runs.crew import BREAKS_IN_A_ROW, DIED
from resettle.results.runs.draws import Design, Parameters
from resettle.scenarios.posterior import Adjustment, Posterior
from tests.standins import MONTHS, StandInScenario, simulate

ROOT = Path(__file__).resolve().parent.parent


def run(
    *scenarios: StandInScenario, replications: int = 6, jobs: int | None = 1, seed: int = 10
) -> Experiment:
    return run_experiment(scenarios, replications, seed, scale=0.5, jobs=jobs, simulate=simulate)


def assert_same(one: Experiment, other: Experiment) -> None:
    pd.testing.assert_frame_equal(one.monthly, other.monthly, check_exact=True)
    pd.testing.assert_frame_equal(one.levers, other.levers, check_exact=True)


def test_any_number_of_processes_gives_the_same_numbers() -> None:
    scenarios = (StandInScenario("a"), StandInScenario("b", {"levers": ()}))
    here = run(*scenarios)
    assert here.jobs == 1
    several = run(*scenarios, jobs=2)
    assert several.jobs == 2
    assert_same(here, several)


def test_frames_have_one_row_a_month_with_identity_and_values_in_place() -> None:
    experiment = run(StandInScenario("a"), StandInScenario("b"), replications=2)
    monthly, levers = experiment.monthly, experiment.levers
    assert list(monthly.columns) == ["scenario", "replication", "seed", "draw", "month", *INDICATORS]
    assert list(levers.columns) == [
        "scenario",
        "replication",
        "seed",
        "draw",
        "month",
        "lever",
        *LEDGER_COLUMNS,
    ]
    assert len(monthly) == 2 * 2 * len(MONTHS)
    assert len(levers) == 2 * 2 * len(MONTHS) * 2
    assert not levers.duplicated(["scenario", "replication", "month", "lever"]).any()
    record = simulate(
        StandInScenario("b").inputs(scale=0.5, draw=1, seed=10), seed=11, threads=1, check=False
    )
    rows = monthly.query("scenario == 'b' and replication == 1")
    assert tuple(rows["month"]) == MONTHS
    assert set(rows["seed"]) == {11}
    assert set(rows["draw"]) == {1}
    for name in ("income", "employed", "prices"):
        np.testing.assert_array_equal(rows[name], record.indicators[name])
    rows = levers.query("scenario == 'b' and replication == 1 and lever == 'safety_net'")
    assert tuple(rows["month"]) == MONTHS
    np.testing.assert_array_equal(rows["spent_yuan"], record.levers["safety_net"]["spent_yuan"])


def test_scenarios_share_seeds_and_draws() -> None:
    experiment = run(StandInScenario("a"), StandInScenario("b"))
    a, b = (experiment.monthly.query(f"scenario == '{name}'").reset_index(drop=True) for name in "ab")
    pd.testing.assert_frame_equal(a.drop(columns="scenario"), b.drop(columns="scenario"))


def test_a_scenario_that_varies_nothing_runs_on_its_central_values() -> None:
    experiment = run(StandInScenario("a", draws=False))
    assert [part.varied for part in experiment.parts] == [0]
    assert [part.varied for part in run(StandInScenario("a")).parts] == [2], "a lever's windows vary as one"
    assert {run.draw for run in experiment.runs} == {None}
    assert set(experiment.monthly["draw"]) == {-1}


def test_more_replications_keep_the_first_ones() -> None:
    few, many = run(StandInScenario("a"), replications=2), run(StandInScenario("a"), replications=5)
    kept = many.monthly.query("replication < 2").reset_index(drop=True)
    pd.testing.assert_frame_equal(few.monthly, kept, check_exact=True)


FITTED = Posterior(
    (Adjustment("reach", "parameters.reach", "factor", 0.5, 2.0),),
    tuple((0.9 + number / 1000.0,) for number in range(200)),
    digest="f" * 64,
)


@pytest.mark.parametrize("jobs", [1, 2])
def test_draws_follow_the_design_and_each_mode_gives_its_own_numbers(jobs: int) -> None:
    held = {}
    for mode in ("point", "prior", "posterior"):
        held[mode] = run_experiment(
            [StandInScenario("a"), StandInScenario("b")],
            6,
            10,
            0.5,
            jobs,
            simulate=simulate,
            parameters=Parameters(mode, FITTED),  # type: ignore[arg-type]
            design=Design(2),
        )
    draws = {mode: [run.draw for run in one.runs] for mode, one in held.items()}
    assert draws["prior"] == draws["posterior"] == [0, 0, 1, 1, 2, 2] * 2
    assert draws["point"] == [None] * 12
    assert set(held["point"].monthly["draw"]) == {-1}
    first = [one.monthly["income"].iloc[0] for one in held.values()]
    assert len(set(first)) == 3
    for one in held.values():
        a, b = (one.monthly.query(f"scenario == '{name}'").reset_index(drop=True) for name in "ab")
        pd.testing.assert_frame_equal(a.drop(columns="scenario"), b.drop(columns="scenario"))


def test_a_longer_experiment_of_any_design_keeps_the_first_replications() -> None:
    for design in (Design(), Design(1), Design(3)):
        few, many = (
            run_experiment([StandInScenario("a")], number, 10, 0.5, 1, simulate=simulate, design=design)
            for number in (4, 7)
        )
        kept = many.monthly.query("replication < 4").reset_index(drop=True)
        pd.testing.assert_frame_equal(few.monthly, kept, check_exact=True)


def test_progress_counts_every_run_once() -> None:
    seen: list[tuple[int, int]] = []
    run_experiment(
        [StandInScenario("a"), StandInScenario("b")],
        3,
        scale=1.0,
        jobs=1,
        progress=lambda done, total: seen.append((done, total)),
        simulate=simulate,
    )
    assert seen == [(number, 6) for number in range(1, 7)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_that_raises_is_recorded_and_the_rest_goes_on(jobs: int) -> None:
    experiment = run(StandInScenario("a", {"raises": 12}), jobs=jobs)
    assert [run.replication for run in experiment.failed] == [2]
    assert experiment.failed[0].error == "RuntimeError: identity broken"
    assert "simulate" in (experiment.failed[0].trace or "")
    assert sorted(experiment.monthly["replication"].unique()) == [0, 1, 3, 4, 5]
    assert not experiment.complete
    assert experiment.judgeable


def test_inputs_that_cannot_be_made_fail_only_their_own_run() -> None:
    experiment = run(StandInScenario("a", {"bad_inputs": 3}))
    assert [(run.replication, run.error) for run in experiment.failed] == [
        (4, "ValueError: these inputs cannot be")
    ]


def test_a_scenario_without_any_success_cannot_be_judged() -> None:
    experiment = run(StandInScenario("a"), StandInScenario("b", {"raises": 10}), replications=1)
    assert not experiment.judgeable
    assert len(experiment.monthly) == len(MONTHS)


def test_a_process_that_dies_once_costs_nothing(tmp_path: Path) -> None:
    broken = run(StandInScenario("a", {"dies": (11,), "marks": str(tmp_path)}), jobs=2)
    assert (tmp_path / "11").exists()
    assert broken.complete
    assert_same(broken, run(StandInScenario("a")))


def test_a_run_that_always_kills_its_process_is_recorded_and_the_rest_goes_on() -> None:
    experiment = run(StandInScenario("a", {"dies": (12,)}), jobs=2)
    assert [(run.replication, run.error) for run in experiment.failed] == [(2, DIED)]
    whole = run(StandInScenario("a")).monthly.query("replication != 2").reset_index(drop=True)
    pd.testing.assert_frame_equal(experiment.monthly, whole, check_exact=True)


@pytest.mark.slow
def test_processes_that_always_die_are_given_up_after_a_few() -> None:
    scenario = StandInScenario("a", {"dies": tuple(range(100))})
    job = Job((scenario,), (1.0,), (True,), seed=0, simulate=simulate)
    tasks = [Task(0, number) for number in range(40)]
    outcomes = list(run_in_processes(job, tasks, 2, 4))
    assert sorted(outcome.task.replication for outcome in outcomes) == list(range(40))
    died = [outcome for outcome in outcomes if outcome.error == DIED]
    assert len(died) == BREAKS_IN_A_ROW


def test_two_scenarios_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="different names"):
        run(StandInScenario("a"), StandInScenario("a"))


@pytest.mark.parametrize(
    ("replications", "jobs", "scale"), [(0, 1, 0.5), (1, 0, 0.5), (1, 1, 0.0), (1, 1, 1.5)]
)
def test_numbers_out_of_range_are_refused(replications: int, jobs: int, scale: float) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        run_experiment([StandInScenario("a")], replications, 1, scale, jobs, simulate=simulate)


def _start(code: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


LONG_RUN = """
    from resettle.results.questions.run.experiment import run_experiment
    from tests.standins import StandInScenario, simulate
    if __name__ == "__main__":
        run_experiment(
            [StandInScenario("a", {"seconds": 0.2})], 1000, scale=1.0, jobs=2, simulate=simulate,
            progress=lambda done, total: print(done, flush=True),
        )
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_no_process_outlives_an_interrupted_or_killed_parent(how: signal.Signals) -> None:
    parent = _start(LONG_RUN)
    assert parent.stdout is not None
    assert parent.stdout.readline()
    workers = psutil.Process(parent.pid).children(recursive=True)
    assert len(workers) >= 2
    # Ctrl-C reaches the whole group, as it does from a terminal; a kill reaches the parent alone.
    os.killpg(parent.pid, how) if how == signal.SIGINT else parent.kill()
    _, errors = parent.communicate(timeout=20)
    _, alive = psutil.wait_procs(workers, timeout=10)
    assert not alive
    assert errors.count("Traceback") == (1 if how == signal.SIGINT else 0), errors


def test_processes_start_only_where_they_pay() -> None:
    started = time.perf_counter()
    assert run(StandInScenario("a"), replications=50, jobs=None).jobs == 1
    assert time.perf_counter() - started < 60
