"""The page of a single plan: its sections in order, titles that state findings, and not too many words."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from resettle.model.channels import WORKING
from resettle.results.questions.run import charts, findings
from resettle.results.questions.run.compute import Case, cases
from resettle.results.report.answer import Answer
from resettle.results.report.page import render_answer
from resettle.results.text.labels import LANGS, Lang
from tests.golden_pages import answer_of_a_plan
from tests.report.words import words_seen
from tests.results.factory import make_levers, make_manifest, make_monthly, make_run, make_scenario

ORDER = (
    *("glance", "advice", "reasons", "targets", "tasks", "work", "households", "spending", "settlements"),
    *("spread", "base-year", "values"),
)
MOST: dict[Lang, int] = {"en": 2000, "zh": 3000}
"""Words of a page, and characters of it in Chinese, before anything is unfolded."""


@cache
def answer() -> Answer:
    return answer_of_a_plan()


@cache
def page() -> str:
    return render_answer(answer(), make_manifest("plan"), "en")


def test_sections_stand_in_the_order_of_what_a_reader_asks() -> None:
    assert tuple(section.name for section in answer().sections) == ORDER
    reasons = next(one for one in answer().sections if one.name == "reasons")
    assert [chart.name for chart in reasons.charts] == ["anyway", "contributions"]
    assert [part.name for part in reasons.parts] == ["without-work", "reasons-others"]
    parts = {one.name: [part.name for part in one.parts] for one in answer().sections}
    assert (parts["targets"], parts["spending"]) == (["added"], ["spending-plan"])
    drawn = {one.name: [chart.name for chart in one.charts] for one in answer().sections if one.charts}
    assert drawn["targets"] == ["income", "growth", "zero"]
    assert drawn["work"] == ["channels-0", "employment", "transitions"]
    assert drawn["households"] == ["tenths"] and drawn["spending"] == ["money", "spending"]
    assert drawn["settlements"] == ["sites-income", "sites-without_work", "sites-below_line"]


def test_results_of_before_without_people_at_both_ends_are_shown_without_them() -> None:
    sections = {section.name: section for section in make_run("plan").answer.sections}
    assert "settlements" not in sections
    assert [chart.name for chart in sections["work"].charts] == ["channels-0", "employment"]
    assert not sections["households"].charts and len(sections["households"].tables) == 1
    assert [part.name for part in sections["reasons"].parts] == ["reasons-others"]


@pytest.mark.parametrize("lang", LANGS)
def test_no_more_words_are_seen_before_the_folds_than_are_read(lang: Lang) -> None:
    seen = words_seen(page(), lang)
    assert 500 < sum(seen.values()) <= MOST[lang], seen
    assert set(seen) == {"header", *ORDER, "made"}


def test_words_are_counted_by_language_and_not_in_what_is_folded() -> None:
    made = (
        '<section id="a"><p><span lang="en">two words</span><span lang="zh-CN">三个字 A1</span></p>'
        "<details><summary>one</summary><p>not seen</p></details></section><script>never seen</script>"
    )
    assert words_seen(made, "en") == {"a": 3}
    assert words_seen(made, "zh") == {"a": 5}


def test_every_axis_of_figures_says_what_it_counts() -> None:
    bare = []
    for section in answer().sections:
        for part in section.all_parts():
            for chart in part.charts:
                figure = chart.plot("zh")
                axes = (figure.layout.xaxis, figure.layout.yaxis)
                bare += [chart.name] if not any(axis.title.text for axis in axes) else []
    assert bare == []


def case_of(**values: tuple[float, float]) -> Case:
    """A plan whose indicators have one value in the base year, and another in the last twelve months."""
    monthly = make_monthly(replications=3)
    for name, (before, after) in values.items():
        year = monthly["month"].str[:4]
        monthly[name] = np.select([year == "2021", year == "2024"], [before, after], np.nan)
    return cases([make_scenario()], monthly, make_levers(replications=3))[0]


def channels(**shares: tuple[float, float]) -> dict[str, tuple[float, float]]:
    return {f"channel_{name}": shares.get(name, (0.0, 0.0)) for name in WORKING}


def told(title: Any, lang: Lang) -> str:
    return str(title.in_(lang)).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("before", "after", "en", "zh"),
    [
        (
            (560.0, 440.0),
            (1200.0, 800.0),
            "Out of province is 60 % of employment in the year to 2024-12, 4.0 points more than in 2021",
            "省外务工占就业的60%（截至2024年12月的一年），比2021年多4.0个百分点",
        ),
        (
            (700.0, 300.0),
            (600.0, 400.0),
            "Out of province is 60 % of employment in the year to 2024-12, 10.0 points less than in 2021",
            "省外务工占就业的60%（截至2024年12月的一年），比2021年少10.0个百分点",
        ),
        (
            (600.0, 400.0),
            (60.0, 40.0),
            "Out of province is 60 % of employment in the year to 2024-12, as in 2021",
            "省外务工占就业的60%（截至2024年12月的一年），与2021年持平",
        ),
        (
            (600.0, 400.0),
            (450.0, 550.0),
            "Farming is 55 % of employment in the year to 2024-12, 15.0 points more than in 2021",
            "务农占就业的55%（截至2024年12月的一年），比2021年多15.0个百分点",
        ),
    ],
)
def test_channels_state_the_largest_and_how_its_share_moved(
    before: tuple[float, float], after: tuple[float, float], en: str, zh: str
) -> None:
    pairs = list(zip(before, after, strict=True))
    title = findings.channels(case_of(**channels(out_of_province=pairs[0], farming=pairs[1])))
    assert (told(title, "en"), told(title, "zh")) == (en, zh)


def test_employment_and_zero_employment_state_both_years() -> None:
    case = case_of(employment_any_work=(0.93, 0.925), zero_employment_any_work=(120.0, 80.0))
    title = findings.employment(case, "employment_any_work")
    assert (
        told(title, "zh") == "就业率（近12个月有过务工）92.5%（截至2024年12月的一年），比2021年少0.5个百分点"
    )
    still = findings.employment(case_of(employment_rate=(0.9, 0.9)), "employment_rate")
    assert told(still, "en") == "Employment rate: 90.0 % in the year to 2024-12, as in 2021"
    zero = findings.zero(case, "any_work")
    assert told(zero, "en") == (
        "Zero-employment households (any work in 12 months): "
        "80 on average in the year to 2024-12, 120 in 2021"
    )


def test_income_and_its_growth_state_figures_beside_the_target() -> None:
    months = {"income": (1000.0, 1331.0)}
    title = findings.income(case_of(**months))
    assert (
        told(title, "en")
        == "Income per person goes from 12,000 yuan in 2021 to 15,972 yuan in the year to 2024-12"
    )
    fallen = findings.income(case_of(income=(1000.0, 900.0)))
    assert told(fallen, "zh") == "人均收入由2021年的12,000元变为10,800元（截至2024年12月的一年）"
    short = findings.growth(case_of(**months), "income")
    assert told(short, "zh") == "2021至2024年人均收入年均增长10.0%，比目标15%低5.0个百分点"
    above = findings.growth(case_of(income=(1000.0, 1728.0)), "income")
    assert told(above, "en") == (
        "From 2021 to 2024 income grows by 20.0 % a year, 5.0 points above the 15 % asked for"
    )
    other = findings.growth(case_of(net_income=(1000.0, 1331.0)), "net_income")
    assert told(other, "en") == "From 2021 to 2024 income as registers count it grows by 10.0 % a year"


def test_spending_states_the_largest_lever() -> None:
    levers = make_levers(replications=3)
    levers["spent_yuan"] = levers["lever"].map({"monitoring": 3e6, "safety_net": 1e6}).fillna(0.0)
    case = cases([make_scenario()], make_monthly(replications=3), levers)[0]
    assert told(findings.spending(case), "en") == "75 % of the 144 million yuan spent go to: monitoring"
    chart = charts.spending_chart([case])
    assert (
        chart is not None and chart.plot("en").layout.xaxis.title.text == "million yuan, 2022-01 to 2024-12"
    )


def test_growth_is_stated_by_the_source_that_it_owes_most_to() -> None:
    sources = dict.fromkeys(("business_income", "property_income"), (100.0, 100.0))
    held = case_of(
        **sources, income=(1000.0, 1331.0), wage_income=(700.0, 700.0), transfer_income=(100.0, 431.0)
    )
    assert (
        told(findings.made_of(held), "zh") == "2021至2024年均增长的10.0个百分点中，转移净收入贡献10.0个百分点"
    )
