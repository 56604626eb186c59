"""Grants fall due after some months in a job, are paid then only, and to whom they were promised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from resettle.model import channels, state
from resettle.model.inputs import LeverWindow, ModelInputs
from resettle.model.levers.grant import GrantLever
from resettle.model.parameters import MONTHS as MONTHS_OF_YEAR
from resettle.model.simulation import ResettlementModel
from tests.model.worlds import GRANTS, Settings, dosed, guizhou, holds, lever

MONTHS = {
    "transport_subsidy": 3, "hiring_subsidy": 6, "placement_service": 3, "entrepreneurship": 1,
    "on_the_job_training": 3,
}  # fmt: skip
AMOUNTS = {
    "transport_subsidy": ("unit_cost", "other_amount"),
    "hiring_subsidy": ("unit_cost",),
    "placement_service": ("unit_cost",),
    "on_the_job_training": ("unit_cost",),
}
EARNED_IN = {
    "transport_subsidy": {channels.OUT},
    "hiring_subsidy": {channels.LOCAL, channels.WORKSHOP},
    "on_the_job_training": {channels.LOCAL, channels.WORKSHOP},
    "placement_service": {channels.OUT, channels.IN, channels.LOCAL, channels.WORKSHOP},
    "entrepreneurship": {channels.BUSINESS},
}
Flags = NDArray[np.bool_]


@dataclass
class Month:
    """What a month did to the promises of one grant.

    Attributes:
        t: Month.
        promised: Who was newly promised it.
        paid: Who was paid it.
        lost: Who lost it with the job.
        yuan: What was paid.
        people: How many were paid.
    """

    t: int
    promised: NDArray[np.intp]
    paid: NDArray[np.intp]
    lost: NDArray[np.intp]
    yuan: float
    people: float


def promises(model: ResettlementModel, name: str) -> Flags:
    """Who holds a promise of a grant."""
    slot = next(item.grant for item in model.levers if item.name == name and isinstance(item, GrantLever))
    result: Flags = (model.world.state.workers.pending >> np.uint16(slot)) & 1 == 1
    return result


def follow(model: ResettlementModel, name: str, months: int) -> list[Month]:
    """Step, and sort out from tenure what became of each promise (one due at once leaves no trace)."""
    rows = []
    workers = model.world.state.workers
    for _ in range(months):
        before, tenure, t = promises(model, name), workers.tenure.copy(), model.month
        model.step()
        after = promises(model, name)
        stayed = workers.tenure == tenure + 1
        new = workers.tenure == 1
        slot = next(item.grant for item in model.levers if item.name == name)
        rows.append(
            Month(
                t,
                promised=np.flatnonzero(new & after),
                paid=np.flatnonzero(before & ~after & stayed),
                lost=np.flatnonzero(before & ~stayed),
                yuan=float(model.world.tally.grant_yuan[:, slot].sum()),
                people=float(model.world.tally.grant_people[:, slot].sum()),
            )
        )
    return rows


def town(name: str, *windows: LeverWindow, scale: float = 0.003, **changes: Any) -> ModelInputs:
    """A town in which one grant is open."""
    return guizhou(scale=scale, levers={name: windows or lever(name)}, **changes)


LASTING = [name for name in GRANTS if name != "entrepreneurship"]


@pytest.mark.parametrize("name", LASTING)
def test_a_grant_is_paid_in_the_month_its_months_are_full_and_in_no_other(name: str) -> None:
    model = ResettlementModel(town(name), 1, check=True)
    months = follow(model, name, 20)
    assert sum(len(month.paid) for month in months) > 20
    assert sum(len(month.lost) for month in months) > 0
    for month in months:
        assert month.people == len(month.paid)
    workers = model.world.state.workers
    still = promises(model, name)
    assert (workers.tenure[still] < MONTHS[name]).all()


@pytest.mark.parametrize("name", LASTING)
def test_the_tenure_of_those_paid_is_exactly_that_of_the_grant(name: str) -> None:
    model = ResettlementModel(town(name), 2)
    workers = model.world.state.workers
    paid = 0
    for month in range(16):
        before = promises(model, name)
        tenure = workers.tenure.copy()
        model.step()
        due = before & ~promises(model, name) & (workers.tenure == tenure + 1)
        assert set(workers.tenure[due]) <= {MONTHS[name]}, month
        paid += int(due.sum())
    assert paid > 10


@pytest.mark.parametrize("name", LASTING)
def test_a_job_that_ends_before_is_never_paid_for(name: str) -> None:
    settings: Settings = {
        "separation_rate": dict.fromkeys(channels.WORKING, 1.0),
        "season_separation": dict.fromkeys(MONTHS_OF_YEAR, 1.0), "early_separation": 1.0,
        "contract_separation_cut": 0.0, "skill_separation_cut": 0.0, "demand_separation": 0.0,
    }  # fmt: skip
    model = ResettlementModel(town(name, **settings), 1)
    months = follow(model, name, 14)
    assert sum(len(month.promised) for month in months) > 50
    assert sum(month.people for month in months) == 0


@pytest.mark.parametrize("name", LASTING)
def test_what_was_promised_is_paid_after_the_window_has_closed(name: str) -> None:
    last = 4
    model = ResettlementModel(town(name, *lever(name, 0, last)), 1, check=True)
    months = follow(model, name, 14)
    assert all(len(month.promised) == 0 for month in months[last + 1 :])
    assert sum(month.people for month in months[last + 1 :]) > 0
    assert all(month.people == 0 for month in months[last + MONTHS[name] :])
    promised = sum(len(month.promised) for month in months)
    assert sum(month.people for month in months) + sum(len(month.lost) for month in months) == promised


@pytest.mark.parametrize("new_months", [0, 6])
@pytest.mark.parametrize("name", LASTING)
def test_a_promise_keeps_its_terms_when_a_window_with_other_terms_opens(name: str, new_months: int) -> None:
    months, every_amount = MONTHS[name], AMOUNTS[name]
    old: Settings = dict.fromkeys(every_amount, 700.0)
    new: Settings = dict.fromkeys(every_amount, 1.0)
    first, other = lever(name, 0, 2, **old), lever(name, 3, 20, stable_months=months + new_months, **new)
    model = ResettlementModel(town(name, *first, *other), 1)
    due = follow(model, name, 2 + months)[3:]
    assert sum(month.people for month in due) > 10
    assert all(month.yuan == 700 * month.people for month in due)


@pytest.mark.parametrize("name", GRANTS)
def test_no_more_are_promised_than_the_plan_has_places_for(name: str) -> None:
    model = ResettlementModel(town(name, *dosed(name, 6000.0)), 1, check=True)
    yearly = 6000 * model.world.part
    months = follow(model, name, 24)
    people = [sum(month.people for month in months[begin : begin + 12]) for begin in (0, 12)]
    promised = sum(len(month.promised) for month in months)
    assert max(people) <= yearly + 2
    assert promised <= 2 * yearly + 1
    assert sum(people) > 0


@pytest.mark.parametrize("name", LASTING)
def test_a_grant_is_promised_in_its_channels_and_in_no_other(name: str) -> None:
    model = ResettlementModel(town(name, scale=0.015), 1)
    seen = set()
    for _ in range(12):
        model.step()
        seen |= set(model.world.state.workers.channel[promises(model, name)].tolist())
    assert seen == EARNED_IN[name]


def test_expecting_a_transport_grant_draws_those_away_who_would_receive_it() -> None:
    gone = []
    for poor_yuan, other_yuan in ((0.0, 0.0), (60_000.0, 0.0), (0.0, 60_000.0)):
        windows = lever("transport_subsidy", unit_cost=poor_yuan, other_amount=other_yuan, places=1e6)
        model = ResettlementModel(town("transport_subsidy", *windows, scale=0.01, registered_poor=0.5), 1)
        follow(model, "transport_subsidy", 6)
        workers = model.world.state.workers
        poor = model.world.state.households.poor[workers.household] > 0
        away = workers.channel == channels.OUT
        gone.append((away[poor].sum(), away[~poor].sum()))
    assert gone[1][0] > 1.1 * gone[0][0]
    assert gone[2][1] > 1.1 * gone[0][1]
    assert gone[1][1] < 1.03 * gone[0][1]
    assert gone[2][0] < 1.03 * gone[0][0]


def test_a_placement_is_paid_for_only_with_a_contract() -> None:
    model = ResettlementModel(town("placement_service", contract_share=0.3), 1)
    follow(model, "placement_service", 8)
    contracts = holds(model, state.CONTRACT)
    promised = promises(model, "placement_service")
    assert promised.sum() > 10
    assert contracts[promised].all()
    assert not contracts[model.world.state.workers.channel > 0].all()


def test_a_transport_grant_is_500_yuan_for_the_registered_poor_and_100_for_others() -> None:
    model = ResettlementModel(town("transport_subsidy", registered_poor=0.5), 1)
    poor = model.world.state.households.poor[model.world.state.workers.household] > 0
    counts = np.zeros(2)
    for month in follow(model, "transport_subsidy", 16):
        here = np.array([(~poor[month.paid]).sum(), poor[month.paid].sum()])
        assert month.yuan == 100 * here[0] + 500 * here[1]
        counts += here
    assert (counts > 10).all()


def test_a_transport_grant_reaches_the_household_and_a_hiring_grant_the_employer() -> None:
    for name, received in (
        ("transport_subsidy", True),
        ("hiring_subsidy", False),
        ("placement_service", False),
    ):
        model = ResettlementModel(town(name), 1, check=True)
        months = follow(model, name, 10)
        paid = sum(month.yuan for month in months)
        books = model.levers[0].ledger
        assert paid > 0
        assert books.spent_yuan.sum() == paid
        assert books.households_yuan.sum() == (paid if received else 0)


def test_who_has_come_back_from_work_away_is_promised_no_transport_grant() -> None:
    model = ResettlementModel(town("transport_subsidy"), 1)
    workers = model.world.state.workers
    returned_and_left = 0
    for _ in range(16):
        returned = holds(model, state.RETURNED)
        model.step()
        new = (workers.tenure == 1) & (workers.channel == channels.OUT)
        returned_and_left += int((new & returned).sum())
        assert not (promises(model, "transport_subsidy") & holds(model, state.RETURNED)).any()
    assert returned_and_left > 20


def test_a_hiring_grant_for_the_returned_is_promised_to_nobody_else() -> None:
    only = lever("hiring_subsidy", eligibility=("returned_from_away",))
    model = ResettlementModel(town("hiring_subsidy", *only), 1)
    months = follow(model, "hiring_subsidy", 12)
    assert sum(len(month.promised) for month in months) > 5
    assert holds(model, state.RETURNED)[promises(model, "hiring_subsidy")].all()


@pytest.mark.parametrize("name", LASTING)
def test_those_named_first_are_served_first_when_promises_are_few(name: str) -> None:
    few = lever(name, priority=("woman",), places=12_000)
    settings = {"contract_share": 1.0}
    by_priority = ResettlementModel(town(name, *few, scale=0.01, **settings), 1)
    by_lot = ResettlementModel(town(name, *lever(name, places=12_000), scale=0.01, **settings), 1)
    women = []
    for each in (by_priority, by_lot):
        months = follow(each, name, 10)
        rows = np.concatenate([month.promised for month in months])
        women.append(holds(each, state.WOMAN)[rows].mean())
    assert women[0] > women[1] + 0.2


def test_the_order_of_priorities_decides_between_those_named() -> None:
    shares = []
    for order in (("woman", "age_50_plus"), ("age_50_plus", "woman")):
        few = lever("placement_service", priority=order, places=3000)
        model = ResettlementModel(town("placement_service", *few, scale=0.02, contract_share=1.0), 1)
        months = follow(model, "placement_service", 4)
        rows = np.concatenate([month.promised for month in months])
        assert len(rows) > 10
        shares.append(holds(model, state.WOMAN)[rows].mean())
    assert shares[0] > shares[1] + 0.1


def test_a_business_is_supported_in_the_month_it_opens_and_costs_interest_after() -> None:
    terms = lever(
        "entrepreneurship", 0, 5, loan=24_000.0, interest_subsidy=0.05, loan_months=4, unit_cost=1000.0
    )
    still = {"separation_rate": {"own_business": 0.0}}
    model = ResettlementModel(town("entrepreneurship", *terms, scale=0.01, **still), 1, check=True)
    months = follow(model, "entrepreneurship", 12)
    spent = model.levers[0].ledger.spent_yuan
    people = np.array([month.people for month in months])
    assert people[:6].sum() > 5
    assert people[6:].sum() == 0
    for t in range(12):
        on_loan = people[max(0, t - 4) : t].sum()
        assert spent[t] == pytest.approx(1000 * people[t] + on_loan * 24_000 * 0.05 / 12)
