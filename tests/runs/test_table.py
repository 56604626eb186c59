"""A table of runs: paired, the same however it is worked off, with the figures of a plain run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from resettle import scenarios
from resettle.model import simulation
from resettle.model.inputs import ModelInputs
from resettle.model.simulation import ResettlementModel
from resettle.results.judge.comparison import compare
from resettle.results.judge.targets import judge
from resettle.results.questions.run.compute import levers_frame, monthly_frame, weights
from resettle.results.runs import sealed, table
from resettle.results.runs.asking import Asking, CutSample
from resettle.results.runs.crew import Crew
from resettle.results.runs.draws import Parameters, parameters
from resettle.results.runs.frame import IDENTITY
from resettle.results.runs.progress import Progress
from resettle.results.runs.rows import Block
from resettle.results.runs.shards import write_rows
from resettle.results.runs.table import Common, Variant, even_order, run_table
from resettle.scenarios import Scenario
from resettle.scenarios.paths import PathError
from resettle.scenarios.types import Text
from tests.conftest import SMALL
from tests.fit import FIT_HOW
from tests.runs.quick import QuickWork

SEATS = "levers.training_subsidy.seats"
PRIOR = Common(Parameters("prior"))


@cache
def plan(name: str = "guizhou") -> Scenario:
    return scenarios.load(name)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures by lot in place of the model."""
    monkeypatch.setattr(table, "Work", QuickWork)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    path = tmp_path_factory.mktemp("small") / "small.yaml"
    path.write_text(SMALL.format(name="small"), encoding="utf-8")
    return scenarios.load(path)


def variants(scenario: Scenario, *seats: float) -> list[Variant]:
    return [Variant(f"seats {number:g}", scenario, ((SEATS, number),)) for number in seats]


def made(
    several: list[Variant],
    replications: int = 3,
    common: Common | None = None,
    jobs: int = 1,
    folder: Path | None = None,
) -> table.Runs:
    with Crew(jobs) as crew:
        return run_table(several, range(replications), common or PRIOR, crew, folder)


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(
        one.drop(columns="seconds"), other.drop(columns="seconds"), check_exact=True
    )


def test_a_run_has_the_threads_that_it_is_given(small: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []

    class Model(simulation.ResettlementModel):
        def __init__(self, *args: object, **more: object) -> None:
            given.append(more["threads"])
            super().__init__(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(simulation, "ResettlementModel", Model)
    work, task = table.Work({"small": small}, PRIOR), table.Task("a", "small", (), 1.0, 0, None)
    one, several = work(task), work(task, 3)
    assert given == [1, 3] and one["error"] == ""
    same(pd.DataFrame([one]), pd.DataFrame([several]))


def test_the_order_is_even_and_complete() -> None:
    for count in (1, 2, 3, 7, 64, 100, 1000):
        order = even_order(count)
        assert sorted(order) == list(range(count))
        for length in {1, 2, count // 7, count // 3, count // 2, count - 1} - {0}:
            gaps = np.diff([-1, *sorted(order[:length]), count])
            assert gaps.max() <= 4 * count / length + 2, (count, length)
    assert even_order(0) == []


@pytest.mark.usefixtures("quick")
def test_rows_stand_in_the_order_asked_for_with_their_seeds_and_draws() -> None:
    common = Common(seed=40, parameters=FIT_HOW)
    frame = made(variants(plan(), 30_000.0, 100.0), 4, common).frame
    assert frame["variant"].tolist() == ["seats 30000"] * 4 + ["seats 100"] * 4
    assert frame["replication"].tolist() == [0, 1, 2, 3] * 2
    assert frame["seed"].tolist() == [40, 41, 42, 43] * 2
    assert frame["draw"].tolist() == [0, 1, 2, 3] * 2
    assert (frame["status"] == "succeeded").all() and (frame["error"] == "").all()
    point = made(variants(plan(), 1.0), 2, Common(parameters=Parameters("point"))).frame
    assert point["draw"].tolist() == [-1, -1]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("households", [False, True])
def test_numbers_do_not_depend_on_processes_order_or_what_was_kept(tmp_path: Path, households: bool) -> None:
    common = Common(parameters=FIT_HOW, households=households)
    several = variants(plan(), *range(0, 1200, 100))
    here = made(several, 3, common)
    apart = made(several, 3, common, 2, tmp_path)
    same(here.frame, apart.frame)
    same(here.frame, made(several, 3, common, 1, tmp_path).frame)
    same(here.frame.iloc[:9], made(several[:3], 3, common, 1, tmp_path).frame)
    for one in (here, apart):
        incomes = one.households("seats 200")
        assert sorted(incomes) == ([0, 1, 2] if households else [])
        if households:
            assert incomes[1].base.dtype == np.float32 and incomes[1].weight > 1.0
            np.testing.assert_array_equal(incomes[1].base, here.households("seats 200")[1].base)


@pytest.mark.usefixtures("quick")
def test_a_run_is_kept_under_all_that_decides_its_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    monkeypatch.setenv("QUICK_MARKS", str(marks))
    fit = FIT_HOW
    one = Variant("a", plan(), ((SEATS, 100.0),))
    calls = [
        (one, PRIOR, 1),
        (Variant("another name", plan(), ((SEATS, 100.0),)), PRIOR, 0),
        (one, PRIOR, 0),
        (Variant("a", replace(plan(), title=Text("A title", "标题")), ((SEATS, 100.0),)), PRIOR, 0),
        (Variant("a", plan(), ((SEATS, 101.0),)), PRIOR, 1),
        (Variant("a", plan("guizhou-training"), ((SEATS, 100.0),)), PRIOR, 1),
        (Variant("a", plan(), ((SEATS, 100.0),), scale=0.01), PRIOR, 1),
        (one, Common(PRIOR.parameters, seed=2), 1),
        (one, Common(parameters=fit), 1),
        (one, Common(parameters=parameters("point")), 1),
        (one, Common(parameters=parameters("prior")), 1),
        (one, Common(Parameters("prior", outside="known")), 1),
        (one, Common(PRIOR.parameters, households=True), 1),
        (Variant("a", plan(), ((SEATS, 100.0), ("behaviour.pay_gap", 0.0))), Common(parameters=fit), 1),
    ]
    for variant, common, runs in calls:
        before = len(list(marks.iterdir()))
        made([variant], 1, common, folder=tmp_path / "kept")
        assert len(list(marks.iterdir())) - before == runs, (variant.name, common)
    monkeypatch.setattr(table, "code_digest", lambda: "other sources")
    made([one], 1, folder=tmp_path / "kept")
    assert len(list(marks.iterdir())) == 1 + sum(runs for *_, runs in calls)


@pytest.mark.usefixtures("quick")
def test_more_replications_keep_the_first_ones_and_variants_share_their_chance(tmp_path: Path) -> None:
    several = variants(plan(), 500.0, 900.0)
    few, many = made(several, 2, folder=tmp_path).frame, made(several, 5, folder=tmp_path).frame
    same(few, many[many["replication"] < 2].reset_index(drop=True))
    twins = [Variant("one", plan()), Variant("other", plan())]
    runs = made(twins, 3)
    same(runs.of("one").drop(columns="variant"), runs.of("other").drop(columns="variant"))


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_that_fails_is_a_row_with_a_message_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    monkeypatch.setenv("QUICK_RAISES", "500")
    for folder in (tmp_path, tmp_path):
        runs = made(variants(plan(), 100.0, 900.0, 200.0), 2, jobs=jobs, folder=folder)
        assert runs.failed["variant"].tolist() == ["seats 900"] * 2
        assert set(runs.failed["error"]) == {"ValueError: no world can be made"}
        assert runs.failed["figure.0"].isna().all()
        assert len(runs.of("seats 100")) == 2 and len(runs.of("seats 900")) == 0


def test_a_world_that_cannot_be_made_is_a_row_with_a_message(
    small: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = table.Work.inputs

    def refuse(self: table.Work, scenario: Scenario, task: table.Task) -> ModelInputs:
        if scenario.population["households"].number == 1201.0:
            raise ValueError("no world can be made of this")
        return inputs(self, scenario, task)

    monkeypatch.setattr(table.Work, "inputs", refuse)
    several = [Variant("none", small, (("population.households", 1201.0),)), Variant("plain", small)]
    runs = made(several, 1)
    assert runs.failed["variant"].tolist() == ["none"]
    assert runs.failed["error"].iloc[0] == "Unmade: no world can be made of this"
    assert runs.unmade == {("none", 0): "no world can be made of this"}
    assert len(runs.of("plain")) == 1


def test_why_a_world_cannot_be_made_is_kept_and_rows_without_it_are_read(
    small: Scenario, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(self: table.Work, scenario: Scenario, task: table.Task) -> ModelInputs:
        raise ValueError("no world can be made of this\nsecond line")

    monkeypatch.setattr(table.Work, "inputs", refuse)
    first = made([Variant("none", small)], 1, folder=tmp_path)
    again = made([Variant("none", small)], 1, folder=tmp_path)
    assert again.unmade == first.unmade == {("none", 0): "no world can be made of this"}
    (shard,) = tmp_path.glob("runs-*.parquet")
    (row,) = Block(pq.ParquetFile(sealed.read(shard)).read()).lines()
    shard.unlink()
    write_rows(shard, [{name: value for name, value in row.items() if name != "unmade"}])
    without = made([Variant("none", small)], 1, folder=tmp_path)
    assert without.unmade == {} and without.failed["error"].tolist() == first.failed["error"].tolist()


def test_a_sample_that_its_own_ranges_cut_is_not_judged(
    small: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs, cut = table.Work.inputs, {1, 3}

    def refuse(self: table.Work, scenario: Scenario, task: table.Task) -> ModelInputs:
        if task.replication in cut:
            raise ValueError("one_employed needs more people in work than in_work gives")
        return inputs(self, scenario, task)

    monkeypatch.setattr(table.Work, "inputs", refuse)
    with Crew(1) as crew:
        asking = Asking(None, crew, Parameters("prior"))
        with pytest.raises(CutSample) as told:
            asking.run([Variant("plan", small)], range(4))
        assert told.value.in_("en") == (
            "2 of 4 runs of plan cannot be made: one_employed needs more people in work than in_work gives "
            "(replications 1, 3); what is left is no fair sample and is not judged: "
            "narrow the ranges of the values named"
        )
        assert told.value.in_("zh").startswith("plan的4次模拟中有2次因取值而无法建立：one_employed")
        cut |= set(range(20))
        cut -= {0}
        with pytest.raises(CutSample, match=r"\(replications 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 1 more\)"):
            asking.run([Variant("plan", small)], range(12))
        cut |= {0}  # a variant of which nothing can be made is a gap, and cuts no sample
        assert len(asking.run([Variant("plan", small)], range(2)).failed) == 2
        cut.clear()

        def fails(self: ResettlementModel) -> Any:
            raise RuntimeError("people do not add up")

        monkeypatch.setattr(ResettlementModel, "run", fails)  # a fault of the program is told as before
        assert len(asking.run([Variant("plan", small)], range(2)).failed) == 2


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (((SEATS, -1.0),), "at least 0"),
        ((("levers.nowhere.seats", 1.0),), "no value"),
        ((("behaviour.steady_rate", -1.0),), "at least"),
        ((("behaviour.nothing", 1.0),), "no value"),
        ((("parameters.offer_rate", 1.0),), "is fitted behaviour; set behaviour.offer_rate"),
        ((("levers.hiring_subsidy[2024-12].places", 1.0),), "no window in force"),
    ],
)
def test_what_cannot_be_set_is_refused_before_anything_is_run(
    tmp_path: Path, values: tuple[tuple[str, float], ...], words: str
) -> None:
    several = [Variant("good", plan(), ((SEATS, 5.0),)), Variant("bad", plan(), values)]
    with pytest.raises(PathError, match=words):
        made(several, 1, Common(parameters=FIT_HOW), folder=tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_two_variants_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="different names"):
        made([Variant("a", plan()), Variant("a", plan())], 1)


@pytest.mark.usefixtures("quick")
def test_progress_is_told_for_the_whole_table(tmp_path: Path) -> None:
    seen: list[Progress] = []
    with Crew(1) as crew:
        run_table(variants(plan(), 1.0, 2.0), range(3), PRIOR, crew, tmp_path, seen.append, "grid")
    assert {(one.stage, one.total) for one in seen} == {("grid", 6)}
    assert seen[0].done == 0 and seen[-1].done == 6


@pytest.mark.usefixtures("quick")
def test_an_empty_table_is_an_empty_frame() -> None:
    assert made([], 3).frame.empty
    assert made(variants(plan(), 1.0), 0).frame.empty


@pytest.fixture(scope="module")
def real(small: Scenario) -> Iterator[tuple[list[Scenario], table.Runs, Common]]:
    """The small plan and the plan with fewer seats, by the model."""
    common = Common(seed=7, parameters=FIT_HOW, households=True)
    fewer = Variant("fewer", small, ((SEATS, 20.0),))
    with Crew(1) as crew:
        runs = run_table([Variant("plain", small), fewer], range(4), common, crew)
    from resettle.scenarios.paths import changed

    yield [small, replace(changed(small, {SEATS: 20.0}), name="fewer")], runs, common


def recorded(several: list[Scenario], common: Common) -> table.Runs:
    """The whole records of the same runs."""
    common = replace(common, households=False, record=True)
    return made([Variant(one.name, one) for one in several], 4, common)


def test_figures_are_those_of_a_plain_run(real: tuple[list[Scenario], table.Runs, Common]) -> None:
    several, runs, common = real
    plain = recorded(several, common)
    monthly, levers = monthly_frame(plain), levers_frame(plain)
    judged = judge(several, monthly, weights(plain))
    for scenario, name in zip(several, ("plain", "fewer"), strict=True):
        frame = runs.of(name)
        mine = judged[(judged["scenario"] == scenario.name) & judged["main"]].set_index("target")
        assert set(mine.index) == set(scenario.targets)
        for target in scenario.targets:
            assert frame[f"met.{target}"].mean() == pytest.approx(mine.loc[target, "probability"])
            assert frame[f"figure.{target}"].median() == pytest.approx(mine.loc[target, "median"], rel=1e-9)
        groups = ["" if "." not in name else name.partition(".")[0] for name in frame if name not in IDENTITY]
        kinds = {"figure", "met", "strict", "strict_met", "earned", "", "last_year"}
        assert set(groups) == kinds | {"spent", "spent_year", "lever_year"}
        years = [int(name[-4:]) for name in frame if name.startswith("spent_year.")]
        assert years == [2022, 2023, 2024]
        by_year = sum(frame[f"spent_year.{year}"] for year in years)
        np.testing.assert_allclose(by_year, frame["spending"], rtol=1e-12)
        for lever in scenario.levers:
            of_lever = sum(frame[f"lever_year.{lever}_{year}"] for year in years)
            np.testing.assert_allclose(of_lever, frame[f"spent.{lever}"], rtol=1e-12)
        months = monthly[monthly["scenario"] == scenario.name]
        last = months.groupby("replication")["employment_rate"].apply(lambda one: one.iloc[-12:].mean())
        np.testing.assert_allclose(frame["last_year.employment_rate"], last, rtol=1e-12)
        money = levers[
            (levers["scenario"] == scenario.name)
            & (levers["month"] >= scenario.period.label(scenario.period.start))
        ]
        spent = money.groupby(["lever", "replication"])["spent_yuan"].sum()
        for lever in spent.index.get_level_values(0).unique():
            np.testing.assert_allclose(frame[f"spent.{lever}"], spent[lever], rtol=1e-9)


def test_differences_are_those_of_a_comparison(real: tuple[list[Scenario], table.Runs, Common]) -> None:
    several, runs, common = real
    plain = recorded(several, common)
    compared = compare(several, monthly_frame(plain), levers_frame(plain)).set_index("measure")
    one, other = runs.of("plain"), runs.of("fewer")
    for measure in ("employment_end", "income_last_year", "income_growth", "zero_employment", "spending"):
        paired = other[measure] - one[measure]
        assert paired.mean() == pytest.approx(compared.loc[measure, "difference"], rel=1e-9, abs=1e-12)
    gained = other["job_years"].mean() - one["job_years"].mean()
    assert np.isfinite(gained)


def test_households_are_the_same_ones_in_every_variant(
    real: tuple[list[Scenario], table.Runs, Common],
) -> None:
    _, runs, _ = real
    for number, incomes in runs.households("plain").items():
        other = runs.households("fewer")[number]
        assert len(incomes.base) == len(incomes.last) == len(other.last) == 1200
        np.testing.assert_array_equal(incomes.base, other.base)
        assert incomes.weight == other.weight == 1.0
        assert (incomes.base > 0).all() and not np.array_equal(incomes.last, other.last)
    frame = runs.of("plain")
    assert frame["spending"].gt(0).all()
