"""What each lever does at the margin, what would have come anyway, and what is said of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from resettle.model.channels import CHANNELS
from resettle.results.judge.futures import draw_of
from resettle.results.judge.panel import Panel
from resettle.results.questions.run.advice import (
    Advised,
    advice,
    ceiling,
    first_advice,
    margins_frame,
    margins_table,
)
from resettle.results.questions.run.anyway import anyway, anyway_frame, anyway_sentence, can_be_told
from resettle.results.questions.run.glance import anyway_chart, glance_table
from resettle.results.questions.run.margins import MORE, MOST, Margins, amounts_of, margins
from resettle.results.report.answer import Answer, Cell, Section, cell_of
from resettle.results.report.terminal import print_answer
from resettle.results.runs.draws import Parameters
from resettle.results.runs.frame import Runs
from resettle.results.runs.table import Variant
from resettle.results.text.labels import NOTHING
from resettle.results.text.names import lever_label
from resettle.scenarios import LeverSpec, Scenario, Text, WindowSpec
from tests.fit import FIT
from tests.page_text import printed
from tests.results.factory import WHERE, make_monthly, make_scenario, value

POSTS, SEATS, ROUNDS, NET = "public_welfare_jobs", "training_subsidy", "monitoring", "safety_net"
MAIN = "income_growth_15"


def lever(name: str, setting: str, level: float, status: str | None = None) -> LeverSpec:
    settings = {setting: value(level, "posts", range=(0.5, 1.5))}
    return LeverSpec(name, (WindowSpec(0, 47, settings, where=WHERE),), WHERE, status=status)


def plan(status: str | None = "capacity") -> Scenario:
    held = {
        POSTS: lever(POSTS, "posts", 1000.0, status),
        SEATS: lever(SEATS, "seats", 400.0),
        ROUNDS: lever(ROUNDS, "rounds", 8.0, "capacity"),
    }
    return make_scenario("plan", levers=held)


Effect = Callable[[dict[str, float]], dict[str, float]]


def effects(at: dict[str, float]) -> dict[str, float]:
    """A post costs 10 000 yuan and brings half of it; a seat costs 1 000, brings 3 000 and little work.

    Rounds cost a million each and do nothing.
    """
    posts, seats, rounds = at[POSTS], at[SEATS], at[ROUNDS]
    return {
        "spending": 1e4 * posts + 1e3 * seats + 1e6 * rounds,
        "household_income": 1e9 + 5e3 * posts + 3e3 * seats,
        "job_years": 5e3 + 0.5 * posts + 0.01 * seats,
        "last_year.channel_public_welfare": posts,
        "last_year.channel_local_firm": 900.0 - 0.4 * posts,
        "growth": 0.10 + 1e-6 * posts + 1e-5 * seats,
    }


class FakeAsking:
    """Runs a formula in place of the model; each future adds luck that all variants share."""

    def __init__(self, formula: Effect = effects) -> None:
        self.parameters, self.seed, self.scale = Parameters("posterior", FIT), 7, None
        self.formula = formula
        self.asked: list[tuple[str, int]] = []

    def run(self, variants: Sequence[Variant], replications: Sequence[int], **_: Any) -> Runs:
        rows = []
        for one in variants:
            self.asked.append((one.name, len(replications)))
            for number in replications:
                rows.append(self._row(one, number))
        return Runs(pd.DataFrame(rows))

    def _row(self, one: Variant, number: int) -> dict[str, Any]:
        known = amounts_of(one.scenario)
        at = {name: known[name][1] if name in known else 0.0 for name in (POSTS, SEATS, ROUNDS, NET)}
        luck = np.random.default_rng(number)
        own = np.random.default_rng([number, *(int(level) for level in at.values())])
        found = self.formula(at)
        growth = found.pop("growth") + 0.02 * luck.normal()
        row: dict[str, Any] = {
            "variant": one.name, "replication": number, "seed": 1 + number, "draw": draw_of(number),
            "status": "succeeded", "error": "", "seconds": 0.1,
        }  # fmt: skip
        row |= {f"last_year.channel_{name}": 100.0 for name in CHANNELS} | found
        for name in one.scenario.targets:
            row |= {f"figure.{name}": 0.5, f"met.{name}": 1.0}
        row |= {f"figure.{MAIN}": growth, f"met.{MAIN}": float(growth >= 0.15)}
        row["household_income"] += 1e3 * own.normal()
        taken = dict(one.values)
        row[f"figure.{MAIN}"] -= 0.05 * (taken.get("parameters.pay_outlook") == 0.0)
        row[f"figure.{MAIN}"] -= 0.01 * (taken.get("parameters.pay_drift") == 0.0)
        row[f"figure.{MAIN}"] -= 0.002 * (taken.get("behaviour.settling_gap") == 0.0)
        row["income_growth"] = row[f"figure.{MAIN}"] - 0.03
        return row


def tried(scenario: Scenario, formula: Effect = effects) -> Margins:
    asking = FakeAsking(formula)
    runs = asking.run([Variant("plan", scenario)], range(40))
    found = margins(scenario, MAIN, runs, asking)  # type: ignore[arg-type]
    assert found is not None
    return found


def advised(scenario: Scenario, formula: Effect = effects) -> Advised:
    panel = Panel.of(make_monthly("plan"), "plan", scenario.period)
    return Advised(scenario, "plan", MAIN, tried(scenario, formula), panel, 2e7)


@pytest.fixture(scope="module")
def found() -> Margins:
    return tried(plan())


def test_each_lever_is_run_by_itself_in_the_first_futures_and_all_together_once() -> None:
    asking = FakeAsking()
    runs = asking.run([Variant("plan", plan())], range(40))
    margins(plan(), MAIN, runs, asking)  # type: ignore[arg-type]
    names = [f"{kind} {one}" for one in (SEATS, POSTS, ROUNDS) for kind in ("more", "none")]
    assert sorted(asking.asked[1:]) == sorted([("most", 30), *((name, 30) for name in names)])
    assert (MORE, MOST) == (1.25, 4.0)


def test_effects_at_the_margin_are_those_of_the_formula(found: Margins) -> None:
    by_name = {one.lever: one for one in found.levers}
    seats = by_name[SEATS]
    assert seats.more is not None
    assert seats.more.spending.middle == pytest.approx(1e3 * 100)
    assert seats.more.gains["income"].middle == pytest.approx(3e3 * 100, rel=0.01)
    assert seats.more.gains["jobs"].middle == pytest.approx(1.0)
    assert seats.more.per_yuan["income"].middle == pytest.approx(3.0, rel=0.01)
    assert seats.none is not None and seats.none.spending.middle == pytest.approx(-1e3 * 400)
    posts = by_name[POSTS]
    assert posts.more is not None
    assert posts.more.channels["public_welfare"].middle == pytest.approx(250.0)
    assert posts.more.channels["local_firm"].middle == pytest.approx(-100.0)
    assert posts.more.per_yuan["jobs"].middle == pytest.approx(0.5 / 1e4)
    frame = margins_frame(found).set_index(["lever", "variant"])
    assert frame.loc[(POSTS, "none"), "spending"] == pytest.approx(-1e7)
    assert frame.loc[(POSTS, "more"), "job_years"] == pytest.approx(125.0)


def test_a_statutory_lever_is_never_taken_away() -> None:
    by_name = {one.lever: one for one in tried(plan(status="statutory")).levers}
    assert by_name[POSTS].none is None and by_name[POSTS].status == "statutory"
    assert by_name[SEATS].none is not None


def lines(scenario: Scenario, formula: Effect = effects) -> list[Cell]:
    return list(advice(advised(scenario, formula)))


def test_the_box_names_the_best_for_income_and_for_work_and_what_can_be_saved() -> None:
    box = lines(plan())
    assert 3 <= len(box) <= 5
    texts = [line.text.en.replace("\u00a0", " ") for line in box]
    assert texts[0].startswith("Most income for the money: “Training subsidy”. Each further yuan brings")
    assert "brings households 3.0" in texts[0]
    assert texts[1].startswith("Most work for the money: “Public-welfare posts”.")
    assert "further million yuan brings 50.0" in texts[1]
    assert "250 more people in “Public-welfare" in texts[1] and "100 fewer in" in texts[1]
    assert texts[2].startswith("What holds back more work:")
    assert texts[3].startswith("No clear effect within the plan: “Monitoring")
    assert "8.00 million yuan" in texts[3]
    assert "单独取消后各项目标均未明显变差，收入和就业基本不变" in box[3].text.zh
    check = box[0].small[0].en
    assert check == (
        "Check: resettle sweep plan --vary levers.training_subsidy.seats=400,500 --futures 150 --seed 7"
    )


@pytest.mark.parametrize(
    ("indicator", "first"),
    [
        ("one_employed_months_3", "Most work for the money: “Public-welfare posts”. Each further million"),
        ("employment_rate", "Most work for the money: “Public-welfare posts”. Each further million"),
        ("income_growth", "Most income for the money: “Training subsidy”. Each further yuan"),
    ],
)
def test_what_to_do_first_is_what_the_main_target_asks_for(indicator: str, first: str) -> None:
    one = advised(plan())
    targets = {**one.plan.targets, MAIN: replace(one.plan.targets[MAIN], indicator=indicator)}
    one = replace(one, plan=replace(one.plan, targets=targets))
    told = first_advice(one)
    assert told != NOTHING and first in told.en.replace("\u00a0", " ")
    assert first in next(iter(advice(one))).text.en.replace("\u00a0", " ")


def test_what_hands_out_money_is_never_advised() -> None:
    """A safety net that brings a hundred yuan for each: no lever would do better, were it asked."""
    generous = {**plan().levers, NET: lever(NET, "coverage", 0.5, "capacity")}

    def handed(at: dict[str, float]) -> dict[str, float]:
        made = effects(at)
        return {**made, "spending": made["spending"] + 1e6 * at[NET], "household_income": 1e9 + 1e8 * at[NET]}

    texts = [line.text.en for line in lines(replace(plan(), levers=generous), handed)]
    assert not any(text.startswith("Most income") for text in texts)


def test_what_saves_money_and_loses_income_is_not_the_most_for_the_money() -> None:
    def cheaper(at: dict[str, float]) -> dict[str, float]:
        return {**effects(at), "spending": -1e3 * at[SEATS], "household_income": 1e9 - 5e4 * at[SEATS]}

    assert not any("Most income" in line.text.en for line in lines(plan(), cheaper))


def test_duties_are_never_saved() -> None:
    duty = replace(plan(), levers={**plan().levers, ROUNDS: lever(ROUNDS, "rounds", 8.0, "statutory")})
    assert not any("could be saved" in line.text.en for line in lines(duty))


def test_what_loses_a_twentieth_of_what_it_saves_is_not_saved() -> None:
    def worth(at: dict[str, float]) -> dict[str, float]:
        made = effects(at)
        made["household_income"] += 6e4 * at[ROUNDS]
        return made

    assert not any("could be saved" in line.text.en for line in lines(plan(), worth))


def test_more_that_lowers_income_is_a_surprise_and_says_whom_it_took_from() -> None:
    def harmful(at: dict[str, float]) -> dict[str, float]:
        made = effects(at)
        made["household_income"] -= 9e3 * at[POSTS]
        return made

    text = lines(plan(), harmful)[-1].text
    assert "More is not better: a quarter more of “Public-welfare posts” takes" in text.en
    assert "1.00 million yuan" in text.en and "100 fewer in" in text.en
    assert "搬迁户收入减少" in text.zh


def test_a_surprise_of_cash_is_that_less_work_is_looked_for() -> None:
    scenario = plan()
    scenario = replace(scenario, levers={**scenario.levers, NET: lever(NET, "coverage", 0.5)})

    def idle(at: dict[str, float]) -> dict[str, float]:
        made = effects(at)
        made["job_years"] -= 800.0 * at[NET]
        return made

    text = lines(scenario, idle)[-1].text
    assert "a quarter more of “" in text.en and text.en.endswith(
        "years of work: households that receive it look less for work."
    )
    assert text.zh.endswith("人·年：领取补助的家庭求职减少。") and "就业减少100" in text.zh


def test_a_target_that_no_lever_reaches_is_told_with_what_they_reach() -> None:
    def weak(at: dict[str, float]) -> dict[str, float]:
        return {**effects(at), "growth": 0.05 + 1e-7 * at[SEATS]}

    told = ceiling(advised(plan(), weak))
    english = told.en.replace("\u00a0", " ")
    assert english.startswith(
        "None of these levers can reach “Income per person grows by 15 % a year or more”"
    )
    assert "at 4 times the plan" in english and "asked for: ≥ 15 %" in english
    assert (
        re.search(r"it comes to (4\.\d|5\.\d) %", english) and "reached in 0 % of futures (0–11 %)" in english
    )
    assert "靠这些措施无法实现" in told.zh and "本方案中，" in told.zh


@pytest.mark.parametrize("growth", [lambda seats: 0.10 + 1e-4 * seats, lambda seats: 0.16])
def test_a_target_that_some_amount_reaches_is_not_out_of_reach(growth: Callable[[float], float]) -> None:
    def strong(at: dict[str, float]) -> dict[str, float]:
        return {**effects(at), "growth": growth(at[SEATS])}

    assert ceiling(advised(plan(), strong)) == NOTHING


def test_more_of_everything_that_harms_does_not_make_a_target_unreachable() -> None:
    """The plan reaches it; at four times the plan nobody would."""

    def harmful(at: dict[str, float]) -> dict[str, float]:
        return {**effects(at), "growth": 0.20 - 1e-4 * (at[SEATS] - 400.0)}

    assert ceiling(advised(plan(), harmful)) == NOTHING


def test_growth_that_would_have_come_is_taken_apart_by_cause() -> None:
    target = replace(plan().targets[MAIN], indicator="net_income")
    parts = anyway(target, make_scenario("before", levers=plan().levers), FakeAsking())  # type: ignore[arg-type]
    assert parts is not None and list(parts.parts) == ["pay", "settling", "levers", "registers", "rest"]
    assert parts.parts["pay"].middle == pytest.approx(0.06), "neither outlook nor drift"
    assert parts.parts["settling"].middle == pytest.approx(0.002)
    assert parts.parts["levers"].middle == pytest.approx(1e-6 * 1000 + 1e-5 * 400)
    assert parts.parts["registers"].middle == pytest.approx(0.03)
    assert parts.parts["rest"].middle == pytest.approx(parts.whole.middle - 0.06 - 0.002 - 0.005 - 0.03)
    total = sum(one.middle for one in parts.parts.values())
    assert total == pytest.approx(parts.whole.middle)
    sentence = anyway_sentence(parts)
    assert "+6.0 points" in sentence.en and "工资水平上涨贡献+6.0个百分点" in sentence.zh
    assert sentence.en.startswith("Without the plan income as registers count it grows by")
    assert anyway_frame(parts).set_index("cause")["part"]["pay"] == pytest.approx(0.06)


@pytest.mark.parametrize(
    "changes",
    [{"kind": "stock"}, {"when": "each_year"}, {"series": "rural_income"}, {"indicator": "earned_income"}],
)
def test_what_is_no_growth_over_the_plan_is_not_taken_apart(changes: dict[str, str]) -> None:
    target = plan().targets[MAIN]
    assert can_be_told(target) and not can_be_told(replace(target, **changes))


def test_the_table_of_margins_has_a_row_a_lever_and_says_what_is_no_choice() -> None:
    table = margins_table(advised(plan(status="statutory")))
    names = {lever_label(name).zh: name for name in (POSTS, SEATS, ROUNDS)}
    rows = {names[cell_of(row[0]).text.zh]: row for row in table.rows}
    assert set(rows) == {POSTS, SEATS, ROUNDS}
    assert cell_of(rows[POSTS][4]).text.zh == "不可取消"
    assert cell_of(rows[SEATS][1]).text.zh.startswith("+10.0万元")


def test_the_terminal_prints_the_box_with_its_checks() -> None:
    box = Section("advice", Text("What to do", "工作建议"), points=tuple(lines(plan())), printed=True)
    answer = Answer("run", Text("A run", "一次运行"), (Text("First.", "先。"),), (box,))
    told = printed(lambda: print_answer(answer, None, "zh"))
    start = told.index("工作建议")
    assert told[start + 1].startswith("1. 增收效益最高：“")
    assert told[start + 2] == (
        "   验证：resettle sweep plan --vary levers.training_subsidy.seats=400,500 --futures 150 --seed 7"
    )


def test_growth_without_the_plan_is_drawn_cause_by_cause_from_where_the_last_one_ends() -> None:
    target = replace(plan().targets[MAIN], indicator="net_income")
    parts = anyway(target, make_scenario("before", levers=plan().levers), FakeAsking())  # type: ignore[arg-type]
    assert parts is not None
    chart = anyway_chart(parts)
    table = chart.table.set_index("row")
    # pay 6 points, settling 0.2, levers 0.5, registers 3, the rest: what is lacking to the whole
    assert table.loc[:3, "low"].tolist() == pytest.approx([0.0, 0.06, 0.062, 0.067])
    assert table.loc[:3, "high"].tolist() == pytest.approx([0.06, 0.062, 0.067, 0.097])
    assert table.loc[5, ["low", "high"]].tolist() == pytest.approx([0.0, parts.whole.middle])
    assert table.loc[5, "series"] == "whole"
    rest = parts.parts["rest"].middle
    assert table.loc[4, "series"] == ("more" if rest >= 0.0 else "less")
    assert chart.title.zh.startswith("不实施方案也会年均增长") and chart.title.zh.endswith(
        "主要来自工资水平上涨"
    )


def test_the_first_table_has_verdict_miss_and_what_the_plan_adds() -> None:
    from resettle.results.questions.run.added import added
    from resettle.results.questions.run.views import of_role, target_views
    from tests.results.factory import make_run

    data = make_run("plan", "base")
    held, before = data.scenarios
    views = of_role(target_views(held, data.targets), "outcome")
    table = glance_table(views, added(held, before, {"monthly": data.monthly, "levers": data.levers}))
    growth = [cell_of(cell) for cell in table.rows[0]]
    assert growth[1].text.zh == "未实现" and growth[1].verdict == "missed"
    # golden page run_of_a_plan: 8.8 % of 15 % asked for, 1.2 points more than without the plan
    assert (growth[3].text.zh, growth[3].small[0].zh) == ("8.8%", "≥15%")
    assert growth[4].text.zh == "6.2个百分点" and growth[5].text.zh == "+1.2个百分点"
    (without,) = {len(row) for row in glance_table(views, None).rows}
    assert without == 5
