"""What a month hands to its kernels: behaviour, the month itself, and the openings that levers write.

Each tuple is defined here and nowhere else, so that all kernels share one type.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from resettle.model import channels
from resettle.model.channels import CHANNELS
from resettle.model.fields import Number, number, parts
from resettle.model.population_fields import SCHOOLING_YEARS
from resettle.model.traits import MAX_PRIORITIES

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ORGANISED_PLACE = 9
"""Code of an organised place out of province, beside the channel codes 1 to 8; 0 stands for staying."""

ALTERNATIVES = 10
SEATS = 0
"""Rule slot of training seats; the slots of places have the codes of their alternatives."""

GRANTS = 16
"""Slots for grants that fall due after some months in a job: two sets of terms for each kind."""

KINDS_OF_GRANTS = GRANTS // 2

RATIONED = (channels.LOCAL, channels.WORKSHOP, channels.WELFARE, channels.RELIEF)
"""Channels with a number of places in each settlement."""


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


class Openings(NamedTuple):
    """What levers open and change this month; kernels read it and know no lever by name.

    Attributes:
        places: Places by settlement and channel code; only rationed channels are read.
        eligible: Mask of traits, any of which admits, by rule slot; 0 admits everyone.
        priority: Masks of traits in the order served, by rule slot.
        separation_factor: Factor on separation, by settlement and channel.
        pay_factor: What pay, business and farm income come to, relative to what they are without any lever,
            by channel.
        care_served: Part of those with care duties who have a care place, by settlement.
        pay: Monthly pay of posts and relief works in yuan, by channel.
        leave_value: Yuan a month by which an expected grant makes a channel better, by grant, channel
            and whether the household is registered poor; only for those who could earn the grant.
        grant_offer: Factor on the chance of an offer for those whom a grant is meant for, by grant
            and channel.
        grant_contract_gain: Gain in the share of contracts for those whom a grant is meant for.
        scalars: See `SCALARS`.
        property: Yuan a month that each household receives from assets and projects, by settlement.
        grant_channels: Bits of channels in which each grant can be earned.
        grant_needs: Mask of traits, any of which admits, by grant.
        grant_months: Months in the job after which each grant falls due.
        grant_contract: 1 if the grant needs a contract.
        grant_new: 1 if only those who have not come back from work away can earn it.
        grant_poor: Yuan for a worker of a registered-poor household.
        grant_other: Yuan for others.
        grant_household: 1 if the household receives it, 0 if the employer or agency does.
    """

    places: Ints
    eligible: Ints
    priority: Ints
    separation_factor: Floats
    pay_factor: Floats
    care_served: Floats
    pay: Floats
    leave_value: Floats
    grant_offer: Floats
    grant_contract_gain: Floats
    scalars: Floats
    property: Floats
    grant_channels: Ints
    grant_needs: Ints
    grant_months: Ints
    grant_contract: Ints
    grant_new: Ints
    grant_poor: Floats
    grant_other: Floats
    grant_household: Ints


SCALARS = (
    "organised_premium", "organised_cost_cut", "organised_separation_cut", "graduate_offer",
    "welfare_term", "monitoring_recall", "safety_line", "safety_top_up", "medical_share",
    "care_relief", "pass_gain", "dropout_cut",
)  # fmt: skip
"""Names of the single numbers in `Openings.scalars`."""

(
    ORGANISED_PREMIUM, ORGANISED_COST_CUT, ORGANISED_SEPARATION_CUT, GRADUATE_OFFER,
    WELFARE_TERM, MONITORING_RECALL, SAFETY_LINE, SAFETY_TOP_UP, MEDICAL_SHARE,
    CARE_RELIEF, PASS_GAIN, DROPOUT_CUT,
) = range(len(SCALARS))  # fmt: skip

TALLY = (
    *(f"channel_{name}" for name in CHANNELS),
    "persons", "labour", "labour_households", "one_employed", "stable", "zero", "zero_long",
    "zero_longest", "wage", "business", "property", "transfer", "from_levers", "below_line", "at_risk",
    "in_ledger", "at_risk_in_ledger", "ill", "in_course", "enrolled", "dropped", "completed", "certified",
    "hires", "separations", "seekers", "refused", "organised", "welfare_pay", "relief_pay", "safety_pay",
    "medical_pay", "safety_households", "property_pay",
    "want_training", "covered", "trained_workers", "certified_workers", "skilled", "skills",
    "carers", "moves",
)  # fmt: skip
"""Columns that kernels count, a row a settlement."""

COLUMN = {name: position for position, name in enumerate(TALLY)}
(
    PERSONS, LABOURERS, LABOUR_HOUSEHOLDS, ONE_EMPLOYED, STABLE, ZERO, ZERO_LONG, ZERO_LONGEST,
    WAGE, BUSINESS_INCOME, PROPERTY, TRANSFER, FROM_LEVERS,
    BELOW_LINE, AT_RISK, IN_LEDGER, AT_RISK_IN_LEDGER, ILL, IN_COURSE,
    ENROLLED, DROPPED, COMPLETED, CERTIFIED, HIRES, SEPARATIONS, SEEKERS, REFUSED, ORGANISED_TAKEN,
    WELFARE_PAY, RELIEF_PAY, SAFETY_PAY, MEDICAL_PAY, SAFETY_HOUSEHOLDS, PROPERTY_PAY,
    WANT_TRAINING, COVERED, TRAINED_WORKERS, CERTIFIED_WORKERS, SKILLED, SKILLS, CARERS, MOVES,
) = range(len(CHANNELS), len(TALLY))  # fmt: skip


class Tally(NamedTuple):
    """Counts and sums of a month by settlement.

    Attributes:
        sums: Columns of `TALLY`.
        grant_people: Grants paid, by settlement and grant.
        grant_yuan: Yuan of grants paid.
        grant_pending: Grants promised and not yet due.
    """

    sums: Floats
    grant_people: Floats
    grant_yuan: Floats
    grant_pending: Floats


def empty_tally(sites: int) -> Tally:
    """A tally of zeros."""
    return Tally(np.zeros((sites, len(TALLY))), *(np.zeros((sites, GRANTS)) for _ in range(3)))


def empty_openings(sites: int) -> Openings:
    """A month in which no lever opens anything."""
    channel = len(CHANNELS)
    return Openings(
        places=np.zeros((sites, channel), np.int64),
        eligible=np.zeros(ALTERNATIVES, np.int64),
        priority=np.zeros((ALTERNATIVES, MAX_PRIORITIES), np.int64),
        separation_factor=np.ones((sites, channel)),
        pay_factor=np.ones(channel),
        care_served=np.zeros(sites),
        pay=np.zeros(channel),
        leave_value=np.zeros((GRANTS, channel, 2)),
        grant_offer=np.ones((GRANTS, channel)),
        grant_contract_gain=np.zeros(GRANTS),
        scalars=np.zeros(len(SCALARS)),
        property=np.zeros(sites),
        grant_channels=np.zeros(GRANTS, np.int64),
        grant_needs=np.zeros(GRANTS, np.int64),
        grant_months=np.zeros(GRANTS, np.int64),
        grant_contract=np.zeros(GRANTS, np.int64),
        grant_new=np.zeros(GRANTS, np.int64),
        grant_poor=np.zeros(GRANTS),
        grant_other=np.zeros(GRANTS),
        grant_household=np.zeros(GRANTS, np.int64),
    )


def reset(openings: Openings) -> None:
    """Close everything before levers open the month; what grants promise stays as it was."""
    for column in (openings.places, openings.eligible, openings.priority, openings.pay, openings.leave_value):
        column[...] = 0
    openings.separation_factor[...] = 1.0
    openings.grant_offer[...] = 1.0
    openings.grant_contract_gain[...] = 0.0
    openings.pay_factor[...] = 1.0
    openings.care_served[...] = 0.0
    openings.property[...] = 0.0
    openings.scalars[...] = 0.0
    openings.scalars[WELFARE_TERM] = 1e9
    openings.scalars[GRADUATE_OFFER] = 1.0


def vectors(parameters: Mapping[str, Number]) -> Vectors:
    """Kernel arguments from the parameters that are stated by channel, health or schooling."""

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
