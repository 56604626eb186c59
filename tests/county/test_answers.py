"""Answers by a file, by questions, and by nobody: what is wrong is said at once, and nothing is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resettle.model.text import Text
from resettle.scenarios import ScenarioErrors
from resettle.scenarios.county.answer_file import read_answers
from resettle.scenarios.county.answers import Answers
from resettle.scenarios.county.figures import Figure
from resettle.scenarios.county.interview import interview
from resettle.scenarios.county.making import defaults, made, preview
from resettle.scenarios.county.numbers import number_of
from resettle.scenarios.language import SaidError
from tests.conftest import ROOT, Resettle
from tests.county.conftest import ANSWERS

READ = {
    "3120": 3120,
    "3,120": 3120,
    "３，１２０户": 3120,
    "1.2万": 12000,
    "1.2万人": 12000,
    "95%": 0.95,
    " 26 ": 26,
}
UNREAD = ["约300", "3 120", "12,34", "1e5", True, "三千", [], "300吨", float("nan"), "9" * 80]


@pytest.mark.parametrize(("written", "number"), [*READ.items(), (3.5, 3.5), *((one, None) for one in UNREAD)])
def test_numbers_are_read_as_planners_write_them(written: object, number: float | None) -> None:
    assert number_of(written, "户", "人") == number


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("搬迁户数: 3,120户", "搬迁户: 3120"), "answers.yaml:7:1: 没有“搬迁户”这一项；是否应为搬迁户数？"),
        (("搬迁户数: 3,120户", "搬迁户数: 三千"), "answers.yaml:7:7: 搬迁户数为“三千”；请写数字"),
        (("６３５０", "7000"), "已就业劳动力（台账口径）（7,000）多于搬迁劳动力（6,900），请核对"),
        (("搬迁劳动力: 6900\n", ""), "6,350多于搬迁劳动力6,256（所填数，未填的按默认值折算），请核对两项"),
        (("安置点数: 26", "安置点数: 400"), "平均每点8户；模型要求平均20户以上"),
        (("搬迁人口: 1.28万", "搬迁人口: 3万"), "户均9.6人；模型中每户最多8人"),
        (("方案起始年: 2026", "方案起始年: 2025"), "方案起始年应晚于基年"),
        (("其中省外务工: 2100", "其中省外务工: 5900"), "合计多于已就业6,350人，请核对"),
        (("培训补贴:", "培训补助:"), "没有“培训补助”这一项；是否应为培训补贴？"),
        (("岗位数: 400", "岗位数: 很多"), "公益性岗位的岗位数为“很多”；请写数字"),
        (("  income_growth: 12%\n  零就业家庭动态清零: 是\n", "  income_growth: 否\n"), "没有选择目标"),
        (
            ("  income_growth: 12%", "  income_growth: 一成"),
            "人均纯收入年均增长X以上为“一成”；请写是或否，或目标值",
        ),
    ],
)
def test_what_is_wrong_is_said_in_the_words_of_the_questions(
    answers: Path, change: tuple[str, str], said: str
) -> None:
    assert change[0] in ANSWERS
    answers.write_text(ANSWERS.replace(*change), encoding="utf-8")
    with pytest.raises(ScenarioErrors) as caught:
        made("pingshan", read_answers(answers), "zh")
    assert said in caught.value.text.zh


@pytest.mark.parametrize(("page", "growth"), [("county.md", 0.12), ("county.zh.md", 0.15)])
def test_the_answers_that_the_documents_show_are_taken(page: str, growth: float, tmp_path: Path) -> None:
    (shown,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / page).read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "answers.yaml").write_text(shown, encoding="utf-8")
    answers = read_answers(tmp_path / "answers.yaml")
    assert answers.targets == {"income_growth": growth, "zero_employment_cleared": 0.005}
    assert answers.levers["public_welfare_jobs"].plan == 450
    made("pingshan", answers, "zh")


@pytest.mark.parametrize(
    ("written", "bound"),
    [
        ("[人均纯收入年均增长12.5％以上]", 0.125),
        ("{人均纯收入年均增长12%以上: 是}", 0.12),
        ("{人均纯收入年均增长以上: 12%}", 0.12),
        ("[Net income per person grows by 12 % a year]", 0.12),
        ("[income_growth: 100%]", 1.0),
        ("{income_growth: 1.5}", 0.015),
    ],
)
def test_a_target_is_known_by_its_title_with_any_number(written: str, bound: float, tmp_path: Path) -> None:
    (tmp_path / "answers.yaml").write_text(f"目标: {written}\n", encoding="utf-8")
    assert read_answers(tmp_path / "answers.yaml").targets == {"income_growth": bound}


@pytest.mark.parametrize(
    ("title", "bound"),
    [
        ("96.5% of labour in work (any work within a year)", 0.965),
        ("90 % of Households at risk are in the ledger", 0.9),
        ("劳动力就业率达到96% （年内有过务工）", 0.96),
    ],
)
def test_a_title_is_known_wherever_its_number_stands(title: str, bound: float, tmp_path: Path) -> None:
    (tmp_path / "answers.yaml").write_text(f"targets: [{title}]\n", encoding="utf-8")
    assert list((read_answers(tmp_path / "answers.yaml").targets or {}).values()) == [bound]


@pytest.mark.parametrize("written", ["150%", "1", "101", "-5%"])
def test_a_share_that_is_none_or_may_be_two_is_refused(written: str, tmp_path: Path) -> None:
    (tmp_path / "answers.yaml").write_text(f"targets: {{income_growth: {written}}}\n", encoding="utf-8")
    with pytest.raises(ScenarioErrors) as caught:
        read_answers(tmp_path / "answers.yaml")
    assert f"人均纯收入年均增长X以上为“{written}”；请写是或否，或目标值，如95%" in caught.value.text.zh


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (
            "targets: {income_growth: 12%, 人均纯收入年均增长15%以上: yes}",
            "answers.yaml:1:47: answered before, at",
        ),
        ("households: 3120\n搬迁户数: 3000", "answers.yaml:2:7: answered before, at"),
    ],
)
def test_one_question_answered_by_two_of_its_names_is_refused(text: str, at: str, tmp_path: Path) -> None:
    (tmp_path / "answers.yaml").write_text(f"{text}\n", encoding="utf-8")
    with pytest.raises(ScenarioErrors) as caught:
        read_answers(tmp_path / "answers.yaml")
    assert at in caught.value.text.en


def test_an_unknown_target_is_answered_with_titles_that_can_be_copied(tmp_path: Path) -> None:
    (tmp_path / "answers.yaml").write_text("目标: [人均收入增长]\n", encoding="utf-8")
    with pytest.raises(ScenarioErrors) as caught:
        read_answers(tmp_path / "answers.yaml")
    said = caught.value.text.zh
    assert "{bound}" not in said and "可填：人均纯收入年均增长15%以上、" in said


def test_all_that_is_wrong_in_a_file_is_told_at_once(answers: Path) -> None:
    wrong = (
        ANSWERS.replace("3,120户", "x")
        .replace("安置点数: 26", "安置点: 26")
        .replace("岗位数: 400", "岗位数: y")
    )
    answers.write_text(wrong, encoding="utf-8")
    with pytest.raises(ScenarioErrors) as caught:
        read_answers(answers)
    assert len(caught.value.problems) == 3


def asked(lines: str) -> tuple[Answers, list[str]]:
    """The answers of somebody who types lines, and what was shown."""
    typed: Iterator[str] = iter(lines.split("\n"))
    shown: list[str] = []

    def ask(prompt: Text) -> str:
        shown.append(prompt.zh)
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    return interview("pingshan", ask, lambda text: shown.append(text.zh)), shown


TYPED = """\
平山县
贵州
2025年劳动力台账



3120
12800
6900
跳过
很多
7000
6350
2100
900
14800
26
9
15
1,2
400
900
450
300

500
1=12%，4"""


def test_questions_take_numbers_enter_and_skip_and_ask_again_what_is_wrong() -> None:
    answers, shown = asked(TYPED)
    assert answers.numbers == {
        "households": 3120, "persons": 12800, "labour": 6900, "employed": 6350, "out_of_province": 2100,
        "in_province": 900, "income": 14800, "sites": 26, "workshops": 9, "workshop_places": 15,
    }  # fmt: skip
    assert answers.words == {"title": "平山县", "province": "guizhou", "source": "2025年劳动力台账"}
    assert answers.levers["public_welfare_jobs"].now == {"posts": 400, "unit_cost": 900}
    assert (answers.levers["public_welfare_jobs"].plan, answers.levers["training_subsidy"].plan) == (450, 500)
    assert answers.targets == {"income_growth": 0.12, "zero_employment_cleared": 0.005}
    assert any("已就业劳动力（台账口径）为“很多”；请写数字" in one for one in shown)
    assert any("（7,000）多于搬迁劳动力（6,900）" in one for one in shown)
    assert sum("默认：" in one for one in shown) == 17 + 2, "each question once, and two again"


def test_defaults_follow_what_was_answered() -> None:
    _, shown = asked(TYPED)
    prompts = [one for one in shown if "默认：" in one]
    assert prompts[6] == "   [默认：2660]（户） > "
    assert prompts[7] == f"   [默认：{round(3120 * 3.61)}]（人） > ", "3.61 persons a household"
    assert prompts[9] == f"   [默认：{round(0.18 * 3120)}]（户） > "
    income = round(0.676 * 16805, -1)  # rural income of Guizhou
    assert prompts[15] == f"   [默认：{income:.0f}]（元/人/年） > "


def test_nobody_who_answers_ends_the_questions() -> None:
    with pytest.raises(EOFError):
        asked("平山县\n贵州")


def test_figures_of_another_door_fill_what_was_not_answered() -> None:
    sizes = {"1": 0.2, "2": 0.2, "3": 0.2, "4": 0.2, "5": 0.1, "6": 0.05, "7": 0.03, "8": 0.02}
    figures = [
        Figure("population.households", 900.0, "ledger:搬迁#户编号", counted=900),
        Figure("population.household_size", sizes, "ledger:搬迁#户人口数", counted=900),
        Figure("population.sites", 5.0, "ledger:搬迁#安置点", counted=900, note=Text("names", "按名称")),
    ]
    county, texts = made("x", Answers(numbers={"sites": 6.0}), "zh", figures)
    scenario = preview(county)
    assert scenario.population["households"].source.text == "ledger:搬迁#户编号"
    assert scenario.population["household_size"].value == pytest.approx(sizes)
    assert scenario.population["sites"].number == 6, "an answer goes before a count"
    assert "搬迁户数" not in texts["base"].split("未填")[1].splitlines()[0]


def test_defaults_are_those_of_a_county_of_its_size_and_year() -> None:
    scenario = defaults(Answers(numbers={"households": 5320.0, "base_year": 2024.0}))
    assert scenario.population["sites"].number == 70 and scenario.initial["workshops"].number == 14
    assert scenario.initial["income_per_capita"].number == round(0.676 * 23119, -1)
    assert scenario.parameters["wage"].parts["local_firm"] == 4291
    assert scenario.population["moved"].number == 12 * 2024 + 1 - (12 * 2017 + 10)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=st.integers(0, len(ANSWERS) - 1),
    by=st.sampled_from(
        ["", "：", "，", "\t", "{", "}", "[", "“", "-", "#", "999999999", "\n", "是", "%", "\x00", "&a "]
    ),
    cut=st.integers(0, 9),
)
def test_a_mangled_file_of_answers_is_read_or_refused_in_words(
    tmp_path: Path, at: int, by: str, cut: int
) -> None:
    path = tmp_path / "mangled.yaml"
    path.write_text(ANSWERS[:at] + by + ANSWERS[at + cut :], encoding="utf-8")
    try:
        texts = made("pingshan", read_answers(path), "zh")[1]
    except SaidError as error:
        assert error.text.zh and error.text.en
    else:
        assert set(texts) == {"base", "baseline", "plan", "no-levers"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["new"], "name a folder"),
        (["new", "x", "--answers", "none.yaml"], "cannot be read"),
        (["new", "x", "--answers", "bad.yaml"], "bad.yaml:2:1: is not valid YAML"),
        (["new", "x", "--table", "bad.yaml"], "cannot be read as a table"),
        (["new", "x", "--yes", "--table", "t.xlsx"], "give one of --table, --yes"),
        (["new", "x y", "--yes"], "a name has letters"),
        (["new", "full", "--yes"], "there already"),
        (["new", "x"], "nobody answers"),
        (["fit-base", "guizhou"], "bundled scenarios are fitted already"),
    ],
)
def test_what_cannot_be_made_ends_in_2_without_a_trace(
    resettle: Resettle, tmp_path: Path, words: list[str], said: str
) -> None:
    (tmp_path / "bad.yaml").write_text("households: [1", encoding="utf-8")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    done = resettle(*words, stdin=-3)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr
    assert sorted(tmp_path.rglob("*")) == before
