"""A plan of one month is run, compared, swept and turned like any other; what it cannot say is a dash."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

import resettle
from resettle.results.report.answer import Answer
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


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> list[resettle.Scenario]:
    """Two plans of January alone, with nothing in them."""
    folder, made = tmp_path_factory.mktemp("month"), []
    for name in ("one", "other"):
        text = SMALL.format(name=name).replace("extends: guizhou\n", "extends: guizhou-base\n")
        (folder / f"{name}.yaml").write_text(text + MONTH, encoding="utf-8")
        made.append(resettle.load(folder / f"{name}.yaml"))
    return made


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
