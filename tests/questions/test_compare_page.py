"""What cannot be compared is refused with every reason, and the page shows what can."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from resettle.model.inputs import Period
from resettle.results.report.answer import QuestionError
from resettle.results.report.charts.embed import embedded_chart
from resettle.results.report.page import render_answer
from resettle.results.text.labels import Text
from tests.questions.compare_asked import MANIFEST, asked
from tests.questions.compare_fake import A, B, pair, scenario
from tests.results.factory import value


def test_scenarios_that_cannot_be_compared_are_refused_with_all_reasons() -> None:
    before, plan = pair()
    later = replace(plan, name="later", period=Period(2020, 12, 47))
    people = dict(plan.population)
    name = next(key for key, held in people.items() if not isinstance(held.value, dict))
    people[name] = value(people[name].number + 1.0, people[name].unit)
    elsewhere = replace(plan, name="elsewhere", population=people)
    with pytest.raises(QuestionError) as refused:
        asked(None, before, later, elsewhere, of=["incme", "spending"], small=-1.0)
    told = str(refused.value).splitlines()
    assert len(told) == 4
    assert any("base year 2021" in line and "base year 2020" in line and "later" in line for line in told)
    assert any("elsewhere" in line and f"people (population.{name} differ)" in line for line in told)
    numbers = [key for key, held in plan.population.items() if not isinstance(held.value, dict)][:6]
    changed = {key: value(people[key].number + 2.0, people[key].unit) for key in numbers}
    several = replace(elsewhere, population=dict(plan.population) | changed)
    with pytest.raises(QuestionError, match=r"\((population\.\w+, ){3}population\.\w+ and 2 more differ\)"):
        asked(None, before, several)
    assert any("'incme'" in line and "income" in line for line in told)
    assert any("cannot be negative" in line for line in told)


def test_one_scenario_twice_one_alone_and_targets_of_one_only_are_refused() -> None:
    before, plan = pair()
    with pytest.raises(QuestionError, match="two scenarios are named 'before'"):
        asked(None, before, before)
    with pytest.raises(QuestionError, match="needs two scenarios"):
        asked(None, before)
    with pytest.raises(QuestionError, match="0 replications; at least 1 is run"):
        asked(replications=0)
    without = {name: target for name, target in plan.targets.items() if name != "one_employed"}
    with pytest.raises(QuestionError, match="plan has no target 'one_employed'"):
        asked(None, before, replace(plan, targets=without), of=["one_employed"])


@pytest.mark.parametrize("number", [2, 3])
def test_the_page_holds_every_chart_in_both_languages(number: int) -> None:
    scenarios = (*pair(), scenario("third", {A: 6.0, B: 1.0}))[:number]
    answer = asked(None, *scenarios, levers=True)
    page = render_answer(answer, MANIFEST, "zh")
    names = [chart.name for one in answer.sections for chart in one.charts]
    assert len(names) == len(set(names)) and all(f'id="chart-{name}"' in page for name in names)
    assert any(name.startswith("compare-difference") for name in names)
    assert any(name.startswith("compare-levers") for name in names) and "compare-tenths" in names
    for one in answer.sections:
        for table in one.tables:
            whole = [cells for cells in table.rows if cells[0] != Text("Tasks", "任务量指标")]
            assert all(len(cells) == len(table.head) for cells in whole)
        for chart in one.charts:
            json.dumps(embedded_chart(chart), allow_nan=False)


def test_names_from_files_cannot_become_markup() -> None:
    before, plan = pair()
    answer = asked(None, before, replace(plan, title=Text("Place: <script>x</script>", "某地：<b>x</b>")))
    page = render_answer(answer, MANIFEST)
    assert "<script>x" not in page and "<b>x</b>" not in page
