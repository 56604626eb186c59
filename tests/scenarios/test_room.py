"""Room for workshops, and samples too small for a lever: told before and after a run, with the numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from resettle import scenarios
from resettle.cli.app import app
from resettle.model.levers.workshop_capacity import room_for_workshops
from resettle.results.judge.panel import Ledger, Panel
from resettle.results.judge.tasks import Backing, backing, out_of_room
from resettle.results.questions.run.reasons import room_reason
from resettle.results.report.sample import warnings_of
from resettle.results.text.labels import say
from resettle.scenarios.room import cautions, too_small, workshop_room
from tests.results.factory import value

Write = Callable[[str, str], Path]
MORE = """resettle: 1
name: mine
title: mine
extends: hanyin
levers:
  workshop_capacity:
    changes:
      - from: 2022-05
        to: 2022-12
        workshops: {value: 200, unit: workshops/year, source: "document:hanyin#8"}
"""


def test_a_settlement_has_room_for_one_workshop_at_least_and_one_for_every_so_many_households() -> None:
    assert room_for_workshops(np.array([20, 99, 100, 199, 350]), 100.0) == 1 + 1 + 1 + 1 + 3


def test_the_bundled_plans_ask_for_no_more_workshops_than_there_is_room_for() -> None:
    for name in scenarios.runnable():
        assert cautions(scenarios.load(name)) == (), name
    room = workshop_room(scenarios.load("hanyin"))
    assert room is not None and (room.workshops, room.at_start) == (101, 24)
    # two a year for 16 months and six for eight; in the plan's year two for four months
    assert room.asked == pytest.approx(16 / 12 * 2 + 8 / 12 * 6)
    assert room.in_plan == pytest.approx(4 / 12 * 2 + 8 / 12 * 6)


def test_a_plan_that_asks_for_more_is_correct_and_told_so(write: Write) -> None:
    path = write("mine.yaml", MORE)
    told = CliRunner().invoke(app, ["validate", str(path), "--lang", "en"])
    assert told.exit_code == 0
    assert "mine.yaml: correct" in told.stdout
    assert (
        "mine.yaml:10:20: workshop_capacity asks for 136 new workshops beside 24 at the start, but "
        "settlements have room for 101 (one for every 100 households, at least one each)"
    ) in told.stdout
    told = CliRunner().invoke(app, ["validate", str(path), "--lang", "zh"])
    assert "提示：" in told.stdout and "要求新建136个，期初已有24个，但安置点只容纳101个" in told.stdout


def _behind(built: float, spent: float, bound: float) -> tuple[Backing, Any]:
    """What stands behind factories in normal work where so many were built, and the sentence of it."""
    plan = scenarios.load("mine.yaml")
    target = plan.targets["workshops_running"]
    target = replace(target, bound=replace(target.bound, value=bound))
    months = tuple(plan.period.label(month) for month in range(24))
    panel = Panel(months, (0, 1), {"workshops_normal": np.full((2, 24), 60.0)}, 12, 23, 2021)
    own = {"planned_yuan": 1e7, "spent_yuan": spent, "units": built, "beneficiaries": 0.0}
    ledger = Ledger({"workshop_capacity": {key: np.full(2, number) for key, number in own.items()}}, {})
    return backing(target, plan, panel, ledger, 0.0), room_reason(plan, panel, ledger)


def test_room_limits_a_task_where_fewer_are_built_than_asked_for_and_money_is_left(write: Write) -> None:
    write("mine.yaml", MORE)
    full, sentence = _behind(built=77.0, spent=1e6, bound=80.0)
    assert (full.limit, full.room) == ("room", 101.0)
    assert sentence.en == (
        "Settlements have room for 101 workshops and are full: "
        "77 of the 134 that the plan asks for are built."
    )
    assert "共可容纳101个帮扶车间" in sentence.zh and "新建134个，只建成77个" in sentence.zh
    enough, nothing = _behind(built=134.0, spent=1e6, bound=80.0)
    assert (enough.limit, nothing) == ("course", None)
    beyond, _ = _behind(built=134.0, spent=1e6, bound=120.0)
    assert beyond.limit == "room", "the bound itself is more than there is room for"
    said = say("limit_room", room="101 workshops")
    assert said.en.startswith("Room: settlements have room for 101 workshops")


def test_room_is_not_short_where_all_that_is_asked_for_fits() -> None:
    plan = scenarios.load("hanyin")
    panel = Panel(tuple(plan.period.label(month) for month in range(24)), (0,), {}, 12, 23, 2021)
    own = {"spent_yuan": np.zeros(1), "units": np.zeros(1)}  # a sample that rounds the lever to nothing
    room = workshop_room(plan)
    assert room is not None and room.at_start + room.asked < room.workshops
    assert out_of_room(plan, panel, Ledger({"workshop_capacity": own}, {})) is None


def test_money_that_is_used_up_is_named_before_room(write: Write) -> None:
    write("mine.yaml", MORE)
    plan = scenarios.load("mine.yaml")
    lever = plan.levers["workshop_capacity"]
    budget = replace(lever.windows[0].settings["unit_cost"], value=1e6, unit="yuan/year", range=None)
    windows = tuple(replace(window, budget=budget) for window in lever.windows)
    poor = replace(plan, levers={**plan.levers, "workshop_capacity": replace(lever, windows=windows)})
    months = tuple(plan.period.label(month) for month in range(24))
    panel = Panel(months, (0,), {}, 12, 23, 2021)
    for spent, found in ((0.99e6, False), (0.5e6, True)):
        own = {"spent_yuan": spent, "units": 20.0}
        ledger = Ledger({"workshop_capacity": {key: np.full(1, number) for key, number in own.items()}}, {})
        assert (out_of_room(poor, panel, ledger) is not None) == found


def test_a_lever_that_a_sample_rounds_to_nothing_is_named_with_the_scale_it_needs() -> None:
    plan = scenarios.load("wanzhou")
    small = too_small(plan, 0.05)
    assert small is not None and small.levers == ("workshop_capacity",)
    window = plan.levers["workshop_capacity"].in_force[-1]
    most = window.settings["workshops"].number * (window.end - window.start + 1) / 12.0
    assert small.scale == pytest.approx(0.5 / most)
    assert too_small(plan, small.scale * 1.02) is None and too_small(plan, 1.0) is None
    (said,) = warnings_of(0.05, [plan])
    assert said.en == (
        "In a sample of 5\u00a0% of the households these levers come to less than one and do nothing: "
        "workshop capacity. Run with --scale 0.112 or more to see what they do."
    )
    assert "帮扶车间" in said.zh and "--scale设为0.112以上" in said.zh
    first, second = warnings_of(0.05, [plan, scenarios.load("wanzhou-workshops")])
    assert first.en.startswith("wanzhou: ") and second.zh.startswith("wanzhou-workshops：")


def test_verdicts_on_fewer_than_a_hundred_simulated_households_say_so() -> None:
    plan = scenarios.load("hanyin")
    few = replace(plan, levers={}, population={**plan.population, "households": value(99, "households")})
    assert [one.en for one in warnings_of(1.0, [few])] == [
        "Households simulated: 99, all that the scenario has. With fewer than 100, a few families decide "
        "every figure."
    ]
    assert [one.zh for one in warnings_of(0.01, [replace(plan, levers={})])] == [
        "只模拟了89户；不足100户时，少数家庭即可左右全部结果，请调大--scale。"
    ]
    hundred = replace(
        few, name="more", population={**plan.population, "households": value(100, "households")}
    )
    assert list(warnings_of(1.0, [hundred])) == [] and list(warnings_of(None, [hundred])) == []
    (one,) = warnings_of(0.5, [hundred, few])
    assert one.en.startswith("Households simulated: 50. "), "told once where it holds for all"
    (one,) = warnings_of(1.0, [hundred, few])
    assert one.en.startswith("hanyin: Households simulated: 99, ")
