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
    reach: Floats
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
    illness_separation: float
    course_months: int
    course_dropout: float
    course_pass: float
    course_skill: float
    retrain_gap: int
    illness_months: int
    illness_weakens: float
    medical_cost: float
    elder_transfer: float
    other_transfer: float
    background_detection: float
    risk_memory: float
    risk_exit: int
    stable_months: int
    grace_months: int


class Month(NamedTuple):
    """What is the same everywhere in a month."""

    t: int
    keys: NDArray[np.uint64]
    life_keys: NDArray[np.uint64]
    wage_index: Floats
    season_separation: float
    season_offer: float
    demand_offer: float
    demand_separation: float
    property_index: float
    transfer_index: float
    intensity: float
    line: float


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
    parameters: Mapping[str, Number], population: Mapping[str, Number], grace_months: int
) -> Behaviour:
    """Kernel arguments from the parameters that are single numbers."""
    special: dict[str, float | int] = {
        "elder_transfer": number(population, "elder_transfer"),
        "other_transfer": number(population, "other_transfer"),
        "grace_months": grace_months,
    }
    for name in ("course_months", "retrain_gap", "illness_months", "risk_exit", "stable_months"):
        special[name] = round(number(parameters, name))
    values = {
        name: special[name] if name in special else number(parameters, name) for name in Behaviour._fields
    }
    return Behaviour(**values)  # type: ignore[arg-type]
