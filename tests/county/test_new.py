"""A county from its answers to files, and from files to a base year that holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from resettle import scenarios
from resettle.calibration.fit.base_check import base_cautions, gaps
from resettle.calibration.fit.base_file import FittedBase, fit_base
from resettle.calibration.fit.county import new
from resettle.scenarios.base_year import base_digest
from resettle.scenarios.county.answer_file import read_answers
from resettle.scenarios.county.implied import implied
from tests.county.conftest import ANSWERS, NUMBERS


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> FittedBase:
    folder = tmp_path_factory.mktemp("new")
    (folder / "answers.yaml").write_text(ANSWERS, encoding="utf-8")
    return new(folder / "pingshan", read_answers(folder / "answers.yaml"), "zh")


def test_answers_are_read_as_they_are_meant(answers: Path) -> None:
    read = read_answers(answers)
    assert read.numbers == NUMBERS
    assert read.words == {"title": "平山县", "province": "guizhou", "source": "2025年劳动力台账"}
    assert read.levers["public_welfare_jobs"].now == {"posts": 400.0, "unit_cost": 900.0}
    assert (read.levers["public_welfare_jobs"].plan, read.levers["training_subsidy"].plan) == (450.0, 500.0)
    assert read.targets == {"income_growth": 0.12, "zero_employment_cleared": 0.005}


def test_what_was_answered_is_what_the_scenario_states(made: FittedBase) -> None:
    one = made.scenario
    population, initial = one.population, one.initial
    assert (population["households"].number, population["sites"].number) == (3120, 26)
    size = sum(int(key) * share for key, share in population["household_size"].parts.items())
    assert size == pytest.approx(12800 / 3120)
    workers = sum(int(key) * share for key, share in population["labour_per_household"].parts.items())
    assert workers == pytest.approx(6900 / (3120 - 420))
    assert population["no_labour"].number == pytest.approx(420 / 3120)
    assert initial["employment_rate"].number == pytest.approx(6350 / 6900)
    assert initial["income_per_capita"].number == 14800
    assert initial["channel"].parts["out_of_province"] == pytest.approx(2100 / 6350, abs=1e-4)
    assert initial["channel"].parts["public_welfare"] == pytest.approx(0.95 * 400 / 6350, abs=1e-4)
    assert {initial[name].source.text for name in ("income_per_capita", "employment_rate")} == {
        "own: 2025年劳动力台账"
    }
    assert (one.period.base_year, one.period.label(one.period.start), one.period.label(one.period.end)) == (
        2025, "2026-01", "2028-12",
    )  # fmt: skip
    assert one.series["rural_income"].parts["2026"] == pytest.approx(16805 * 1.06, abs=0.1), "of Guizhou"
    assert one.series["wages_away"].parts["2026"] == pytest.approx(5831 * 1.035, abs=0.1), "of the country"


def test_the_plan_changes_what_it_says_and_nothing_before(made: FittedBase) -> None:
    plan = scenarios.load(made.path.parent / "plan.yaml")
    posts = [(one.start, one.settings["posts"].number) for one in plan.levers["public_welfare_jobs"].windows]
    assert posts == [(0, 400), (12, 450)]
    pay = {one.settings["unit_cost"].number for one in plan.levers["public_welfare_jobs"].windows}
    assert pay == {900}
    assert list(plan.levers) == ["training_subsidy", "public_welfare_jobs", "monitoring", "safety_net"]
    assert plan.targets["income_growth"].bound.number == 0.12
    assert plan.targets["zero_employment_cleared"].bound.number == round(0.005 * (3120 - 420))
    none = scenarios.load(made.path.parent / "no-levers.yaml")
    assert all(lever.stop == 12 for lever in none.levers.values())


def test_the_base_year_holds(made: FittedBase) -> None:
    held = made.held
    assert (held.stated_rate, held.stated_income) == (pytest.approx(6350 / 6900), 14800)
    assert abs(held.rate - held.stated_rate) < 0.01
    assert abs(held.income / held.stated_income - 1) < 0.015
    assert gaps(held) == []
    assert base_cautions(made.scenario, "plan.yaml") == []
    kept = made.scenario.fitted_to
    assert kept is not None and kept.digest == base_digest(made.scenario)


def test_files_are_short_and_say_what_is_a_default(made: FittedBase) -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in made.path.parent.iterdir()}
    assert sorted(texts) == ["base.yaml", "baseline.yaml", "fitted.yaml", "no-levers.yaml", "plan.yaml"]
    assert 30 <= sum(len(text.splitlines()) for text in texts.values()) <= 85
    assert "未填" not in texts["base.yaml"]
    assert (
        'households: {value: 3120, unit: households, source: "own: 2025年劳动力台账"}' in texts["base.yaml"]
    )


def test_a_base_year_that_was_changed_is_told_with_the_remedy_and_mended(
    made: FittedBase, tmp_path: Path
) -> None:
    for path in made.path.parent.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    base = tmp_path / "base.yaml"
    text = base.read_text(encoding="utf-8")
    base.write_text(text.replace("value: 6350", "value: 5900"), encoding="utf-8")
    told = base_cautions(scenarios.load(tmp_path / "plan.yaml"), "plan.yaml")
    assert told[0].en == (
        "what the base year states has changed since it was fitted; remedy: resettle fit-base plan.yaml"
    )
    assert told[1].zh.startswith("基年就业率所填为85.5%，模拟为9")
    again = fit_base(tmp_path / "plan.yaml", "zh")
    assert again.path == tmp_path / "fitted.yaml"
    assert abs(again.held.rate - 5900 / 6900) < 0.01 and abs(again.held.income / 14800 - 1) < 0.015
    assert base_cautions(scenarios.load(tmp_path / "plan.yaml"), "plan.yaml") == []


def test_values_fitted_for_another_place_are_not_inherited_silently(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "resettle: 1\nname: mine\ntitle: x\nextends: hanyin-baseline\ninitial:\n"
        '  income_per_capita: {value: 9000, unit: yuan/person/year, source: "own: x"}\n',
        encoding="utf-8",
    )
    told = [one.en for one in base_cautions(scenarios.load(mine), "mine.yaml")]
    assert told[0].startswith(
        "parameters.pay_gap, parameters.taste, population.wants_work, initial.in_work are those"
    )
    assert "fitted for hanyin-base" in told[0]
    assert told[1].startswith("income of the base year is stated as 9,000 yuan per person, simulated as 11,9")
    laid = fit_base(mine)
    assert laid.path == tmp_path / "mine-fitted.yaml"
    assert laid.scenario.name == "mine-fitted"
    assert abs(laid.held.income / 9000 - 1) < 0.015
    assert base_cautions(laid.scenario, "x") == []


def test_later_levers_of_a_bundled_place_leave_its_base_year_alone(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "resettle: 1\nname: mine\ntitle: x\nextends: hanyin-baseline\n"
        "levers:\n  training_subsidy: {stop_from: 2022-01}\n",
        encoding="utf-8",
    )
    assert base_cautions(scenarios.load(mine), "mine.yaml") == []


def test_what_it_implies_is_said_in_words(made: FittedBase) -> None:
    lines = [one.zh for one in implied(made.scenario)]
    assert lines[0] == "3,120户、12,800人（户均4.10人），26个安置点（平均每点120户）"
    assert lines[1] == "劳动力6,900人，分布在2,700户（户均2.56人）；无劳动力420户"
    assert lines[2].startswith("已就业6,350人（92.0%）；当月在岗")
    assert lines[4].startswith("人均收入14,800元：转移性约")
