"""What kernels read besides the state and the openings: behaviour, and the month itself.

Each tuple is defined once, so that all kernels share one type.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from resettle.model.channels import CHANNELS
from resettle.model.fields import Number, number, parts
from resettle.model.population_fields import SCHOOLING_YEARS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Vectors(NamedTuple):
    """Behavioural parameters by channel code (see `model.parameters` for meanings and units).

    Kept apart from the single numbers: a tuple that holds arrays is dear to hand to a rule.
    """

    wage: Floats
    spent_away: Floats
    steady_start: Floats
    casual_work: Floats
    offer_rate: Floats
    weak_offer: Floats
    search_on_job: Floats
    taste: Floats
    leave_cost: Floats
    care_cost: Floats
    separation_rate: Floats
    illness_rate: Floats
    schooling_years: Floats


class Behaviour(NamedTuple):
    """Behavioural parameters that are single numbers (see `model.parameters` for meanings and units)."""

    wage_dispersion: float
    schooling_return: float
    skill_return: float
    certificate_return: float
    women_pay_gap: float
    weak_pay: float
    pay_gap: float
    family_spent: float
    arrears: float
    proficiency_gain: float
    proficiency_months: float
    business_income: float
    business_dispersion: float
    farm_income: float
    search_intensity: float
    schooling_offer_gain: float
    skill_offer_gain: float
    choice_scale: float
    home_value: float
    unwilling_cost: float
    age_leave_cost: float
    care_search: float
    early_separation: float
    early_months: float
    skill_separation_cut: float
    contract_separation_cut: float
    contract_share: float
    steady_rate: float
    skill_steady: float
    climb_rate: float
    climb_months: float
    climb_move: float
    own_training: float
    training_selection: float
    illness_separation: float
    course_months: int
    course_dropout: float
    course_pass: float
    course_skill: float
    course_search: float
    retrain_gap: int
    illness_months: int
    illness_weakens: float
    medical_cost: float
    elder_transfer: float
    other_transfer: float
    background_detection: float
    allowance_coverage: float
    top_up: float
    disregard: float
    allowance_search_cut: float
    risk_memory: float
    risk_spell: int
    risk_exit: int
    stable_months: int
    grace_months: int


class Month(NamedTuple):
    """What is the same everywhere in a month.

    Attributes:
        t: Month, counted from January of the base year.
        keys: Keys of the draws of the month, by decision.
        life_keys: Keys of the draws made once for life.
        wage_index: Pay relative to the base year, by channel; local pay answers to the local market.
        local_index: Local pay relative to the base year as published.
        work: Factor on the chance that a casual job has work, by channel.
        offers: Factor of vacancies and competing seekers on the chance of an offer, by channel.
        settled: Part of settled people's share of steady jobs that is reached, in (0, 1].
        season_work: Seasonal factor on casual work.
        season_separation: Seasonal factor on separation from work away.
        season_offer: Seasonal factor on offers of work away.
        demand_offer: Factor of labour demand on offers of work away.
        demand_separation: Factor of labour demand on separation from work away.
        property_index: Property income relative to the base year.
        transfer_index: Regular transfers relative to the base year.
        line: Monitoring line, in yuan per person and year as surveys find income: officials hold it against
            administrative net income.
        allowance: Standard up to which the allowance tops up, likewise.
    """

    t: int
    keys: NDArray[np.uint64]
    life_keys: NDArray[np.uint64]
    wage_index: Floats
    local_index: float
    work: Floats
    offers: Floats
    settled: float
    season_work: float
    season_separation: float
    season_offer: float
    demand_offer: float
    demand_separation: float
    property_index: float
    transfer_index: float
    line: float
    allowance: float


def vectors(parameters: Mapping[str, Number]) -> Vectors:
    """Kernel arguments from the parameters given by channel, health or schooling."""

    def by_channel(name: str) -> Floats:
        given = parts(parameters, name)
        return np.array([given.get(channel, 0.0) for channel in CHANNELS])

    others = ("illness_rate", "schooling_years")
    return Vectors(
        **{name: by_channel(name) for name in Vectors._fields if name not in others},
        illness_rate=np.array([parts(parameters, "illness_rate")[key] for key in ("able", "weak")]),
        schooling_years=np.array(list(SCHOOLING_YEARS.values())),
    )


def behaviour(
    parameters: Mapping[str, Number],
    population: Mapping[str, Number],
    initial: Mapping[str, Number],
    grace_months: int,
) -> Behaviour:
    """Kernel arguments from the parameters that are single numbers."""
    special: dict[str, float | int] = {
        "elder_transfer": number(population, "elder_transfer"),
        "other_transfer": number(population, "other_transfer"),
        "allowance_coverage": number(initial, "allowance_coverage"),
        "grace_months": grace_months,
    }
    for name in (
        "course_months",
        "retrain_gap",
        "illness_months",
        "risk_spell",
        "risk_exit",
        "stable_months",
    ):
        special[name] = round(number(parameters, name))
    values = {
        name: special[name] if name in special else number(parameters, name) for name in Behaviour._fields
    }
    return Behaviour(**values)  # type: ignore[arg-type]
