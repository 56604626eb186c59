"""Phase 6, first part: who looks for work, what each is offered, and what each would rather do."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from resettle.model.channels import AWAY_CHANNELS, CHANNELS, WAGE_CHANNELS
from tests.oracle.agents import Worker

if TYPE_CHECKING:
    from tests.oracle.oracle import Oracle

ORGANISED = "organised"
"""A place out of province found by labour cooperation: a kind of offer of its own."""

KINDS = (*CHANNELS[1:], ORGANISED)
"""Kinds of offers; the number of a kind in a draw is its position, from 1."""

NUMBER_OF = {kind: position for position, kind in enumerate(KINDS, start=1)}


def channel_of(kind: str) -> str:
    """The channel in which a kind of offer ends."""
    return "out_of_province" if kind == ORGANISED else kind


@dataclass
class Seeker:
    """One who looks this month.

    Attributes:
        worker: Who looks.
        traits: Traits held while looking.
        wishes: Kinds of offers better than staying, best first.
    """

    worker: Worker
    traits: frozenset[str]
    wishes: list[str]


def find_seekers(model: Oracle) -> list[Seeker]:
    """Everyone who looks, with what each would like to have."""
    seekers = []
    for worker in model.workers:
        if can_look(worker) and model.chance("search", worker) < chance_of_looking(model, worker):
            worker.household.settlement.tally["seekers"] += 1
            traits = worker.traits(model.t)
            seekers.append(Seeker(worker, traits, wishes(model, worker, traits)))
    return seekers


def can_look(worker: Worker) -> bool:
    """Illness keeps one from looking."""
    return worker.is_labour and worker.wants_work and worker.ill == 0


def chance_of_looking(model: Oracle, worker: Worker) -> float:
    """Some of those in a job look, and of those without; carers less, and those in a course.

    A household in the ledger is visited, so that its members without work look for certain. Help of the
    safety net makes the able among them look less.
    """
    if worker.works:
        chance = model.table["search_on_job"][worker.channel]
    elif worker.household.in_ledger:
        chance = 1.0
    else:
        chance = model.number["search_intensity"]
    if not worker.works and not worker.weak and worker.household.has_allowance:
        chance *= 1.0 - model.number["allowance_search_cut"]
    if worker.course > 0:
        chance *= model.number["course_search"]
    if worker.carer:
        chance *= 1.0 - (1.0 - model.number["care_search"]) * care_left(model, worker)
    return chance


def care_left(model: Oracle, worker: Worker) -> float:
    """Part of the care duties that is left: a care place takes over a part of them."""
    served = worker.care_lot < worker.household.settlement.care_served
    return 1.0 - model.office.care_relief if served else 1.0


def wishes(model: Oracle, worker: Worker, traits: frozenset[str]) -> list[str]:
    """A random-utility choice: by worth and taste, the offers better than staying, best first."""
    scale = model.number["choice_scale"]
    staying = worth_of_staying(model, worker) / scale + model.draws.gumbel("taste", worker.row)
    log_pay = log_of_pay(model, worker)
    value = {}
    for kind in KINDS:
        if is_offered(model, worker, kind, traits):
            taste = model.draws.gumbel("taste", worker.row, NUMBER_OF[kind])
            value[kind] = worth(model, worker, kind, log_pay, traits) / scale + taste
    better = [kind for kind in value if value[kind] > staying]
    return sorted(better, key=lambda kind: value[kind], reverse=True)


def is_offered(model: Oracle, worker: Worker, kind: str, traits: frozenset[str]) -> bool:
    """Whether one hears of a place of this kind and may take it."""
    if channel_of(kind) == worker.channel or not model.office.rule(kind).admits(traits):
        return False
    if kind == ORGANISED:
        return model.office.organised_places > 0
    if kind == "farming":  # what a household with land can always do
        return worker.household.land > 0.0 and not worker.works
    if kind == "public_welfare":
        if worker.channel not in ("none", "farming"):
            return False  # posts are for those who have found no other work
        if worker.served and worker.household.spell == 0:
            return False  # a full term is enough while somebody in the household works
    return model.draws.uniform("offer", worker.row, NUMBER_OF[kind]) < chance_of_offer(
        model, worker, kind, traits
    )


def chance_of_offer(model: Oracle, worker: Worker, channel: str, traits: frozenset[str]) -> float:
    """Schooling and skill help with firms; season and demand move offers; weak labour hears of less."""
    number = model.number
    chance = model.table["offer_rate"][channel]
    chance *= model.office.grant_offer(channel, worker, traits)
    if channel in ("out_of_province", "in_province", "local_firm"):
        years = worker.years_of_schooling - 9.0
        chance *= math.exp(number["schooling_offer_gain"] * years + number["skill_offer_gain"] * worker.skill)
        if worker.graduate:
            chance *= model.office.graduate_offer
    if channel in model.trend.markets:
        chance *= model.trend.markets[channel].tightness ** number["matching"]
    if channel in AWAY_CHANNELS:
        chance *= model.trend.offers_away
    if worker.weak:
        chance *= model.table["weak_offer"][channel]
    return chance


def worth_of_staying(model: Oracle, worker: Worker) -> float:
    """Yuan a month, at base-year level, of the present job or of being at home."""
    channel = worker.channel
    if not worker.works:
        return model.number["home_value"]
    pay = expected_pay(model, worker, channel, worker.wage, float(worker.steady)) / model.trend.wages_local
    relief = model.office.organised_cost_cut if worker.organised else 0.0
    return pay + model.table["taste"][channel] - burden(model, worker, channel, relief)


def worth(model: Oracle, worker: Worker, kind: str, log_pay: float, traits: frozenset[str]) -> float:
    """Yuan a month, at base-year level, of an offer.

    Pay is divided by the growth of wages, so that growing wages alone do not empty the settlements.
    """
    channel, office = channel_of(kind), model.office
    wage, relief = agreed_wage(model, worker, channel, log_pay), 0.0
    steady = chance_of_steady(model, worker, channel)
    if kind == ORGANISED:
        wage *= 1.0 + office.organised_premium
        relief = office.organised_cost_cut
        steady = 1.0
    pay = expected_pay(model, worker, channel, wage, steady) + office.expected_grants(channel, worker, traits)
    pay /= model.trend.wages_local
    return pay + model.table["taste"][channel] - burden(model, worker, channel, relief)


def burden(model: Oracle, worker: Worker, channel: str, relief: float = 0.0) -> float:
    """Yuan a month that leaving home and care duties take; `relief` is the part of leaving taken over."""
    number, cost = model.number, 0.0
    if channel in AWAY_CHANNELS:
        cost += model.table["leave_cost"][channel] * (1.0 - relief)
        cost += number["age_leave_cost"] * max(0.0, worker.age_in_months(model.t) / 12.0 - 40.0)
        if not worker.willing:
            cost += number["unwilling_cost"]
    if worker.carer:
        cost += model.table["care_cost"].get(channel, 0.0) * care_left(model, worker)
    return cost


def expected_pay(model: Oracle, worker: Worker, channel: str, wage: float, steady: float) -> float:
    """Yuan a month that a channel would bring home; `steady` is the chance that its job is."""
    pay = pay_of_a_month(model, worker, channel, wage)
    if channel in WAGE_CHANNELS:  # the seasons of work even out
        casual = min(1.0, model.table["casual_work"][channel] * model.trend.casual_work(channel))
        pay *= steady + (1.0 - steady) * casual
    return pay


def chance_of_steady(model: Oracle, worker: Worker, channel: str) -> float:
    """Chance that a new job is steady, if nothing else makes it so: settling and skill help."""
    skill = math.exp(model.number["skill_steady"] * worker.skill)
    return min(1.0, model.table["steady_start"].get(channel, 0.0) * model.trend.settled * skill)


def pay_of_a_month(model: Oracle, worker: Worker, channel: str, wage: float) -> float:
    """Yuan that a month of work in a channel brings home at this month's prices."""
    growth = model.trend.wages(channel)
    if channel in WAGE_CHANNELS:
        arrives = (1.0 - model.number["arrears"]) * (1.0 - spent_away(model, worker, channel))
        return wage * growth * arrives * model.office.pay_factor(channel)
    if channel in ("public_welfare", "works_relief"):
        return model.office.pay(channel)
    if channel == "own_business":
        return wage * growth * model.office.pay_factor(channel)
    others = sum(other.channel == "farming" for other in worker.household.workers if other is not worker)
    growth *= model.office.pay_factor(channel)
    return model.number["farm_income"] * (worker.household.land / (others + 1)) / 12.0 * growth


def spent_away(model: Oracle, worker: Worker, channel: str) -> float:
    """Part of pay that is spent where it is earned; more by those with family there."""
    if channel not in AWAY_CHANNELS:
        return 0.0
    others_away = worker.household.away - worker.is_away
    family = model.number["family_spent"] if others_away >= 1 else 0.0
    return min(1.0, model.table["spent_away"][channel] + family)


def log_of_pay(model: Oracle, worker: Worker) -> float:
    """Log of pay relative to an able man with nine years of schooling and no skill (Mincer form)."""
    number = model.number
    total = number["schooling_return"] * (worker.years_of_schooling - 9.0)
    total += number["skill_return"] * worker.skill + worker.household.effect + number["pay_gap"]
    if worker.certificate:
        total += number["certificate_return"]
    if worker.woman:
        total -= number["women_pay_gap"]
    if worker.weak:
        total += math.log(number["weak_pay"] + 1e-12)
    return total + number["wage_dispersion"] * worker.ability


def agreed_wage(model: Oracle, worker: Worker, channel: str, log_pay: float) -> float:
    """Pay at base-year level; 0 where a lever or the land pays."""
    if channel in WAGE_CHANNELS:
        return model.table["wage"][channel] * math.exp(log_pay)
    if channel == "own_business":  # chance, with a mean of one, and half of what employers would pay for
        spread = model.number["business_dispersion"]
        fortune = math.exp(spread * worker.fortune - 0.5 * spread * spread)
        return model.number["business_income"] * fortune * math.exp(0.5 * log_pay)
    return 0.0
