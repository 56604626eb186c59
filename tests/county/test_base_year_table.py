"""Every report of a run shows the base year as it is stated and as it is simulated."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from resettle.results.questions.run.base_year import base_year_table
from resettle.results.questions.run.compute import cases
from tests.results.factory import make_run


def test_the_table_has_stated_figures_beside_the_means_of_the_base_year() -> None:
    run = make_run()
    case = cases(run.scenarios, run.monthly, run.levers)[0]
    ends = np.array([[10.0] * 6 + [20.0] * 6, [30.0] * 12])  # two runs, mean of the months 22.5
    months = case.panel["income"].shape[1]
    beyond = np.full((2, months - 12), 99.0)
    values = {
        "employment_any_work": np.hstack([ends / 25.0, beyond]),
        "income": np.hstack([ends * 40.0, beyond]),
        "labour": np.full((2, months), 200.0),
        **{f"channel_{name}": np.hstack([ends, beyond]) for name in case.scenario.initial["channel"].parts},
    }
    initial = dict(case.scenario.initial)
    initial["employment_rate"] = replace(initial["employment_rate"], value=0.95)
    initial["income_per_capita"] = replace(initial["income_per_capita"], value=11000.0)
    initial["in_work"] = replace(initial["in_work"], value=0.8)
    scenario = replace(case.scenario, initial=initial)
    made = base_year_table(replace(case, scenario=scenario, panel=replace(case.panel, values=values)))
    shown = [[getattr(cell, "zh", cell) for cell in row] for row in made.rows]
    assert shown[0] == ["就业率（公布口径）", "95.0%", "90.0%", "−5.0个百分点"]
    assert shown[1][1:] == ["11,000元", "10,800元", "−200元"]
    share = initial["channel"].parts["out_of_province"]
    assert shown[2][:3] == ["占劳动力比例：省外务工", f"{80 * share:.1f}%", "11.2%"] or shown[2][2] == "11.3%"
    assert len(made.rows) == 2 + 8


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_of_a_run_shows_it(lang: str) -> None:
    run = make_run()
    section = next(one for one in run.answer.sections if one.name == "base-year")
    assert section.title.in_(lang) == {"en": "Credibility", "zh": "可信程度"}[lang]
    (table,) = section.tables
    assert table.title.in_(lang) == {"en": "Base year, stated and simulated", "zh": "基年：所填与模拟"}[lang]
