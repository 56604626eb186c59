"""Compiled: what a channel pays a worker, and what it costs them."""

from __future__ import annotations

import math

import numpy as np

from resettle.model import state
from resettle.model.chance import normal, uniform
from resettle.model.channels import BUSINESS, RELIEF, WORKSHOP
from resettle.model.compiled import rule
from resettle.model.kernels.people import is_away, is_market
from resettle.model.tables import Behaviour

_WILLING, _CARER = int(state.WILLING), int(state.CARER)


@rule
def care_left(w: int, served: float, relief: float, care_key: np.uint64) -> float:
    """Part of their care duties that a carer still bears: those with a care place are relieved.

    Args:
        w: Worker row.
        served: Part of carers of the settlement who have a place; more places move nobody out.
        relief: Part of the duties that a place takes over.
        care_key: Key of the draw, made once for life, of who is served first.
    """
    return 1.0 - relief if uniform(care_key, w) < served else 1.0


@rule
def business_wage(
    w: int, log_pay: float, rules: Behaviour, fortune_key: np.uint64, angle_key: np.uint64
) -> float:
    """Net income of an own business, in yuan a month at base-year level: chance and half of log pay."""
    spread = rules.business_dispersion
    fortune = normal(fortune_key, angle_key, w)
    return rules.business_income * math.exp(spread * fortune - 0.5 * spread * spread + 0.5 * log_pay)


@rule
def agreed_wage(
    w: int,
    channel: int,
    wage: float,
    log_pay: float,
    rules: Behaviour,
    fortune_key: np.uint64,
    angle_key: np.uint64,
) -> float:
    """Pay at base-year level of a worker in a channel; 0 where a lever or the land pays."""
    if channel == BUSINESS:
        return business_wage(w, log_pay, rules, fortune_key, angle_key)
    if is_market(channel):
        return wage * math.exp(log_pay)
    return 0.0


@rule
def kept_part(channel: int, spent: float, family: bool, rules: Behaviour, pay_factor: float) -> float:
    """Part of a month's pay that reaches the household: neither in arrears nor spent where one works.

    Args:
        channel: Channel code.
        spent: Part of pay spent away by one who is there alone.
        family: Whether another of the household works away too.
        rules: Behaviour.
        pay_factor: What levers make of pay in the channel.
    """
    if not is_market(channel):
        return pay_factor
    if is_away(channel) and family:
        spent = min(1.0, spent + rules.family_spent)
    return (1.0 - rules.arrears) * (1.0 - spent) * pay_factor


@rule
def expected_pay(
    channel: int, wage: float, index: float, arrives: float, lever_pay: float, land: float, farm_income: float
) -> float:
    """Yuan a month that a channel would bring home, at this month's prices.

    Args:
        channel: Channel code.
        wage: Pay at base-year level in the market channels and own business.
        index: Wage index of the channel.
        arrives: Part of a full month's pay that reaches the household in the mean month.
        lever_pay: Monthly pay of a post or relief place.
        land: Land that falls to the worker, in mu: the household's, shared with those who farm it.
        farm_income: Net income of a mu, in yuan a year at base-year level.
    """
    if channel <= WORKSHOP or channel == BUSINESS:
        return wage * index * arrives
    if channel <= RELIEF:
        return lever_pay
    return farm_income * land / 12.0 * index * arrives


@rule
def burden(
    channel: int,
    age_months: int,
    flags: int,
    leave_cost: float,
    care_cost: float,
    rules: Behaviour,
) -> float:
    """Yuan a month, at base-year level, that leaving home and care duties take from a channel."""
    cost = 0.0
    if is_away(channel):
        cost = leave_cost
        years = age_months / 12.0 - 40.0
        if years > 0.0:
            cost += rules.age_leave_cost * years
        if not flags & _WILLING:
            cost += rules.unwilling_cost
    if flags & _CARER:
        cost += care_cost
    return cost
