"""Phases 7 and 8: what workers bring home, grants that fall due, and household income by source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.oracle.agents import AT_MOST, Household, Worker, single
from tests.oracle.search import expected_pay

if TYPE_CHECKING:
    from tests.oracle.oracle import Oracle

LONGEST_TENURE = 60_000


def pay(model: Oracle) -> None:
    """Pay everyone in work, then grants that were given without a job."""
    for household in model.households:
        household.wage = household.business = household.transfer = household.from_levers = 0.0
        for worker in household.workers:
            if worker.works:
                worker.tenure = min(LONGEST_TENURE, worker.tenure + 1)
                _pay(model, household, worker)
                _pay_grants(model, household, worker)
            else:
                worker.pay = 0.0
                if worker.is_labour:
                    worker.spell = min(AT_MOST, worker.spell + 1)
    for row, yuan in model.office.grants_given():
        model.households[row].receive(yuan)


def _pay(model: Oracle, household: Household, worker: Worker) -> None:
    tally, yuan = household.settlement.tally, single(brought_home(model, worker))
    worker.pay = yuan
    if worker.channel in ("own_business", "farming"):
        household.business += yuan
    else:
        household.wage += yuan
    if worker.channel in ("public_welfare", "works_relief"):  # paid by a lever
        household.from_levers += yuan
        tally["welfare_pay" if worker.channel == "public_welfare" else "relief_pay"] += yuan


def brought_home(model: Oracle, worker: Worker) -> float:
    """The ill earn nothing, workshop practice pays, and land is shared by those who farm it."""
    if worker.ill > 0:
        return 0.0
    yuan = expected_pay(model, worker, worker.channel, worker.wage)
    if worker.channel == "workshop":
        practice = min(worker.tenure, model.number["proficiency_months"])
        return yuan * (1.0 + model.number["proficiency_gain"] * practice)
    return yuan


def _pay_grants(model: Oracle, household: Household, worker: Worker) -> None:
    """A grant falls due once the months in the job are full."""
    for slot in sorted(worker.pending):
        grant = model.office.promised(slot)
        if worker.tenure >= grant.months:
            worker.pending.remove(slot)
            worker.received.add(grant.kind_of_grant)
            yuan = grant.for_poor if household.poor else grant.for_others
            household.settlement.grants.setdefault(slot, []).append(yuan)
            if grant.to_household:
                household.receive(yuan)


def settle(model: Oracle) -> None:
    """Property and regular transfers; months without anybody in work, and months with."""
    per_elder, per_person = model.population["elder_transfer"], model.population["other_transfer"]
    for household in model.households:
        dividend = household.settlement.dividend
        household.property_income = household.property_base / 12.0 * model.trend.property_growth + dividend
        household.from_levers += dividend
        household.settlement.tally["property_pay"] += dividend
        regular = household.elders * per_elder + household.size * per_person
        household.transfer += regular / 12.0 * model.trend.transfer_growth
        labour = household.labour
        works = any(worker.works for worker in labour)
        household.stable = min(AT_MOST, household.stable + 1) if works else 0
        household.spell = min(AT_MOST, household.spell + 1) if labour and not works else 0
