"""Phases 7 and 8: what workers bring home, grants that fall due, and household income by source."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from resettle.model.channels import WAGE_CHANNELS
from tests.oracle.agents import AT_MOST, Household, Worker, single
from tests.oracle.search import pay_of_a_month

if TYPE_CHECKING:
    from tests.oracle.oracle import Oracle

LONGEST_TENURE = 60_000


def pay(model: Oracle) -> None:
    """Pay everyone who works, then grants that were given without a job."""
    for household in model.households:
        household.wage = household.business = household.transfer = household.from_levers = 0.0
        household.away = sum(worker.is_away for worker in household.workers)
        for worker in household.workers:
            worker.remember(_live(model, household, worker))
        labour = household.labour
        household.willing = sum(worker.wants_work and worker.ill == 0 for worker in labour)
        household.worked = max((worker.months_worked for worker in labour), default=0)
    for row, yuan in model.office.grants_given():
        model.households[row].receive(yuan)


def _live(model: Oracle, household: Household, worker: Worker) -> bool:
    """A month of one worker; returns whether there was work in it."""
    if not worker.works:
        worker.pay = 0.0
        if worker.is_labour:
            worker.spell = min(AT_MOST, worker.spell + 1)
        return False
    worker.tenure = min(LONGEST_TENURE, worker.tenure + 1)
    if worker.is_casual and worker.ill == 0:
        worker.steady = model.chance("settle", worker) < chance_of_settling(model, worker)
    works = works_this_month(model, worker)
    if works and worker.channel in WAGE_CHANNELS:
        _climb(model, worker)
    _pay(model, household, worker, works)
    _pay_grants(model, household, worker)
    return works


def chance_of_settling(model: Oracle, worker: Worker) -> float:
    """A casual job turns steady the sooner the longer ago the move was; skill helps."""
    skill = math.exp(model.number["skill_steady"] * worker.skill)
    return model.number["steady_rate"] * model.trend.settled * skill


def works_this_month(model: Oracle, worker: Worker) -> bool:
    """The ill do not work; a casual job has work by chance, season and demand."""
    if worker.ill > 0:
        return False
    if not worker.is_casual:
        return True
    chance = model.table["casual_work"][worker.channel] * model.trend.season_of_work
    chance *= model.trend.casual_work(worker.channel)
    return model.chance("worked", worker) < min(1.0, chance)


def _climb(model: Oracle, worker: Worker) -> None:
    """Who has worked in a job for long enough may rise a level."""
    long_enough = worker.tenure >= model.number["climb_months"]
    if long_enough and worker.can_climb and model.chance("climb", worker) < model.number["climb_rate"]:
        worker.skill += 1
        worker.raise_pay(model.number["skill_return"])


def _pay(model: Oracle, household: Household, worker: Worker, works: bool) -> None:
    tally, yuan = household.settlement.tally, single(brought_home(model, worker) if works else 0.0)
    worker.pay = yuan
    if worker.channel in ("own_business", "farming"):
        household.business += yuan
    else:
        household.wage += yuan
    if worker.channel in ("public_welfare", "works_relief"):  # paid by a lever
        household.from_levers += yuan
        tally["welfare_pay" if worker.channel == "public_welfare" else "relief_pay"] += yuan


def brought_home(model: Oracle, worker: Worker) -> float:
    """Pay of a month with work: workshop practice pays, and land is shared by those who farm it."""
    yuan = pay_of_a_month(model, worker, worker.channel, worker.wage)
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
