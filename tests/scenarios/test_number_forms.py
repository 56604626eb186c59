"""What a number was meant to be is told alike wherever one is written: in files, sweeps, behind options."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from resettle.results.questions.sensitivity.gate_file import read_gate
from resettle.results.questions.sweep.reading import read
from resettle.results.questions.sweep.request import Request
from resettle.results.runs.draws import Parameters
from resettle.scenarios import look_over
from resettle.scenarios.county.answers import Given, answers_of
from resettle.scenarios.problems import Problem, ScenarioErrors
from tests.conftest import SMALL

PATH = "levers.training_subsidy.seats"

FORMS = [
    ("1 280", "not a number; write it without separators: 1280", "不用千位分隔符，应写作1280"),
    ("1_280", "not a number; write it without separators: 1280", "不用千位分隔符，应写作1280"),
    ("１２８０", "not a number: its digits are full-width; write 1280", "含全角数字，应写半角1280"),
    ("1280．5", "not a number: its digits are full-width; write 1280.5", "应写半角1280.5"),
    ("5万", "not a number; write it in full: 50000", "请写出完整的数：50000"),
    ("1.2亿", "not a number; write it in full: 120000000", "请写出完整的数：120000000"),
    ("12%", "not a number; write a percentage as a share: 0.12", "百分数请写作比例：0.12"),
    ("1280人", "not a number; write it without what it counts: 1280", "不写单位，应写作1280"),
    ("2022-08-01", "not a number but a date", "不是数字，是日期"),
    ("08", "a number does not start with 0; write 8", "数字不以0开头，应写作8"),
    ("0x10", "only decimal numbers are read", "只读取十进制数"),
    ("1:30", "times and ratios are not read as numbers", "不读取时间和比值"),
    ("nan", "not a finite number", "不是有限数值"),
    ("1e999", "which is too large", "数值过大"),
]


def of_scenario(form: str, folder: Path) -> list[Problem]:
    text = SMALL.format(name="form").replace("value: 1200,", f"value: {form},")
    (folder / "form.yaml").write_text(text, encoding="utf-8")
    return list(look_over(str(folder / "form.yaml"))[0])


def of_option(form: str, folder: Path) -> list[Problem]:
    return list(read(Request("guizhou", [f"{PATH}={form},20000"])).problems.sorted())


def of_span(form: str, folder: Path) -> list[Problem]:
    return list(read(Request("guizhou", [f"{PATH}={form}..90000000000/3"])).problems.sorted())


def of_sweep(form: str, folder: Path) -> list[Problem]:
    text = f"resettle: 1\nsweep: guizhou\nvary:\n  {PATH}:\n    from: {form}\n    to: 20000\n"
    (folder / "sweep.yaml").write_text(text, encoding="utf-8")
    return list(read(Request(str(folder / "sweep.yaml"))).problems.sorted())


def of_gate(form: str, folder: Path) -> list[Problem]:
    text = f"resettle: 1\nscenario: guizhou\noutcome: income_growth\nscale: 1\nreplications: {form}\n"
    (folder / "gate.yaml").write_text(text + f"inputs: {{{PATH}: {{rank: 1}}}}\n", encoding="utf-8")
    with pytest.raises(ScenarioErrors) as refused:
        read_gate(folder / "gate.yaml", Parameters("point"))
    return list(refused.value.problems)


@pytest.mark.parametrize("told", [of_scenario, of_option, of_span, of_sweep, of_gate])
@pytest.mark.parametrize(("form", "english", "chinese"), FORMS)
def test_what_was_meant_is_told_in_the_same_words(
    form: str, english: str, chinese: str, told: Callable[[str, Path], list[Problem]], tmp_path: Path
) -> None:
    said = [one.message for one in told(form, tmp_path)]
    assert any(english in one.en and chinese in one.zh for one in said), said


@pytest.mark.parametrize("numbers", ["10,000,20,000", "1,050,2,000"])
def test_a_list_with_separators_within_its_numbers_is_told_apart(numbers: str) -> None:
    (wrong,) = read(Request("guizhou", [f"{PATH}={numbers}"])).problems.sorted()
    assert f"{PATH} is '{numbers}'; commas stand between numbers" in wrong.message.en
    assert "逗号用来分隔各个数" in wrong.message.zh
    assert read(Request("guizhou", [f"{PATH}=100,200,300"])).problems.sorted() == ()


@pytest.mark.parametrize(
    ("written", "meant"), [("1,280", 1280.0), ("１２８０", 1280.0), ("0.5万", 5000.0), ("1280户", 1280.0)]
)
def test_answers_of_a_county_may_be_written_as_planners_write(written: str, meant: float) -> None:
    assert answers_of([Given(("households",), written, "")]).numbers["households"] == meant


@pytest.mark.parametrize("written", ["2022-08-01", "many", "1:30", "12户人"])
def test_an_answer_that_is_no_number_is_told_how_to_write_one(written: str) -> None:
    with pytest.raises(ScenarioErrors) as refused:
        answers_of([Given(("households",), written, "")])
    assert "write a number, for example 3120 or 1.2万" in refused.value.text.en


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("rank: 1,280", "rank is '1,280', not a number; write it without separators: 1280"),
        ("rank: １２", "rank is '１２', not a number: its digits are full-width; write 12"),
        ("size: [0, 5万]", "an end of size is '5万', not a number; write it in full: 50000"),
        ("size: [1,280, 2,000]", "size has 4 numbers; it needs two, without separators within"),
    ],
)
def test_rules_of_a_gate_are_told_how_numbers_are_written(rule: str, told: str, tmp_path: Path) -> None:
    text = "resettle: 1\nscenario: guizhou\noutcome: income_growth\nscale: 1\nreplications: 2\n"
    (tmp_path / "gate.yaml").write_text(text + f"inputs:\n  {PATH}: {{{rule}}}\n", encoding="utf-8")
    with pytest.raises(ScenarioErrors) as refused:
        read_gate(tmp_path / "gate.yaml", Parameters("point"))
    assert told in refused.value.text.en
