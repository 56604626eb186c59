"""What a county's files say of where figures are from: stated, counted, or the program's own choice."""

from __future__ import annotations

from pathlib import Path

import pytest

from resettle.calibration.fit.county import new
from resettle.model.text import Text
from resettle.scenarios.county.answers import Answers, LeverAnswer
from resettle.scenarios.county.blank import write_blank
from resettle.scenarios.county.making import in_words, made
from resettle.scenarios.county.table import read_table
from resettle.scenarios.problems import ScenarioErrors
from tests.county.test_table import fill

OWN = '"own: 县级填报数据"'


def bounds(base: str) -> dict[str, str]:
    """What stands for the bound of each target."""
    targets = base.partition("\ntargets:\n")[2].splitlines()
    names = [line.strip().partition(":")[0] for line in targets if "title" in line]
    return dict(zip(names, (line.strip() for line in targets if "bound" in line), strict=True))


def test_targets_that_nobody_chose_are_told_as_the_usual_ones() -> None:
    said = bounds(made("pingshan", Answers(), "zh")[1]["base"])
    assert said == {
        "income_growth": "bound: {value: 0.15, unit: share/year, source: assumed, range: [0.15, 0.15], "
        'note: "未填，程序默认目标"}}',
        "employment": "bound: {value: 0.95, unit: share, source: assumed, range: [0.95, 0.95], "
        'note: "未填，程序默认目标"}}',
        "zero_employment_cleared": "bound: {value: 11, unit: households, source: assumed, range: [11, 11], "
        'note: "未填，程序默认目标；按有劳动力家庭的0.5%计"}}',
        "no_mass_return": "bound: {value: 0.01, unit: share, source: assumed, range: [0.01, 0.01], "
        'note: "未填，程序默认目标"}}',
    }
    assert "own:" not in made("pingshan", Answers(), "zh")[1]["base"]


def test_targets_that_were_chosen_are_the_county_s() -> None:
    chosen = Answers(targets={"income_growth": 0.12, "zero_employment_cleared": 0.005})
    assert bounds(made("pingshan", chosen, "zh")[1]["base"]) == {
        "income_growth": f"bound: {{value: 0.12, unit: share/year, source: {OWN}}}}}",
        "zero_employment_cleared": f"bound: {{value: 11, unit: households, source: {OWN}, "
        'note: "按有劳动力家庭的0.5%计"}}',
    }


def test_of_a_table_each_target_is_told_by_itself(tmp_path: Path) -> None:
    write_blank(tmp_path / "blank.xlsx", "zh")
    stated = {"目标：劳动力就业率达到95%（年内有过务工）": ("92%", None)}
    read = read_table(fill(tmp_path / "blank.xlsx", tmp_path / "table.xlsx", stated))
    said = bounds(made("pingshan", read, "zh")[1]["base"])
    assert said["employment"] == f"bound: {{value: 0.92, unit: share, source: {OWN}}}}}"
    assert "source: assumed" in said["income_growth"] and OWN not in said["income_growth"]


@pytest.mark.parametrize(
    ("numbers", "source", "note"),
    [
        ({}, "assumed", "公益性岗位和车间按岗位数，其余按全国占比分摊"),
        ({"out_of_province": 1500.0}, OWN, "省外按所填人数，公益性岗位和车间按岗位数，其余按全国占比分摊"),
        (
            {"out_of_province": 1500.0, "in_province": 500.0},
            OWN,
            "省外、省内县外按所填人数，公益性岗位和车间按岗位数，其余按全国占比分摊",
        ),
    ],
)
def test_who_works_where_says_what_was_stated(numbers: dict[str, float], source: str, note: str) -> None:
    base = made("pingshan", Answers(numbers=numbers), "zh")[1]["base"]
    line = next(line for line in base.splitlines() if line.startswith("  channel:"))
    assert f'source: {source}, note: "{note}"' in line


def test_a_county_with_little_work_is_made_although_the_country_has_more(tmp_path: Path) -> None:
    numbers = {
        "households": 3120.0, "persons": 12800.0, "labour": 6900.0, "without_labour": 420.0,
        "employed": 3500.0, "workshops": 20.0, "income": 9000.0, "out_of_province": 2400.0,
    }  # fmt: skip
    one = new(tmp_path / "low", Answers(numbers=numbers), "zh")
    assert one.held.stated_rate == pytest.approx(3500 / 6900)
    assert abs(one.held.rate - 3500 / 6900) < 0.01
    assert abs(one.held.income / 9000 - 1) < 0.015
    assert [text.zh for text in one.unstated] == ["其中省内县外务工", "安置点数", "每个车间吸纳搬迁劳动力"]


def test_what_cannot_hold_together_is_said_in_labels_not_in_paths() -> None:
    numbers = {"households": 3120.0, "labour": 6900.0, "without_labour": 3000.0}
    with pytest.raises(ScenarioErrors) as refused:
        made("pingshan", Answers(numbers=numbers), "zh")
    assert refused.value.text.zh == "6,900人分到120户，户均57.50人；有劳动力户的劳动力数构成允许户均1至5人"
    both = Text("population.women is 2; in work", "initial.channel大于workshops × workshop_places，见plan")
    assert in_words(both) == Text(
        "Share of women in labour is 2; in work", "就业渠道构成大于workshops × 每车间岗位数，见plan"
    )


def test_posts_of_a_plan_keep_the_county_s_source() -> None:
    posts = LeverAnswer({"posts": 30.0}, 45.0)
    files = made("pingshan", Answers(levers={"public_welfare_jobs": posts}), "zh")[1]
    assert f"posts: {{value: 30, unit: posts, source: {OWN}}}" in files["baseline"]
    assert f"posts: {{value: 45, unit: posts, source: {OWN}}}" in files["plan"]
