"""Figures of a comparison read well: one unit, fitting decimals, ties and reasons in words."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan

import pytest

from resettle.results.judge.comparison import Cost
from resettle.results.questions.compare.names import question_title, short_names
from resettle.results.questions.compare.sentences import (
    needed_text,
    ratio_span,
    ratio_with_interval,
)
from resettle.results.report.estimates import about, change, share_interval, times
from resettle.results.statistics.intervals import Estimate
from resettle.results.statistics.paired import Pairing
from resettle.results.text.labels import Text
from tests.questions.compare_fake import scenario

HEAD = "yuan/person/year"


@pytest.mark.parametrize(
    ("one", "unit", "english", "chinese"),
    [
        (Estimate(156.2, 138.0, 175.4), HEAD, "+156 yuan (+138 to +175)", "+156元（+138 至 +175）"),
        (Estimate(2.25, -4.37, 8.87), HEAD, "+2.2 yuan (−4.4 to +8.9)", "+2.2元（−4.4 至 +8.9）"),
        (Estimate(3.54, -13.0, 20.0), HEAD, "+4 yuan (−13 to +20)", "+4元（−13 至 +20）"),
        (Estimate(0.02, 0.01, 0.03), "share", "+2.0 points (+1.0 to +3.0)", "+2.0个百分点（+1.0 至 +3.0）"),
        (
            Estimate(1.05e9, 9.26e8, 1.18e9),
            "yuan",
            "+1.05 billion yuan (+0.93 to +1.18)",
            "+10.5亿元（+9.3 至 +11.8）",
        ),
        (Estimate(-5.0, nan, nan), "households", "−5 households", "−5户"),
        (Estimate(0.0, 0.0, 0.0), "yuan", "0 yuan", "0元"),
    ],
)
def test_an_estimate_and_its_interval_share_unit_and_decimals(
    one: Estimate, unit: str, english: str, chinese: str
) -> None:
    assert change(one, unit) == Text(english, chinese)


def test_large_numbers_are_told_with_two_digits() -> None:
    assert [about(one).en for one in (7.0, 99.0, 1234.0, 132721.0)] == ["7", "99", "1,200", "130,000"]
    assert times(22120.0).en == "22,000 times" and times(2.345).zh == "2.3倍"


def test_ratios_say_why_there_is_none() -> None:
    value = Cost("cost_per_job", "yuan/job-year", Estimate(118104.0, 104047.0, 138465.0), "value")
    assert ratio_with_interval(value).en == "118,104 yuan (104,047–138,465)"
    saved = Cost("cost_per_job", "yuan/job-year", Estimate(5000.0, 4000.0, 6000.0), "saved_per_loss")
    assert (
        "saved for each one lost" in ratio_with_interval(saved).en
        and "4,000–6,000" in ratio_with_interval(saved).en
    )
    none = Cost("cost_per_job", "yuan/job-year", Estimate(nan, nan, nan), "no_gain")
    assert ratio_with_interval(none).en == "no clear gain"


def test_names_lose_the_region_only_if_all_have_it() -> None:
    before, plan = scenario("before", {}), scenario("plan", {})
    assert [one.zh for one in short_names([before, plan])] == ["原有政策", "新方案"]
    assert question_title([before, plan]).zh == "某地：“新方案” 对比 “原有政策”"
    other = replace(plan, title=Text("No place", "某地：新方案"))
    assert [one.en for one in short_names([before, other])] == ["Place: before", "No place"]
    assert question_title([before, other]).en == "“No place” against “Place: before”"


def test_what_pairing_saves_is_told_where_it_can_be() -> None:
    assert needed_text(Pairing(65.3, 30.0, 120.0, 30)).en == "2,000"
    assert ratio_span(Pairing(65.3, 30.0, 120.0, 30)).en == "30–120"
    assert needed_text(Pairing(inf, nan, nan, 30)).en == "no number would do"
    assert ratio_span(Pairing(inf, nan, nan, 30)).en == "no interval"
    assert share_interval(Estimate(nan, nan, nan)).en == "–"
    assert share_interval(Estimate(0.1, 0.048, 0.5)).en == "5–50\N{NO-BREAK SPACE}%"
