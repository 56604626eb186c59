"""Scenarios and targets with equal titles are told apart by their names, where they repeat."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from resettle import scenarios
from resettle.model.text import Text, apart
from resettle.results.questions.compare.names import question_title, short_names
from resettle.results.questions.run.compute import cases
from tests.conftest import SMALL
from tests.results.factory import make_levers, make_monthly, make_scenario

PLACE = Text("Place: plan", "某地：方案")


def test_a_name_is_added_only_where_a_text_repeats() -> None:
    titles = [Text("Jobs", "就业"), Text("Jobs", "就业岗位"), Text("Pay", "工资")]
    assert apart(titles, ["one", "two", "three"]) == [
        Text("Jobs (one)", "就业"),
        Text("Jobs (two)", "就业岗位"),
        Text("Pay", "工资"),
    ]


def test_scenarios_of_one_title_are_told_apart_in_a_comparison() -> None:
    same = [make_scenario(name, PLACE) for name in ("one", "two")]
    assert short_names(same) == [Text("plan (one)", "方案（one）"), Text("plan (two)", "方案（two）")]
    assert question_title(same) == Text(
        "Place: “plan (two)” against “plan (one)”", "某地：“方案（two）” 对比 “方案（one）”"
    )


def test_scenarios_of_one_title_are_told_apart_in_a_run() -> None:
    same = [make_scenario(name, PLACE) for name in ("one", "two")]
    monthly, levers = (
        pd.concat([make(name) for name in ("one", "two")], ignore_index=True)
        for make in (make_monthly, make_levers)
    )
    told = cases(same, monthly, levers)
    assert [one.title for one in told] == [
        Text("Place: plan (one)", "某地：方案（one）"),
        Text("Place: plan (two)", "某地：方案（two）"),
    ]
    assert [one.name for one in told] == [one.title for one in told]


def test_targets_of_one_title_are_told_apart_and_stay_so_when_written_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    same = "targets:\n" + "".join(
        f'  {name}: {{title: {{en: "The same", zh: "{chinese}"}}}}\n'
        for name, chinese in (
            ("one_employed", "相同"),
            ("no_mass_return", "相同"),
            ("training_volume", "不同"),
        )
    )
    path.write_text(SMALL.format(name="small") + same, encoding="utf-8")
    small = scenarios.load(path)
    assert [small.targets[name].title for name in ("one_employed", "no_mass_return", "training_volume")] == [
        Text("The same (one_employed)", "相同（one_employed）"),
        Text("The same (no_mass_return)", "相同（no_mass_return）"),
        Text("The same (training_volume)", "不同"),
    ]
    again = tmp_path / "again.yaml"
    again.write_text(scenarios.dump_resolved(small), encoding="utf-8")
    assert scenarios.load(again).digest == small.digest
