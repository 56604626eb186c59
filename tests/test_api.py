"""The public functions: same defaults as the commands, same numbers, same folder."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
import typer.main

import resettle
from resettle import Answer, api
from resettle.cli import main
from resettle.cli.app import app
from resettle.model.record import LEDGER_COLUMNS
from resettle.results.judge.measures import with_units
from resettle.results.report import saved
from resettle.results.report.answer import QuestionError
from resettle.results.runs import store
from resettle.results.runs.settings import Settings

QUESTIONS = ("run", "compare", "sweep", "sensitivity", "optimise", "discover", "explore")

SAME_AS = {"target": "targets"}
"""Options of commands that the functions name otherwise."""

OF_THE_COMMAND = {"scenario", "lang", "gate", "update", "help", "out", "formats", "explore"}
"""What only a command has, or every function has without a default of its own."""


@pytest.fixture(scope="module")
def answer() -> Answer:
    plan = resettle.load("hanyin")
    more = plan.changed({"levers.public_welfare_jobs.posts": 900}, name="more-posts")
    return resettle.compare([plan, more], replications=3, levers=False, scale=0.3, jobs=1)


@pytest.mark.parametrize("question", QUESTIONS)
def test_functions_have_the_defaults_of_the_commands(question: str) -> None:
    command = typer.main.get_command(app).commands[question]  # type: ignore[attr-defined]
    of_function: dict[str, Any] = {
        name: parameter.default
        for name, parameter in inspect.signature(getattr(api, question)).parameters.items()
    }
    settings = {
        name: getattr(Settings, name) for name in ("seed", "parameters", "outside", "jobs", "cluster")
    }
    known = {**of_function, **settings, "scale": "default"}
    for option in command.params:
        if option.name not in OF_THE_COMMAND:
            default = option.default if option.default is not None else None
            expected = known[SAME_AS.get(option.name, option.name)]
            if expected in ((), None, "") or (option.name == "top" and default is None):
                assert default in ((), [], None, "", expected), option.name
            elif option.name == "seed" and default is None:  # a gate names its own
                assert expected == 1
            else:
                assert default == expected, option.name


def test_a_comparison_holds_differences_targets_and_months(answer: Answer) -> None:
    assert set(answer.frames) >= {"differences", "costs", "figures", "monthly", "targets"}
    assert set(answer.monthly["scenario"]) == {"hanyin", "more-posts"}
    assert answer.monthly.attrs["units"]["income"] == "yuan/person/month"
    units = answer.frames["figures"].pipe(with_units).attrs["units"]
    assert units["last_year.income"] == "yuan/person/year" and units["last_year.employment_rate"] == "share"
    assert answer.targets["probability"].between(0, 1).all()


def test_money_is_in_yuan_and_units_of_a_lever_have_no_unit_of_their_own() -> None:
    books = with_units(pd.DataFrame(columns=["lever", *LEDGER_COLUMNS]))
    yuan = {"planned_yuan", "spent_yuan", "households_yuan"}
    assert books.attrs["units"] == dict.fromkeys(yuan, "yuan")


def test_units_share_the_data_of_the_frame(answer: Answer) -> None:
    assert np.shares_memory(
        answer.monthly["income"].to_numpy(), answer.frames["monthly"]["income"].to_numpy()
    )


def test_a_figure_shows_what_the_frames_hold(answer: Answer) -> None:
    figure = answer.figure("income")
    assert isinstance(figure, go.Figure)
    own = answer.monthly.query("scenario == 'more-posts'").pivot(index="month", columns="replication")[
        "income"
    ]
    year = own.rolling(12).sum().median(axis=1).dropna()
    lines = [trace for trace in figure.data if trace.mode == "lines" and len(trace.x) == len(year)]
    assert any(np.allclose(trace.y, year.to_numpy()) for trace in lines)
    assert answer.figure("income", "zh").layout.title.text != figure.layout.title.text


def test_unknown_names_are_answered_with_the_nearest_ones(answer: Answer) -> None:
    with pytest.raises(AttributeError, match="monthly"):
        _ = answer.montly
    with pytest.raises(KeyError, match="income"):
        answer.figure("incom")


def test_an_answer_that_is_read_is_the_one_that_was_saved(answer: Answer, tmp_path: Path) -> None:
    folder = answer.save(tmp_path / "out", "zh")
    again = resettle.read(folder)
    assert (again.title, again.headlines, again.manifest["seed"]) == (answer.title, answer.headlines, 1)
    assert [section.tables for section in again.all_sections()] == [s.tables for s in answer.all_sections()]
    assert [chart.name for chart in again.charts] == [chart.name for chart in answer.charts]
    for one, other in zip(again.charts, answer.charts, strict=True):
        drawn = [saved._unpacked(json.loads(chart.figure("zh").to_json())) for chart in (one, other)]
        assert drawn[0] == drawn[1], one.name
        assert (one.title, one.note, one.keys) == (other.title, other.note, other.keys)
        pd.testing.assert_frame_equal(one.table, other.table, check_dtype=False)
    for name, frame in answer.frames.items():
        pd.testing.assert_frame_equal(again.frames[name], frame)
    assert [one.name for one in again.scenarios] == ["hanyin"], "more-posts does not come with the program"


def test_a_saved_answer_may_be_saved_again(answer: Answer, tmp_path: Path) -> None:
    first = answer.save(tmp_path / "a")
    second = resettle.read(first).save(tmp_path / "b")
    texts = [(folder / "answer.json").read_text(encoding="utf-8") for folder in (first, second)]
    assert json.loads(texts[0]) == json.loads(texts[1])


def test_a_folder_without_an_answer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(store.FolderError, match="holds no results"):
        resettle.read(tmp_path)


def test_the_function_leaves_the_folder_and_the_numbers_of_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "run hanyin --replications 3 --scale 0.3 --jobs 1 --out command --lang en"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["resettle", *words.split()])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    made = resettle.run("hanyin", replications=3, scale=0.3, jobs=1, out="function")
    spent = made.statistics("spent_yuan", by=["variant", "lever"])
    spent = spent[spent["variant"] == "hanyin"].set_index("lever")["value"]
    plan = "month >= '2022-01' and scenario == 'hanyin' and replication < 3"
    totals = made.levers.query(plan).groupby(["lever", "replication"])["spent_yuan"].sum()
    assert spent["training_subsidy"] == pytest.approx(totals["training_subsidy"].mean())
    names = {path.name for path in (tmp_path / "command").iterdir()}
    assert {path.name for path in (tmp_path / "function").iterdir()} == names
    for name in ("monthly", "levers", "targets", "uncertainty"):
        one, other = (store.read_frame(tmp_path / by / f"{name}.parquet") for by in ("command", "function"))
        pd.testing.assert_frame_equal(one, other)


def test_what_makes_no_sense_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="two scenarios or more"):
        resettle.compare(["hanyin"], out=tmp_path / "out")
    with pytest.raises(TypeError, match="sed"):
        resettle.run("hanyin", sed=3)
    with pytest.raises(resettle.ScenarioErrors, match=r"(?s)guizou.*hanyn"):
        resettle.compare(["guizou", "hanyn"])
    assert not list(tmp_path.iterdir())
