"""A run: the same frames however it is worked off, and failures that stay where they happen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd
import pytest

from resettle import scenarios
from resettle.model.indicators import INDICATORS
from resettle.model.record import LEDGER_COLUMNS, RunRecord
from resettle.model.simulation import ResettlementModel
from resettle.results.judge.futures import AGAIN
from resettle.results.questions.run.compute import levers_frame, monthly_frame
from resettle.results.questions.run.question import ask
from resettle.results.questions.run.request import Request
from resettle.results.report.answer import Answer, NothingToJudge, QuestionError
from resettle.results.runs import table
from resettle.results.runs.asking import Asking, opened
from resettle.results.runs.crew import DIED
from resettle.results.runs.frame import Runs
from resettle.results.runs.records import packed, unpacked
from resettle.results.runs.settings import Settings
from resettle.scenarios import Scenario
from tests.runs.quick import QuickWork

FRAMES = ("monthly", "levers", "targets", "tasks", "uncertainty", "comparison")


@cache
def plan(name: str = "plan", bundled: str = "guizhou") -> Scenario:
    return replace(scenarios.load(bundled), name=name)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Records by lot in place of the model."""
    monkeypatch.setattr(table, "Work", QuickWork)


def asked(
    several: Sequence[Scenario], replications: int = 6, folder: Path | None = None, **settings: object
) -> tuple[Answer, Asking]:
    how = Settings(**{"seed": 10, "jobs": 1, **settings})  # type: ignore[arg-type]
    with opened(folder, how) as asking:
        return ask(Request(several, replications), asking), asking


def same(one: Answer, other: Answer, names: Sequence[str] = FRAMES) -> None:
    for name in names:
        pd.testing.assert_frame_equal(one.frames[name], other.frames[name], check_exact=True)


@pytest.mark.usefixtures("quick")
def test_frames_do_not_depend_on_who_works_nor_on_what_was_kept(tmp_path: Path) -> None:
    several = (plan("a"), plan("b", "guizhou-baseline"))
    here, asking = asked(several)
    assert tuple(here.frames) == FRAMES
    assert (asking.crew.jobs, asking.made, asking.failures) == (1, 16, [])
    apart, asking = asked(several, folder=tmp_path, jobs=2)
    assert asking.crew.jobs == 2
    same(here, apart)
    same(here, asked(several, folder=tmp_path)[0])


@pytest.mark.usefixtures("quick")
def test_runs_are_kept_and_serve_the_next_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    monkeypatch.setenv("QUICK_MARKS", str(marks))
    first, _ = asked([plan()], 4, tmp_path / "kept")
    again, _ = asked([plan()], 4, tmp_path / "kept")
    assert len(list(marks.iterdir())) == 5, "four futures, one of them again"
    same(first, again, FRAMES[:4])
    more, _ = asked([plan()], 6, tmp_path / "kept")
    assert len(list(marks.iterdir())) == 8, "two further futures, and one more again"
    for name in ("monthly", "levers"):
        kept = more.frames[name]["replication"].isin(first.frames[name]["replication"])
        part = more.frames[name][kept].reset_index(drop=True)
        pd.testing.assert_frame_equal(part, first.frames[name], check_exact=True)


def test_frames_hold_what_the_model_measured_bit_for_bit(small: Path) -> None:
    scenario = scenarios.load(small)
    with opened(None, Settings(seed=5, jobs=1, parameters="point")) as asking:
        frames = ask(Request([scenario], 2, check=True), asking).frames
        inputs = scenario.inputs(scale=1.0, seed=5, **asking.parameters.settings())
    record = ResettlementModel(inputs, seed=6, threads=2).run()
    monthly, levers = (frames[name].query("replication == 1") for name in ("monthly", "levers"))
    identity = ["scenario", "replication", "seed", "draw", "month"]
    assert list(monthly) == [*identity, *INDICATORS]
    assert list(levers) == [*identity, "lever", *LEDGER_COLUMNS]
    assert tuple(monthly["month"]) == record.months
    assert set(monthly["seed"]) == {6} and set(monthly["draw"]) == {-1}
    for name, values in record.indicators.items():
        assert monthly[name].to_numpy().tobytes() == values.tobytes(), name
    assert list(levers["lever"].unique()) == list(record.levers)
    assert not levers.duplicated(["month", "lever"]).any()
    for name, ledger in record.levers.items():
        own = levers[levers["lever"] == name]
        assert tuple(own["month"]) == record.months
        for column in LEDGER_COLUMNS:
            assert own[column].to_numpy().tobytes() == ledger[column].tobytes(), (name, column)


@pytest.mark.parametrize("levers", [("pay_rule", "safety_net"), ()])
def test_a_record_is_kept_bit_for_bit(levers: tuple[str, ...]) -> None:
    odd = np.array([0.1, -0.0, np.nan, np.inf, 5e-324])
    months = tuple(f"2021-0{month}" for month in range(1, 6))
    ledgers = {
        name: {column: odd * (2 + number) for number, column in enumerate(LEDGER_COLUMNS)} for name in levers
    }
    record = RunRecord(months, {"income": odd, "employed": odd[::-1]}, ledgers, 21.58)
    back = unpacked(packed(record))
    assert (back.months, back.weight, list(back.levers)) == (months, 21.58, list(levers))
    assert list(back.indicators) == ["income", "employed"]
    for name, values in record.indicators.items():
        assert back.indicators[name].tobytes() == values.tobytes()
    for name, ledger in record.levers.items():
        assert {one: back.levers[name][one].tobytes() for one in LEDGER_COLUMNS} == {
            one: ledger[one].tobytes() for one in LEDGER_COLUMNS
        }


@pytest.mark.usefixtures("quick")
def test_scenarios_share_seeds_and_draws() -> None:
    monthly = asked([plan("a"), plan("b")])[0].frames["monthly"]
    a, b = (monthly.query(f"scenario == '{name}'").reset_index(drop=True) for name in "ab")
    assert a["seed"].drop_duplicates().tolist() == [10, 11, 12, 13, 14, 15, 10 + AGAIN, 11 + AGAIN]
    pd.testing.assert_frame_equal(a.drop(columns="scenario"), b.drop(columns="scenario"))


@pytest.mark.usefixtures("quick")
def test_a_scenario_that_varies_nothing_runs_on_its_central_values() -> None:
    still = replace(plan("still"), uncertainty="none")
    answer, _ = asked([still])
    described = answer.described
    assert [one["varied"] for one in described["scenarios"]] == [0]
    assert (described["futures"], described["repeated"]) == (6, 0)
    assert {run["draw"] for run in described["runs"]} == {None}
    assert set(answer.frames["monthly"]["draw"]) == {-1}


@pytest.mark.usefixtures("quick")
def test_one_value_that_varies_is_drawn_and_stages_take_no_longer_than_the_question() -> None:
    clock = perf_counter()
    answer, _ = asked([replace(plan("one"), uncertainty=("parameters.home_value",))], parameters="prior")
    described = answer.described
    assert [one["varied"] for one in described["scenarios"]] == [1]
    assert set(answer.frames["monthly"]["draw"]) == {0, 1, 2, 3, 4, 5}
    seconds = perf_counter() - clock
    assert set(described["timings"]) == {"running", "judging"}
    assert all(0.0 <= each <= seconds for each in described["timings"].values())


@pytest.mark.usefixtures("quick")
def test_draws_follow_the_design_and_each_mode_gives_its_own_numbers() -> None:
    answers = {}
    for mode in ("point", "prior", "posterior"):
        with opened(None, Settings(seed=10, jobs=1, parameters=mode)) as asking:
            answers[mode] = ask(Request([plan("a"), plan("b")], 6, seeds_per_draw=2), asking)
    draws = {mode: [run["draw"] for run in one.described["runs"]] for mode, one in answers.items()}
    assert draws["prior"] == draws["posterior"] == [0, 1, 2, 3, 4, 5] * 4
    assert draws["point"] == [None] * 12
    assert (answers["prior"].described["futures"], answers["prior"].described["repeated"]) == (6, 6)
    assert len({one.frames["monthly"]["income"].iloc[0] for one in answers.values()}) == 3


@pytest.mark.usefixtures("quick")
def test_the_default_is_to_draw_from_the_posterior() -> None:
    with opened(None, Settings()) as asking:
        assert asking.parameters.mode == "posterior"
        default = ask(Request([plan()], 2), asking)
    with opened(None, Settings(parameters="posterior", seed=1)) as asking:
        same(default, ask(Request([plan()], 2), asking), FRAMES[:4])


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_that_raises_is_recorded_and_the_rest_resumes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    whole, _ = asked([plan()])
    monkeypatch.setenv("QUICK_FAILS", "12")
    for _ in range(2):  # the second time from what was kept
        answer, asking = asked([plan()], folder=tmp_path, jobs=jobs)
        assert asking.failures == ["plan, replication 2: RuntimeError: people do not add up"]
        assert asking.trace.startswith("Traceback") and "in _results" in asking.trace
        assert str(Path(__file__).parents[2]) not in asking.trace
        runs = [(run["status"], run["error"]) for run in answer.described["runs"]]
        assert runs[2] == ("failed", "RuntimeError: people do not add up")
        assert runs[:2] + runs[3:] == [("succeeded", None)] * 7
        left = whole.frames["monthly"].query("replication != 2").reset_index(drop=True)
        pd.testing.assert_frame_equal(answer.frames["monthly"], left, check_exact=True)
        assert set(answer.frames["targets"]["replications"]) == {5}


@pytest.mark.usefixtures("quick")
def test_a_run_that_always_kills_its_process_is_recorded_and_the_rest_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("QUICK_DIES", "12")
    answer, asking = asked([plan()], jobs=2)
    assert asking.failures == [f"plan, replication 2: {DIED}"]
    assert sorted(answer.frames["monthly"]["replication"].unique()) == [0, 1, 3, 4, 5, AGAIN, AGAIN + 1]


@pytest.mark.usefixtures("quick")
def test_a_scenario_without_any_success_cannot_be_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUICK_FAILS", "10")
    with pytest.raises(NothingToJudge, match="no replication of a succeeded: RuntimeError: people") as caught:
        asked([plan("a")], 1)
    described = caught.value.described
    assert described["scenarios"][0]["weight"] is None
    assert [run["status"] for run in described["runs"]] == ["failed"]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (Request([]), "needs a scenario"),
        (Request([plan(), plan()]), "two scenarios are named 'plan'"),
        (Request([plan()], 0), "0 replications; at least 1"),
        (Request([plan()], seeds_per_draw=0), "0 seeds per draw"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_run(
    tmp_path: Path, request_: Request, words: str
) -> None:
    with opened(tmp_path / "kept", Settings(jobs=1)) as asking, pytest.raises(QuestionError, match=words):
        ask(request_, asking)
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize(
    "wrong", [{"jobs": 0}, {"scale": 0.0}, {"scale": 1.5}, {"seed": -1}, {"jobs": 2, "cluster": "tcp://a:1"}]
)
def test_settings_out_of_range_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"at least|above 0|not both"):
        Settings(**wrong)  # type: ignore[arg-type]


def test_runs_without_any_record_are_empty_frames() -> None:
    empty = Runs(pd.DataFrame({"variant": [], "replication": [], "seed": [], "draw": [], "status": []}))
    assert monthly_frame(empty).empty and levers_frame(empty).empty
    assert "income" in monthly_frame(empty) and "spent_yuan" in levers_frame(empty)
