"""Tasks: what limits each, counted by hand; they stand apart, and are never among the targets reached."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from resettle.model.inputs import Period
from resettle.results.judge.panel import Ledger, Panel
from resettle.results.judge.targets import judge
from resettle.results.judge.tasks import SUPPLY, Backing, backing
from resettle.results.report import terminal
from resettle.results.report.answer import Headline, cell_of
from resettle.results.text.labels import Lang
from resettle.scenarios import LeverSpec, Scenario, Target, WindowSpec
from tests.page_text import printed
from tests.results.factory import WHERE, Run, make_run, make_scenario, target, value

PERIOD = Period(2021, 12, 47)
MONTHS = tuple(PERIOD.label(month) for month in range(48))


def lever(name: str, *windows: tuple[int, int, dict[str, float]], budget: float | None = None) -> LeverSpec:
    """A lever with windows of first month, last month and settings."""
    made = [
        WindowSpec(
            first,
            last,
            {key: value(number, "x") for key, number in settings.items()},
            budget=None if budget is None else value(budget, "yuan/year"),
            where=WHERE,
        )
        for first, last, settings in windows
    ]
    return LeverSpec(name, tuple(made), WHERE)


def behind(
    task: Target,
    one: LeverSpec | None,
    books: Mapping[str, float] | None = None,
    share: float = 0.0,
    **months: Any,
) -> Backing:
    """What stands behind a task, with sums over the plan of its lever's books."""
    levers = {} if one is None else {one.name: one}
    initial = {name: value(number, "x") for name, number in {"assets": 100.0, "assets_in_use": 0.5}.items()}
    initial |= {"workshops": value(10.0, "workshops"), "pension": value(0.8, "share")}
    scenario: Scenario = make_scenario("made", period=PERIOD, levers=levers, initial=initial)
    values = {name: np.full((2, 48), number) for name, number in months.items()}
    panel = Panel(MONTHS, (0, 1), values, 12, 47, 2021)
    own = {"planned_yuan": 0.0, "spent_yuan": 0.0, "units": 0.0, "beneficiaries": 0.0, **(books or {})}
    totals = {name: {key: np.full(2, number) for key, number in own.items()} for name in levers}
    return backing(task, scenario, panel, Ledger(totals, {}), share)


TRAINED = target("t", "trained", "flow", 10_000, "each_year", unit="person-times/year", role="task")
SEATS = "training_subsidy"


def test_the_windows_of_the_worst_year_are_the_capacity_of_a_flow() -> None:
    one = lever(SEATS, (0, 23, {"seats": 12_000.0}), (24, 47, {"seats": 9_000.0}))
    assert behind(TRAINED, one).capacity == 9_000
    assert behind(TRAINED, lever(SEATS, (0, 29, {"seats": 12_000.0}))).capacity == 0, (
        "nothing in the last year"
    )
    assert behind(TRAINED, replace(one, stop=30)).capacity == 0


@pytest.mark.parametrize(
    ("seats", "budget", "books", "share", "limit"),
    [
        (9_000.0, None, {}, 0.0, "capacity"),
        (12_000.0, 1e6, {"spent_yuan": 2.9e6}, 0.0, "money"),
        (12_000.0, 1e6, {"spent_yuan": 2.5e6, "units": 36_000.0, "beneficiaries": 27_000.0}, 0.0, "people"),
        (12_000.0, None, {"units": 36_000.0, "beneficiaries": 35_900.0}, 0.0, "course"),
        (12_000.0, None, {"units": 36_000.0, "beneficiaries": 27_000.0}, 0.95, "enough"),
    ],
)
def test_what_limits_a_task_is_capacity_then_money_then_people_then_time(
    seats: float, budget: float | None, books: dict[str, float], share: float, limit: str
) -> None:
    found = behind(TRAINED, lever(SEATS, (0, 47, {"seats": seats}), budget=budget), books, share)
    assert found.limit == limit
    assert found.budget == (None if budget is None else 3e6), "three years of the plan"
    assert found.levers == (SEATS,)
    assert found.taken == (books["beneficiaries"] / books["units"] if "units" in books else None)


def test_a_task_that_no_lever_works_on_says_so_and_one_that_is_overdone_too() -> None:
    assert behind(TRAINED, None).limit == "no_lever"
    assert behind(TRAINED, lever("safety_net", (0, 47, {"coverage": 1.0}))).limit == "no_lever"
    ceiling = target("p", "post_share", "stock", 0.17, "each_year", "at_most", role="task")
    assert behind(ceiling, lever("public_welfare_jobs", (0, 47, {"posts": 10.0}))).limit == "above"


@pytest.mark.parametrize(
    ("task", "one", "months", "capacity"),
    [
        (
            target("a", "asset_use", "stock", 0.8, "by", by="2023-12"),
            lever("asset_revitalisation", (12, 47, {"assets": 10.0})),
            {},
            0.5 + 20 / 100,
        ),
        (
            target("w", "workshops_normal", "stock", 20.0, "by", by="2022-12"),
            lever("workshop_capacity", (12, 47, {"workshops": 6.0})),
            {},
            16.0,
        ),
        (
            target("i", "infrastructure", "stock", 1.0, "period_end"),
            lever("settlement_services", (0, 47, {"pace": 0.5})),
            {},
            1.0,
        ),
        (
            target("p", "pension_participation", "stock", 1.0, "by", by="2021-12"),
            lever("settlement_services", (0, 11, {"pension": 0.12})),
            {},
            1.0 - 0.2 * 0.99**12,
        ),
        (
            target("k", "posts_kept", "stock", 1.0, "every_month", unit="multiple"),
            lever("public_welfare_jobs", (0, 23, {"posts": 400.0}), (24, 47, {"posts": 300.0})),
            {},
            0.75,
        ),
        (
            target("l", "project_link_share", "stock", 1.0, "period_end"),
            lever("industry_projects", (12, 47, {"projects": 10.0, "households": 50.0, "overlap": 0.2})),
            {"labour_households": 2400.0},
            30 * 50 * 0.8 / 2400,
        ),
        (
            target("r", "places_open_works_relief", "stock", 15.0, "each_year", "above"),
            lever("works_relief", (0, 47, {"projects": 12.0, "places": 10.0, "project_months": 4.0})),
            {},
            40.0,
        ),
        (
            target("k", "relief_part", "stock", 1.0, "by", "above", by="2024-12", unit="multiple"),
            lever("works_relief", (0, 23, {"places": 10.0}), (24, 47, {"places": 15.0})),
            {},
            1.5,
        ),
    ],
    ids=lambda value: value.indicator if isinstance(value, Target) else "",
)
def test_capacity_is_what_the_settings_add_up_to(
    task: Target, one: LeverSpec, months: dict[str, float], capacity: float
) -> None:
    assert behind(task, one, **months).capacity == pytest.approx(capacity, rel=1e-12)


def test_every_supply_names_a_setting_of_its_lever() -> None:
    from resettle.model.indicators import INDICATORS
    from resettle.model.levers import LEVERS

    for indicator, supply in SUPPLY.items():
        settings = LEVERS[supply.lever].settings
        needed = {supply.setting, *(name.removeprefix("-") for name in supply.each)}
        assert indicator in INDICATORS and needed | ({supply.months} - {""}) <= set(settings)
        assert indicator in LEVERS[supply.lever].works_on


# -- as they are shown ---------------------------------------------------------------------------


def headline(run: Run) -> Headline:
    first = run.answer.headlines[0]
    assert isinstance(first, Headline)
    return first


def test_tasks_are_never_counted_among_the_targets_reached() -> None:
    run = make_run()
    roles = [one.role for one in run.scenarios[0].targets.values()]
    assert (roles.count("outcome"), roles.count("task")) == (4, 2)
    main = run.targets[run.targets["main"]]
    assert main[main["role"] == "task"]["probability"].tolist() == [1.0, 0.95], (
        "both would count as reached or open"
    )
    tally = headline(run).small[-1]
    assert tally.en == (
        "Of 4 outcome targets: 1 reached, 3 not reached, 0 uncertain. Tasks (2) are listed apart."
    )
    assert tally.zh == "共4项成效指标：实现1项，未实现3项，不确定0项。任务量指标（2项）另列。"


def test_a_task_that_is_counted_by_mistake_would_be_seen() -> None:
    run = make_run()
    scenario = run.scenarios[0]
    targets = {name: replace(one, role="outcome") for name, one in scenario.targets.items()}
    counted = replace(run, scenarios=[replace(scenario, targets=targets)])
    assert headline(counted).small[-1].en == "Of 6 outcome targets: 2 reached, 3 not reached, 1 uncertain."


@pytest.mark.parametrize("lang", get_args(Lang))
def test_tasks_stand_under_a_heading_of_their_own_on_page_and_terminal(
    monkeypatch: pytest.MonkeyPatch, lang: Lang
) -> None:
    run = make_run()
    sections = {one.name: one for one in run.answer.sections}
    assert list(sections)[:4] == ["glance", "reasons", "targets", "tasks"]
    told = [
        [cell_of(row[0]).text.in_(lang) for row in sections[name].tables[0].rows]
        for name in ("targets", "tasks")
    ]
    titles = {
        role: [one.title.in_(lang) for one in run.scenarios[0].targets.values() if one.role == role]
        for role in ("outcome", "task")
    }
    assert told == [titles["outcome"], titles["task"]]
    assert sections["tasks"].title.in_(lang) == {"en": "Tasks", "zh": "任务量指标"}[lang]
    monkeypatch.setattr(terminal, "WIDTH_WITHOUT_TERMINAL", 200)
    text = "\n".join(printed(lambda: terminal.print_answer(run.answer, Path("f"), lang)))
    first, second = (text.index(titles[role][0][:8]) for role in ("outcome", "task"))
    assert first < text.index({"en": "\nTasks", "zh": "\n任务量指标"}[lang]) < second


def test_a_task_is_shown_with_what_was_asked_allowed_done_and_spent() -> None:
    table = {one.name: one for one in make_run().answer.sections}["tasks"].tables[0]
    rows = [[cell_of(cell) for cell in row] for row in table.rows]
    english = [[re.sub("\\N{NO-BREAK SPACE}", " ", cell.text.en) for cell in row] for row in rows]
    assert english[0][1:] == [
        "Reached",
        "≥ 10,000 person-times a year",
        "100",
        "10,714",
        "123 million yuan",
        "Done in nearly every run; nothing limits it",
    ]
    assert english[1][-2:] == ["–", "Done in nearly every run; nothing limits it"]
    assert rows[1][-1].text.zh == "几乎每次模拟均能完成，无制约"


def test_a_task_that_falls_short_names_what_is_short_in_both_languages() -> None:
    run = make_run()
    scenario = run.scenarios[0]
    more = {
        name: replace(one, bound=replace(one.bound, value=2.0 * one.bound.number))
        for name, one in scenario.targets.items()
        if one.role == "task"
    }
    held = [replace(scenario, targets={**scenario.targets, **more})]
    asked = replace(run, scenarios=held, targets=judge(held, run.monthly))
    rows = {one.name: one for one in asked.answer.sections}["tasks"].tables[0].rows
    trained, assets = (cell_of(row[-1]).text for row in rows)
    assert trained.en.replace("\N{NO-BREAK SPACE}", " ") == (
        "Capacity: the windows of training subsidy allow 100 person-times a year, ≥ 20,000 asked for"
    )
    assert trained.zh == "安排不足：培训补贴安排100人次/年，要求≥20,000"
    assert (assets.en, assets.zh) == ("No lever of the plan works on it", "方案中没有作用于该任务的措施")


@pytest.mark.parametrize("lang", get_args(Lang))
def test_the_official_reading_stands_first_and_the_strict_one_below_it(lang: Lang) -> None:
    table = {one.name: one for one in make_run().answer.sections}["targets"].tables[0]
    row = next(row for row in table.rows if "stable work" in cell_of(row[0]).text.en)
    title, figure = cell_of(row[0]), cell_of(row[3])
    official, strict = (float(x) for x in re.findall(r"\d+\.\d", figure.text.en + title.small[1].en)[:2])
    assert official == pytest.approx(strict + 1.0, abs=0.11), "the factory puts them a point apart"
    both = {"en": "any work in 12 months · strict month", "zh": "12个月内有务工 · 当月口径"}[lang]
    assert title.small[1].in_(lang).startswith(both)


@pytest.mark.parametrize("lang", get_args(Lang))
def test_side_by_side_too_tasks_are_apart_and_the_strict_month_beside(
    monkeypatch: pytest.MonkeyPatch, lang: Lang
) -> None:
    run = make_run("plan", "base")
    sections = {one.name: one for one in run.answer.sections}
    assert [len(sections[name].tables[0].rows) for name in ("targets", "tasks")] == [4, 2]
    monkeypatch.setattr(terminal, "WIDTH_WITHOUT_TERMINAL", 140)
    text = "\n".join(printed(lambda: terminal.print_answer(run.answer, Path("f"), lang)))
    assert {"en": "any work in 12 months · strict month", "zh": "12个月内有务工 · 当月口径"}[lang] in text
    assert {"en": "strict month: 9", "zh": "当月口径：9"}[lang] in text
    assert {"en": "not limited", "zh": "无制约"}[lang] in text


def test_a_flow_over_the_whole_plan_is_allowed_the_mean_of_its_years() -> None:
    seats = lever(SEATS, (12, 23, {"seats": 15_000.0}), (24, 47, {"seats": 9_000.0}))
    assert behind(replace(TRAINED, when="period"), seats).capacity == pytest.approx(11_000)
    assert behind(TRAINED, seats).capacity == 9_000


def test_running_projects_of_several_windows_are_counted_once() -> None:
    task = target("r", "places_open_works_relief", "stock", 1.0, "by", unit="places", by="2023-10")
    settings = {"projects": 12.0, "places": 10.0, "project_months": 5.0}
    one = lever("works_relief", (0, 47, settings))
    two = lever("works_relief", (0, 20, settings), (21, 47, settings))
    assert behind(task, one).capacity == behind(task, two).capacity == 50.0
    near = replace(task, by="2022-11")
    assert behind(near, two).capacity == 50.0


@pytest.mark.parametrize(("direction", "limit"), [("above", "capacity"), ("at_least", "course")])
def test_as_much_as_before_is_not_more_than_before(direction: str, limit: str) -> None:
    task = target("p", "posts_kept", "stock", 1.0, "period_end", direction, unit="multiple")
    assert behind(task, lever("public_welfare_jobs", (0, 47, {"posts": 400.0}))).limit == limit


def test_projects_that_are_continued_make_the_capacity_unknown() -> None:
    task = target("c", "projects_new_or_continued", "flow", 100, "each_year", unit="projects/year")
    assert behind(task, lever("industry_projects", (0, 47, {"projects": 60.0, "lag": 12.0}))).capacity is None
