"""Every lever opens in its window only, more of it opens more, and its money adds up."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from resettle.model.levers import LEVERS
from resettle.model.record import LEDGER_COLUMNS
from resettle.model.simulation import ResettlementModel
from resettle.model.state import FUNDED
from resettle.model.traits import bit
from tests.model.worlds import (
    GRANTS,
    SETTINGS,
    Settings,
    differing_columns,
    dosed,
    guizhou,
    holds,
    lever,
    run,
    stepped,
    yearly,
)

Books = dict[str, NDArray[np.float64]]
START, END = 6, 17
"""A window that opens in July of the base year and closes after a year."""

LASTING = {"works_relief", "entrepreneurship", "industry_projects", "asset_revitalisation"}
"""Levers whose projects, loans and rents go on after the window."""
LATE = {*GRANTS, "training_subsidy"}
"""Levers that pay for what was begun in the window and is completed after it."""
WIDE = {"monitoring", "industry_projects", "asset_revitalisation", "settlement_services"}
"""Levers that reach whole settlements, however few there are of them."""
BESIDE = {"safety_net": ("monitoring",), "hiring_subsidy": ()}


@cache
def books(
    name: str, factor: float = 1.0, budget: float | None = None, start: int = START, end: int = END
) -> Books:
    """What a lever wrote, with some multiple of its usual scale."""
    scale = LEVERS[name].scale
    dose = min(SETTINGS[name][scale] * factor, LEVERS[name].settings[scale].high)
    levers = {other: lever(other) for other in BESIDE.get(name, ())}
    levers[name] = dosed(name, dose, start, end, budget=budget)
    return run(guizhou(scale=0.003, months=36, levers=levers, infrastructure=0.3))[1].levers[name]


@pytest.mark.parametrize("name", LEVERS)
def test_nothing_is_opened_outside_the_window(name: str) -> None:
    written = books(name)
    assert all((written[column][:START] == 0).all() for column in LEDGER_COLUMNS)
    assert written["units"][START : END + 1].sum() > 0
    if name not in LASTING:
        assert (written["units"][END + 1 :] == 0).all()
        assert (written["planned_yuan"][END + 1 :] == 0).all()
    if name not in LASTING | LATE:
        assert (written["spent_yuan"][END + 1 :] == 0).all()


@pytest.mark.parametrize("name", LEVERS)
def test_twice_the_scale_opens_and_spends_more(name: str) -> None:
    half, whole = books(name, 0.5), books(name)
    assert whole["units"].sum() > half["units"].sum() * (1.0 if name == "safety_net" else 1.5)
    assert whole["spent_yuan"].sum() > half["spent_yuan"].sum()
    if name not in WIDE:
        assert whole["beneficiaries"].sum() > half["beneficiaries"].sum()


@pytest.mark.parametrize("name", LEVERS)
def test_households_receive_a_part_of_what_is_paid(name: str) -> None:
    written = books(name)
    received = written["households_yuan"].sum()
    assert received >= 0
    if LEVERS[name].earns:
        assert received > 0
    else:
        assert (written["households_yuan"] <= written["spent_yuan"] + 1e-6).all()


BUDGETED = [name for name in LEVERS if name != "safety_net"]


@pytest.mark.parametrize("name", BUDGETED)
def test_a_budget_binds_and_is_never_exceeded(name: str) -> None:
    free = yearly(books(name, start=0, end=35)["spent_yuan"])
    budget = 0.5 * float(free[1:].min())
    spent = yearly(books(name, budget=budget, start=0, end=35)["spent_yuan"])
    assert (spent <= budget * (1 + 1e-9)).all()
    assert spent[1:].min() > 0.5 * budget


@pytest.mark.parametrize("name", BUDGETED)
def test_a_budget_that_is_large_enough_changes_nothing(name: str) -> None:
    free, rich = books(name), books(name, budget=1e12)
    assert all((free[column] == rich[column]).all() for column in LEDGER_COLUMNS)


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_without_money_spends_none_and_gives_households_none(name: str) -> None:
    written = books(name, budget=0.0)
    assert written["spent_yuan"].sum() == 0
    assert written["households_yuan"].sum() == 0


@pytest.mark.parametrize(
    "name", ["labour_cooperation", "transport_subsidy", "public_welfare_jobs", "monitoring"]
)
def test_a_budget_that_falls_within_the_year_is_no_defect_of_the_program(name: str) -> None:
    free = books(name, start=0, end=11)["spent_yuan"]
    windows = lever(name, 0, 5) + lever(name, 6, 23, budget=0.2 * float(free[:6].sum()) + 1.0)
    _, record = run(guizhou(scale=0.003, months=24, levers={name: windows}))
    assert (record.levers[name]["spent_yuan"] >= 0).all()


def test_a_window_that_follows_at_once_on_one_of_the_same_budget_goes_on_with_it() -> None:
    free = books("training_subsidy", start=0, end=11)["spent_yuan"]
    budget = 0.5 * float(free.sum())
    spent = []
    for cut in (None, 5, 7):
        windows = [(0, 23)] if cut is None else [(0, cut), (cut + 1, 23)]
        name = "training_subsidy"
        one = tuple(w for begin, end in windows for w in lever(name, begin, end, budget=budget))
        _, record = run(guizhou(scale=0.003, months=24, levers={name: one}))
        spent.append(yearly(record.levers[name]["spent_yuan"]))
    assert all((each <= budget * (1 + 1e-9)).all() for each in spent)
    assert min(each.min() for each in spent) > 0.9 * budget


def test_a_safety_net_whose_budget_is_spent_closes_with_the_month_that_spent_it() -> None:
    budget = 0.4 * float(yearly(books("safety_net", start=0, end=35)["spent_yuan"])[1])
    written = books("safety_net", budget=budget, start=0, end=35)["spent_yuan"]
    for year in range(3):
        months = written[12 * year : 12 * year + 12]
        paying = np.flatnonzero(months)
        assert months[: paying[-1]].sum() < budget
        assert (months[paying[-1] + 1 :] == 0).all()
    assert yearly(written).max() > budget * 0.99


def test_windows_of_other_terms_follow_each_other_without_a_gap() -> None:
    windows = lever("public_welfare_jobs", 0, 5, posts=20_000) + lever(
        "public_welfare_jobs", 6, 11, posts=60_000
    )
    _, record = run(guizhou(months=14, levers={"public_welfare_jobs": windows}))
    posts = record.indicators["places_open_public_welfare"]
    assert posts[:6] == pytest.approx(20_000, rel=0.02)
    assert posts[6:12] == pytest.approx(60_000, rel=0.02)
    assert (posts[12:] == 0).all()


YEARLY_UNITS = {
    "training_subsidy": 40_000, "labour_cooperation": 60_000, "transport_subsidy": 60_000,
    "hiring_subsidy": 60_000, "placement_service": 90_000, "workshop_capacity": 1500,
    "entrepreneurship": 12_000, "industry_projects": 120, "asset_revitalisation": 3000, "monitoring": 6,
}  # fmt: skip


@pytest.mark.parametrize("name", YEARLY_UNITS)
def test_units_of_a_year_are_those_of_the_plan_for_the_whole_population(name: str) -> None:
    units = yearly(books(name, start=0, end=35)["units"])
    assert units == pytest.approx(YEARLY_UNITS[name], rel=0.35 if name == "workshop_capacity" else 0.01)


# -- who may have it ---------------------------------------------------------------------------------

PERSONAL = (
    "training_subsidy", "labour_cooperation", "transport_subsidy", "placement_service",
    "graduate_job_subsidy", "entrepreneurship",
)  # fmt: skip


@pytest.mark.parametrize("name", PERSONAL)
def test_a_lever_for_people_of_whom_there_are_none_moves_nobody(name: str) -> None:
    settings: Settings = {key: 0.0 for key in ("jobs", "failure_cut", "enterprises") if key in SETTINGS[name]}
    months = 18
    nobody: Settings = {"entrant_graduates": 0.0}
    none = stepped(guizhou(months=months, levers={}, **nobody), months)
    only = lever(name, eligibility=("graduate",), **settings)
    some = stepped(guizhou(months=months, levers={name: only}, **nobody), months)
    assert differing_columns(none, some) == []
    assert some.levers[0].ledger.spent_yuan.sum() == 0


@pytest.mark.parametrize("name", ["public_welfare_jobs", "works_relief"])
def test_places_for_people_of_whom_there_are_none_stay_empty(name: str) -> None:
    start: Settings = {"one_employed": 0.0, "in_work": 0.0}
    only = lever(name, eligibility=("graduate",))
    model = stepped(
        guizhou(months=18, levers={name: only}, entrant_graduates=0.0, workshops=0.0, **start), 18
    )
    channel = {"public_welfare_jobs": "public_welfare", "works_relief": "works_relief"}[name]
    assert model.values[f"places_open_{channel}"] > 0
    assert model.values[f"channel_{channel}"] == 0


@pytest.mark.parametrize("trait", ["woman", "weak_health", "low_schooling"])
def test_seats_go_to_those_who_are_eligible(trait: str) -> None:
    model = ResettlementModel(
        guizhou(levers={"training_subsidy": lever("training_subsidy", eligibility=(trait,))}), 1
    )
    entered = set()
    for _ in range(12):
        before = model.world.state.workers.course.copy()
        model.step()
        new = (model.world.state.workers.course > 0) & (before == 0) & holds(model, FUNDED)
        entered |= set(np.flatnonzero(new).tolist())
    assert len(entered) > 20
    assert all(bit(trait) & traits_of(model, row) for row in entered)


def traits_of(model: ResettlementModel, row: int) -> int:
    """Traits that do not change from month to month."""
    worker = model.worker(row)
    one = bit("woman") * ("woman" in worker.holds) + bit("low_schooling") * (worker.schooling <= 1)
    return int(one + bit("weak_health") * (worker.health == 1))
