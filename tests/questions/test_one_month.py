"""A plan of one month is run, compared, swept and turned like any other; what it cannot say is a dash."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

import resettle
from resettle.model.text import Text
from resettle.results.report.answer import Answer, QuestionError
from tests.conftest import SMALL
from tests.page_text import terminal_lines

MONTH = """\
period: {base_year: 2021, start: 2022-01, end: 2022-01}
targets:
  income_growth_15: remove
  training_volume: remove
  industry_projects_100: remove
  monitoring_frequency: remove
  asset_use_80: remove
  county_enterprises: remove
"""
"""What is judged by calendar years, or later, has no place in it."""

TRAINING = """\
levers:
  training_subsidy:
    windows:
      - from: 2022-01
        to: 2022-01
        eligibility: [wants_training]
        priority: [unemployed]
        seats: {value: 60, unit: person-times/year, source: assumed, range: [40, 80], note: for a test}
        unit_cost: {value: 1500, unit: yuan/person-time, source: assumed, range: [500, 3000], note: of it}
"""

SEATS = "levers.training_subsidy.seats=10..600"


def january(folder: Path, name: str, levers: str = "") -> resettle.Scenario:
    text = SMALL.format(name=name).replace("extends: guizhou\n", "extends: guizhou-base\n")
    (folder / f"{name}.yaml").write_text(text + MONTH + levers, encoding="utf-8")
    return resettle.load(folder / f"{name}.yaml")


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> list[resettle.Scenario]:
    """Two plans of January alone, with nothing in them."""
    folder = tmp_path_factory.mktemp("month")
    return [january(folder, name) for name in ("one", "other")]


Ask = Callable[[list[resettle.Scenario]], Answer]

ASKED: dict[str, tuple[Ask, str, str]] = {
    "run": (
        lambda two: resettle.run(two[0], replications=2, advice=False, scale=0.05, jobs=1),
        "No large-scale return to poverty",
        "不发生规模性返贫",
    ),
    "compare": (
        lambda two: resettle.compare(two, replications=2, levers=False, scale=0.05, jobs=1),
        "none: all runs tie",
        "均相同",
    ),
    "sweep": (
        lambda two: resettle.sweep(
            two[0], {"initial.employment_rate": [0.7, 0.8]}, replications=2, scale=0.05, jobs=1
        ),
        "Best points",
        "最优",
    ),
    "tornado": (
        lambda two: resettle.sensitivity(
            two[0], method="tornado", only=["behaviour.offer"], quick=True, scale=0.05, jobs=1
        ),
        "“Yearly growth of income per person” has no figure in any run: nothing to measure it on.",
        "各次模拟中均无数值：没有可据以计算的对象。",
    ),
}


@pytest.mark.parametrize("question", ASKED)
def test_one_month_is_a_plan(question: str, two: list[resettle.Scenario], tmp_path: Path) -> None:
    ask, english, chinese = ASKED[question]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        answer = ask(two)
        answer.save(tmp_path / "answer")
        said = "\n".join(terminal_lines(answer))
    assert english in said and chinese in said
    assert not re.search(r"\bnan\b", said)
    assert (tmp_path / "answer" / "report.html").stat().st_size > 0


def test_one_month_is_optimised_by_what_can_change_in_it(tmp_path: Path) -> None:
    plan = january(tmp_path, "trained", TRAINING)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        answer = resettle.optimise(plan, vary=[SEATS], trials=8, futures=20, scale=0.05, jobs=1)
        answer.save(tmp_path / "answer")
        said = "\n".join(terminal_lines(answer))
    assert "no mix is better than the plan: it reaches all 3 outcome targets" in said
    assert "也没有一种组合明显优于现行方案：其实现3项成效指标" in said
    assert not re.search(r"\bnan\b", said)


def test_one_month_in_which_nothing_can_change_is_refused_in_one_line(
    two: list[resettle.Scenario], tmp_path: Path
) -> None:
    with pytest.raises(QuestionError) as refused:
        resettle.optimise(two[0], trials=8, futures=20, jobs=1)
    assert refused.value.text == Text(
        "one has no lever in force, so that there is nothing to choose; optimise a plan with levers",
        "one没有实施任何措施，无可选择；请对有措施的方案求最优",
    )
    plan = january(tmp_path, "trained", TRAINING)
    with pytest.raises(QuestionError) as refused:
        resettle.optimise(plan, trials=8, futures=20, jobs=1)
    assert refused.value.text.en.startswith(
        "trained ends before changes of capacity begin, 6 months after its begin"
    )
    assert "\n" not in refused.value.text.en
