"""The base year holds for counties far from the national mean, and for one that states nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

import resettle
from resettle.calibration.fit.county import new
from resettle.scenarios.county.answers import Answers, LeverAnswer
from tests.conftest import Resettle

COUNTIES = {
    "small and poor": {"households": 300, "labour": 700, "employed": 545, "income": 8500, "sites": 4},
    "rich and busy": {"households": 9000, "labour": 19000, "employed": 18500, "income": 24000, "sites": 60},
    "nearly all away": {
        "households": 2000, "labour": 4300, "employed": 4000, "out_of_province": 3100, "in_province": 500,
    },
    "an early year": {"base_year": 2021, "start": 2022, "end": 2024, "households": 4000, "income": 10500},
}  # fmt: skip


@pytest.mark.parametrize("numbers", COUNTIES.values(), ids=COUNTIES.keys())
def test_the_base_year_holds(tmp_path: Path, numbers: dict[str, float]) -> None:
    levers = {"public_welfare_jobs": LeverAnswer({"posts": 15.0, "unit_cost": 700.0})}
    made = new(
        tmp_path / "x", Answers(numbers={k: float(v) for k, v in numbers.items()}, levers=levers), "en"
    )
    held = made.held
    assert abs(held.rate - held.stated_rate) < 0.01
    assert abs(held.income / held.stated_income - 1) < 0.015
    if "employed" in numbers:
        assert held.stated_rate == pytest.approx(numbers["employed"] / numbers["labour"])
    assert made.scenario.initial["income_per_capita"].number == numbers.get("income", 16570)


def test_a_county_that_states_nothing_has_national_defaults_and_holds(
    tmp_path: Path, resettle: Resettle
) -> None:
    done = resettle("new", "anywhere", "--yes", "--lang", "zh")
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        "基年所填与模拟：就业率91.9%、9" in done.stdout
        and "下一步：resettle run anywhere/plan.yaml" in done.stdout
    )
    told = resettle("validate", "anywhere/plan.yaml", "anywhere/no-levers.yaml", "--lang", "zh")
    assert told.returncode == 0 and "提示" not in told.stdout
    ran = resettle(
        "run", "anywhere/plan.yaml", "--futures", "2", "--no-advice", "--scale", "0.2", "--lang", "zh"
    )
    assert ran.returncode == 0, ran.stderr
    page = (tmp_path / "resettle-results" / "anywhere" / "report.html").read_text(encoding="utf-8")
    assert "基年：所填与模拟" in page and "人均收入" in page


def test_the_functions_do_what_the_commands_do(tmp_path: Path) -> None:
    made = resettle.new(tmp_path / "x", lang="zh")
    assert made.path == tmp_path / "x" / "fitted.yaml"
    before = made.path.read_bytes()
    again = resettle.fit_base(tmp_path / "x", lang="zh")
    assert again.held == made.held
    assert again.path.read_bytes().split(b"\n", 1)[1] == before.split(b"\n", 1)[1], "the same fit again"
    with pytest.raises(ValueError, match="not both"):
        resettle.new(tmp_path / "y", answers="a", table="b")
    with pytest.raises(ValueError, match="there already"):
        resettle.new(tmp_path / "x")
