"""What each lever plans, opens and spends in a month, reckoned by hand from its settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import floor
from typing import Any

import numpy as np
import pytest

from resettle.model.channels import OUT, WORKSHOP
from resettle.model.levers import LEVERS
from resettle.model.projects import ENDS, READY, SITE
from resettle.model.simulation import ResettlementModel
from resettle.model.tally import COLUMN
from tests.model.worlds import SETTINGS, guizhou, lever

START, MONTHS = 2, 16
"""A window that opens in March, with months of two calendar years."""

Settings = Mapping[str, float]
Books = dict[str, float]


def month_of(yearly: float, t: int) -> int:
    """Whole units of a month: what they add up to since the window began never strays from the pace."""
    pace = yearly / 12.0
    return floor(pace * (t - START + 1) + 0.5) - floor(pace * (t - START) + 0.5)


def few_of(yearly: float, t: int) -> int:
    """Whole units of a month of things that are too few for a sample to have a part of them."""
    pace = yearly / 12.0
    return floor(pace * (t - START + 1) + 1e-9) - floor(pace * (t - START) + 1e-9)


def count(model: ResettlementModel, name: str) -> float:
    """A column of the month's tally, over all settlements."""
    return float(model.world.tally.sums[:, COLUMN[name]].sum())


def of_the_sample(yearly: str) -> Callable[[ResettlementModel, Settings, int], Books]:
    """Levers that plan for so many persons a year at `unit_cost` each."""

    def books(model: ResettlementModel, given: Settings, t: int) -> Books:
        units = month_of(given[yearly] * model.world.part, t)
        lever = model.levers[0]
        paid = float(lever.ledger.spent_yuan[t])
        to_households = lever.name in ("transport_subsidy", "graduate_job_subsidy")
        return {
            "units": units,
            "planned_yuan": units * given["unit_cost"],
            "households_yuan": paid * to_households,
        }

    return books


def training(model: ResettlementModel, given: Settings, t: int) -> Books:
    completed = count(model, "funded_courses")
    paid = {"spent_yuan": completed * given["unit_cost"], "beneficiaries": completed}
    return of_the_sample("seats")(model, given, t) | paid


def entrepreneurship(model: ResettlementModel, given: Settings, t: int) -> Books:
    plain = of_the_sample("starts")(model, given, t)
    interest = model.levers[0].interest  # type: ignore[attr-defined]
    grants = float(model.world.tally.grant_yuan.sum())
    return plain | {
        "planned_yuan": plain["planned_yuan"] + interest,
        "spent_yuan": grants + interest,
        "beneficiaries": grants / given["unit_cost"],
    }


def welfare(model: ResettlementModel, given: Settings, t: int) -> Books:
    growth = model.world.timeline.prices[t] / model.world.timeline.prices[START] - 1.0
    allowance = given["unit_cost"] * (1.0 + given["price_linked"] * max(0.0, growth))
    paid, posts = count(model, "welfare_pay"), round(given["posts"] * model.world.part)
    return {
        "units": posts,
        "planned_yuan": given["posts"] * model.world.part * allowance,
        "spent_yuan": paid,
        "households_yuan": paid,
        "beneficiaries": count(model, "channel_public_welfare"),
    }


def workshops(model: ResettlementModel, given: Settings, t: int) -> Books:
    built, workers = month_of(given["workshops"] * model.world.part, t), count(model, "channel_workshop")
    spent = built * given["unit_cost"] + workers * given["hiring_award"] / 12.0
    return {"units": built, "planned_yuan": spent, "spent_yuan": spent, "beneficiaries": workers}


def cooperation(model: ResettlementModel, given: Settings, t: int) -> Books:
    placed = count(model, "organised")
    paid = {"spent_yuan": placed * given["unit_cost"], "beneficiaries": placed}
    return of_the_sample("places")(model, given, t) | paid


def pay_rule(model: ResettlementModel, given: Settings, t: int) -> Books:
    whole = given["enforcement"] * model.world.part
    arrears = model.inputs.parameters["arrears"]
    assert isinstance(arrears, float)
    workers = float(model.world.tally.sums[:, OUT : WORKSHOP + 1].sum())
    cost = whole * given["unit_cost"] / 12.0
    reached = workers * arrears * given["enforcement"]
    return {"units": whole, "planned_yuan": cost, "spent_yuan": cost, "beneficiaries": reached}


def works_relief(model: ResettlementModel, given: Settings, t: int) -> Books:
    running = model.world.projects.table("relief")
    assert (running[:, ENDS] - running[:, READY] == given["project_months"]).all()
    pay = given["places"] * model.world.part * given["unit_cost"]
    money, paid = pay / given["labour_share"], count(model, "relief_pay")
    recent = sum(few_of(given["projects"], past) for past in range(max(START, t - 5), t + 1))
    assert len(running) == recent
    return {
        "units": recent * model.world.part,
        "planned_yuan": recent * money,
        "spent_yuan": paid + recent * (money - pay),
        "households_yuan": paid,
        "beneficiaries": count(model, "channel_works_relief"),
    }


def industry(model: ResettlementModel, given: Settings, t: int) -> Books:
    started = few_of(given["projects"], t)
    cost = started * given["unit_cost"] * model.world.part
    running = model.world.projects.open_rows("industry", t)
    dividends = len(running) * given["unit_cost"] * model.world.part * given["dividend"] / 12.0
    return {
        "units": started * model.world.part,
        "planned_yuan": cost,
        "spent_yuan": cost,
        "households_yuan": dividends,
        "beneficiaries": np.isin(model.world.state.households.site, running[:, SITE]).sum(),
    }


def assets(model: ResettlementModel, given: Settings, t: int) -> Books:
    started = few_of(given["assets"], t)
    in_use = sum(few_of(given["assets"], month) for month in range(START, t + 1))
    cost = started * given["unit_cost"] * model.world.part
    rent = in_use * model.world.part * given["rent"] / 12.0 * given["household_share"]
    return {
        "units": started * model.world.part,
        "planned_yuan": cost,
        "spent_yuan": cost,
        "households_yuan": rent,
        "beneficiaries": len(model.world.state.households.site) * (rent > 0),
    }


def employers(model: ResettlementModel, given: Settings, t: int) -> Books:
    before = model.world.last_month.sums
    workers = before[COLUMN["channel_local_firm"]] + before[COLUMN["channel_workshop"]]
    jobs = min(round(given["jobs"] * model.world.part), workers)
    monthly = given["unit_cost"] / 12.0
    planned = given["jobs"] * model.world.part * monthly
    return {"units": jobs, "planned_yuan": planned, "spent_yuan": jobs * monthly, "beneficiaries": jobs}


def monitoring(model: ResettlementModel, given: Settings, t: int) -> Books:
    rounds = int(given["rounds"] * (t % 12 + 1) // 12 - given["rounds"] * (t % 12) // 12)
    cost = rounds * given["unit_cost"] * len(model.world.state.households.site)
    return {
        "units": rounds * model.world.part,
        "planned_yuan": cost,
        "spent_yuan": cost,
        "beneficiaries": count(model, "in_ledger"),
    }


def safety(model: ResettlementModel, given: Settings, t: int) -> Books:
    paid, helped = count(model, "safety_pay") + count(model, "medical_pay"), count(model, "safety_households")
    return {
        "units": helped,
        "planned_yuan": paid,
        "spent_yuan": paid,
        "households_yuan": paid,
        "beneficiaries": helped,
    }


def care(model: ResettlementModel, given: Settings, t: int) -> Books:
    carers = model.world.previous.sums[:, COLUMN["carers"]]
    places = model.world.spread(round(given["places"] * model.world.part))
    used = float(np.minimum(places, carers).sum())
    planned = given["places"] * model.world.part * given["unit_cost"]
    spent = used * given["unit_cost"]
    return {"units": used, "planned_yuan": planned, "spent_yuan": spent, "beneficiaries": used}


def services(model: ResettlementModel, given: Settings, t: int) -> Books:
    built = float(model.levers[0].built)  # type: ignore[attr-defined]
    return {
        "units": built,
        "planned_yuan": model.world.sites * given["pace"] / 12.0 * given["unit_cost"],
        "spent_yuan": built * given["unit_cost"],
        "beneficiaries": len(model.world.state.households.site),
    }


def sales(model: ResettlementModel, given: Settings, t: int) -> Books:
    before = model.world.last_month.sums
    sellers = before[COLUMN["channel_own_business"]] + before[COLUMN["channel_farming"]]
    reached = min(round(given["sellers"] * model.world.part), sellers)
    monthly = given["unit_cost"] / 12.0
    planned = given["sellers"] * model.world.part * monthly
    return {"units": reached, "planned_yuan": planned, "spent_yuan": reached * monthly}


EXPECTED: dict[str, Callable[[ResettlementModel, Settings, int], Books]] = {
    "training_subsidy": training,
    "public_welfare_jobs": welfare,
    "workshop_capacity": workshops,
    "labour_cooperation": cooperation,
    "transport_subsidy": of_the_sample("places"),
    "hiring_subsidy": of_the_sample("places"),
    "placement_service": of_the_sample("places"),
    "graduate_job_subsidy": of_the_sample("places"),
    "pay_rule": pay_rule,
    "works_relief": works_relief,
    "entrepreneurship": entrepreneurship,
    "industry_projects": industry,
    "asset_revitalisation": assets,
    "employer_relief": employers,
    "monitoring": monitoring,
    "safety_net": safety,
    "care_services": care,
    "settlement_services": services,
    "agri_trade_support": sales,
    "on_the_job_training": of_the_sample("places"),
}


def world(name: str) -> ResettlementModel:
    """A town with one lever, before its first month; every figure differs from every other."""
    plan = {name: lever(name, START)}
    if name == "pay_rule":  # it reaches those whom the market pays, not those in posts
        plan["public_welfare_jobs"] = lever("public_welfare_jobs")
    return ResettlementModel(guizhou(scale=0.005, months=MONTHS, levers=plan, infrastructure=0.3), 1)


@pytest.mark.parametrize("name", LEVERS)
def test_the_books_of_every_month_are_those_of_the_settings(name: str) -> None:
    model = world(name)
    ledger = next(item.ledger for item in model.levers if item.name == name)
    for t in range(MONTHS):
        model.step()
        if t < START:
            continue
        for column, expected in EXPECTED[name](model, SETTINGS[name], t).items():
            booked = float(getattr(ledger, column)[t])
            assert booked == pytest.approx(expected, rel=1e-6, abs=1e-6), f"{column} in month {t}"
    assert ledger.planned_yuan[START:].sum() > 0
    assert ledger.spent_yuan[START:].sum() > 0


@pytest.mark.parametrize(("name", "scale"), [("employer_relief", "jobs"), ("agri_trade_support", "sellers")])
def test_a_budget_pays_for_whole_jobs_and_sellers_by_the_month(name: str, scale: str) -> None:
    plan = {name: lever(name, 0, budget=1e6, **{scale: 1e7, "unit_cost": 700.0})}
    model = ResettlementModel(guizhou(scale=0.01, months=14, levers=plan), 1)
    ledger, budget = model.levers[0].ledger, 1e6 * model.world.part
    for t in range(14):
        left = budget - ledger.spent_yuan[t - t % 12 : t].sum()
        model.step()
        reached = floor(left / (700.0 / 12.0) + 1e-9) if t else 0  # nobody was counted before the first month
        assert ledger.units[t] == reached
        assert ledger.spent_yuan[t] == pytest.approx(reached * 700.0 / 12.0)
    assert ledger.units[1] > 0


def test_a_budget_of_founders_keeps_back_what_was_promised_and_interest_to_the_end_of_the_year() -> None:
    terms = {"starts": 1e6, "loan": 60_000.0, "interest_subsidy": 0.06, "unit_cost": 4000.0}
    plan = {"entrepreneurship": lever("entrepreneurship", 0, budget=3e6, **terms)}
    model = ResettlementModel(guizhou(scale=0.01, months=16, levers=plan), 1)
    item: Any = model.levers[0]
    seats = []
    for t in range(16):
        pending = float(model.world.tally.grant_pending.sum())
        model.step()
        left = 3e6 * model.world.part - item.ledger.spent_yuan[t - t % 12 : t].sum()
        left -= pending * 4000.0 + item.interest * (12 - t % 12)
        each = 4000.0 + 60_000.0 * 0.06 / 12.0 * (12 - t % 12)
        assert item.seats_left == max(0, floor(left / each + 1e-9))
        seats.append(item.seats_left)
    assert max(seats) > 2
    assert item.interest > 0
