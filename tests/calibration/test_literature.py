"""Sizes of levers: who was served and what became of them, on lives small enough to count by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from math import inf, isnan
from pathlib import Path

import numpy as np
import pytest

from resettle.calibration.report.levers import Size, answered, measured_sizes
from resettle.calibration.validation import literature
from resettle.calibration.validation.effects import LeverEffect, effects
from resettle.calibration.validation.literature import SIZES, LiteratureGate, Range, read_gate
from resettle.calibration.validation.lives import Lives, lived
from resettle.model.channels import FARMING, LOCAL, NONE, OUT, WELFARE
from resettle.model.state import ORGANISED
from resettle.results.report.markdown import markdown
from resettle.results.runs.crew import Crew
from resettle.results.statistics.intervals import Estimate
from resettle.scenarios import load
from resettle.scenarios.problems import ScenarioErrors

GATE = Path(__file__).parents[1] / "gates" / "literature.yaml"
MONTHS = 30


def lives(channels: list[list[int]], **changes: object) -> Lives:
    """Workers, each a list of months or one channel for all of them, all labour and at work when in a job."""
    channel = np.array([one if len(one) > 1 else one * MONTHS for one in channels]).T
    many = channel.shape[1]
    columns = {
        "channel": channel,
        "worked": (channel != NONE).astype(np.uint16),
        "wage": np.full(channel.shape, 1000.0),
        **{
            name: np.zeros(channel.shape, int)
            for name in ("course", "trained", "received", "flags", "health")
        },
        "status": np.ones(channel.shape, int),
    }
    plain = Lives(
        workers=columns,
        aid=np.zeros((MONTHS, many), int),
        home=np.arange(many, dtype=np.int32),
        poor=np.ones(many, bool),
        pay=np.ones(MONTHS),
        income=np.full(MONTHS, 100.0),
        spent=np.zeros(MONTHS),
    )
    columns_changed = {name: value for name, value in changes.items() if name in columns}
    others = {name: value for name, value in changes.items() if name not in columns}
    return replace(plain, workers={**columns, **columns_changed}, **others)  # type: ignore[arg-type]


def test_posts_are_counted_by_what_their_holders_would_do_without() -> None:
    given = lives([[WELFARE], [WELFARE], [WELFARE], [WELFARE], [LOCAL]], pay=np.full(MONTHS, 1.02))
    without = lives([[LOCAL], [OUT], [FARMING], [NONE], [LOCAL]], income=np.full(MONTHS, 80.0))
    found = dict(literature._posts(given, without, 1))
    assert found["posts_displaced"] == pytest.approx(0.5), "farming is what one falls back on"
    assert found["posts_from_away"] == pytest.approx(0.25)
    assert found["posts_local_pay"] == pytest.approx(0.02)
    assert found["posts_income"] == pytest.approx(0.25)


def test_a_course_is_followed_for_two_years_from_its_end() -> None:
    course = np.zeros((MONTHS, 2), int)
    course[2, 0] = 1
    later = [NONE] * 27 + [LOCAL] * 3
    given = lives([later, [LOCAL]], course=course)
    without = lives([[LOCAL, *[NONE] * 29], [LOCAL]], trained=np.full((MONTHS, 2), -9999))
    found = dict(literature._training(given, without, 1))
    assert found["training_during"] == 0.0
    assert found["training_later"] == 1.0, "month 2, one month, and 24 after: month 27"
    assert found["training_deadweight"] == 0.0


def test_pay_after_a_course_is_compared_for_those_in_work_either_way() -> None:
    course, wage = np.zeros((MONTHS, 2), int), np.full((MONTHS, 2), 1000.0)
    course[2, :] = 1
    wage[27, 0] = 1100.0
    given = lives([[LOCAL], [NONE]], course=course, wage=wage)
    found = dict(literature._training(given, lives([[LOCAL], [LOCAL]]), 1))
    assert found["training_pay"] == pytest.approx(0.1)


def test_organised_places_count_who_would_be_away_half_a_year_on() -> None:
    flags = np.zeros((MONTHS, 2), int)
    flags[3:, :] = int(ORGANISED)
    given = lives([[OUT], [OUT]], flags=flags, income=np.full(MONTHS, 110.0), spent=np.full(MONTHS, 5.0))
    without = lives([[OUT], [LOCAL]])
    found = dict(literature._cooperation(given, without, 1))
    assert found == {"cooperation_income_per_yuan": pytest.approx(2.0), "cooperation_deadweight": 0.5}


def test_the_grant_for_transport_counts_those_eligible_and_those_paid() -> None:
    received = np.zeros((MONTHS, 3), int)
    received[8:, :2] = 1
    given = lives([[OUT], [OUT], [LOCAL]], received=received)
    without = lives([[OUT], [LOCAL], [LOCAL]])
    found = dict(literature._transport(given, without, 1))
    assert found == {"transport_migration": pytest.approx(1 / 3), "transport_deadweight": 0.5}


def test_able_recipients_are_those_of_households_with_the_allowance() -> None:
    aid = np.zeros((MONTHS, 3), int)
    aid[:, :2] = 1
    health = np.zeros((MONTHS, 3), int)
    health[:, 1] = 1
    given = lives([[NONE], [NONE], [NONE]], aid=aid)
    found = dict(literature._line(given, lives([[LOCAL], [LOCAL], [LOCAL]], health=health), 1))
    assert found == {"line_employment": -1.0}


def test_the_same_seed_gives_the_same_lives() -> None:
    inputs = load("hanyin").inputs(scale=0.05)
    one, other = lived(inputs, 3), lived(inputs, 3)
    assert (one.workers["channel"] == other.workers["channel"]).all()
    assert one.income.sum() == other.income.sum() > 0
    assert one.spent.sum() > 0


def test_the_gate_of_the_literature_names_every_size() -> None:
    gate = read_gate(GATE)
    assert tuple(gate.ranges) == SIZES
    assert (gate.plan, gate.without) == ("guizhou", "guizhou-no-levers")
    assert gate.ranges["training_pay"] == Range(0.02, 0.06, "McKenzie 2017", "McKenzie（2017）")
    assert all(re.search("[\u4e00-\u9fff（]", one.said.zh) for one in gate.ranges.values())


def test_a_wrong_gate_is_told_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "gate.yaml"
    path.write_text(
        "resettle: 1\nplan: guizhou\nwithout: guizhou-no-levers\nhouseholds: 100\nseeds: 2\nsizes:\n"
        "  posts_incom: {low: 0, high: 1, source: x}\n  posts_income: {low: 0, source: x}\n",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioErrors) as wrong:
        read_gate(path)
    assert "gate.yaml:7" in str(wrong.value) and "no size 'posts_incom'" in str(wrong.value)
    assert "gate.yaml:8" in str(wrong.value) and "needs low, high and source" in str(wrong.value)


def effect(**changes: object) -> LeverEffect:
    sure = Estimate(50.0, 40.0, 60.0)
    plain = LeverEffect("hanyin", "safety_net", sure, sure, sure, sure, sure, 1000.0, 200.0)
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_a_steady_job_costs_what_was_spent_over_how_many_there_are_for_sure() -> None:
    assert effect().cost_per_steady_job == 20.0
    assert effect(steady=Estimate(50.0, -1.0, 101.0)).cost_per_steady_job == inf
    assert effect().deadweight == 0.75
    assert isnan(effect(reached=0.0).deadweight)


def test_a_page_says_which_sizes_hold_in_both_languages() -> None:
    ranges = {"posts_income": Range(0.0, 0.05, "A 2001"), "training_pay": Range(0.02, 0.06, "B 2002")}
    gate = LiteratureGate("guizhou", "guizhou-no-levers", 100, 2, ranges)
    found = measured_sizes({"posts_income": [0.01, 0.03], "training_pay": [0.07, 0.09]}, gate)
    assert found[0] == Size("posts_income", 0.02, pytest.approx(-0.107, abs=1e-3), pytest.approx(0.147, abs=1e-3), ranges["posts_income"])  # fmt: skip  # noqa: E501
    page = markdown(answered(found, gate, [(load("hanyin"), [effect()])], 2, "2026-11-29"))
    assert (
        "1 of 2 sizes lie in the range of the literature. Outside it: Training: pay two years later." in page
    )
    assert "| ✓ Posts: mean income | 2.0\xa0%<br>" in page
    assert "0.00\xa0% to 5.0\xa0%" in page and "A 2001" in page
    assert "Safety net" in page and "| 50<br>40 to 60 |" in page
    assert "75\xa0%" in page and "| 20 yuan |" in page
    chinese = markdown(answered(found, gate, [], 2, "2026-11-29"), "zh")
    assert "2项作用中有1项落在文献区间内" in chinese


def test_effects_are_those_of_levers_in_force_and_none_without_money() -> None:
    plan = load("hanyin")
    with Crew(1) as crew:
        found = effects(plan, 2, 200, crew)
    assert [one.lever for one in found] == [name for name, lever in plan.levers.items() if lever.in_force]
    by_name = {one.lever: one for one in found}
    assert by_name["public_welfare_jobs"].employed.middle > 0
    assert by_name["public_welfare_jobs"].spent > 0
