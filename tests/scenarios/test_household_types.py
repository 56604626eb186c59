"""Household types of a scenario: a table beside it or rows in it, checked, written out again, and run."""

from __future__ import annotations

from pathlib import Path

import pytest

from resettle import scenarios
from resettle.scenarios.base_year import base_digest
from resettle.scenarios.dump import dump_resolved
from resettle.scenarios.problems import ScenarioErrors
from resettle.scenarios.read.household_types import written_types
from tests.model.test_household_types import TYPES

FILE = """\
resettle: 1
name: own
title: {en: own, zh: 本县}
extends: guizhou
household_types: types.csv
population:
  households: {value: 1000, unit: households, source: "data:F005"}
  sites: {value: 10, unit: sites, source: "data:F005"}
  counties: {value: 1, unit: counties, source: "data:F005"}
  household_size:
    value: {"1": 0.2, "2": 0.5, "3": 0.1, "4": 0.2, "5": 0, "6": 0, "7": 0, "8": 0}
    unit: share
    source: "data:F005"
  no_labour: {value: 0.2, unit: share, source: "data:F005"}
  labour_per_household:
    value: {"1": 0.125, "2": 0.875, "3": 0, "4": 0, "5": 0}
    unit: share
    source: "data:F005"
  dependants: {value: {young_child: 0.25, pupil: 0.25, elder: 0.5}, unit: share, source: "data:F005"}
  weak_health: {value: 0.2, unit: share, source: "data:F005"}
  site_size:
    value: {under_200: 1, "200_800": 0, "800_2250": 0, over_2250: 0}
    unit: share
    source: "data:F005"
initial:
  in_work: {value: 0.8, unit: share, source: "data:F005"}
  one_employed: {value: 0.875, unit: share, source: "data:F005"}
  workshops: {value: 1, unit: workshops, source: "data:F005"}
  channel:
    value:
      {out_of_province: 0.3, in_province: 0.2, local_firm: 0.3, workshop: 0, public_welfare: 0.05,
       works_relief: 0, own_business: 0.05, farming: 0.1}
    unit: share
    source: "data:F005"
"""


def own(folder: Path, text: str = FILE, table: str | None = None) -> Path:
    (folder / "types.csv").write_text(written_types(TYPES) if table is None else table, encoding="utf-8-sig")
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def said(path: Path) -> list[str]:
    with pytest.raises(ScenarioErrors) as caught:
        scenarios.load(path)
    return [problem.in_("en") for problem in caught.value.problems]


def test_the_table_is_read_and_handed_to_the_model(tmp_path: Path) -> None:
    scenario = scenarios.load(own(tmp_path))
    assert scenario.household_types == TYPES
    assert scenario.inputs(scale=0.5).household_types == TYPES
    assert scenario.changed({"parameters.home_value": 400.0}, name="more").household_types == TYPES


def test_what_is_written_out_reads_again_the_same(tmp_path: Path) -> None:
    scenario = scenarios.load(own(tmp_path))
    path = tmp_path / "resolved.yaml"
    path.write_text(dump_resolved(scenario), encoding="utf-8")
    (tmp_path / "types.csv").unlink()
    again = scenarios.load(path)
    assert again.household_types == TYPES
    assert again.digest == scenario.digest


def test_types_are_part_of_what_a_scenario_is(tmp_path: Path) -> None:
    scenario = scenarios.load(own(tmp_path))
    (tmp_path / "b").mkdir()
    plain = scenarios.load(own(tmp_path / "b", FILE.replace("household_types: types.csv\n", "")))
    assert plain.household_types is None
    assert plain.values_digest != scenario.values_digest
    assert base_digest(plain) != base_digest(scenario)
    above = tmp_path / "above.yaml"
    above.write_text(
        "resettle: 1\nname: above\ntitle: x\nextends: ./own.yaml\nhousehold_types: []\n", encoding="utf-8"
    )
    assert scenarios.load(above).household_types is None
    above.write_text("resettle: 1\nname: above\ntitle: x\nextends: ./own.yaml\n", encoding="utf-8")
    assert scenarios.load(above).household_types == TYPES


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    path = own(tmp_path)
    (tmp_path / "types.csv").unlink()
    (problem,) = said(path)
    assert "own.yaml:5:" in problem
    assert "household_types names 'types.csv'" in problem


def test_a_table_with_other_columns(tmp_path: Path) -> None:
    (problem,) = said(own(tmp_path, table="a,b\n1,2\n"))
    assert "must be CSV in UTF-8 with the columns size, workers" in problem


def test_wrong_rows_are_all_listed_with_their_lines(tmp_path: Path) -> None:
    lines = written_types(TYPES).splitlines()
    lines[2:2] = ["2,3,0,0,0,0,0,5", "2,x,0,0,0,0,0,5"]
    problems = said(own(tmp_path, table="\n".join(lines)))
    assert [problem.split(":")[:2] for problem in problems] == [["types.csv", "3"], ["types.csv", "4"]]


def test_types_that_cannot_have_the_marginals(tmp_path: Path) -> None:
    (problem,) = said(own(tmp_path, FILE.replace("weak_health: {value: 0.2", "weak_health: {value: 0.7")))
    assert "household_types cannot have the shares" in problem
    assert "own.yaml:5:" in problem
